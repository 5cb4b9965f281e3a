// Picks the smallest base image that provides, or can be given, all that a runtime stage needs. Knows needs and images, no toolchain and no text.

import { developmentName, isEssential, keepsName, runtimeWithin } from '../packages/libraries.ts';
import { isAlwaysCalled, packageOfProgram } from '../packages/programs.ts';
import { type Catalogue, publicImages } from './catalogue.ts';
import { isNotOlder, isOlderThan } from './distributions.ts';
import { distrolessNumbers, newestDistroless } from './distroless.ts';
import { isOwnStart } from './entrypoints.ts';
import type { Choice, Image, Rejection, Supply } from './image.ts';
import type { Need, Preference } from './need.ts';
import { siblingText } from './reference.ts';
import { isArchivedImage, smallestOf } from './systems.ts';

export interface Question {
  readonly needs: readonly Need[];
  /** The build stage's base. The caller may add to `files` what the Dockerfile installed there: it can be copied. */
  readonly build: Image;
  readonly preference: Preference;
  /** The author's Dockerfile installs packages with the build image's manager, so that this works there, even on an archived release. */
  readonly ownPackages?: boolean;
  /** `-dev` packages that the author installs, by their names in the build stage's distribution. */
  readonly installed?: readonly string[];
  /** What is known on images; the public ones when it is left out. */
  readonly images?: Catalogue;
}

export interface Answer {
  readonly choice: Choice | undefined;
  readonly rejected: readonly Rejection[];
}

/** The candidates are tried in order; each one that was passed over is in `rejected` with the first need that it does not meet. */
export function chooseBase(question: Question): Answer {
  const rejected: Rejection[] = [];
  let best: { readonly image: Image; readonly supplies: readonly Supply[]; readonly megabytes: number } | undefined;
  for (const image of candidates(question)) {
    if (best !== undefined && image.megabytes >= best.megabytes) break;
    const reason = unwanted(image, question);
    const answer = reason === undefined ? supplyAll(image, question) : reason;
    if (typeof answer === 'string') {
      rejected.push({ image: image.reference.text, because: answer });
      continue;
    }
    const installed = answer.filter(({ how, need }) => how === 'installed' && need.kind === 'program');
    const isOther =
      question.preference !== 'distroless' &&
      image.distribution !== undefined &&
      image.distribution.name !== question.build.distribution?.name;
    const megabytes = image.megabytes + MEGABYTES_OF_CHANGE * (installed.length + (isOther ? 1 : 0));
    if (best !== undefined && megabytes >= best.megabytes) continue;
    if (best !== undefined) rejected.push({ image: best.image.reference.text, because: 'would be a larger change' });
    best = { image, supplies: answer, megabytes };
  }
  if (best === undefined) return { choice: undefined, rejected };
  const { image, supplies } = best;
  return { choice: { image, because: because(image, question, supplies), supplies }, rejected };
}

/** What it is worth to install no program, which takes a network, and to stay on the author's distribution: an image with which that goes is taken when it is larger by less. */
const MEGABYTES_OF_CHANGE = 90;

function candidates({ build, preference, images: known = publicImages }: Question): readonly Image[] {
  const texts: string[] = ['scratch'];
  if (preference === 'distroless') texts.push(...distroless(build).map(known.written));
  texts.push(...build.runtimes);
  const sibling = siblingOf(build);
  if (sibling !== undefined) texts.push(sibling === build.reference.text ? sibling : known.written(sibling));

  const images: Image[] = [...known.bases];
  for (const text of texts) {
    const image = known.describe(text) ?? (text === build.reference.text ? build : undefined);
    if (image !== undefined && !images.some((other) => other.reference.text === text)) images.push(image);
  }
  return images.sort((one, other) => one.megabytes - other.megabytes);
}

