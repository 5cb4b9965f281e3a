#!/usr/bin/env node
// Stands in for docker in tests of the command line: images are archives that were made before, containers end at once, and what is asked of
// it is written down. $FAKE_DOCKER is its folder: before.tar, after.tar, behaviour.json, and what exists, one file for each thing.
import {
  appendFileSync,
  createReadStream,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';

const folder = process.env.FAKE_DOCKER ?? '';
const words = process.argv.slice(2);
const [command, second] = words;
const behaviour = JSON.parse(readFileSync(join(folder, 'behaviour.json'), 'utf8'));
const after = (name) => words[words.indexOf(name) + 1];
const exists = (kind) => readdirSync(folder).filter((name) => name.startsWith(`${kind}-`));
const sideOf = (thing) => (thing.includes('after') ? 'after' : 'before');
appendFileSync(join(folder, 'asked.txt'), `${words.join(' ')}\n`);

if (command === 'version') console.log(JSON.stringify({ Server: { Version: '99.0' } }));
else if (command === 'network') console.log('bridge');
else if (command === 'context') console.log('default');
else if (command === 'buildx' && second === 'build') {
  const side = basename(after('--file')).split('.')[0];
  console.error(`#5 [1/1] RUN something of ${side}`);
  if (behaviour[side].build) {
    console.error(behaviour[side].build);
    process.exit(1);
  }
  writeFileSync(join(folder, `image-${side}`), after('--label'));
  writeFileSync(after('--iidfile'), `image-${side}`);
  if (behaviour[side].wait) setTimeout(() => {}, 60_000);
} else if (command === 'save') createReadStream(join(folder, `${sideOf(second)}.tar`)).pipe(process.stdout);
else if (command === 'create') {
  const container = `container-${sideOf(words.find((word) => word.startsWith('image-')))}`;
  writeFileSync(join(folder, container), after('--label'));
  console.log(container);
} else if (command === 'container') {
  const { exitCode = 0 } = behaviour[sideOf(words.at(-1))];
  console.log(JSON.stringify({ state: { Running: false, ExitCode: exitCode }, mounts: [] }));
} else if (command === 'logs') process.stdout.write(behaviour[sideOf(second)].stdout ?? '');
else if (command === 'ps' || command === 'images') {
  const label = words.find((word) => word.startsWith('label='))?.slice(6);
  const things = exists(command === 'ps' ? 'container' : 'image');
  for (const thing of things) if (readFileSync(join(folder, thing), 'utf8') === label) console.log(thing);
} else if (command === 'rm' || command === 'rmi') {
  for (const thing of words.slice(1)) if (existsSync(join(folder, thing))) rmSync(join(folder, thing));
}
