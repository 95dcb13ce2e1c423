# SPDX-License-Identifier: Apache-2.0
# The tables of rules/tables/ that the core library looks things up in become constant arrays of it. Their compiler
# reads YAML as the rules' loader does, but is not made of the core library, which needs what it writes.
function(aidiag_compile_tables target)
  file(GLOB table_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/rules/tables/*.yaml)
  add_executable(tables-compiler src/compiler/tables_main.cpp src/compiler/table_reader.cpp
    src/compiler/table_schema.cpp src/rules/tree.cpp src/rules/problems.cpp src/model/nearest.cpp)
  target_include_directories(tables-compiler PRIVATE include src)
  target_link_libraries(tables-compiler PRIVATE project_settings fmt::fmt yaml-cpp)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/knowledge_tables.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND tables-compiler ${CMAKE_CURRENT_SOURCE_DIR}/rules/tables ${output}
    DEPENDS tables-compiler ${table_files}
    COMMENT "Compiling the tables"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
