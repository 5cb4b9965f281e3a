// Builds and runs the fixtures that have a run.json, before and after their conversion, and compares what a user of
// the two images would see. It must not know the engine's code: it compares images, not plans.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildImage, findBuilder, removeAll, removeImages, runImage } from './builder.js';
import { compareConfigs, compareRuns, findUnexpected } from './compare.js';

const HELP = `Usage: node test/engine/run.js [fixture ...]

Builds Dockerfile and expected.Dockerfile of fixtures with docker or podman, runs both images without network, and
compares them. Without names: every folder below fixtures/ that has a run.json. A name is a folder below fixtures/
(go/static-hello), its last part (static-hello), or a path to a folder elsewhere.

run.json says how the image is run; every key may be left out:
  "arguments": ["--name", "x"]     given to the container in place of CMD
  "environment": { "PORT": "80" }  variables given to the container
  "http": [{ "port": 8080, "path": "/", "status": 200 }]
                                   the image is a server: ask it, compare the answers, stop it
  "exitCode": 0                    of a program that ends by itself
  "keeps": ["PORT"]                variables of the image config that the conversion must keep
  "timeout": 30                    seconds until it has ended, or answered

Compared: exit code, standard output and error, HTTP status, type and body, the exit code of the HEALTHCHECK command
run inside the container, and the image config: CMD, ENTRYPOINT, USER, EXPOSE, VOLUME, LABEL, MAINTAINER, STOPSIGNAL,
HEALTHCHECK, ENV, and WORKDIR where the converted image sets one. Times of day may differ; a shell-form CMD of plain words may have
become exec form. Everything that was made is removed again.

A base image that is not on this machine and whose registry cannot be reached leaves its fixtures "not built".

Exit code: 0 no difference, or no builder answers; 1 a difference; 2 a fixture that cannot be read.`;

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));
/** What a fixture holds beside its build context. */
const OWN_FILES = ['expected.Dockerfile', 'wrong.Dockerfile', 'fixture.json', 'run.json'];
const SETTINGS = { arguments: [], environment: {}, http: [], exitCode: 0, keeps: [], timeout: 30 };

class UnreadableFixture extends Error {}

function findFixtures(folder) {
  if (existsSync(join(folder, 'run.json'))) return [folder];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.flatMap((entry) => findFixtures(join(folder, entry.name))).sort();
}

function chooseFixtures(names) {
  const all = existsSync(FIXTURES) ? findFixtures(FIXTURES) : [];
  if (names.length === 0) return all;
  return names.flatMap((name) => {
    const chosen = all.filter((folder) => `/${relative(FIXTURES, folder)}`.endsWith(`/${name.replace(/\/+$/, '')}`));
    if (chosen.length > 0) return chosen;
    if (existsSync(join(name, 'run.json'))) return [resolve(name)];
    throw new UnreadableFixture(`no fixture with a run.json is called ${name}`);
  });
}

function readSettings(folder) {
  const file = join(folder, 'run.json');
  let given;
  try {
    given = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UnreadableFixture(`${file}: ${error.message}`);
  }
  for (const key of Object.keys(given)) {
    if (!(key in SETTINGS)) throw new UnreadableFixture(`${file}: no such setting: ${key}`);
  }
  for (const needed of ['Dockerfile', 'expected.Dockerfile']) {
    if (!existsSync(join(folder, needed))) throw new UnreadableFixture(`${folder}: there is no ${needed}`);
  }
  return { ...SETTINGS, ...given };
}

