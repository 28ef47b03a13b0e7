#!/bin/sh
# What the crates must not know, kept by looking: see "Invariants" in ARCHITECTURE.md.
set -eu
cd "$(dirname "$0")/.."

pure="loa-vietnamese loa-calendar loa-docfile loa-official loa-plan-reader loa-guide"
failed=0
complain() { echo "architecture: $*"; failed=1; }

# Nothing below a pure crate brings a runtime, a network or a database.
outside='tokio|async-std|async-io|smol|mio|futures-executor|reqwest|hyper|ureq|curl|isahc|rustls|native-tls|openssl|sqlx(-core)?|rusqlite|diesel|postgres'
# A library may carry these for what Loa does not call (lopdf: writing encrypted files); no pure crate asks for them.
impure='rand|rand_core|getrandom|fastrand|uuid|tempfile|notify|walkdir|dirs|time|chrono|clap|anyhow'
below() { cargo tree --quiet -p "$1" -e normal --prefix none --format '{p}' ${2:-}; }
for crate in $pure; do
    all=$(below "$crate")
    asked=$(below "$crate" --depth=1)
    found=$(echo "$all" | awk '{ print $1 }' | grep -xE "$outside" | sort -u | tr '\n' ' ') || true
    [ -z "$found" ] || complain "$crate depends on $found"
    found=$(echo "$asked" | awk '{ print $1 }' | grep -xE "$impure" | sort -u | tr '\n' ' ') || true
    [ -z "$found" ] || complain "$crate asks for $found"
done

# What takes minutes to compile is linked by the program alone, so that work on the application does not wait for it.
for crate in $pure loa-app; do
    found=$(below "$crate" | awk '{ print $1 }' | grep -xE 'typst(-.*)?|tantivy' | sort -u | tr '\n' ' ') || true
    [ -z "$found" ] || complain "$crate depends on $found"
done
# Pages are drawn from what is handed over: the printer opens nothing and asks for no time.
found=$(grep -rnE 'std::(fs|net|env|process|thread|time)|::now\(' crates/loa-print/src || true)
[ -z "$found" ] || complain "loa-print looks outside: $found"

# Their sources name no file, clock, environment, process or thread; tests may.
for crate in $pure; do
    for file in $(find "crates/$crate/src" -name '*.rs' ! -name '*tests.rs' ! -name 'samples.rs' ! -path '*/tests/*' | sort); do
        found=$(awk '
            /^[ \t]*#\[cfg\(test\)\]/ { test = 1; next }
            test && /^[ \t]*(pub )?mod .*\{/ { exit }
            { test = 0 }
            /^[ \t]*\/\// { next }
            /std::(fs|net|env|process|thread|time)|(Timestamp|Zoned|SystemTime|Instant)::now|(^|[^a-z_])async (fn|move)/ { print FILENAME ":" FNR ": " $0 }
        ' "$file")
        [ -z "$found" ] || complain "not pure: $found"
    done
done

# One item, one path.
found=$(find crates -name mod.rs | sort)
[ -z "$found" ] || complain "name the file after the module instead of mod.rs: $found"
found=$(grep -rnE '^[ \t]*pub use ' --include='*.rs' crates || true)
[ -z "$found" ] || complain "no re-exports: $found"

[ "$failed" -eq 0 ] && echo "architecture: the pure crates are pure; one item, one path"
