// The package's entry for Node: what needs a disk. Everything else is in the main entry.

export type { FolderOptions } from './context/folder.ts';
export { contextFromFolder, filesBelow } from './context/folder.ts';
