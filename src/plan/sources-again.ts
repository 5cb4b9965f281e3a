// The author's package sources in the runtime stage: settings and keys come out of the build stage, before anything is installed.

import { isOlderThan } from '../images/distributions.ts';
import type { Image } from '../images/image.ts';
import { packageName } from '../packages/classify.ts';
import type { PackageSource } from '../trace/package-sources.ts';
import { isInside } from '../trace/path.ts';
import type { StageTrace } from '../trace/trace.ts';

const keyrings = '/usr/share/keyrings';

/** Options that let apt take what it would not, or from where it would not. */
const special =
  /^(?:-[a-z]*[ot]|--(?:force-yes|allow-\S+|target-release|default-release|no-check-gpg)(?:=.*)?|-[ot]\S+)$/;

export interface SourcesAgain {
  /** Packages without which apt cannot open the sources; empty where it can. */
  readonly first: readonly string[];
  /** Settings and keys; absolute. */
  readonly paths: readonly string[];
}

/**
 * What to copy, so that `names` are found in the runtime stage where the build stage found them; undefined where that is not certain. They hold
 * no more than what the image of the author has as well.
 */
export function sourcesAgain(
  trace: StageTrace,
  base: Image,
  sources: readonly PackageSource[],
  names: readonly string[],
): SourcesAgain | undefined {
  const { image, steps, files } = trace;
  if (image?.packageManager !== 'apt' || base.packageManager !== 'apt' || !isSameRelease(image, base)) return undefined;
  // A version, or a release, that the author asks for.
  const isPinned = ({ name }: { readonly name: string }) =>
    names.includes(packageName(name)) && name !== packageName(name);
  const calls = steps.flatMap((step) => step.calls);
  const isSpecial = calls.some(
    ({ program, words }) => /^(?:apt|apt-get|aptitude)$/.test(program) && words.some((word) => special.test(word)),
  );
  const isRemoved = calls.some(({ effects }) =>
    effects.some(
      (effect) => effect.kind === 'remove' && (isInside(effect.path, '/etc/apt') || isInside(effect.path, keyrings)),
    ),
  );
  if (trace.packages.some(isPinned) || isSpecial || isRemoved) return undefined;
  const isHidden = ({ what, lines }: PackageSource) =>
    what.startsWith('/')
      ? lines === undefined || what.endsWith('.sources')
      : /--keyring[= ](?!\/etc\/apt\/)/.test(what);
  if (sources.some(isHidden)) return undefined;
  const lines = sources.flatMap((source) => source.lines ?? []);
  const signed = lines.flatMap((line) => /\bsigned-by=([^\s\]]+)/.exec(line)?.[1] ?? []);
  const isNamed = (path: string) => signed.includes(path) || sources.some(({ what }) => what === path);
  const isWhole =
    sources.some(
      ({ what, lines }) => !what.startsWith('/') || lines?.some((line) => !/\b(?:signed-by|trusted)=/.test(line)),
    ) ||
    // Preferences, and options, of the author.
    files.written().some(({ path, node }) => node !== 'folder' && isInside(path, '/etc/apt') && !isNamed(path));
  const own = signed.filter((path) => !isWhole || !isInside(path, '/etc/apt'));
  if (own.some((path) => files.find(path)?.certain !== true)) return undefined;
  const settings = isWhole ? ['/etc/apt'] : sources.map(({ what }) => what);
  const isScripted = sources.some(({ what }) => !/^\/|^apt-key\b|^add-apt-repository\b/.test(what));
  const keys =
    isWhole && (isScripted || own.some((path) => isInside(path, keyrings)))
      ? [keyrings, ...own.filter((path) => !isInside(path, keyrings))]
      : own;
  const first = sources.some((source) => usesTls(source, image)) ? forTls(base) : [];
  return { first, paths: [...new Set([...keys, ...settings])] };
}

function isSameRelease(build: Image, base: Image): boolean {
  if (base.reference.text === build.reference.text) return true;
  const [one, other] = [build.distribution, base.distribution];
  return (
    one?.release !== undefined &&
    one.oldest === undefined &&
    other?.oldest === undefined &&
    one.name === other?.name &&
    one.release === other.release
  );
}

/** `add-apt-repository` writes an address without TLS until 22.04. */
function usesTls({ what, lines }: PackageSource, { distribution }: Image): boolean {
  if (/^apt-key\b/.test(what) && lines !== undefined) return false;
  if (/^add-apt-repository\b.*\bppa:/.test(what)) return Number(distribution?.release ?? '99') >= 22;
  return lines === undefined || !what.startsWith('/') || lines.some((line) => line.includes('https://'));
}

/** Before 1.5, apt had its transport for https in a package of its own. Source: the changelog of apt. */
function forTls({ distribution, files }: Image): readonly string[] {
  const release = distribution?.release;
  const isOld = release !== undefined && release !== '18.04' && isOlderThan(release, 'buster');
  return [...(isOld ? ['apt-transport-https'] : []), ...(files.certificates === undefined ? ['ca-certificates'] : [])];
}
