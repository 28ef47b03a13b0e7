#!/bin/sh
# Builds web/dist, the styles and scripts inside the program, and web/dist-print, its fonts for paper, when their sources
# have changed. Installs Node.js with the system's package manager when it is missing, and says so.
set -eu
cd "$(dirname "$0")/../web"

say() { printf 'loa: %s\n' "$*" >&2; }

# What the result depends on, as one sum; names count too.
sum() { find src build build.mjs package.json package-lock.json .npmrc -type f | LC_ALL=C sort | while read -r file; do cksum "$file"; done | cksum; }
sources=$(sum)
locked=$(cksum <package-lock.json)
is_built() {
    [ "$(cat dist/.built 2>/dev/null || true)" = "$sources" ] && [ -f dist/manifest.json ] && [ -f dist-print/tinos-regular.ttf ]
}
has_packages() { [ "$(cat node_modules/.locked 2>/dev/null || true)" = "$locked" ]; }
if is_built && has_packages; then exit 0; fi

(cd .. && scripts/setup.sh node)

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
