# System packages of Debian 12, 13 and Ubuntu 24.04, installed when missing.
# shellcheck shell=bash

BASE_PACKAGES=(ca-certificates gettext python3 python3-venv fonts-dejavu-core libpango-1.0-0 libpangoft2-1.0-0 voikko-fi)

has_package() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

has_postgis() { # a server with PostGIS, however it came here
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null &&
    compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null
}

# The path of a Chromium that runs, if there is one. Ubuntu's package is a stub that needs a snap: being there is not enough.
browser() {
  local path
  for path in "${KUULUVUUS_TEST_CHROMIUM:-}" $(type -P chromium chromium-browser google-chrome-stable google-chrome); do
    if [ -n "$path" ] && timeout 30 "$path" --version >/dev/null 2>&1; then
      echo "$path"
      return 0
    fi
  done
  return 1
}

browser_package() { # what brings a Chromium here, if anything does
  if [ "$(. /etc/os-release && echo "$ID")" != ubuntu ]; then
    echo chromium
  elif snap version 2>/dev/null | grep -q '^snapd *[0-9]'; then
    echo chromium-browser
  fi
}

missing_packages() { # "test" as $1 adds what only the tests need, "service" what only an installed service needs
  local package
  for package in "${BASE_PACKAGES[@]}"; do
    has_package "$package" || echo "$package"
  done
  ldconfig -p | grep -q 'libvoikko\.so\.1' || echo libvoikko1 # Finnish words; some releases name it libvoikko1t64
  if [ -z "${DATABASE_URL:-}" ]; then
    has_postgis || echo postgresql-postgis
  else
    ldconfig -p | grep -q libgdal || echo gdal-bin
  fi
  if [ "${1:-}" = service ]; then
    for package in nginx-light openssl git age; do has_package "$package" || echo "$package"; done
  fi
  # the browser tests' driver brings a Node of its own that needs it
  if [ "${1:-}" = test ] && ! has_package libatomic1; then echo libatomic1; fi
  if [ "${1:-}" = test ] && ! type -P ogr2ogr >/dev/null; then echo gdal-bin; fi # reads our OGC API as others do
  if [ "${1:-}" = test ] && ! has_package age; then echo age; fi               # seals backups
  if [ "${1:-}" = test ] && ! has_package pgbouncer; then echo pgbouncer; fi   # the service is tried through one
  if [ "${1:-}" = test ] && ! browser >/dev/null; then browser_package; fi
}

install_packages() { # for: server | test | service
  local missing
  command -v dpkg-query >/dev/null || fail "This is not Debian or Ubuntu." \
    "Install Python 3.11 or newer, PostgreSQL 15 or newer with PostGIS 3.3 or newer, gettext and Pango by hand, and see docs/settings.md for DATABASE_URL."
  mapfile -t missing < <(missing_packages "$1")
  if [ "$1" = test ] && ! browser >/dev/null && [ -z "$(browser_package)" ]; then
    echo "      Ubuntu has Chromium only as a snap, and snaps do not run here: the browser's tests will be skipped." \
      "Install Google Chrome, or say with KUULUVUUS_TEST_CHROMIUM where another Chromium is." >&2
  fi
  [ ${#missing[@]} -gt 0 ] || return 0
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; then
      root=(sudo)
    else
      fail "Some system packages are missing, and this user may not install them. Ask an administrator to run:" \
        "apt-get update && apt-get install --no-install-recommends ${missing[*]}" \
        "then run this again. (The database cluster that PostgreSQL's package makes by itself is not used.)"
    fi
  fi
  echo "      installing: ${missing[*]}" >&2
  logged apt-update "${root[@]}" apt-get update
  without_a_cluster_of_its_own "${missing[@]}"
  if [[ " ${missing[*]} " = *" pgbouncer "* ]] && [ -d /run/systemd/system ]; then
    logged no-pooler "${root[@]}" systemctl disable --now pgbouncer # the tests start their own
  fi
}

# Debian makes and starts a cluster "main" when it installs a PostgreSQL server. We bring our own, and a machine that
# has none must not get one by surprise: a drop-in says so while we install, and is taken away after.
without_a_cluster_of_its_own() {
  local folder=/etc/postgresql-common/createcluster.d
  local file=$folder/kuuluvuus.conf
  "${root[@]}" mkdir -p "$folder"
  echo 'create_main_cluster = false' | "${root[@]}" tee "$file" >/dev/null
  # shellcheck disable=SC2064  # the paths of now
  trap "${root[*]} rm -f $file; ${root[*]} rmdir --ignore-fail-on-non-empty $folder 2>/dev/null || true" EXIT
  logged apt-install "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
  "${root[@]}" rm -f "$file"
  trap - EXIT
}
