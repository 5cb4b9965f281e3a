// Models of the programs that pack and unpack. What an archive holds is never known; only its members named by the author are.

import type { Call, Effect, Origin, Program } from '../effect.ts';
import { baseName, join, parentOf } from '../path.ts';
import { serverFolder } from '../servers.ts';
import { readOptions } from './options.ts';
import {
  hasGlob,
  isFolder,
  isStandardFolder,
  isUnknown,
  pathsOf,
  placeOf,
  unknownBelow,
  unknownPath,
  writeFile,
} from './places.ts';

interface Archive {
  /** As the author names it, for messages: its URL where it was fetched. */
  readonly name: string;
  readonly origin: Origin;
}

function archiveAt(call: Call, word: string | undefined): Archive {
  const place = word === undefined || word === '-' ? undefined : placeOf(call, word);
  const paths =
    word !== undefined && hasGlob(word) ? pathsOf(call, word).paths : place?.kind === 'exact' ? [place.path] : [];
  const known = paths[0] === undefined ? undefined : call.files.find(paths[0]);
  // A pattern that is to match something in a folder that a build filled.
  const entry = known ?? (word === undefined || isUnknown(word) ? undefined : call.files.find(call.resolve(word)));
  if (entry?.origin.kind === 'artifact') return { name: word ?? '', origin: entry.origin };
  if (entry?.origin.kind === 'remote') return { name: entry.origin.url ?? word ?? '', origin: entry.origin };
  // What was packed in a file of the build context is no file of the build context.
  const name =
    word === undefined || word === '-' ? 'what comes through the pipe' : isUnknown(word) ? 'an archive' : word;
  return { name, origin: { kind: 'command', program: call.program } };
}

/** Unpacks all of an archive into a folder; `whole` with its own folders. */
function unpack(call: Call, archive: Archive, folder: string, whole = false): readonly Effect[] {
  const place = placeOf(call, folder);
  if (place.kind === 'unknown') return [{ kind: 'unknown', reason: unpacked(archive), under: place.under }];
  const entry = call.files.find(place.path);
  // Folders of the distribution and of the author hold other things too: they do not become the archive's.
  if (isStandardFolder(place.path) && archive.origin.kind === 'artifact')
    // What builds pack has one folder on top as a rule, of the archive's own name. Nothing rests on it: the command line has to name it.
    return [
      {
        kind: 'write',
        path: join(place.path, stemOf(archive.name)),
        node: 'folder',
        origin: archive.origin,
        open: true,
        certain: false,
      },
    ];
  const own = serverFolder(archive.name);
  if (isStandardFolder(place.path) || entry?.origin.kind === 'context')
    return whole && own !== undefined && archive.origin.kind === 'remote'
      ? [{ kind: 'write', path: join(place.path, own), node: 'folder', origin: archive.origin, open: true }]
      : [unknownBelow(place.path, unpacked(archive))];
  return [{ kind: 'write', path: place.path, node: 'folder', origin: archive.origin, open: true }];
}

function stemOf(name: string): string {
  return baseName(name).replace(/\.(?:zip|tar|tgz|tbz2?|txz|tar\.\w+)$/, '');
}

function unpacked(archive: Archive): string {
  return /^what /.test(archive.name)
    ? `${archive.name} is unpacked`
    : `the content of \`${archive.name}\` is not known`;
}

/** Unpacks the members that are named. A member may be a folder when its name does not look like a file's. */
function unpackMember(call: Call, archive: Archive, folder: string, member: string): readonly Effect[] {
  const place = placeOf(call, join(folder, member));
  if (hasGlob(member) || member === '' || member === '.' || member.endsWith('/')) {
    const inside = member.endsWith('/') && !hasGlob(member) ? join(folder, member.replace(/\/+$/, '')) : folder;
    return unpack(call, archive, inside);
  }
  if (place.kind === 'unknown') return [{ kind: 'unknown', reason: unpacked(archive), under: place.under }];
  const plain = /\.[A-Za-z]\w*$/.test(baseName(place.path));
  return [{ kind: 'write', path: place.path, node: 'file', origin: archive.origin, ...(plain ? {} : { open: true }) }];
}

const TAR_SHORT = 'fCbTXFgHIKLNV';
const TAR_LONG = (
  'file directory strip-components transform xform exclude exclude-from files-from use-compress-program owner group mode mtime ' +
  'format to-command starting-file newer suffix one-top-level-name sort pax-option warning checkpoint-action occurrence-of strip'
).split(' ');

