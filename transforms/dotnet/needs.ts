// What the results of `dotnet publish` and `dotnet build` need to run, and where their sources are.
// Sources: the .NET documentation on self-contained deployment, roll-forward, globalization; Dockerfiles of dotnet/dotnet-docker.

import {
  type Artifact,
  type Call,
  list,
  managedArtifact,
  type Need,
  programsStarted,
  readTree,
  type SourceTree,
  valuesIn,
} from '../../src/toolchain.ts';
import { needsAspnetcore, needsNode, needsSdk, type Project, property, targetVersion } from './project.ts';

/** What the command line says. */
export interface Settings {
  readonly configuration: string | undefined;
  readonly output: string | undefined;
  readonly framework: string | undefined;
  readonly runtime: string | undefined;
  readonly selfContained: boolean | undefined;
  /** By name in lower case. */
  readonly properties: ReadonlyMap<string, string>;
}

/** C# and F#: verbatim and raw strings beside the usual ones. */
const lexis = {
  tokens:
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|"""(?<block>[\s\S]*?)"""|\$?@\$?"(?<raw>(?:[^"]|"")*)"|"(?<text>(?:[^"\\\n]|\\.)*)"|'(?:[^'\\\n]|\\.){1,12}'/g,
};

const startsProcess = /\bProcess(?:StartInfo)?\b/;

function settingsOf(call: Call, folder: string): readonly string[] {
  return call.files
    .list(folder)
    .flatMap(({ path, node }) =>
      node === 'file' && /\.(?:json|xml|config|ini)$/.test(path) ? valuesIn(call.files.read(path) ?? '') : [],
    );
}

/** Folders of a file system that hold more than one project's sources. */
const shared = new Set(list('/ /usr /usr/src /usr/local /usr/share /home /root /opt /srv /var /tmp /mnt /var/www'));

/** The topmost folder of the sources that a project lies in; undefined when that is the root. */
export function sourceRoot(call: Call, folder: string): string | undefined {
  let root = shared.has(folder) ? undefined : folder;
  for (let at = root; at !== undefined; ) {
    const above: string = at.slice(0, at.lastIndexOf('/')) || '/';
    at = shared.has(above) || call.files.find(above) === undefined ? undefined : above;
    root = at ?? root;
  }
  return root;
}

export function describeOutput(call: Call, project: Project | undefined, settings: Settings, tool: boolean): Artifact {
  const root = sourceRoot(call, project?.folder ?? call.cwd);
  const sources =
    root === undefined
      ? undefined
      : readTree(call.files, root, { endings: ['.cs', '.fs', '.vb'], lexis, skip: ['obj', 'bin', 'node_modules'] });
  const related = project?.related ?? [];
  const value = (name: string) => settings.properties.get(name.toLowerCase()) ?? property(related, name);
  const isNative = value('PublishAot') === 'true';
  // A runtime identifier alone meant a runtime of its own up to .NET 5, and does not from then on.
  const isContained = isNative || (settings.selfContained ?? value('SelfContained') === 'true');
  const framework = settings.framework ?? property(related, 'TargetFramework');
  const target = targetVersion(framework);
  const isWeb = needsAspnetcore(project);
  const fromImage = call.version('dotnet') !== undefined;
  const version = target === undefined ? {} : { version: target };
  const rolls = property(related, 'RollForward') !== undefined || call.variable('DOTNET_ROLL_FORWARD') !== undefined;
  const artifact = managedArtifact({
    toolchain: 'dotnet',
    interpreter: isContained && fromImage ? 'runtime-deps' : 'dotnet',
    because:
      project?.file === undefined
        ? 'its project file is not in the build context'
        : `its target is \`${framework ?? 'not known'}\``,
    sources,
    needs: [
      ...(isContained ? [{ kind: 'libc', because: 'it brings a runtime of its own' } as const] : []),
      ...(isContained || !fromImage || rolls
        ? []
        : [
            {
              kind: 'interpreter',
              name: 'dotnet',
              ...version,
              because: 'its target framework is that of the SDK',
            } as const,
          ]),
      ...(isWeb && fromImage && !isContained
        ? [
            {
              kind: 'interpreter',
              name: 'aspnetcore',
              because: project?.file === undefined ? 'it may be a web application' : 'it may need ASP.NET Core',
            } as const,
          ]
        : []),
      ...globalization(call, value('InvariantGlobalization')),
      ...(fromImage ? [{ kind: 'zoneinfo', because: 'it may ask for time zones' } as const] : []),
      ...started(call, sources, project),
    ],
    tool,
    whole: true,
    // The web root, where the content root is the working directory.
    opens: { folders: ['wwwroot'], named: root === undefined ? [] : settingsOf(call, project?.folder ?? root) },
    startsOthers: sources !== undefined && startsProcess.test(sources.code),
  });
  return {
    ...artifact,
    settings: [...(isWeb ? ['ASPNETCORE_URLS', 'ASPNETCORE_HTTP_PORTS'] : []), 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT'],
  };
}

/** The SDK's images on Alpine have ICU, the runtime's have not. Since Alpine 3.16, which came after the end of 3.0 and 5.0, its data is a package of its own. */
function globalization(call: Call, invariant: string | undefined): Need[] {
  const setting = call.variable('DOTNET_SYSTEM_GLOBALIZATION_INVARIANT');
  if (call.has('apk') !== true || invariant === 'true' || setting === 'true' || setting === '1') return [];
  const version = Number(call.version('dotnet') || Number.NaN);
  const because = 'it formats and compares text by culture';
  if (version >= 7) return ['icu-libs', 'icu-data-full'].map((name) => ({ kind: 'package', name, because }));
  if (version === 5 || version <= 3) return [{ kind: 'package', name: 'icu-libs', because }];
  return [{ kind: 'interpreter', name: 'ICU with all its data', because }];
}

/** Programs that it starts, as far as the sources tell; the SDK itself can be among them. */
function started(call: Call, sources: SourceTree | undefined, project: Project | undefined): Need[] {
  const sdk: Need = { kind: 'interpreter', name: 'dotnet build', because: 'it runs the SDK' };
  if (needsSdk(project)) return [sdk];
  if (needsNode(project))
    return [{ kind: 'program', name: 'node', because: 'it runs Node.js' }, ...startedBySources(call, sources, sdk)];
  return startedBySources(call, sources, sdk);
}

function startedBySources(call: Call, sources: SourceTree | undefined, sdk: Need): Need[] {
  if (sources === undefined || !startsProcess.test(sources.code)) return [];
  const needs = programsStarted(call, sources);
  return needs.some((need) => need.kind === 'program' && need.name === 'dotnet') ? [sdk, ...needs] : needs;
}
