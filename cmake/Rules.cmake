# SPDX-License-Identifier: Apache-2.0
# Rules, server sheets and tables are compiled into the program by the loader that also reads the user's files.
function(aidiag_compile_rules target)
  # The rule compiler joins here (src/rules).
endfunction()
