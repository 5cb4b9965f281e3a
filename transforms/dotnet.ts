// What the .NET SDK's commands do. Where results land is in dotnet/output.ts, what they need in dotnet/needs.ts, what project files say in dotnet/project.ts.
// Sources: the .NET documentation on the `dotnet` command, MSBuild properties and global tools.

import {
  type Call,
  defineToolchain,
  type Effect,
  list,
  models,
  type Program,
  readOptions,
  UNKNOWN,
} from '../src/toolchain.ts';
import { describeOutput, type Settings } from './dotnet/needs.ts';
import { caches, homeOf, output } from './dotnet/output.ts';

/** Options of `dotnet` that take a value. */
const withValue = new Set(
  list(
    'c configuration o output f framework r runtime v verbosity s source a arch os p property manifest artifacts-path packages configfile version-suffix tool-path version add-source n name lang language t test-adapter-path l logger ep export-path password format project startup-project context results-directory collect filter settings diag b bin',
  ),
);

const dotnet: Program = (call) => {
  const words = normalise(call.words.slice(1));
  const { named, operands } = readOptions(words, withValue, true);
  const [subcommand = '', ...rest] = operands;
  switch (subcommand) {
    case 'publish':
      return output(call, settingsOf(named), rest[0], 'publish');
    case 'build':
      return output(call, settingsOf(named), rest[0], 'build');
    case 'msbuild':
      return msbuild(call, named, rest[0]);
    case 'new':
      return create(call, named, rest);
    case 'tool':
      return tool(call, named, rest);
    case 'pack':
      return [
        ...caches(call),
        ...(named.has('o') || named.has('output') ? [openFolder(call, settingsOf(named).output ?? '.')] : []),
      ];
    case 'dev-certs':
      return named.has('clean') || named.has('check')
        ? []
        : [openFolder(call, `${homeOf(call)}/.dotnet/corefx`), ...exported(call, named)];
    case 'ef':
      return rest[0] === 'migrations' &&
        (rest[1] === 'bundle' || rest[1] === 'script') &&
        settingsOf(named).output !== undefined
        ? [
            {
              kind: 'write',
              path: call.resolve(settingsOf(named).output ?? ''),
              node: 'file',
              origin: { kind: 'artifact', artifact: describeOutput(call, undefined, settingsOf(named), false) },
            },
          ]
        : [];
    case 'libman':
      return [openFolder(call, 'wwwroot')];
    case 'restore':
      return named.has('packages')
        ? [...caches(call), { kind: 'residue', path: call.resolve(named.get('packages') ?? '') }]
        : caches(call);
    case 'test':
    case 'vstest':
    case 'clean':
    case 'nuget':
    case 'sln':
    case 'add':
    case 'remove':
    case 'list':
    case 'format':
    case 'build-server':
    case 'user-secrets':
    case 'workload':
    case 'help':
    case 'sonarscanner':
    case 'paket':
    case '':
      return subcommand === 'nuget' && rest[0] === 'locals' ? [] : caches(call);
    default:
      return undefined;
  }
};

/** `/p:` and `/t:` are options of MSBuild, not paths; `--self-contained` has a value or none. */
function normalise(words: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const word of words) {
    const before = found.at(-1);
    if (/^\/(?:p|property|t|target|restore|r|v|verbosity|m|nologo|bl)(?::|$)/i.test(word))
      found.push(`-${word.slice(1)}`);
    else if (/^--(?:self-contained|sc)$/.test(before ?? '') && /^(?:true|false)$/i.test(word))
      found.splice(-1, 1, `${before}=${word}`);
    else found.push(word);
  }
  return found;
}

