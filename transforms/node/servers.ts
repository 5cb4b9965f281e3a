// Command lines of static servers that are installed globally: which folder they serve. Sources: the help pages of serve, http-server, http-server-spa,
// angular-http-server and sirv-cli, and minimist, by which http-server reads its options.

import { type Call, type Served, UNKNOWN } from '../../src/toolchain.ts';

type Folder = (words: readonly string[], call: Call) => string | undefined;

/** The only word that is no option and no value of one, or the working directory; undefined when there is another, or an option that is not known. */
function onlyOperand(words: readonly string[], flags: RegExp, withValue: RegExp): string | undefined {
  const operands: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith('-')) operands.push(word);
    else if (withValue.test(word)) index++;
    else if (!flags.test(word)) return undefined;
  }
  return operands.length > 1 ? undefined : (operands[0] ?? '.');
}

/** A configuration may name another folder. */
const serve: Folder = (words, call) => {
  const at = words.findIndex((word) => /^(?:-c|--config)$/.test(word));
  const text = at < 0 ? '' : call.files.read(call.resolve(words[at + 1] ?? ''));
  const folder = onlyOperand(
    words,
    /^(?:-[sdCLnu]+|--(?:single|debug|cors|no-request-logging|no-clipboard|no-compression|no-etag|no-port-switching)|-[lp]\d+|--(?:listen|port)=.*)$/,
    /^(?:-s?[lpc]|--(?:listen|port|config))$/,
  );
  const own = folder === undefined ? undefined : call.files.read(`${call.resolve(folder)}/serve.json`);
  return text === undefined || [text, own ?? ''].some((one) => one.includes('"public"')) ? undefined : folder;
};

/** A word after an option is its value, whatever the option means, unless a number is written at the option. */
const httpServer: Folder = (words) => {
  if (words.some((word) => /^(?:-\w*[SCK]|--(?:tls|ssl|cert|key))\b/.test(word))) return undefined;
  const operands = words.filter((word, index) => {
    const before = words[index - 1] ?? '';
    const takesIt = before.startsWith('-') && !before.includes('=') && !/^-\w-?\d+$/.test(before);
    return !word.startsWith('-') && !takesIt;
  });
  return operands.length === 1 ? operands[0] : undefined;
};

const first: Folder = ([folder]) => (folder?.startsWith('-') === true ? undefined : folder);

const servers: Readonly<Record<string, Folder>> = {
  serve,
  'http-server': httpServer,
  hs: httpServer,
  'http-server-spa': first,
  sirv: first,
  'angular-http-server': (words) =>
    words.includes('--config') ? undefined : words[words.indexOf('--path') + 1 || words.length],
  pm2: ([verb, folder, ...rest]) =>
    verb === 'serve' && rest.every((word) => /^(?:\d+|--(?:spa|no-daemon|port=\d+|name=\S+))$/.test(word))
      ? folder
      : undefined,
};

export function serves(call: Call): Served | undefined {
  if (!Object.hasOwn(servers, call.program)) return undefined;
  const folder = servers[call.program]?.(call.words.slice(1), call);
  if (folder === undefined || folder === '' || folder.includes(UNKNOWN)) return undefined;
  return { folders: [call.resolve(folder)] };
}
