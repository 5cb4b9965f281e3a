// npm runs this before it packs, and when it installs from git, as pre-commit does. Then it should have installed what building needs; with
// `-g` it hands that word on to that installation, which goes astray (npm/cli#8440). So it is made up for here.

import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const misleading = /^npm_config_(?:global|location|install_links|omit|include|force|dry_run|package_lock_only)$/i;
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.test(name)));
const run = (/** @type {string} */ line) => execSync(line, { stdio: 'inherit', env });

if (!existsSync('node_modules/esbuild')) run('npm ci --include=dev --ignore-scripts --no-audit --no-fund');
run('npm run build');
