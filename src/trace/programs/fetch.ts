// Models of the programs that bring files from elsewhere. They know no host and no project.

import type { Call, Effect, Origin, Program } from '../effect.ts';
import { baseName, isInside, join } from '../path.ts';
import { readOptions } from './options.ts';
import { isUnknown, makeFolder, placeOf, unknownBelow, unknownPath, writeFile } from './places.ts';

function remote(url: string | undefined): Origin {
  return { kind: 'remote', url: url === undefined || isUnknown(url) ? undefined : url };
}

const CURL_SHORT = 'AbcCdDeEFhHKmoPQrtTuUwxXyYz';
const CURL_LONG = (
  'output output-dir user-agent cookie cookie-jar continue-at data data-raw data-binary data-urlencode dump-header referer ' +
  'cert cert-type key key-type cacert capath form header config max-time connect-timeout retry retry-delay retry-max-time ' +
  'range upload-file user proxy proxy-user request speed-limit speed-time write-out url max-redirs resolve limit-rate ciphers ' +
  'noproxy oauth2-bearer interface local-port tls-max unix-socket max-filesize time-cond proto proto-default proto-redir ' +
  'ftp-port quote socks5 socks5-hostname stderr trace trace-ascii netrc-file aws-sigv4 doh-url json pinnedpubkey rate variable'
).split(' ');

const curl: Program = (call) => {
  const options = readOptions(call.words.slice(1), { short: CURL_SHORT, long: CURL_LONG });
  const urls = urlsOf([...options.values('url'), ...options.operands]);
  const folder = options.value('output-dir');
  const effects: Effect[] = [];
  const targets = options.given.flatMap(({ name, value }): readonly (string | undefined)[] => {
    if (name === 'o' || name === 'output') return [value ?? '-'];
    return name === 'O' || name === 'remote-name' ? [undefined] : [];
  });
  for (const [index, url] of urls.entries()) {
    const byName = targets.length > index ? targets[index] === undefined : options.has('remote-name-all');
    const target = targets[index] ?? (byName ? nameOf(url, false) : '-');
    if (byName && (options.has('J', 'remote-header-name') || target === undefined || isUnknown(target))) {
      effects.push(unknownBelow(call.resolve(folder ?? '.'), `the file name of ${quoteUrl(url)} is not known`));
    } else if (target !== undefined) {
      effects.push(...saved(call, folder === undefined ? target : join(folder, target), url));
    }
  }
  for (const name of ['c', 'cookie-jar', 'D', 'dump-header'] as const) {
    for (const file of options.values(name)) if (file !== '-') effects.push(...writeFile(call, file));
  }
  // Without a URL there is only what a config file says.
  if (urls.length === 0 && options.has('K', 'config')) return undefined;
  return effects;
};

/** Operands that are URLs. An option that takes a value and is not in our list leaves its value among them. */
function urlsOf(operands: readonly string[]): readonly string[] {
  const sure = operands.filter((word) => word.includes('://') || isUnknown(word));
  return sure.length > 0 ? sure : operands.filter((word) => word.includes('.') || word.includes('localhost')).slice(-1);
}