const tar: Program = (call) => {
  const options = readOptions(dashed(call.words.slice(1)), { short: TAR_SHORT, long: TAR_LONG });
  const file = options.value('f', 'file');
  const extracts = options.has('x', 'extract', 'get');
  if (!extracts) {
    const packs = options.has('c', 'create', 'r', 'append', 'u', 'update', 'A');
    return !packs || file === undefined || file === '-' ? [] : writeFile(call, file);
  }
  if (options.has('O', 'to-stdout')) return [];
  const base = options
    .values('C', 'directory')
    .reduce((folder, next) => (next.startsWith('/') ? next : join(folder, next)), '.');
  const top = options.given.find(({ name }) => name === 'one-top-level');
  const folder = top?.value === undefined ? base : join(base, top.value);
  const archive = archiveAt(call, file);
  const strip = Number(options.value('strip-components', 'strip') ?? '0');
  const members = options.operands.filter((word) => word !== '-');
  const renamed = options.has('transform', 'xform', 'T', 'files-from', 'P', 'absolute-names', 'wildcards');
  if (options.has('P', 'absolute-names')) return [unknownBelow(undefined, unpacked(archive))];
  if (members.length === 0 || renamed || members.some(isUnknown))
    return unpack(call, archive, folder, strip === 0 && !renamed && members.length === 0);
  return members.flatMap((member) => {
    const names = member.split('/').filter((name) => name !== '' && name !== '.');
    return unpackMember(
      call,
      archive,
      folder,
      `${names.slice(strip).join('/')}${member.endsWith('/') && names.length > strip ? '/' : ''}`,
    );
  });
};

/** The old form of tar's options, `xzf FILE -C DIR`, as short options; values follow in the order of their letters. */
function dashed(words: readonly string[]): readonly string[] {
  const [first = '', ...rest] = words;
  if (first.startsWith('-') || !/^[A-Za-z]+$/.test(first)) return words;
  let next = 0;
  const made: string[] = [];
  for (const letter of first) {
    const value = TAR_SHORT.includes(letter) ? rest[next++] : undefined;
    made.push(`-${letter}`);
    if (value !== undefined) made.push(value);
  }
  return [...made, ...rest.slice(next)];
}

const unzip: Program = (call) => {
  const words = call.words.slice(1);
  // `-x` takes all that follows, up to `-d`.
  const excluded = words.indexOf('-x');
  const behind = words.indexOf('-d', excluded);
  const kept =
    excluded < 0 ? words : [...words.slice(0, excluded), ...(behind < 0 ? [] : words.slice(behind, behind + 2))];
  const options = readOptions(kept, { short: 'dP' });
  const [file, ...members] = options.operands;
  if (file === undefined || options.has('p', 'c', 'l', 't', 'v', 'Z', 'z')) return [];
  const folder = options.value('d') ?? '.';
  const archive = archiveAt(call, file);
  if (members.length === 0 || members.some(isUnknown))
    return unpack(call, archive, folder, members.length === 0 && !options.has('j'));
  return members.flatMap((member) => unpackMember(call, archive, folder, options.has('j') ? baseName(member) : member));
};

/** `gunzip`, `xz -d`: one file becomes another beside it. */
function decompress(ending: RegExp, keeps = false): Program {
  return (call) => {
    const options = readOptions(call.words.slice(1), { short: 'So', long: ['suffix'] });
    if (options.has('t', 'test', 'l', 'list')) return [];
    if (options.has('c', 'stdout', 'to-stdout')) return toOutput(call, options.operands[0]);
    const keep = keeps ? !options.has('rm') : options.has('k', 'keep');
    const output = options.value('o');
    return options.operands.flatMap((word): readonly Effect[] => {
      const { paths, complete } = pathsOf(call, word);
      const effects = paths.flatMap((path): readonly Effect[] => [
        ...writeFile(
          call,
          output ?? path.replace(ending, (_, tar: string | undefined) => (tar === undefined ? '' : '.tar')),
          archiveAt(call, path).origin,
        ),
        ...(keep ? [] : [{ kind: 'remove' as const, path }]),
      ]);
      return complete ? effects : [...effects, unknownPath(call, hasGlob(word) ? parentOf(call.resolve(word)) : word)];
    });
  };
}

function toOutput(call: Call, word: string | undefined): readonly Effect[] {
  if (call.output === undefined || isUnknown(call.output) || word === undefined) return [];
  return writeFile(call, call.output, archiveAt(call, word).origin);
}

/** `gzip FILE`, and its opposite under `-d`. */
function compress(ending: string, opposite: Program, keeps = false): Program {
  return (call) => {
    const options = readOptions(call.words.slice(1), { short: 'STo', long: ['suffix', 'threads'] });
    if (options.has('d', 'decompress', 'uncompress', 't', 'test', 'l', 'list')) return opposite(call);
    if (options.has('c', 'stdout', 'to-stdout')) return [];
    // Packing whole folders file by file is for files that a server sends; they stay below that folder.
    if (options.has('r', 'recursive')) return options.operands.map((word) => unknownPath(call, word));
    const keep = keeps ? !options.has('rm') : options.has('k', 'keep');
    return options.operands.flatMap((word) =>
      pathsOf(call, word).paths.flatMap((path): readonly Effect[] => [
        ...writeFile(call, options.value('o') ?? `${path}${options.value('S', 'suffix') ?? ending}`),
        ...(keep ? [] : [{ kind: 'remove' as const, path }]),
      ]),
    );
  };
}

