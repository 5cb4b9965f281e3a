// What bin/multistage.js starts.

import { run } from './main.ts';

await run(process.argv.slice(2));
