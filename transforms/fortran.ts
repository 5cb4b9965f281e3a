// Fortran: what gfortran links. Calls are read as those of GCC are. Source: the manual of GNU Fortran; packages of gcc in the distributions.

import { defineToolchain, list, models, type Program, type TreeOptions } from '../src/toolchain.ts';
import { compiler } from './c/compile.ts';

/** Comments from `!` to the end of the line; strings in either quote, in which a doubled quote stands for itself. */
const language: TreeOptions = {
  endings: list('.f90 .f95 .f03 .f08 .f .for .f77 .F90 .F'),
  lexis: { tokens: /(?<comment>![^\n]*)|"(?<text>(?:[^"\n]|"")*)"|'(?<raw>(?:[^'\n]|'')*)'/g },
};

const gfortran: Program = compiler({ toolchain: 'fortran', cplusplus: false, links: ['gfortran'], language });

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
