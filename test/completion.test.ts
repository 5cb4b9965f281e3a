import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { command } from '../src/cli/command.ts';
import { completionScript } from '../src/cli/completion.ts';
import { commands } from '../src/cli/main.ts';

const folder = mkdtempSync(join(tmpdir(), 'completion-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'Dockerfile'), '');
writeFileSync(join(folder, 'two words'), '');
mkdirSync(join(folder, 'services'));

const has = (shell: string) => spawnSync(shell, ['-c', ':']).status === 0;

/** A tree of commands, with text in it that a shell would act on. */
const tree = [
  ...commands,
  command({
    name: 'campaign',
    summary: "what's $(touch made) `touch made` [here]: and there",
    options: { 'dry-run': { type: 'boolean', describe: "don't $(touch made)" } },
    commands: [
      command({
        name: 'status',
        summary: 'how it stands',
        options: { sort: { choices: ['name', 'state'], describe: 'by what' } },
        run: async () => 0,
      }),
    ],
    run: async () => 0,
  }),
];

/** As readline would: the words of the line, the last one being typed. */
function completions(...words: readonly string[]): readonly string[] {
  const script = `${completionScript('bash', tree)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _multistage; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const run = spawnSync('bash', ['--norc', '-c', script, 'bash', 'multistage', ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  return run.stdout.split('\n').filter((line) => line !== '');
}

describe.skipIf(process.platform === 'win32' || !has('bash'))('bash completes', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['a command', ['ver'], ['verify']],
    ['a path', ['Dock'], ['Dockerfile']],
    ['a path with a blank', ['two'], ['two words']],
    ['an option', ['--interact'], ['--interactive']],
    ['an option of a command', ['verify', '--pu'], ['--pull']],
    ['no option of another command', ['--pu'], []],
    ['an option behind a path', ['Dockerfile', '--ba'], ['--backup']],
    ['choices', ['--prefer', ''], ['smallest', 'shell', 'distroless']],
    ['choices of a command', ['verify', '--format', 'm'], ['markdown']],
    ['choices behind =', ['--prefer', '=', 'd'], ['distroless']],
    ['choices right behind =', ['--prefer', '='], ['smallest', 'shell', 'distroless']],
    ['a folder as a value', ['--context', 'ser'], ['services']],
    ['words of a command', ['completion', 'f'], ['fish']],
    ['a command below a command', ['campaign', 'st'], ['status']],
    ['options of a command below a command', ['campaign', 'status', '--s'], ['--sort']],
    ['choices of a command below a command', ['campaign', 'status', '--sort', 'n'], ['name']],
  ])('%s', (_, words, expected) => {
    expect(completions(...words)).toEqual(expected);
  });

  test('commands and paths where both can stand', () => {
    const names = tree.flatMap(({ name }) => name ?? []);
    expect([...completions('')].sort()).toEqual([...names, 'Dockerfile', 'services', 'two words'].sort());
  });
});

test.each(['bash', 'zsh', 'fish'] as const)('%s reads the script, and runs nothing of it', (shell) => {
  const script = completionScript(shell, tree);
  for (const { name, options } of tree) {
    if (name !== undefined) expect(script).toContain(name);
    for (const option of Object.keys(options)) expect(script).toContain(option);
  }
  if (!has(shell)) return;
  // In zsh what is completed is known to compinit, which is not here.
  const prelude = shell === 'zsh' ? 'compdef() { :; }\n' : '';
  const run = spawnSync(shell, ['-c', `${prelude}${script}`], { cwd: folder, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.stdout).toBe('');
  expect(spawnSync('test', ['-e', join(folder, 'made')]).status).toBe(1);
});
