// Makes dist/: the library for any platform, its Node part, and the command line in chunks that are loaded when they are needed.
// The type declarations are made by tsc, see `npm run build`.

import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build, transform } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

rmSync('dist', { recursive: true, force: true });

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  format: 'esm',
  outdir: 'dist',
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

// The ignore library asks for node's `path`. Build contexts have `/` on every platform, so a browser gets these three functions.
const posixPath = {
  name: 'posix-path',
  /** @param {import('esbuild').PluginBuild} plugins */
  setup(plugins) {
    plugins.onResolve({ filter: /^path$/ }, () => ({ path: 'path', namespace: 'posix-path' }));
    plugins.onLoad({ filter: /./, namespace: 'posix-path' }, () => ({
      contents: `
        export const sep = '/';
        export function normalize(path) {
          const kept = [];
          for (const segment of path.split('/')) {
            if (segment === '' || segment === '.') continue;
            if (segment === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
            else if (segment !== '..' || !path.startsWith('/')) kept.push(segment);
          }
          const joined = kept.join('/');
          return (path.startsWith('/') ? '/' : '') + (joined || (path.startsWith('/') ? '' : '.')) + (joined && path.endsWith('/') ? '/' : '');
        }
        export function dirname(path) {
          const end = path.replace(/\\/+$/, '').lastIndexOf('/');
          return end < 0 ? '.' : path.slice(0, end).replace(/\\/+$/, '') || '/';
        }`,
    }));
  },
};

// Yargs measures its help with a table of emoji and Intl.Segmenter, which costs a third of the start. Our help is plain ASCII.
const plainWidth = {
  name: 'plain-width',
  /** @param {import('esbuild').PluginBuild} plugins */
  setup(plugins) {
    plugins.onResolve({ filter: /^string-width$/ }, () => ({ path: 'string-width', namespace: 'plain-width' }));
    plugins.onLoad({ filter: /./, namespace: 'plain-width' }, () => ({
      contents: 'export default (text) => text.length;',
    }));
  },
};

/**
 * The page of a report is data to us: its text, as small as it gets.
 * @param {'css' | 'js'} loader
 */
async function pageText(loader) {
  const text = readFileSync(`src/report/page/page.${loader}`, 'utf8');
  return JSON.stringify((await transform(text, { loader, minify: true, target: 'es2022' })).code);
}

const library = await build({
  ...common,
  entryPoints: { index: 'src/index.ts' },
  // Neutral: an import of a node module would not resolve, and the build would fail.
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'es2022',
  plugins: [posixPath],
});

for (const [file, { imports }] of Object.entries(library.metafile.outputs)) {
  if (imports.length > 0) throw new Error(`${file} imports ${imports.map(({ path }) => path).join(', ')}`);
}

const command = await build({
  ...common,
  entryPoints: {
    cli: 'src/cli/start.ts',
    node: 'src/node.ts',
    action: 'src/cli/action/start.ts',
    worker: 'src/cli/repository.ts',
  },
  platform: 'node',
  // As for the library: jsonc-parser's other file asks for its parts in a way that no bundler sees.
  mainFields: ['module', 'main'],
  target: 'node20',
  splitting: true,
  // It starts threads from a file of its own, which a bundle does not hold.
  external: ['piscina'],
  chunkNames: 'chunks/[name]-[hash]',
  plugins: [plainWidth],
  // For bundled CommonJS that asks for node's own modules.
  banner: {
    js: "import{createRequire as moduleRequire}from'node:module';const require=moduleRequire(import.meta.url);",
  },
  define: {
    MULTISTAGE_VERSION: JSON.stringify(version),
    MULTISTAGE_PAGE_STYLE: await pageText('css'),
    MULTISTAGE_PAGE_SCRIPT: await pageText('js'),
  },
});

copyFileSync('src/settings/schema.json', 'dist/config.schema.json');
writeFileSync('dist/LICENSES.txt', licenses([library, command]));

/**
 * The bundles hold other people's packages; their licenses ask for the notice to come along.
 * @param {readonly import('esbuild').BuildResult[]} results
 */
function licenses(results) {
  const folders = new Set();
  for (const { metafile } of results) {
    for (const input of Object.keys(metafile?.inputs ?? {})) {
      const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
      if (folder !== undefined) folders.add(folder);
    }
  }
  return [...folders].sort().map(license).join('\n');
}

/** @param {string} folder */
function license(folder) {
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const title = `${manifest.name} ${manifest.version} (${manifest.license})`;
  for (const name of ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENSE-MIT', 'license']) {
    try {
      return `${title}\n\n${readFileSync(`${folder}/${name}`, 'utf8').trim()}\n`;
    } catch {
      // Another name, then.
    }
  }
  return `${title}\n`;
}
