# How the installed service is started, stopped and asked how it is: through systemd, or without it by our own supervisor.
# shellcheck shell=bash

SETTINGS_FILE=${KUULUVUUS_SETTINGS_FILE:-/etc/kuuluvuus/kuuluvuus.env}
SERVICE_USER=kuuluvuus
UNITS=(kuuluvuus-web.service kuuluvuus-worker.service)

installed() { [ -f "$SETTINGS_FILE" ]; }

at_home() { # command…: where the code of the service lies; this may be another checkout
  if installed; then (cd /opt/kuuluvuus/current && "$@"); else "$@"; fi
}

has_systemd() { [ -d /run/systemd/system ]; }

# What the service is told, for what runs here. The database's addresses are left out: these scripts know its administrator.
settings_of_the_service() {
  installed || return 0
  local line
  while IFS= read -r line; do
    case $line in KUULUVUUS_*=*) export "${line%%=*}=${line#*=}" ;; esac
  done <"$SETTINGS_FILE"
}

becoming_the_service() { # command…: this process goes on as it, as its own user and with all its settings
  local given cache=/var/lib/kuuluvuus/cache
  mapfile -t given < <(grep -E '^[A-Z_]+=' "$SETTINGS_FILE")
  exec setpriv --reuid="$SERVICE_USER" --regid="$SERVICE_USER" --init-groups -- \
    env HOME=$cache NUMBA_CACHE_DIR=$cache "${given[@]}" "$@"
}

as_the_service() { (becoming_the_service "$@"); }

port_of_the_service() { echo "${KUULUVUUS_PORT:-8000}"; }

start_the_service() {
  if ! installed; then
    echo "Start it with script/server." >&2
  elif has_systemd; then
    systemctl start "${UNITS[@]}"
  else
    at_home python3 -m config.cluster start
    at_home setsid -f script/lib/without-systemd >>/var/log/kuuluvuus.log 2>&1 </dev/null
  fi
}

stop_the_service() {
  if ! installed; then
    script/stop
  elif has_systemd; then
    systemctl stop "${UNITS[@]}"
  elif [ -f /run/kuuluvuus/server.json ]; then
    # with an address it takes the database for somebody else's, and leaves it running
    at_home env KUULUVUUS_RUN_DIR=/run/kuuluvuus DATABASE_URL=left-alone python3 script/lib/supervisor.py stop
  fi
}

wait_until_healthy() { # [port]: everything, the worker too
  installed || return 0
  local port=${1:-$(port_of_the_service)} _
  for _ in $(seq 300); do
    if healthy "$port" /healthz/ready; then return 0; fi
    sleep 1
  done
  fail "The service does not answer that it is in order." "curl http://127.0.0.1:$port/healthz/details tells what is not."
}

healthy() { # port, address
  python3 - "$1" "$2" <<'PY'
import sys
import urllib.request

try:
    with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}{sys.argv[2]}", timeout=5) as answer:
        sys.exit(answer.status != 200)
except OSError:
    sys.exit(1)
PY
}
