// Package managers of Node.js as builds call them. Their scripts are in node/scripts.ts, programs of packages in node/tools.ts.
// Sources: the documentation of npm (scripts, folders), Yarn and pnpm; nodejs/docker-node.

import { type Call, defineToolchain, type Effect, list, models, type Program } from '../src/toolchain.ts';
import { installGlobally } from './node/globals.ts';
import { install } from './node/install.ts';
import { built, caches, homeOf } from './node/manifest.ts';
import { prunes } from './node/prune.ts';
import { buildName, installs, requestOf, verbsOfYarn } from './node/request.ts';
import { readers } from './node/scripts.ts';
import { serves } from './node/servers.ts';
import { develops, drivers, tools } from './node/tools.ts';

/** By which way packages come counts where one is installed again; where they go changes everything. */
const wayOfPackages =
  /^(?:[\w@:/.-]*registry|(?:https?-)?proxy|no-?proxy|strict-ssl|ca|cafile|cert|key|(?:\/\/\S+:)?_?auth\w*|\/\/\S+|unsafe-perm|user|legacy-peer-deps|engine-strict|always-auth)(?:=|$)/i;

function settings(call: Call): Effect[] {
  const path = `${homeOf(call)}/${call.program.startsWith('yarn') ? '.yarnrc' : '.npmrc'}`;
  return [{ kind: 'write', path, node: 'file', origin: { kind: 'command', program: call.program } }];
}

const manage: Program = (call) => {
  const { verb, operands, options, folder } = requestOf(call);
  const isGlobal = options.some((one) => /^(?:-g|--global|--location=global)$/.test(one)) || verb === 'global';
  if (isGlobal && /^(?:global|i|in|install|add|update|up|upgrade)$/.test(verb))
    return call.program === 'pnpm' ? undefined : installGlobally(call, call.words.slice(1));
  if (
    installs.test(verb) ||
    /^(?:update|up|upgrade|uninstall|remove|rm|un)$/.test(verb) ||
    (verb === '' && call.program === 'yarn')
  )
    return install(call, folder, options);
  if (/^(?:config|set|c)$/.test(verb)) {
    if (operands.some((one) => /^(?:prefix|global-?(?:folder|dir|bin-?dir)|userconfig|globalconfig)(?:=|$)/i.test(one)))
      return undefined;
    if (operands.some((one) => wayOfPackages.test(one))) return isGlobal ? undefined : settings(call);
  }
  if (
    /^(?:prune|rebuild|rb|dedupe|ddp|audit|cache|store|config|set|get|version|view|info|ls|list|outdated|why|fund|doctor|login|logout|whoami|ping|root|bin|help|check|licenses|autoclean|import|explain|pkg|help|fetch|)$/.test(
      verb,
    )
  )
    return call.program === 'yarn' &&
      verb === 'set' &&
      /^version$/.test(operands[0] ?? '') &&
      !/^(?:1|classic)/.test(operands[1] ?? '')
      ? undefined
      : caches(call);
  if (verb === 'init')
    return [
      {
        kind: 'write',
        path: `${folder}/package.json`,
        node: 'file',
        origin: { kind: 'command', program: call.program },
      },
    ];
  const isScript = /^(?:run|run-script|start|test|t)$/.test(verb);
  const name = isScript ? (operands[0] ?? verb) : verb;
  if (call.program === 'npm' && !isScript) return undefined;
  if (verbsOfYarn.has(verb)) return undefined;
  // The script was not seen.
  if (/^(?:test|lint|check|format|type-?check|audit|coverage)(?::|$)|^t$/.test(name)) return caches(call);
  if (buildName.test(call.words.slice(1).join(' '))) return [...caches(call), ...built(call, folder, false)];
  return [
    {
      kind: 'unknown',
      reason: `the script \`${name}\` of \`package.json\` was not seen`,
      under: folder === '/' ? undefined : folder,
    },
  ];
};

/** What it prepares is fetched again where it is not in its cache, by the container. */
const corepack: Program = (call) => [
  {
    kind: 'system',
    what: call.words.join(' '),
    provides: { programs: ['yarn', 'yarnpkg', 'pnpm', 'pnpx'], again: false, needs: [] },
  },
];

/** The script of NodeSource adds a place that packages come from, for whichever package manager there is. */
const addSource: Program = (call) => [
  {
    kind: 'packages',
    manager: call.has('apt-get') === true ? 'apt' : 'dnf',
    action: 'source',
    names: ['nodesource.com'],
  },
];

export default defineToolchain({
  name: 'node',
  title: 'Node.js build tools',
  documentation: 'https://docs.npmjs.com/cli/, https://yarnpkg.com/, https://pnpm.io/',
  images: ['node', 'mhart/alpine-node', 'keymetrics/pm2'],
  artifacts: 'the folder of the project with its packages, in which scripts of `package.json` and bundlers build',
  bases: ['node:<version>-slim', 'node:<version>-alpine'],
  programs: {
    ...tools,
    ...models(manage, 'npm yarn yarnpkg pnpm cnpm'),
    corepack,
    'node-gyp': (call) => built(call, call.cwd, true),
  },
  readers,
  installers: [{ url: /\b(?:deb|rpm)\.nodesource\.com\/setup/, program: addSource }],
  develops,
  serves,
  prunes,
  sensitive: /(?!)/,
  drivers,
  // Not `nodejs-legacy`, whose link is how `node` is found.
  packages: list(
    'nodejs nodejs-current nodejs-lts nodejs-npm nodejs-dev npm yarn yarnpkg pnpm node-gyp node-typescript',
  ),
  fetchers: list('git openssh-client openssh'),
  // For node-gyp.
  helpers: list('python python2 python2.7 python3 python3-minimal python3-setuptools py3-setuptools python-is-python3'),
  folders: [],
  archive: /(?!)/,
  sources: [],
  variables: list('YARN_CACHE_FOLDER CYPRESS_INSTALL_BINARY HUSKY SASS_BINARY_SITE'),
  megabytes: 100,
});
