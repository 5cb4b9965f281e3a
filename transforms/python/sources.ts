// What sources in Python do beyond Python itself: programs that they start, libraries and compilers that they load or call.

import { type Files, list, type Need, readTree, type SourceTree } from '../../src/toolchain.ts';

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
  });
}

const read = new WeakMap<Files, SourceTree | 'unseen'>();

/** The same of files that change no more: it is read once for all packages. */
export function lastSourcesIn(files: Files): SourceTree | undefined {
  const known = read.get(files) ?? sourcesIn(files) ?? 'unseen';
  read.set(files, known);
  return known === 'unseen' ? undefined : known;
}

/** Programs that full images have and slim ones do not. */
const ofFullImage = new Set(
  list(
    'git hg svn ssh scp sftp ssh-keygen curl wget convert identify mogrify make gcc g++ cc c++ ld unzip xz bzip2 file patch ps pgrep pkill top free uptime openssl gpg mysql_config xml2-config pkg-config',
  ),
);

const starts =
  /(?<![\w.])(?:(?:subprocess|sp|asyncio\.subprocess|asyncio)\.)?(?:Popen|check_call|check_output|getoutput|getstatusoutput|create_subprocess_exec|create_subprocess_shell|subprocess\.(?:run|call))\s*\(\s*\[?\s*[rbfu]{0,2}(?:(["'])([^"'\n]*))?|(?<![\w.])os\.(?:system|popen|exec[lv]\w*|spawn[lv]\w*|posix_spawn\w*)\s*\(\s*(?:os\.P_\w+\s*,\s*)?[rbfu]{0,2}(?:(["'])([^"'\n]*))?|(?<![\w.])(?:pexpect|plumbum|invoke|fabric)\.\w+\s*\(\s*(?:(["'])([^"'\n]*))?/g;

/** Calls of a compiler by libraries that most programs use without it. Sources: the documentation of Cython, cffi, PyTorch, Numba. */
const compiles =
  /\bpyximport\b|\bffi\w*\.verify\s*\(|\btorch\.compile\b|\bcpp_extension\b|\btriton\.jit\b|\bnumba\.pycc\b|\bscipy\.weave\b|\bcffi\.FFI\(\)\.verify\b|\bCython\.inline\b|\bdistutils\.ccompiler\b/;

export function needsOf({ plain }: SourceTree): readonly Need[] {
  const needs: Need[] = [];
  if (compiles.test(plain)) needs.push({ kind: 'compiler', because: 'the sources call a compiler when they run' });
  if (/\bfind_library\s*\(|\b(?:cdll|CDLL|LoadLibrary)\s*[.(]/.test(plain))
    needs.push({ kind: 'image', because: 'the sources load shared libraries by name' });
  if (/^\s*(?:import|from)\s+(?:tkinter|Tkinter|turtle|idlelib)\b/m.test(plain))
    needs.push({ kind: 'image', because: 'the sources import `tkinter`' });
  for (const found of plain.matchAll(starts)) {
    const text = found[2] ?? found[4] ?? found[6];
    if (text === undefined || text === '' || text.startsWith('{') || text.startsWith('%'))
      needs.push({ kind: 'image', because: 'the sources start programs whose names are not known' });
    else
      for (const word of text.split(/[\s|;&()]+/))
        if (ofFullImage.has(word.replace(/^\/usr\/bin\//, '')))
          needs.push({ kind: 'program', name: word, because: `the sources start \`${word}\`` });
  }
  return needs;
}
