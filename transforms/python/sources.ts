// What sources in Python do beyond Python itself: programs that they start, libraries and compilers that they load or call.

import {
  type Call,
  type Files,
  list,
  type Need,
  programsStarted,
  readTree,
  type SourceTree,
  startedBehind,
} from '../../src/toolchain.ts';
import { isGenerated } from '../protobuf/protoc.ts';

/** `#`; strings in one or three quotes of either kind, with a prefix. */
export const lexis = {
  tokens:
    /(?<comment>#[^\n]*)|(?<triple>"""|''')(?<raw>[\s\S]*?)(?:\k<triple>|$)|(?<quote>["'])(?<text>(?:(?!\k<quote>)[^\\\n]|\\[\s\S])*)\k<quote>/g,
};

/** All Python sources that the author put into the image; undefined when some cannot be seen. */
export function sourcesIn(files: Files): SourceTree | undefined {
  return readTree(files, '/', {
    endings: list('.py .pyx'),
    lexis,
    skip: list('site-packages dist-packages node_modules test tests docs .git setup.py conftest.py'),
    unseen: isGenerated,
  });
}

/** What is known of sources that change no more. */
export interface Sources {
  readonly plain: string;
  readonly literals: readonly string[];
  readonly needs: readonly Need[];
}

const read = new WeakMap<Files, Sources | 'unseen'>();

/** The sources in files that change no more: they are read once for all packages. */
export function lastSourcesIn(image: Pick<Call, 'has'>, files: Files): Sources | undefined {
  const known = read.get(files);
  if (known !== undefined) return known === 'unseen' ? undefined : known;
  const tree = sourcesIn(files);
  const sources = tree && { plain: tree.plain, literals: [...new Set(tree.literals)], needs: needsOf(image, tree) };
  read.set(files, sources ?? 'unseen');
  return sources;
}

const compilers = new Set(list('gcc g++ cc c++ clang ld make'));

const own = 'Popen check_call check_output getoutput getstatusoutput create_subprocess_exec create_subprocess_shell';
const ofSubprocess = new Set(list(`${own} run call`));
const ofSystem = /^(?:system|popen|exec[lv]\w*|spawn[lv]\w*|posix_spawn\w*)$/;

/** Names by which functions are called that start programs: with their module, or imported from it. */
function starters(plain: string): (name: string) => boolean {
  const modules = new Set(list('subprocess asyncio pexpect plumbum invoke fabric'));
  for (const [, alias = ''] of plain.matchAll(/\bimport[ \t]+subprocess[ \t]+as[ \t]+(\w+)/g)) modules.add(alias);
  const bare = new Set(list(own));
  for (const [, names = ''] of plain.matchAll(/\bfrom[ \t]+(?:subprocess|os)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)/g))
    for (const part of names.replace(/[()]/g, '').split(',')) {
      const [name = '', , alias = name] = part.trim().split(/\s+/);
      if (ofSubprocess.has(name) || ofSystem.test(name)) bare.add(alias);
    }
  return (name) => {
    const dot = name.lastIndexOf('.');
    const [module, last] = [name.slice(0, Math.max(dot, 0)), name.slice(dot + 1)];
    if (dot < 0) return bare.has(last);
    if (module === 'os') return ofSystem.test(last);
    return modules.has(module) && (ofSubprocess.has(last) || /^(?:pexpect|plumbum|invoke|fabric)$/.test(module));
  };
}

/** A call with what its first argument begins with. */
const calls =
  /(?<![\w.])([A-Za-z_][\w.]{1,80})[ \t]*\(\s{0,80}(?:os\.P_\w+,[ \t]*)?\[?\s{0,80}(sys\.executable\b)?[rbfuRBFU]{0,2}(?:(["'])([^"'\n]*)(?:\3([^)\]]*))?)?/g;

/** Calls of a compiler by libraries that most programs use without it. Sources: the documentation of Cython, cffi, PyTorch, Numba, pip. */
const compiles =
  /\bpyximport\b|\bffi\w*\.verify\s*\(|\btorch\.compile\b|\bcpp_extension\b|\btriton\.jit\b|\bnumba\.pycc\b|\bscipy\.weave\b|\bCython\.inline\b|\bdistutils\.ccompiler\b|\bpip[\d.]*(?:["'],\s{0,80}["']|\s)install\b/;

const unknownStart = 'the sources start programs whose names are not known';

/** Whether some program may be started of which the sources do not tell the name. */
export function startsUnknown(needs: readonly Need[]): boolean {
  return needs.some(({ because }) => because === unknownStart);
}

/** The words of a command that is written as one literal, or as a list of them; undefined where what it starts is not told. */
function wordsOf(first: string | undefined, rest: string | undefined): readonly string[] | undefined {
  if (first === undefined || first === '' || /^[{%]/.test(first)) return undefined;
  const behind = startedBehind(first, rest?.replace(/,\s*\w+\s*=[\s\S]*$/, ''));
  if (behind === 'unknown') return undefined;
  return [first, ...(behind ?? [])]
    .flatMap((text) => text.split(/[\s|;&()]+/))
    .map((word) => word.replace(/^\/usr\/bin\//, ''));
}

function needsOf(image: Pick<Call, 'has'>, { plain }: SourceTree): readonly Need[] {
  const needs: Need[] = [];
  if (compiles.test(plain)) needs.push({ kind: 'compiler', because: 'the sources call a compiler when they run' });
  if (/\bfind_library\s*\(|\b(?:cdll|CDLL|LoadLibrary)\s*[.(]|\bdlopen\s*\((?!\s*None\b)/.test(plain))
    needs.push({ kind: 'image', because: 'the sources load shared libraries by name' });
  if (/^\s*(?:import|from)\s+(?:tkinter|Tkinter|turtle|idlelib)\b/m.test(plain))
    needs.push({ kind: 'image', because: 'the sources import `tkinter`' });
  const commands: string[] = [];
  const isStarter = starters(plain);
  for (const [, name = '', executable, , text, rest] of plain.matchAll(calls)) {
    if (!isStarter(name) || executable !== undefined) continue;
    const words = wordsOf(text, rest);
    if (words === undefined) needs.push({ kind: 'image', because: unknownStart });
    for (const word of words ?? []) {
      if (compilers.has(word)) needs.push({ kind: 'compiler', because: `the sources start \`${word}\`` });
      else commands.push(word);
    }
  }
  return [...needs, ...programsStarted(image, { commands })];
}
