// Models of the programs that make, copy, move and remove files. They know nothing of what the files are for.

import { type Call, type Effect, type Entry, type Origin, type Program, UNKNOWN } from '../effect.ts';
import { baseName, join, parentOf } from '../path.ts';
import { find, WALK_LIMIT } from './find.ts';
import { type Options, readOptions } from './options.ts';
import { chgrp, chmod, chown } from './ownership.ts';
import {
  command,
  hasGlob,
  isFolder,
  isStandardFolder,
  isUnknown,
  isUnseen,
  makeFolder,
  pathsOf,
  placeOf,
  unknownBelow,
  unknownPath,
  writeFile,
} from './places.ts';

const COPY_OPTIONS = { short: 'tSZ', long: ['target-directory', 'suffix', 'context'] };

function copyOrMove(move: boolean): Program {
  return (call) => {
    const options = readOptions(call.words.slice(1), COPY_OPTIONS);
    const { sources, destination } = sourcesAndDestination(options);
    if (destination === undefined || sources.length === 0) return undefined;
    return transfer(call, sources, destination, {
      move,
      parents: !move && options.has('parents'),
      asFile: options.has('T', 'no-target-directory'),
      intoFolder: options.value('t', 'target-directory') !== undefined,
    });
  };
}

function sourcesAndDestination(options: Options): { sources: readonly string[]; destination: string | undefined } {
  const folder = options.value('t', 'target-directory');
  return folder === undefined
    ? { sources: options.operands.slice(0, -1), destination: options.operands.at(-1) }
    : { sources: options.operands, destination: folder };
}

interface Manner {
  readonly move: boolean;
  /** `cp --parents`: the source's folders are made below the destination. */
  readonly parents?: boolean;
  /** The destination is never taken for a folder to copy into. */
  readonly asFile?: boolean;
  /** The destination is one for certain. */
  readonly intoFolder?: boolean;
}

/** The copies that `cp`, `mv` and `install` make, in the order in which they make them. */
function transfer(call: Call, sources: readonly string[], destination: string, manner: Manner): readonly Effect[] {
  const place = placeOf(call, destination);
  if (place.kind === 'unknown') return [unknownPath(call, destination)];
  const to = place.path;
  const several = sources.length > 1;
  const spelled =
    several || manner.intoFolder === true || manner.parents === true || /(?:^|\/)\.{0,2}$/.test(destination);
  const into = manner.asFile === true ? false : spelled ? true : isFolder(call, to);
  const copies: Effect[] = [];
  const doubts: Effect[] = [];
  const copy = (from: string, target: string) => {
    if (from !== target) copies.push({ kind: 'copy', from, to: target, move: manner.move });
  };
  const artifactsOf = (folder: Entry | undefined): Effect | undefined => {
    const isLocal = to === '/usr/local/bin';
    if (folder?.origin.kind !== 'artifact' || into !== true || (isStandardFolder(to) && !isLocal)) return undefined;
    // Whatever their names are, they are artifacts. Where the base image has something there as well, all of them have to be known.
    const artifact = isLocal ? { ...folder.origin.artifact, whole: true } : folder.origin.artifact;
    return { kind: 'write', path: to, node: 'folder', origin: { kind: 'artifact', artifact }, open: true };
  };
  for (const word of sources) {
    const { paths, complete } = pathsOf(call, word);
    const isContent = /(?:^|\/)\.$/.test(word) && !manner.move;
    const built = isContent ? call.files.find(call.resolve(word)) : undefined;
    if (built?.origin.kind === 'artifact' && built.open && built.node === 'file') {
      // A folder, of which no more is known than that a build made it.
      const all = artifactsOf(built);
      doubts.push(all ?? unknownBelow(to, `what \`${call.text}\` copies is not known`));
      continue;
    }
    if (paths.length === 0 || (!complete && into !== false)) {
      const made = call.files.find(call.resolve(word));
      if (
        paths.length === 0 &&
        hasGlob(word) &&
        !isUnknown(word) &&
        made?.origin.kind === 'artifact' &&
        into === false
      ) {
        // A build put its artifacts into this folder; which of the names it is does not change what it is.
        copy(made.path, to);
        continue;
      }
      const folder = hasGlob(word) && !isUnknown(word) ? call.files.find(parentOf(call.resolve(word))) : undefined;
      const all = artifactsOf(folder);
      if (all !== undefined) {
        doubts.push(all);
        for (const from of paths) copy(from, join(to, baseName(from)));
        continue;
      }
      const computed = word === UNKNOWN && !several && into === false ? onlyArtifact(call) : undefined;
      if (computed !== undefined) {
        // `mv "$(find target -name '*.jar')" app.jar`: which of them it is does not change what it is.
        copies.push({ kind: 'write', path: to, node: 'file', origin: computed });
        continue;
      }
      doubts.push(unknownBelow(to, `what \`${call.text}\` copies is not known`));
    }
    if (isContent && paths.length === 1) {
      for (const from of paths) copy(from, to);
      continue;
    }
    for (const from of paths) {
      if (manner.parents === true) copy(from, join(to, word.replace(/^\/+/, '')));
      else if (into === true || (into === false && paths.length > 1)) copy(from, join(to, baseName(from)));
      // Where it cannot be told, a file is taken to get that name: a path that is a folder is copied by the same name.
      else if (into === false || baseName(from) === baseName(to) || call.files.find(from)?.node === 'file')
        copy(from, to);
      else doubts.push(unknownBelow(to, `whether \`${destination}\` is a folder is not known`));
    }
  }
  // What the base image or a package brings is gone from its place, and would be back wherever that is there again.
  const gone = manner.move
    ? sources.flatMap((word) => {
        const from = placeOf(call, word);
        return from.kind === 'exact' && isUnseen(call, from.path)
          ? [{ kind: 'remove', path: from.path, unseen: true } as const]
          : [];
      })
    : [];
  return [...doubts, ...copies, ...gone];
}

