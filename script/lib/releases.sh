# Where the installed code lies: each release in a folder of its own, and `current`, which points at the one that runs.
# shellcheck shell=bash

HOME_OF_CODE=/opt/kuuluvuus
REPOSITORY=$HOME_OF_CODE/repository.git
RELEASES=$HOME_OF_CODE/releases
CURRENT=$HOME_OF_CODE/current
STATE=/var/lib/kuuluvuus

the_user_and_its_folders() {
  id "$SERVICE_USER" >/dev/null 2>&1 || useradd --system --user-group --home-dir "$STATE" --shell /usr/sbin/nologin "$SERVICE_USER"
  install -d -m 755 "$HOME_OF_CODE" "$RELEASES" "$STATE" "$STATE/acme"
  install -d -m 711 "$STATE/local"
  install -d -m 750 -o "$SERVICE_USER" -g "$SERVICE_USER" "$STATE/cache"
  install -d -m 711 /var/backups/kuuluvuus
  install -d -m 750 -g "$SERVICE_USER" "$(dirname "$SETTINGS_FILE")"
}

the_repository() { # from: all that was ever released, so that an upgrade can go back without the network
  if [ -d "$REPOSITORY" ]; then
    git -C "$REPOSITORY" remote set-url origin "$1"
  else
    git clone --quiet --mirror --no-hardlinks -c safe.directory='*' "$1" "$REPOSITORY"
  fi
  # whoever owns the repository: we only read it
  git -c safe.directory='*' -C "$REPOSITORY" fetch --quiet --tags --prune origin
}

a_release() { # tag or commit: its folder, made when it is missing
  local commit name folder
  commit=$(git -C "$REPOSITORY" rev-parse --verify --quiet "$1^{commit}") || fail "There is no release $1 in $REPOSITORY."
  name=$(git -C "$REPOSITORY" describe --tags --always "$commit")
  folder=$RELEASES/$name
  if [ ! -f "$folder/RELEASE" ]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    git -C "$REPOSITORY" archive "$commit" | tar -x -C "$folder"
    ln -s "$STATE/local" "$folder/.local"
    printf '%s %s\n' "$name" "$commit" >"$folder/RELEASE"
  fi
  echo "$folder"
}

build_the_release() { # folder: everything but the tables. Root knows the private cluster without its address
  (
    cd "$1" && unset DATABASE_URL DATABASE_OWNER_URL && KUULUVUUS_NO_TABLES=1 script/setup &&
      logged static .venv/bin/python manage.py collectstatic --no-input --clear
  )
}

open_the_release() { # folder: from now on this one runs
  ln -sfn "$1" "$CURRENT.new"
  mv -T "$CURRENT.new" "$CURRENT"
}

the_folders() { # all that the service writes outside its database; a release may bring new ones
  local line
  for line in "FILES_DIR=$STATE/files" "UPLOADS_DIR=$STATE/uploads" "OPEN_DATA_DIR=$STATE/open-data" "BASE_MAP_FOLDER=$STATE/basemap"; do
    if ! grep -qE "^KUULUVUUS_${line%%=*}=" "$SETTINGS_FILE"; then
      printf 'KUULUVUUS_%s\n' "$line" >>"$SETTINGS_FILE"
    fi
    install -d -m 750 -o "$SERVICE_USER" -g "$SERVICE_USER" "${line#*=}"
  done
}

the_settings() { # host, port, NAME=VALUE…: made once; what is said is set, what stands there stays
  local line name
  if ! installed; then
    umask 027
    {
      echo "# Settings of the service; docs/settings.md explains each. After a change: systemctl restart 'kuuluvuus-*'"
      echo "KUULUVUUS_MODE=production"
      echo "KUULUVUUS_SECRET_KEY=$(head -c 48 /dev/urandom | base64 -w0 | tr '+/' '-_')"
      echo "KUULUVUUS_HOSTS=$1"
      echo "KUULUVUUS_ORIGINS=https://$1"
      echo "KUULUVUUS_PORT=$2"
      echo "KUULUVUUS_BACKUP_DIR=/var/backups/kuuluvuus"
      echo "KUULUVUUS_LOG_FORMAT=json"
      echo "KUULUVUUS_LOG_LEVEL=INFO"
    } >"$SETTINGS_FILE"
    umask 022
  fi
  the_folders
  shift 2
  for line in "$@" $(grep -E '^DATABASE_(OWNER_)?URL=' "$STATE/local/database.env"); do
    name=${line%%=*}
    [[ $name =~ ^(KUULUVUUS|DATABASE)_[A-Z0-9_]+$ ]] || fail "$name is no name of a setting."
    grep -vE "^$name=" "$SETTINGS_FILE" >"$SETTINGS_FILE.new" || true
    printf '%s\n' "$line" >>"$SETTINGS_FILE.new"
    cat "$SETTINGS_FILE.new" >"$SETTINGS_FILE"
    rm "$SETTINGS_FILE.new"
  done
  chgrp "$SERVICE_USER" "$SETTINGS_FILE"
  chmod 640 "$SETTINGS_FILE"
}

the_units() {
  has_systemd || { echo "      there is no systemd here: script/lib/without-systemd runs the service" >&2; return 0; }
  local unit postgres cluster
  cluster=$(sed -n 's/^CLUSTER_DATA=//p' "$STATE/local/database.env")
  postgres=/usr/lib/postgresql/$(cat "$cluster/PG_VERSION")/bin/postgres
  for unit in "$CURRENT"/script/lib/units/*; do
    sed -e "s|@POSTGRES@|$postgres|; s|@CLUSTER@|$cluster|; s|@PORT@|$(port_of_the_service)|" "$unit" >"/etc/systemd/system/$(basename "$unit")"
  done
  systemctl daemon-reload
  systemctl enable --quiet kuuluvuus-database.service "${UNITS[@]}" kuuluvuus-backup.timer kuuluvuus-files.timer
  at_home python3 -m config.cluster stop # it was started by hand; systemd starts it from now on
  systemctl start kuuluvuus-database.service kuuluvuus-backup.timer kuuluvuus-files.timer
}
