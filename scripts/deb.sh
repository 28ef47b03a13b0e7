#!/bin/sh
# Builds the Debian package (release) into DIR, by default the folder of build products. Installs cargo-deb when missing.
# Usage: scripts/deb.sh [DIR] [more options of cargo deb]
set -eu
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
into=$target/debian
if [ $# -gt 0 ]; then into=$1; shift; fi

scripts/setup.sh
scripts/web.sh
command -v cargo-deb >/dev/null 2>&1 || {
    echo "loa: installing cargo-deb with cargo (it builds the package)" >&2
    cargo install --locked --no-default-features cargo-deb >&2
}
mkdir -p "$into"
exec cargo deb -p loa --output "$into/" "$@"
