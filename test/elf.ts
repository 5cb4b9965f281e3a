// Makes small ELF files for tests: a header, three segments, a dynamic section, and the tables that it points to.

export interface ElfOptions {
  readonly bits?: 32 | 64;
  readonly little?: boolean;
  readonly machine?: number;
  readonly interpreter?: string;
  readonly needed?: readonly string[];
  readonly soname?: string;
  readonly rpath?: string;
  readonly runpath?: string;
  /** Of which library which version. */
  readonly versions?: Readonly<Record<string, readonly string[]>>;
  readonly brings?: readonly string[];
}

export function elf(options: ElfOptions = {}): Buffer {
  const { bits = 64, little = true, machine = 62, needed = [], versions = {}, brings = [] } = options;
  const wide = bits === 64;
  const long = wide ? 8 : 4;
  const strings = ['', ...needed, ...Object.entries(versions).flat(2), ...brings];
  for (const text of [options.soname, options.rpath, options.runpath]) if (text !== undefined) strings.push(text);
  const table = Buffer.from(`${strings.join('\0')}\0`);
  const offsetOf = (text: string): number => (text === '' ? 0 : table.indexOf(`\0${text}\0`) + 1);

  const bytes = Buffer.alloc(8192);
  const half = (value: number, at: number) =>
    little ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
  const word = (value: number, at: number) =>
    little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
  const wideWord = (value: number, at: number) => {
    if (!wide) word(value, at);
    else if (little) bytes.writeBigUInt64LE(BigInt(value), at);
    else bytes.writeBigUInt64BE(BigInt(value), at);
  };
  // Memory lies elsewhere than the file does, as in real programs.
  const address = 0x400000;
  const places = { interpreter: 512, dynamic: 1024, table: 2048, needs: 4096, brings: 6144 };
  bytes.write('\x7fELF', 0, 'latin1');
  bytes[4] = wide ? 2 : 1;
  bytes[5] = little ? 1 : 2;
  half(machine, 18);
  const headers = wide ? 64 : 52;
  wideWord(headers, wide ? 32 : 28);
  const size = wide ? 56 : 32;
  half(size, wide ? 54 : 42);
  const segments = [[1, 0, bytes.length]];
  if (options.interpreter !== undefined) {
    bytes.write(`${options.interpreter}\0`, places.interpreter);
    segments.push([3, places.interpreter, options.interpreter.length + 1]);
  }

  const dynamic: [tag: number, value: number][] = needed.map((name) => [1, offsetOf(name)]);
  if (options.soname !== undefined) dynamic.push([14, offsetOf(options.soname)]);
  if (options.rpath !== undefined) dynamic.push([15, offsetOf(options.rpath)]);
  if (options.runpath !== undefined) dynamic.push([29, offsetOf(options.runpath)]);
  dynamic.push([5, address + places.table]);
  table.copy(bytes, places.table);

  const libraries = Object.entries(versions);
  if (libraries.length > 0) dynamic.push([0x6ffffffe, address + places.needs], [0x6fffffff, libraries.length]);
  let at: number = places.needs;
  for (const [library, names] of libraries) {
    half(names.length, at + 2);
    word(offsetOf(library), at + 4);
    word(16, at + 8);
    word(16 + 16 * names.length, at + 12);
    at += 16;
    for (const [index, name] of names.entries()) {
      word(offsetOf(name), at + 8);
      word(index + 1 < names.length ? 16 : 0, at + 12);
      at += 16;
    }
  }
  if (brings.length > 0) dynamic.push([0x6ffffffc, address + places.brings], [0x6ffffffd, brings.length]);
  at = places.brings;
  for (const name of brings) {
    word(20, at + 12);
    word(28, at + 16);
    word(offsetOf(name), at + 20);
    at += 28;
  }

  if (needed.length > 0 || options.soname !== undefined || libraries.length > 0 || brings.length > 0) {
    dynamic.push([0, 0]);
    segments.push([2, places.dynamic, dynamic.length * 2 * long]);
    for (const [index, [tag, value]] of dynamic.entries()) {
      wideWord(tag, places.dynamic + index * 2 * long);
      wideWord(value, places.dynamic + index * 2 * long + long);
    }
  }
  half(segments.length, wide ? 56 : 44);
  for (const [index, [kind = 0, offset = 0, length = 0]] of segments.entries()) {
    const here = headers + index * size;
    word(kind, here);
    wideWord(offset, here + (wide ? 8 : 4));
    wideWord(address + offset, here + (wide ? 16 : 8));
    wideWord(length, here + (wide ? 32 : 16));
  }
  return bytes;
}
