// Docker's official images of Erlang and Elixir, which stands on it. Sources: the histories of erlang/docker-erlang-otp and of
// erlef/docker-elixir (c0b/docker-elixir before), and library/elixir of docker-library/official-images.

import { languageImage } from './buildpack.ts';
import { distributionWithin } from './distributions.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { isBareDigest, siblingText } from './reference.ts';

/**
 * By major version of OTP: the releases of Debian and of Alpine that its images were made on, the last one at the end. An image without a
 * minor version of OTP is the last one that was made, once OTP is out of support, as it is three years after its release.
 */
const releases: ReadonlyMap<string, { readonly debian: string; readonly alpine: string }> = new Map(
  (
    '17 jessie..stretch -, 18 jessie..stretch -, 19 jessie..stretch -, 20 stretch..buster 3.6..3.14, 21 stretch..buster 3.7..3.14, ' +
    '22 stretch..buster 3.9..3.16, 23 buster 3.11..3.16, 24 buster..bullseye 3.13..3.17, 25 bullseye 3.15..3.21, ' +
    '26 bullseye..bookworm 3.17..3.22, 27 bookworm..trixie 3.19..3.24, 28 bookworm..trixie 3.21..3.24, 29 trixie 3.22..3.24'
  )
    .split(', ')
    .map((row) => {
      const [number = '', debian = '', alpine = ''] = row.split(' ');
      return [number, { debian, alpine }];
    }),
);

const newest = { debian: 'bookworm..trixie', alpine: '3.21..3.24' };
const unsupported = 26;

/** Buster came in July 2019, in the time of 20.3.8, 21.3.8 and 22.0. */
const onStretch = /^(?:20\.[0-2]|20\.3\.[0-7]|21\.[0-2])(?:\.|$)/;

type Variant = '' | 'slim' | 'alpine';

/** `otp`: `26`, `25.1`, '' for the newest. `last`: this image follows the last one of its major version. */
function distributionOf(otp: string, variant: Variant, last: boolean): Distribution | undefined {
  const known = otp === '' ? newest : releases.get(/^\d+/.exec(otp)?.[0] ?? '');
  if (known === undefined) return undefined;
  if (variant === 'alpine') return known.alpine === '-' ? undefined : distributionWithin('alpine', known.alpine);
  if (onStretch.test(otp)) return { name: 'debian', release: 'stretch' };
  const isLast = last && otp !== '' && Number.parseInt(otp, 10) <= unsupported;
  return distributionWithin('debian', isLast ? (known.debian.split('..').at(-1) ?? known.debian) : known.debian);
}

export const erlangPrograms = 'erl erlc escript dialyzer typer ct_run epmd run_erl to_erl'.split(' ');
export const elixirPrograms = 'elixir elixirc iex mix'.split(' ');

interface BeamFacts {
  readonly reference: ImageReference;
  readonly distribution: Distribution;
  readonly variant: Variant;
  /** '' when it floats. */
  readonly otp: string;
  readonly elixir: string | undefined;
  readonly runtimes: readonly string[];
}

/** rebar is in the full images, rebar3 in those and, since 20 or 21, in the others. Nothing but the libraries that OTP links to stays in the slim ones. */
function beamImage({ reference, distribution, variant, otp, elixir, runtimes }: BeamFacts): Image {
  const isFull = variant === '';
  const major = Number.parseInt(otp || '29', 10);
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return languageImage({
    reference,
    distribution,
    layer: isFull ? 'full' : 'slim',
    config: {
      environment: { PATH: path, ...(elixir === undefined ? {} : { LANG: 'C.UTF-8' }) },
      cmd: [elixir === undefined ? 'erl' : 'iex'],
    },
    programs: [
      ...erlangPrograms,
      ...(isFull ? ['rebar', 'rebar3'] : major > 20 ? ['rebar3'] : []),
      ...(elixir === undefined ? [] : elixirPrograms),
      ...(variant === 'alpine' ? ['update-ca-certificates'] : []),
    ],
    toolchains: [...(elixir === undefined ? [] : ['elixir']), 'erlang', ...(isFull ? ['c'] : [])],
    interpreters: { erl: /^\d+/.exec(otp)?.[0] ?? '', ...(elixir === undefined ? {} : { elixir }) },
    runtimes,
    // Their own machine is linked to it.
    development: ['libssl-dev'],
    megabytes: (isFull ? 1350 : variant === 'slim' ? 300 : 95) + (elixir === undefined ? 0 : isFull ? 150 : 15),
    source: elixir === undefined ? 'erlang/docker-erlang-otp' : 'erlef/docker-elixir',
  });
}

