// Verifies the fixtures that have a run.json with `multistage verify`, as a user would, and holds what was seen against what a fixture
// promises of itself. It builds and compares nothing on its own.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const HELP = `Usage: node test/engine/run.js [--pull=never] [--record FILE [--note TEXT]] [fixture ...]

Runs \`multistage verify\` on fixtures, each in a copy of its build context. Without names: every folder below fixtures/
that has a run.json. A name is a folder below fixtures/ (go/static-hello), its last part (static-hello), or a path to a
folder elsewhere.

run.json says how the images are started and what the original has to do; every key may be left out:
  "arguments": ["--name", "x"]     given to the container in place of CMD
  "environment": { "PORT": "80" }  variables given to the container
  "http": [{ "port": 8080, "path": "/", "status": 200 }]
                                   the image is a server: what it is asked, and what the original answers
  "exitCode": 0                    of the original, when it is a program that ends by itself
  "keeps": ["PORT"]                variables of the image config that the conversion must keep
  "timeout": 30                    seconds until it has ended, or answered

--pull=never   fetch no base image
--record FILE  write the sizes to this file, for the README
--note TEXT    what the README says beside them, of the base images

A fixture whose base image this machine does not have and cannot fetch is "not built".

Exit code: 0 no difference, or no builder answers; 1 a difference; 2 a fixture that cannot be read.`;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FIXTURES = join(ROOT, 'fixtures');
/** What a fixture holds beside its build context. */
const isOwn = (path) => /^(?:expected\..*|wrong\.Dockerfile|fixture\.json|run\.json)$/.test(path);
const SETTINGS = { arguments: [], environment: {}, http: [], exitCode: 0, keeps: [], timeout: 30 };

class UnreadableFixture extends Error {}

function findFixtures(folder) {
  if (existsSync(join(folder, 'run.json'))) return [folder];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.flatMap((entry) => findFixtures(join(folder, entry.name))).sort();
}

function chooseFixtures(names) {
  const all = findFixtures(FIXTURES);
  if (names.length === 0) return all;
  return names.flatMap((name) => {
    const chosen = all.filter((folder) => `/${nameOf(folder)}`.endsWith(`/${name.replace(/\/+$/, '')}`));
    if (chosen.length > 0) return chosen;
    if (existsSync(join(name, 'run.json'))) return [resolve(name)];
    throw new UnreadableFixture(`no fixture with a run.json is called ${name}`);
  });
}

function nameOf(folder) {
  return relative(FIXTURES, folder).split(sep).join('/');
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UnreadableFixture(`${file}: ${error.message}`);
  }
}

function readSettings(folder) {
  const given = readJson(join(folder, 'run.json'));
  const unknown = Object.keys(given).find((key) => !(key in SETTINGS));
  if (unknown !== undefined) throw new UnreadableFixture(`${folder}/run.json: no such setting: ${unknown}`);
  const about = join(folder, 'fixture.json');
  return { ...SETTINGS, ...given, options: existsSync(about) ? (readJson(about).options ?? {}) : {} };
}

let running;

/** Runs the command to its end, and hands its report on; undefined when there was none. */
function multistage(words) {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [join(ROOT, 'bin/multistage.js'), ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err] = [[], []];
    running = child;
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('close', () => {
      running = undefined;
      const [stdout, stderr] = [out, err].map((chunks) => Buffer.concat(chunks).toString('utf8'));
      settle({ report: stdout === '' ? undefined : JSON.parse(stdout), stderr });
    });
  });
}

const quoted = (word) => `'${word.replaceAll("'", `'\\''`)}'`;

function wordsOf({ http, environment, arguments: words, timeout, options }) {
  return [
    ...['verify', '--format', 'json', '--timeout', String(timeout), '--memory', '512m'],
    ...http.flatMap(({ port, path }) => ['--http', `${port}${path}`]),
    ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...(words.length > 0 ? ['--run', words.map(quoted).join(' ')] : []),
    ...(options.preference === undefined ? [] : ['--prefer', options.preference]),
    ...(options.minConfidence === undefined ? [] : ['--min-confidence', options.minConfidence]),
  ];
}

/** What the original does that its fixture does not promise: two images that fail alike prove nothing. */
function unexpected({ measured, notes }, { http, exitCode, keeps }) {
  const { before } = measured.starts.at(-1);
  const health = before.health ? [`the original's health check ends with ${before.health}`] : [];
  const answers = http.flatMap(({ port, path, status = 200 }) => {
    const answer = before.answers.find((one) => one.port === port && one.path === path);
    return answer?.status === status ? [] : [`the original answers ${answer?.status ?? 'nothing'} for ${path}`];
  });
  const ended = before.ended && before.exitCode !== exitCode ? [`the original ends with ${before.exitCode}`] : [];
  const gone = notes.find(({ name }) => name === 'EnvironmentGone')?.message.match(/\w+/g) ?? [];
  const lost = keeps.filter((name) => gone.includes(name)).map((name) => `ENV ${name} is not kept`);
  return [...answers, ...ended, ...health, ...lost].map((text) => (before.stderr ? `${text}\n${before.stderr}` : text));
}

