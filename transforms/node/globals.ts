// Programs that `npm install -g` puts into the image. Its links cannot be copied alone, so the command runs again where a container starts one.

import { type Call, type Effect, list, type Need, UNKNOWN } from '../../src/toolchain.ts';

interface Global {
  readonly programs: readonly string[];
  /** Programs of the full image that it starts. */
  readonly starts: readonly string[];
}

const global = (programs: string, starts = ''): Global => ({
  programs: list(programs),
  starts: starts === '' ? [] : list(starts),
});

/** Packages of plain JavaScript, which install the same way on a slim image. pm2 and forever call `ps` to end what they started. */
const known: Readonly<Record<string, Global>> = {
  serve: global('serve'),
  'http-server': global('http-server hs'),
  'http-server-spa': global('http-server-spa'),
  'angular-http-server': global('angular-http-server'),
  'local-web-server': global('ws'),
  'static-server': global('static-server'),
  'sirv-cli': global('sirv'),
  superstatic: global('superstatic'),
  'json-server': global('json-server'),
  pm2: global('pm2 pm2-runtime pm2-docker pm2-dev', 'ps'),
  forever: global('forever', 'ps'),
  npm: global('npm npx'),
  yarn: global('yarn yarnpkg'),
  pnpm: global('pnpm pnpx'),
  'cross-env': global('cross-env cross-env-shell'),
};

const withValue = new Set(list('--registry --loglevel --cache --location --fetch-timeout --network-timeout'));

/** `words` from the first one after the program on. Undefined when it cannot be told what is installed. */
export function installGlobally(call: Call, words: readonly string[]): Effect[] | undefined {
  if (words.some((word) => word.includes(UNKNOWN) || /^--prefix/.test(word))) return undefined;
  if (call.variable('NPM_CONFIG_PREFIX') !== undefined || call.variable('npm_config_prefix') !== undefined)
    return undefined;
  const packages: string[] = [];
  const verbs = /^(?:install|i|add|global|ci|update|upgrade|up)$/;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (withValue.has(word)) index++;
    else if (!word.startsWith('-') && !(packages.length === 0 && verbs.test(word))) packages.push(word);
  }
  if (packages.some((one) => /^[./~]|:|\.tgz$/.test(one))) return undefined;
  return packages.map((one): Effect => {
    const name = one.replace(/(?<=.)@[^@/]*$/, '');
    const facts = Object.hasOwn(known, name) ? known[name] : undefined;
    const others = packages.filter((other) => other !== one);
    const needs: Need[] = [
      { kind: 'interpreter', name: 'node', because: `\`${name}\` runs on Node.js` },
      { kind: 'program', name: call.program, because: `\`${call.program}\` installs \`${name}\`` },
      ...(facts?.starts ?? []).map(
        (program): Need => ({ kind: 'program', name: program, because: `\`${name}\` calls \`${program}\`` }),
      ),
    ];
    return {
      kind: 'system',
      what: [call.program, ...words.filter((word) => !others.includes(word))].join(' '),
      provides: {
        programs: facts?.programs ?? [name.slice(name.lastIndexOf('/') + 1)],
        again: facts !== undefined,
        needs,
      },
    };
  });
}
