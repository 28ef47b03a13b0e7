#!/usr/bin/env bash
# Public pages of Loa beside a static nginx, WordPress with and without a page cache, and Wagtail, all on the same 2,000 articles and
# in turns: CPU time a request of the whole stack. Then Loa alone: pages made afresh, a thousand articles against a million, memory,
# how soon it answers.   bench/portal.sh [setup|load|alone|stop] [ROUNDS]; without a word: all of them. Loopback only; root, Debian 12.
#
# The scripts that install and fill the others are not part of the project: they lie in ../shared/bench-peers, and what they install in
# PEERS_DIR. LOA=FILE takes a built program (release) instead of building it; MOST=1000000 articles of the large site.
set -euo pipefail
cd "$(dirname "$0")/.."
peers=../shared/bench-peers
if [ ! -f "$peers/lib.sh" ]; then
    echo "skipped: $peers is not there, so there is nothing to compare Loa with"
    exit 0
fi
export PEERS_DIR=${PEERS_DIR:-$PWD/target/peers}
mkdir -p "$PEERS_DIR"
# shellcheck source=/dev/null
. "$peers/lib.sh"
: "${LOA:=${CARGO_TARGET_DIR:-target}/release/loa}"
most=${MOST:-1000000}
many=100000
port=${LOA_PORT:-18185}
site=http://$HOST:$port
work=$PEERS_DIR/loa-portal
what=${1:-all}
rounds=${2:-3}

portal() { python3 bench/portal.py "$@"; }

# serve NAME: Loa on the data of that name; says after how many milliseconds it gave a page.
serve() {
    stop_pid loa-portal
    local told
    told=$(LOA_LOG=error portal start 30 "$site/cong/mau" "$LOA" serve --listen "$HOST:$port" --data "$work/$1")
    echo "${told#* }" >"$RUN/loa-portal.pid"
    echo "${told% *}"
}

# copy NAME MANY [short]: the same site with so many articles.
copy() {
    [ ! -e "$work/$1/ready" ] || return 0
    rm -rf "${work:?}/$1"
    mkdir -p "$work/$1"
    cp -a "$work/base/." "$work/$1"
    rm -f "$work/$1/ready"
    portal grow "$work/$1/loa.db" "$2" "${@:3}"
    touch "$work/$1/ready"
}

setup() {
    [ -f "$PEERS_DIR/nginx/html/article.html" ] || bash "$peers/setup-nginx.sh" install
    [ -f "$PEERS_DIR/wp/load.php" ] || bash "$peers/setup-wordpress.sh" install
    [ -f "$PEERS_DIR/wagtail/site/load.py" ] || bash "$peers/setup-wagtail.sh" install
    [ -x "$LOA" ] || cargo build --release -p loa
    mkdir -p "$work"
    if [ ! -e "$work/base/ready" ]; then
        rm -rf "$work/base"
        LOA_LOG=error "$LOA" dev fill --units 4 --years 1 --data "$work/base" --lang en
        spawn loa-portal env LOA_LOG=error "$LOA" serve --listen "$HOST:$port" --data "$work/base"
        wait_http "$site/healthz" >/dev/null
        portal fill "$site" "$ARTICLES"
        stop_pid loa-portal
        touch "$work/base/ready"
    fi
    copy many "$many"
    copy small 1000 short
    copy large "$most" short
    portal paths "$work/many/loa.db" pages "$many" "$work/many.pages"
    portal paths "$work/many/loa.db" lists "$many" "$work/many.lists"
    for size in small large; do
        portal paths "$work/$size/loa.db" pages 20000 "$work/$size.pages"
        portal paths "$work/$size/loa.db" lists 20000 "$work/$size.lists"
    done
}

up() { curl -s -o /dev/null -m 20 "http://$HOST:$1/"; }

start() {
    up 18080 || bash "$peers/setup-nginx.sh" start
    up 18081 || bash "$peers/setup-wordpress.sh" start
    up 18086 || bash "$peers/setup-wagtail.sh" start
}

