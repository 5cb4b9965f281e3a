// `multistage toolchains`: what the engine knows, one toolchain a line.

import { toolchains } from '../../index.ts';

export function listToolchains(): void {
  const width = Math.max(0, ...toolchains.map(({ name }) => name.length));
  for (const { name, title } of toolchains) process.stdout.write(`${name.padEnd(width)}  ${title}\n`);
}
