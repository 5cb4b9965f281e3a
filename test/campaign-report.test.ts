import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { mergeReports } from '../src/cli/commands/merge-reports.ts';
import type { FileResult, RepositoryResult } from '../src/report/campaign.ts';
import { renderCampaignHtml } from '../src/report/campaign-html.ts';
import { renderCampaignJson } from '../src/report/campaign-json.ts';
import { renderCampaignText } from '../src/report/campaign-text.ts';
import { SAVINGS, totalsOf } from '../src/report/campaign-totals.ts';
import { renderDiff } from '../src/report/diff.ts';
import { plain } from '../src/report/terminal.ts';
import { dangerousIn, hostile, hostilePath } from './hostile.ts';

const root = join(import.meta.dirname, '..');

const reason = (name: string, message = `\`x\` is why ${name}.`, hint: string | null = null) => ({
  name,
  message,
  hint,
});

const unchanged: FileResult = {
  path: 'docs/Dockerfile',
  kind: 'unchanged',
  toolchains: [],
  confidence: null,
  reasons: [reason('NoToolchain')],
  diff: null,
  before: null,
  after: null,
};
const refused: FileResult = {
  ...unchanged,
  path: 'api/Dockerfile',
  kind: 'refused',
  toolchains: ['go'],
  reasons: [reason('ArtifactNotFound', 'it is nowhere.', 'Add it.'), reason('ScriptNotSeen')],
};
const converted: FileResult = {
  ...unchanged,
  path: 'Dockerfile',
  kind: 'converted',
  toolchains: ['go', 'node'],
  confidence: 'high',
  reasons: [reason('EnvironmentAdded')],
  diff: renderDiff([
    { path: 'Dockerfile', input: 'FROM golang\nRUN go build\n-- a\n', output: 'FROM golang AS build\nRUN go build\n' },
  ]),
  before: 900e6,
  after: 20e6,
};
const stagesNamed: FileResult = { ...converted, path: 'b/Dockerfile', toolchains: [], before: null, after: null };
const broken: FileResult = { ...unchanged, path: 'c/Dockerfile', kind: 'failed', reasons: [reason('NotText')] };

const nothing: RepositoryResult = {
  repository: 'b',
  kind: 'nothing',
  reason: null,
  branch: null,
  base: null,
  commit: null,
  pushed: false,
  pullRequest: null,
  files: [refused, unchanged],
};
const changed: RepositoryResult = {
  ...nothing,
  repository: 'a',
  kind: 'converted',
  branch: 'multistage/a',
  base: 'main',
  commit: '0123456789abcdef0123456789abcdef01234567',
  pushed: true,
  pullRequest: { number: 7, url: 'https://example.com/a/pull/7' },
  files: [converted, stagesNamed, broken],
};
const skipped: RepositoryResult = {
  ...nothing,
  repository: 'c',
  kind: 'skipped',
  reason: reason('DetachedHead'),
  files: [],
};
const failed: RepositoryResult = { ...skipped, repository: 'd', kind: 'failed', reason: reason('GitFailed') };
const results: readonly RepositoryResult[] = [changed, nothing, skipped, failed];
const campaignOf = (some: readonly RepositoryResult[]) => ({ results: () => some });

const attack = '</script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 1"><!--';
const attacked = `${attack}${hostile}`;
const evil: RepositoryResult = {
  ...changed,
  repository: `${hostilePath}${attack}`,
  reason: reason(attack, attacked, attacked),
  branch: attacked,
  base: attacked,
  commit: attack,
  pullRequest: { number: 1, url: 'javascript:window.hacked=1' },
  files: [
    {
      ...converted,
      path: attacked,
      toolchains: [attack, '__proto__'],
      reasons: [reason(attack, attacked, attacked)],
      diff: renderDiff([
        { path: 'Dockerfile', input: `FROM a\n# ${attacked}\n`, output: `FROM a AS b\n# ${attacked}\n` },
      ]),
    },
    { ...refused, reasons: [reason(attack, attacked)] },
  ],
};

async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}

const folder = mkdtempSync(join(tmpdir(), 'campaign-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  if (existsSync(join(root, 'dist/cli.js'))) return;
  const build = spawnSync(process.execPath, ['build.js'], { cwd: root, encoding: 'utf8' });
  if (build.status !== 0) throw new Error(build.stderr);
});

