// What packages of the registry hex.pm need beside the virtual machine: libraries of the system that they link to, programs that they start.
// Sources: the packages' own build files and documentation.

interface Outside {
  /** Debian's names of `-dev` packages. */
  readonly libraries?: string;
  readonly programs?: string;
}

const packages: Readonly<Record<string, Outside>> = {
  fast_xml: { libraries: 'libexpat1-dev' },
  fast_yaml: { libraries: 'libyaml-dev' },
  fast_tls: { libraries: 'libssl-dev' },
  ezlib: { libraries: 'zlib1g-dev' },
  eimp: { libraries: 'libjpeg-dev libpng-dev libwebp-dev' },
  epam: { libraries: 'libpam0g-dev' },
  enacl: { libraries: 'libsodium-dev' },
  libsalty: { libraries: 'libsodium-dev' },
  sqlite3: { libraries: 'libsqlite3-dev' },
  erlzmq: { libraries: 'libzmq3-dev' },
  odbc: { libraries: 'unixodbc-dev' },
  mogrify: { programs: 'convert identify' },
  arc: { programs: 'convert' },
  waffle: { programs: 'convert' },
  thumbnex: { programs: 'convert ffmpeg' },
  ffmpex: { programs: 'ffmpeg ffprobe' },
  git_cli: { programs: 'git' },
  gitex: { programs: 'git' },
  pdf_generator: { programs: 'wkhtmltopdf' },
  nodejs: { programs: 'node' },
};

/** By the text of a lock file, `mix.lock` or `rebar.lock`, in which each package stands in quotes. */
export function outsideOfLock(text: string | undefined): {
  readonly libraries: readonly string[];
  readonly programs: readonly string[];
} {
  const names = new Set([...(text ?? '').matchAll(/"(\w+)"/g)].map(([, name]) => name ?? ''));
  const found = Object.entries(packages).flatMap(([name, outside]) => (names.has(name) ? [outside] : []));
  const words = (texts: readonly (string | undefined)[]) => [...new Set(texts.flatMap((one) => one?.split(' ') ?? []))];
  return { libraries: words(found.map((one) => one.libraries)), programs: words(found.map((one) => one.programs)) };
}
