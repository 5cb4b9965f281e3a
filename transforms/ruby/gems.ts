// What gems need beside Ruby: libraries that they are linked to or load, and programs that they start.
// Sources: extconf.rb, ffi_lib and installation notes of each gem; docker-library/buildpack-deps for what full images have.

import { list, type Need } from '../../src/toolchain.ts';

/** By gem, Debian's names of the packages that it is built with, or whose library it opens. Those of Ruby itself, OpenSSL, libyaml, libffi and zlib, are in every image of it. */
const linked: Readonly<Record<string, string>> = {
  pg: 'libpq-dev',
  do_postgres: 'libpq-dev',
  sequel_pg: 'libpq-dev',
  mysql2: 'default-libmysqlclient-dev',
  mysql: 'default-libmysqlclient-dev',
  do_mysql: 'default-libmysqlclient-dev',
  sqlite3: 'libsqlite3-dev',
  'sqlite3-ruby': 'libsqlite3-dev',
  do_sqlite3: 'libsqlite3-dev',
  rmagick: 'libmagickwand-dev',
  'libxml-ruby': 'libxml2-dev',
  'libxslt-ruby': 'libxml2-dev libxslt1-dev',
  'ruby-xslt': 'libxml2-dev libxslt1-dev',
  curb: 'libcurl4-openssl-dev',
  patron: 'libcurl4-openssl-dev',
  ethon: 'libcurl4-openssl-dev',
  charlock_holmes: 'libicu-dev',
  'ffi-icu': 'libicu-dev',
  'ruby-vips': 'libvips-dev',
  rbnacl: 'libsodium-dev',
  gmp: 'libgmp-dev',
  gdbm: 'libgdbm-dev',
  curses: 'libncurses-dev',
  ncurses: 'libncurses-dev',
  ncursesw: 'libncurses-dev',
  'readline-ext': 'libreadline-dev',
  gssapi: 'libkrb5-dev',
  'krb5-auth': 'libkrb5-dev',
  'timfel-krb5-auth': 'libkrb5-dev',
  rkerberos: 'libkrb5-dev',
  hive_geoip2: 'libmaxminddb-dev',
  phashion: 'libjpeg-dev libpng-dev',
  'webp-ffi': 'libwebp-dev libjpeg-dev libpng-dev libtiff-dev',
  'ruby-ldap': 'libldap2-dev',
  re2: 'libre2-dev',
  'ruby-odbc': 'unixodbc-dev',
  tiny_tds: 'freetds-dev',
  rugged: 'libssh2-1-dev',
  memcached: 'libsasl2-dev',
};

/** By gem, the program that it starts. */
const starts: Readonly<Record<string, string>> = {
  mini_magick: 'convert',
  paperclip: 'convert file',
  'kt-paperclip': 'convert file',
  quick_magick: 'convert',
  dragonfly: 'convert',
  git: 'git',
  gollum: 'git',
  'gollum-lib': 'git',
  grit: 'git',
  'ruby-filemagic': 'file',
  magic: 'file',
  pycall: 'python3',
  grover: 'node',
  schmooze: 'node',
  nodo: 'node',
  'node-runner': 'node',
};

/** Gems that start programs of the full image, or load libraries of it that cannot all be named. */
const usesImage = new Set(
  list(`
    pygments.rb rubypython wkhtmltopdf-binary wkhtmltopdf-binary-edge wkhtmltoimage-binary wkhtmltopdf-heroku phantomjs capybara-webkit
    cairo pango glib2 gio2 gobject-introspection atk gdk_pixbuf2 gtk2 gtk3 rsvg2 poppler gstreamer vte
    passenger ruby-oci8 docsplit image_optim posix-spawn bdb sbdb dbm jpeg epeg turbojpeg
  `),
);

