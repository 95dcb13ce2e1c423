# SPDX-License-Identifier: Apache-2.0
# Where the program, its names for kubectl, the man page and the completions go. kubectl finds `kubectl ai-diag` under
# the name kubectl-ai_diag, and its completion under kubectl_complete-ai_diag: pkg/cmd/plugin.go and
# pkg/cmd/plugin/plugin_completion.go of kubectl.
include(GNUInstallDirs)
option(AIDIAG_DASH_NAME "Install the link kubectl-ai-diag too; it takes `kubectl ai diag` from a plugin kubectl-ai" ON)

set(bin "${CMAKE_INSTALL_BINDIR}")
set(share "${CMAKE_INSTALL_DATAROOTDIR}")

# Links NAME beside the installed file TARGET, below DESTDIR and the prefix.
function(aidiag_install_link folder target name)
  install(CODE "
    set(folder \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${folder}\")
    message(STATUS \"Installing: \${folder}/${name} -> ${target}\")
    file(CREATE_LINK ${target} \"\${folder}/${name}\" SYMBOLIC)")
endfunction()

install(PROGRAMS $<TARGET_FILE:kubectl-ai-diag> DESTINATION ${bin} RENAME kubectl-ai_diag)
aidiag_install_link(${bin} kubectl-ai_diag kubectl_complete-ai_diag)
install(FILES man/kubectl-ai-diag.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES deploy/rbac.yaml docs/requests.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
aidiag_install_link(${CMAKE_INSTALL_MANDIR}/man1 kubectl-ai-diag.1 kubectl-ai_diag.1)

# bash-completion and fish look for a file of the command's name.
install(FILES completions/kubectl-ai_diag.bash DESTINATION ${share}/bash-completion/completions RENAME kubectl-ai_diag)
install(FILES completions/_kubectl-ai_diag DESTINATION ${share}/zsh/site-functions)
install(FILES completions/kubectl-ai_diag.fish DESTINATION ${share}/fish/vendor_completions.d)

if(AIDIAG_DASH_NAME)
  aidiag_install_link(${bin} kubectl-ai_diag kubectl-ai-diag)
  aidiag_install_link(${share}/bash-completion/completions kubectl-ai_diag kubectl-ai-diag)
  aidiag_install_link(${share}/fish/vendor_completions.d kubectl-ai_diag.fish kubectl-ai-diag.fish)
endif()
