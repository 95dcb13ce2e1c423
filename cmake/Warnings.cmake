# SPDX-License-Identifier: Apache-2.0
# How all of the project's own code is compiled.
add_library(project_settings INTERFACE)
target_compile_options(project_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough)
# clang sees that libstdc++ 12 itself calls a deprecated function in std::stable_sort.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(project_settings INTERFACE -Wno-deprecated-declarations)
endif()
# g++ 12 sees overlapping copies in plain string concatenation (GCC bug 105329).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(project_settings INTERFACE -Wno-restrict)
endif()
if(AIDIAG_WERROR)
  target_compile_options(project_settings INTERFACE -Werror)
endif()
if(AIDIAG_SANITIZE)
  target_compile_options(project_settings INTERFACE -fsanitize=${AIDIAG_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(project_settings INTERFACE -fsanitize=${AIDIAG_SANITIZE})
endif()
if(AIDIAG_COVERAGE)
  target_compile_options(project_settings INTERFACE --coverage)
  target_link_options(project_settings INTERFACE --coverage)
endif()
target_link_options(project_settings INTERFACE -Wl,--as-needed)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()
