// What package sources of one vendor have, beside those of the distribution. Sources: the vendors' installation pages and the package lists there.

import { isAlwaysCalled } from './programs.ts';

const vendors: readonly { readonly url: RegExp; readonly packages: RegExp }[] = [
  { url: /\bnodesource\.com\b/, packages: /^nodejs$/ },
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

/** Whether it is known what that source has. */
export function isOfVendor(source: string): boolean {
  return vendors.some(({ url }) => url.test(source));
}
