#!/usr/bin/env bash
# Loa beside Redmine on one PostgreSQL server: 20,000 duties here, 20,000 issues there; creating, listing and filtering, in
# turns, and what each request costs in CPU time of the whole stack (program, its workers, the database). Loopback only;
# root, Debian 12.  bench/peers.sh [setup|load|stop] [ROUNDS]; without a word: setup, load, stop.
#
# The scripts that install, fill and load Redmine are not part of the project: they lie in ../shared/bench-peers.
set -euo pipefail
cd "$(dirname "$0")/.."
peers=../shared/bench-peers
if [ ! -f "$peers/lib.sh" ]; then
    echo "skipped: $peers is not there, so there is nothing to compare Loa with"
    exit 0
fi
target=${CARGO_TARGET_DIR:-target}
export PEERS_DIR=${PEERS_DIR:-$PWD/target/peers}
mkdir -p "$PEERS_DIR"
# shellcheck source=/dev/null
. "$peers/lib.sh"
port=${LOA_PORT:-18085}
export PGPORT=${PGPORT:-15433}
site=http://$HOST:$port
address=postgres://postgres@$HOST:$PGPORT/loa
work=$PEERS_DIR/loa

sql() { "$(cat "$PEERS_DIR/pg/bindir")/psql" -qtA -v ON_ERROR_STOP=1 -h "$HOST" -p "$PGPORT" -U postgres "$@"; }
runs() { [ -f "$RUN/$1.pid" ] && kill -0 "$(cat "$RUN/$1.pid")" 2>/dev/null; }

setup() {
    [ -f "$PEERS_DIR/pg/bindir" ] || bash "$peers/setup-postgres.sh" install
    runs pg || bash "$peers/setup-postgres.sh" start
    if [ ! -f "$PEERS_DIR/redmine/seed.out" ]; then
        # The package would set up an instance of its own on a server that is not there.
        apt_need dbconfig-no-thanks
        bash "$peers/setup-redmine.sh" install
    fi
    cargo build --release -p loa
    cargo build --release -p loa-bench --example peers
    stop_pid loa
    sql -c 'drop database if exists loa' -c 'create database loa'
    rm -rf "$work"
    mkdir -p "$work"
    "$target/release/examples/peers" "$address" "$work/tep" | tee "$work/seed.out"
    sql -d loa -c analyze
}

start() {
    runs pg || bash "$peers/setup-postgres.sh" start
    runs redmine || bash "$peers/setup-redmine.sh" start
    if ! runs loa; then
        spawn loa env LOA_DATABASE_URL="$address" LOA_LOG=warn "$target/release/loa" serve --listen "$HOST:$port" --data "$work"
        wait_http "$site/healthz" >/dev/null
    fi
}

# script NAME COOKIE [LUA]: how wrk asks as one person.
script() {
    printf 'wrk.headers["Cookie"] = "%s"\n%s\n' "$2" "${3:-}" | cat - "$peers/report.lua" >"$RUN/loa-$1.lua"
}

# What an officer's phone sends: the form with a key of its own for each record.
record='
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Accept"] = "application/json"
wrk.headers["Origin"] = "'$site'"
local kept, at = os.time(), 0
local body = "viec=khac&lam-gi=Ph%E1%BA%A3n+%C3%A1nh+%C4%91%C3%A8n+%C4%91%C6%B0%E1%BB%9Dng+h%E1%BB%8Fng+t%E1%BA%A1i+t%E1%BB%95+d%C3%A2n+ph%E1%BB%91+5%2C+45+ng%C6%B0%E1%BB%9Di&noi=T%E1%BB%95+d%C3%A2n+ph%E1%BB%91+5&so-nguoi=45&tieng=vi&ngay-ngay='$(date +%d)'&ngay-thang='$(date +%m)'&ngay-nam='$(date +%Y)'"
request = function()
  at = at + 1
  wrk.headers["Idempotency-Key"] = string.format("%08x-0000-4000-8000-%012x", kept, at)
  return wrk.format(nil, nil, nil, body)
end'

# answers URL COOKIE WORDS: what is measured is a page, not a way to the sign-in page.
answers() {
    local got
    got=$(curl -s -b "$2" -o "$RUN/loa-page.html" -w '%{http_code}' "$1")
    if [ "$got" != 200 ] || ! grep -q "$3" "$RUN/loa-page.html"; then
        echo "$1 answers $got without “$3”" >&2
        return 1
    fi
}

load() {
    local rounds=${1:-2} list filter before after
    start
    # shellcheck source=/dev/null
    . <(grep -E '^(DUTIES|UNIT|COORDINATOR|OFFICER)=' "$work/seed.out")
    list="$site/bang-dieu-hanh?nam=2026&trang-thai=dat&trang=2"
    filter="$site/bang-dieu-hanh?nam=2026&trang-thai=qua-han&don-vi=$UNIT"
    answers "$list" "$COORDINATOR" 'data-l='
    answers "$filter" "$COORDINATOR" 'data-l='
    script post "$OFFICER" "$record"
    script get "$COORDINATOR"
    # Both have 20,000 of what is created, and statistics of it: an empty table that grows is planned as an empty one.
    hit loa-before "$site/ghi" 4 16 "$RUN/loa-post.lua"
    sql -d loa -c analyze
    rm -f "$RES/http.tsv"
    for _ in $(seq "$rounds"); do
        bash "$peers/load-redmine.sh" 1
        STACK="loa pg"
        before=$(sql -d loa -c 'select count(*) from activity')
        hit loa-create "$site/ghi" 4 8 "$RUN/loa-post.lua"
        hit loa-create-c1 "$site/ghi" 1 5 "$RUN/loa-post.lua"
        after=$(sql -d loa -c 'select count(*) from activity')
        echo "loa: $((after - before)) records committed"
        hit loa-list "$list" 4 6 "$RUN/loa-get.lua"
        hit loa-filter "$filter" 4 6 "$RUN/loa-get.lua"
    done
    awk -F'\t' '
        { cpu[$1] += $8; times[$1]++; errors[$1] += $6 }
        END {
            printf "\n%-10s %12s %12s %8s   (CPU ms a request, mean of %d rounds)\n", "", "Redmine", "Loa", "ratio", times["loa-list"]
            split("create create-c1 list filter", all, " ")
            for (at = 1; at in all; at++) {
                r = cpu["redmine-" all[at]] / times["redmine-" all[at]]
                l = cpu["loa-" all[at]] / times["loa-" all[at]]
                printf "%-10s %12.2f %12.2f %8.0f   errors %d, %d\n", all[at], r, l, r / l, errors["redmine-" all[at]], errors["loa-" all[at]]
            }
        }' "$RES/http.tsv"
}

stop() {
    stop_pid loa
    bash "$peers/setup-redmine.sh" stop
    bash "$peers/setup-postgres.sh" stop
}

case "${1:-all}" in
setup) setup ;;
load) load "${2:-}" ;;
stop) stop ;;
all) setup; load; stop ;;
*) echo "bench/peers.sh [setup|load|stop] [ROUNDS]" >&2; exit 2 ;;
esac
