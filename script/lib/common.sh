# What the scripts share: where we are, how progress and failures look, what was done already.
# shellcheck shell=bash
set -euo pipefail
PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$PROJECT"
LOCAL=$PROJECT/.local
STAMPS=$LOCAL/stamps
VENV=$PROJECT/.venv
PYTHON=$VENV/bin/python
# Containers often forbid Python to keep what it compiled: then each start, of which the tests make dozens, takes twice as long
unset PYTHONDONTWRITEBYTECODE
mkdir -p "$STAMPS"
chmod 711 "$LOCAL" 2>/dev/null || true

STEP=0
STEPS=${STEPS:-1}

step() { # what is done now
  STEP=$((STEP + 1))
  printf '[%d/%d] %s\n' "$STEP" "$STEPS" "$1" >&2
}

fail() { # what happened, then what to do
  printf '\n%s\n' "$1" >&2
  shift
  [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
  exit 1
}

hash_of() { # files and folders; what is missing counts as nothing
  find "$@" -type f -not -path '*/node_modules/*' -not -name '*.pyc' -print0 2>/dev/null |
    LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-32
}

unchanged() { # name, hash: was this done with the very same inputs?
  [ -f "$STAMPS/$1" ] && [ "$(cat "$STAMPS/$1")" = "$2" ]
}

remember() { # name, hash
  printf '%s' "$2" >"$STAMPS/$1"
}

logged() { # name, command…: quiet when it works; shows the end of its log and stops when it does not
  local log=$LOCAL/log/$1.log
  shift
  mkdir -p "$LOCAL/log"
  NO_COLOR=1 "$@" >"$log" 2>&1 </dev/null || {
    tail -n 40 "$log" >&2
    fail "This failed: $*" "The whole log is in $log. Mend what it says, then run the same command again."
  }
}

one_setup_at_a_time() { # two commands started together must not install into one environment
  exec 9>"$LOCAL/setup.lock"
  flock 9
}
