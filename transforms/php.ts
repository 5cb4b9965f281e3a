// Composer, and the scripts by which PHP's own image builds extensions. PHP stays, and with it its image, which has a compiler on Debian.
// Sources: getcomposer.org; docker-library/php, docker-php-ext-install and its like; the manual of PECL.

import {
  type Artifact,
  type Call,
  defineToolchain,
  type Effect,
  joinedWith,
  list,
  managedArtifact,
  models,
  type Need,
  type Program,
  programsStarted,
  readJson,
  readTree,
  type SourceTree,
  UNKNOWN,
} from '../src/toolchain.ts';

const lexis = {
  tokens:
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|"(?<text>(?:[^"\\]|\\[\s\S])*)"|'(?<raw>(?:[^'\\]|\\[\s\S])*)'/g,
};
/** Functions that start a program, the component Process of Symfony, and back quotes. */
const started =
  /(?<![>$:\w])(?:exec|shell_exec|system|passthru|proc_open|popen|pcntl_exec)\s*\(\s*(?:"([^"]*)"|'([^']*)')?|new Process\s*\(\s*\[?\s*(?:"([^"]*)"|'([^']*)')?|`([^`\n]*)`/g;

function startedBy(call: Call, sources: SourceTree) {
  const commands = [...sources.plain.matchAll(started)].map((match) => match.slice(1).find((one) => one !== undefined));
  return programsStarted(call, { commands: commands.filter((one) => one !== undefined) });
}

function artifactOf(call: Call, because: string, more: readonly Need[] = []): Artifact {
  const make = (sources: SourceTree | undefined) =>
    managedArtifact({
      toolchain: 'php',
      interpreter: 'php',
      because,
      sources,
      needs: [
        { kind: 'libc', because: 'extensions are linked to it' },
        { kind: 'image', because: 'packages and extensions may use programs and libraries that only that image has' },
        ...more,
        ...(sources === undefined ? [] : startedBy(call, sources)),
      ],
    });
  const skip = list('vendor node_modules tests test storage docs .git');
  return {
    ...make(undefined),
    completed: (files, folder) =>
      make(folder === '/' ? undefined : readTree(files, folder, { endings: ['.php'], lexis, skip })),
  };
}

function folder(call: Call, path: string, made: Artifact): Effect {
  const artifact = joinedWith(call.files, path, made);
  return { kind: 'write', path, node: 'folder', open: true, origin: { kind: 'artifact', artifact } };
}

function caches(call: Call): Effect[] {
  const home = call.variable('HOME') ?? '/root';
  return [`${home}/.composer/cache`, `${home}/.cache`, '/tmp/cache', '/tmp/pear', `${home}/.pearrc`].map((path) => ({
    kind: 'residue',
    path,
  }));
}

/** Packages that run Node.js. Source: their documentation. */
const startsOthers =
  /^(?:spatie\/(?:browsershot|(?:laravel-)?server-side-rendering|laravel-export)|nodejs-php-fallback\/.*|kriswallsmith\/assetic|symfony\/assetic-bundle|nesk\/puphpeteer|chrome-php\/.*|innmind\/.*|wnx\/sidecar-browsershot|hammerstone\/sidecar|php-node\/.*)$/;

/** Packages run as they are fetched; they start nothing of another language, but for some that are known, where the manifest names them. */
function packagesOf(call: Call, root: string): Artifact {
  const artifact = artifactOf(call, `\`${call.text}\` fetches packages`);
  const { completed } = artifact;
  const names = namesIn(call, root);
  const made = { interpreted: true, alone: names?.some((name) => startsOthers.test(name)) === false };
  return {
    ...artifact,
    ...made,
    completed: (files, folder) => {
      const whole = completed?.(files, folder) ?? artifact;
      return { ...whole, ...made, alone: made.alone && whole.reads !== undefined };
    },
  };
}

/** All packages that the lock file has, or those that the manifest asks for; undefined when there is neither. */
function namesIn(call: Call, root: string): readonly string[] | undefined {
  const lock = readJson(call.files.read(`${root}/composer.lock`));
  if (lock !== undefined) return lock.all('packages').flatMap((one) => one.text('name') ?? []);
  return readJson(call.files.read(`${root}/composer.json`))?.names('require');
}

