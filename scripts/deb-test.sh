#!/bin/sh
# Installs, starts, upgrades, removes and purges the package in a copy of this machine that is thrown away: an overlay in a
# mount namespace of its own, so nothing outside changes. Needs Linux and root. LOA_DEB_PROFILE=dev tests a debug
# build, LOA_DEB_OPTIONS=--no-build the one that is there.
set -eu
cd "$(dirname "$0")/.."
profile=${LOA_DEB_PROFILE:-release}

if [ "${1:-}" != inside ]; then
    [ "$(id -u)" = 0 ] || { echo "deb-test: skipped, it needs root"; exit 0; }
    work=$(mktemp -d "${TMPDIR:-/tmp}/loa-deb.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    # shellcheck disable=SC2086
    scripts/deb.sh "$work" --fast --profile "$profile" --deb-version 0.1.0-1 ${LOA_DEB_OPTIONS:-}
    cargo deb -p loa --no-build --fast --profile "$profile" --deb-version 0.1.0-2 --output "$work/" >/dev/null
    cp scripts/deb-test.sh "$work/test.sh"
    mkdir "$work/over"
    unshare --mount sh -eu -c '
        mount -t tmpfs tmpfs "$1/over"
        mkdir "$1/over/up" "$1/over/work" "$1/over/root"
        mount -t overlay overlay -o "lowerdir=/,upperdir=$1/over/up,workdir=$1/over/work" "$1/over/root"
        mount --rbind /dev "$1/over/root/dev"
        mount -t proc proc "$1/over/root/proc"
        mkdir "$1/over/root/deb"
        cp "$1"/*.deb "$1/test.sh" "$1/over/root/deb/"
        chroot "$1/over/root" sh /deb/test.sh inside
    ' sh "$work"
    exit
fi

# From here on in the copy.
fail() { echo "deb-test: $*" >&2; exit 1; }
say() { echo "deb-test: $*"; }
one=$(ls /deb/*0.1.0-1*.deb) two=$(ls /deb/*0.1.0-2*.deb)
apt-get remove -y --purge loa >/dev/null 2>&1 || true

dpkg -i "$one" >/deb/log 2>&1 || { cat /deb/log; fail "it does not install"; }
[ "$(stat -c '%U %a' /var/lib/loa)" = "loa 750" ] || fail "/var/lib/loa: $(stat -c '%U %a' /var/lib/loa)"
[ "$(stat -c '%G %a' /etc/loa/loa.toml)" = "loa 640" ] || fail "/etc/loa/loa.toml is open"
for unit in loa.socket loa.service; do
    [ -e "/etc/systemd/system/multi-user.target.wants/$unit" ] ||
        [ -e "/etc/systemd/system/sockets.target.wants/$unit" ] || fail "$unit is not enabled"
done
systemd-analyze verify /usr/lib/systemd/system/loa.service /usr/lib/systemd/system/loa.socket 2>&1 |
    grep -i loa && fail "systemd-analyze complains"
exposure=$(systemd-analyze security --offline=yes /usr/lib/systemd/system/loa.service | tail -1)
say "$exposure"
echo "$exposure" | grep -qE 'level[^0-9]*[0-2]\.' || fail "the unit is less closed than it was"
say "installed"

# As the units start it: a socket that is handed over, the user loa, the settings of the package.
port=$(awk 'BEGIN { srand(); print 20000 + int(rand() * 40000) }')
as_loa="setpriv --reuid=loa --regid=loa --clear-groups env LOA_CONFIG=/etc/loa/loa.toml"
site=
trap '[ -z "$site" ] || kill -KILL "$site" 2>/dev/null || true' EXIT
start() {
    # Each of these programs becomes the next one, so the number stays that of the site.
    $as_loa systemd-socket-activate -l "127.0.0.1:$port" -E LOA_CONFIG /usr/bin/loa serve >/deb/site 2>&1 &
    site=$!
    tries=0
    until curl -fs "http://127.0.0.1:$port/healthz" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || { cat /deb/site; fail "it does not start"; }
        sleep 0.2
    done
}
stop() {
    kill -TERM "$site"
    wait "$site" || { cat /deb/site; fail "it does not end in order"; }
    site=
}
start
$as_loa loa backup /var/backups/loa/tay.tar >/dev/null || fail "no backup"
stop
[ "$(stat -c %U /var/lib/loa/loa.db)" = loa ] || fail "the data belongs to somebody else"
say "started, backed up, stopped"

echo '# sửa tại chỗ' >>/etc/loa/loa.toml
dpkg -i "$two" >/deb/log 2>&1 || { cat /deb/log; fail "it does not upgrade"; }
grep -q 'sửa tại chỗ' /etc/loa/loa.toml || fail "an upgrade forgot the settings"
[ "$(stat -c '%G %a' /etc/loa/loa.toml)" = "loa 640" ] || fail "/etc/loa/loa.toml is open after the upgrade"
start
stop
say "upgraded"

dpkg -r loa >/deb/log 2>&1 || { cat /deb/log; fail "it is not removed"; }
[ ! -e /usr/bin/loa ] && [ -e /etc/loa/loa.toml ] && [ -e /var/lib/loa/loa.db ] || fail "removing took too much or too little"
dpkg -P loa >/deb/log 2>&1 || { cat /deb/log; fail "it is not purged"; }
[ ! -e /etc/loa ] || fail "settings stay: $(ls -A /etc/loa)"
[ -e /var/lib/loa/loa.db ] && grep -q 'data stays' /deb/log || fail "data must stay, and that must be said"
find /etc/systemd /var/lib/systemd -name '*loa.s*' | grep . && fail "something of systemd stays"

# Without data nothing at all stays.
rm -rf /var/lib/loa /var/backups/loa
dpkg -i "$two" >/deb/log 2>&1 && dpkg -P loa >/deb/log 2>&1 || { cat /deb/log; fail "not a second time"; }
getent passwd loa && fail "the user stays"
[ ! -e /var/lib/loa ] || fail "the folder stays"
say "removed and purged: passed"
