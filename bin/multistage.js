#!/usr/bin/env node
import * as module from 'node:module';

// Node 22 keeps compiled code between runs when it is asked to; Node 20 cannot.
module.enableCompileCache?.();

await import('../dist/cli.js');
