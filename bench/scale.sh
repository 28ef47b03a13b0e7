#!/bin/sh
# Scale: how long pages take with much data, beside a hundredth of it, in one run; which pages read whole tables; what a
# second node gives.   bench/scale.sh postgres|sqlite|nodes [UNITS] [YEARS]
# Default 4000 units over 3 years on PostgreSQL (12 minutes to fill), 400 on SQLite. KEEP=folder keeps the data for the
# next run. Needs wrk and curl; PostgreSQL for all but sqlite.
set -eu
cd "$(dirname "$0")/.."
what=${1:-postgres}
case $what in sqlite) units=${2:-400} ;; *) units=${2:-4000} ;; esac
years=${3:-3}
# A whole district, so that both have the same page: about a hundredth.
small=54
: "${LOA:=${CARGO_TARGET_DIR:-target}/release/loa}"
[ -x "$LOA" ] || cargo build --release -p loa
for tool in wrk curl; do command -v $tool >/dev/null || { echo "missing: $tool" >&2; exit 1; }; done

work=${KEEP:-$(mktemp -d "${TMPDIR:-/tmp}/loa-scale.XXXXXX")}
mkdir -p "$work"
chmod 755 "$work"
servers=
stop() {
    for pid in $servers; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    [ ! -d "$work/postgres" ] || $as "$bin/pg_ctl" -D "$work/postgres/data" -m fast -s stop >/dev/null 2>&1 || true
    [ -n "${KEEP:-}" ] || rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

as=
bin=
# A server that keeps what it was told, with memory as on a machine of its own.
postgres() {
    bin=$(for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) /usr/local/bin /usr/bin; do
        [ ! -x "$folder/initdb" ] || { echo "$folder"; break; }
    done)
    [ -n "$bin" ] || { echo "missing: PostgreSQL" >&2; exit 1; }
    mkdir -p "$work/postgres"
    if [ "$(id -u)" = 0 ]; then
        chown postgres "$work/postgres"
        as="setpriv --reuid=postgres --regid=$(id -g postgres) --clear-groups"
    fi
    [ -d "$work/postgres/data" ] ||
        $as "$bin/initdb" -D "$work/postgres/data" -U loa -A trust -E UTF8 --locale=C --no-sync >"$work/initdb.log"
    pgport=$((20000 + $$ % 20000))
    $as "$bin/pg_ctl" -D "$work/postgres/data" -w -s -l "$work/postgres/server.log" -o "-p $pgport \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/postgres -c shared_buffers=3GB \
        -c max_wal_size=8GB -c work_mem=32MB -c max_connections=200" start
}

sql() { "$bin/psql" -h 127.0.0.1 -p "$pgport" -U loa -Atq "$@"; }

# database NAME: sets LOA_DATABASE_URL (none on SQLite) and its data folder.
database() {
    data="$work/$1"
    if [ "$what" = sqlite ]; then
        unset LOA_DATABASE_URL
    else
        LOA_DATABASE_URL="postgres://loa@127.0.0.1:$pgport/$1"
        export LOA_DATABASE_URL
    fi
}

# filled NAME UNITS
filled() {
    database "$1"
    [ ! -e "$data/filled" ] || return 0
    [ "$what" = sqlite ] || sql -d postgres -c "CREATE DATABASE $1"
    LOA_LOG=error "$LOA" dev fill --units "$2" --years "$years" --data "$data" --lang en
    [ "$what" = sqlite ] || sql -d "$1" -c "VACUUM ANALYZE"
    touch "$data/filled"
}

# serve NAME PORT: a node, until the script ends.
serve() {
    database "$1"
    # Kept data may be older than the program; that takes its time.
    "$LOA" migrate --data "$data" --lang en >/dev/null
    LOA_LOG=error "$LOA" serve --listen "127.0.0.1:$2" --data "$data" >"$work/serve-$2.log" 2>&1 &
    servers="$servers $!"
    node=$!
    tries=0
    until curl -s -o /dev/null "http://127.0.0.1:$2/dang-nhap"; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] || { cat "$work/serve-$2.log" >&2; exit 1; }
        sleep 0.1
    done
}

# session PORT LOGIN: a cookie.
session() {
    curl -s -o /dev/null -c - -H "Origin: http://127.0.0.1:$1" --data-urlencode "ten=$2" \
        --data-urlencode "mat-khau=loa-dung-thu-2022" "http://127.0.0.1:$1/dang-nhap" |
        awk '$6 == "loa_phien" { print $6 "=" $7 }'
}

# users PORT PATH LOGIN…: fills $work/pages with what each of them opens.
users() {
    port=$1 path=$2
    shift 2
    : >"$work/pages"
    for login in "$@"; do echo "$(session "$port" "$login") $path" >>"$work/pages"; done
}

