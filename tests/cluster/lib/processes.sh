# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154 # dir is set by cluster
# Programs in the background: started with a noted pid and a log, waited for, and stopped by that pid alone.

die() { echo "cluster: $*" >&2; exit 1; }
lack() { echo "cluster: $*" >&2; exit 77; } # this machine cannot; everything else that goes wrong is a fault

need() { # PROGRAM...
  local program
  for program; do
    command -v "$program" >/dev/null || lack "there is no program '$program' on this machine, and 'cluster up' needs it"
  done
}

# A pid together with its start time names one process for good; a pid alone may be somebody else's by now.
born() { sed -n 's/.*) [^ZX] //p' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f19; }

start() { # NAME COMMAND...
  local name=$1; shift
  setsid "$@" >"$dir/log/$name" 2>&1 </dev/null &
  echo "$! $(born $!)" >"$dir/pid/$name"
  disown
}

alive() { # NAME; leaves its pid in $pid
  local since
  read -r pid since 2>/dev/null <"$dir/pid/$1" && [[ -n $since && $(born "$pid") == "$since" ]]
}

stop() { # NAME; nothing is saved, since the data is removed with it
  if alive "$1"; then kill -KILL "$pid"; fi
  while alive "$1"; do sleep 0.1; done
  rm -f "$dir/pid/$1"
}

wait_for() { # SECONDS WHAT COMMAND...: until the command succeeds
  local end=$((SECONDS + $1)) what=$2 name; shift 2
  until "$@" >/dev/null 2>&1; do
    for name in "$dir"/pid/*; do alive "${name##*/}" || die "${name##*/} has died; its log is $dir/log/${name##*/}"; done
    ((SECONDS < end)) || die "waited in vain for $what; the logs are in $dir/log"
    sleep "${pace:-0.2}"
  done
}

show_processes() {
  local name
  for name in "$dir"/pid/*; do
    name=${name##*/}
    if alive "$name"; then
      ps -e -o pid=,ppid=,rss= | awk -v root="$pid" -v name="$name" '
        {parent[$1] = $2; rss[$1] = $3}
        END {for (p in rss) for (q = p; q > 1; q = parent[q]) if (q == root) sum += rss[p]
             printf "%-20s pid %-8d %5d MiB, its children included\n", name, root, sum / 1024}'
    else
      echo "$name has died; its log is $dir/log/$name"
    fi
  done
}
