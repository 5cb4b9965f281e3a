// `multistage migrate status`.
import type { StatusOptions } from '../options/migrate.ts';
export async function showStatus(_: StatusOptions): Promise<number> {
  return 0;
}