function write(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function merge(...words: readonly string[]): {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
} {
  const run = spawnSync(process.execPath, [join(root, 'bin/multistage.js'), 'merge-reports', ...words], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

describe('totals', () => {
  test('count repositories, files, reasons, savings and toolchains', async () => {
    expect(await totalsOf(campaignOf(results))).toEqual({
      repositories: { converted: 1, nothing: 1, skipped: 1, failed: 1 },
      files: { converted: 2, refused: 1, unchanged: 1, failed: 1 },
      pushed: 1,
      pullRequests: 1,
      reasons: {
        repositories: { skipped: [{ name: 'DetachedHead', count: 1 }], failed: [{ name: 'GitFailed', count: 1 }] },
        files: {
          refused: [{ name: 'ArtifactNotFound', count: 1 }],
          unchanged: [{ name: 'NoToolchain', count: 1 }],
          failed: [{ name: 'NotText', count: 1 }],
        },
      },
      estimate: { files: 1, before: 900e6, after: 20e6 },
      savings: SAVINGS.map((end) => (end === 1e9 ? 1 : 0)),
      toolchains: [
        {
          name: 'go',
          files: { converted: 1, refused: 1, unchanged: 0, failed: 0 },
          estimate: { files: 1, before: 900e6, after: 20e6 },
        },
        {
          name: 'node',
          files: { converted: 1, refused: 0, unchanged: 0, failed: 0 },
          estimate: { files: 1, before: 900e6, after: 20e6 },
        },
      ],
    });
  });
});

describe('JSON', () => {
  const schema = JSON.parse(readFileSync(join(root, 'src/report/campaign.schema.json'), 'utf8'));
  /** The published schema lets fields be added; the tests do not. */
  const closed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(closed);
    if (typeof value !== 'object' || value === null) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, closed(each)]));
    return copy.type === 'object' && !('additionalProperties' in copy)
      ? { ...copy, additionalProperties: false }
      : copy;
  };
  const validate = new Ajv2020({ strict: true, strictTypes: false }).compile(closed(schema) as object);

  test.each([
    ['of nothing', []],
    ['of all kinds', results],
    ['of hostile text', [evil]],
  ])('%s is described by the schema', async (_, some) => {
    const text = await textOf(renderCampaignJson(campaignOf(some)));
    const report = JSON.parse(text);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    expect(report.repositories).toEqual(some);
    expect(dangerousIn(text)).toEqual([]);
  });

  test('is refused by the schema when a field is missing', async () => {
    const report = JSON.parse(await textOf(renderCampaignJson(campaignOf(results))));
    delete report.repositories[0].files[0].diff;
    expect(validate(report)).toBe(false);
  });

  test('comes in pieces, one for each repository', async () => {
    let chunks = 0;
    for await (const _ of renderCampaignJson(campaignOf(results))) chunks++;
    expect(chunks).toBe(results.length + 2);
  });
});

test('text', async () => {
  expect(await textOf(renderCampaignText(campaignOf(results), plain))).toBe(`\
a: converted (multistage/a 0123456789ab, https://example.com/a/pull/7)
  Dockerfile: converted (go, node; about 880 MB less)
  b/Dockerfile: converted
  c/Dockerfile: failed NotText: \`x\` is why NotText.
b: nothing to convert
  api/Dockerfile: refused (go) ArtifactNotFound: it is nowhere.
    hint: Add it.
  docs/Dockerfile: unchanged NoToolchain: \`x\` is why NoToolchain.
c: skipped DetachedHead: \`x\` is why DetachedHead.
d: failed GitFailed: \`x\` is why GitFailed.

4 repositories: 1 converted, 1 nothing, 1 skipped, 1 failed
5 files: 2 converted, 1 refused, 1 unchanged, 1 failed
about 880 MB less in 1 image: 900 MB before, 20 MB after
1 branch pushed, 1 pull request
skipped: DetachedHead
failed: GitFailed
refused: ArtifactNotFound
unchanged: NoToolchain
failed: NotText

toolchain  converted  refused  unchanged  failed  saved
go         1          1        0          0       about 880 MB
node       1          0        0          0       about 880 MB
`);
  expect(dangerousIn(await textOf(renderCampaignText(campaignOf([evil]), plain)))).toEqual([]);
});