/** What was built below the working directory, when all of it needs the same. */
function onlyArtifact(call: Call): Origin | undefined {
  let found: Origin | undefined;
  let visited = 0;
  const waiting = [call.cwd];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const { path, node, origin } of call.files.list(folder)) {
      if (++visited > WALK_LIMIT) return undefined;
      if (origin.kind === 'artifact') {
        if (found !== undefined && !needsTheSame(found, origin)) return undefined;
        found = origin;
      } else if (node === 'folder') waiting.push(path);
    }
  }
  return found;
}

function needsTheSame(one: Origin, other: Origin): boolean {
  return (
    one.kind === 'artifact' &&
    other.kind === 'artifact' &&
    (one.artifact === other.artifact || JSON.stringify(one.artifact.needs) === JSON.stringify(other.artifact.needs))
  );
}

const ln: Program = (call) => {
  const options = readOptions(call.words.slice(1), { short: 'tS', long: ['target-directory', 'suffix'] });
  const folder = options.value('t', 'target-directory');
  const targets =
    folder !== undefined || options.operands.length === 1 ? options.operands : options.operands.slice(0, -1);
  const last = folder ?? (options.operands.length === 1 ? '.' : options.operands.at(-1));
  if (last === undefined || targets.length === 0) return undefined;
  const place = placeOf(call, last);
  if (place.kind === 'unknown') return [unknownPath(call, last)];
  const plain = options.has('T', 'no-target-directory');
  const linkThere = options.has('n', 'no-dereference') && call.files.find(place.path)?.node === 'link';
  const into =
    !plain &&
    (folder !== undefined ||
      targets.length > 1 ||
      /(?:^|\/)\.{0,2}$/.test(last) ||
      (!linkThere && isFolder(call, place.path) === true));
  const symbolic = options.has('s', 'symbolic');
  return targets.flatMap((word): readonly Effect[] => {
    const sources = hasGlob(word) ? pathsOf(call, word) : { paths: [word], complete: true };
    const effects = sources.paths.map((source): Effect => {
      const path = into ? join(place.path, baseName(source.replace(/\/+$/, ''))) : place.path;
      if (isUnknown(source)) return unknownBelow(place.path, `the target of the link \`${last}\` is computed`);
      if (!symbolic) return { kind: 'copy', from: call.resolve(source), to: path, move: false };
      return { kind: 'link', path, target: options.has('r', 'relative') ? call.resolve(source) : source };
    });
    return sources.complete
      ? effects
      : [unknownBelow(place.path, `what \`${call.text}\` links is not known`), ...effects];
  });
};

const mkdir: Program = (call) => {
  const options = readOptions(call.words.slice(1), { short: 'm', long: ['mode'] });
  return foldersOf(call, options.operands, options.has('p', 'parents'), options.value('m', 'mode'), undefined);
};

