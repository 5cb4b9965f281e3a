// What package sources of one vendor have, beside those of the distribution. Sources: the vendors' installation pages and the package lists there.

import { isAlwaysCalled } from './programs.ts';

interface Vendor {
  readonly url: RegExp;
  readonly packages: RegExp;
  /** Of a package, what that of a distribution does not have. */
  readonly programs?: Readonly<Record<string, readonly string[]>>;
}

const vendors: readonly Vendor[] = [
  { url: /\bnodesource\.com\b/, packages: /^nodejs$/, programs: { nodejs: ['npm', 'npx', 'corepack'] } },
  { url: /\bdl\.yarnpkg\.com\b/, packages: /^yarn$/ },
  { url: /\bdl\.google\.com\/linux\/chrome\b/, packages: /^google-chrome-/ },
  { url: /\bdownload\.docker\.com\b/, packages: /^(?:docker|containerd)/ },
  { url: /\bnginx\.org\/packages\b/, packages: /^nginx/ },
  {
    url: /\b(?:packages\.cloud\.google\.com|apt\.kubernetes\.io|pkgs\.k8s\.io)\b/,
    packages: /^(?:google-cloud|kube|cri-tools)/,
  },
  { url: /\bapt\.releases\.hashicorp\.com\b/, packages: /^(?:terraform|vault|consul|packer|nomad|boundary|waypoint)/ },
  { url: /\bartifacts\.elastic\.co\b/, packages: /^(?:elastic|kibana|logstash|apm-|\w+beat)/ },
  { url: /\brepo\.mongodb\.(?:org|com)\b/, packages: /^mongodb/ },
  { url: /\b(?:repo\.scala-sbt\.org|dl\.bintray\.com\/sbt)\b/, packages: /^sbt$/ },
  { url: /\bpackages\.erlang-solutions\.com\b/, packages: /^(?:esl-erlang|erlang|elixir)/ },
];

/** Whether a package may come from this source: its URL, or a line of the settings of apt. True of one that is not known. */
export function mayCome(name: string, source: string): boolean {
  // What a release of Alpine has is not in testing any more.
  if (/\/alpine\/edge\/testing\/?$/.test(source) && isAlwaysCalled(name, 'alpine')) return false;
  return !isOfVendor(source) || vendors.some(({ url, packages }) => url.test(source) && packages.test(name));
}

/** Whether a package has other programs where a vendor makes it. */
export function isMadeByVendors(name: string): boolean {
  return vendors.some(({ programs = {} }) => Object.hasOwn(programs, name));
}

/** What the package of that name has beside the programs of the distribution's own. */
export function programsOfVendors(name: string, sources: readonly string[]): readonly string[] {
  return vendors.flatMap(({ url, programs = {} }) =>
    Object.hasOwn(programs, name) && sources.some((source) => url.test(source)) ? (programs[name] ?? []) : [],
  );
}

/** Whether it is known what that source has. */
export function isOfVendor(source: string): boolean {
  return vendors.some(({ url }) => url.test(source));
}
