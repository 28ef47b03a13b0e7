#!/bin/sh
# Builds web/dist, the styles and scripts inside the program, when their sources have changed. Installs Node.js with the
# system's package manager when it is missing, and says so.
set -eu
cd "$(dirname "$0")/../web"

say() { printf 'loa: %s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

# install APT DNF APK PACMAN ZYPPER
install() {
    if have apt-get; then set -- apt-get "$1"
    elif have dnf; then set -- dnf "$2"
    elif have apk; then set -- apk "$3"
    elif have pacman; then set -- pacman "$4"
    elif have zypper; then set -- zypper "$5"
    else return 1; fi
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        have sudo || return 1
        as_root=sudo
    fi
    say "installing $2 with $1 (styles and scripts are built with Node.js)"
    # The list of packages is words to split.
    # shellcheck disable=SC2086
    case $1 in
        apt-get) $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $2 ;;
        dnf) $as_root dnf install -y -q $2 ;;
        apk) $as_root apk add --quiet $2 ;;
        pacman) $as_root pacman -Sy --noconfirm --needed $2 ;;
        zypper) $as_root zypper --quiet --non-interactive install $2 ;;
    esac >&2
}

# What the result depends on, as one sum; names count too.
sum() { find src build build.mjs package.json package-lock.json .npmrc -type f | LC_ALL=C sort | while read -r file; do cksum "$file"; done | cksum; }
sources=$(sum)
locked=$(cksum <package-lock.json)
is_built() { [ "$(cat dist/.built 2>/dev/null || true)" = "$sources" ] && [ -f dist/manifest.json ]; }
has_packages() { [ "$(cat node_modules/.locked 2>/dev/null || true)" = "$locked" ]; }
if is_built && has_packages; then exit 0; fi

if ! have node || ! have npm; then
    install "nodejs npm" "nodejs npm" "nodejs npm" "nodejs npm" "nodejs npm" || true
    if ! have node || ! have npm; then
        say "Node.js and npm are missing: install Node.js 18 or newer, then run this again"
        exit 1
    fi
fi
major=$(node -p 'process.versions.node.split(".")[0]')
# 18 is what Debian 12 brings; the tests in a browser want 20.
if [ "$major" -lt 18 ]; then
    say "Node.js $major is too old: 18 or newer is needed; install it, then run this again"
    exit 1
fi

if ! has_packages; then
    say "npm ci (packages for styles and scripts)"
    # No package needs to run anything of its own while it is installed.
    npm ci --ignore-scripts --no-progress --loglevel=error >&2
    printf '%s' "$locked" >node_modules/.locked
fi
if ! is_built; then
    say "npm run build (styles and scripts)"
    npm run --silent build >/dev/null
    printf '%s' "$sources" >dist/.built
fi
