// Where `dotnet build` and `dotnet publish` put what they make.
// Sources: the .NET documentation on both commands and on MSBuild properties; breaking changes of SDK 3.0 and 8.0.

import { type Artifact, type Call, type Effect, type Need, UNKNOWN } from '../../src/toolchain.ts';
import { describeOutput, type Settings, sourceRoot } from './needs.ts';
import { changesSources, type Project, projectsOf, property, targetVersion, usesPackages } from './project.ts';

/** Major and minor version of the SDK, which is that of the runtime in its image; undefined when it is not known. */
function versionOf(call: Call): number | undefined {
  const version = call.version('dotnet');
  return version === undefined || version === '' ? undefined : Number(version);
}

export function homeOf(call: Call): string {
  return call.variable('DOTNET_CLI_HOME') ?? call.variable('HOME') ?? '/root';
}

export function caches(call: Call): Effect[] {
  const home = homeOf(call);
  return [
    call.variable('NUGET_PACKAGES') ?? `${home}/.nuget`,
    `${home}/.local/share/NuGet`,
    `${home}/.templateengine`,
  ].map((path) => ({ kind: 'residue', path: call.resolve(path) }));
}

/** What `dotnet build` and `dotnet publish` write. Only what is asked for by name is copied without being named by the container. */
export function output(
  call: Call,
  settings: Settings,
  given: string | undefined,
  kind: 'build' | 'publish',
): Effect[] | undefined {
  if (settings.output?.includes(UNKNOWN) === true || given?.includes(UNKNOWN) === true) return undefined;
  if (settings.configuration?.includes(UNKNOWN) === true && settings.output === undefined) return undefined;
  const projects = projectsOf(call, given);
  const targets: readonly (Project | undefined)[] = projects.length === 0 ? [undefined] : projects;
  return [...caches(call), ...targets.flatMap((project) => writes(call, settings, project, kind, targets.length))];
}

function writes(
  call: Call,
  settings: Settings,
  project: Project | undefined,
  kind: 'build' | 'publish',
  count: number,
): Effect[] {
  const version = versionOf(call);
  const folder = project?.folder ?? call.cwd;
  const residue: Effect[] = changesSources(project) ? [] : [{ kind: 'residue', path: `${folder}/obj` }];
  const made = targetVersion(settings.framework ?? property(project?.related ?? [], 'TargetFramework'));
  // Up to 2.2, what is built finds its packages in the cache of the SDK.
  const alone = Number(made ?? version ?? 0) >= 3 || (project?.complete === true && !usesPackages(project));
  const write = (path: string, certain: boolean, tool: boolean): Effect => ({
    kind: 'write',
    path,
    node: 'folder',
    open: true,
    certain,
    origin: {
      kind: 'artifact',
      artifact: describe(path, tool),
    },
  });
  const describe = (path: string | undefined, tool: boolean): Artifact => {
    const root = sourceRoot(call, folder);
    // Beside its sources it may be one of several, and is copied where it is named.
    const beside = root !== undefined && path?.startsWith(`${root}/`) === true;
    const made = withSources(describeOutput(call, project, settings, tool || beside), call, folder, kind);
    return kind === 'build' && !alone ? { ...made, needs: [...made.needs, packagesElsewhere] } : made;
  };
  if (
    project === undefined &&
    (settings.output === undefined || (version !== undefined && version < 3 && !settings.output.startsWith('/')))
  ) {
    const name = settings.output?.replace(/\/+$/, '').replace(/^.*\//, '') ?? 'bin';
    return [{ kind: 'outputs', path: call.cwd, name, artifact: describe(undefined, true) }];
  }
  if (settings.output !== undefined) {
    // Up to 2.2, relative to the project; from then on to the working directory.
    const places = [
      ...new Set([
        ...(version === undefined || version >= 3 ? [call.resolve(settings.output)] : []),
        ...(version === undefined || version < 3 ? [resolveIn(call, folder, settings.output)] : []),
      ]),
    ];
    return [
      ...residue,
      ...places.map((path) =>
        write(path, places.length === 1 && (count === 1 || path === call.resolve(settings.output ?? '')), false),
      ),
    ];
  }
  if (
    [
      'OutputPath',
      'BaseOutputPath',
      'OutDir',
      'PublishDir',
      'UseArtifactsOutput',
      'ArtifactsPath',
      'AppendTargetFrameworkToOutputPath',
    ].some((name) => property(project?.related ?? [], name) !== undefined)
  )
    return residue;
  const framework =
    settings.framework ?? property(project?.file === undefined ? [] : project.related, 'TargetFramework');
  const usual =
    kind === 'build' || (version !== undefined && version < 8)
      ? ['Debug']
      : version === undefined
        ? ['Debug', 'Release']
        : ['Release'];
  const configurations = settings.configuration === undefined ? usual : [settings.configuration];
  const parts =
    framework === undefined
      ? []
      : [
          framework,
          ...(settings.runtime === undefined || kind === 'build' ? [] : [settings.runtime]),
          ...(kind === 'publish' &&
          (settings.runtime !== undefined || property(project?.related ?? [], 'RuntimeIdentifier') === undefined)
            ? ['publish']
            : []),
        ];
  return [
    ...residue,
    ...configurations.map((one) =>
      write(
        ['', ...folder.split('/'), 'bin', one, ...parts].filter((part, index) => index === 0 || part !== '').join('/'),
        project?.file !== undefined && configurations.length === 1,
        true,
      ),
    ),
  ];
}

const packagesElsewhere: Need = {
  kind: 'interpreter',
  name: 'cache of packages',
  because:
    'up to .NET Core 2.2, what `dotnet build` makes finds its packages there; `dotnet publish` brings them along',
};

/** What is published leaves its sources; what is only built still finds the files of its project beside itself. */
function withSources(artifact: Artifact, call: Call, folder: string, kind: 'build' | 'publish'): Artifact {
  const root = kind === 'publish' ? sourceRoot(call, folder) : undefined;
  return root === undefined ? artifact : { ...artifact, sourceFolder: root };
}

function resolveIn(call: Call, folder: string, path: string): string {
  return call.resolve(path.startsWith('/') ? path : `${folder}/${path}`);
}
