// Makes a folder of git repositories to migrate, out of the fixtures or of a folder of Dockerfiles that others wrote. The same arguments
// give the same commits.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { devNull } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HELP = `Usage: node test/campaign/generate.js DIR COUNT [--corpus FOLDER]

Makes COUNT git repositories below DIR, each with the Dockerfile and the build context of a fixture. Every tenth holds
several of them in folders of their own, as a repository of many services does. What is in DIR before is removed.

--corpus FOLDER  take folders below FOLDER that have a Dockerfile instead, with the files of their \`ctx\` folder`;

const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url));
const OURS = /^(?:expected\..*|wrong\.Dockerfile|fixture\.json|run\.json|source\.json|tree\.txt|ctx)$/;
const SERVICES = 6;

/** Two levels down, as both fixtures and the corpus lie. */
function casesBelow(folder) {
  const below = (path) =>
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(path, entry.name));
  return below(folder)
    .flatMap(below)
    .filter((path) => existsSync(join(path, 'Dockerfile')))
    .sort();
}

function copy(from, to) {
  mkdirSync(to, { recursive: true });
  if (existsSync(join(from, 'ctx'))) cpSync(join(from, 'ctx'), to, { recursive: true, verbatimSymlinks: true });
  const wanted = (path) =>
    path === from || !path.startsWith(from) || !OURS.test(path.slice(from.length + 1).split('/')[0]);
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, filter: wanted });
}

const WHO = {
  ...{ GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com', GIT_AUTHOR_DATE: '1700000000 +0000' },
  ...{ GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com', GIT_COMMITTER_DATE: '1700000000 +0000' },
};

export function git(folder, ...words) {
  const plain = ['-c', `core.hooksPath=${devNull}`, '-c', 'core.autocrlf=false', '-c', 'commit.gpgsign=false'];
  const env = { ...process.env, ...WHO };
  return execFileSync('git', [...plain, ...words], {
    cwd: folder,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Gives the folders. */
export function generate(folder, count, corpus = FIXTURES) {
  const cases = casesBelow(corpus);
  rmSync(folder, { recursive: true, force: true });
  return Array.from({ length: count }, (_, index) => {
    const one = (offset) => cases[(index + offset) % cases.length];
    const root = join(folder, `${String(index + 1).padStart(4, '0')}-${basename(one(0))}`);
    if (index % 10 === 9)
      for (let offset = 0; offset < SERVICES; offset++) copy(one(offset), join(root, 'services', String(offset + 1)));
    else copy(one(0), root);
    git(root, 'init', '--quiet', '--initial-branch=main', '--template=');
    git(root, 'add', '--all', '--force');
    git(root, 'commit', '--quiet', '--message=Begin');
    return root;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, count, option, corpus] = process.argv.slice(2);
  if (!(Number(count) > 0) || (option !== undefined && (option !== '--corpus' || corpus === undefined))) {
    process.stderr.write(`${HELP}\n`);
    process.exitCode = 2;
  } else generate(folder, Number(count), corpus);
}