function judge(file, settings) {
  const { verdict, reasons, differences } = file;
  if (verdict === 'failed' && !/does not build/.test(reasons[0])) return { result: 'not built', lines: reasons };
  if (verdict === 'failed' || verdict === 'skipped') return { result: 'DIFFERENT', lines: reasons };
  const found = differences.map(({ name, message, because }) => [`${name}: ${message}`, ...because].join('\n  '));
  const lines = [...found, ...(verdict === 'same' ? unexpected(file, settings) : [])];
  return { result: lines.length === 0 ? 'same' : 'DIFFERENT', lines };
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

async function main(fixtures, extra, { record, note }, scratch) {
  const rows = [];
  let builder;
  for (const { folder, settings } of fixtures) {
    const context = join(scratch, 'context');
    rmSync(context, { recursive: true, force: true });
    const filter = (source) => !isOwn(relative(folder, source));
    cpSync(folder, context, { recursive: true, verbatimSymlinks: true, filter });
    const began = Date.now();
    const { report, stderr } = await multistage([...wordsOf(settings), ...extra, join(context, 'Dockerfile')]);
    if (report === undefined) {
      const were = fixtures.length === 1 ? '1 fixture was' : `${fixtures.length} fixtures were`;
      console.log(`engine: ${were} not built. ${stderr.trim()}`);
      return /NoBuilder/.test(stderr) ? 0 : 1;
    }
    builder = report.builder;
    const [file] = report.files;
    const name = folder.startsWith(FIXTURES) ? nameOf(folder) : folder;
    const { result, lines } = judge(file, settings);
    const { before, after } = file.measured?.size ?? {};
    const sizes =
      after === undefined
        ? ''
        : `, ${megabytes(before)} -> ${megabytes(after)}, ${(100 * (1 - after / before)).toFixed(1)} % less`;
    console.log(`${name}: ${result}${sizes} (${Math.round((Date.now() - began) / 1000)} s)`);
    // Text of programs: nothing in it may reach the terminal as more than text.
    for (const line of lines) console.log(line.replace(/[^\P{Cc}\n\t]/gu, '').replace(/^/gm, '    '));
    rows.push({ name, result, before, after });
  }
  const count = (result) => rows.filter((row) => row.result === result).length;
  console.log(`\n${count('same')} same, ${count('DIFFERENT')} different, ${count('not built')} not built`);
  if (record !== undefined) {
    const projects = rows
      .filter(({ result }) => result === 'same')
      .map(({ name, before, after }) => ({ name, before, after }));
    const date = new Date().toISOString().slice(0, 10);
    writeFileSync(record, `${JSON.stringify({ date, builder, note, projects }, null, 2)}\n`);
  }
  return count('DIFFERENT') > 0 ? 1 : 0;
}

const words = process.argv.slice(2);
if (words.includes('--help') || words.includes('-h')) {
  console.log(HELP);
} else {
  const scratch = mkdtempSync(join(tmpdir(), 'multistage-engine-'));
  // The command removes what it has made; this script ends with it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => running?.kill(signal));
  try {
    const taken = (name) => (words.includes(name) ? words.splice(words.indexOf(name), 2)[1] : undefined);
    const record = { record: taken('--record'), note: taken('--note') ?? '' };
    const names = words.filter((word) => !word.startsWith('--'));
    const extra = words.filter((word) => word.startsWith('--'));
    const fixtures = chooseFixtures(names).map((folder) => ({ folder, settings: readSettings(folder) }));
    process.exitCode = await main(fixtures, extra, record, scratch);
  } catch (error) {
    if (!(error instanceof UnreadableFixture)) throw error;
    console.error(`engine: ${error.message}`);
    process.exitCode = 2;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
