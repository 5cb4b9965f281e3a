// Which files are Dockerfiles, by their names. Reads none of them.

/** As globs. */
export const dockerfileNames = ['Dockerfile', 'Dockerfile.*', '*.Dockerfile', 'Containerfile', 'Containerfile.*'];

/** Named like a Dockerfile and none: ignore files, and what this tool, patch and editors leave behind. As globs. */
export const leftoverNames = [
  '*.dockerignore',
  '*.containerignore',
  '*.orig',
  '*.orig.*',
  '*.rej',
  '*.bak',
  '*.swp',
  '*~',
];

const anyOf = (globs: readonly string[]): RegExp =>
  new RegExp(`^(?:${globs.map((glob) => glob.replaceAll('.', '\\.').replaceAll('*', '.*')).join('|')})$`, 's');

const dockerfile = anyOf(dockerfileNames);
const leftover = anyOf(leftoverNames);

/** Whether a file of a repository is one, by its path with `/`. What package managers installed is not the author's. */
export function isDockerfilePath(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return dockerfile.test(name) && !leftover.test(name) && !/(?:^|\/)node_modules\//.test(path);
}