function settingsOf(named: ReadonlyMap<string, string>): Settings {
  const properties = new Map<string, string>();
  for (const [name, value] of named) {
    const own = /^(?:p|property)(?::(.*))?$/i.exec(name);
    if (own === null) continue;
    for (const pair of `${own[1] === undefined ? '' : `${own[1]}=`}${value}`.split(';'))
      properties.set(
        pair.slice(0, pair.indexOf('=')).toLowerCase(),
        pair.slice(pair.indexOf('=') + 1).replace(/^["']|["']$/g, ''),
      );
  }
  const first = (...names: readonly string[]) => names.flatMap((name) => named.get(name) ?? [])[0];
  const contained = named.has('no-self-contained')
    ? 'false'
    : (first('self-contained', 'sc') ?? properties.get('selfcontained'));
  return {
    configuration: first('c', 'configuration') ?? properties.get('configuration'),
    output:
      first('o', 'output') ?? properties.get('publishdir') ?? properties.get('outputpath') ?? properties.get('outdir'),
    framework: first('f', 'framework') ?? properties.get('targetframework'),
    runtime: first('r', 'runtime', 'a', 'arch', 'os') ?? properties.get('runtimeidentifier'),
    selfContained: contained === undefined ? undefined : !/^false$/i.test(contained),
    properties,
  };
}

const origin = { kind: 'command', program: 'dotnet' } as const;

function openFolder(call: Call, path: string): Effect {
  return { kind: 'write', path: call.resolve(path), node: 'folder', origin, open: true };
}

function exported(call: Call, named: ReadonlyMap<string, string>): Effect[] {
  const path = named.get('ep') ?? named.get('export-path');
  return path === undefined ? [] : [{ kind: 'write', path: call.resolve(path), node: 'file', origin }];
}

function msbuild(call: Call, named: ReadonlyMap<string, string>, given: string | undefined): Effect[] | undefined {
  const targets = [...named.keys()].flatMap(
    (name) => /^(?:t|target):(.*)$/i.exec(name)?.[1]?.toLowerCase().split(/[;,]/) ?? [],
  );
  if (targets.some((target) => !/^(?:restore|clean|build|rebuild|publish)$/.test(target))) return undefined;
  if (targets.length > 0 && targets.every((target) => target === 'restore' || target === 'clean')) return caches(call);
  return output(call, settingsOf(named), given, targets.includes('publish') ? 'publish' : 'build');
}

function create(call: Call, named: ReadonlyMap<string, string>, rest: readonly string[]): Effect[] | undefined {
  // Templates are kept for later commands, and who installs them may run `dotnet new` in the container.
  if ([...named.keys()].some((name) => /^(?:i|install|u|uninstall)(?::|$)/.test(name)) || rest[0] === 'install')
    return undefined;
  if (
    rest.length === 0 ||
    /^(?:list|search|update|globaljson|nugetconfig|gitignore|tool-manifest)$/.test(rest[0] ?? '')
  )
    return caches(call);
  const settings = settingsOf(named);
  return [...caches(call), openFolder(call, settings.output ?? named.get('n') ?? named.get('name') ?? '.')];
}

function tool(call: Call, named: ReadonlyMap<string, string>, [action]: readonly string[]): Effect[] | undefined {
  if (action !== 'install' && action !== 'update') return caches(call);
  const folder =
    named.get('tool-path') ?? (named.has('g') || named.has('global') ? `${homeOf(call)}/.dotnet/tools` : undefined);
  if (folder === undefined) return caches(call);
  const artifact = describeOutput(call, undefined, settingsOf(new Map()), true);
  return [
    ...caches(call),
    { kind: 'write', path: call.resolve(folder), node: 'folder', open: true, origin: { kind: 'artifact', artifact } },
  ];
}

/** Options of the host that take a value. */
const hostOptions = new Set(
  list(
    'additionalprobingpath depsfile runtimeconfig fx-version roll-forward roll-forward-on-no-candidate-fx additional-deps',
  ),
);

/** `dotnet app.dll`, `dotnet exec app.dll`. */
function runs([program, ...words]: readonly string[]): string | undefined {
  if (program !== 'dotnet') return undefined;
  const { operands } = readOptions(words[0] === 'exec' ? words.slice(1) : words, hostOptions);
  const [file] = operands;
  return file !== undefined && (/\.(?:dll|exe)$/i.test(file) || file.includes(UNKNOWN)) ? file : undefined;
}

export default defineToolchain({
  name: 'dotnet',
  title: '.NET',
  documentation: 'https://learn.microsoft.com/dotnet/core/tools/, https://github.com/dotnet/dotnet-docker',
  images: ['mcr.microsoft.com/dotnet/sdk', 'mcr.microsoft.com/dotnet/core/sdk', 'microsoft/dotnet'],
  artifacts: 'a published folder where `-o` says, or below `bin/<configuration>`',
  bases: [
    'mcr.microsoft.com/dotnet/aspnet',
    'mcr.microsoft.com/dotnet/runtime',
    'mcr.microsoft.com/dotnet/runtime-deps',
  ],
  // What builds for Mono is seen, and not followed.
  programs: { dotnet, ...models(() => undefined, 'xbuild msbuild mcs gmcs csc nuget dnu kpm') },
  sensitive: /(?!)/,
  runs,
  drivers: [
    ...list(
      'run watch ef test vstest build publish restore new tool msbuild pack script fake cake fsi format nuget dev-certs user-secrets repl interactive aspnet-codegenerator',
    ).map((word) => `dotnet ${word}`),
    ...list('dnx dnu kpm dnvm dotnet-ef dotnet-script dotnet-watch'),
  ],
  packages: list(
    'dotnet-sdk dotnet-dev dotnet dotnet5-sdk dotnet6-sdk dotnet7-sdk dotnet8-sdk dotnet9-sdk dotnet10-sdk dotnet6 dotnet8',
  ),
  fetchers: list('git'),
  folders: list('/usr/share/dotnet /usr/lib/dotnet /root/.dotnet'),
  archive: /dotnet-(?:sdk|dev)-?[^\s/]*\.tar/,
  sources: list(
    '*.cs *.csproj *.fs *.fsi *.fsx *.fsproj *.vb *.vbproj *.sln *.slnx *.slnf *.resx *.ruleset *.pubxml Directory.Build.props Directory.Build.targets Directory.Packages.props NuGet.config nuget.config NuGet.Config global.json packages.lock.json project.lock.json paket.dependencies paket.lock paket.references obj',
  ),
  variables: list(`
    NUGET_XMLDOC_MODE NUGET_PACKAGES NUGET_FALLBACK_PACKAGES NUGET_CREDENTIALPROVIDER_SESSIONTOKENCACHE_ENABLED VSS_NUGET_EXTERNAL_FEED_ENDPOINTS
    DOTNET_CLI_TELEMETRY_OPTOUT DOTNET_SKIP_FIRST_TIME_EXPERIENCE DOTNET_NOLOGO DOTNET_GENERATE_ASPNET_CERTIFICATE DOTNET_CLI_HOME DOTNET_SDK_VERSION
    DOTNET_ADD_GLOBAL_TOOLS_TO_PATH RestoreUseSkipNonexistentTargets MSBUILDDISABLENODEREUSE UseSharedCompilation
  `),
  megabytes: 650,
});
