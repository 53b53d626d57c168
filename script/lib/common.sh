# Shared by the scripts in script/: finding Python, apt packages, the virtual environment.
# Sourced with the working directory at the repository's root.

say() { printf '\033[2m==\033[0m %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# apt_get PACKAGE...: installs as root or through sudo; 1 if there are no rights to.
apt_get() {
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# has_library NAME: whether the loader finds the shared library NAME (libportaudio.so.2).
has_library() { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q "$1"; }

# need_packages WHY PACKAGE...: installs what is missing, or says what to type and stops.
need_packages() {
    local why=$1
    shift
    [ $# -gt 0 ] || return 0
    say "Installing with apt-get: $* ($why)"
    apt_get "$@" || fail "No rights to install packages: run 'sudo apt-get install $*' once, then this script again."
}

# want_packages WHY PACKAGE...: the same, but carries on without them.
want_packages() {
    local why=$1
    shift
    say "Installing with apt-get: $* ($why)"
    apt_get "$@" || say "No rights to install $*: going on without ('sudo apt-get install $*' mends that)."
}

find_python() {
    local candidate
    for candidate in python3.11 python3.12 python3.13 python3; do
        if command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# make_environment LOCK: .venv holding what LOCK names and this checkout; nothing to do if it does already.
make_environment() {
    local lock=$1 python stamp
    python=$(find_python) || {
        need_packages "Python itself" python3 python3-venv
        python=$(find_python) || fail "Python 3.11 or newer is needed: install it, then run this script again."
    }
    stamp=$("$python" --version; cat "$lock" pyproject.toml; pwd)
    stamp=$(printf '%s' "$stamp" | sha256sum)
    [ "$(cat .venv/.stamp 2>/dev/null)" = "$stamp" ] && return
    if [ ! -x .venv/bin/pip ]; then
        "$python" -c 'import ensurepip, venv' 2>/dev/null || need_packages "virtual environments" python3-venv
        say "Making a virtual environment in .venv"
        "$python" -m venv --clear .venv || fail "The virtual environment could not be made: free some disk space in $(pwd)."
    fi
    say "Installing Python packages from $lock"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$lock" &&
        .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e . ||
        fail "The Python packages could not be installed: check the network connection, then run this script again."
    printf '%s' "$stamp" >.venv/.stamp
}