/** The same distribution and release without the toolchain: for a distribution's own image and for that of a server, that image again, tag and digest kept. */
function siblingOf(build: Image): string | undefined {
  if (build.toolchains.length === 0 || build.serves === true) return build.reference.text;
  if (build.distribution === undefined) return undefined;
  const smallest = smallestOf(build.distribution);
  if (smallest === undefined) return undefined;
  const tag = smallest.tag === 'latest' ? undefined : smallest.tag;
  return siblingText(build.reference, smallest.repository, tag);
}

function distroless(build: Image): readonly string[] {
  const number =
    build.distribution?.name === 'debian' ? distrolessNumbers[build.distribution.release ?? ''] : undefined;
  const images = [`gcr.io/distroless/static-debian${number ?? newestDistroless}`];
  if (number !== undefined) images.push(`gcr.io/distroless/base-debian${number}`);
  return images;
}

function unwanted(image: Image, { build, preference, needs }: Question): string | undefined {
  const port = image.config.exposes.find((one) => !build.config.exposes.includes(one));
  if (port !== undefined) return `exposes ${port}, which no instruction takes back`;
  const volume = image.config.volumes.find((one) => !build.config.volumes.includes(one));
  if (volume !== undefined) return `declares the volume ${volume}, which no instruction takes back`;
  if (preference === 'shell' && !image.programs?.has('sh')) return 'has no shell, and one is preferred';
  if (preference === 'distroless' && image.reference.repository === 'scratch') {
    const extra = needs.find(
      ({ kind }) => kind === 'certificates' || kind === 'zoneinfo' || kind === 'tmp' || kind === 'account',
    );
    if (extra !== undefined) return `has nothing in it, and ${extra.because}`;
  }
  return undefined;
}

function supplyAll(base: Image, question: Question): readonly Supply[] | string {
  const supplies: Supply[] = [];
  for (const need of question.needs) {
    const supply = need.kind === 'runtime' ? runtimeSupply(base, need, question) : supplyOf(base, need, question);
    if (typeof supply === 'string') return `${supply}, and ${need.because}`;
    supplies.push(...[supply].flat());
  }
  return trusted(base, supplies);
}

/** OpenSSL of Debian and Ubuntu finds certificates by links that only their package makes. Where packages are installed, or the links are meant, it is one of them; a program without any reads the bundle itself. */
function trusted(base: Image, supplies: readonly Supply[]): readonly Supply[] {
  const isLinked = supplies.some(
    ({ need, how }) => how === 'installed' || (need.kind === 'certificates' && need.links),
  );
  if (base.packageManager !== 'apt' || !isLinked) return supplies;
  return supplies.map((supply) =>
    supply.need.kind === 'certificates' && supply.how === 'copied'
      ? { need: supply.need, how: 'installed', packages: ['ca-certificates'] }
      : supply,
  );
}

/** The string is a clause: "has no shell". */
function supplyOf(base: Image, need: Exclude<Need, { readonly kind: 'runtime' }>, question: Question): Supply | string {
  const { build } = question;
  const provided: Supply = { need, how: 'provided' };
  const isOwn = isSame(base, build);
  switch (need.kind) {
    case 'libc':
      return isOwn ? provided : (libcFits(base, build) ?? provided);
    case 'shell':
      return isOwn || base.programs?.has('sh') ? provided : 'has no shell';
    case 'image':
      return isOwn ? provided : 'may lack something of the image of the build stage';
    case 'distribution':
      return isOwn || sameDistribution(base, build) ? provided : 'is not the distribution of the build stage';
    case 'program':
      return Object.hasOwn(build.interpreters, need.name)
        ? interpreterSupply(base, need, question)
        : programSupply(base, need, question);
    case 'interpreter':
      return interpreterSupply(base, need, question);
    case 'library':
      return librarySupply(base, need, question);
    case 'package':
      return (
        install(base, need, need.linked === true ? runtimePackages(need.name, build) : [need.name], question) ??
        `cannot have the package \`${need.name}\``
      );
    case 'certificates':
      return dataSupply(base, need, base.files.certificates, build.files.certificates, 'ca-certificates', question);
    case 'zoneinfo':
      return dataSupply(base, need, base.files.zoneinfo, build.files.zoneinfo, 'tzdata', question);
    case 'media-types':
      return mediaTypesSupply(base, need, question);
    case 'compiler':
      return 'is meant to have no compiler';
    case 'tmp':
      if (base.files.tmp) return provided;
      return build.files.tmp && need.copied !== false ? { need, how: 'copied', paths: ['/tmp'] } : 'has no `/tmp`';
    case 'account':
      if (
        need.changed !== true &&
        (need.names.length === 0 ? base.files.passwd : need.names.every((name) => hasAccount(base, name)))
      )
        return provided;
      return build.files.passwd
        ? { need, how: 'copied', paths: ['/etc/passwd', '/etc/group'] }
        : `has no account \`${need.names.join('`, `')}\``;
  }
}