const gunzip = decompress(/\.(?:gz|z|Z)$|\.(tgz)$/);
const bunzip2 = decompress(/\.bz2?$|\.(tbz2?)$/);
const unxz = decompress(/\.(?:xz|lzma)$|\.(txz)$/);
const unzstd = decompress(/\.zst$|\.(tzst)$/, true);
const unlz4 = decompress(/\.lz4$/, true);
const unbrotli = decompress(/\.br$/, true);

const zip: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    short: 'btnPixO',
    long: ['out', 'temp-path', 'exclude', 'include', 'password'],
  });
  const file = options.operands[0];
  if (file === undefined || file === '-') return [];
  const moved = options.has('m', 'move') ? options.operands.slice(1) : [];
  return [
    ...writeFile(call, /\.\w+$/.test(baseName(file)) ? file : `${file}.zip`),
    ...moved.flatMap((word) => pathsOf(call, word).paths.map((path) => ({ kind: 'remove' as const, path }))),
  ];
};

const sevenZip: Program = (call) => {
  const words = call.words.slice(1);
  const [action, file, ...members] = words.filter((word) => !word.startsWith('-'));
  if (file === undefined) return [];
  if (action === 'a' || action === 'u') return writeFile(call, file);
  if (action !== 'x' && action !== 'e') return [];
  if (words.includes('-so')) return toOutput(call, file);
  const folder = words.findLast((word) => word.startsWith('-o'))?.slice(2) ?? '.';
  const archive = archiveAt(call, file);
  if (members.length === 0) return unpack(call, archive, folder);
  return members.flatMap((member) => unpackMember(call, archive, folder, action === 'e' ? baseName(member) : member));
};

const cpio: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    short: 'DEFHIMORC',
    long: ['directory', 'file', 'format', 'owner'],
  });
  const pass = options.has('p', 'pass-through') ? options.operands[0] : undefined;
  if (pass !== undefined) return [unknownPath(call, pass)];
  if (options.has('o', 'create')) {
    const output = options.value('O', 'F', 'file');
    return output === undefined ? [] : writeFile(call, output);
  }
  if (!options.has('i', 'extract') || options.has('t', 'list', 'to-stdout')) return [];
  return unpack(call, archiveAt(call, options.value('I', 'F', 'file')), options.value('D', 'directory') ?? '.');
};

const ar: Program = (call) => {
  const [action = '', ...operands] = call.words.slice(1);
  const file = operands[0];
  if (file === undefined) return [];
  // `ar x` is how a .deb is taken apart; otherwise it makes a static library.
  if (/^-?\w*x/.test(action)) return unpack(call, archiveAt(call, file), '.');
  return /^-?\w*[rqcs]/.test(action) ? writeFile(call, file.startsWith('-') ? (operands[1] ?? file) : file) : [];
};

const unsquashfs: Program = (call) => {
  const options = readOptions(call.words.slice(1), {
    short: 'd',
    long: ['dest', 'd', 'da', 'fr', 'p'],
    singleDash: true,
  });
  const file = options.operands[0];
  if (file === undefined || options.has('l', 'll', 's', 'stat')) return [];
  return unpack(call, archiveAt(call, file), options.value('d', 'dest') ?? 'squashfs-root');
};

/** `cabextract -d DIR FILE`, `unrar x FILE DIR/`. */
const cabextract: Program = (call) => {
  const options = readOptions(call.words.slice(1), { short: 'dFepP', long: ['directory', 'filter'] });
  const file = options.operands[0];
  return file === undefined ? [] : unpack(call, archiveAt(call, file), options.value('d', 'directory') ?? '.');
};

const unrar: Program = (call) => {
  const [action, file, folder] = call.words.slice(1).filter((word) => !word.startsWith('-'));
  if (file === undefined || (action !== 'x' && action !== 'e')) return [];
  const target =
    folder !== undefined && (folder.endsWith('/') || isFolder(call, call.resolve(folder)) === true) ? folder : '.';
  return unpack(call, archiveAt(call, file), target);
};

export const archives: Readonly<Record<string, Program>> = {
  tar,
  bsdtar: tar,
  gtar: tar,
  unzip,
  zip,
  gunzip,
  gzip: compress('.gz', gunzip),
  pigz: compress('.gz', gunzip),
  unpigz: gunzip,
  uncompress: gunzip,
  bunzip2,
  bzip2: compress('.bz2', bunzip2),
  unxz,
  unlzma: unxz,
  xz: compress('.xz', unxz),
  lzma: compress('.lzma', unxz),
  unzstd,
  zstd: compress('.zst', unzstd, true),
  lz4: compress('.lz4', unlz4, true),
  unlz4,
  brotli: compress('.br', unbrotli, true),
  '7z': sevenZip,
  '7za': sevenZip,
  '7zr': sevenZip,
  '7zz': sevenZip,
  cpio,
  ar,
  rpm2cpio: () => [],
  unsquashfs,
  cabextract,
  unrar,
};
