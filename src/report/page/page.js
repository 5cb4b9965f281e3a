// The page of a campaign, in the browser: shows the repositories that the filters let through, and a diff when its file is opened. All
// text comes escaped from campaign-html.ts and becomes text nodes; nothing here makes HTML of it.

/**
 * @typedef {import('../campaign-html.ts').ShownRepository} Repository
 * @typedef {import('../campaign-html.ts').ShownFile} File
 * @typedef {import('../campaign.ts').Reason} Reason
 * @typedef {{ file: File, text: string, element?: HTMLElement }} Entry
 * @typedef {{ repository: Repository, text: string, files: Entry[], element?: HTMLElement }} Group
 */

/** More repositories than these are added when they are asked for, so that the page answers at once. */
const STEP = 400;

const FIELDS = /** @type {const} */ (['outcome', 'reason', 'toolchain', 'text']);

/** @type {Record<string, string>} */
const LINES = { h: 'header', '@': 'hunk', '+': 'added', '-': 'removed', '\\': 'remark' };

/** @type {Group[]} */
const groups = JSON.parse(byId('data').textContent ?? '[]').map((/** @type {Repository} */ repository) => ({
  repository,
  text: repository.repository.toLowerCase(),
  files: repository.files.map((file) => ({ file, text: [file.path, ...file.toolchains].join('\n').toLowerCase() })),
}));

const form = /** @type {HTMLFormElement} */ (byId('filters'));
const list = byId('list');
const shown = byId('shown');
const more = byId('more');
const size = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
let limit = STEP;

/** @param {string} id */
function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`there is no #${id}`);
  return element;
}

/** @param {string} name */
function field(name) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (form.elements.namedItem(name));
}

/**
 * @param {string} name
 * @param {string} className
 * @param {(Node | string)[]} children
 */
function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}

// — What is shown

/** @returns {{ group: Group, files: Entry[] }[]} */
function matching() {
  const [outcome, reason, toolchain, text] = FIELDS.map((name) => field(name).value);
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const plain = !outcome && !reason && !toolchain;
  return groups.flatMap((group) => {
    const { repository } = group;
    const whole =
      (!outcome || repository.kind === outcome) && (!reason || repository.reason?.name === reason) && !toolchain;
    const named = words.every((word) => group.text.includes(word));
    const files = group.files.filter(
      ({ file, text: own }) =>
        (!outcome || file.kind === outcome || (outcome === 'nothing' && whole)) &&
        (!reason || (file.kind !== 'converted' && file.reasons[0]?.name === reason)) &&
        (!toolchain || file.toolchains.includes(toolchain)) &&
        words.every((word) => own.includes(word) || group.text.includes(word)),
    );
    return files.length > 0 || (named && (plain || whole)) ? [{ group, files }] : [];
  });
}

function show() {
  const found = matching();
  for (const { group, files } of found.slice(0, limit)) {
    group.element ??= repositoryElement(group);
    const kept = new Set(files);
    for (const entry of group.files) if (entry.element) entry.element.hidden = !kept.has(entry);
  }
  list.replaceChildren(...found.slice(0, limit).flatMap(({ group }) => group.element ?? []));
  const files = found.reduce((sum, each) => sum + each.files.length, 0);
  shown.textContent = `${counted(found.length, 'repository', 'repositories')}, ${counted(files, 'file', 'files')}`;
  more.hidden = found.length <= limit;
  more.textContent = `Show ${size.format(Math.min(STEP, found.length - limit))} more of ${size.format(found.length - limit)}`;
  byId('none').hidden = found.length > 0;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} many
 */
function counted(count, one, many) {
  return `${size.format(count)} ${count === 1 ? one : many}`;
}