# load PORT SECONDS PAUSE: "p50 p95 requests/s errors", 50 users.
load() {
    PAGES="$work/pages" PAUSE=$3 wrk -t1 -c50 -d"$2"s -s bench/scale.lua "http://127.0.0.1:$1" | tail -n 1
}

numbered() { seq -f "$1-%g" 1 "$2"; }

# pages NAME PORT: the three pages that must stay fast.
pages() {
    users "$2" /bang-dieu-hanh $(numbered dieuphoi "$3")
    load "$2" 3 200 >/dev/null
    echo "$1 matrix-of-a-district $(load "$2" 20 1000)"
    users "$2" /viec $(numbered canbo 30)
    load "$2" 3 200 >/dev/null
    echo "$1 work-list-of-an-officer $(load "$2" 20 1000)"
    users "$2" "/bang-dieu-hanh?trang-thai=qua-han" lanhdao
    load "$2" 3 200 >/dev/null
    echo "$1 late-list-of-the-province $(load "$2" 20 1000)"
}

ratios() {
    awk '{ p50[$1 " " $2] = $3; p95[$1 " " $2] = $4; rps[$1 " " $2] = $5; errors += $6; if (!seen[$2]++) order[++n] = $2 }
        END {
            printf "%-28s %10s %10s %10s %8s\n", "page", "p50 ms", "p95 ms", "of 1/100", "ratio"
            for (i = 1; i <= n; i++) { l = "large " order[i]; s = "small " order[i]
                printf "%-28s %10.1f %10.1f %10.1f %8.2f\n", order[i], p50[l], p95[l], p95[s], p95[l] / p95[s] }
            if (errors) print errors " requests failed"
        }'
}

# scans PORT: rows that each page reads of the large tables, by scanning them whole and by an index.
scans() {
    tables="'duty','activity','proof','activity_file','reminder','extension','audit_entry','message','job'"
    count="SELECT COALESCE(SUM(seq_tup_read), 0) || ' ' || COALESCE(SUM(idx_tup_fetch), 0) FROM pg_stat_user_tables
           WHERE relname IN ($tables)"
    printf "%-44s %10s %10s %8s\n" "page (of whom)" "scanned" "fetched" "seconds"
    for login in dieuphoi dieuphoi-1 canbo-1; do
        cookie=$(session "$1" $login)
        for path in / /viec /bang-dieu-hanh "/bang-dieu-hanh?trang-thai=qua-han" "/bang-dieu-hanh?sap-xep=ten" /minh-chung \
            /lich /hoat-dong /ghi /don-doc /don-doc/da-gui /tong-quan /nhiem-vu /ke-hoach /don-vi /nguoi /nhat-ky; do
            before=$(sql -d large -c "$count")
            answer=$(curl -s -o /dev/null -m 60 -w '%{http_code} %{time_total}' -H "Cookie: $cookie" "http://127.0.0.1:$1$path")
            sleep 1.2
            after=$(sql -d large -c "$count")
            echo "$path ($login) $answer $before $after"
        done
    done | awk '$3 == 200 { printf "%-44s %10d %10d %8.3f\n", $1 " " $2, $7 - $5, $8 - $6, $4 }'
}

# share FOLDER PERCENT PID…: gives processes no more than so much of one core.
share() {
    if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
        group=/sys/fs/cgroup/$1
        mkdir -p "$group" && echo "$(($2 * 1000)) 100000" >"$group/cpu.max"
    else
        group=/sys/fs/cgroup/cpu/$1
        mkdir -p "$group" && echo $(($2 * 1000)) >"$group/cpu.cfs_quota_us"
    fi
    shift 2
    for pid in "$@"; do echo "$pid" >"$group/cgroup.procs"; done
}

# Each node gets a fifth of a core, so that neither the database nor who asks is the limit.
nodes() {
    serve large 18181
    share loa-scale-1 20 "$node"
    serve large 18182
    share loa-scale-2 20 "$node"
    users 18181 /viec $(numbered canbo 30)
    for port in 18181 18182; do load $port 5 0 >/dev/null; done
    one=$(load 18181 20 0 | cut -d' ' -f3)
    load 18181 20 0 >"$work/first" &
    other=$(load 18182 20 0 | cut -d' ' -f3)
    wait $!
    awk -v one="$one" -v other="$other" '{ printf "one node %.0f requests/s, two nodes %.0f + %.0f: %.2f times\n", one, $3, other, ($3 + other) / one }' "$work/first"
}

[ "$what" = sqlite ] || postgres
filled large "$units"
case $what in
nodes) nodes ;;
*)
    filled small "$small"
    serve large 18181
    serve small 18182
    districts=$((units / 51))
    { pages small 18182 1; pages large 18181 $((districts < 50 ? districts : 50)); } | tee "$work/figures" | sed 's/^/  /'
    ratios <"$work/figures"
    [ "$what" = sqlite ] || scans 18181
    ;;
esac
