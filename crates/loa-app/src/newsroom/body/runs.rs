//! Runs of another language within a body say so: what reads aloud, and what chooses fonts, would take them for the language
//! around them.

/// Letters of the script of Thái (BRD-13).
pub fn is_tai_viet(sign: char) -> bool {
    ('\u{aa80}'..='\u{aadf}').contains(&sign)
}

/// Letters as Vietnamese is written.
fn is_latin(sign: char) -> bool {
    sign.is_ascii_alphabetic()
        || sign.is_alphabetic() && matches!(sign, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// A script that tells a language where another one stands around it.
struct Script {
    lang: &'static str,
    begins: fn(char) -> bool,
    /// Words of one run may stand apart.
    goes_on: fn(char) -> bool,
}

const TAI_VIET: Script = Script {
    lang: "blt",
    begins: is_tai_viet,
    goes_on: |sign| is_tai_viet(sign) || matches!(sign, ' ' | ',' | '.'),
};

const VIETNAMESE: Script = Script {
    lang: "vi",
    begins: is_latin,
    goes_on: |sign| {
        is_latin(sign) || sign.is_ascii_digit() || matches!(sign, ' ' | ',' | '.' | '-' | '–' | '/' | '’')
    },
};

/// Elements that hold nothing.
const VOID: [&str; 1] = ["br"];

/// HTML that is clean, of a text in this language (as in `lang`), whose runs in another script say theirs: words in the script
/// of Thái within other texts, names as Vietnamese is written within Thái. What an element says of itself holds within it, and
/// nothing inside of tags is touched. Where no such letter stands nothing can be told: Thái is also written in others.
pub fn marked(html: &str, own: &str) -> String {
    if !html.contains(is_tai_viet) {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len() + 64);
    let mut open: Vec<&str> = vec![own];
    for part in html.split_inclusive('>') {
        let (words, tag) = part.split_at(part.find('<').unwrap_or(part.len()));
        let around = open.last().copied().unwrap_or(own);
        let script = match around == TAI_VIET.lang {
            true => VIETNAMESE,
            false => TAI_VIET,
        };
        mark(words, &script, &mut out);
        out.push_str(tag);
        let name = tag.trim_start_matches(['<', '/']).split([' ', '>']).next();
        match name {
            Some("") | None => {}
            Some(name) if VOID.contains(&name) => {}
            _ if tag.starts_with("</") => {
                // The text itself stays open.
                open.truncate(open.len().saturating_sub(1).max(1));
            }
            _ => {
                let said = tag
                    .split_once("lang=\"")
                    .and_then(|(_, rest)| rest.split_once('"'));
                open.push(said.map_or(around, |(lang, _)| lang));
            }
        }
    }
    out
}

/// Where a script begins; letters that stand for a sign of HTML are none.
fn begin(text: &str, script: &Script) -> Option<usize> {
    let mut is_sign = false;
    let found = text.char_indices().find(|(_, sign)| {
        let was_sign = is_sign;
        is_sign = match sign {
            '&' => true,
            ';' => false,
            _ => is_sign,
        };
        !was_sign && (script.begins)(*sign)
    });
    found.map(|(at, _)| at)
}

fn mark(text: &str, script: &Script, out: &mut String) {
    let mut rest = text;
    while let Some(at) = begin(rest, script) {
        let (before, run) = rest.split_at(at);
        let end = run.find(|sign| !(script.goes_on)(sign)).unwrap_or(run.len());
        let (run, after) = run.split_at(end);
        let is_word = |sign: char| (script.begins)(sign) || sign.is_ascii_digit();
        let words = run.trim_end_matches(|sign| !is_word(sign));
        let gap = run.get(words.len()..).unwrap_or_default();
        for piece in [before, "<span lang=\"", script.lang, "\">", words, "</span>", gap] {
            out.push_str(piece);
        }
        rest = after;
    }
    out.push_str(rest);
}