describe('merge-reports', () => {
  const json = (some: readonly RepositoryResult[]) => textOf(renderCampaignJson(campaignOf(some)));

  test('gives the report of one run', async () => {
    const whole = await json(results);
    const counts =
      '4 repositories: 1 converted, 1 nothing, 1 skipped, 1 failed\n5 files: 2 converted, 1 refused, 1 unchanged, 1 failed\n';
    const odd = write('odd.json', await json([changed, skipped]));
    const even = write('even.json', await json([nothing, failed]));
    const none = write('none.json', await json([]));
    expect(merge(even, none, odd, '--format', 'json')).toEqual({ code: 0, out: whole, err: counts });
    // The same result in both is one result, and the layout of the JSON means nothing.
    const laidOut = write('laid-out.json', `\uFEFF${JSON.stringify(JSON.parse(whole), null, 2)}`);
    expect(merge(laidOut, odd, '--format', 'json').out).toBe(whole);
    expect(merge(write('hostile.json', await json([evil])), '--format', 'json').out).toBe(await json([evil]));
  });

  test('says what is wrong in a sentence', async () => {
    const whole = await json(results);
    const good = write('good.json', whole);
    const rows: readonly (readonly [name: string, text: string | Uint8Array, said: string])[] = [
      ['empty', '', 'is not a JSON report of multistage migrate.'],
      ['text', 'a: converted\n', 'is not a JSON report of multistage migrate.'],
      ['other', '{"version":1,"files":[],"summary":{}}', 'is not a JSON report of multistage migrate.'],
      ['list', '[1]', 'is not a JSON report of multistage migrate.'],
      ['utf-16', Buffer.from(`\uFEFF${whole}`, 'utf16le'), 'is not a JSON report of multistage migrate.'],
      ['shape', '{"version":1,"repositories":[{"repository":"a"}]}', 'is not a JSON report of multistage migrate.'],
      ['two', `${whole}${whole}`, 'is not a JSON report of multistage migrate.'],
      [
        'newer',
        whole.replace('"version":1', '"version":2'),
        'is a report of version 2, and this multistage reads version 1.',
      ],
      ['half', whole.slice(0, whole.length / 2), 'breaks off before its end.'],
      ['in-a-text', whole.slice(0, whole.indexOf('is why') + 3), 'breaks off before its end.'],
      ['without-its-end', whole.trimEnd().slice(0, -1), 'breaks off before its end.'],
    ];
    for (const [name, text, said] of rows) {
      const path = write(`${name}.json`, text);
      await expect(mergeReports({ paths: [good, path], format: 'html' }), name).rejects.toThrow(`${path} ${said}`);
    }
    const other = write('other-result.json', await json([{ ...failed, kind: 'skipped' }]));
    await expect(mergeReports({ paths: [good, other], format: 'text' })).rejects.toThrow(
      `d is in ${good} and, with another result, in ${other}: merge reports of one campaign only.`,
    );
    await expect(mergeReports({ paths: [folder], format: 'text' })).rejects.toThrow(`${folder} is not a file.`);
    expect(merge(good, 'missing.json')).toEqual({
      code: 2,
      out: '',
      err: 'multistage: missing.json: there is no such file or folder.\nSee multistage --help.\n',
    });
  });
});

// --- The page, in a browser

