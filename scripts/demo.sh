#!/bin/sh
# Builds loa and shows what it makes of the example plan. LOA_LANG=en for English messages.
set -eu
cd "$(dirname "$0")/.."
: "${LOA_LANG:=vi}"
export LOA_LANG

say() { if [ "$LOA_LANG" = en ]; then printf '%s\n' "$2"; else printf '%s\n' "$1"; fi; }
title() { printf '\n'; say "── $1" "── $2"; }

scripts/setup.sh
say "Dịch chương trình loa (bản release): lần đầu tải các thư viện và mất khoảng 3 phút, các lần sau vài giây." \
    "Building loa (release): the first time it downloads libraries and takes about 3 minutes, later seconds."
cargo build --release --quiet -p loa
loa=${CARGO_TARGET_DIR:-target}/release/loa

plan=examples/song-ma-2022/ke-hoach.docx
units=examples/song-ma-2022/units.csv
run() {
    printf '$ loa'
    printf ' %s' "$@"
    printf '\n'
    "$loa" "$@"
}

title "1. Kế hoạch thành nhiệm vụ và việc có hạn" "1. The plan as assignments and dated duties"
run plan compile "$plan" --units "$units"

title "2. Chỗ cần xem lại trong kế hoạch" "2. What somebody should look at in the plan"
# A plan with errors makes `check` end with 1; here that is the point, not a failure.
run plan check "$plan" --units "$units" || [ $? -eq 1 ]

title "3. Lịch một tháng" "3. One month as a calendar"
run plan calendar "$plan" --units "$units" --month 2022-02

title "Thử tiếp" "Try next"
say "Chương trình nằm ở $loa; đọc kế hoạch của cơ quan mình:" "The program is $loa; read a plan of your own:"
cat <<END
  $loa plan compile KE-HOACH.docx
  $loa plan check KE-HOACH.docx
  $loa plan compile $plan --units $units -o viec.xlsx
  $loa plan --help
END
command -v soffice >/dev/null 2>&1 ||
    say "Tệp Word đời cũ (.doc) cần cài thêm LibreOffice; các loại khác thì không." \
        "Old Word files (.doc) need LibreOffice; other kinds do not."
