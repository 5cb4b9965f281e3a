// What action.yml starts, bundled.

import { runAction } from './run.ts';

process.exitCode = await runAction();
