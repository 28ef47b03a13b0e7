#!/bin/sh
# Tests in a real browser against the built program. Installs Chromium with the system's package manager when missing.
# Usage: scripts/browser.sh PROGRAM
set -eu
cd "$(dirname "$0")/.."
LOA_BIN=$(realpath "${1:?usage: browser.sh PROGRAM}")
export LOA_BIN
found() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
if ! found >/dev/null 2>&1; then
    echo "loa: installing Chromium (tests in a real browser)" >&2
    as_root=$([ "$(id -u)" = 0 ] || echo sudo)
    if command -v apt-get >/dev/null 2>&1; then
        $as_root apt-get update -qq >&2 && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >&2
    elif command -v dnf >/dev/null 2>&1; then $as_root dnf install -y -q chromium >&2
    fi
fi
CHROMIUM=$(found) || { echo "loa: Chromium is missing: install it, then run this again" >&2; exit 1; }
export CHROMIUM
cd web
npm run --silent browser
