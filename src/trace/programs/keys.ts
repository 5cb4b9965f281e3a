// Models of the programs that make and keep keys and certificates.

import type { Effect, Program } from '../effect.ts';
import { isInside, join } from '../path.ts';
import { homeOf } from './fetch.ts';
import { readOptions } from './options.ts';
import { isUnknown, unknownPath, writeFile } from './places.ts';

const gpg: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    short: 'oruN',
    long: (
      'output keyserver homedir keyring recipient local-user passphrase passphrase-file status-fd primary-keyring keyserver-options ' +
      'trust-model default-key batch-file fingerprint-file options no-default-keyring-file'
    ).split(' '),
  });
  const output = options.value('o', 'output');
  const home = options.value('homedir') ?? call.variable('GNUPGHOME') ?? join(homeOf(call), '.gnupg');
  const keyrings = options.values('keyring').filter((path) => path.includes('/'));
  const written: readonly Effect[] = [
    ...(output === undefined || output === '-' ? [] : writeFile(call, output)),
    // `gpg --keyring ./x.gpg --import` makes that file; keys are fetched or come through the pipe.
    ...(options.has('import', 'recv-keys', 'recv-key', 'keyserver')
      ? keyrings.flatMap((path) => writeFile(call, path))
      : []),
  ];
  return isUnknown(home) ? written : [...written, { kind: 'residue', path: call.resolve(home) }];
};

const openssl: Program = (call) => {
  const options = readOptions(call.words.slice(2), {
    singleDash: true,
    long: ['out', 'keyout', 'CAserial', 'writerand'],
  });
  return options.values('out', 'keyout').flatMap((path) => writeFile(call, path));
};

const sshKeygen: Program = (call) => {
  const options = readOptions(call.words.slice(1), { short: 'fbtNCPRFOInVDEJKMSWYZaz' });
  if (options.has('A')) return [{ kind: 'system', what: 'ssh-keygen -A' }];
  const file = options.value('f');
  if (options.has('R', 'F', 'l', 'H', 'y')) return [];
  if (file === undefined) return [{ kind: 'residue', path: join(homeOf(call), '.ssh') }];
  return [...writeFile(call, file), ...writeFile(call, `${file}.pub`)];
};

const keytool: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    singleDash: true,
    long: ['keystore', 'destkeystore', 'file', 'alias', 'storepass', 'srckeystore', 'cacerts-file'],
  });
  // The JRE's own trust store lies wherever the JRE is.
  if (options.has('list', 'printcert')) return [];
  const store = options.value('destkeystore') ?? options.value('keystore');
  const home = call.variable('JAVA_HOME');
  if (options.has('cacerts') || (store !== undefined && home !== undefined && isInside(call.resolve(store), home)))
    return [{ kind: 'system', what: 'keytool -cacerts' }];
  if (options.has('exportcert', 'export')) return options.values('file').flatMap((path) => writeFile(call, path));
  return store === undefined
    ? undefined
    : [
        isUnknown(store)
          ? unknownPath(call, store)
          : { kind: 'write', path: call.resolve(store), node: 'file', origin: { kind: 'command', program: 'keytool' } },
      ];
};

const htpasswd: Program = (call) => {
  const options = readOptions(call.words.slice(1), { short: 'CrR' });
  const file = options.operands[0];
  return options.has('n') || file === undefined ? [] : writeFile(call, file);
};

export const keys: Readonly<Record<string, Program>> = {
  gpg,
  gpg2: gpg,
  gpgv: () => [],
  gpgconf: () => [],
  openssl,
  'ssh-keygen': sshKeygen,
  'ssh-agent': () => [],
  'ssh-add': () => [],
  keytool,
  htpasswd,
  cosign: (call) => (call.words[1] === 'verify' || call.words[1] === 'verify-blob' ? [] : undefined),
};
