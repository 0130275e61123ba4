# Node for the front-end build: the machine's own from version 20.19 on (Vite asks for it), else the one in the Python environment.
# shellcheck shell=bash

use_node() {
  local version
  version=$(node --version 2>/dev/null | tr -d v || true)
  if ! printf '20.19\n%s\n' "${version:-0}" | sort -CV || ! command -v npm >/dev/null; then
    PATH=$VENV/bin:$PATH
    export PATH
    hash -r
  fi
}

install_front_end() {
  local inputs
  inputs=$(hash_of frontend/package.json frontend/package-lock.json)
  [ -d frontend/node_modules ] && unchanged front-end-packages "$inputs" && return 0
  (cd frontend && logged npm-ci npm ci)
  remember front-end-packages "$inputs"
}

build_front_end() {
  local inputs
  inputs=$(front_end_inputs)
  [ -d frontend/static/frontend ] && unchanged front-end "$inputs" && return 0
  (cd frontend && logged front-end-build npm run build)
  remember front-end "$inputs"
}

front_end_inputs() {
  find frontend -maxdepth 1 -type f -print0 | xargs -0 sha256sum | cat - <(hash_of frontend/src frontend/public) | sha256sum
}
