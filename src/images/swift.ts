// Docker's official images of Swift, and the nightly ones: on which system each tag is, and its `-slim` sibling, which has the libraries that
// programs are linked to. Sources: library/swift in docker-library/official-images and the images' histories in docker-library/repo-info.

import { languageImage } from './buildpack.ts';
import type { Distribution, Image, ImageReference } from './image.ts';
import { siblingText } from './reference.ts';
import { certificatePrograms, isSince, readEras, readTag, releaseOf, systemPath } from './tags.ts';

/** What a tag without a suffix is on. It stays for the life of a minor version. */
const ubuntu = readEras('16.04@3 18.04@5 22.04@5.7 22.04..24.04@5.10 24.04@6.0.3 ?@6.3');

/** Suffixes beside the code names of Ubuntu and Debian. */
const redHat: Readonly<Record<string, Distribution>> = {
  amazonlinux2: { name: 'amazonlinux', release: '2' },
  amazonlinux2023: { name: 'amazonlinux', release: '2023' },
  centos7: { name: 'rhel', release: '7' },
  centos8: { name: 'rhel', release: '8' },
  'rhel-ubi8': { name: 'rhel', release: '8' },
  'rhel-ubi9': { name: 'rhel', release: '9' },
};

/** That these have `-slim` siblings is known. */
const hasSlim = /^(?:xenial|bionic|focal|jammy|noble|amazonlinux2|centos7|rhel-ubi9)?$/;

const programs = (
  'swift swiftc swift-build swift-package swift-run swift-test lldb clang clang++ git pkg-config ' +
  'ld as ar ranlib strip nm objcopy objdump readelf'
).split(' ');

/** `5.4`, `5.9.2-jammy`, `5.9-jammy-slim`, `5.8-amazonlinux2`, `slim`. */
export function describeSwift(reference: ImageReference, text: string): Image | undefined {
  const tag = readTag(reference, text);
  if (tag === undefined || tag.distribution?.name === 'alpine') return undefined;
  const other = tag.others.join('-');
  const named = other === '' ? tag.distribution : redHat[other];
  if (other !== '' && (named === undefined || tag.distribution !== undefined)) return undefined;
  const distribution = named ?? releaseOf('ubuntu', ubuntu, tag.version, reference.digest !== undefined);
  if (distribution === undefined || (tag.slim && tag.version !== '' && !isSince(tag.version, '5.0'))) return undefined;
  return swiftImage(reference, distribution, tag.version, tag.slim, 'swiftlang/swift-docker');
}

/** `nightly-main-jammy`, `nightly-5.9-focal`, `nightly-jammy-slim`. Without a suffix the release moves. */
export function describeSwiftNightly(reference: ImageReference, text: string): Image | undefined {
  const rest = /^nightly(?:-(?:main|master|\d+\.\d+))?(?:-(.+))?$/.exec(text);
  if (rest === null) return undefined;
  const tag = readTag(reference, rest[1] ?? 'latest');
  if (tag === undefined || tag.version !== '' || tag.distribution?.name === 'alpine') return undefined;
  const other = tag.others.join('-');
  const distribution = other === '' ? (tag.distribution ?? { name: 'ubuntu', release: undefined }) : redHat[other];
  if (distribution === undefined) return undefined;
  return swiftImage(reference, distribution, '', tag.slim, 'swiftlang/swift-docker');
}

/**
 * SWIFT_PLATFORM, SWIFT_BRANCH, SWIFT_VERSION, SWIFT_SIGNING_KEY and SWIFT_WEBROOT, the same in both siblings, are left out. Both have time
 * zones from 5.0 on, and CA certificates by way of libcurl4; libcurl and libxml2 are there for Foundation. curl itself is removed.
 */
function swiftImage(
  reference: ImageReference,
  distribution: Distribution,
  version: string,
  slim: boolean,
  source: string,
): Image {
  const isRedHat = distribution.name === 'rhel' || distribution.name === 'amazonlinux';
  const shared = version === '' || isSince(version, '5.5') ? ['libcurl4-openssl-dev', 'libxml2-dev'] : [];
  const image = languageImage({
    reference,
    distribution,
    layer: 'slim',
    config: { cmd: ['/bin/bash'], environment: { PATH: systemPath } },
    certificates: true,
    zoneinfo: version === '' || isSince(version, '5.0'),
    programs: [...(isRedHat ? [] : certificatePrograms), ...(slim ? [] : programs)],
    toolchains: slim ? [] : ['swift', 'c'],
    runtimes: slim ? [] : runtimes(reference, version),
    development: slim || isRedHat ? [] : ['zlib1g-dev', 'libncurses-dev', ...shared],
    megabytes: slim ? 350 : 2700,
    source,
  });
  return slim ? image : { ...image, ...sharedLibraries(distribution) };
}

/** What the Foundation of Swift 3 and 4 is linked to. Source: the Dockerfiles of vapor/template and of Vapor's documentation. */
const linked: Readonly<Record<string, string>> = {
  '14.04': 'libicu52 libxml2 libbsd0 libcurl3',
  '16.04': 'libatomic1 libbsd0 libcurl3 libicu55 libxml2',
  '18.04': 'libatomic1 libbsd0 libcurl4 libicu60 libxml2',
};

function sharedLibraries({ name, release = '', oldest }: Distribution): Pick<Image, 'shared'> {
  const packages = name === 'ubuntu' && oldest === undefined ? linked[release] : undefined;
  return packages === undefined ? {} : { shared: { folders: ['/usr/lib/swift/linux'], packages: packages.split(' ') } };
}

function runtimes(reference: ImageReference, version: string): readonly string[] {
  if (reference.repository !== 'swift') return [];
  const tag = reference.tag ?? 'latest';
  if (tag === 'latest') return [siblingText(reference, 'swift', 'slim')];
  const suffix = tag.slice(version.length).replace(/^-/, '');
  // `-slim` began with 5.0.3 at the latest. `5`, `6` and a suffix alone may have none.
  if (!version.includes('.') || !isSince(version, '5.0.3') || !hasSlim.test(suffix)) return [];
  return [siblingText(reference, 'swift', `${tag}-slim`)];
}
