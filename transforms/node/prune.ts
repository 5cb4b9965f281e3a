// Whether `npm prune` may take the packages for development out of what was built: only where the lock file and the sources, read as a whole, name
// none of them. Sources: npm's pages on prune and package-lock.json, nodejs.org on command line options, the TypeScript handbook (importHelpers).

import {
  type Call,
  type Files,
  list,
  type Manifest,
  type Pruning,
  readJson,
  readTree,
  type StartedCommand,
} from '../../src/toolchain.ts';
import { jsLexis } from './needs.ts';
import { installs, requestOf } from './request.ts';

/** Optional peers that read sources or types and run nothing of a program that is compiled. */
const harmless = /^(?:@types\/.*|typescript|ts-node)$/;
/** Packages that keep what they generate among the packages, or that load others by names which no source has. */
const strange = new Set(
  list(
    '@prisma/client prisma patch-package module-alias consolidate @ladjs/consolidate app-module-path link-module-alias',
  ),
);
/** Settings of compilers after which the output imports helpers that the sources do not name. */
const helpers = /importHelpers|externalHelpers|transform-runtime|useBuiltIns|corejs|jsxImportSource/;
const ofBuild =
  /\/(?:(?:vite|vitest|webpack|rollup|jest|babel|eslint|prettier|tsup|esbuild|cypress|playwright|commitlint|lint-staged|postcss|tailwind)\.config(?:\.\w+)*\.[cm]?[jt]s|\.\w+rc\.[cm]?js|gulpfile\.\w+|Gruntfile\.\w+)$|\.(?:test|spec|stories|d)\.[cm]?[jt]sx?$/;
/** In MB; the others are taken for 0.4. */
const heavy = new Map([
  ['typescript', 65],
  ['@swc/core', 60],
  ['prettier', 20],
  ['esbuild', 10],
  ['webpack', 8],
]);
const managers = new Set(list('yarn yarnpkg pnpm bun cnpm lerna'));
/** Builders whose output imports what no source names: a framework, the runtime of a compiler. */
const framework = new Set(
  list(`
    vite next nuxt nuxi gatsby astro remix svelte-kit sapper ember ng react-scripts react-app-rewired craco vue-cli-service docusaurus quasar
    razzle backpack poi umi strapi medusa redwood blitz preact parcel rollup webpack webpack-cli rspack rsbuild gulp grunt brunch
  `),
);
/** Options after which `npm prune` does the same without them: `--legacy-peer-deps` is none. */
const plain =
  /^(?:-[sqd]|--(?:no-audit|no-fund|no-progress|audit|fund|progress|silent|quiet|verbose|loglevel|cache|prefer-offline|ignore-scripts)(?:=.*)?)$/;
/** What may be started beside Node.js itself. */
const passive = new Set(list('npm sh bash ash dash tini dumb-init curl wget test [ echo exec'));

export function prunes(files: Files, calls: readonly Call[], commands: readonly StartedCommand[]): Pruning | undefined {
  const folder = installedOnce(calls);
  const text = files.read(`${folder}/package-lock.json`);
  const manifest = readJson(files.read(`${folder}/package.json`));
  const lock = readJson(text);
  if (folder === undefined || manifest === undefined || lock === undefined) return undefined;
  // Settings of the project may change what is left out, and where from.
  if (files.find(`${folder}/.npmrc`)?.certain === true) return undefined;
  const gone = onlyForDevelopment(manifest, lock);
  if (gone === undefined || gone.size === 0) return undefined;
  if (settings(files, folder).some((one) => helpers.test(one))) return undefined;
  if (!commands.every((command) => startsBuilt(command, folder, gone)) || commands.length === 0) return undefined;
  if (!areNotNamed(files, folder, gone)) return undefined;
  return {
    folder,
    command: 'npm prune --omit=dev',
    megabytes: Math.round([...gone].reduce((sum, name) => sum + (heavy.get(name) ?? 0.4), 0)),
    because: 'the sources name no package that the lock file has for development alone',
  };
}

/** The folder of the only installation; undefined where there are more, of another kind, or where one is for production already. */
function installedOnce(calls: readonly Call[]): string | undefined {
  const folders: string[] = [];
  for (const call of calls) {
    if (managers.has(call.program) || framework.has(call.program)) return undefined;
    if (call.program !== 'npm') continue;
    const { verb, operands, options, folder } = requestOf(call);
    if (options.some((one) => /^(?:-g|--global|--location=global)$/.test(one))) continue;
    if (/^(?:prune|link|ln|dedupe|uninstall|remove|rm|un|update|up|upgrade|config|set|c)$/.test(verb)) return undefined;
    if (!installs.test(verb)) continue;
    const isWhole = operands.length === 0 && options.every((one) => !one.startsWith('-') || plain.test(one));
    const isOld = /^\d+$/.test(call.version('node') ?? 'x') && Number(call.version('node')) < 16;
    const isRoot = call.user === 'root' || call.user === '0';
    if (!isWhole || isOld || !isRoot || !call.certain || call.version('node') === undefined) return undefined;
    if (
      call.variable('NODE_ENV') === 'production' ||
      ['NPM_CONFIG_PRODUCTION', 'NPM_CONFIG_LEGACY_PEER_DEPS', 'NPM_CONFIG_OMIT'].some(
        (name) => call.variable(name) !== undefined,
      )
    )
      return undefined;
    folders.push(folder);
  }
  const [first, ...others] = new Set(folders);
  return others.length > 0 || first === '/' ? undefined : first;
}

