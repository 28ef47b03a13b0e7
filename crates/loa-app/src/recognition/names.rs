//! Names of people in a text: criticism names units, not persons (COM-02, PII-02).

use loa_vietnamese::fold::fold;

/// Capital words behind a title that are no names: what somebody is.
const POSTS: [&str; 16] = [
    "chủ",
    "phó",
    "bí",
    "trưởng",
    "giám",
    "thủ",
    "cán",
    "hiệu",
    "tổng",
    "hội",
    "bộ",
    "ủy",
    "uỷ",
    "đảng",
    "công",
    "đại",
];
/// Middle words of most names.
const MIDDLES: [&str; 2] = ["văn", "thị"];
/// What follows such a word where it is no name, in lower case: "Văn hóa", "Thị trấn", "Thị xã" in capitals.
const NO_NAMES: [&str; 8] = ["hóa", "hoá", "phòng", "bản", "thư", "trấn", "xã", "trường"];

/// A name of a person in a text: one of those who are known, or what reads like one. `None`: none was found.
///
/// People are found however their names are written: without marks, in capitals, over two lines, with signs between.
/// What reads like a name is "ông Hoa", "Lò Văn A". A name of one word alone is not looked for: it is a word, too.
pub fn found(text: &str, people: &[String]) -> Option<String> {
    known(text, people)
        .or_else(|| titled(text))
        .or_else(|| middled(text))
}

/// Signs that nobody sees are left out, or stand for a blank: both ways are looked at.
fn plain(text: &str, hidden: &str) -> Vec<String> {
    let is_hidden = |sign: char| matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    let seen: String = text
        .chars()
        .map(|sign| match is_hidden(sign) {
            true => hidden.to_owned(),
            false => sign.to_string(),
        })
        .collect();
    fold(&seen)
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn known(text: &str, people: &[String]) -> Option<String> {
    let ways = [plain(text, ""), plain(text, " ")];
    let is_there = |person: &&String| {
        let name = plain(person, "");
        let has = |words: &Vec<String>| words.windows(name.len()).any(|part| part == name.as_slice());
        name.len() >= 2 && ways.iter().any(has)
    };
    people.iter().find(is_there).cloned()
}

/// Words with the signs around them cut off, and whether a sign that ends a sentence or a list stood behind each.
fn words(text: &str) -> Vec<(&str, bool)> {
    text.split_whitespace()
        .map(|word| {
            let bare = word.trim_matches(|sign: char| !sign.is_alphanumeric());
            let ends = word.ends_with(['.', ',', ';', ':', '!', '?']) && word.to_lowercase() != "đ/c.";
            (bare, ends)
        })
        .filter(|(bare, _)| !bare.is_empty())
        .collect()
}

/// "Lò", "A", "LÒ": a capital, and behind it none or only such.
fn is_capital(word: &str) -> bool {
    let mut signs = word.chars();
    signs.next().is_some_and(char::is_uppercase)
        && (signs.clone().all(char::is_lowercase) || signs.all(char::is_uppercase))
}

fn titled(text: &str) -> Option<String> {
    let words = words(text);
    let mut before = String::new();
    for pair in words.windows(2) {
        let [(word, ends), (name, _)] = pair else { continue };
        let lower = word.to_lowercase();
        let is_title = matches!(
            lower.as_str(),
            "ông" | "bà" | "anh" | "chị" | "cô" | "chú" | "bác" | "cụ" | "em" | "cháu" | "đ/c"
        ) || lower == "chí" && before == "đồng";
        let is_post = POSTS.contains(&name.to_lowercase().as_str());
        if is_title && !ends && is_capital(name) && !is_post {
            return Some(format!("{word} {name}"));
        }
        before = lower;
    }
    None
}

fn middled(text: &str) -> Option<String> {
    let words = words(text);
    words.windows(3).find_map(|part| {
        let [(family, false), (middle, false), (given, _)] = part else {
            return None;
        };
        let is_middle = is_capital(middle) && MIDDLES.contains(&middle.to_lowercase().as_str());
        let is_other = NO_NAMES.contains(&given.to_lowercase().as_str());
        let is_name = is_middle && is_capital(family) && is_capital(given) && !is_other;
        is_name.then(|| format!("{family} {middle} {given}"))
    })
}