/** `25.1`, `27.0-slim`, `20.3.7-alpine`, `slim`, `latest`. */
export function describeErlang(reference: ImageReference, text: string): Image | undefined {
  const words = /^(?:(\d+(?:\.\d+){0,3})|latest)?(?:(?:^|-)(slim|alpine))?$/.exec(text);
  if (words === null || isBareDigest(reference)) return undefined;
  const otp = words[1] ?? '';
  const variant = variantOf(words[2]);
  const distribution = distributionOf(otp, variant, !otp.includes('.') && reference.digest === undefined);
  if (distribution === undefined) return undefined;
  const slim = text === 'latest' ? 'slim' : `${text}-slim`;
  return beamImage({
    reference,
    distribution,
    variant,
    otp,
    elixir: undefined,
    runtimes: [variant === '' ? siblingText(reference, 'erlang', slim) : reference.text],
  });
}

function variantOf(word: string | undefined): Variant {
  return word === 'slim' || word === 'alpine' ? word : '';
}

/** The OTP that each minor version of Elixir is on, with its last patch version; 1.14 had the next one in its last patch. */
const onOtp: ReadonlyMap<string, readonly [otp: string, last: number]> = new Map(
  '1.3 19 4, 1.4 19 5, 1.5 20 3, 1.6 20 6, 1.7 21 4, 1.8 21 2, 1.9 22 4, 1.10 22 4, 1.11 23 4, 1.12 24 3, 1.13 24 4, 1.14 26 5, 1.15 26 8, 1.16 26 3, 1.17 27 3, 1.18 - 4, 1.19 28 99, 1.20 29 99'
    .split(', ')
    .map((row) => {
      const [version = '', otp = '', last = ''] = row.split(' ');
      return [version, [otp === '-' ? '' : otp, Number(last)]];
    }),
);

const elixirTag = /^(?:(1\.\d+)(?:\.(\d+))?|latest)?(?:(?:^|-)otp-(\d+))?(?:(?:^|-)(slim|alpine))?$/;

/** `1.14-otp-24-alpine`, `1.9.4-slim`, `1.8`, `otp-26`, `alpine`, `latest`. */
export function describeElixir(reference: ImageReference, text: string): Image | undefined {
  const words = elixirTag.exec(text);
  if (words === null || isBareDigest(reference)) return undefined;
  const [, version, patch, written, suffix] = words;
  const [known, last] = (version === undefined ? ['', 0] : onOtp.get(version)) ?? [];
  if (known === undefined || last === undefined) return undefined;
  const isEarlier = patch !== undefined && Number(patch) < last;
  const otp = written ?? (version === '1.14' && isEarlier ? '25' : known);
  const variant = variantOf(suffix);
  const minor = Number(version?.slice(2) ?? 99);
  const distribution = elixirDistribution(otp, variant, minor, isEarlier || reference.digest !== undefined);
  if (distribution === undefined) return undefined;
  // Slim images began with 1.4; those of another OTP had one from 1.13 on.
  const hasSlim = variant === '' && minor >= (written === undefined ? 4 : 13);
  const slim = text === 'latest' ? 'slim' : `${text}-slim`;
  return beamImage({
    reference,
    distribution,
    variant,
    otp,
    elixir: version ?? '',
    runtimes: hasSlim ? [siblingText(reference, 'elixir', slim)] : variant === '' ? [] : [reference.text],
  });
}

/** From 1.12 on, a version was made again as long as its OTP was. Before, one stayed where it was when its successor came. */
function elixirDistribution(
  otp: string,
  variant: Variant,
  minor: number,
  isEarlier: boolean,
): Distribution | undefined {
  if (variant !== 'alpine') {
    if (minor >= 5 && minor <= 8 && isEarlier && /^2[01]$/.test(otp)) return { name: 'debian', release: 'stretch' };
    if ((minor === 9 && !isEarlier) || minor === 10) return { name: 'debian', release: 'buster' };
  }
  return distributionOf(otp, variant, minor >= 12 && !isEarlier);
}
