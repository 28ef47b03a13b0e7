#!/bin/sh
# Looks for the tools that Loa is built with; installs what a package manager can and says so first.
# Usage: scripts/setup.sh [clippy] [rustfmt] [python3] [venv] [node] [postgresql] [chromium] [faketime] [libreoffice]
# (the parts of Rust and the tools wanted beside cargo)
set -eu

needed_rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)

say() { printf 'loa: %s\n' "$*" >&2; }
stop() { say "$@"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# at_least WANTED FOUND: compares major.minor.
at_least() {
    awk -v wanted="$1" -v found="$2" 'BEGIN {
        split(wanted, w, "."); split(found, f, ".")
        exit !(f[1] > w[1] || (f[1] == w[1] && f[2] >= w[2]))
    }'
}

# install PURPOSE APT DNF APK PACMAN ZYPPER: by whichever package manager is there ("-": it has no such package).
install() {
    purpose=$1
    if have apt-get; then set -- apt-get "$2"
    elif have dnf; then set -- dnf "$3"
    elif have apk; then set -- apk "$4"
    elif have pacman; then set -- pacman "$5"
    elif have zypper; then set -- zypper "$6"
    else return 1; fi
    manager=$1 packages=$2
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        have sudo || return 1
        as_root=sudo
    fi
    say "installing $packages with $manager ($purpose)"
    # The lists of packages are words to split.
    # shellcheck disable=SC2086
    case $manager in
        apt-get) $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $packages ;;
        dnf) $as_root dnf install -y -q $packages ;;
        apk) $as_root apk add --quiet $packages ;;
        pacman) $as_root pacman -Sy --noconfirm --needed $packages ;;
        zypper) $as_root zypper --quiet --non-interactive install $packages ;;
    esac >&2
}

# Rust is a choice of the person (rustup, a distribution's package): say what is missing, change nothing.
rust() {
    have cargo && have rustc ||
        stop "Rust is missing: install $needed_rust or newer (with rustup, or your system's packages), then run this again"
    found=$(rustc --version | awk '{ print $2 }')
    at_least "$needed_rust" "$found" ||
        stop "Rust $found is too old: Loa needs $needed_rust or newer (with rustup: rustup update stable)"
}

# Parts of Rust that a minimal installation leaves out.
part() {
    have "cargo-$1" && cargo "$2" --version >/dev/null 2>&1 && return
    have rustup || stop "cargo $2 is missing: install the package of your system that brings $1"
    say "installing $1 with rustup (make test)"
    rustup component add "$1" >&2
}

# Rust links with the C compiler, so it and the C library must be able to make a program.
links() { printf 'int main(void) { return 0; }\n' | cc -x c -o /dev/null - >/dev/null 2>&1; }
compiler() {
    links && return
    install "Rust links programs with it" "gcc libc6-dev" "gcc glibc-devel" "build-base" "gcc" "gcc glibc-devel" || true
    links || stop "no working C compiler: install one named cc (Debian: gcc libc6-dev; macOS: xcode-select --install)"
}

python() {
    have python3 && return
    install "the scoring script is written in it" python3 python3 python3 python python3 || true
    have python3 || stop "python3 is missing: install it, then run this again"
}

venv() {
    install "programs that read what Loa gives out" "python3 python3-venv" python3 "python3 py3-pip" python python3 || true
    python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || stop "python3 with venv and pip is missing: install it, then run this again"
}

nodejs() {
    have node && have npm ||
        install "styles and scripts are built with it" "nodejs npm" "nodejs npm" "nodejs npm" "nodejs npm" "nodejs npm" || true
    have node && have npm || stop "Node.js and npm are missing: install Node.js 18 or newer, then run this again"
    # 18 is what Debian 12 brings; the tests in a browser want 20.
    found=$(node -p 'process.versions.node')
    at_least 18 "$found" || stop "Node.js $found is too old: 18 or newer is needed; install it, then run this again"
}

# Whoever asks for these looks for the programs, which stand in different places.
postgresql() { install "the tests run on it too" postgresql postgresql-server postgresql postgresql postgresql-server || true; }
chromium() { install "tests in a real browser" chromium chromium chromium chromium chromium || true; }
# With poppler, which reads PDF files back, and fonts as wide as Times New Roman.
libreoffice() {
    install "reads the documents that were made, for the tests" "libreoffice-writer-nogui fonts-liberation2 poppler-utils" \
        "libreoffice-writer liberation-fonts poppler-utils" "libreoffice-writer font-liberation poppler-utils" \
        "libreoffice-fresh ttf-liberation poppler" "libreoffice-writer liberation-fonts poppler-tools" || true
}
faketime() { install "a program is shown another time by it" faketime libfaketime libfaketime libfaketime libfaketime || true; }

rust
compiler
for wanted in "$@"; do
    case $wanted in
        clippy) part clippy clippy ;;
        rustfmt) part fmt fmt ;;
        python3) python ;;
        venv) venv ;;
        node) nodejs ;;
        postgresql) postgresql ;;
        chromium) chromium ;;
        faketime) faketime ;;
        libreoffice) libreoffice ;;
        *) stop "setup does not know $wanted" ;;
    esac
done