/** The last element of the URL's path, which `curl -O` and `wget` take for the file's name. */
function nameOf(url: string, query: boolean): string | undefined {
  const path = (query ? url.replace(/#.*/s, '') : url.replace(/[?#].*/s, '')).replace(/^[a-z+]+:\/\/[^/]*/i, '');
  const name = query ? path.replace(/^[^?]*\//, '') : baseName(path);
  return name === '' ? undefined : name;
}

/** The file that a download makes; `-` is standard output, which the trace may have sent to a file. */
function saved(call: Call, target: string, url: string): readonly Effect[] {
  if (target !== '-' && target !== '/dev/stdout') return writeFile(call, target, remote(url));
  if (call.output === undefined || isUnknown(call.output) || isInside(call.output, '/dev')) return [];
  return [{ kind: 'write', path: call.output, node: 'file', origin: remote(url) }];
}

/** A file named after its URL lies in the folder, even when its name is computed. */
function savedByName(call: Call, folder: string, name: string, url: string): readonly Effect[] {
  if (isUnknown(name)) return [unknownBelow(call.resolve(folder), `the file name of ${quoteUrl(url)} is not known`)];
  return writeFile(call, join(folder, name), remote(url));
}

function quoteUrl(url: string): string {
  return isUnknown(url) ? 'a computed URL' : `\`${url}\``;
}

const WGET_SHORT = 'oaeioBtOTwQPUlARDIXn';
const WGET_LONG = (
  'output-file append-output execute input-file base tries output-document timeout dns-timeout connect-timeout read-timeout ' +
  'wait waitretry quota directory-prefix user-agent level accept reject domains exclude-domains include-directories ' +
  'exclude-directories header user password http-user http-password post-data post-file load-cookies save-cookies ' +
  'ca-certificate certificate private-key max-redirect limit-rate secure-protocol progress restrict-file-names method body-data ' +
  'referer retry-on-http-error ca-directory cut-dirs prefer-family proxy-user proxy-password'
).split(' ');

const wget: Program = (call) => {
  const options = readOptions(call.words.slice(1), { short: WGET_SHORT, long: WGET_LONG });
  if (options.has('spider')) return [];
  const folder = options.value('P', 'directory-prefix') ?? '.';
  const target = options.value('O', 'output-document');
  const urls = urlsOf(options.operands);
  const log = options
    .values('o', 'output-file', 'a', 'append-output')
    .flatMap((file) => (file === '-' ? [] : writeFile(call, file)));
  if (target !== undefined) return [...log, ...saved(call, target, urls[0] ?? '')];
  const spread = options.has(
    'r',
    'recursive',
    'm',
    'mirror',
    'i',
    'input-file',
    'content-disposition',
    'x',
    'force-directories',
  );
  if (spread || urls.length === 0) {
    return [...log, unknownBelow(call.resolve(folder), `what \`${call.text}\` fetches is not known`)];
  }
  return [...log, ...urls.flatMap((url) => savedByName(call, folder, nameOf(url, true) ?? 'index.html', url))];
};

const aria2c: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    short: 'dojxskliTtm',
    long: [
      'dir',
      'out',
      'split',
      'max-connection-per-server',
      'min-split-size',
      'max-concurrent-downloads',
      'input-file',
    ],
  });
  const folder = options.value('d', 'dir') ?? '.';
  const urls = urlsOf(options.operands);
  if (options.has('i', 'input-file') || urls.length === 0) return [unknownPath(call, folder)];
  const out = options.value('o', 'out');
  return urls.flatMap((url) => savedByName(call, folder, out ?? nameOf(url, false) ?? 'index.html', url));
};

const GIT_CLONE_LONG = (
  'branch depth origin config reference reference-if-able separate-git-dir jobs filter upload-pack template shallow-since ' +
  'shallow-exclude server-option bundle-uri'
).split(' ');

const git: Program = (call) => {
  const words = call.words.slice(1);
  let cwd = call.cwd;
  let at = 0;
  for (; at < words.length && words[at]?.startsWith('-') === true; at++) {
    const word = words[at] ?? '';
    const value = words[at + 1] ?? '';
    if (word === '-C') cwd = placeIn(call, cwd, value);
    if (/^(?:-C|-c|--git-dir|--work-tree|--namespace|--exec-path)$/.test(word)) at++;
  }
  const inside: Call = {
    ...call,
    cwd,
    resolve: (path) => (path.startsWith('/') ? call.resolve(path) : placeIn(call, cwd, path)),
  };
  const rest = words.slice(at + 1);
  switch (words[at]) {
    case 'clone':
      return gitClone(inside, rest);
    case 'config':
      return [{ kind: 'residue', path: gitConfig(inside, rest) }];
    case 'init': {
      const options = readOptions(rest, { short: 'b', long: ['initial-branch', 'template', 'separate-git-dir'] });
      const folder = options.operands[0];
      if (folder === undefined) return [];
      const place = placeOf(inside, folder);
      return place.kind === 'exact' ? makeFolder(inside, place.path, true) : [unknownPath(inside, folder)];
    }
    case 'archive': {
      const output = readOptions(rest, { short: 'o', long: ['output', 'format', 'prefix', 'remote'] }).value(
        'o',
        'output',
      );
      return output === undefined ? [] : writeFile(inside, output);
    }
    case 'worktree': {
      const options = readOptions(rest, { short: 'bB' });
      const folder = options.operands[1];
      return options.operands[0] === 'add' && folder !== undefined ? openFolder(inside, folder, undefined) : [];
    }
    default:
      // Everything else reads, or changes what is checked out, and that is not known by name anyhow.
      return [];
  }
};

function placeIn(call: Call, cwd: string, path: string): string {
  if (path.startsWith('/')) return call.resolve(path);
  return call.resolve(`${cwd}/${path}`);
}

