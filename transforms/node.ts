// Package managers of Node.js: what they install, and which scripts of package.json they run. Programs of packages are in node/tools.ts.
// Sources: the documentation of npm (scripts, folders), Yarn and pnpm; nodejs/docker-node.

import {
  type Call,
  defineToolchain,
  type Effect,
  list,
  models,
  type Program,
  readYaml,
  type ScriptReader,
  type Scripts,
  UNKNOWN,
} from '../src/toolchain.ts';
import { installGlobally } from './node/globals.ts';
import { binFolders, built, caches, nodeModules, readManifest } from './node/manifest.ts';
import { develops, drivers, tools } from './node/tools.ts';

/** A command of a package manager, taken apart. */
interface Request {
  readonly verb: string;
  readonly operands: readonly string[];
  readonly options: readonly string[];
  readonly folder: string;
  /** What follows `--`, or for yarn and pnpm all that follows the name of the script. */
  readonly handedOn: readonly string[];
}

const withValue = new Set(
  list(
    '--registry --loglevel --cache --userconfig -w --workspace --filter -F --network-timeout --network-concurrency --mutex --modules-folder --omit --include --only --location --arch --platform --node-linker',
  ),
);
/** Options that run a command in another folder. */
const folderOption = /^(?:--prefix|--cwd|-C|--dir)(?:=(.*))?$/;
/** Options after which the command is about more packages than that of the folder. */
const manyPackages = /^(?:-w|--workspaces?|--filter|-F|-r|--recursive|-ws)(?:=|$)/;

function requestOf(call: Call): Request {
  const words = call.words.slice(1);
  const operands: string[] = [];
  const options: string[] = [];
  let folder = call.cwd;
  let handedOn: readonly string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const at = folderOption.exec(word);
    if (word === '--') {
      handedOn = words.slice(index + 1);
      break;
    }
    if (at !== null) folder = call.resolve(at[1] ?? words[++index] ?? '.');
    else if (withValue.has(word)) options.push(word, words[++index] ?? '');
    else if (word.startsWith('-')) options.push(word);
    else {
      operands.push(word);
      // Yarn and pnpm hand on all that follows the script's name.
      const name = operands.at(-1) ?? '';
      const isLast = /^(?:run|exec|dlx|workspace|global)$/.test(operands[0] ?? '') ? operands.length > 1 : true;
      if (
        call.program !== 'npm' &&
        isLast &&
        !verbsOfYarn.has(name) &&
        operands[0] !== 'global' &&
        !verbsOfYarn.has(operands[0] ?? '')
      ) {
        handedOn = words.slice(index + 1).filter((one, place) => !(place === 0 && one === '--'));
        break;
      }
    }
  }
  const [verb = '', ...rest] = operands;
  return { verb, operands: rest, options, folder, handedOn };
}

/** Commands of Yarn and pnpm that are no scripts. */
const verbsOfYarn = new Set(
  list(
    'add audit autoclean bin cache check config create dedupe deploy env fetch generate-lock-entry global help i import info init install licenses link list login logout outdated owner pack patch plugin policies prune publish rb rebuild remove rm root self-update set setup store tag team unlink up update upgrade version versions why workspaces',
  ),
);
const installs = /^(?:i|install|ci|clean-install|install-clean|in|ins|isntall|add)$/;
const buildName =
  /build|compile|bundle|transpile|webpack|babel|(?:^|[:_-])(?:dist|prod|production|tsc|generate|export)(?:$|[:_-])/i;

const quote = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The scripts of package.json that run under these names, one after the other. */
function scriptsOf(
  call: Call,
  folder: string,
  names: readonly string[],
  handedOn: readonly string[],
): Scripts | 'unseen' | undefined {
  const manifest = readManifest(call, folder);
  if (manifest === undefined) return 'unseen';
  const scripts = names.flatMap((name) => {
    const text = manifest.text('scripts', name);
    if (text === undefined) return [];
    return name === names[1] && handedOn.length > 0 ? [`${text} ${handedOn.map(quote).join(' ')}`] : [text];
  });
  if (scripts.some((text) => /npm_(?:package|config|lifecycle)|\$INIT_CWD/.test(text))) return 'unseen';
  return { cwd: folder, scripts, path: binFolders(folder), within: folder };
}

function runScriptOf(
  call: Call,
  folder: string,
  name: string,
  handedOn: readonly string[],
): Scripts | 'unseen' | undefined {
  if (name.includes(UNKNOWN)) return 'unseen';
  const manifest = readManifest(call, folder);
  const found = scriptsOf(call, folder, [`pre${name}`, name, `post${name}`], handedOn);
  if (found === undefined || found === 'unseen') return found;
  if (manifest?.text('scripts', name) === undefined)
    return name === 'start' && call.files.find(`${folder}/server.js`) !== undefined
      ? { ...found, scripts: ['node server.js'] }
      : 'unseen';
  return buildName.test(name) ? { ...found, effects: built(call, folder, true) } : found;
}

/** A program of the project's packages, or one that is fetched for this once. */
function runProgram(folder: string, words: readonly string[]): Scripts | undefined {
  if (words.length === 0) return undefined;
  return { cwd: folder, scripts: [words.map(quote).join(' ')], path: binFolders(folder), within: folder };
}

const lifecycle = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];