function findBrowser(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '') return named;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((path) => join(path, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

const executablePath = findBrowser();

describe.skipIf(executablePath === undefined)(
  executablePath === undefined ? 'the page: skipped, as no Chromium is on the PATH or named by CHROMIUM' : 'the page',
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({
        ...(executablePath === undefined ? {} : { executablePath }),
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          '--no-first-run',
        ],
      });
    }, 60_000);
    afterAll(async () => await browser?.close());

    interface Seen {
      readonly page: Page;
      readonly requests: string[];
      readonly complaints: string[];
      readonly url: string;
    }

    async function opened(html: string, name: string): Promise<Seen> {
      const url = `${pathToFileURL(write(`${name}.html`, html))}`;
      const page = await browser.newPage();
      const requests: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(url);
      return { page, requests, complaints, url };
    }

    // What the build puts in.
    vi.stubGlobal('MULTISTAGE_PAGE_STYLE', readFileSync(join(root, 'src/report/page/page.css'), 'utf8'));
    vi.stubGlobal('MULTISTAGE_PAGE_SCRIPT', readFileSync(join(root, 'src/report/page/page.js'), 'utf8'));
    const html = (some: readonly RepositoryResult[]) => textOf(renderCampaignHtml(campaignOf(some)));

    const shown = (page: Page) => page.locator('#shown').textContent();
    const files = (page: Page) => page.locator('#list details:not([hidden])');

    test('has its charts, opens diffs, filters, and fetches nothing', async () => {
      const report = write('page.json', await textOf(renderCampaignJson(campaignOf(results))));
      // As it is built and printed.
      const printed = merge(report, '--format', 'html');
      expect(printed.code).toBe(0);
      const { page, requests, complaints, url } = await opened(printed.out, 'page');
      expect(await page.locator('#outcome .ring').count()).toBe(4);
      expect(await page.locator('#savings rect').count()).toBe(1);
      expect(await page.locator('#files-refused-by-reason rect').count()).toBe(1);
      // Two for go, one for node, and the four of the head.
      expect(await page.locator('#toolchains td rect').count()).toBe(3);
      for (const chart of await page.locator('figure svg').all()) {
        const box = await chart.boundingBox();
        expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThan(5);
        // With a text, or beside one.
        expect((await chart.getAttribute('aria-label')) ?? (await chart.getAttribute('aria-hidden'))).not.toBeNull();
      }
      expect(await page.getByRole('img', { name: '2 converted, 1 refused, 1 unchanged, 1 failed' }).count()).toBe(1);
      expect(await shown(page)).toBe('4 repositories, 5 files');

      expect(await page.locator('.diff').count()).toBe(0);
      await files(page).first().locator('summary').press('Enter');
      // A diff is made when it is opened, and that is told a moment later.
      await expect.poll(() => page.locator('.diff').count()).toBe(1);
      expect(await page.locator('.diff').textContent()).toBe(converted.diff);
      expect(await page.locator('.diff .removed').allTextContents()).toEqual(['-FROM golang\n', '--- a\n']);

      await page.locator('select[name=reason]').selectOption('ArtifactNotFound');
      await expect.poll(() => shown(page)).toBe('1 repository, 1 file');
      expect(await files(page).locator('.path').allTextContents()).toEqual(['api/Dockerfile']);
      expect(page.url()).toBe(`${url}#reason=ArtifactNotFound`);
      await page.getByRole('button', { name: 'Reset' }).click();
      await expect.poll(() => shown(page)).toBe('4 repositories, 5 files');
      // What a chart links to.
      await page.getByRole('link', { name: 'GitFailed' }).click();
      await expect.poll(() => shown(page)).toBe('1 repository, 0 files');
      expect(await page.locator('#list h3').allTextContents()).toEqual(['d']);

      expect(requests).toEqual([url]);
      expect(complaints).toEqual([]);
      await page.close();
    });

    test('shows what its address says', async () => {
      const { page, complaints, url } = await opened(await html(results), 'address');
      const rows: readonly (readonly [address: string, said: string])[] = [
        ['#outcome=converted', '1 repository, 2 files'],
        ['#outcome=nothing', '1 repository, 2 files'],
        ['#toolchain=node', '1 repository, 1 file'],
        ['#toolchain=go&outcome=refused', '1 repository, 1 file'],
        ['#text=API', '1 repository, 1 file'],
        ['#text=zzz', '0 repositories, 0 files'],
        ['#reason=NoSuchReason', '4 repositories, 5 files'],
      ];
      for (const [address, said] of rows) {
        await page.goto('about:blank');
        await page.goto(`${url}${address}`);
        expect(await shown(page), address).toBe(said);
      }
      expect(complaints).toEqual([]);
      await page.close();
    });

    test('shows hostile text, and executes none', async () => {
      const { page, requests, complaints, url } = await opened(await html([evil]), 'hostile-page');
      await page.getByRole('button', { name: 'Open all shown' }).click();
      await expect.poll(() => page.locator('.diff').count()).toBe(1);
      const text = (await page.locator('main').textContent()) ?? '';
      expect(text).toContain(attack);
      expect(dangerousIn(text)).toEqual([]);
      expect(await page.locator('main img, main b, #list a').count()).toBe(0);
      expect(await page.evaluate('window.hacked')).toBeUndefined();
      expect(requests).toEqual([url]);
      expect(complaints).toEqual([]);
      await page.close();
    });

    test('answers at once with a thousand repositories', async () => {
      const many = Array.from({ length: 1000 }, (_, index) => {
        const base = results[index % results.length] ?? nothing;
        return { ...base, repository: `repository-${String(index).padStart(4, '0')}` };
      });
      const { page, complaints } = await opened(await html(many), 'many');
      expect(await shown(page)).toBe('1,000 repositories, 1,250 files');
      expect(await page.locator('#list > li').count()).toBe(400);
      await page.getByRole('button', { name: 'Show 400 more of 600' }).click();
      expect(await page.locator('#list > li').count()).toBe(800);
      const start = performance.now();
      await page.locator('select[name=outcome]').selectOption('refused');
      await expect.poll(() => shown(page), { interval: 5 }).toBe('250 repositories, 250 files');
      expect(performance.now() - start).toBeLessThan(2000);
      expect(complaints).toEqual([]);
      await page.close();
    });
  },
);