/** The `# syntax=` line names a front end that the builder would pull; the one it brings reads the same language. */
function withoutSyntaxLine(text) {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const end = lines.findIndex((line) => !/^\s*#\s*\w+\s*=/.test(line));
  return lines.filter((line, index) => index >= end || !/^\s*#\s*syntax\s*=/i.test(line)).join('\n');
}

async function tryFixture(folder, settings, scratch) {
  const context = join(scratch, 'context');
  rmSync(context, { recursive: true, force: true });
  cpSync(folder, context, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !OWN_FILES.includes(relative(folder, source)),
  });
  // Both are built on the same context, so that the steps they share are built once.
  const build = async (side, name) => {
    const dockerfile = join(scratch, `${side}.Dockerfile`);
    writeFileSync(dockerfile, withoutSyntaxLine(readFileSync(join(folder, name), 'utf8')));
    const ignore = join(context, 'Dockerfile.dockerignore');
    if (existsSync(ignore)) cpSync(ignore, `${dockerfile}.dockerignore`);
    const image = await buildImage(side, dockerfile, context);
    rmSync(`${dockerfile}.dockerignore`, { force: true });
    return image;
  };
  try {
    const before = await build('before', 'Dockerfile');
    if (before.error) return failure(before, 'Dockerfile');
    const after = await build('after', 'expected.Dockerfile');
    const sizes = { before: before.size, after: after.size };
    if (after.error) return { ...sizes, ...failure(after, 'expected.Dockerfile') };
    const seen = { before: await runImage(before, before, settings), after: await runImage(after, before, settings) };
    const notes = [
      ...findUnexpected(seen.before, settings),
      ...compareRuns(seen.before, seen.after),
      ...compareConfigs(before.config, after.config, settings),
    ];
    return { ...sizes, verdict: notes.length === 0 ? 'same' : 'DIFFERENT', notes };
  } finally {
    await removeImages();
  }
}

function failure({ error, unreachable }, name) {
  if (unreachable) return { verdict: 'not built', notes: [`${unreachable} cannot be fetched here`] };
  return { verdict: 'DIFFERENT', notes: [`${name} does not build:\n${error}`] };
}

const megabytes = (bytes) => (bytes === undefined ? '–' : `${(bytes / 1e6).toFixed(1)} MB`);
const saving = ({ before, after }) => (after === undefined ? '–' : `${(100 * (1 - after / before)).toFixed(1)} %`);

async function main(names) {
  const fixtures = chooseFixtures(names).map((folder) => ({ folder, settings: readSettings(folder) }));
  if (!(await findBuilder())) {
    const were = fixtures.length === 1 ? '1 fixture was' : `${fixtures.length} fixtures were`;
    console.log(
      `engine: no container builder answers here, so ${were} not built; install docker and run npm run engine again`,
    );
    return 0;
  }
  const scratch = mkdtempSync(join(tmpdir(), 'multistage-engine-'));
  const end = () => {
    removeAll();
    rmSync(scratch, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      end();
      process.exit(130);
    });
  }
  const rows = [];
  try {
    for (const { folder, settings } of fixtures) {
      const name = folder.startsWith(FIXTURES) ? relative(FIXTURES, folder) : folder;
      const result = await tryFixture(folder, settings, scratch);
      const sizes = [megabytes(result.before), megabytes(result.after), saving(result)];
      console.log(`${name}: ${result.verdict}${result.after ? `, ${sizes[0]} -> ${sizes[1]}, ${sizes[2]} less` : ''}`);
      for (const note of result.notes) console.log(note.replace(/^/gm, '    '));
      rows.push([name, ...sizes, result.verdict]);
    }
  } finally {
    end();
  }
  printTable([['fixture', 'before', 'after', 'saved', 'result'], ...rows]);
  const count = (verdict) => rows.filter((row) => row.at(-1) === verdict).length;
  console.log(`\n${count('same')} same, ${count('DIFFERENT')} different, ${count('not built')} not built`);
  return count('DIFFERENT') > 0 ? 1 : 0;
}

function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  console.log();
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column]));
    console.log(cells.join('  ').trimEnd());
  }
}

const words = process.argv.slice(2);
if (words.includes('--help') || words.includes('-h')) {
  console.log(HELP);
} else {
  try {
    process.exitCode = await main(words);
  } catch (error) {
    if (!(error instanceof UnreadableFixture)) throw error;
    console.error(`engine: ${error.message}`);
    process.exitCode = 2;
  }
}
