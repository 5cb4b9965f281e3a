// What settings.gradle and build.gradle tell without being run: names, subprojects, plugins. Both are programs, so only plain lines are read,
// and what they compute is not known.
// Sources: the Gradle user manual (settings, multi-project builds), the manuals of the plugins named below.

import type { Call } from '../../src/toolchain.ts';

export interface Project {
  readonly folder: string;
  readonly name: string | undefined;
  /** All scripts of the build that were seen. */
  readonly texts: readonly string[];
  /** Folders of the subprojects, by their path: `:api:web`. Undefined when they are not known. */
  readonly subprojects: ReadonlyMap<string, string> | undefined;
  /** The newest Java that its classes are made for; undefined when plain lines do not tell. */
  readonly java: number | undefined;
  /** Its jars bring their dependencies along. */
  readonly complete: boolean;
}

const completePlugins =
  /org\.springframework\.boot|com\.github\.johnrengelman\.shadow|com\.gradleup\.shadow|io\.github\.goooler\.shadow|io\.ktor\.plugin|us\.kirchmeier\.capsule|zipTree|spring-boot-gradle-plugin/;

export function readProject(call: Call, folder: string): Project {
  const at = (name: string, base = folder) => call.files.read(`${base === '/' ? '' : base}/${name}`);
  const settings = at('settings.gradle') ?? at('settings.gradle.kts');
  const build = at('build.gradle') ?? at('build.gradle.kts');
  const plain = settings?.replace(/\/\*[\s\S]*?\*\/|(?:^|\s)\/\/[^\n]*/g, '');
  const computed =
    plain === undefined
      ? build === undefined
      : /projectDir|\beach\b|forEach|\bfor\s*\(|\bapply\b|includeFlat/.test(plain);
  const subprojects = new Map<string, string>();
  for (const [, words = ''] of (plain ?? '').matchAll(/^\s*include\b\s*\(?((?:\s*,?\s*['"][^'"\n]+['"])+)/gm))
    for (const [, path = ''] of words.matchAll(/['"]([^'"]+)['"]/g)) {
      const names = path.split(':').filter((name) => name !== '');
      subprojects.set(`:${names.join(':')}`, `${folder === '/' ? '' : folder}/${names.join('/')}`);
    }
  const texts = [
    settings,
    build,
    at('gradle/libs.versions.toml'),
    ...[...subprojects.values()].flatMap((one) => [at('build.gradle', one), at('build.gradle.kts', one)]),
  ].flatMap((text) => text ?? []);
  return {
    folder,
    name: /rootProject\.name\s*=\s*['"]([^'"]+)['"]/.exec(plain ?? '')?.[1],
    texts: build === undefined && subprojects.size === 0 ? [] : texts,
    subprojects: computed ? undefined : subprojects,
    java: javaOf(texts),
    complete: completePlugins.test(texts.join('\n')),
  };
}

/** Of `sourceCompatibility`, `options.release`, `JavaLanguageVersion.of` and Kotlin's `jvmTarget`, when the build has any of these. */
function javaOf(texts: readonly string[]): number | undefined {
  const found = texts.flatMap((text) => [
    ...text.matchAll(
      /\b(?:(?:source|target)Compatibility\b|options\.release\b|\brelease\.set\b|JavaLanguageVersion\.of\b|jvmToolchain\b|jvmTarget\b)(?:\s*=\s*|\s*\(\s*|\s+)([^\n;)]*)/g,
    ),
  ]);
  const versions = found.map(([, value = '']) =>
    Number(
      /^['"]?(?:JavaVersion\.VERSION_|JvmTarget\.JVM_)?(?:1[._])?(\d+)['"]?\s*$/.exec(value.trim())?.[1] ?? Number.NaN,
    ),
  );
  return versions.length === 0 || versions.some(Number.isNaN) ? undefined : Math.max(...versions);
}
