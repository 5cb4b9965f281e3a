// Fortran: what gfortran links. Calls are read as those of GCC are. Source: the manual of GNU Fortran; packages of gcc in the distributions.

import { type Call, defineToolchain, type Effect, list, models, type Need, type Program } from '../src/toolchain.ts';
import { compiler } from './c/compile.ts';

const compile = compiler({ toolchain: 'fortran', cplusplus: false, links: ['gfortran'] });

/** The library of the language: Debian and Ubuntu name it by its version, which follows the compiler's. */
function runtime(call: Call): Need[] {
  const because = 'the program is linked to the library of Fortran';
  if (call.has('apk') === true) return [{ kind: 'package', name: 'libgfortran', because }];
  // Version 5 has been the library of gfortran since GCC 8: buster, 20.04 and later; 18.04 has GCC 7 with version 4.
  return [{ kind: 'library', development: 'libgfortran-dev', because }];
}

const gfortran: Program = (call) =>
  compile(call)?.map((effect): Effect => {
    if (
      effect.kind !== 'write' ||
      effect.origin.kind !== 'artifact' ||
      call.words.some((word) => /^-static(?:-libgfortran)?$/.test(word))
    )
      return effect;
    const { artifact } = effect.origin;
    return {
      ...effect,
      origin: { kind: 'artifact', artifact: { ...artifact, needs: [...artifact.needs, ...runtime(call)] } },
    };
  });

export default defineToolchain({
  name: 'fortran',
  title: 'Fortran',
  documentation: 'https://gcc.gnu.org/onlinedocs/gfortran/',
  programs: models(
    gfortran,
    `gfortran f77 f95 ${Array.from({ length: 20 }, (_, index) => `gfortran-${index + 4}`).join(' ')}`,
  ),
  sensitive: /(?!)/,
  drivers: list('gfortran fpm'),
  packages: list('gfortran gcc-gfortran'),
  fetchers: list('git curl wget'),
  folders: [],
  archive: /(?!)/,
  sources: list('*.f *.f77 *.f90 *.f95 *.f03 *.f08 *.F *.F90 *.for *.mod *.o *.a'),
  variables: list('FC FFLAGS F77 F90 FCFLAGS'),
  megabytes: 300,
});
