// Environment variables that only package managers, compilers and make read.

export const buildVariables: ReadonlySet<string> = new Set([
  'DEBIAN_FRONTEND',
  'DEBCONF_NONINTERACTIVE_SEEN',
  'MAKEFLAGS',
  'CFLAGS',
  'CXXFLAGS',
  'LDFLAGS',
  'CPPFLAGS',
  'CC',
  'CXX',
  'PKG_CONFIG_PATH',
]);
