// Programs that run scripts of package.json, or programs of a project's packages, as shell.

import { type Call, list, type ScriptReader, type Scripts, UNKNOWN } from '../../src/toolchain.ts';
import { install } from './install.ts';
import { binFolders, built, readManifest } from './manifest.ts';
import { buildName, installs, manyPackages, quote, requestOf, verbsOfYarn } from './request.ts';

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
  return { ...inProject(folder), scripts };
}

function inProject(folder: string): Omit<Scripts, 'scripts'> {
  return { cwd: folder, path: binFolders(folder), within: folder };
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
  return { ...inProject(folder), scripts: [words.map(quote).join(' ')] };
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

/** npm-run-all runs scripts of package.json by their names, or by patterns of names: `run-s clean build:*`. */
const runAll: ScriptReader = (call) => {
  const manifest = readManifest(call, call.cwd);
  const words = call.words.slice(1).filter((word) => !word.startsWith('-'));
  if (manifest === undefined || words.length === 0 || words.some((word) => /[\s{}!?[\]]/.test(word))) return 'unseen';
  const names = words.flatMap((word) => {
    const pattern = new RegExp(
      `^${word.replace(/[.+^$()|\\]/g, '\\$&').replace(/\*\*?/g, (stars) => (stars === '*' ? '[^:]*' : '.*'))}$`,
    );
    return word.includes('*') ? manifest.names('scripts').filter((name) => pattern.test(name)) : [word];
  });
  return { ...inProject(call.cwd), scripts: names.map((name) => `npm run ${quote(name)}`) };
};

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

export const readers: Readonly<Record<string, ScriptReader>> = {
  npm: packageManager,
  yarn: packageManager,
  yarnpkg: packageManager,
  pnpm: packageManager,
  cnpm: packageManager,
  npx,
  pnpx: npx,
  'run-s': runAll,
  'run-p': runAll,
  'npm-run-all': runAll,
  ...Object.fromEntries(list('pm2 pm2-runtime pm2-docker forever').map((name) => [name, supervisor])),
};