function isSame(base: Image, build: Image): boolean {
  return base.reference.text === build.reference.text;
}

function libcFits(base: Image, build: Image): string | undefined {
  if (base.libc === undefined) return 'has no C library';
  if (build.libc === undefined) return 'has a C library that cannot be compared with that of the build stage';
  if (base.libc !== build.libc) return `has ${base.libc} instead of ${build.libc}`;
  if (base.distribution === undefined || build.distribution === undefined) return 'may have an older C library';
  return isNotOlder(base.distribution, build.distribution) ? undefined : 'may have an older C library';
}

function sameDistribution(base: Image, build: Image): boolean {
  const [one, other] = [base.distribution, build.distribution];
  if (one === undefined || other === undefined || !base.programs?.has('sh')) return false;
  return one.name === other.name && one.release === other.release;
}

const systemFolders = new Set(['/bin', '/sbin', '/usr/bin', '/usr/sbin']);

function programSupply(base: Image, need: Need & { readonly name: string }, question: Question): Supply | string {
  const slash = need.name.lastIndexOf('/');
  const name = need.name.slice(slash + 1);
  const missing = `has no \`${need.name}\``;
  if (slash >= 0 && !isSame(base, question.build)) {
    const folder = need.name.slice(0, slash);
    if (Object.hasOwn(question.build.interpreters, name)) {
      const same = base.interpreters[name] === question.build.interpreters[name];
      return same && hasInFolder(base, folder) && hasInFolder(question.build, folder)
        ? { need, how: 'provided' }
        : missing;
    }
    if (!systemFolders.has(folder)) return missing;
  }
  if (base.programs?.has(name) || (isSame(base, question.build) && isOwnStart(base.config, need.name)))
    return { need, how: 'provided' };
  const packageName = base.distribution === undefined ? undefined : packageOfProgram(name, base.distribution.name);
  if (packageName === undefined || base.distribution === undefined) return missing;
  return install(base, need, [packageName], question) ?? missing;
}

/** The image keeps its interpreter there: a variable names the folder above, as JAVA_HOME does. */
function hasInFolder({ config, interpreterFolders }: Image, folder: string): boolean {
  if (interpreterFolders?.includes(folder) === true) return true;
  return folder.endsWith('/bin') && Object.values(config.environment).includes(folder.slice(0, -'/bin'.length));
}

/** A virtual machine runs what was made for its own major version; what it makes of others is a setting that images differ in. */
function isMadeFor(wanted: string | undefined, version: string): boolean {
  return wanted === undefined || version === '' || wanted.split('.')[0] === version.split('.')[0];
}

/** The very version of the build stage. Its own image has it; another one says that it has, or is not taken. */
function interpreterSupply(
  base: Image,
  need: Need & { readonly name: string; readonly version?: string },
  { build, needs }: Question,
): Supply | string {
  const version = build.interpreters[need.name];
  if (isNewEnough(base, build, need.name, needs)) return { need, how: 'provided' };
  if (version !== undefined && !isMadeFor(need.version, version)) return `has no \`${need.name} ${need.version}\``;
  if (version !== undefined && (isSame(base, build) || base.interpreters[need.name] === version))
    return { need, how: 'provided' };
  const own = base.interpreters[need.name];
  if (version === '' && own !== undefined && own !== '')
    return `has \`${need.name} ${own}\`, which may not be that of the build stage`;
  return `has no \`${[need.name, version].filter((word) => word !== undefined && word !== '').join(' ')}\``;
}

