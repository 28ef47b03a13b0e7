//! Documents as files, read back: what stands on the pages and in the DOCX files is what the decree wants (DOC-01 to DOC-24).
//!
//! `LOA_PAGES=DIR` keeps the files, to look at.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test may stop where it stands, and says what it skips"
)]

mod docx;
mod paper;
mod samples;

use std::path::{Path, PathBuf};
use std::process::Command;

use loa_official::document::Document;
use loa_official::kind::Kind;
use loa_print::printer::Printer;
use paper::Shown;

/// What a part may look like: size from and to in points, bold, italic.
type Rule = (f64, f64, bool, bool);

const BODY: Rule = (13.0, 14.0, false, false);
const BOLD: Rule = (13.0, 14.0, true, false);

struct Files {
    _kept: tempfile::TempDir,
    dir: PathBuf,
    all: Vec<(String, Document)>,
}

impl Files {
    fn path(&self, name: &str, kind: &str) -> PathBuf {
        self.dir.join(format!("{name}.{kind}"))
    }
}

/// All samples as PDF and DOCX.
fn files() -> Files {
    let kept = tempfile::tempdir().unwrap();
    let dir = std::env::var("LOA_PAGES").map_or_else(|_| kept.path().to_owned(), PathBuf::from);
    std::fs::create_dir_all(&dir).unwrap();
    let printer = Printer::new().unwrap();
    let all = samples::all();
    for (name, document) in &all {
        std::fs::write(dir.join(format!("{name}.pdf")), printer.pdf(document).unwrap()).unwrap();
        std::fs::write(
            dir.join(format!("{name}.docx")),
            loa_official::docx::write(document).unwrap(),
        )
        .unwrap();
    }
    Files {
        _kept: kept,
        dir,
        all,
    }
}

/// Looks at the words that begin so, where they are first shown.
fn check(name: &str, shown: &[Shown], begins: &str, rule: Rule) {
    let found = shown
        .iter()
        .find(|words| words.text.trim_start().starts_with(begins));
    let found = found.unwrap_or_else(|| panic!("{name}: nothing begins with {begins:?}"));
    let (least, most, bold, italic) = rule;
    assert!(
        (least - 0.05..=most + 0.05).contains(&found.size),
        "{name}: {begins:?} is {} points high",
        found.size
    );
    assert_eq!(
        (found.bold, found.italic),
        (bold, italic),
        "{name}: {begins:?} in {}",
        found.font
    );
}

fn find<'a>(shown: &'a [Shown], begins: &str) -> &'a Shown {
    shown
        .iter()
        .find(|words| words.text.trim_start().starts_with(begins))
        .unwrap_or_else(|| panic!("{begins:?}"))
}

