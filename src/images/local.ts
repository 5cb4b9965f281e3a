// Folders for what is installed by hand. The images of distributions leave them empty: what lies there was put there by the Dockerfile.

import type { Image } from './image.ts';

const forLocal = /^\/(?:usr\/local|opt|srv)(?:\/|$)/;

/** Whether the base image is known to have nothing at this path, below it or above it, among such folders. */
export function isEmptyIn(image: Image | undefined, path: string): boolean {
  const filled = image?.local ?? (image?.toolchains.length === 0 ? [] : undefined);
  return (
    filled !== undefined &&
    forLocal.test(path) &&
    !filled.some((folder) => folder === path || folder.startsWith(`${path}/`) || path.startsWith(`${folder}/`))
  );
}
