# SPDX-License-Identifier: Apache-2.0
# Where the program, its names for kubectl, the man page and the completions go.
include(GNUInstallDirs)
install(TARGETS kubectl-ai-diag DESTINATION ${CMAKE_INSTALL_BINDIR})
