// What settings mean that another base image lacks: accounts that programs run as, and the certificates of the distribution.

import type { Need } from '../images/need.ts';
import { isInside } from '../trace/path.ts';
import type { Starts } from '../trace/starts.ts';
import type { StageTrace } from '../trace/trace.ts';

/** Options and paths by which TLS clients read the certificates of the distribution, and not those that they bring. */
const systemTrust = /--use-(?:openssl|system)-ca\b|\/etc\/ssl\/cert(?:s\b|\.pem)/;

export function settingsNeeds(trace: StageTrace, starts: Starts): readonly Need[] {
  const needs: Need[] = [];
  const variables = [...trace.config.environment.values()].map(({ value }) => value);
  const words = starts.commands.flatMap((start) => start.words);
  // Files that command lines name are settings as well: `nginx -c /app/nginx.conf`.
  const settings = [...settingsIn(trace), ...starts.references.flatMap((path) => trace.files.read(path) ?? [])];
  const trusting =
    [...variables, ...words].find((one) => systemTrust.test(one)) ??
    settings.map((text) => systemTrust.exec(text)?.[0]).find((one) => one !== undefined);
  if (trusting !== undefined)
    needs.push({ kind: 'certificates', links: true, because: `\`${trusting}\` means the certificates of the system` });
  const changed = trace.accounts.filter((account) => account.changed === true).map(({ name }) => name);
  if (changed.length > 0)
    needs.push({
      kind: 'account',
      names: [...new Set(changed)],
      changed: true,
      because: `the author changes the account \`${changed[0]}\``,
    });
  const accounts = [...(trace.image?.accounts ?? []), ...trace.accounts.map(({ name }) => name)];
  // A command of the build may write such a line as well.
  const texts = [...settings, ...words, ...trace.steps.flatMap(({ calls }) => calls.flatMap((call) => call.words))];
  const named = accounts.filter((name) => texts.some((text) => runsAs(text, name)));
  if (named.length > 0)
    needs.push({
      kind: 'account',
      names: [...new Set(named)],
      because: `settings say that programs run as \`${named[0]}\``,
    });
  return needs;
}

/** `user node;` of nginx, `User node` of Apache, `server.username = "node"` of lighttpd, `user=node` of Supervisor and PHP. */
function runsAs(text: string, account: string): boolean {
  const escaped = account.replace(/[.\\+*?[\](){}^$|]/g, '\\$&');
  return new RegExp(
    `(?:^|[\\s;{"'./])(?:server\\.)?(?:user|group|username|groupname|listen\\.owner|listen\\.group)[ \\t]*[=:]?[ \\t]*["']?${escaped}(?![\\w-])`,
    'im',
  ).test(text);
}

/** Texts that instructions put where programs look for settings, or that are named like some. */
function settingsIn({ files }: StageTrace): readonly string[] {
  return files
    .written()
    .filter(
      ({ path, node, origin }) =>
        node === 'file' &&
        origin.kind !== 'artifact' &&
        (isInside(path, '/etc') || isInside(path, '/usr/local/etc') || /\.(?:conf|cnf|cfg|ini|toml)$/.test(path)),
    )
    .flatMap(({ path }) => files.read(path) ?? []);
}