function foldersOf(
  call: Call,
  words: readonly string[],
  parents: boolean,
  mode: string | undefined,
  owner: string | undefined,
): readonly Effect[] {
  const made = new Set<string>();
  return words.flatMap((word): readonly Effect[] => {
    const place = placeOf(call, word);
    if (place.kind === 'unknown') return [unknownPath(call, word)];
    const effects = makeFolder(call, place.path, parents).filter(
      (effect) => effect.kind === 'write' && !made.has(effect.path),
    );
    for (const effect of effects) if (effect.kind === 'write') made.add(effect.path);
    return [...effects, ...attributes(place.path, mode, owner)];
  });
}

function attributes(path: string, mode: string | undefined, owner: string | undefined): readonly Effect[] {
  if (mode === undefined && owner === undefined) return [];
  return [
    {
      kind: 'attribute',
      path,
      recursive: false,
      ...(mode === undefined ? {} : { mode }),
      ...(owner === undefined ? {} : { owner }),
    },
  ];
}

const rmdir: Program = (call) =>
  // With `-p` the parents go too when they are empty; a folder too many does no harm.
  readOptions(call.words.slice(1)).operands.flatMap((word): readonly Effect[] =>
    pathsOf(call, word).paths.map((path) => ({ kind: 'remove', path })),
  );

const rm: Program = (call) => {
  const options = readOptions(call.words.slice(1));
  const recursive = options.has('r', 'R', 'recursive');
  return options.operands.flatMap((word) => removals(call, word, recursive));
};

function removals(call: Call, word: string, recursive: boolean): readonly Effect[] {
  const place = placeOf(call, word);
  if (place.kind === 'unknown') return [];
  const folder = parentOf(place.path);
  const entry = baseName(place.path) === '*' && recursive && !hasGlob(folder) ? call.files.find(folder) : undefined;
  if (entry?.node === 'folder' && entry.certain) {
    // All of it goes, also what was never listed: the folder is made anew, empty.
    return [
      { kind: 'remove', path: folder },
      { kind: 'write', path: folder, node: 'folder', origin: command(call) },
      ...attributes(folder, entry.mode, entry.owner),
    ];
  }
  const known = pathsOf(call, word).paths.filter(
    (path) => call.files.find(path) !== undefined || !isUnseen(call, path),
  );
  return [
    ...known.map((path): Effect => ({ kind: 'remove', path })),
    ...(isUnseen(call, place.path) ? [{ kind: 'remove', path: place.path, unseen: true } as const] : []),
  ];
}

const touch: Program = (call) => {
  const options = readOptions(call.words.slice(1), { short: 'drt', long: ['date', 'reference', 'time'] });
  if (options.has('c', 'no-create')) return [];
  return options.operands.flatMap((word) => {
    if (hasGlob(word)) return [];
    const place = placeOf(call, word);
    if (place.kind === 'exact' && (isFolder(call, place.path) === true || call.files.find(place.path) !== undefined))
      return [];
    // The base image may have had a file there.
    const fresh = !/^\/(?:etc|usr|lib|var\/lib)\//.test(call.resolve(word));
    return writeFile(call, word, command(call), fresh ? '' : undefined);
  });
};

const install: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    short: 'mogtS',
    long: ['mode', 'owner', 'group', 'target-directory', 'suffix', 'strip-program'],
  });
  const mode = options.value('m', 'mode');
  const user = options.value('o', 'owner');
  const group = options.value('g', 'group');
  const owner = group === undefined ? user : `${user ?? 'root'}:${group}`;
  if (options.has('d', 'directory')) return foldersOf(call, options.operands, true, mode, owner);
  const { sources, destination } = sourcesAndDestination(options);
  if (destination === undefined || sources.length === 0) return undefined;
  const copies = transfer(call, sources, destination, {
    move: false,
    asFile: options.has('T', 'no-target-directory'),
    intoFolder: options.value('t', 'target-directory') !== undefined,
  });
  return copies.flatMap((effect) => {
    if (effect.kind !== 'copy') return [effect];
    const folders = options.has('D') ? makeFolder(call, parentOf(effect.to), true) : [];
    return [...folders, effect, ...attributes(effect.to, mode ?? '755', owner)];
  });
};

const tee: Program = (call) =>
  readOptions(call.words.slice(1)).operands.flatMap((word) =>
    // The trace has applied the one that it saw behind the pipe, with its content.
    call.resolve(word) === call.output ? [] : writeFile(call, word),
  );

