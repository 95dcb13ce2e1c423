# SPDX-License-Identifier: Apache-2.0
# bash completion for kubectl-ai_diag and kubectl-ai-diag. The program itself knows the answers; this only asks it.
# shellcheck shell=bash

_kubectl_ai_diag() {
  local IFS=$' \t\n' words=() word answer line directive=0 typed candidate
  # bash takes words apart at "=" and ":"; put them together again as they stand in the line.
  for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ ${#words[@]} -gt 0 && ($word == [=:]* || ${words[-1]} == *[=:]) && ${words[-1]} == --* ]]; then
      words[-1]+=$word
    else
      words+=("$word")
    fi
  done
  typed=${COMP_WORDS[COMP_CWORD]#=}
  answer=$("${COMP_WORDS[0]}" __complete "${words[@]}" 2>/dev/null) || return
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line =~ ^:[0-9]+$ ]]; then
      directive=${line#:}
    else
      candidate=${line%%$'\t'*}
      COMPREPLY+=("$candidate")
    fi
  done <<<"$answer"
  if ((directive & 16)); then
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -d -- "$typed")
  elif ((!(directive & 4) && ${#COMPREPLY[@]} == 0)); then
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "$typed")
  fi
  if ((directive & 2)); then compopt -o nospace; fi
}

complete -F _kubectl_ai_diag kubectl-ai_diag kubectl-ai-diag
