// The server of files that comes with Python: which folder it serves. Source: the library's documentation of `http.server`, and of `SimpleHTTPServer`
// for Python 2.

import { type Call, type Need, type Served, UNKNOWN } from '../../src/toolchain.ts';

const types: Need = { kind: 'media-types', because: 'Python looks up types of files there' };

const withValue = /^(?:-b|--bind|-d|--directory|-p|--protocol)$/;

/** Undefined for every other command, and where a module of the author's stands before the library's. */
export function serves(call: Call): Served | undefined {
  if (!/^python[\d.]*$/.test(call.program)) return undefined;
  const [option, module, ...words] = call.words.slice(1).filter((word) => word !== '-u');
  if (option !== '-m' || (module !== 'http.server' && module !== 'SimpleHTTPServer')) return undefined;
  let folder = '.';
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const [name = '', joined] = word.split('=', 2);
    const value = withValue.test(name) ? (joined ?? words[++index] ?? '') : undefined;
    if (name === '-d' || name === '--directory') folder = value ?? '';
    else if (value === undefined && !/^\d+$/.test(word)) return undefined;
  }
  const [own = ''] = module.split('.');
  const isOwn = call.files.list(call.cwd).some(({ path }) => new RegExp(`/${own}(?:\\.py)?$`).test(path));
  return isOwn || folder === '' || folder.includes(UNKNOWN)
    ? undefined
    : { folders: [call.resolve(folder)], needs: [types] };
}
