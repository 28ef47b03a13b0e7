#!/bin/sh
# Builds loa and runs a sample district on it. LOA_LANG=en for English messages; arguments go to `loa demo`.
set -eu
cd "$(dirname "$0")/.."
: "${LOA_LANG:=vi}"
export LOA_LANG

say() { if [ "$LOA_LANG" = en ]; then printf '%s\n' "$2"; else printf '%s\n' "$1"; fi; }

scripts/setup.sh
scripts/web.sh
say "Dịch chương trình loa (bản release): lần đầu tải các thư viện và mất vài phút, các lần sau vài giây." \
    "Building loa (release): the first time it downloads libraries and takes some minutes, later seconds."
cargo build --release --quiet -p loa
exec "${CARGO_TARGET_DIR:-target}/release/loa" demo "$@"
