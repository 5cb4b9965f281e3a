// Reads what the dynamic loader reads of a program or library: its interpreter, the libraries that it names, where it looks for them, and
// the versions of their symbols. Knows no file system. Source: the System V ABI's gABI, and "Symbol Versioning" of the Linux Standard Base.

export interface Elf {
  readonly bits: 32 | 64;
  /** `e_machine`: 62 is x86-64, 183 is AArch64. */
  readonly machine: number;
  /** Of a program that is linked dynamically: the loader's absolute path. */
  readonly interpreter: string | undefined;
  readonly needed: readonly string[];
  readonly soname: string | undefined;
  /** Folders as written, with `$ORIGIN` in them. `rpath` counts for the libraries of its libraries too, unless there is a `runpath`. */
  readonly rpath: readonly string[];
  readonly runpath: readonly string[];
  /** Versions that are needed of libraries, by the library's name: `libc.so.6` → `GLIBC_2.34`. */
  readonly versions: ReadonlyMap<string, readonly string[]>;
  /** Versions that it brings itself. */
  readonly brings: ReadonlySet<string>;
}

const MAGIC = 0x7f454c46;
const LOAD = 1;
const DYNAMIC = 2;
const INTERPRETER = 3;

const NEEDED = 1;
const STRINGS = 5;
const SONAME = 14;
const RPATH = 15;
const RUNPATH = 29;
const VERSIONS_BROUGHT = 0x6ffffffc;
const VERSIONS_BROUGHT_COUNT = 0x6ffffffd;
const VERSIONS_NEEDED = 0x6ffffffe;
const VERSIONS_NEEDED_COUNT = 0x6fffffff;

/** More entries than any real file has in one of its tables; files that say more are not believed. */
const MOST = 65_536;

export function isElf(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && view(bytes).getUint32(0) === MAGIC;
}

/** Undefined for what is no ELF file, or a broken one. */
export function readElf(bytes: Uint8Array): Elf | undefined {
  try {
    return isElf(bytes) ? read(bytes) : undefined;
  } catch (error) {
    // An offset that leads out of the file: nobody could load it either.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

interface Segment {
  readonly kind: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

interface Reader {
  readonly wide: boolean;
  half(at: number): number;
  word(at: number): number;
  /** An address, an offset or a size: four or eight bytes. */
  long(at: number): number;
  text(at: number): string;
}

function readerOf(bytes: Uint8Array): Reader {
  const data = view(bytes);
  const wide = data.getUint8(4) === 2;
  const little = data.getUint8(5) === 1;
  const decoder = new TextDecoder();
  return {
    wide,
    half: (at) => data.getUint16(at, little),
    word: (at) => data.getUint32(at, little),
    long: (at) => (wide ? Number(data.getBigUint64(at, little)) : data.getUint32(at, little)),
    text: (at) => {
      const end = bytes.indexOf(0, at);
      if (at >= bytes.length || end < 0) throw new RangeError('a string leads out of the file');
      return decoder.decode(bytes.subarray(at, end));
    },
  };
}

function read(bytes: Uint8Array): Elf {
  const file = readerOf(bytes);
  const segments = segmentsOf(file);
  const interpreter = segments.find(({ kind }) => kind === INTERPRETER);
  const dynamic = dynamicOf(file, segments);
  /** Where in the file an address of the memory image lies. */
  const place = (address: number): number => {
    const segment = segments.find(
      (one) => one.kind === LOAD && address >= one.address && address < one.address + one.size,
    );
    if (segment === undefined) throw new RangeError('an address is in no segment');
    return address - segment.address + segment.offset;
  };
  const one = (tag: number): number | undefined => dynamic.find((entry) => entry.tag === tag)?.value;
  const strings = one(STRINGS);
  const text = (offset: number): string => (strings === undefined ? '' : file.text(place(strings) + offset));
  const texts = (tag: number): string[] => dynamic.filter((entry) => entry.tag === tag).map(({ value }) => text(value));
  const folders = (tag: number): string[] =>
    texts(tag).flatMap((list) => list.split(':').filter((each) => each !== ''));
  const table = (start: number, count: number) => {
    const address = one(start);
    return { at: address === undefined ? 0 : place(address), count: address === undefined ? 0 : (one(count) ?? 0) };
  };
  return {
    bits: file.wide ? 64 : 32,
    machine: file.half(18),
    interpreter: interpreter === undefined ? undefined : file.text(interpreter.offset),
    needed: texts(NEEDED),
    soname: texts(SONAME)[0],
    rpath: folders(RPATH),
    runpath: folders(RUNPATH),
    versions: versionsNeeded(file, table(VERSIONS_NEEDED, VERSIONS_NEEDED_COUNT), text),
    brings: versionsBrought(file, table(VERSIONS_BROUGHT, VERSIONS_BROUGHT_COUNT), text),
  };
}

function segmentsOf(file: Reader): readonly Segment[] {
  const { wide } = file;
  const start = file.long(wide ? 32 : 28);
  const size = file.half(wide ? 54 : 42);
  return Array.from({ length: file.half(wide ? 56 : 44) }, (_, index) => {
    const at = start + index * size;
    return {
      kind: file.word(at),
      offset: file.long(at + (wide ? 8 : 4)),
      address: file.long(at + (wide ? 16 : 8)),
      size: file.long(at + (wide ? 32 : 16)),
    };
  });
}

function dynamicOf(file: Reader, segments: readonly Segment[]) {
  const segment = segments.find(({ kind }) => kind === DYNAMIC);
  const entries: { readonly tag: number; readonly value: number }[] = [];
  if (segment === undefined) return entries;
  const width = file.wide ? 8 : 4;
  const count = Math.min(MOST, segment.size / (2 * width));
  for (let index = 0; index < count; index++) {
    const at = segment.offset + index * 2 * width;
    const tag = file.long(at);
    if (tag === 0) break;
    entries.push({ tag, value: file.long(at + width) });
  }
  return entries;
}

interface Table {
  readonly at: number;
  readonly count: number;
}

function versionsNeeded(file: Reader, { at, count }: Table, text: (offset: number) => string) {
  const versions = new Map<string, string[]>();
  for (let index = 0, here = at; index < Math.min(count, MOST); index++) {
    const names: string[] = [];
    for (let each = 0, entry = here + file.word(here + 8); each < file.half(here + 2); each++) {
      // A weak need is one that the loader only warns of.
      const weak = (file.half(entry + 4) & 2) !== 0;
      if (!weak) names.push(text(file.word(entry + 8)));
      entry += file.word(entry + 12);
    }
    versions.set(text(file.word(here + 4)), names);
    here += file.word(here + 12);
  }
  return versions;
}

function versionsBrought(file: Reader, { at, count }: Table, text: (offset: number) => string): ReadonlySet<string> {
  const names = new Set<string>();
  for (let index = 0, here = at; index < Math.min(count, MOST); index++) {
    names.add(text(file.word(here + file.word(here + 12))));
    here += file.word(here + 16);
  }
  return names;
}
