// What generators of static sites have in common: a folder of pages that need nothing, and a manifest that may name another folder for them.

import {
  type Artifact,
  type Call,
  type Effect,
  readOptions,
  readToml,
  readYaml,
  UNKNOWN,
} from '../../src/toolchain.ts';

export interface Generator {
  readonly toolchain: string;
  /** Options with a value, without dashes. */
  readonly withValue: ReadonlySet<string>;
  /** The option that names the folder of the sources, and the one that names that of the pages; the first that is given counts. */
  readonly source: readonly string[];
  readonly pages: readonly string[];
  /** Manifests in the folder of the sources, the one that counts first, and what they call the folder of the pages. */
  readonly manifests: readonly string[];
  readonly setting: readonly string[];
  /** When nothing else is said. */
  readonly usual: string;
  /** Whether an option names the folder of the pages from the sources, and not from the working directory. */
  readonly fromSource?: boolean;
}

/** What a command that builds the site writes, by the words behind its verb. */
export function generate(
  call: Call,
  words: readonly string[],
  generator: Generator,
  operand = false,
): Effect[] | undefined {
  const { named, operands } = readOptions(words, generator.withValue, true);
  const given = (names: readonly string[]) => names.map((name) => named.get(name)).find((value) => value !== undefined);
  const source = call.resolve(given(generator.source) ?? (operand ? operands[0] : undefined) ?? '.');
  const option = given(generator.pages);
  if (option !== undefined && generator.fromSource !== true)
    return writePages(call, generator.toolchain, source, call.resolve(option));
  const folder = option ?? settingOf(call, source, generator) ?? generator.usual;
  return writePages(
    call,
    generator.toolchain,
    source,
    folder.startsWith('/') ? call.resolve(folder) : call.resolve(`${source}/${folder}`),
  );
}

/** The pages are made to be moved away from their sources. Undefined where they would lie around those, or on top of the system. */
export function writePages(call: Call, toolchain: string, source: string, pages: string): Effect[] | undefined {
  if (pages.includes(UNKNOWN) || source.includes(UNKNOWN)) return undefined;
  if (pages === '/' || source === pages || source.startsWith(`${pages}/`)) return undefined;
  const artifact: Artifact = {
    toolchain,
    tool: false,
    needs: [],
    // A server may be started in the folder that it serves.
    reads: { paths: [], complete: true, files: true },
    whole: true,
    ...(source === '/' ? {} : { sourceFolder: source }),
    evidence: [`\`${call.text}\` writes its pages to \`${pages}\``],
  };
  return [{ kind: 'write', path: pages, node: 'folder', open: true, origin: { kind: 'artifact', artifact } }];
}

function settingOf(call: Call, folder: string, { manifests, setting }: Generator): string | undefined {
  for (const name of manifests) {
    const text = call.files.read(`${folder === '/' ? '' : folder}/${name}`);
    if (text !== undefined) return (name.endsWith('.toml') ? readToml(text) : readYaml(text))?.text(...setting);
  }
  return undefined;
}
