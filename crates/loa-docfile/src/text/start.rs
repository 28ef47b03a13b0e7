//! How a line begins and ends: numbering, bullets, legal bases, sentence ends.

/// What stands at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// `1.`, `1.1.`, `IV.`, `a)`, `Điều 1.`: a new paragraph.
    Number,
    /// One capital letter and a full stop: a part (`A. …`) or initials.
    Letter,
    /// `-`, `+`, `•` and a capital letter or a figure.
    Bullet,
    /// `-` and a small letter or a year: an item, or the second half of `kinh tế - xã hội`.
    Dash,
    /// Words that only open paragraphs: `Căn cứ`, `Nơi nhận`, `Kính gửi`.
    Opener,
    /// Running text.
    Text,
}

/// Looks at the first characters of a line.
pub(crate) fn start(text: &str) -> Start {
    let Some(first) = text.chars().next() else {
        return Start::Text;
    };
    if "-–—+•·▪●○◦*".contains(first) {
        return bullet(text.get(first.len_utf8()..).unwrap_or_default());
    }
    if number(text).is_some() {
        return Start::Number;
    }
    let mut after = text.chars().skip(1);
    if first.is_uppercase() && after.next() == Some('.') && after.next() == Some(' ') {
        return Start::Letter;
    }
    const OPENERS: [&str; 6] = [
        "Căn cứ ",
        "Nơi nhận",
        "Kính gửi",
        "NƠI NHẬN",
        "Phụ lục ",
        "PHỤ LỤC",
    ];
    if OPENERS.iter().any(|opener| text.starts_with(opener)) {
        Start::Opener
    } else {
        Start::Text
    }
}

fn bullet(rest: &str) -> Start {
    let rest = rest.trim_start();
    let mut signs = rest.chars().skip_while(|sign| "“\"‘'(".contains(*sign));
    match signs.next() {
        Some(sign) if sign.is_uppercase() => Start::Bullet,
        Some(sign) if sign.is_numeric() => {
            // `- 2030` closes a range of years; `- 100% các xã` opens an item.
            let figures = rest.chars().take_while(char::is_ascii_digit).count();
            if figures == 4 { Start::Dash } else { Start::Bullet }
        }
        Some(_) => Start::Dash,
        None => Start::Text,
    }
}

/// Bytes of the list number at the start of `text`, with its full stop or bracket; the rest begins with
/// a capital letter, a figure or a quotation mark.
pub(crate) fn number(text: &str) -> Option<usize> {
    let token = figures(text)
        .or_else(|| roman(text))
        .or_else(|| letter(text))
        .or_else(|| article(text))?;
    let rest = text.get(token..)?;
    let spaced = rest.starts_with(' ');
    let next = rest
        .trim_start()
        .chars()
        .find(|sign| !"“\"‘'([".contains(*sign))?;
    let lettered = text.as_bytes().get(token - 1) == Some(&b')');
    (next.is_uppercase() || spaced && (next.is_numeric() || lettered)).then_some(token)
}

/// `1.` `1)` `1/` `1.1` `1.1.`: two figures a part at most, so that dates and amounts are none.
fn figures(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut parts) = (0, 0);
    loop {
        let count = bytes
            .iter()
            .skip(at)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if count == 0 {
            break;
        }
        if count > 2 {
            return None;
        }
        parts += 1;
        at += count;
        if bytes.get(at) != Some(&b'.') {
            break;
        }
        at += 1;
    }
    let dotted = at > 0 && bytes.get(at - 1) == Some(&b'.');
    match bytes.get(at) {
        Some(b')') if parts > 0 => Some(at + 1),
        Some(b'/') if parts == 1 && bytes.get(at + 1) == Some(&b' ') => Some(at + 1),
        _ if parts > 0 && (dotted || parts > 1) => Some(at),
        _ => None,
    }
}

fn roman(text: &str) -> Option<usize> {
    let count = text.bytes().take_while(|byte| b"IVX".contains(byte)).count();
    let tail = text.get(count..)?;
    let parts = tail
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || *byte == b'.')
        .count();
    let dotted = tail.starts_with('.') || tail.starts_with(')') || tail.starts_with('/');
    if count == 0 || count > 5 || !dotted {
        return None;
    }
    Some(count + parts.max(1))
}

fn letter(text: &str) -> Option<usize> {
    let first = text.chars().next().filter(|sign| sign.is_lowercase())?;
    let mut at = first.len_utf8();
    at += text
        .get(at..)?
        .bytes()
        .take(1)
        .filter(|byte| byte.is_ascii_digit())
        .count();
    let close = text.as_bytes().get(at)?;
    (*close == b')' || *close == b'.').then_some(at + 1)
}

fn article(text: &str) -> Option<usize> {
    const WORDS: [&str; 10] = [
        "Điều ",
        "ĐIỀU ",
        "Phần ",
        "PHẦN ",
        "Chương ",
        "CHƯƠNG ",
        "Mục ",
        "MỤC ",
        "Khoản ",
        "Bước ",
    ];
    let word = WORDS.iter().find(|word| text.starts_with(**word))?;
    let count = text
        .get(word.len()..)?
        .bytes()
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let close = text.as_bytes().get(word.len() + count)?;
    (count > 0 && count <= 4 && (*close == b'.' || *close == b':')).then_some(word.len() + count + 1)
}

