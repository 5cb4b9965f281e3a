#!/usr/bin/env node
import * as module from 'node:module';

// Node 22 keeps compiled code between runs when it is asked to; Node 20 cannot.
module.enableCompileCache?.();

// Libraries ask for it as soon as they are loaded.
try {
  process.cwd();
} catch {
  process.stderr.write('multistage: the current folder is gone: go to one that is there.\n');
  process.exit(2);
}

await import('../dist/cli.js');
