# SPDX-License-Identifier: Apache-2.0
# Rules, server sheets and tables are compiled into the program by the loader that also reads the user's files, so a
# mistake in one of them breaks the build with file and line, and the program starts without parsing YAML.
function(aidiag_compile_rules)
  file(GLOB_RECURSE rule_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/rules/*.yaml
    ${CMAKE_CURRENT_SOURCE_DIR}/rules/NOT-COVERED.md)
  add_executable(rules-compiler src/compiler/main.cpp)
  target_link_libraries(rules-compiler PRIVATE core)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/shipped_rules.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND rules-compiler ${CMAKE_CURRENT_SOURCE_DIR}/rules ${output}
    DEPENDS rules-compiler ${rule_files}
    COMMENT "Compiling the rules"
    VERBATIM)
  add_library(shipped_rules STATIC ${output})
  target_link_libraries(shipped_rules PUBLIC core)
endfunction()
