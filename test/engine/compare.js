// Says what a user of two images would see: the original's and the converted one's runs and image configs, side by
// side. It must not know how images are built and run, nor why a conversion did what it did.

/** What shows that the original did not do its work: two images that fail alike prove nothing. */
export function findUnexpected(seen, { http, exitCode }) {
  if (!seen.started) return [`the original does not start: ${seen.error}`];
  if (seen.timedOut) return ['the original does not end in time'];
  const problems = http.flatMap(({ path, status = 200 }, index) =>
    seen.http[index].status === status
      ? []
      : [`the original answers ${seen.http[index].status || 'nothing'} for ${path}`],
  );
  if (seen.health) problems.push(`the original's health check ends with ${seen.health}`);
  if (seen.endedEarly) problems.push(`the original ended by itself with ${seen.exitCode}`);
  if (!seen.http && seen.exitCode !== exitCode) problems.push(`the original ends with ${seen.exitCode}`);
  return problems.map((problem) => (seen.stderr.trim() ? `${problem}: ${seen.stderr.trim()}` : problem));
}

const CLOCK = /\b\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d([.,]\d+)?(Z|[+-]\d\d:?\d\d)?/g;
const withoutTimes = (value) => (typeof value === 'string' ? value.replace(CLOCK, '<time>') : value);
const show = (value) => JSON.stringify(value ?? null);
const clip = (text) => (text.length > 600 ? `${text.slice(0, 600)}… (${text.length} characters)` : text);

function differ(what, before, after) {
  if (show(withoutTimes(before)) === show(withoutTimes(after))) return [];
  return [`${what} differs\n  before: ${clip(show(before))}\n  after:  ${clip(show(after))}`];
}

export function compareRuns(before, after) {
  if (before.started && !after.started) return [`the converted image does not start: ${after.error}`];
  const keys = ['timedOut', 'endedEarly', 'exitCode', 'stdout', 'stderr', 'health'];
  const differences = keys.flatMap((key) => differ(key, before[key], after[key]));
  for (const [index, answer] of (before.http ?? []).entries()) {
    for (const key of ['status', 'type', 'location', 'body']) {
      differences.push(...differ(`HTTP ${key} of ${answer.path}`, answer[key], after.http?.[index]?.[key]));
    }
  }
  return differences;
}

/** The words of a command that needs no shell, whichever form it is written in. */
function plainWords(command) {
  const [first, flag, text, ...rest] = command ?? [];
  const isShell = (/^(\/bin\/)?(sh|bash|ash)$/.test(first ?? '') && flag === '-c') || first === 'CMD-SHELL';
  const script = first === 'CMD-SHELL' ? flag : text;
  if (!isShell || rest.length > 0 || !/^(?!\s*\w+=)[\w\s./:@%+,=-]+$/.test(script ?? '')) return command ?? [];
  const words = script
    .trim()
    .replace(/^exec\s+/, '')
    .split(/\s+/);
  return first === 'CMD-SHELL' ? ['CMD', ...words] : words;
}

export function compareConfigs(before, after, { keeps }) {
  const variables = (config) => new Map((config.Env ?? []).map((entry) => entry.split(/=(.*)/s, 2)));
  const [old, now] = [variables(before), variables(after)];
  const names = (set) => Object.keys(set ?? {}).sort();
  const user = (config) => (/^(root|0)?(:(root|0))?$/.test(config.User) ? 'root' : config.User);
  const health = ({ Healthcheck: check }) => check && { ...check, Test: plainWords(check.Test) };
  // Words that an ENTRYPOINT gets from CMD are not a command, and a shell among them is one on purpose.
  const command = (config) => (config.Entrypoint?.length ? config.Cmd : plainWords(config.Cmd));
  return [
    ...differ('ENTRYPOINT', plainWords(before.Entrypoint), plainWords(after.Entrypoint)),
    ...differ('CMD', command(before) ?? [], command(after) ?? []),
    ...differ('USER', user(before), user(after)),
    ...differ('EXPOSE', names(before.ExposedPorts), names(after.ExposedPorts)),
    ...differ('VOLUME', names(before.Volumes), names(after.Volumes)),
    ...differ('STOPSIGNAL', before.StopSignal || null, after.StopSignal || null),
    ...differ('HEALTHCHECK', health(before), health(after)),
    ...differ('MAINTAINER', before.Author || null, after.Author || null),
    ...Object.entries(before.Labels ?? {}).flatMap(([key, value]) =>
      differ(`LABEL ${key}`, value, after.Labels?.[key]),
    ),
    ...(after.WorkingDir && after.WorkingDir !== '/' ? differ('WORKDIR', before.WorkingDir, after.WorkingDir) : []),
    // PATH is the base image's own, unless the fixture says that it matters.
    ...[...old.keys()]
      .filter((name) => keeps.includes(name) || (now.has(name) && name !== 'PATH'))
      .flatMap((name) => differ(`ENV ${name}`, old.get(name), now.get(name))),
    ...keeps.filter((name) => !old.has(name)).map((name) => `the original does not set ENV ${name}`),
  ];
}
