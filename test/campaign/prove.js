// Migrates a generated set of repositories as a user would, and holds what came of it against what a campaign promises.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate, git } from './generate.js';

const HELP = `Usage: node test/campaign/prove.js DIR COUNT [--corpus FOLDER] [--kills N] [--shards N]

Generates COUNT repositories below DIR (see generate.js) and shows that

- one run converts them, a run on a copy makes the same trees, and a second run makes no new commit;
- a run that is killed at N random moments (10) and goes on each time comes to the same end, with no repository damaged;
- N machines (4) that share the work come to the same results as one.

Prints the time, the files per second and the most memory of each run. Exit code 1 when something is not so.`;

const BIN = fileURLToPath(new URL('../../bin/multistage.js', import.meta.url));

/** Ends with the exit code, or with null when it was killed after so many milliseconds. */
function multistage(cwd, words, { killAfter } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [BIN, ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const begun = performance.now();
    let [out, error, memory] = ['', '', 0];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      error += chunk;
    });
    const watch = setInterval(() => {
      memory = Math.max(memory, memoryOf(child.pid));
    }, 100);
    const end = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.on('close', (code) => {
      clearInterval(watch);
      clearTimeout(end);
      resolve({ code, out, error, seconds: (performance.now() - begun) / 1000, memory });
    });
  });
}

/** The most that a process had, in megabytes; 0 where the system does not say. */
function memoryOf(pid) {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** The trees that branches have, and the commits, by repository. */
function branchesOf(set, field) {
  const format = `--format=%(refname) %(${field})`;
  return Object.fromEntries(repositoriesIn(set).map((name) => [name, git(join(set, name), 'for-each-ref', format)]));
}

const repositoriesIn = (set) => readdirSync(set).filter((name) => existsSync(join(set, name, '.git')));

function damageIn(set) {
  return repositoriesIn(set).flatMap((name) => {
    const folder = join(set, name);
    const dirt = git(folder, 'status', '--porcelain', '--ignored');
    const head = git(folder, 'symbolic-ref', 'HEAD').trim();
    // It ends with an error when anything is broken, and what hangs loose is none.
    const broken = git(folder, 'fsck', '--strict', '--no-dangling');
    return dirt === '' && head === 'refs/heads/main' && broken === '' ? [] : [`${name}: ${dirt}${head}${broken}`];
  });
}

/** Without the commits, which hold the time. The newest of each repository. */
function resultsOf(...campaigns) {
  const lines = campaigns.flatMap((path) => readFileSync(join(path, 'journal.jsonl'), 'utf8').split('\n'));
  const results = lines.filter((line) => line !== '').map((line) => ({ ...JSON.parse(line), commit: null }));
  const last = new Map(results.map((result) => [result.repository, result]));
  return [...last.values()].sort((a, b) => (a.repository < b.repository ? -1 : 1));
}

let failed = false;

function show(what, right, more = '') {
  process.stdout.write(`${right ? 'yes' : 'NO '}  ${what}${more === '' ? '' : `: ${more}`}\n`);
  failed ||= !right;
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const figures = ({ seconds, memory }, files) =>
  `${seconds.toFixed(1)} s, ${(files / seconds).toFixed(1)} files/s, ${memory.toFixed(0)} MB at most`;

async function prove(folder, count, { corpus, kills, shards }) {
  mkdirSync(folder, { recursive: true });
  const set = (name) => join(folder, name);
  const campaign = (name) => join(folder, `campaign-${name}`);
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  generate(set('undisturbed'), count, corpus);
  for (const name of ['again', 'killed'])
    cpSync(set('undisturbed'), set(name), { recursive: true, verbatimSymlinks: true });
  // The name of a repository is that in its folder, so that results of different sets can be compared.
  const run = (name, words, options) => multistage(set(name), words, options);
  const begin = (name, ...more) => ['migrate', '.', '--format', 'json', '--campaign', campaign(name), ...more];

  const first = await run('undisturbed', begin('undisturbed'));
  const results = resultsOf(campaign('undisturbed'));
  const files = results.flatMap((result) => result.files).length;
  show(`${count} repositories, ${files} files`, first.code === 0 && results.length === count, figures(first, files));
  for (const kind of ['converted', 'nothing', 'skipped', 'failed'])
    process.stdout.write(`     ${results.filter((result) => result.kind === kind).length} ${kind}\n`);
  const trees = branchesOf(set('undisturbed'), 'tree');
  show('work trees are as they were', damageIn(set('undisturbed')).length === 0);

  const copy = await run('again', begin('again'));
  show('a run on a copy makes the same trees', same(branchesOf(set('again'), 'tree'), trees), figures(copy, files));

  const commits = branchesOf(set('undisturbed'), 'objectname');
  const second = await run('undisturbed', begin('undisturbed'));
  show(
    'a second run makes no commit',
    same(branchesOf(set('undisturbed'), 'objectname'), commits),
    figures(second, files),
  );
  show('and reports the same', same(resultsOf(campaign('undisturbed')), results));

  const moments = [];
  for (let kill = 0; kill < kills; kill++) {
    // Long enough for each to get some way, short enough that all of them hit a campaign at work.
    const killAfter = 400 + Math.random() * ((first.seconds * 1000) / kills) * 1.5;
    const going = existsSync(join(campaign('killed'), 'campaign.json'));
    const words = going
      ? ['migrate', '--resume', '--format', 'json', '--campaign', campaign('killed')]
      : begin('killed');
    const { code } = await run('killed', words, { killAfter });
    moments.push(`${(killAfter / 1000).toFixed(1)}${code === null ? '' : ' (ended before)'}`);
  }
  const last = await run('killed', ['migrate', '--resume', '--format', 'json', '--campaign', campaign('killed')]);
  show(`killed after ${moments.join(', ')} s, then resumed`, last.code === 0, last.code === 0 ? '' : last.error);
  show('the same trees', same(branchesOf(set('killed'), 'tree'), trees));
  show('the same results', same(resultsOf(campaign('killed')), results));
  const damage = damageIn(set('killed'));
  show('git fsck finds nothing, work trees are clean', damage.length === 0, damage.slice(0, 3).join('; '));

  const parts = Array.from({ length: shards }, (_, index) => `shard-${index + 1}`);
  const reports = [];
  for (const [index, name] of parts.entries()) {
    const { out } = await run('again', begin(name, '--shard', `${index + 1}/${shards}`));
    reports.push(join(folder, `${name}.json`));
    writeFileSync(reports[index], out);
  }
  const whole = await run('again', begin('again'));
  const merged = await run('again', ['merge-reports', ...reports, '--format', 'json']);
  show(`the reports of ${shards} shards, merged, are that of one run`, merged.code === 0 && merged.out === whole.out);
}

const [folder, count, ...rest] = process.argv.slice(2);
const options = { corpus: undefined, kills: 10, shards: 4 };
for (let index = 0; index < rest.length; index += 2) {
  const name = rest[index].replace(/^--/, '');
  options[name] = name === 'corpus' ? rest[index + 1] : Number(rest[index + 1]);
}
if (folder === undefined || !(Number(count) > 0)) {
  process.stderr.write(`${HELP}\n`);
  process.exitCode = 2;
} else {
  await prove(folder, Number(count), options);
  if (failed) process.exitCode = 1;
}