/** No version is the right one where that of the build stage floats. The newest one that it is known to have been runs what is made for it or for an older one. */
function isNewEnough(base: Image, build: Image, name: string, needs: readonly Need[]): boolean {
  const newest = build.newest?.[name];
  if (newest === undefined || build.interpreters[name] !== '' || base.interpreters[name] !== newest) return false;
  const made = needs.filter((need) => need.kind === 'interpreter' && need.name === name);
  return (
    made.length > 0 &&
    made.every((need) => need.kind === 'interpreter' && need.since !== undefined && need.since <= Number(newest))
  );
}

/** The language's own image has its libraries, and so has a sibling made for running; only where there is none are they copied. */
function runtimeSupply(base: Image, need: Need, question: Question): readonly Supply[] | string {
  const { build } = question;
  const isSibling = build.runtimes.includes(base.reference.text);
  if (isSibling || (isSame(base, build) && build.toolchains.length > 0)) return [{ need, how: 'provided' }];
  const missing = 'has no shared libraries of the language';
  if (build.shared === undefined || build.runtimes.length > 0) return missing;
  const copied: Supply = { need, how: 'copied', paths: build.shared.folders };
  const [first] = build.shared.packages;
  if (first === undefined) return [copied];
  const request: Need = { kind: 'package', name: first, because: need.because };
  const installed = install(base, request, build.shared.packages, question) ?? missing;
  return typeof installed === 'string' ? installed : [copied, installed];
}

/** Nothing can be linked to a library that the build stage does not have. */
function librarySupply(
  base: Image,
  need: Extract<Need, { readonly kind: 'library' }>,
  question: Question,
): Supply | string {
  const { build, installed = [] } = question;
  const provided: Supply = { need, how: 'provided' };
  const { distribution } = build;
  const beside = build.libraries?.[need.development];
  if (beside !== undefined) return isSame(base, build) ? provided : { need, how: 'copied', paths: beside };
  if (distribution === undefined) return isSame(base, build) ? provided : 'may lack a shared library';
  const name = developmentName(need.development, distribution.name);
  const own = installed.includes(name) || installed.includes(need.development);
  if (!own && !build.development.includes(need.development)) return provided;
  if (!own && base.development.includes(need.development) && build.runtimes.includes(base.reference.text))
    return provided;
  if (isSame(base, build) && !own) return provided;
  const exact = runtimeWithin(name, distribution);
  // The -dev package itself depends on its library, so it is always right, only larger.
  const packages = meant(exact ?? [name], need.library).filter(
    (one) => !isEssential(one, base.distribution ?? distribution),
  );
  if (packages.length === 0) return provided;
  return (
    install(base, { kind: 'package', name: packages[0] ?? name, because: need.because }, packages, question) ??
    `has no \`${packages.join('`, `')}\``
  );
}

/** What runs needs of a package: of a `-dev` package its libraries, where they are known, and else the package itself. */
function runtimePackages(name: string, { distribution }: Image): readonly string[] {
  const known = distribution === undefined ? undefined : runtimeWithin(name, distribution);
  return known === undefined || known.length === 0 ? [name] : known;
}

function meant(packages: readonly string[], library: string | undefined): readonly string[] {
  return library !== undefined && packages.includes(library) ? [library] : packages;
}

/** Undefined when the base has no way to install. Names of packages are those of the build stage's release. */
function install(
  base: Image,
  need: Need,
  packages: readonly string[],
  question: Question,
): Supply | string | undefined {
  const { build, ownPackages } = question;
  if (base.packageManager === undefined || base.distribution === undefined || !base.programs?.has('sh'))
    return undefined;
  const { name } = base.distribution;
  const areEverywhere =
    name === build.distribution?.name && packages.every((packageName) => isAlwaysCalled(packageName, name));
  if (need.kind === 'package' && !isSame(base, build) && !sameDistribution(base, build) && !areEverywhere) {
    return 'is another release, where packages have other names';
  }
  if (
    need.kind === 'package' &&
    !isSame(base, build) &&
    build.distribution?.oldest !== undefined &&
    !packages.every(
      (name) =>
        build.distribution !== undefined &&
        (keepsName(name, build.distribution) || isAlwaysCalled(name, build.distribution.name)),
    )
  ) {
    return 'may be another release, where packages have other names';
  }
  if (isArchivedImage(base) && !ownPackages) return 'is a release whose packages are archived';
  return { need, how: 'installed', packages };
}