/** @param {Group} group */
function repositoryElement({ repository, files }) {
  const { kind, reason, branch, commit, pullRequest } = repository;
  const head = element('div', 'head', element('h3', '', repository.repository), badge(kind));
  if (pullRequest !== null) head.append(link(pullRequest.url, `#${pullRequest.number}`));
  if (branch !== null)
    head.append(element('span', 'muted', commit === null ? branch : `${branch} ${commit.slice(0, 12)}`));
  const made = element('li', 'repository', head);
  if (reason !== null) made.append(...reasonElements(reason));
  for (const entry of files) {
    entry.element = fileElement(entry.file);
    made.append(entry.element);
  }
  return made;
}

/**
 * @param {string} url
 * @param {string} title
 */
function link(url, title) {
  if (!/^https?:\/\//.test(url)) return element('span', 'muted', title);
  const made = document.createElement('a');
  made.href = url;
  made.rel = 'noreferrer';
  made.append(`pull request ${title}`);
  return made;
}

/** @param {string} kind */
function badge(kind) {
  return element('span', `badge ${kind}`, kind === 'nothing' ? 'nothing to convert' : kind);
}

/** @param {File} file */
function fileElement(file) {
  const { path, kind, toolchains, confidence, reasons, saved } = file;
  const facts = [...toolchains, ...(confidence === null ? [] : [`${confidence} confidence`])];
  const summary = element('summary', '', badge(kind), ' ', element('span', 'path', path));
  if (facts.length > 0) summary.append(' ', element('span', 'muted', facts.join(', ')));
  if (kind !== 'converted' && reasons[0]) summary.append(' ', element('span', 'muted', reasons[0].name));
  if (saved !== null) summary.append(' ', element('span', 'saved', saved));
  const made = /** @type {HTMLDetailsElement} */ (element('details', 'file', summary));
  made.addEventListener('toggle', () => {
    if (made.open && made.childElementCount === 1)
      made.append(...reasons.flatMap(reasonElements), ...diffElements(file));
  });
  return made;
}

/** @param {Reason} reason */
function reasonElements({ name, message, hint }) {
  const made = [element('p', 'reason', element('strong', '', name), ' ', ...withCode(message))];
  if (hint !== null) made.push(element('p', 'hint', ...withCode(hint)));
  return made;
}

/** @param {string} text */
function withCode(text) {
  const parts = text.split('`');
  // An odd number of backquotes quotes nothing for sure.
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, index) => (index % 2 === 0 ? part : element('code', '', part)));
}

/** @param {File} file */
function diffElements({ path, diff, marks }) {
  if (diff === null) return [];
  const code = element(
    'code',
    '',
    ...diff.split('\n').map((line, index) => element('span', LINES[marks[index] ?? ''] ?? '', `${line}\n`)),
  );
  const made = element('pre', 'diff', code);
  made.tabIndex = 0;
  made.setAttribute('role', 'region');
  made.setAttribute('aria-label', `Diff of ${path}`);
  return [made];
}

// — The filters, and the address that holds them

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of FIELDS) {
    const input = field(name);
    input.value = given.get(name) ?? '';
    // A select knows no value that is not among its options.
    if ('selectedIndex' in input && input.selectedIndex === -1) input.value = '';
  }
}

function writeAddress() {
  const chosen = new URLSearchParams();
  for (const name of FIELDS) if (field(name).value !== '') chosen.set(name, field(name).value);
  history.replaceState(null, '', `#${chosen}`);
}

let waiting = 0;
form.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    limit = STEP;
    writeAddress();
    show();
  }, 60);
});
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () => setTimeout(() => form.dispatchEvent(new Event('input'))));
more.addEventListener('click', () => {
  const first = list.childElementCount;
  limit += STEP;
  show();
  /** @type {HTMLElement | null | undefined} */ (list.children[first]?.querySelector('summary'))?.focus();
});
byId('open').addEventListener('click', () => {
  for (const details of list.querySelectorAll('details')) if (!details.hidden) details.open = true;
});
byId('close').addEventListener('click', () => {
  for (const details of list.querySelectorAll('details')) details.open = false;
});
window.addEventListener('hashchange', () => {
  readAddress();
  limit = STEP;
  show();
  byId('repositories').scrollIntoView();
});

readAddress();
show();
