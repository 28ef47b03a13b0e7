#!/bin/sh
# Everything that must hold before a change goes in: formatting, lints, architecture, licences, tests.
set -eu
cd "$(dirname "$0")/.."
scripts/setup.sh clippy rustfmt

step() { printf '\n== %s\n' "$*"; }
# Elsewhere than in CI a new dependency may still be on its way into Cargo.lock.
locked=
if [ "${CI:-}" = true ]; then locked=--locked; fi

step "styles and scripts (scripts/web.sh)"
scripts/web.sh

step "formatting (cargo fmt)"
cargo fmt --all -- --check

step "architecture (scripts/architecture.sh)"
scripts/architecture.sh

step "licences and sources of dependencies (cargo deny)"
if cargo deny --version >/dev/null 2>&1; then
    cargo deny --log-level error check bans licenses sources
    # No check asks another site: the database is fetched by hand.
    if ls -d "${CARGO_HOME:-$HOME/.cargo}"/advisory-dbs/*/crates >/dev/null 2>&1; then
        cargo deny --offline --log-level error check advisories
    else
        echo "known weaknesses skipped: no copy of the RustSec database (cargo deny fetch db)"
    fi
else
    echo "skipped: cargo-deny is not installed (cargo install --locked cargo-deny)"
fi

step "lints (cargo clippy; the first time it compiles the dependencies, a few minutes)"
cargo clippy $locked --workspace --all-targets --quiet -- -D warnings

step "tests (Node.js, cargo with a PostgreSQL server of its own, readers of others, a real browser)"
log=$(mktemp)
trap 'rm -f "$log" "$log.end"' EXIT
# `tee` would hide how the tests ended, so the outcome goes through a file.
{ scripts/postgres.sh run scripts/suite.sh 2>&1 && echo passed >"$log.end" || echo failed >"$log.end"; } | tee "$log"
outcome=$(cat "$log.end")

# One line for all the test programs together: cargo's, and those that end as Node.js does.
awk '/^test result:/ {
    for (i = 2; i <= NF; i++) {
        if ($i ~ /^passed/) passed += $(i - 1)
        if ($i ~ /^failed/) failed += $(i - 1)
        if ($i ~ /^ignored/) skipped += $(i - 1)
    }
}
/^# pass [0-9]/ { passed += $3 }
/^# fail [0-9]/ { failed += $3 }
/^# skipped [0-9]/ { skipped += $3 }
END { printf "\n%d passed, %d failed, %d skipped\n", passed, failed, skipped; exit passed == 0 }' "$log"
[ "$outcome" = passed ]