/// Ends like a sentence or a list item.
pub(crate) fn is_terminal(text: &str) -> bool {
    let end = text.trim_end_matches(['"', '”', '’', '\'', ')', '*', ']']);
    let end = if end.is_empty() { text } else { end };
    end.ends_with(['.', ';', ':', '!', '?', '…']) || end.ends_with("./.")
}

/// Goes on with what stood before: a small letter, or a sign that cannot open.
pub(crate) fn is_continued_by(text: &str) -> bool {
    let Some(first) = text.chars().find(|sign| !"“\"‘'(".contains(*sign)) else {
        return false;
    };
    first.is_lowercase() || ",;:.)”%".contains(first) && !text.starts_with("..")
}

/// All letters are capitals, and there are at least two.
pub(crate) fn is_capitals(text: &str) -> bool {
    has_no_small_letter(text) && text.chars().filter(|sign| sign.is_alphabetic()).count() > 1
}

/// Capitals, figures and signs.
pub(crate) fn has_no_small_letter(text: &str) -> bool {
    !text.chars().any(char::is_lowercase)
}

/// The line ends with a word that wants a number after it, so a number that follows opens nothing.
pub(crate) fn wants_number(text: &str) -> bool {
    matches!(
        text.rsplit(' ').next(),
        Some("điều" | "Điều" | "khoản" | "điểm" | "mục" | "Mục" | "chương" | "phần")
    )
}

/// The line ends with a word or a sign after which no sentence ends.
pub(crate) fn wants_more(text: &str) -> bool {
    const WORDS: [&str; 25] = [
        "của", "và", "các", "về", "trong", "cho", "với", "theo", "thuộc", "là", "được", "đến", "tại", "từ",
        "trên", "do", "bởi", "hoặc", "như", "để", "khi", "những", "một", "bằng", "vào",
    ];
    let last = text.rsplit(' ').next().unwrap_or_default().to_lowercase();
    text.ends_with([',', '(', '“']) || WORDS.contains(&last.as_str())
}

/// A capital line that begins a new line of a head: an issuer, the national title.
pub(crate) fn is_issuer(text: &str) -> bool {
    const ISSUERS: [&str; 18] = [
        "ỦY BAN",
        "UỶ BAN",
        "UBND",
        "HỘI ĐỒNG",
        "HĐND",
        "ĐẢNG UỶ",
        "ĐẢNG ỦY",
        "ĐẢNG BỘ",
        "ĐẢNG CỘNG SẢN",
        "CỘNG HÒA",
        "CỘNG HOÀ",
        "SỞ ",
        "BỘ ",
        "PHÒNG ",
        "BAN CHỈ ĐẠO",
        "TỈNH ",
        "XÃ ",
        "ĐOÀN ",
    ];
    is_capitals(text) && ISSUERS.iter().any(|issuer| text.starts_with(issuer))
}

/// The kind of document or `PHỤ LỤC II`, alone on its line: the title stands on the next.
pub(crate) fn is_kind(text: &str) -> bool {
    const KINDS: [&str; 18] = [
        "KẾ HOẠCH",
        "CHƯƠNG TRÌNH",
        "QUYẾT ĐỊNH",
        "NGHỊ QUYẾT",
        "CHỈ THỊ",
        "THÔNG BÁO",
        "BÁO CÁO",
        "TỜ TRÌNH",
        "HƯỚNG DẪN",
        "ĐỀ ÁN",
        "PHƯƠNG ÁN",
        "CÔNG ĐIỆN",
        "CÔNG VĂN",
        "QUY CHẾ",
        "QUY ĐỊNH",
        "KẾT LUẬN",
        "GIẤY MỜI",
        "PHỤ LỤC",
    ];
    KINDS.iter().any(|kind| {
        text.strip_prefix(kind).is_some_and(|rest| {
            rest.chars()
                .all(|sign| sign.is_ascii_digit() || " .:IVX".contains(sign))
                && rest.len() < 8
        })
    })
}

/// A footnote that the page left in the middle of a sentence: its number without a full stop, and a capital letter.
pub(crate) fn is_note(text: &str) -> bool {
    let figures = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(figures..).unwrap_or_default();
    (1..=2).contains(&figures)
        && rest.starts_with(' ')
        && rest.trim_start().chars().next().is_some_and(char::is_uppercase)
}

/// A page number alone on its line.
pub(crate) fn is_page_number(text: &str) -> bool {
    text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `KT. CHỦ TỊCH`, `PHÓ GIÁM ĐỐC`: the next line of a signature.
pub(crate) fn is_new_office(text: &str) -> bool {
    const OFFICES: [&str; 24] = [
        "TM.",
        "T/M",
        "KT.",
        "K/T",
        "TL.",
        "T/L",
        "TUQ.",
        "Q.",
        "CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "BỘ TRƯỞNG",
        "THỨ TRƯỞNG",
        "THỦ TƯỚNG",
        "PHÓ THỦ TƯỚNG",
        "TRƯỞNG ",
        "PHÓ TRƯỞNG ",
        "CHÁNH ",
        "PHÓ CHÁNH ",
        "BÍ THƯ",
        "PHÓ BÍ THƯ",
        "CHỦ NHIỆM",
        "PHÓ CHỦ NHIỆM",
    ];
    OFFICES.iter().any(|office| text.starts_with(office))
}
