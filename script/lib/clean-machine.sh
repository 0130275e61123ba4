# A fresh system in a chroot, for script/drill-clean-machine.
# shellcheck shell=bash
# shellcheck disable=SC2154  # root, work, suite, user, account, home, folder and server_only are the drill's

a_fresh_system() { # base: made when it is missing, and copied
  local base=$1 from=("$suite" "$1") options=(--variant=minbase)
  if [ "$suite" = noble ]; then # PostGIS is in universe; Debian 13 packages Ubuntu's keys
    options+=(--components=main,universe --keyring="${UBUNTU_KEYRING:-/usr/share/keyrings/ubuntu-archive-keyring.gpg}")
    from+=(http://archive.ubuntu.com/ubuntu /usr/share/debootstrap/scripts/gutsy)
  fi
  if [ ! -d "$base" ]; then
    mkdir -p "$base"
    debootstrap "${options[@]}" "${from[@]}" >"$work/debootstrap.log" ||
      { rm -rf --one-file-system "$base"; fail "debootstrap failed" "$(tail -3 "$work/debootstrap.log")"; }
  fi
  cp -a "$base" "$root"
  mount -t proc proc "$root/proc"
  mount -t tmpfs tmpfs "$root/dev"
  mkdir -p "$root/dev/shm" "$root/dev/pts"
  mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
  local node
  for node in null zero full random urandom tty; do
    touch "$root/dev/$node" && mount --bind "/dev/$node" "$root/dev/$node"
  done
  ln -s /proc/self/fd "$root/dev/fd"
}

settings_of_this_machine() { # and `environment`, in which everything inside runs
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  if [ -f /etc/pip.conf ]; then cp /etc/pip.conf "$root/etc/"; fi
  environment=(HOME="$home" PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb)
  if [ -n "${SSL_CERT_FILE:-}" ]; then
    mkdir -p "$root/opt/certificates"
    cp "$SSL_CERT_FILE" "$root/opt/certificates/these.crt"
    local name
    for name in SSL_CERT_FILE PIP_CERT REQUESTS_CA_BUNDLE NODE_EXTRA_CA_CERTS; do
      environment+=("$name=/opt/certificates/these.crt")
    done
  fi
}

as_root() { chroot "$root" env -i "${environment[@]}" sh -c "$1"; }

inside() { # a command in the project's folder, as the drill's account
  chroot --userspec="$account" "$root" env -i "${environment[@]}" USER="$account" sh -c "cd $folder && $1"
}

an_account() { # who runs the commands
  if [ "$account" != root ]; then as_root "useradd --create-home --shell /bin/bash $account"; fi
  if [ -f ~/.npmrc ]; then cp ~/.npmrc "$root$home/" && chroot "$root" chown "$account:" "$home/.npmrc"; fi
  if [ "$user" = sudo ]; then
    as_root 'apt-get update -q && apt-get install -yq --no-install-recommends sudo' >"$work/sudo.log" 2>&1 ||
      fail "sudo could not be installed" "$(tail -3 "$work/sudo.log")"
    echo "$account ALL=(ALL) NOPASSWD: ALL" >"$root/etc/sudoers.d/$account"
  fi
}

# A user who may install nothing runs script/setup; an administrator then runs the very line that it says.
ask_an_administrator() {
  local setup=script/setup asked
  [ "$server_only" = yes ] || setup='script/setup --test'
  if inside "$setup" >"$work/asked.log" 2>&1; then fail "script/setup should have asked for packages"; fi
  cat "$work/asked.log"
  asked=$(grep -m1 -o 'apt-get update && apt-get install .*' "$work/asked.log") || fail "script/setup does not say what to ask for"
  echo "== the administrator runs: $asked" >&2
  as_root "export DEBIAN_FRONTEND=noninteractive; ${asked/apt-get install/apt-get install -y}" >"$work/administrator.log" 2>&1 ||
    fail "what script/setup asked for cannot be installed" "$(tail -5 "$work/administrator.log")"
}
