// What the packages of a project need beside Node.js, as package.json, the lock file and the sources tell.

import {
  type Artifact,
  type Call,
  type Effect,
  list,
  type Manifest,
  managedArtifact,
  type Need,
  readJson,
  readTree,
  type SourceTree,
} from '../../src/toolchain.ts';

/** Packages that link or load a library of the system, by Debian's name of the package that they are built with. What others bundle does no harm. */
const linked: Readonly<Record<string, string>> = {
  'pg-native': 'libpq-dev',
  libpq: 'libpq-dev',
  prisma: 'libssl-dev',
  '@prisma/client': 'libssl-dev',
  'node-rdkafka': 'libssl-dev',
  'node-libcurl': 'libcurl4-openssl-dev',
  kerberos: 'libkrb5-dev',
  'imagemagick-native': 'libmagickwand-dev',
};

/** Packages that start programs of the full image, or load libraries of it that cannot all be named. */
const usesImage = new Set(
  list(`
    canvas canvas-prebuilt node-canvas gm imagemagick easyimage graphicsmagick node-imagemagick im-resize pdf2pic pdf-image
    nodegit simple-git simple-git-promise gitlog git-rev git-rev-sync git-repo-info nodegit-promise gift git-exec gitly degit
    puppeteer playwright phantomjs phantomjs-prebuilt phantom nightmare electron casperjs slimerjs webshot wkhtmltopdf html-pdf
    python-shell pythonia node-calls-python ffi ffi-napi ref-napi edge-js java node-jre oracledb odbc ibm_db snowflake-sdk-odbc
    node-icu-charset-detector usb noble @abandonware/noble opencv4nodejs node-gyp shelljs execa cross-spawn zx systeminformation
    node-ssh-forward unzip-stream-native node-7z 7zip-bin node-unrar sharp-libvips gulp-imagemin jimp-native
  `),
);

/** Programs that full images have and slim ones do not. */
const ofFullImage = new Set(
  list(
    'git hg svn ssh scp curl wget python python3 convert identify mogrify openssl make gcc g++ unzip xz file ps pgrep pkill gpg free top',
  ),
);

const jsLexis = {
  tokens:
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|`(?<raw>[^`]*)`|"(?<text>(?:[^"\\\n]|\\.)*)"|'(?:[^'\\\n]|\\.)*'/g,
};

/** The folders above, from the inside out, `/` aside. */
function foldersAbove(folder: string): string[] {
  const found: string[] = [];
  for (let at = folder; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) found.push(at);
  return found;
}

export function binFolders(folder: string): readonly string[] {
  return foldersAbove(folder).map((one) => `${one}/node_modules/.bin`);
}

export function readManifest(call: Call, folder: string): Manifest | undefined {
  return readJson(call.files.read(`${folder === '/' ? '' : folder}/package.json`));
}

/** What `node_modules` of this folder needs. The sources beside it are read for what they start. */
export function dependencies(call: Call, folder: string): Artifact {
  const manifest = readManifest(call, folder);
  const names = new Set([
    ...[manifest, ...packagesBelow(call, folder, 2)].flatMap((one) => [
      ...(one?.names('dependencies') ?? []),
      ...(one?.names('optionalDependencies') ?? []),
    ]),
    ...productionPackages(call, folder),
  ]);
  const sources =
    manifest === undefined
      ? undefined
      : readTree(call.files, folder, {
          endings: list('.js .ts .mjs .cjs .mts .cts .jsx .tsx .vue .svelte'),
          lexis: jsLexis,
          skip: list('node_modules test tests __tests__ spec e2e cypress docs .git'),
        });
  const needs: Need[] = [
    { kind: 'libc', because: 'packages may have native addons' },
    { kind: 'distribution', because: 'packages are installed for this distribution' },
  ];
  for (const name of names) {
    const development = Object.hasOwn(linked, name) ? linked[name] : undefined;
    if (development !== undefined)
      needs.push({
        kind: 'library',
        development,
        because: `the package \`${name}\` uses the library of \`${development}\``,
      });
    if (usesImage.has(name))
      needs.push({
        kind: 'image',
        because: `the package \`${name}\` may use programs and libraries that only that image has`,
      });
  }
  if (manifest === undefined)
    needs.push({
      kind: 'image',
      because: '`package.json` was not seen, and packages may use programs and libraries that only that image has',
    });
  if (sources !== undefined) needs.push(...startedBy(sources));
  if (call.variable('NODE_EXTRA_CA_CERTS') !== undefined)
    needs.push({ kind: 'certificates', because: '`NODE_EXTRA_CA_CERTS` is set' });
  const artifact = managedArtifact({
    toolchain: 'node',
    interpreter: 'node',
    because:
      manifest === undefined ? '`package.json` was not seen' : '`package.json` names the packages that are installed',
    sources,
    needs,
    ...(manifest === undefined
      ? { assumed: '`package.json` was not seen, so neither was what its packages need' }
      : {}),
  });
  // A common size: a framework of the browser with its bundler.
  return { ...artifact, fetched: true, megabytes: 150 };
}