const composer: Program = (call) => {
  const words = call.words.slice(1);
  const at = words.findIndex((word) => /^(?:-d|--working-dir)(?:=|$)/.test(word));
  const value = at < 0 ? undefined : (words[at]?.split('=')[1] ?? words[at + 1]);
  const cwd = call.resolve(value ?? '.');
  const [verb = '', ...rest] = words.filter((word, index) => !word.startsWith('-') && (at < 0 || index !== at + 1));
  if (
    /^(?:self-?update|clear-?cache|diagnose|validate|show|config|about|audit|check-platform-reqs|licenses|outdated|)$/.test(
      verb,
    )
  )
    return caches(call);
  if (cwd.includes(UNKNOWN)) return undefined;
  if (verb === 'global') {
    const home = call.variable('COMPOSER_HOME');
    return home === undefined || home === '/tmp'
      ? undefined
      : [...caches(call), folder(call, call.resolve(home), packagesOf(call, call.resolve(home)))];
  }
  const root =
    verb === 'create-project' ? call.resolve(`${cwd}/${rest[1] ?? (rest[0] ?? '').replace(/^.*\//, '')}`) : cwd;
  const artifact = packagesOf(call, root);
  if (root === '/')
    return [
      ...caches(call),
      folder(call, '/vendor', artifact),
      { kind: 'unknown', reason: `\`${call.text}\` works in \`/\``, under: undefined },
    ];
  const vendor = readJson(call.files.read(`${root}/composer.json`))?.text('config', 'vendor-dir') ?? 'vendor';
  // Scripts of composer.json write beside the packages; and others may build in the project.
  return [...caches(call), folder(call, root, artifact), folder(call, call.resolve(`${root}/${vendor}`), artifact)];
};

/** On Alpine, libraries that come with packages that are only for building. */
function broughtAlong(call: Call): Need[] {
  if (call.has('apk') !== true) return [];
  const names = [
    ...(call.program === 'pecl' ? ['libstdc++'] : []),
    ...(call.words.includes('gettext') ? ['libintl'] : []),
  ];
  return names.map((name) => ({ kind: 'package', name, because: `\`${call.text}\` may link to it` }));
}

/** Where extensions and the files that load them lie, those that the image has from the start as well. */
const extensions: Program = (call) => {
  const artifact = { ...artifactOf(call, `\`${call.text}\` builds extensions`, broughtAlong(call)), whole: true };
  const settings = call.variable('PHP_INI_DIR');
  // Those of a distribution's own PHP lie in folders that are named after its version.
  if (settings === undefined) return undefined;
  return [
    ...caches(call),
    folder(call, '/usr/local/lib/php/extensions', artifact),
    folder(call, `${settings}/conf.d`, artifact),
  ];
};

const pecl: Program = (call) => (/^(?:install|upgrade)$/.test(call.words[1] ?? '') ? extensions(call) : caches(call));

/** The installer of Composer, from a file or a pipe; otherwise a script of the project, which writes there. */
const php: Program = (call) => {
  const words = call.words.slice(1);
  if (/^(?:-v|-m|-i|--version|--ini|--ri)$/.test(words[0] ?? '')) return [];
  const option = (name: string) => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const isInstaller =
    call.input === 'pipe' || words.some((word) => /composer-setup|composer.*installer|installer.*composer/.test(word));
  if (isInstaller && words[0] !== '-r') {
    const path = call.resolve(`${option('install-dir') ?? '.'}/${option('filename') ?? 'composer.phar'}`);
    return [
      ...caches(call),
      { kind: 'write', path, node: 'file', origin: { kind: 'remote', url: 'https://getcomposer.org/' } },
    ];
  }
  const script = words.find((word) => !word.startsWith('-')) ?? '';
  if (/(?:^|\/)composer(?:\.phar)?$/.test(script))
    return composer({ ...call, words: words.slice(words.indexOf(script)) });
  if (words[0] === '-r' && /composer-setup|getcomposer|hash_file|hash\(/.test(words[1] ?? '')) return [];
  if (call.cwd === '/') return undefined;
  return [{ kind: 'unknown', reason: `what \`${call.text}\` does was not seen`, under: call.cwd }];
};

export default defineToolchain({
  name: 'php',
  title: 'PHP with Composer',
  documentation: 'https://getcomposer.org/doc/, https://hub.docker.com/_/php',
  images: list('php composer'),
  artifacts: '`vendor` in the folder of the project, the folder of extensions and the one of the files that load them',
  bases: ['php:<version>'],
  programs: {
    ...models(composer, 'composer composer.phar'),
    ...models(extensions, 'docker-php-ext-install docker-php-ext-enable'),
    ...models(() => [], 'docker-php-ext-configure docker-php-source'),
    pecl,
    php,
  },
  sensitive: /(?!)/,
  wrappers: list('composer composer.phar'),
  drivers: list('composer composer.phar phpunit'),
  hosts: list('apache2-foreground php-fpm httpd-foreground apache2ctl apachectl'),
  runs: (words) =>
    words[0] === 'php'
      ? words.slice(1).find((word, index, all) => !word.startsWith('-') && all[index - 1] !== '-d')
      : undefined,
  packages: ['composer'],
  fetchers: list('git unzip zip file'),
  folders: [],
  archive: /(?!)/,
  sources: [],
  variables: list(
    'COMPOSER_ALLOW_SUPERUSER COMPOSER_CACHE_DIR COMPOSER_MEMORY_LIMIT COMPOSER_NO_INTERACTION COMPOSER_PROCESS_TIMEOUT',
  ),
  megabytes: 0,
});