/** Gems that are compiled when they are installed, and are linked to nothing but the C library. */
const compiled = new Set(
  list(`
    agoo allocation_tracer bcrypt bcrypt_pbkdf bigdecimal bindex bootsnap bson byebug cbor commonmarker date debug digest-crc
    ed25519 escape_utils eventmachine fast_blank ffi google-protobuf grpc hamlit hiredis hiredis-client hitimes http_parser.rb io-console io-event iodine
    jaro_winkler json kgio levenshtein llhttp-ffi mini_racer msgpack murmurhash3 nio4r nokogiri nokogumbo numo-narray oj openssl ox
    pg_query psych puma racc raindrops rb-inotify rdiscount rdkafka redcarpet rinku rbtrace ruby-prof sassc scout_apm scrypt snappy stackprof
    stringio strscan therubyracer thin unf_ext unicode unicorn vernier websocket-driver x25519 xxhash yajl-ruby zstd-ruby
  `),
);

/** Gems in C++: on Alpine the library of that comes with the compiler. */
const inCpp = new Set(
  list(
    'eventmachine google-protobuf grpc mini_racer re2 rdkafka sassc snappy thin therubyracer unf_ext libv8 libv8-node',
  ),
);

/** Gems that call a compiler when they are loaded. */
const compiling = new Set(list('RubyInline image_science'));

/** Engines for JavaScript. */
const engines = new Set(list('mini_racer therubyracer duktape'));

/** Gems of plain Ruby that depend on no other gem than such. */
const plain = new Set(
  list('bundler foreman rack rackup rake tzinfo-data webrick mime-types-data dotenv procodile thor'),
);

export interface GemFacts {
  readonly needs: readonly Need[];
  /** Something is compiled, and not only fetched. */
  readonly compiles: boolean;
}

export interface Gems {
  readonly names: readonly string[];
  /** Those of which a build for one platform is fetched, so that nothing is compiled. */
  readonly built: ReadonlySet<string>;
  /** Folders of gems that lie in the project, as its Gemfile or lock file writes them. */
  readonly paths: readonly string[];
  /** False: gems that these depend on may be among them as well. */
  readonly complete: boolean;
}

/** Whether nothing but gems of plain Ruby comes along with these. */
export function arePlain(names: readonly string[]): boolean {
  return names.every((name) => plain.has(name));
}

/** Whether the distribution is Alpine, and whether Nokogiri is built with the libraries of the system, change what is linked. */
export function factsOf(
  gems: Gems | undefined,
  system: { readonly alpine: boolean; readonly nokogiri: boolean; readonly node: boolean },
): GemFacts {
  const needs: Need[] = [];
  if (gems?.complete !== true)
    needs.push({
      kind: 'image',
      because: '`Gemfile.lock` was not seen, and gems may use programs and libraries that only that image has',
    });
  // What brings an engine for JavaScript along asks for no other.
  const runsScripts = gems?.names.includes('execjs') === true && !gems.names.some((name) => engines.has(name));
  if (runsScripts || (gems?.complete !== true && system.node))
    needs.push({ kind: 'program', name: 'node', because: 'gems may run JavaScript when they are loaded' });
  let compiles = gems === undefined;
  for (const name of gems?.names ?? []) {
    const because = `the gem \`${name}\``;
    const own = Object.hasOwn(linked, name) ? linked[name] : undefined;
    const development = system.nokogiri && name === 'nokogiri' ? 'libxml2-dev libxslt1-dev' : own;
    if ((development !== undefined || compiled.has(name)) && gems?.built.has(name) !== true) compiles = true;
    for (const one of development?.split(' ') ?? [])
      needs.push({ kind: 'library', development: one, because: `${because} uses the library of \`${one}\`` });
    for (const program of (Object.hasOwn(starts, name) ? starts[name] : undefined)?.split(' ') ?? [])
      needs.push({ kind: 'program', name: program, because: `${because} starts \`${program}\`` });
    if (usesImage.has(name))
      needs.push({ kind: 'image', because: `${because} may use programs and libraries that only that image has` });
    if (compiling.has(name)) needs.push({ kind: 'compiler', because: `${because} calls a compiler when it runs` });
    // Its list of types is read from that package's file when it is loaded.
    if (name === 'mimemagic' && !system.alpine)
      needs.push({
        kind: 'package',
        name: 'shared-mime-info',
        because: `${because} reads the list of types of the system`,
      });
  }
  if (system.alpine && (gems?.complete !== true || gems.names.some((name) => inCpp.has(name))))
    needs.push({ kind: 'package', name: 'libstdc++', because: 'gems in C++ are linked to it' });
  return { needs, compiles };
}
