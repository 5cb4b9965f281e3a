// The container builders that this machine may have, and how each of them is spoken to. Knows their words, and nothing of what is compared.

import { type Ended, type Execution, execute, type Limits } from '../processes.ts';

export type BuilderName = 'docker' | 'podman' | 'buildah';

/** Whether base images are fetched. */
export type Pull = 'never' | 'missing' | 'always';

export interface BuildRequest {
  /** Paths of this machine. */
  readonly dockerfile: string;
  readonly context: string;
  /** Where the builder writes the image's id. */
  readonly idFile: string;
  /** Of the author's own ignore file, when there is one for this Dockerfile alone. */
  readonly ignoreFile: string | undefined;
  readonly label: string;
  readonly pull: Pull;
}

export interface Builder {
  readonly name: BuilderName;
  readonly version: string;
  /** Buildah alone builds images and does not start them. */
  readonly starts: boolean;
  /** Whether `never` is kept by us: then base images are asked for before, and no front end may be fetched. */
  readonly fetchesUnasked: boolean;
  buildWords(request: BuildRequest): readonly string[];
  /** Writes the archive of an image to standard output; Buildah, which cannot, to `file`. */
  saveWords(image: string, file: string): readonly string[];
  readonly savesToFile: boolean;
  /** Keeps what a container writes to a few megabytes on disk. */
  readonly logWords: readonly string[];
  /** Runs the builder to the end of one command. */
  run(words: readonly string[], execution?: Execution): Promise<Ended>;
}

const ORDER: readonly BuilderName[] = ['docker', 'podman', 'buildah'];

/** The first that answers, or the one that is asked for. */
export async function findBuilder(asked: BuilderName | undefined, signal: AbortSignal): Promise<Builder | undefined> {
  for (const name of asked === undefined ? ORDER : [asked]) {
    const builder = await finders[name]((words, execution) => execute(name, words, { signal, ...execution }));
    if (builder !== undefined) return builder;
  }
  return undefined;
}

type Finder = (run: Builder['run']) => Promise<Builder | undefined>;

const ASKING: Limits = { timeout: 20 };

const finders: Readonly<Record<BuilderName, Finder>> = {
  docker: async (run) => {
    // The client alone answers too; `Server` is what builds.
    const version = versionIn(await run(['version', '--format', 'json'], ASKING), 'Server', 'Version');
    if (version === undefined || (await run(['buildx', 'version'], ASKING)).code !== 0) return undefined;
    const networks = await run(['network', 'ls', '--format', '{{.Driver}}'], ASKING);
    // A service without a bridge cannot give one to RUN either; only the host's network is left.
    const network = /^bridge$/m.test(networks.stdout) ? [] : ['--network=host'];
    const context = (await run(['context', 'show'], ASKING)).stdout.trim();
    return {
      name: 'docker',
      version,
      starts: true,
      fetchesUnasked: true,
      buildWords: ({ dockerfile, context: folder, idFile, label, pull }) => [
        ...['buildx', 'build', '--load', '--provenance=false', '--progress=plain'],
        ...network,
        ...(pull === 'always' ? ['--pull'] : []),
        // A builder in a container of its own does not see the images of this machine.
        ...(pull === 'never' && context !== '' ? [`--builder=${context}`] : []),
        ...['--iidfile', idFile, '--label', label, '--file', dockerfile, folder],
      ],
      saveWords: (image) => ['save', image],
      savesToFile: false,
      logWords: ['--log-driver=json-file', '--log-opt=max-size=8m'],
      run,
    };
  },
  podman: async (run) => {
    const version = versionIn(await run(['version', '--format', 'json'], ASKING), 'Client', 'Version');
    if (version === undefined || (await run(['info'], ASKING)).code !== 0) return undefined;
    return {
      name: 'podman',
      version,
      starts: true,
      fetchesUnasked: false,
      buildWords: (request) => ['build', `--pull=${request.pull}`, ...buildahWords(request)],
      saveWords: (image) => ['save', '--format=docker-archive', image],
      savesToFile: false,
      logWords: ['--log-driver=k8s-file', '--log-opt=max-size=8mb'],
      run,
    };
  },
  buildah: async (run) => {
    const version = versionIn(await run(['version', '--json'], ASKING), 'version');
    if (version === undefined || (await run(['info'], ASKING)).code !== 0) return undefined;
    return {
      name: 'buildah',
      version,
      starts: false,
      fetchesUnasked: false,
      buildWords: (request) => [
        'build',
        `--pull=${request.pull === 'missing' ? 'ifmissing' : request.pull}`,
        ...buildahWords(request),
      ],
      saveWords: (image, file) => ['push', '--quiet', image, `docker-archive:${file}`],
      savesToFile: true,
      logWords: [],
      run,
    };
  },
};

// OCI's own format has no field for HEALTHCHECK and SHELL. Layers are not kept, as those of other stages would stay behind as images.
function buildahWords({ dockerfile, context, idFile, ignoreFile, label }: BuildRequest): readonly string[] {
  return [
    ...['--format=docker', '--layers=false'],
    ...(ignoreFile === undefined ? [] : ['--ignorefile', ignoreFile]),
    ...['--iidfile', idFile, '--label', label, '--file', dockerfile, context],
  ];
}

/** A field of the JSON that a builder prints; undefined when it failed, or has no such field. */
function versionIn({ code, stdout }: Ended, ...way: readonly string[]): string | undefined {
  if (code !== 0) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(stdout);
  } catch {
    return undefined;
  }
  for (const name of way) value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