const packageManager: ScriptReader = (call) => {
  const { verb, operands, options, folder, handedOn } = requestOf(call);
  const isNpm = call.program === 'npm';
  if (options.some((one) => manyPackages.test(one))) return installs.test(verb) || verb === '' ? undefined : 'unseen';
  if (/^(?:run|run-script|rum|urn)$/.test(verb)) {
    const [name, ...more] = operands;
    return name === undefined ? undefined : runScriptOf(call, folder, name, isNpm ? [...more, ...handedOn] : handedOn);
  }
  if (/^(?:start|test|t|tst|stop|restart)$/.test(verb))
    return runScriptOf(call, folder, /^ts?t?$/.test(verb) ? 'test' : verb, [...operands, ...handedOn]);
  if (/^(?:exec|x|dlx)$/.test(verb)) return runProgram(folder, [...operands, ...handedOn]);
  if (installs.test(verb) || (verb === '' && call.program === 'yarn')) {
    const isGlobal = options.some((one) => /^(?:-g|--global|--location=global)$/.test(one));
    if (isGlobal || operands.length > 0 || options.includes('--ignore-scripts')) return undefined;
    const found = scriptsOf(call, folder, lifecycle, []);
    const effects = install(call, folder, options);
    return found === undefined || found === 'unseen' || effects === undefined ? undefined : { ...found, effects };
  }
  if (isNpm || verb === '' || verbsOfYarn.has(verb)) return undefined;
  if (verb === 'workspace') return 'unseen';
  const script = runScriptOf(call, folder, verb, handedOn);
  const isNamed = readManifest(call, folder)?.text('scripts', verb) !== undefined;
  return script === 'unseen' && !isNamed && readManifest(call, folder) !== undefined
    ? runProgram(folder, [verb, ...handedOn])
    : script;
};

/** `npx --yes -p package program arguments` */
const npx: ScriptReader = (call) => {
  const words = call.words.slice(1);
  let at = 0;
  for (; at < words.length && words[at]?.startsWith('-') === true && words[at] !== '--'; at++)
    if (/^(?:-p|--package|-c|--call|--shell|-w|--workspace)$/.test(words[at] ?? '')) {
      if (/^(?:-c|--call)$/.test(words[at] ?? '')) return 'unseen';
      at++;
    }
  const [first = '', ...rest] = words.slice(words[at] === '--' ? at + 1 : at);
  return runProgram(
    call.cwd,
    first === '' ? [] : [first.replace(/^(?:@[^/]+\/)?/, '').replace(/(?<=.)@[^@/]*$/, ''), ...rest],
  );
};

/** Yarn from 2 on puts packages into archives outside of the project, unless it is told to use node_modules. */
function usesNodeModules(call: Call, folder: string, options: readonly string[]): boolean {
  const settings = call.files.read(`${folder}/.yarnrc.yml`);
  if (settings !== undefined) return /^(?:node-modules|pnpm)$/.test(readYaml(settings)?.text('nodeLinker') ?? '');
  const version = readManifest(call, folder)?.text('packageManager') ?? '';
  return !/^yarn@(?:[2-9]|\d\d)/.test(version) && !options.includes('--immutable');
}

/** Packages of the project; undefined where they lie is not known, or outside of it. */
function install(call: Call, folder: string, options: readonly string[]): Effect[] | undefined {
  if (folder.includes(UNKNOWN) || folder === '/') return folder === '/' ? nodeModules(call, '') : undefined;
  if (call.program === 'yarn' && !usesNodeModules(call, folder, options)) return undefined;
  if (options.some((one) => /^--modules-folder/.test(one))) return undefined;
  const manifest = readManifest(call, folder);
  const versions = ['dependencies', 'devDependencies'].flatMap((group) =>
    (manifest?.names(group) ?? []).map((name) => manifest?.text(group, name) ?? ''),
  );
  if (versions.some((version) => /^(?:file|link|portal):(?:\.\.|\/)/.test(version))) return undefined;
  return nodeModules(call, folder);
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

/** pm2 and forever start a script, or what a file of theirs names. */
const supervisor: ScriptReader = (call) => {
  const file = call.words.slice(1).find((word) => /\.(?:json5?|ya?ml|config\.[cm]?js)$/.test(word));
  const others = call.words
    .slice(1)
    .some((word) => /^(?:npm|yarn|pnpm|bash|sh|python3?)$|\.(?:sh|py|[cm]?ts)$/.test(word));
  const text = file === undefined ? '' : call.files.read(call.resolve(file));
  const starts =
    /\b(?:npm|yarn|pnpm|npx|ts-node|tsx|nodemon|babel-node|python3?|bash|interpreter|exec_interpreter)\b|\.(?:sh|py|ts)\b/;
  return others || text === undefined || starts.test(text) ? 'unseen' : undefined;
};

export default defineToolchain({
  name: 'node',
  title: 'Node.js build tools',
  documentation: 'https://docs.npmjs.com/cli/, https://yarnpkg.com/, https://pnpm.io/',
  programs: {
    ...tools,
    ...models(manage, 'npm yarn yarnpkg pnpm cnpm'),
    corepack,
    'node-gyp': (call) => built(call, call.cwd, true),
  },
  readers: {
    npm: packageManager,
    yarn: packageManager,
    yarnpkg: packageManager,
    pnpm: packageManager,
    cnpm: packageManager,
    npx,
    pnpx: npx,
    pm2: supervisor,
    'pm2-runtime': supervisor,
    'pm2-docker': supervisor,
    forever: supervisor,
  },
  develops,
  sensitive: /(?!)/,
  drivers,
  packages: [],
  fetchers: list('git openssh-client openssh'),
  folders: [],
  archive: /(?!)/,
  sources: [],
  variables: list('YARN_CACHE_FOLDER CYPRESS_INSTALL_BINARY HUSKY SASS_BINARY_SITE'),
  megabytes: 100,
});
