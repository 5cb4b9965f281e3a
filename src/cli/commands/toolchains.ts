// `multistage toolchains`: what the engine knows, with the images, commands, artifacts and bases of each toolchain.

import { toolchains } from '../../index.ts';

export function listToolchains(): void {
  const blocks = toolchains.map(({ name, title, images = [], programs, artifacts = '', bases = [] }) => {
    const rows = [
      ['images', images.join(' ')],
      ['commands', Object.keys(programs).join(' ')],
      ['artifacts', artifacts.replaceAll('`', '')],
      ['runs on', bases.join(' ')],
    ];
    return [`${name}  ${title}`, ...rows.map(([head = '', text]) => `  ${head.padEnd(9)}  ${text}`)].join('\n');
  });
  process.stdout.write(`${blocks.join('\n\n')}\n`);
}
