#!/bin/sh
# Reads real plans with the built program and compares with what careful readers found in them. The documents
# are not part of the project: they lie in ../shared, the folder beside the checkout, where there is one.
set -eu
cd "$(dirname "$0")/.."

floors="head=0.95 recall=0.97 precision=0.95 leads=0.95 coords=0.93 schedule=0.93 prose=0.90"
shared=${LOA_SHARED:-../shared}

if [ ! -f "$shared/checks/plan_eval.py" ] || [ ! -d "$shared/plans/docs" ]; then
    echo "evaluate: skipped, there is no $shared with real plans"
    [ "${CI:-}" = true ] || exit 0
    echo "evaluate: in CI it must be there"
    exit 1
fi

scripts/setup.sh python3
echo "evaluate: building loa (release; the first time a few minutes)"
locked=
if [ "${CI:-}" = true ]; then locked=--locked; fi
cargo build $locked --release --quiet -p loa
loa=${CARGO_TARGET_DIR:-target}/release/loa

log=$(mktemp)
trap 'rm -f "$log"' EXIT
python3 "$shared/checks/plan_eval.py" --loa "$loa" --docs "$shared/plans/docs" --expected "$shared/plans/expected" "$@" >"$log" ||
    { cat "$log"; echo "evaluate: the scoring script failed"; exit 1; }
cat "$log"

# The last line holds the means: "documents=24 seconds=1.90 head=0.99 …".
awk -v floors="$floors" '
    /^documents=/ { for (i = 1; i <= NF; i++) { split($i, part, "="); mean[part[1]] = part[2] } }
    END {
        if (mean["documents"] < 1) { print "evaluate: no document was read"; exit 1 }
        count = split(floors, wanted, " ")
        for (i = 1; i <= count; i++) {
            split(wanted[i], floor, "=")
            if (!(floor[1] in mean)) { print "evaluate: no score for " floor[1]; bad = 1 }
            else if (mean[floor[1]] + 0 < floor[2] + 0) { print "evaluate: " floor[1] " " mean[floor[1]] " is below " floor[2]; bad = 1 }
        }
        if (!bad) print "evaluate: every mean is at or above its floor (" floors ")"
        exit bad
    }' "$log"
