// The version of the package.

// Put in by build.js from package.json.
declare const MULTISTAGE_VERSION: string | undefined;

export const version = typeof MULTISTAGE_VERSION === 'string' ? MULTISTAGE_VERSION : 'unreleased';
