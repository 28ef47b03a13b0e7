#!/bin/sh
# What Loa gives out to programs, read by programs that others wrote: feedparser, lxml, extruct, icalendar. They are kept in the
# cache folder, in the versions and with the sums of scripts/readers/requirements.txt.
# Usage: scripts/readers.sh PROGRAM
set -eu
cd "$(dirname "$0")/.."
LOA_BIN=$(realpath "${1:?usage: readers.sh PROGRAM}")
export LOA_BIN
# Debian keeps what makes such folders in a package of its own.
python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || scripts/setup.sh venv

wanted=scripts/readers/requirements.txt
version=$(python3 -c 'import sys; print(sys.version.split()[0])')
folder=${XDG_CACHE_HOME:-$HOME/.cache}/loa/readers-$version-$(cksum <"$wanted" | cut -d' ' -f1)
if [ ! -e "$folder/.ready" ]; then
    echo "loa: pip install (programs that read feeds, lists of addresses, marks and calendars)" >&2
    # What an interrupted installation left.
    rm -rf "$folder"
    python3 -m venv "$folder"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --prefer-binary -r "$wanted" >&2
    touch "$folder/.ready"
fi
exec "$folder/bin/python" -B scripts/readers/read.py
