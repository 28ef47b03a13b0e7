#!/bin/sh
# All tests, each kind after the other, whatever became of the one before; needs LOA_TEST_DATABASE_URL for PostgreSQL.
set -u
cd "$(dirname "$0")/.."
locked=
if [ "${CI:-}" = true ]; then locked=--locked; fi
failed=0
# The tests of documents on paper say that they are skipped where these are missing; in CI they fail.
for program in soffice pdftotext; do
    command -v "$program" >/dev/null 2>&1 || { scripts/setup.sh libreoffice || true; break; }
done
(cd web && npm test --silent) || failed=1
# shellcheck disable=SC2086
cargo test $locked --workspace --no-fail-fast || failed=1
scripts/readers.sh "${CARGO_TARGET_DIR:-target}/debug/loa" || failed=1
scripts/browser.sh "${CARGO_TARGET_DIR:-target}/debug/loa" || failed=1
exit "$failed"
