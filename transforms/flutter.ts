// Where Flutter writes the pages of an application for browsers. Sources: its documentation on building for the web and on its command line.

import { type Call, defineToolchain, type Effect, list, type Program, readOptions } from '../src/toolchain.ts';
import { writePages } from './hugo/pages.ts';

const withValue = new Set(
  list(`t target o output base-href web-renderer pwa-strategy dart-define dart-define-from-file build-name build-number build-dir
    static-assets-url O dart2js-optimization web-resources-cdn flavor`),
);

/** It brings the SDK and the packages up to date, in folders of its own and in the project. */
function caches(call: Call): Effect[] {
  const home = call.variable('HOME') ?? '/root';
  const cache = call.variable('PUB_CACHE') ?? `${home}/.pub-cache`;
  const own = list('.dart_tool .packages .flutter-plugins .flutter-plugins-dependencies').map((name) =>
    call.resolve(name),
  );
  return [cache, `${home}/.dart`, `${home}/.dartServer`, ...own].map((path) => ({ kind: 'residue', path }));
}

const flutter: Program = (call) => {
  const words = call.words
    .slice(1)
    .filter((word) => !/^(?:-v|--verbose|--no-version-check|--suppress-analytics)$/.test(word));
  const [verb = '', kind] = words;
  if (verb === 'build' && kind === 'web') {
    const { named, operands } = readOptions(words.slice(2), withValue, true);
    if (operands.length > 0) return undefined;
    const pages = writePages(
      call,
      'flutter',
      call.cwd,
      call.resolve(named.get('o') ?? named.get('output') ?? 'build/web'),
    );
    return pages === undefined ? undefined : [...caches(call), ...pages];
  }
  if (
    /^(?:config|doctor|precache|channel|upgrade|downgrade|pub|packages|clean|gen-l10n|analyze|test|--version|sdk-path)$/.test(
      verb,
    )
  )
    return verb === 'pub' && /^(?:run|global)$/.test(kind ?? '') ? undefined : caches(call);
  return undefined;
};

export default defineToolchain({
  name: 'flutter',
  title: 'Flutter for the web',
  documentation: 'https://docs.flutter.dev/deployment/web',
  artifacts: '`build/web`, or the folder that `--output` names',
  bases: ['that of the server'],
  programs: { flutter },
  sensitive: /(?!)/,
  wrappers: ['flutter'],
  uses: ['dart', 'java', 'cmake', 'c'],
  develops: ([first = '', verb = '']) => /(?:^|\/)flutter$/.test(first) && verb !== '--version',
  drivers: [],
  packages: [],
  fetchers: list('git curl wget unzip zip xz-utils xz'),
  folders: list(
    '/flutter /opt/flutter /usr/local/flutter /usr/lib/flutter /sdks/flutter /root/flutter /home/*/flutter',
  ),
  archive: /flutter_linux_/,
  sources: list(
    '*.dart pubspec.yaml pubspec.lock analysis_options.yaml .metadata lib/ android/ ios/ macos/ linux/ windows/ .dart_tool/ test/ integration_test/',
  ),
  variables: list('FLUTTER_HOME FLUTTER_ROOT FLUTTER_VERSION FLUTTER_CHANNEL PUB_CACHE ANDROID_HOME ANDROID_SDK_ROOT'),
  megabytes: 2500,
});
