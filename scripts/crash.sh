#!/bin/sh
# Shows that nothing is lost: builds loa and the trial in bench/examples/crash, and runs it. `crash.sh` does 200 rounds of
# `kill -9` on each engine and every other calamity (bench/README.md says how long that takes), `crash.sh 50` fewer
# rounds, `crash.sh short` a few of each. What follows goes to the trial: `crash.sh 200 sqlite --seed 7`.
# LOA_CRASH_PROFILE=release tries the release build; LOA_BIN and LOA_CRASH_BIN name programs that were built before.
set -eu
cd "$(dirname "$0")/.."
amount=${1:-200}
[ "$#" -eq 0 ] || shift
case $amount in
    short) set -- --short "$@" ;;
    *) set -- --rounds "$amount" "$@" ;;
esac

# What the system brings: a clock that can be moved for one program, and a server of one's own.
faketime() { ls /usr/lib/*/faketime/libfaketimeMT.so.1 /usr/lib*/faketime/libfaketimeMT.so.1 /usr/local/lib/faketime/libfaketimeMT.so.1 2>/dev/null | head -n 1; }
[ -n "$(faketime)" ] || scripts/setup.sh faketime
[ -n "$(faketime)" ] || { echo "libfaketime is missing: install the package faketime" >&2; exit 1; }
PATH="$PATH:$(scripts/postgres.sh where)"
export PATH

if [ -z "${LOA_BIN:-}" ] || [ -z "${LOA_CRASH_BIN:-}" ]; then
    scripts/web.sh
    profile=${LOA_CRASH_PROFILE:-dev}
    cargo build --quiet --profile "$profile" -p loa -p loa-bench --bin loa --example crash
    [ "$profile" = dev ] && profile=debug
    LOA_BIN="${LOA_BIN:-${CARGO_TARGET_DIR:-target}/$profile/loa}"
    LOA_CRASH_BIN="${LOA_CRASH_BIN:-${CARGO_TARGET_DIR:-target}/$profile/examples/crash}"
fi
export LOA_BIN
exec "$LOA_CRASH_BIN" "$@"
