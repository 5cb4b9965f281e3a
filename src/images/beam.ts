// Other images of the BEAM's languages: hexpm's, whose tags say it all, Gleam's, and older ones of Elixir on Alpine and Ubuntu.
// Sources: the tags of hexpm/bob, containers/ of gleam-lang/gleam, bitwalker/alpine-elixir, the pages of Docker Hub.

import { languageImage } from './buildpack.ts';
import { alpineReleases, distributionNamed, distributionWithin } from './distributions.ts';
import { elixirPrograms, erlangPrograms } from './erlang.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { isBareDigest, siblingText } from './reference.ts';

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const newestAlpine = alpineReleases.at(-1) ?? '';

/** `1.15.7-erlang-26.1-debian-bookworm-20231009-slim`; without Elixir `26.1-alpine-3.18.4`. */
const hexpmTag =
  /^(?:(\d+\.\d+)(?:\.\d+)?(?:-rc\.\d+)?-erlang-)?((\d+)(?:\.\d+)*(?:-rc\d+)?-(alpine|debian|ubuntu)-([a-z]+|\d+\.\d+)(?:\.\d+)?(?:-[\d.]+)?(?:-slim)?)$/;

/** Whether CA certificates are there is not certain, and not relied upon. hexpm/elixir is made on the image of hexpm/erlang with the rest of its tag. */
export function describeHexpm(reference: ImageReference, text: string): Image | undefined {
  const [, elixir, rest = '', otp = '', name, word = ''] = hexpmTag.exec(text) ?? [];
  if ((elixir !== undefined) !== (reference.repository === 'hexpm/elixir')) return undefined;
  const distribution = name === 'alpine' ? onAlpine(word) : distributionNamed(word);
  if (distribution === undefined || distribution.name !== name || isBareDigest(reference)) return undefined;
  const isAlpine = name === 'alpine';
  return languageImage({
    reference,
    distribution,
    layer: 'slim',
    config: {
      environment: { PATH: path, LANG: 'C.UTF-8' },
      cmd: [isAlpine ? '/bin/sh' : name === 'ubuntu' ? '/bin/bash' : 'bash'],
    },
    programs: [...erlangPrograms, ...(elixir === undefined ? [] : elixirPrograms)],
    toolchains: [...(elixir === undefined ? [] : ['elixir']), 'erlang'],
    interpreters: { erl: otp, ...(elixir === undefined ? {} : { elixir }) },
    runtimes: elixir === undefined ? [] : [siblingText(reference, 'hexpm/erlang', rest)],
    // Their own machine is linked to it.
    development: ['libssl-dev'],
    megabytes: (isAlpine ? 80 : 210) + (elixir === undefined ? 0 : 15),
    source: 'hexpm/bob',
  });
}

function onAlpine(word: string): Distribution | undefined {
  return alpineReleases.includes(word) ? { name: 'alpine', release: word } : undefined;
}

/** `v1.5.1-erlang-alpine`, `v1.0.0-node-slim`, `v0.34.1-elixir`: Gleam added to what `erlang`, `elixir` or `node` was on that day. */
export function describeGleam(reference: ImageReference, text: string): Image | undefined {
  const words = /^v(\d+)\.\d+\.\d+(?:-rc-?\d+)?-(erlang|elixir|node)(?:-(slim|alpine))?$/.exec(text);
  if (words === null || isBareDigest(reference)) return undefined;
  const [, major, host = '', variant] = words;
  const isAlpine = variant === 'alpine';
  const isNew = major !== '0';
  const isNode = host === 'node';
  return languageImage({
    reference,
    distribution: isAlpine
      ? distributionWithin('alpine', `${isNew ? '3.18' : '3.13'}..${newestAlpine}`)
      : distributionWithin('debian', isNew ? 'bookworm..trixie' : 'buster..trixie'),
    layer: variant === undefined ? 'full' : 'slim',
    config: {
      environment: { PATH: path, ...(host === 'elixir' ? { LANG: 'C.UTF-8' } : {}) },
      entrypoint: isNode ? ['docker-entrypoint.sh'] : undefined,
      cmd: ['gleam'],
    },
    programs: [
      'gleam',
      ...(isNode ? ['node', 'npm', 'npx', 'docker-entrypoint.sh'] : [...erlangPrograms, 'rebar3']),
      ...(host === 'elixir' ? elixirPrograms : []),
    ],
    toolchains: [
      'gleam',
      ...(host === 'elixir' ? ['elixir'] : []),
      isNode ? 'node' : 'erlang',
      ...(variant === undefined ? ['c'] : []),
    ],
    interpreters: isNode ? { node: '' } : { erl: '', ...(host === 'elixir' ? { elixir: '' } : {}) },
    megabytes: isAlpine ? 180 : variant === 'slim' ? 330 : 1400,
    source: 'gleam-lang/gleam',
  });
}