const truncate: Program = (call) => {
  const options = readOptions(call.words.slice(1), { short: 'sr', long: ['size', 'reference'] });
  const empty = options.value('s', 'size') === '0';
  return options.operands.flatMap((word) => writeFile(call, word, command(call), empty ? '' : undefined));
};

const mktemp: Program = (call) => {
  const options = readOptions(call.words.slice(1), { short: 'p', long: ['tmpdir', 'suffix'] });
  const template = options.operands[0];
  const folder = options.value('p', 'tmpdir') ?? '/tmp';
  if (template === undefined || options.has('t', 'p', 'tmpdir'))
    return [{ kind: 'residue', path: call.resolve(folder) }];
  const place = placeOf(call, template);
  return [{ kind: 'residue', path: place.kind === 'exact' ? parentOf(place.path) : '/tmp' }];
};

const dd: Program = (call) => {
  const target = call.words.find((word) => word.startsWith('of='));
  return target === undefined ? [] : writeFile(call, target.slice(3));
};

const rsync: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    short: 'efT',
    long: ['exclude', 'include', 'rsh', 'chown', 'chmod', 'filter', 'exclude-from', 'files-from', 'include-from'],
  });
  const destination = options.operands.at(-1);
  const sources = options.operands.slice(0, -1);
  if (destination === undefined || sources.length === 0) return undefined;
  const place = placeOf(call, destination);
  if (place.kind === 'unknown') return [unknownPath(call, destination)];
  const partial = options.has('exclude', 'include', 'filter', 'exclude-from', 'files-from', 'include-from', 'f');
  if (partial || sources.some((word) => /^[^/]*:/.test(word) || hasGlob(word))) {
    return [unknownBelow(place.path, `what \`${call.text}\` copies is not known`)];
  }
  // A slash behind the source means its content.
  return sources.flatMap((word) =>
    /(?:\/|^\.)$/.test(word)
      ? [{ kind: 'copy' as const, from: call.resolve(word), to: place.path, move: false }]
      : transfer(call, [word], destination, { move: false, intoFolder: true }),
  );
};

/** Programs that change a file in its place and leave it what it was: the origin stays. */
export const keepFile: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    short: 'oRKN',
    long: ['output', 'remove-section', 'keep-symbol'],
  });
  const output = options.value('o', 'output');
  const source = options.operands[0];
  if (output !== undefined && source !== undefined)
    return transfer(call, [source], output, { move: false, asFile: true });
  return options.operands.flatMap((word) =>
    pathsOf(call, word).paths.map((path): Effect => ({ kind: 'attribute', path, recursive: false })),
  );
};

const patch: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    short: 'pidoBDFgrVYz',
    long: ['strip', 'input', 'directory', 'output', 'reject-file', 'prefix', 'suffix', 'fuzz'],
  });
  if (options.has('dry-run')) return [];
  const folder = call.resolve(options.value('d', 'directory') ?? '.');
  const [file, second] = options.operands;
  if (file !== undefined) return writeFile(call, file);
  const input = options.value('i', 'input') ?? second;
  const text = input === undefined || isUnknown(input) ? undefined : call.files.read(call.resolve(input));
  if (text === undefined || isUnknown(folder))
    return [unknownBelow(folder, `the files that \`${call.text}\` changes are not known`)];
  const strip = Number(options.value('p', 'strip') ?? '0');
  return [...text.matchAll(/^\+\+\+ ([^\t\r\n]+)/gm)].flatMap((match): readonly Effect[] => {
    const name = (match[1] ?? '').split('/').slice(strip).join('/');
    if (match[1] === '/dev/null' || name === '') return [];
    return [
      {
        kind: 'write',
        path: name.startsWith('/') ? name : call.resolve(join(folder, name)),
        node: 'file',
        origin: command(call),
      },
    ];
  });
};

export const files: Readonly<Record<string, Program>> = {
  cp: copyOrMove(false),
  mv: copyOrMove(true),
  ln,
  mkdir,
  rmdir,
  rm,
  unlink: rm,
  shred: rm,
  touch,
  install,
  tee,
  chmod,
  chown,
  chgrp,
  truncate,
  mktemp,
  dd,
  rsync,
  find,
  patch,
  strip: keepFile,
  upx: keepFile,
  patchelf: keepFile,
  chrpath: keepFile,
  paxctl: keepFile,
};
