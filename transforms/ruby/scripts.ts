// Commands that run other commands with the gems of a project, and those that mean that a container builds or develops.

import { type Call, list, type ScriptReader, type Scripts, UNKNOWN } from '../../src/toolchain.ts';
import { placeOf, rootOf } from './bundle.ts';

const quote = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Folders of programs of gems. */
function binFolders(call: Call): readonly string[] {
  const folder = placeOf(call, rootOf(call))?.folder;
  return folder === undefined ? [] : [`${folder}/bin`];
}

const bundle: ScriptReader = (call) => {
  const words = call.words.slice(1).filter((word) => !/^_\d[\w.]*_$/.test(word));
  const at = words.findIndex((word) => !word.startsWith('-'));
  if (words[at] !== 'exec') return undefined;
  let command = words.slice(at + 1);
  while (/^--(?:keep-file-descriptors|no-keep-file-descriptors|verbose)$|^--$/.test(command[0] ?? ''))
    command = command.slice(1);
  if (command.length === 0 || command.some((word) => word.includes(UNKNOWN))) return 'unseen';
  return { cwd: call.cwd, scripts: [command.map(quote).join(' ')], path: binFolders(call), within: call.cwd };
};

/** `foreman start -f Procfile.web -d folder web` */
const foreman: ScriptReader = (call): Scripts | 'unseen' | undefined => {
  const words = call.words.slice(1);
  if (words[0] !== 'start' && words[0] !== 'run') return undefined;
  if (words[0] === 'run') return 'unseen';
  let file = 'Procfile';
  let folder = call.cwd;
  const processes: string[] = [];
  for (let index = 1; index < words.length; index++) {
    const word = words[index] ?? '';
    const [option = '', value] = word.split(/=(.*)/s);
    if (option === '-f' || option === '--procfile') file = value ?? words[++index] ?? '';
    else if (option === '-d' || option === '--root') folder = call.resolve(value ?? words[++index] ?? '.');
    else if (/^(?:-[cemptF]|--(?:formation|env|port|timeout|color))$/.test(option)) {
      if (value === undefined) index++;
    } else if (!word.startsWith('-')) processes.push(word);
  }
  const text = call.files.read(file.startsWith('/') ? file : `${folder}/${file}`);
  if (text === undefined) return 'unseen';
  const scripts = [...text.matchAll(/^([\w-]+):[ \t]*(.+)$/gm)].flatMap(([, name = '', command = '']) =>
    processes.length === 0 || processes.includes(name) ? [command] : [],
  );
  return scripts.length === 0 ? 'unseen' : { cwd: folder, scripts, path: [], within: folder };
};

export const readers: Readonly<Record<string, ScriptReader>> = { bundle, bundler: bundle, foreman };

/** Programs that install, build or develop when a container starts them. */
export const drivers: readonly string[] = [
  'bundle install',
  'bundle update',
  'bundle add',
  'gem install',
  'gem update',
  ...list('irb pry guard rspec cucumber minitest spring rerun shotgun rubocop yard solargraph'),
];

const building =
  /^(?:assets|webpacker|shakapacker|vite|css|javascript|test|spec|parallel):|^(?:test|spec|default|build)$/;

/** Whether the command installs gems, opens a console, tests, or builds assets. */
export function develops(words: readonly string[]): boolean {
  const [first = '', ...rest] = words;
  const program = first.slice(first.lastIndexOf('/') + 1);
  const operands = rest.filter((word) => !word.startsWith('-'));
  if (program === 'bundle' || program === 'bundler') return operands.length === 0 && !rest.includes('--version');
  if (program === 'rake') return operands.length === 0 || operands.some((word) => building.test(word));
  if (program !== 'rails') return false;
  const [verb = ''] = operands;
  const environment = rest.findIndex((word) => word === '-e' || word === '--environment');
  const isServer = /^(?:s|server)$/.test(verb);
  return (
    /^(?:c|console|g|generate|d|destroy|new|t|dbconsole|db|plugin)$/.test(verb) ||
    operands.some((word) => building.test(word)) ||
    (isServer && (rest[environment + 1] === 'development' || rest.includes('--environment=development')))
  );
}