function gitClone(call: Call, words: readonly string[]): readonly Effect[] | undefined {
  const options = readOptions(words, { short: 'boujc', long: GIT_CLONE_LONG });
  const [url, folder] = options.operands;
  if (url === undefined) return undefined;
  const bare = options.has('bare', 'mirror');
  if (folder !== undefined) return openFolder(call, folder, url);
  const name = baseName(
    url
      .replace(/\/+$/, '')
      .replace(/:/g, '/')
      .replace(/(?:\/\.git|\.git|\.bundle)$/, ''),
  );
  if (isUnknown(name)) return [unknownBelow(call.cwd, `the folder of ${quoteUrl(url)} is not known`)];
  return openFolder(call, bare ? `${name}.git` : name, url);
}

function openFolder(call: Call, word: string, url: string | undefined): readonly Effect[] {
  const place = placeOf(call, word);
  if (place.kind === 'unknown') return [unknownPath(call, word)];
  return [{ kind: 'write', path: place.path, node: 'folder', origin: remote(url), open: true }];
}

function gitConfig(call: Call, words: readonly string[]): string {
  if (words.includes('--system')) return '/etc/gitconfig';
  const file = readOptions(words, { short: 'f', long: ['file'] }).value('f', 'file');
  if (file !== undefined && !isUnknown(file)) return call.resolve(file);
  return words.includes('--global') ? call.resolve(join(homeOf(call), '.gitconfig')) : call.resolve('.git/config');
}

/** Where the user's own files are; `/root` when HOME says nothing. */
export function homeOf(call: Call): string {
  const home = call.variable('HOME');
  return home === undefined || home === '' || isUnknown(home) ? '/root' : home;
}

const svn: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    short: 'rcF',
    long: ['revision', 'username', 'password', 'depth', 'config-dir', 'config-option'],
  });
  const [action, url, folder] = options.operands;
  if (action !== 'checkout' && action !== 'co' && action !== 'export') return [];
  return url === undefined ? undefined : openFolder(call, folder ?? baseName(url.replace(/\/+$/, '')), url);
};

const hg: Program = (call) => {
  const options = readOptions(call.words.slice(1), { short: 'rubR', long: ['rev', 'updaterev', 'branch', 'config'] });
  const [action, url, folder] = options.operands;
  if (action !== 'clone') return [];
  return url === undefined ? undefined : openFolder(call, folder ?? baseName(url.replace(/\/+$/, '')), url);
};

/** `scp`, `sftp` and friends: what comes over is named by a host that the trace does not see. */
const scp: Program = (call) => {
  const destination = readOptions(call.words.slice(1), { short: 'cFiJloPS' }).operands.at(-1);
  if (destination === undefined) return undefined;
  return /^[^/]*:/.test(destination) ? [] : [unknownPath(call, destination)];
};

/** Object stores: `aws s3 cp s3://bucket/key file`, `gsutil cp gs://… file`. */
const objectStore: Program = (call) => {
  const words = call.words.slice(1).filter((word) => !word.startsWith('-'));
  const at = words.findIndex((word) => /^(?:cp|sync|mv|rsync)$/.test(word));
  const [from, to] = words.slice(at + 1);
  if (words[0] === 'configure')
    return [
      {
        kind: 'write',
        path: `${call.variable('HOME') ?? '/root'}/.aws`,
        node: 'folder',
        origin: { kind: 'command', program: 'aws' },
        open: true,
      },
    ];
  if (at < 0 || from === undefined || to === undefined) return [];
  if (/^(?:s3|gs):\/\//.test(to)) return [];
  const place = placeOf(call, to);
  if (place.kind === 'exact' && words[at] === 'cp' && !to.endsWith('/') && !call.words.includes('--recursive')) {
    const name = to === '.' ? baseName(from) : to;
    return [{ kind: 'write', path: call.resolve(name), node: 'file', origin: remote(from) }];
  }
  return [
    unknownBelow(place.kind === 'exact' ? place.path : place.under, `what \`${call.text}\` fetches is not known`),
  ];
};

export const fetchers: Readonly<Record<string, Program>> = {
  curl,
  wget,
  aria2c,
  git,
  svn,
  hg,
  scp,
  aws: objectStore,
  gsutil: objectStore,
  'git-lfs': (call) =>
    call.words[1] === 'install' ? [{ kind: 'residue', path: join(homeOf(call), '.gitconfig') }] : [],
  'ssh-keyscan': () => [],
  ftp: (call) => [unknownPath(call, '.')],
};
