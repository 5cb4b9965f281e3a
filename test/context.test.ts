import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { BuildContext } from '../src/context/context.ts';
import { contextFromFiles } from '../src/context/files.ts';
import { contextFromFolder, filesBelow } from '../src/context/folder.ts';

const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

function folderWith(files: Record<string, string | Uint8Array>): string {
  const root = mkdtempSync(join(tmpdir(), 'context-'));
  temporary.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** All visible files, depth first. */
function visible(context: BuildContext, folder = ''): string[] {
  return context.list(folder).flatMap((name) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    return context.kind(path) === 'folder' ? visible(context, path) : [path];
  });
}

const files = {
  'go.mod': 'module example.com/shop\n',
  'cmd/shop/main.go': 'package main\n',
  'cmd/shop/main_test.go': 'package main\n',
  'docs/a.md': 'a',
  'docs/b.txt': 'b',
  'sub/go.mod': 'module sub\n',
  'bin/app': 'x',
};
const all = Object.keys(files).sort();

describe('Docker’s ignore rules, on disk and in memory', () => {
  const rows: readonly [name: string, rules: string, visible: readonly string[]][] = [
    ['no rules', '', all],
    ['anchored at the root', 'go.mod', all.filter((path) => path !== 'go.mod')],
    ['a slash in front means nothing', '/go.mod', all.filter((path) => path !== 'go.mod')],
    ['any depth with **', '**/go.mod', all.filter((path) => !path.endsWith('go.mod'))],
    ['* stays inside a folder', '*.md', all],
    ['a folder takes what is below it', 'cmd', all.filter((path) => !path.startsWith('cmd'))],
    ['the last match wins', 'docs\n!docs/a.md', all.filter((path) => path !== 'docs/b.txt')],
    ['an exception before the rule is lost', '!docs/a.md\ndocs', all.filter((path) => !path.startsWith('docs'))],
    ['all but', '*\n!cmd\n!go.mod', ['cmd/shop/main.go', 'cmd/shop/main_test.go', 'go.mod']],
    ['all but, deep', '**\n!cmd/shop/main.go', ['cmd/shop/main.go']],
    ['all but, by name', '*\n!**/*_test.go', ['cmd/shop/main_test.go']],
    [
      'comments, blanks, CRLF and BOM',
      '\uFEFF# note\r\n\r\n  docs  \r\n',
      all.filter((path) => !path.startsWith('docs')),
    ],
    ['case counts', 'DOCS', all],
    ['what Docker would refuse is no crash', 'c++\n[a\n!\ndocs', all.filter((path) => !path.startsWith('docs'))],
  ];
  test.each(rows)('%s', (_name, rules, expected) => {
    const given = rules === '' ? files : { ...files, '.dockerignore': rules };
    const wanted = [...expected, ...(rules === '' ? [] : ['.dockerignore'])].sort();
    // What rules say about .dockerignore itself is not the point of a row.
    const tidy = (paths: string[]) => paths.filter((path) => path !== '.dockerignore').sort();
    expect(tidy(visible(contextFromFiles(given)))).toEqual(tidy(wanted));
    expect(tidy(visible(contextFromFolder(folderWith(given))))).toEqual(tidy(wanted));
  });

  test('the ignore file of the Dockerfile wins', () => {
    const given = { ...files, '.dockerignore': 'docs', 'build/app.Dockerfile.dockerignore': 'cmd' };
    const options = { dockerfile: 'build/app.Dockerfile' };
    for (const context of [contextFromFiles(given, options), contextFromFolder(folderWith(given), options)]) {
      expect(context.kind('docs')).toBe('folder');
      expect(context.kind('cmd')).toBeUndefined();
    }
    expect(contextFromFiles(given).kind('docs')).toBeUndefined();
  });

  test('hostile patterns take no time', () => {
    const rules = `${'*a'.repeat(500)}\n${'**/a/'.repeat(200)}b\n${'a*'.repeat(4)}b`;
    const name = 'a'.repeat(200);
    const deep = `${'a/'.repeat(300)}${name}`;
    const context = contextFromFiles({ '.dockerignore': rules, [deep]: '', [name]: '' });
    const started = performance.now();
    expect(context.kind(deep)).toBe('file');
    expect(context.kind(name)).toBe('file');
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('paths', () => {
  const root = folderWith(files);
  test.each([
    ['memory', contextFromFiles(files)],
    ['disk', contextFromFolder(root)],
  ] as const)('%s', (_name, context) => {
    expect(context.kind('')).toBe('folder');
    expect(context.kind('./cmd/')).toBe('folder');
    expect(context.kind('cmd/../go.mod')).toBe('file');
    expect(context.kind('../go.mod')).toBeUndefined();
    expect(context.kind('cmd/../../etc/passwd')).toBeUndefined();
    expect(context.kind('absent')).toBeUndefined();
    expect(context.read('go.mod')).toBe('module example.com/shop\n');
    expect(context.read('cmd')).toBeUndefined();
    expect(context.list('cmd')).toEqual(['shop']);
    expect(context.list('go.mod')).toEqual([]);
    expect(context.list('')).toEqual(['bin', 'cmd', 'docs', 'go.mod', 'sub']);
  });

  test('an empty folder in memory', () => {
    const context = contextFromFiles({ 'empty/': '' });
    expect(context.kind('empty')).toBe('folder');
    expect(context.list('empty')).toEqual([]);
  });

  test('a file name that every object has', () => {
    const context = contextFromFiles({ constructor: 'x', 'a/__proto__': 'y' });
    expect(context.read('constructor')).toBe('x');
    expect(context.read('a/__proto__')).toBe('y');
    expect(context.kind('toString')).toBeUndefined();
  });
});

describe('what is not read', () => {
  const large = 'x'.repeat(1024 * 1024);
  test('limits in memory', () => {
    const context = contextFromFiles({ fits: large, large: `${large}x`, wide: 'ä'.repeat(600 * 1024), nul: 'a\0b' });
    expect(context.read('fits')).toHaveLength(large.length);
    for (const path of ['large', 'wide', 'nul']) {
      expect(context.kind(path)).toBe('file');
      expect(context.read(path)).toBeUndefined();
    }
  });

  test('limits and encodings on disk', () => {
    const root = folderWith({ fits: large, large: `${large}x`, latin1: Uint8Array.of(0x66, 0xfc, 0x72), nul: 'a\0b' });
    const context = contextFromFolder(root);
    expect(context.read('fits')).toHaveLength(large.length);
    for (const path of ['large', 'latin1', 'nul']) {
      expect(context.kind(path)).toBe('file');
      expect(context.read(path)).toBeUndefined();
    }
  });

  test.skipIf(process.platform === 'win32')('symbolic links stay inside, and loops end', () => {
    const outside = folderWith({ secret: 'secret' });
    const root = folderWith({ 'real/file': 'text', '.git/config': 'x', 'sub/.git': 'x' });
    symlinkSync('real', join(root, 'inside'));
    symlinkSync(join(outside, 'secret'), join(root, 'out'));
    symlinkSync(outside, join(root, 'folder-out'));
    symlinkSync('loop-b', join(root, 'loop-a'));
    symlinkSync('loop-a', join(root, 'loop-b'));
    symlinkSync('..', join(root, 'real/up'));
    const context = contextFromFolder(root);
    expect(context.read('inside/file')).toBe('text');
    expect(context.read('real/up/real/up/real/file')).toBe('text');
    for (const path of [
      'out',
      'folder-out',
      'folder-out/secret',
      'loop-a',
      'loop-a/x',
      '.git',
      '.git/config',
      'real/file/x',
    ]) {
      expect(context.kind(path)).toBeUndefined();
      expect(context.read(path)).toBeUndefined();
    }
    expect(context.list('')).toEqual(['inside', 'real', 'sub']);
  });

  test('a root that is absent, a file, or forbidden', () => {
    const root = folderWith({ file: 'x', 'closed/file': 'x' });
    chmodSync(join(root, 'closed'), 0);
    for (const name of ['absent', 'file', 'closed']) {
      const context = contextFromFolder(join(root, name));
      expect(context.kind('')).toBe('folder');
      expect(context.kind('x')).toBeUndefined();
      expect(context.read('x')).toBeUndefined();
    }
    chmodSync(join(root, 'closed'), 0o700);
  });
});

test('the files of a repository are all there, whatever is ignored, and none outside of it', () => {
  const root = folderWith({ '.dockerignore': '**', 'compose.yaml': 'a', 'deploy/compose.yaml': 'b', '.git/HEAD': '' });
  symlinkSync(join(folderWith({ secret: 'x' }), 'secret'), join(root, 'out'));
  const all = filesBelow(root);
  expect(all.list('')).toEqual(['.dockerignore', 'compose.yaml', 'deploy', 'out']);
  expect([all.kind('deploy'), all.kind('deploy/compose.yaml'), all.kind('out'), all.kind('../x')]).toEqual([
    'folder',
    'file',
    undefined,
    undefined,
  ]);
  expect([all.read('deploy/../compose.yaml'), all.read('out'), all.read('../secret')]).toEqual([
    'a',
    undefined,
    undefined,
  ]);
  expect(filesBelow(join(root, 'absent')).list('')).toEqual([]);
});

test('a large context in memory is made in linear time', () => {
  const many = (count: number) => {
    const wide: Record<string, string> = {};
    for (let index = 0; index < count; index++) wide[`a/b/c/d/file${index}`] = '';
    const started = performance.now();
    expect(contextFromFiles(wide).list('a/b/c/d')).toHaveLength(count);
    return performance.now() - started;
  };
  many(1000);
  expect(many(100_000)).toBeLessThan(100 * Math.max(many(10_000), 20));
});