#[test]
fn every_kind_looks_as_the_decree_wants() {
    if !paper::has("pdftohtml") {
        return;
    }
    let files = files();
    for (kind, name, _) in Kind::ALL {
        let file = format!("kind-{kind:?}");
        let shown = paper::shown(&files.path(&file, "pdf"));
        let look = |begins: &str, rule: Rule| check(&file, &shown, begins, rule);
        look("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12.0, 13.0, true, false));
        look("Độc lập - Tự do - Hạnh phúc", (13.0, 14.0, true, false));
        look("ỦY BAN NHÂN DÂN", (12.0, 13.0, true, false));
        look("Sông Mã, ngày 13 tháng 01 năm 2022", (13.0, 14.0, false, true));
        look("Căn cứ Luật Tổ chức", (13.0, 14.0, false, true));
        look("I. MỤC ĐÍCH, YÊU CẦU", BOLD);
        look("1. Mục đích", BOLD);
        look("a) Nâng cao", BODY);
        look("- Phòng Nội vụ chủ trì", BODY);
        look("TM. ỦY BAN NHÂN DÂN", BOLD);
        look("PHÓ CHỦ TỊCH", BOLD);
        look("Nguyễn Văn Mẫu", BOLD);
        look("Nơi nhận:", (12.0, 12.0, true, true));
        look("- Lưu: VT, NV.", (11.0, 11.0, false, false));
        match kind {
            Kind::Letter => look("V/v Tuyên truyền", (12.0, 13.0, false, false)),
            _ => look(&name.to_uppercase(), BOLD),
        }
        if kind != Kind::OpenLetter {
            look("Số: 18/", (13.0, 13.0, false, false));
        }
    }
}

#[test]
fn the_parts_that_some_documents_have_look_so_too() {
    if !paper::has("pdftohtml") {
        return;
    }
    let files = files();
    let shown = |name: &str| paper::shown(&files.path(name, "pdf"));
    let letter = shown("letter");
    check("letter", &letter, "Kính gửi:", BODY);
    check("letter", &letter, "THƯỢNG KHẨN", BOLD);
    check("letter", &letter, "LƯU HÀNH NỘI BỘ", BOLD);
    check("letter", &letter, "PL.(300)", (11.0, 11.0, false, false));
    check("letter", &letter, "Số 1, đường Mẫu", (11.0, 12.0, false, false));
    assert!(
        find(&letter, "THƯỢNG KHẨN").red && !find(&letter, "LƯU HÀNH").red,
        "only urgency is red (DOC-23)"
    );
    // The dashes stand under the colon (DOC-20).
    let lead = find(&letter, "Kính gửi:");
    let dash = find(&letter, "- Sở Nội vụ");
    assert!(
        (lead.left + lead.width - dash.left).abs() < 5.0,
        "{lead:?} {dash:?}"
    );
    let invitation = shown("invitation");
    check(
        "invitation",
        &invitation,
        "UBND XÃ SÔNG MÃ",
        (12.0, 13.0, false, false),
    );
    check(
        "invitation",
        &invitation,
        "18/GM-VHXH; 2026",
        (10.0, 10.0, false, false),
    );
    let report = shown("report");
    check("report", &report, "Phụ lục I", (14.0, 14.0, true, false));
    check("report", &report, "THỐNG KÊ SỐ LIỆU", BOLD);
    check("report", &report, "(Kèm theo Báo cáo", (13.0, 14.0, false, true));
    let decision = shown("decision");
    check("decision", &decision, "QUYẾT ĐỊNH:", BOLD);
    check("decision", &decision, "Điều 1.", BOLD);
    let minutes = shown("minutes");
    let (left, right) = (find(&minutes, "THƯ KÝ"), find(&minutes, "CHỦ TỌA"));
    assert!(
        (left.top - right.top).abs() < 1.0 && left.left < right.left,
        "signatures of minutes stand side by side"
    );
}

#[test]
fn pages_are_numbered_but_the_first_and_text_stays_within_its_margins() {
    if !paper::has("pdftohtml") {
        return;
    }
    let files = files();
    for (name, document) in &files.all {
        let shown = paper::shown(&files.path(name, "pdf"));
        let in_head = |page: u32| {
            shown
                .iter()
                .find(move |words| words.page == page && words.top < 50.0)
        };
        assert!(
            in_head(1).is_none() || document.corner.is_some(),
            "{name}: something is above page 1"
        );
        let pages = shown.iter().map(|words| words.page).max().unwrap();
        let mut wanted = 1;
        for page in 1..=pages {
            let starts = shown
                .iter()
                .any(|words| words.page == page && words.text.starts_with("Phụ lục") && words.bold);
            wanted = if starts || page == 1 { 1 } else { wanted + 1 };
            if let Some(number) = in_head(page).filter(|_| page > 1) {
                assert_eq!(number.text.trim(), wanted.to_string(), "{name}, page {page}");
                assert!((13.0..=14.0).contains(&number.size) && !number.bold && !number.italic);
            } else {
                assert_eq!(wanted, 1, "{name}, page {page} has no number");
            }
            let is_lying = document.annexes.iter().any(|annex| annex.is_landscape);
            let paper = if is_lying { 841.9 } else { 595.3 };
            for words in shown.iter().filter(|words| words.page == page) {
                let right = paper - (words.left + words.width);
                assert!(words.left >= 84.5, "{name}: {words:?} begins left of 30 mm");
                // The space between two words may hang over the end of a line.
                let over = if words.text.ends_with(' ') { 6.0 } else { 0.0 };
                assert!(right + over >= 42.0, "{name}: {words:?} ends right of 15 mm");
            }
        }
    }
}

#[test]
fn every_font_is_inside_the_file() {
    if !paper::has("pdffonts") {
        return;
    }
    let files = files();
    for (name, _) in &files.all {
        let output = Command::new("pdffonts")
            .arg(files.path(name, "pdf"))
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let fonts: Vec<&str> = text.lines().skip(2).collect();
        assert!(fonts.len() >= 3, "{name}: {text}");
        for font in fonts {
            let is_embedded = font.split_whitespace().rev().nth(4) == Some("yes");
            assert!(font.contains("Tinos") && is_embedded, "{name}: {font}");
        }
    }
}

/// Words in their numbers, without what stands in the margins; the places where pages break do not matter.
fn words(file: &Path) -> Vec<String> {
    let text = paper::run(
        "pdftotext",
        &["-x", "0", "-y", "56", "-W", "900", "-H", "900"],
        file,
    );
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    words.sort_unstable();
    words
}

#[test]
fn libre_office_reads_the_same_document_from_the_docx() {
    if !paper::has("soffice") || !paper::has("pdftotext") {
        return;
    }
    let files = files();
    let other = files.dir.join("office");
    let profile = tempfile::tempdir().unwrap();
    let status = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            profile.path().display()
        ))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(&other)
        .args(files.all.iter().map(|(name, _)| files.path(name, "docx")))
        .output()
        .unwrap();
    assert!(
        status.status.success(),
        "{}",
        String::from_utf8_lossy(&status.stderr)
    );
    for (name, _) in &files.all {
        let (ours, theirs) = (files.path(name, "pdf"), other.join(format!("{name}.pdf")));
        let (our_pages, their_pages) = (paper::page_count(&ours), paper::page_count(&theirs));
        assert!(
            our_pages.abs_diff(their_pages) <= 1,
            "{name}: {our_pages} and {their_pages} pages"
        );
        let (mut ours, mut theirs) = (words(&ours), words(&theirs));
        // A head that is repeated on more pages is not another text.
        if our_pages != their_pages {
            ours.dedup();
            theirs.dedup();
        }
        assert_eq!(ours, theirs, "{name}");
    }
}