interface Old {
  readonly name: 'alpine' | 'ubuntu';
  /** These images tell nothing of the release. */
  readonly range: string;
  readonly hasNode: boolean;
  /** Beyond that of the distribution. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workdir: string;
}

const bitwalker = { HOME: '/opt/app/', TERM: 'xterm', LANG: 'C.UTF-8' };
const old: Readonly<Record<string, Old>> = {
  'bitwalker/alpine-elixir': {
    name: 'alpine',
    range: `3.4..${newestAlpine}`,
    hasNode: false,
    environment: bitwalker,
    workdir: '/opt/app',
  },
  'bitwalker/alpine-elixir-phoenix': {
    name: 'alpine',
    range: `3.4..${newestAlpine}`,
    hasNode: true,
    environment: bitwalker,
    workdir: '/opt/app',
  },
  'bitwalker/alpine-erlang': {
    name: 'alpine',
    range: `3.4..${newestAlpine}`,
    hasNode: false,
    environment: bitwalker,
    workdir: '/opt/app',
  },
  'msaraiva/elixir': { name: 'alpine', range: '3.1..3.5', hasNode: false, environment: {}, workdir: '/' },
  'msaraiva/elixir-dev': { name: 'alpine', range: '3.1..3.5', hasNode: false, environment: {}, workdir: '/' },
  'trenpixster/elixir': { name: 'ubuntu', range: '14.04..18.04', hasNode: false, environment: {}, workdir: '/' },
};

/** `1.8.1`, `latest`. What else is in them changed over the years, so that their programs are not known. Which OTP they have, their tags do not tell. */
export function describeOldElixir(reference: ImageReference, text: string): Image | undefined {
  const facts = old[reference.repository];
  const version = /^(?:v?(\d+(?:\.\d+)?)(?:[.-][\w.-]+)?|latest)$/.exec(text);
  if (facts === undefined || version === null || isBareDigest(reference)) return undefined;
  const isErlang = reference.repository.endsWith('erlang');
  const number = version[1] ?? '';
  const image = languageImage({
    reference,
    distribution: distributionWithin(facts.name, facts.range),
    layer: 'slim',
    config: {
      environment: { PATH: path, ...facts.environment },
      workdir: facts.workdir,
      cmd: [facts.name === 'alpine' ? '/bin/sh' : '/sbin/my_init'],
    },
    certificates: facts.name === 'alpine',
    toolchains: [...(isErlang ? [] : ['elixir']), 'erlang', ...(facts.hasNode ? ['node'] : [])],
    interpreters: {
      erl: isErlang ? (/^\d+/.exec(number)?.[0] ?? '') : '',
      ...(isErlang ? {} : { elixir: number }),
      ...(facts.hasNode ? { node: '' } : {}),
    },
    development: ['libssl-dev'],
    megabytes: facts.hasNode ? 320 : 120,
    source: 'Docker Hub',
  });
  return { ...image, programs: undefined };
}
