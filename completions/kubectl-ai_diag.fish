# SPDX-License-Identifier: Apache-2.0
# fish completion for kubectl-ai_diag and kubectl-ai-diag. The program itself knows the answers; this only asks it.

function __kubectl_ai_diag_complete
    set -l before (commandline -opc)
    set -l typed (commandline -ct)
    set -l prefix (string match -r -- '^--[^=]+=' $typed)
    set -l found 0
    set -l directive 0
    for line in ($before[1] __complete $before[2..-1] "$typed" 2>/dev/null)
        if string match -qr '^:[0-9]+$' -- $line
            set directive (string sub -s 2 -- $line)
        else if test -n "$line"
            set found 1
            echo "$prefix$line"  # quoted: an empty list times a line is nothing
        end
    end
    if test (math "bitand($directive, 16)") -ne 0
        __fish_complete_directories (string replace -r '^--[^=]+=' '' -- $typed)
    else if test (math "bitand($directive, 4)") -eq 0 -a $found -eq 0
        __fish_complete_path (string replace -r '^--[^=]+=' '' -- $typed)
    end
end

for name in kubectl-ai_diag kubectl-ai-diag
    complete -c $name -f -a '(__kubectl_ai_diag_complete)'
end
