#!/bin/sh
# Tests in a real browser against the built program, or the pictures of docs/guide taken anew from it. Installs Chromium
# with the system's package manager when missing.
# Usage: scripts/browser.sh PROGRAM [pictures]
set -eu
cd "$(dirname "$0")/.."
LOA_BIN=$(realpath "${1:?usage: browser.sh PROGRAM [pictures]}")
export LOA_BIN
found() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
found >/dev/null 2>&1 || scripts/setup.sh chromium
CHROMIUM=$(found) || { echo "loa: Chromium is missing: install it, then run this again" >&2; exit 1; }
export CHROMIUM
cd web
npm run --silent "${2:-browser}"
