// What a project file says: what it builds, for which version, and which frameworks that needs.
// Sources: the .NET documentation on MSBuild properties, target frameworks, `dotnet publish`, and globalization.

import { type Call, type Manifest, readXml, UNKNOWN } from '../../src/toolchain.ts';

export interface Project {
  /** Folder of the project file. */
  readonly folder: string;
  /** Undefined when it cannot be seen. */
  readonly file: Manifest | undefined;
  /** With this and all projects that it refers to. */
  readonly related: readonly Manifest[];
  /** False when a project that it refers to was not seen. */
  readonly complete: boolean;
}

const isProject = /\.(?:cs|fs|vb)proj$/;

/** The project that a command is about; undefined when there are several, as in a solution, or when it cannot be told. */
function findProject(call: Call, given: string | undefined): Project | undefined {
  if (given?.includes(UNKNOWN) === true || /\.slnx?f?$/.test(given ?? '')) return undefined;
  if (given !== undefined && isProject.test(given)) return read(call, call.resolve(given));
  const folder = call.resolve(given ?? '.');
  const found = call.files.list(folder).filter(({ path, node }) => node === 'file' && isProject.test(path));
  const solution = call.files.list(folder).some(({ path }) => /\.slnx?$/.test(path));
  const [only] = found;
  return found.length === 1 && only !== undefined && !solution ? read(call, only.path) : undefined;
}

function read(call: Call, path: string): Project {
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  const file = readXml(call.files.read(path));
  const related: Manifest[] = file === undefined ? [] : [file];
  const waiting = file === undefined ? [] : references(file, folder, call);
  const seen = new Set([path]);
  let complete = file !== undefined;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const other = readXml(call.files.read(at));
    complete &&= other !== undefined && seen.size < 200;
    if (other === undefined || seen.size >= 200) continue;
    related.push(other);
    waiting.push(...references(other, at.slice(0, at.lastIndexOf('/')), call));
  }
  for (const above of foldersAbove(folder))
    for (const name of ['Directory.Build.props', 'Directory.Packages.props', 'Directory.Build.targets']) {
      const shared = readXml(call.files.read(`${above}/${name}`));
      if (shared !== undefined) related.push(shared);
    }
  return { folder, file, related, complete };
}

function foldersAbove(folder: string): readonly string[] {
  const names = folder.split('/').filter((name) => name !== '');
  return names.map((_, index) => `/${names.slice(0, names.length - index).join('/')}`);
}

function items(file: Manifest, name: string): readonly string[] {
  return file
    .all('Project', 'ItemGroup')
    .flatMap((group) => group.all(name))
    .flatMap((item) => item.text('@Include') ?? []);
}

function references(file: Manifest, folder: string, call: Call): string[] {
  return items(file, 'ProjectReference').map((path) => call.resolve(`${folder}/${path.replaceAll('\\', '/')}`));
}

/** The value of a property, when it is plain text. */
export function property(files: readonly Manifest[], name: string): string | undefined {
  const values = files.flatMap((file) =>
    file.all('Project', 'PropertyGroup').flatMap((group) => group.text(name) ?? []),
  );
  return values.find((value) => !value.includes('$('));
}

/** `8.0` for `net8.0` and `netcoreapp2.1`. */
export function targetVersion(framework: string | undefined): string | undefined {
  return /^net(?:coreapp)?(\d+\.\d+)/.exec(framework ?? '')?.[1];
}

/** Packages that bring no framework beyond the runtime; of any other one that is not known. */
const plain =
  /^(?:System\.|Microsoft\.(?:Extensions|Data|EntityFrameworkCore|NETCore|Bcl|CSharp)\b|Newtonsoft\.Json|Serilog(?!\.AspNetCore)|NLog$|CommandLineParser|Dapper|Npgsql|MySql|Polly|RabbitMQ\.Client|StackExchange\.Redis|Confluent\.Kafka|MongoDB\.|AutoMapper|CsvHelper|YamlDotNet|Discord\.Net|Telegram\.Bot)/;

/** Whether it can need the shared framework of ASP.NET Core: not when it and all that it refers to say otherwise. */
export function needsAspnetcore(project: Project | undefined): boolean {
  if (project?.file === undefined || !project.complete) return true;
  return project.related.some((file) => {
    const sdk = file.text('Project', '@Sdk') ?? '';
    return (
      /\.(?:Web|Razor|BlazorWebAssembly)\b/.test(sdk) ||
      file.all('Project', 'Import').some((one) => one.text('@Sdk') !== undefined) ||
      file.has('Project', 'Sdk') ||
      items(file, 'FrameworkReference').length > 0 ||
      items(file, 'PackageReference').some((name) => !plain.test(name))
    );
  });
}

/** Whether a build can change the folder of the project itself: steps of its own, compilers of assets, or files that were not seen. */
export function changesSources(project: Project | undefined): boolean {
  if (project?.file === undefined || !project.complete) return true;
  return project.related.some(
    (file) =>
      file.all('Project', 'Target').length > 0 ||
      file.all('Project', 'Import').length > 0 ||
      file
        .all('Project', 'PropertyGroup')
        .some((group) => group.names().some((name) => /BuildEvent$|OutputPath$|OutDir$/.test(name))) ||
      items(file, 'PackageReference').some((name) =>
        /TypeScript|Bundler|Minif|LibraryManager|Sass|Tailwind|Webpack|Swagger|NSwag/i.test(name),
      ),
  );
}

/** Whether it uses packages beyond those that are the shared framework itself. */
export function usesPackages(project: Project): boolean {
  return project.related.some((file) =>
    items(file, 'PackageReference').some((name) => !/^Microsoft\.(?:AspNetCore\.(?:App|All)|NETCore\.App)$/.test(name)),
  );
}

/** It loads MSBuild, which only the SDK has. */
export function needsSdk(project: Project | undefined): boolean {
  return (project?.related ?? []).some((file) =>
    items(file, 'PackageReference').some((name) => /^Microsoft\.Build\b|Workspaces\.MSBuild$|^Buildalyzer/.test(name)),
  );
}

/** Packages that run Node.js beside the application. Source: their documentation. */
export function needsNode(project: Project | undefined): boolean {
  return (project?.related ?? []).some((file) =>
    items(file, 'PackageReference').some((name) =>
      /^Microsoft\.AspNetCore\.(?:NodeServices|SpaServices)|^Jering\.Javascript\.NodeJS|^VueCliMiddleware|^AspNetCore\.SpaServices/.test(
        name,
      ),
    ),
  );
}

/** The projects that a command is about: one, or those of the solution that it names or finds. Empty when none can be seen. */
export function projectsOf(call: Call, given: string | undefined): readonly Project[] {
  const only = findProject(call, given);
  if (only !== undefined) return [only];
  const folder = call.resolve(given ?? '.');
  const solutions = /\.sln$/.test(given ?? '')
    ? [folder]
    : call.files.list(folder).flatMap(({ path }) => (path.endsWith('.sln') ? [path] : []));
  const [solution] = solutions;
  const text = solution === undefined || solutions.length > 1 ? undefined : call.files.read(solution);
  const base = solution?.slice(0, solution.lastIndexOf('/'));
  const paths = [...(text ?? '').matchAll(/^Project\("[^"]*"\)\s*=\s*"[^"]*",\s*"([^"]*)"/gm)].map(([, path = '']) =>
    path.replaceAll('\\', '/'),
  );
  return paths.filter((path) => isProject.test(path)).map((path) => read(call, call.resolve(`${base}/${path}`)));
}
