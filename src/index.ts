// The public library API. A placeholder until the pipeline is there.

import type { BuildContext } from './context/context.ts';
import type { Conversion } from './conversion.ts';
import type { Preference } from './images/need.ts';
import type { Toolchain } from './toolchain.ts';

export { contextFromFiles } from './context/files.ts';

export interface ConvertOptions {
  readonly path?: string;
  readonly context?: BuildContext;
  readonly preference?: Preference;
}

export const toolchains: readonly Toolchain[] = [];

export function convert(text: string, options: ConvertOptions = {}): Conversion {
  return { kind: 'unchanged', path: options.path ?? 'Dockerfile', input: text, toolchains: [], diagnostics: [] };
}
