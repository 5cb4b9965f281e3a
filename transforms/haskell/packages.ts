// What the packages of a Haskell project say of their programs: `package.yaml` of hpack, `*.cabal`, `stack.yaml`.
// Sources: the Cabal User Guide (package description), hpack's README, Stack's documentation (project configuration).

import { type Call, list, type Need, readYaml } from '../../src/toolchain.ts';

/** Libraries that use GHC at run time, or read data files that are installed with them. */
const bound: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    list('ghc hint ghc-paths mueval plugins dyre doctest hdevtools ghcide hie-bios').map((name) => [
      name,
      'uses GHC at run time',
    ]),
  ),
  ...Object.fromEntries(
    list('ekg threepenny-gui pandoc hoogle hlint Agda idris gitit yi').map((name) => [
      name,
      'reads data files that are installed with it',
    ]),
  ),
};

/** Programs that use GHC or their own data files at run time, by their names. */
const boundPrograms =
  /^(?:ghc-?mod\w*|ghcid|hastec|haste-\w+|haste|agda|idris2?|hlint|hoogle|hdevtools|ihaskell|xmonad|pandoc|stack|cabal|yesod|haddock|doctest|threadscope|gitit|haskell-language-server\S*)$/i;

export interface Package {
  readonly folder: string;
  readonly programs: readonly string[];
  readonly hasData: boolean;
  readonly dependencies: readonly string[];
}

/** The package in a folder; undefined when its description is not seen. */
function readPackage(call: Call, folder: string): Package | undefined {
  const hpack = readYaml(call.files.read(`${folder}/package.yaml`));
  if (hpack !== undefined) {
    const name = hpack.text('name') ?? folder.replace(/^.*\//, '');
    const programs = [...(hpack.has('executable') ? [name] : []), ...hpack.names('executables')];
    const parts = [[], ['executable'], ['library'], ...programs.map((one) => ['executables', one])];
    const dependencies = parts.flatMap((part) =>
      hpack.all(...part, 'dependencies').flatMap(({ value }) => (typeof value === 'string' ? nameOf(value) : [])),
    );
    return { folder, programs, hasData: hpack.has('data-files'), dependencies };
  }
  const path = call.files.list(folder).find((entry) => entry.path.endsWith('.cabal'))?.path;
  const text = path === undefined ? undefined : call.files.read(path);
  return text === undefined ? undefined : { folder, ...readCabal(text) };
}

function readCabal(text: string): Omit<Package, 'folder'> {
  const plain = text.replace(/^[ \t]*--.*$/gm, '');
  const sections = plain.split(
    /^(?=(?:executable|library|test-suite|benchmark|common|flag|foreign-library|source-repository)\b)/im,
  );
  const programs = sections.flatMap((section) => /^executable[ \t]+([^\s{]+)/i.exec(section)?.[1] ?? []);
  const dependencies = sections
    .filter((section) => /^(?:executable|library|common)\b/i.test(section))
    .flatMap((section) => [
      ...section.matchAll(/^([ \t]*)build-depends[ \t]*:((?:.*)(?:\n\1[ \t]+.*|\n[ \t]*,.*|\n[ \t]*)*)/gim),
    ])
    .flatMap(([, , value = '']) => value.split(',').flatMap((one) => nameOf(one)));
  return { programs, hasData: /^data-files[ \t]*:[ \t]*(?:\n[ \t]+)?\S/im.test(plain), dependencies };
}

function nameOf(dependency: string): string[] {
  const name = /^[\s-]*([A-Za-z][\w-]*)/.exec(dependency)?.[1];
  return name === undefined ? [] : [name];
}

/** Libraries that link one of the system, by Debian's name of the package to build with; also those that bring them along. */
const linked: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    'libpq-dev':
      'postgresql-libpq postgresql-simple persistent-postgresql hasql hasql-pool opaleye beam-postgres rel8 groundhog-postgresql HDBC-postgresql squeal-postgresql snaplet-postgresql-simple',
    'default-libmysqlclient-dev': 'mysql mysql-simple persistent-mysql beam-mysql HDBC-mysql',
    'libsqlite3-dev': 'HDBC-sqlite3 sqlite',
    'libssl-dev': 'HsOpenSSL openssl-streams http-streams',
    'libpcre3-dev': 'pcre-light pcre-heavy regex-pcre pcre2',
    'libcurl4-openssl-dev': 'curl',
    'liblzma-dev': 'lzma lzma-conduit',
    'libbz2-dev': 'bzlib bzlib-conduit',
    'libicu-dev': 'text-icu',
    'libxml2-dev': 'libxml libxml-sax',
    'libncurses-dev': 'ncurses hscurses',
    'libmagickwand-dev': 'imagemagick',
    'libgd-dev': 'gd',
    'libyaml-dev': 'HsSyck',
  }).flatMap(([development, names]) => list(names).map((name) => [name, development])),
);

/** Debian's names of what the packages may be linked to; for packages that were not seen, of all that are usual. */
export function linkedLibraries(packages: readonly Package[] | undefined): readonly string[] {
  const names = packages?.flatMap((one) => one.dependencies) ?? Object.keys(linked);
  return [...new Set(names.flatMap((name) => (Object.hasOwn(linked, name) ? (linked[name] ?? []) : [])))];
}

/** All packages of the project whose folder this is; undefined when one of them is not seen. */
export function readProject(call: Call, folder: string, stackFile: string | undefined): readonly Package[] | undefined {
  const stack = readYaml(call.files.read(stackFile ?? `${folder}/stack.yaml`));
  const named = stack?.has('packages') === true ? stack.all('packages').map(({ value }) => value) : ['.'];
  const packages: Package[] = [];
  for (const one of named) {
    const path =
      typeof one === 'string' && !/[*?]/.test(one) ? `${folder}/${one}`.replace(/\/\.?(?=\/|$)/g, '') : undefined;
    const found = path === undefined ? undefined : readPackage(call, path === '' ? '/' : path);
    if (found === undefined) return undefined;
    packages.push(found);
  }
  return packages;
}

/** What a program needs beyond its libraries, as it goes on using what its toolchain installed. */
export function boundNeeds(packages: readonly Package[], programs: readonly string[]): Need[] {
  const library = packages.flatMap((one) => one.dependencies).find((one) => Object.hasOwn(bound, one));
  if (library !== undefined) return [{ kind: 'program', name: 'ghc', because: `\`${library}\` ${bound[library]}` }];
  const program = programs.find((one) => boundPrograms.test(one));
  return program === undefined
    ? []
    : [{ kind: 'program', name: 'ghc', because: `\`${program}\` uses GHC or files that are installed with it` }];
}
