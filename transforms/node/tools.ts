// Programs of packages that builds run: bundlers, compilers, and what only looks at sources; and command lines that serve sources while they are worked on.

import { type Call, type Effect, list, models, type Program, readJson, UNKNOWN } from '../../src/toolchain.ts';
import { built } from './manifest.ts';

/** Options that name a folder of results, which may lie outside of the project. */
const outputOption =
  /^(?:--(?:out-?dir|out-file|output-path|outDir|outfile|dist-dir|dest|output|destination|target-dir)|-d|-o)(?:=(.*))?$/i;
const outputSetting = /["']?\b(?:outDir|outputPath|outputDir|distDir)["']?\s*[:=]\s*["'](\.\.?\/[^"']+|\/[^"']+)["']/g;
/** `outDir: path.resolve(__dirname, '../public')` */
const outputJoined =
  /["']?\b(?:outDir|outputPath|outputDir|distDir|path|dir)["']?\s*[:=]\s*(?:\w+\.)?(?:resolve|join)\(\s*(?:__dirname|process\.cwd\(\)|import\.meta\.dirname)\s*((?:,\s*["'][^"'\n]*["']\s*)+)\)/g;
/** Angular's since 17: `outputPath: { base: '../www' }`. */
const outputBase = /["']?\boutputPath["']?\s*:\s*\{[^}]*?["']?\bbase["']?\s*:\s*["']([^"']+)["']/g;
/** `outDir: fileURLToPath(new URL('../public', import.meta.url))` */
const outputUrl =
  /["']?\b(?:outDir|outputDir|distDir|path|dir)["']?\s*[:=]\s*fileURLToPath\(\s*new URL\(\s*["']([^"']+)["']\s*,\s*import\.meta\.url\s*\)/g;
const configs = list(
  'webpack.config.js webpack.prod.js webpack.prod.config.js webpack.config.prod.js config/index.js rollup.config.js rollup.config.mjs rspack.config.js svelte.config.js tsconfig.json tsconfig.build.json tsconfig.app.json vite.config.js vite.config.ts vite.config.mjs vue.config.js angular.json .angular-cli.json nuxt.config.js nuxt.config.ts next.config.js next.config.mjs astro.config.mjs',
);

/** Folders of the system, or above those of the author: what is built there lies among other things. */
const shared = /^\/(?:(?:bin|etc|lib|opt|home|root|srv|tmp|usr(?:\/[^/]+){0,2}|var(?:\/[^/]+)?)?)$/;

/** It builds in the working directory, and where its options or its configuration say. */
const builder: Program = (call) => {
  if (call.words.some((word) => word === '--help' || word === '--version')) return [];
  const outside = outputs(call).filter((path) => !isInside(path, call.cwd));
  if (outside.some((path) => path.includes(UNKNOWN) || shared.test(path))) return undefined;
  const [own] = built(call, call.cwd, true);
  if (own?.kind !== 'write') return undefined;
  return [
    ...built(call, call.cwd, true),
    ...outside.map((path): Effect => (isFile(path) ? { ...own, path, node: 'file', open: false } : { ...own, path })),
  ];
};

function isFile(path: string): boolean {
  return /\.(?:[mc]?js|css|html|json|map)$/.test(path);
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function outputs(call: Call): string[] {
  const { words } = call;
  const given = words.flatMap((word, index) => {
    const match = outputOption.exec(word);
    const value = match === null ? undefined : (match[1] ?? words[index + 1]);
    return value === undefined || value.startsWith('-') ? [] : [call.resolve(value)];
  });
  const last = words.at(-1) ?? '';
  if (/^(?:sass|node-sass|lessc)$/.test(call.program) && !last.startsWith('-'))
    given.push(call.resolve(last.slice(last.indexOf(':') + 1)));
  const set = configs.flatMap((name) => {
    const text = call.files.read(`${call.cwd}/${name}`) ?? '';
    const folder = name.includes('/') ? `${name.slice(0, name.lastIndexOf('/'))}/` : '';
    const joined = [...text.matchAll(outputJoined)].map(([, parts = '']) =>
      [...parts.matchAll(/["']([^"'\n]*)["']/g)].map(([, part = '']) => part).join('/'),
    );
    return [
      ...[...text.matchAll(outputSetting)].flatMap(([, path]) => (path === undefined ? [] : [call.resolve(path)])),
      ...[...text.matchAll(outputBase), ...text.matchAll(outputUrl)].flatMap(([, path = '']) => call.resolve(path)),
      ...joined.map((path) => call.resolve(path.startsWith('/') ? path : `${folder}${path}`)),
    ];
  });
  // Of react-scripts.
  const variable = call.variable('BUILD_PATH');
  return [...new Set([...given, ...set, ...(variable === undefined ? [] : [call.resolve(variable)])])];
}

const inert: Program = () => [];

/** Fetches packages of the browser into the project. */
const bower: Program = (call) => {
  const folder = readJson(call.files.read(`${call.cwd}/.bowerrc`))?.text('directory') ?? 'bower_components';
  const path = call.resolve(folder);
  return path === '/'
    ? undefined
    : [{ kind: 'write', path, node: 'folder', open: true, origin: { kind: 'command', program: 'bower' } }];
};

const rimraf: Program = (call) =>
  call.words.slice(1).flatMap((word): Effect[] => {
    const path = call.resolve(word);
    if (word.startsWith('-') || word.includes(UNKNOWN)) return [];
    return /[*?[{]/.test(word) ? [] : [{ kind: 'remove', path }];
  });

/** A line of a script that puts something beside the project. */
const writesAbove =
  /(?:outfile|outdir|outputFile|writeFile|copyFile|cpSync|copySync|createWriteStream|dest|output)\w*\b[^\n]*["'`](\.\.\/[^"'`\n$]+)["'`]/gi;

/** A script of the project: it may write anything, and does so in the project. */
const node: Program = (call) => {
  const script = call.words.slice(1).find((word) => !word.startsWith('-'));
  const text = script === undefined ? '' : (call.files.read(call.resolve(script)) ?? '');
  for (const [, path = ''] of text.matchAll(writesAbove)) {
    const under = call.resolve(path.slice(0, path.lastIndexOf('/')));
    if (!isInside(under, call.cwd))
      return [{ kind: 'unknown', reason: `\`${call.text}\` writes to \`${path}\``, under }];
  }
  if (
    script !== undefined &&
    /build|bundle|compile|webpack|vite|rollup|(?:^|\/)(?:r|next|nest|nuxt|tsc|ace)(?:\.js)?$/.test(script)
  )
    return built(call, call.cwd, true);
  if (call.cwd === '/') return undefined;
  return [{ kind: 'unknown', reason: `what \`${call.text}\` does was not seen`, under: call.cwd }];
};

export const tools: Readonly<Record<string, Program>> = {
  ...models(
    builder,
    `tsc vue-tsc ttsc tsup swc babel nest vite webpack webpack-cli rspack rsbuild esbuild rollup parcel microbundle react-scripts
     react-app-rewired craco vue-cli-service ng next nuxt nuxi gatsby astro remix svelte-kit sapper ember polymer ionic
     gulp grunt browserify brunch lerna turbo nx vitepress vuepress docusaurus eleventy hexo gridsome quasar razzle backpack poi umi
     node-sass sass lessc stylus postcss tailwindcss uglifyjs terser coffee strapi medusa redwood blitz preact kcd-scripts`,
  ),
  ...models(
    inert,
    'eslint tslint prettier jest mocha ava xo stylelint nyc c8 karma vitest husky lint-staged commitlint',
  ),
  bower,
  rimraf,
  'del-cli': rimraf,
  node,
  nodejs: node,
};

/** Programs that build, or that watch sources: a container that starts them is for developing. */
export const drivers = list(`
  nodemon ts-node ts-node-dev tsnd ts-node-esm tsx babel-node webpack-dev-server webpack rollup esbuild parcel gulp grunt tsc babel brunch
  browser-sync live-server budo beefy watchify supervisor node-dev expo storybook start-storybook jest mocha karma cypress electron
  electron-builder lerna turbo nx bower react-native metro polymer concurrently npm-run-all run-p run-s npm-watch onchange chokidar wait-on
  start-server-and-test nf hexo gridsome
`);

/** What serves the result of a build, by program; everything else that these programs do needs the sources. Undefined in front: with no argument. */
const serving: Readonly<Record<string, readonly string[]>> = {
  vite: ['preview'],
  vitepress: ['serve', 'preview'],
  next: ['start'],
  nuxt: ['start', 'preview'],
  nuxi: ['start', 'preview'],
  gatsby: ['serve'],
  astro: ['preview'],
  docusaurus: ['serve'],
  remix: [],
  'remix-serve': ['*'],
  strapi: ['start'],
  medusa: [],
  'react-scripts': [],
  'react-app-rewired': [],
  craco: [],
  'vue-cli-service': [],
  ng: [],
  nest: [],
  ember: [],
  ionic: [],
  quasar: [],
  vuepress: [],
  eleventy: [],
  razzle: [],
  umi: [],
  sapper: ['start'],
};

/** Whether the command serves sources, or builds. */
export function develops(words: readonly string[]): boolean {
  const [first = '', ...rest] = words;
  const program = first.slice(first.lastIndexOf('/') + 1);
  const [argument = ''] = rest.filter((word) => !word.startsWith('-'));
  if (Object.hasOwn(serving, program)) {
    const allowed = serving[program] ?? [];
    return !allowed.includes(argument) && !allowed.includes('*');
  }
  if (program === 'node' || program === 'nodejs')
    return (
      /\.[mc]?tsx?$/.test(argument) ||
      rest.some((word) => /^--watch|ts-node|tsx|babel-register|@babel\/register|esbuild-register|@swc/.test(word)) ||
      /node_modules\/(?:\.bin\/)?(?:webpack|vite|nodemon|gulp|grunt|react-scripts|@angular\/cli)/.test(argument)
    );
  if (program === 'npm' || program === 'yarn' || program === 'pnpm')
    return /^(?:i|ci|install|add|update|rebuild|test|t|exec|x|dlx|create|init)$/.test(argument);
  return false;
}
