// `multistage --print-config [path]`: which settings hold for a path, and who says so.

import { join, resolve } from 'node:path';
import { renderDiagnostics } from '../../report/text.ts';
import { isColoured, paletteFor } from '../colours.ts';
import { isFolder } from '../find.ts';
import type { ConversionOptions } from '../options/conversion.ts';
import { renderEffective, settingsFor } from '../settings.ts';

export async function printConfig(paths: readonly string[], options: ConversionOptions): Promise<number> {
  const path = resolve(paths[0] ?? '.');
  // Of a folder, what holds for a Dockerfile in it.
  const held = await settingsFor(options)(isFolder(path) ? join(path, 'Dockerfile') : path);
  if ('kind' in held) {
    process.stderr.write(renderDiagnostics([held], ['refusal'], paletteFor(isColoured(process.stderr))));
    return 2;
  }
  process.stdout.write(renderEffective(held));
  return 0;
}
