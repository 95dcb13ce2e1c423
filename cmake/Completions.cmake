# SPDX-License-Identifier: Apache-2.0
# Puts the files of completions/ into the program, so that `completion SHELL` prints what is installed.
function(aidiag_embed_completions target)
  foreach(pair "BASH=kubectl-ai_diag.bash" "ZSH=_kubectl-ai_diag" "FISH=kubectl-ai_diag.fish")
    string(REPLACE "=" ";" pair "${pair}")
    list(GET pair 0 shell)
    list(GET pair 1 name)
    set(path "${CMAKE_CURRENT_SOURCE_DIR}/completions/${name}")
    file(READ "${path}" AIDIAG_COMPLETION_${shell})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${path}")
  endforeach()
  configure_file(src/cli/completions.cpp.in "${CMAKE_CURRENT_BINARY_DIR}/completions.cpp" @ONLY)
  target_sources(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/completions.cpp")
endfunction()
