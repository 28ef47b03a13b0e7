#!/bin/sh
# Builds web/dist, the styles and scripts inside the program, when its sources have changed. Installs Node.js with the
# system's package manager when it is missing.
set -eu
cd "$(dirname "$0")/../web"

if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    echo "loa: installing Node.js and npm (styles and scripts are built with it)" >&2
    as_root=$([ "$(id -u)" = 0 ] || echo sudo)
    if command -v apt-get >/dev/null 2>&1; then
        $as_root apt-get update -qq >&2 && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nodejs npm >&2
    elif command -v dnf >/dev/null 2>&1; then $as_root dnf install -y -q nodejs npm >&2
    elif command -v apk >/dev/null 2>&1; then $as_root apk add --quiet nodejs npm >&2
    elif command -v pacman >/dev/null 2>&1; then $as_root pacman -Sy --noconfirm --needed nodejs npm >&2
    elif command -v zypper >/dev/null 2>&1; then $as_root zypper --quiet --non-interactive install nodejs npm >&2
    fi
fi
command -v npm >/dev/null 2>&1 || { echo "loa: Node.js and npm are missing: install them, then run this again" >&2; exit 1; }
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 18 ] || { echo "loa: Node.js $major is too old: 18 or newer is needed" >&2; exit 1; }

# What the result depends on, as one sum.
sum() { find src build.mjs package.json package-lock.json -type f | LC_ALL=C sort | xargs cat | cksum; }
now=$(sum)
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    echo "loa: npm ci (styles and scripts)" >&2
    npm ci --ignore-scripts --silent >&2
    touch node_modules/.package-lock.json
fi
if [ "$(cat dist/.built 2>/dev/null || true)" != "$now" ]; then
    npm run --silent build >&2
    printf '%s' "$now" >dist/.built
fi