/** Names of the packages that would go; undefined where the lock file cannot say, or where one that stays may load one of them. */
function onlyForDevelopment(manifest: Manifest, lock: Manifest): ReadonlySet<string> | undefined {
  if (manifest.has('workspaces') || manifest.has('imports') || !/^[23]$/.test(lock.text('lockfileVersion') ?? ''))
    return undefined;
  for (const group of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    const wanted = [...manifest.names(group)].sort();
    if (wanted.join() !== [...lock.names('packages', '', group)].sort().join()) return undefined;
    if (wanted.some((name) => /^(?:file|link|portal|workspace):/.test(manifest.text(group, name) ?? '')))
      return undefined;
  }
  const paths = lock.names('packages').filter((path) => path.startsWith('node_modules/'));
  const isDev = (path: string) => lock.text('packages', path, 'dev') === 'true';
  const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 13);
  const gone = new Set(paths.filter((path) => isDev(path) && !path.includes('/node_modules/')).map(nameOf));
  const mayLoad = paths
    .filter((path) => !isDev(path))
    .flatMap((path) => [nameOf(path), ...lock.names('packages', path, 'peerDependencies')])
    .some((name) => strange.has(name) || (gone.has(name) && !harmless.test(name)));
  return mayLoad ? undefined : gone;
}

function settings(files: Files, folder: string): readonly string[] {
  return files.list(folder).flatMap(({ path, node }) =>
    node === 'file' && /\/(?:tsconfig[\w.-]*\.json|jsconfig\.json|\.?babel[\w.]*|\.swcrc)$/.test(path)
      ? // One that extends what a package brings says less than there is.
        [(files.read(path) ?? 'corejs').replace(/"extends"\s*:\s*"(?!\.|@tsconfig\/)[^"]*"/, 'corejs')]
      : [],
  );
}

function packageOf(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]*/.exec(specifier)?.[0] ?? specifier;
}

/** `node dist/server.js`, with what is loaded before. */
function startsBuilt({ words, cwd, resolve }: StartedCommand, folder: string, gone: ReadonlySet<string>): boolean {
  const [first = '', ...rest] = words;
  const program = first.slice(first.lastIndexOf('/') + 1);
  if (rest.some((word) => gone.has(packageOf(word)) || gone.has(packageOf(word.slice(word.indexOf('=') + 1)))))
    return false;
  if (passive.has(program)) return true;
  const isInside = (path: string) => path.startsWith(`${folder}/`);
  const file = rest.find(
    (word, index) => !word.startsWith('-') && !/^(?:-r|--require|--import)$/.test(rest[index - 1] ?? ''),
  );
  return (
    (program === 'node' || program === 'nodejs') &&
    (cwd === folder || isInside(cwd)) &&
    file !== undefined &&
    isInside(resolve(file)) &&
    !/\.[cm]?tsx?$/.test(file) &&
    !rest.some((word) => /^--(?:loader|experimental-loader|watch|test|eval|print)|^-[ep]$/.test(word))
  );
}

/** All sources were read, load nothing by a name that is computed, and hold none of the names in any string. */
function areNotNamed(files: Files, folder: string, gone: ReadonlySet<string>): boolean {
  const sources = readTree(files, folder, {
    endings: list('.js .ts .mjs .cjs .mts .cts .jsx .tsx .vue .svelte .json'),
    lexis: jsLexis,
    skip: list('node_modules test tests __tests__ spec e2e cypress docs package.json package-lock.json'),
    without: (path) => ofBuild.test(path) || /\/(?:tsconfig[\w.-]*|nest-cli)\.json$/.test(path),
  });
  if (sources === undefined || !sources.paths.some((path) => /\.[cm]?[jt]sx?$/.test(path))) return false;
  // What these become imports more than they say.
  if (sources.paths.some((path) => /\.(?:[jt]sx|vue|svelte|astro|mdx?)$/.test(path))) return false;
  const plain = sources.plain.replace(/\b(?:import|export)\s+type\b[^;'"]*\bfrom\s*(['"])[^'"\n]*\1/g, '');
  if (
    /\b(?:require|import)\s*\(\s*(?:[^'"`\s]|`[^`]*\$\{)|\bcreateRequire\b|\brequire\.(?:resolve|extensions)\b|\brequire\s*[;,)=\]]/.test(
      plain,
    )
  )
    return false;
  return [...plain.matchAll(/(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1/g)].every(
    ([, , literal = '']) => !gone.has(packageOf(literal)),
  );
}
