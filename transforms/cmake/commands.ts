// Commands and modules of CMake that name no target. Source: cmake-commands(7), cmake-modules(7).

/** They change neither what is built nor where. */
export const harmless = new Set(
  (
    'find_package cmake_minimum_required cmake_policy message enable_testing add_test set_tests_properties include_directories target_include_directories ' +
    'target_compile_options target_compile_definitions target_compile_features add_definitions add_compile_options add_compile_definitions ' +
    'link_directories target_link_directories target_link_options add_link_options target_sources source_group find_path find_library find_program find_file ' +
    'mark_as_advanced add_dependencies check_include_file check_function_exists check_symbol_exists check_cxx_compiler_flag check_c_compiler_flag ' +
    'configure_file file string list get_filename_component get_target_property get_property set_property math execute_process ' +
    'set_source_files_properties target_precompile_headers aux_source_directory enable_language pkg_check_modules pkg_search_module pkg_get_variable ' +
    'export separate_arguments unset return variable_watch site_name include_guard add_custom_command add_custom_target set_directory_properties remove_definitions ' +
    'check_type_size test_big_endian check_include_file_cxx check_c_source_compiles check_cxx_source_compiles check_library_exists feature_summary cmake_dependent_option'
  ).split(' '),
);
/** Their words become UNKNOWN variables. */
export const setsVariable: Readonly<Record<string, number>> = {
  get_filename_component: 0,
  find_path: 0,
  find_library: 0,
  find_program: 0,
  find_file: 0,
  get_target_property: 0,
  get_property: 0,
};
export const modulesWithoutTargets =
  /^(?:GNUInstallDirs|CTest|CPack|Check\w+|Find\w+|CMakePackageConfigHelpers|TestBigEndian|FeatureSummary|CMakeDependentOption|CMakePushCheckState|GenerateExportHeader|ProcessorCount|GoogleTest|InstallRequiredSystemLibraries|CMakePrintHelpers|WriteCompilerDetectionHeader)$/;
