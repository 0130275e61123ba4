# Runs commands side by side, each into a log of its own, and tells at the end of each how it went.
# shellcheck shell=bash

LANES=${LANES:-$(nproc)}
[ "$LANES" -le 4 ] || LANES=4
SIDE=$LOCAL/log/test
rm -rf "$SIDE"
mkdir -p "$SIDE"
set -m # each command is a process group of its own, so that it can be stopped with what it started
trap 'for group in $(jobs -p); do kill -- "-$group" 2>/dev/null || true; done' EXIT

side_by_side() { # name, command…: starts when a lane is free
  while [ "$(jobs -rp | wc -l)" -ge "$LANES" ]; do wait -n || true; done
  told "$@" &
}

told() {
  local name=$1 begun=$SECONDS log=$SIDE/${1//[^a-z]/-}.log rc=0
  shift
  "$@" >"$log" 2>&1 </dev/null || rc=$?
  if [ "$rc" -eq 0 ]; then
    printf '  ok   %-20s %4d s  %s\n' "$name" $((SECONDS - begun)) "$(tail -n 1 "$log" | sed 's/ in [0-9.]*s.*//')" >&2
  else
    printf '  FAIL %-20s %4d s, ends with %d; its log is %s\n' "$name" $((SECONDS - begun)) "$rc" "$log" >&2
    tail -n 400 "$log" >&2
    echo "$name" >>"$SIDE/failed"
  fi
}

all_in_order() { # waits for all; repeats at the end what a reader must not miss
  wait
  sed -n '/^SKIPPED/{/heavy drill/!p}' "$SIDE"/*.log >&2
  [ -f "$SIDE/failed" ] || return 0
  grep -hE '^(FAILED|ERROR) |^  FAIL ' "$SIDE"/*.log >&2 || true
  fail "Not in order: $(paste -sd, "$SIDE/failed" | sed 's/,/, /g')"
}
