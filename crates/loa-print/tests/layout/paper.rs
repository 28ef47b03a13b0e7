//! What stands on the pages of a PDF file, as poppler's programs tell it.

use std::path::Path;
use std::process::Command;

/// Units of `pdftohtml` in a point, the most that it takes.
const ZOOM: f64 = 3.0;

/// Some words in one look.
#[derive(Debug, Clone)]
pub struct Shown {
    /// From 1.
    pub page: u32,
    /// Points from the left edge of the paper.
    pub left: f64,
    /// Points from its upper edge.
    pub top: f64,
    /// Points.
    pub width: f64,
    /// Points.
    pub size: f64,
    pub font: String,
    pub bold: bool,
    pub italic: bool,
    pub red: bool,
    pub text: String,
}

/// Whether the programs are there; says so where they are not, and fails in CI.
pub fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok()
        || Command::new(program).arg("-v").output().is_ok();
    if !found {
        println!("skipped: {program} is not installed (scripts/setup.sh libreoffice)");
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "{program} is missing"
        );
    }
    found
}

pub fn run(program: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(program)
        .args(arguments)
        .arg(file)
        .arg("-")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

pub fn page_count(file: &Path) -> u32 {
    let output = Command::new("pdfinfo").arg(file).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let pages = text.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap();
    pages.trim().parse().unwrap()
}

/// Every stretch of words on every page.
pub fn shown(file: &Path) -> Vec<Shown> {
    let zoom = ZOOM.to_string();
    let output = Command::new("pdftohtml")
        .args(["-xml", "-i", "-stdout", "-fontfullname", "-zoom", &zoom])
        .arg(file)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut fonts: Vec<(String, f64, String, bool)> = Vec::new();
    let mut page = 0;
    let mut all = Vec::new();
    for line in text.lines() {
        if line.starts_with("<page ") {
            page = attribute(line, "number").parse().unwrap();
        } else if line.trim_start().starts_with("<fontspec ") {
            let size: f64 = attribute(line, "size").parse().unwrap();
            let is_red = attribute(line, "color") == "#ff0000";
            fonts.push((
                attribute(line, "id"),
                size / ZOOM,
                attribute(line, "family"),
                is_red,
            ));
        } else if line.starts_with("<text ") {
            let (open, rest) = line.split_once('>').unwrap();
            let number = |name: &str| attribute(open, name).parse::<f64>().unwrap() / ZOOM;
            let font = fonts
                .iter()
                .find(|font| font.0 == attribute(open, "font"))
                .unwrap();
            let inside = rest.trim_end_matches("</text>");
            let plain = ["<b>", "</b>", "<i>", "</i>"]
                .iter()
                .fold(inside.to_owned(), |text, mark| text.replace(mark, ""));
            all.push(Shown {
                page,
                left: number("left"),
                top: number("top"),
                width: number("width"),
                size: font.1,
                font: font.2.clone(),
                bold: font.2.contains("Bold"),
                italic: font.2.contains("Italic"),
                red: font.3,
                text: plain.replace("&amp;", "&").replace("&#160;", " "),
            });
        }
    }
    all
}

fn attribute(tag: &str, name: &str) -> String {
    let start = tag.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
    tag[start..].split('"').next().unwrap().to_owned()
}
