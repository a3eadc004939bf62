#!/usr/bin/env bash
# What it takes to capture a text of 100 MB, against `sha256sum` and one copy of
# it: CPU seconds (user and system) of each, their ratio, and the most memory.
# Most of it goes into the index of words; no switch leaves that out, for a text
# that is not found is as good as lost. What `rebuild` takes, which lays the
# tables out and makes the index anew from the kept text and does nothing else
# here, is told beside it: the difference is the capture with the index aside.
# Of each the least of several rounds counts: the machine's other work only adds.
# Needs GNU time. Usage: bash benches/capture_100mb.sh [path of a release binary]
set -euo pipefail
program=$(realpath "${1:-target/release/rashomon}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export HOME=$folder; unset XDG_STATE_HOME
# Made-up sentences in two scripts, 100 MB of them, no two lines alike.
awk 'BEGIN { for (n = 0; total < 100000000; n++) {
  line = n " The ferry stopped at four, said the man, and کشتی چار بجے رک گئی، اس نے کہا۔ " n * 7919 % 10007
  total += length(line) + 1; print line } }' > big.txt
"$program" init figures --title Figures --member ann --name Ann >/dev/null 2>&1

cpu() { # seconds of CPU, then kilobytes at the most
  /usr/bin/time -f '%U %S %M' "$@" 2>&1 >/dev/null | tail -1 | awk '{ print $1 + $2, $3 }'
}
ls -l big.txt | awk '{ print "bytes        ", $5 }'
for round in 1 2 3 4 5; do
  read -r hash _ < <(cpu sha256sum big.txt)
  read -r copy _ < <(cpu cp big.txt copy.txt); rm copy.txt
  cp figures.casebook fresh.casebook
  read -r ours memory < <(cpu "$program" --casebook fresh.casebook capture big.txt --title Big)
  [ "$(stat -c %s fresh.casebook)" -gt 100000000 ] || { echo "nothing was captured"; exit 1; }
  read -r index _ < <(cpu "$program" --casebook fresh.casebook rebuild)
  # The next round begins before this capture: no head of it may be remembered.
  rm -r fresh.casebook "$HOME/.local"
  echo "$hash $copy $ours $index $memory"
done | awk '
  function least(a, b) { return NR == 1 || b < a ? b : a }
  { h = least(h, $1); c = least(c, $2); o = least(o, $3); i = least(i, $4); if ($5 > m) m = $5
    printf "round: sha256sum %.2f s + cp %.2f s; capture %.2f s; rebuild %.2f s; at most %d MB\n", $1, $2, $3, $4, $5 / 1024 }
  END {
    printf "least: sha256sum + cp %.2f s; capture %.2f s, %.1f times; index aside %.2f s, %.1f times; at most %d MB\n",
      h + c, o, o / (h + c), o - i, (o - i) / (h + c), m / 1024 }'
