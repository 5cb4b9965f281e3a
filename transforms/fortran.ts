// Fortran: what gfortran links. Calls are read as those of GCC are. Source: the manual of GNU Fortran; packages of gcc in the distributions.

import { defineToolchain, list, models, type Program } from '../src/toolchain.ts';
import { compiler } from './c/compile.ts';

const gfortran: Program = compiler({ toolchain: 'fortran', cplusplus: false, links: ['gfortran'] });

export default defineToolchain({
  name: 'fortran',
  title: 'Fortran',
  documentation: 'https://gcc.gnu.org/onlinedocs/gfortran/',
  images: ['gcc'],
  artifacts: 'a program where `-o` says, or `a.out`',
  bases: ["the author's base", 'scratch'],
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