/** Manifests of the packages of a workspace, or of parts that are installed on their own. */
function packagesBelow(call: Call, folder: string, depth: number): readonly Manifest[] {
  if (depth === 0 || folder === '/') return [];
  return call.files.list(folder).flatMap(({ path, node }) => {
    if (node !== 'folder' || /\/(?:node_modules|\.[^/]*|tests?|e2e|examples?|docs)$/.test(path)) return [];
    const own = readManifest(call, path);
    return [...(own === undefined ? [] : [own]), ...packagesBelow(call, path, depth - 1)];
  });
}

/** Names of all packages that the lock file has for production. */
function productionPackages(call: Call, folder: string): readonly string[] {
  const lock = readJson(call.files.read(`${folder}/package-lock.json`));
  if (lock === undefined) return [];
  const current = lock
    .names('packages')
    .filter((path) => path.includes('node_modules/') && lock.text('packages', path, 'dev') !== 'true')
    .map((path) => path.slice(path.lastIndexOf('node_modules/') + 13));
  const older = lock.names('dependencies').filter((name) => lock.text('dependencies', name, 'dev') !== 'true');
  // What starts programs in general is everywhere below other packages; only its own use tells something.
  return [...current, ...older].filter((name) => !general.has(name));
}

const general = new Set(list('cross-spawn execa shelljs node-gyp systeminformation'));

/** Programs that the sources start. */
function startedBy(sources: SourceTree): Need[] {
  if (!/\bchild_process\b/.test(sources.plain)) return [];
  const calls = [
    ...sources.plain.matchAll(
      /(?:(?<![.\w])|\b(?:child_process|childProcess|cp|proc)\.)(?:exec|execFile|spawn)(?:Sync|Async)?\s*\(\s*(?:(['"`])([^'"`]*))?/g,
    ),
  ];
  const needs: Need[] = [];
  let unknown = calls.length === 0;
  for (const [, , text] of calls) {
    const words = (text ?? '').split(/[\s|;&()]+/);
    if (text === undefined || text === '' || /^\$|\$\{/.test(words[0] ?? '')) unknown = true;
    for (const word of words)
      if (ofFullImage.has(word)) needs.push({ kind: 'program', name: word, because: `the sources start \`${word}\`` });
  }
  if (unknown && !/\bfork\s*\(/.test(sources.code))
    needs.push({ kind: 'image', because: 'the sources start programs whose names are not known' });
  return needs;
}

/** The packages of a folder are there from now on. */
export function nodeModules(call: Call, folder: string): Effect[] {
  const manifest = readManifest(call, folder);
  const none =
    manifest !== undefined &&
    ['dependencies', 'devDependencies', 'optionalDependencies', 'workspaces'].every((one) => !manifest.has(one));
  const made: Effect[] = none
    ? []
    : [
        {
          kind: 'write',
          path: `${folder}/node_modules`,
          node: 'folder',
          open: true,
          origin: { kind: 'artifact', artifact: dependencies(call, folder) },
        },
      ];
  return [...caches(call), ...made];
}

export function caches(call: Call): Effect[] {
  const home = call.variable('HOME') ?? (call.user === 'root' || call.user === '0' ? '/root' : `/home/${call.user}`);
  return ['.npm', '.cache', '.node-gyp', '.config', '.yarn', '.local/share/pnpm']
    .map((name) => `${home}/${name}`)
    .concat('/usr/local/share/.cache')
    .map((path) => ({ kind: 'residue', path }));
}

/** What a build makes in the folder of the project. It stays among its sources and packages, so the folder as a whole is it. */
export function built(call: Call, folder: string, seen: boolean): Effect[] {
  const { fetched: _, ...artifact } = dependencies(call, folder);
  const made: Effect = {
    kind: 'write',
    // The root is no folder that can be copied, so what stands for it is one that is in it.
    path: folder === '/' ? '/node_modules' : folder,
    node: 'folder',
    open: true,
    origin: {
      kind: 'artifact',
      artifact: {
        ...artifact,
        evidence: [`\`${call.text}\` builds in \`${folder}\``],
        ...(seen ? {} : { assumed: `what \`${call.text}\` runs was not seen, and is taken to build in \`${folder}\`` }),
      },
    },
  };
  const beside = `\`${call.text}\` builds in \`/\`, among the folders of the system`;
  return folder === '/' ? [made, { kind: 'unknown', reason: beside, under: undefined }] : [made];
}
