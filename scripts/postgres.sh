#!/bin/sh
# A private PostgreSQL server for the tests: `postgres.sh run COMMAND…` starts one in a temporary folder on a free port,
# runs the command with LOA_TEST_DATABASE_URL set, and removes the server; `postgres.sh where` tells the folder of the
# server's programs. Installs PostgreSQL when it is missing.
set -eu

programs() {
    for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) /usr/local/bin /usr/bin /opt/homebrew/bin; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
            echo "$folder"
            return
        fi
    done
}

bin=$(programs)
if [ -z "$bin" ]; then
    (cd "$(dirname "$0")/.." && scripts/setup.sh postgresql)
    bin=$(programs)
fi
[ -n "$bin" ] || { echo "PostgreSQL is missing: install the package postgresql" >&2; exit 1; }

if [ "${1:-}" = where ]; then
    echo "$bin"
    exit
fi
[ "${1:-}" = run ] || { echo "usage: postgres.sh run COMMAND… | where" >&2; exit 64; }
shift

home=$(mktemp -d "${TMPDIR:-/tmp}/loa-postgres.XXXXXX")
# The server refuses to run as root.
as_owner=
if [ "$(id -u)" = 0 ]; then
    owner=postgres
    id "$owner" >/dev/null 2>&1 || owner=nobody
    chown "$owner" "$home"
    as_owner="setpriv --reuid=$owner --regid=$(id -g "$owner") --clear-groups"
fi
stop() {
    $as_owner "$bin/pg_ctl" -D "$home/data" -m immediate -s stop >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT TERM

cd "$home"
$as_owner "$bin/initdb" -D "$home/data" -U loa -A trust -E UTF8 --locale=C --no-sync >"$home/initdb.log" 2>&1 ||
    { cat "$home/initdb.log" >&2; exit 1; }
tries=0
while :; do
    port=$(awk -v seed="$$$tries" 'BEGIN { srand(seed); print 20000 + int(rand() * 40000) }')
    # Durability is not what these tests are about: the data goes with the server.
    if $as_owner "$bin/pg_ctl" -D "$home/data" -w -t 60 -s -l "$home/server.log" \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$home -c fsync=off -c max_connections=200" start; then
        break
    fi
    tries=$((tries + 1))
    [ "$tries" -lt 5 ] || { cat "$home/server.log" >&2; exit 1; }
done
cd "$OLDPWD"
LOA_TEST_DATABASE_URL="postgres://loa@127.0.0.1:$port/postgres"
PATH="$PATH:$bin"
export LOA_TEST_DATABASE_URL PATH
"$@"