# fresh FILE CODING: a script of wrk that asks for one address after the other, each under a host of its own as well when all were
# asked for, so that none was made before.
fresh() {
    cat - "$peers/report.lua" >"$RUN/loa-fresh.lua" <<L
local paths, at, turn = {}, 0, "$(date +%s%N)"
for line in io.lines("$1") do paths[#paths + 1] = line end
local headers = { ["Accept-Encoding"] = "$2", ["Host"] = "" }
request = function()
    at = at + 1
    local round = math.floor(at / #paths)
    headers["Host"] = "r" .. turn .. "-" .. round .. ".test"
    return wrk.format("GET", paths[at % #paths + 1], headers)
end
L
    echo "$RUN/loa-fresh.lua"
}

# paced RATE CONNECTIONS: the same address at a rate, spread by chance.
paced() {
    cat - "$peers/report.lua" >"$RUN/loa-paced.lua" <<L
local most = 2000 * $2 / $1
delay = function() return math.random() * most end
L
    echo "$RUN/loa-paced.lua"
}

article() { sed -n 6p "$ARTICLES" | python3 -c 'import json, sys; print(json.loads(sys.stdin.readline())["slug"])'; }

# rate LABEL: requests a second of the last line of that name.
rate() { awk -F'\t' -v label="$1" '$1 == label { rate = $3 } END { printf "%d", rate }' "$RES/http.tsv"; }

load() {
    start
    serve base >/dev/null
    local page list slug half
    slug=$(article)
    page="$site$(sqlite3 "$work/base/loa.db" "SELECT '/cong/mau/tin/' || slug FROM article WHERE slug LIKE '${slug:0:20}%' LIMIT 1")"
    list=$site/cong/mau
    rm -f "$RES/http.tsv"
    for _ in $(seq "$rounds"); do
        bash "$peers/load-nginx.sh" 1
        STACK=loa-portal
        hit loa-page "$page" 8 6
        hit loa-page-c64 "$page" 64 6
        hit loa-list20 "$list" 8 6
        bash "$peers/load-wordpress.sh" 1
        bash "$peers/load-wagtail.sh" 1
        for label in loa-page; do
            half=$(($(rate "$label") / 2))
            STACK=loa-portal
            hit "$label-half" "$page" 64 8 "$(paced "$half" 64)"
        done
    done
    cp "$RES/http.tsv" "$work/load.tsv"
    echo
    portal table "$work/load.tsv"
}

alone() {
    local rate size coding asked name
    rm -f "$RES/http.tsv"
    STACK=loa-portal
    for name in base many large; do echo "first good answer with the articles of “$name” after $(serve "$name") ms"; done
    serve many >/dev/null
    sleep 2
    echo "memory idle: $(mem_of loa-portal)"
    for _ in $(seq "$rounds"); do
        hit loa-page-afresh-gzip "$site/" 8 8 "$(fresh "$work/many.pages" gzip)"
        hit loa-page-afresh-br "$site/" 8 8 "$(fresh "$work/many.pages" br)"
        hit loa-page-afresh-plain "$site/" 8 8 "$(fresh "$work/many.pages" identity)"
        hit loa-list20-afresh-gzip "$site/" 8 8 "$(fresh "$work/many.lists" gzip)"
        hit loa-list20-afresh-plain "$site/" 8 8 "$(fresh "$work/many.lists" identity)"
    done
    hit loa-page-afresh-half "$site/" 64 8 "$(cat "$(fresh "$work/many.pages" gzip)" "$(paced $(($(rate loa-page-afresh-gzip) / 2)) 64)" >"$RUN/both.lua"; echo "$RUN/both.lua")"
    # More pages than the shelf holds, in each coding.
    serve many >/dev/null
    for coding in gzip br; do
        rate=$(rate "loa-page-afresh-$coding")
        hit "loa-every-page-$coding" "$site/" 8 $((many * 5 / 4 / rate + 5)) "$(fresh "$work/many.pages" "$coding")"
        echo "memory after at least $many pages in $coding: $(mem_of loa-portal)"
    done
    echo /cong/mau >"$work/home"
    for _ in $(seq "$rounds"); do
        for size in small large; do
            serve "$size" >/dev/null
            for asked in pages lists; do hit "loa-$asked-$size" "$site/" 8 5 "$(fresh "$work/$size.$asked" identity)"; done
            hit "loa-home-$size" "$site/" 8 5 "$(fresh "$work/home" identity)"
        done
    done
    stop_pid loa-portal
    cp "$RES/http.tsv" "$work/alone.tsv"
    echo
    portal table "$work/alone.tsv"
}

stop() {
    stop_pid loa-portal
    for peer in wagtail wordpress nginx; do bash "$peers/setup-$peer.sh" stop; done
}

case $what in
setup) setup ;;
load) load ;;
alone) alone ;;
stop) stop ;;
all) setup; load; alone; stop ;;
*) echo "bench/portal.sh [setup|load|alone|stop] [ROUNDS]" >&2; exit 2 ;;
esac