/** Data that is there, or copied from the build stage, which needs no network and is the very same data, or installed. */
function dataSupply(
  base: Image,
  need: Need,
  there: string | undefined,
  source: string | undefined,
  packageName: string,
  question: Question,
): Supply | string {
  if (there !== undefined) return { need, how: 'provided' };
  if (source !== undefined) return { need, how: 'copied', paths: [source] };
  return (
    install(base, need, [packageName], question) ??
    `has no ${need.kind === 'zoneinfo' ? 'time zones' : 'CA certificates'}`
  );
}

/** The package of the release, which had another name before bullseye; a copy where it cannot be installed. */
function mediaTypesSupply(base: Image, need: Need, question: Question): Supply | string {
  if (base.files.mediaTypes !== undefined) return { need, how: 'provided' };
  const { release, oldest = release } = base.distribution ?? {};
  const isOld = (one: string | undefined) => one !== undefined && isOlderThan(one, 'bullseye');
  const name = isOld(release) ? 'mime-support' : 'media-types';
  const installed = isOld(release) === isOld(oldest) ? install(base, need, [name], question) : undefined;
  if (installed !== undefined && typeof installed !== 'string') return installed;
  const { mediaTypes } = question.build.files;
  return mediaTypes === undefined ? 'has no table of media types' : { need, how: 'copied', paths: [mediaTypes] };
}

/** Accounts that the images have from the start. Alpine has `www-data` as a group alone. Source: base-passwd (Debian), alpine-baselayout, distroless' README. */
const accounts: Readonly<Record<string, ReadonlySet<string>>> = {
  debian: new Set(
    'root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody nogroup adm tty disk staff users'.split(
      ' ',
    ),
  ),
  alpine: new Set(
    'root bin daemon adm lp sync shutdown halt mail news uucp operator man cron ftp sshd games ntp guest nobody nogroup users'.split(
      ' ',
    ),
  ),
  rhel: new Set('root bin daemon adm lp sync shutdown halt mail operator games ftp nobody users'.split(' ')),
  distroless: new Set(['root', 'nobody', 'nonroot', 'tty', 'staff']),
};

function hasAccount(base: Image, name: string): boolean {
  if (base.accounts?.includes(name) === true) return true;
  if (!base.files.passwd || base.distribution === undefined) return false;
  const family = base.packageManager === undefined ? 'distroless' : base.distribution.name;
  const names = accounts[family === 'ubuntu' ? 'debian' : family === 'amazonlinux' ? 'rhel' : family];
  return names?.has(name) === true;
}

function because(base: Image, { needs, build, preference }: Question, supplies: readonly Supply[]): string {
  if (isSame(base, build)) return 'it is the base that the Dockerfile names already';
  if (needs.length === 0) {
    return base.reference.repository === 'scratch'
      ? 'the program needs no other file'
      : `nothing else is needed, and \`${preference}\` is preferred`;
  }
  const copied = supplies.filter(({ how }) => how === 'copied');
  if (base.reference.repository === 'scratch') {
    return copied.length === supplies.length
      ? 'all that the program needs can be copied from the build stage'
      : 'the program needs nothing of a base';
  }
  const shell = needs.find(
    ({ kind }) => kind === 'shell' || kind === 'program' || kind === 'package' || kind === 'distribution',
  );
  const reason = shell ?? needs.find(({ kind }) => kind === 'libc') ?? needs[0];
  return reason === undefined ? 'it is the smallest that fits' : reason.because;
}
