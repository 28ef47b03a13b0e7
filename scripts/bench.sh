#!/bin/sh
# Speed, on the machine at hand: compare runs on the same one only.
set -eu
cd "$(dirname "$0")/.."
scripts/setup.sh
cargo bench -p loa-bench "$@"
