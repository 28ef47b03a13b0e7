//! The words that the grammar knows, and how a written word is recognised as one of them.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;

use crate::phrase::token::Kind;

/// Every word that a rule asks for. A rule that asks for a word missing here could never match; a test
/// looks for that.
const WORDS: &str = "\
    i ii iii iv q t h một hai ba bốn tư năm sáu bảy tám chín mười thứ chủ nhật \
    ngày tuần tháng quý giờ phút ban đầu giữa cuối nửa cả quanh suốt hết \
    giai đoạn các những mỗi từng hằng lần kỳ định thường xuyên liên tục duy trì \
    trước sau trong vòng vào đến tới từ kể tính bắt chậm muộn nhất hơn không quá hạn thời gian điểm \
    hoàn thành xong là ít tối thiểu đa khoảng dự kiến phấn đấu đề xuất \
    làm việc tiếp theo và hoặc trở đi ra lên khi ngay nếu có cần thiết \
    yêu cầu nghị đột nhu phát sinh kế hoạch riêng này ban hành quyết chương trình \
    ký phê duyệt nhận được dưới đây đây mốc cụ thể thông báo cáo của năm học \
    tiến độ chỉ đạo hướng dẫn quy chế khác tại lộ chung phân công \
    vốn chi giáo dục cơ sở trợ cấp khu vực hội họp đại số hiệu lực ngân sách dự toán tin bài đơn vị \
    tổ chức thực hiện triển khai xây dựng kết thúc gửi về quả việc phù hợp nhiệm vụ \
    kéo dài trung bình nhiều thẩm quyền cấp thi hành áp cứ sơ tổng nay qua mới \
    qui kì hàng cùng tiên lần đợt để cuộc buổi lớp phiên kề văn phải liền đảm bảo phí tác độ sách toán lúc sáng chiều trưa tùy tùy\u{0301} thuộc suất hội đúng";

/// Other spellings of a word of the grammar.
const SAME: [(&str, &str); 6] = [
    ("hàng", "hằng"),
    ("kì", "kỳ"),
    ("qui", "quy"),
    ("quí", "quý"),
    ("bẩy", "bảy"),
    ("tý", "tư"),
];

/// Words that are cut off from a neighbour they are stuck to.
const STUCK: [&str; 16] = [
    "trước",
    "ngày",
    "tháng",
    "quý",
    "năm",
    "thường",
    "xuyên",
    "hằng",
    "hàng",
    "chậm",
    "trong",
    "định",
    "đến",
    "tuần",
    "từ",
    "sau",
];

/// Base letters followed by the marks in order: the same for `quý` and `qúy`.
fn skeleton(word: &str) -> String {
    let mut letters = String::with_capacity(word.len());
    let mut marks = Vec::new();
    for c in word.nfd().flat_map(char::to_lowercase) {
        if unicode_normalization::char::is_combining_mark(c) {
            marks.push(c);
        } else {
            letters.push(c);
        }
    }
    marks.sort_unstable();
    letters.extend(marks);
    letters
}

/// Base letters alone.
fn bare(word: &str) -> String {
    loa_vietnamese::fold::fold(word)
}

struct Vocabulary {
    by_skeleton: HashMap<String, &'static str>,
    by_bare: HashMap<String, &'static str>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let right = |word: &'static str| {
        SAME.iter()
            .find(|(same, _)| *same == word)
            .map_or(word, |pair| pair.1)
    };
    let known = || WORDS.split_whitespace().chain(SAME.iter().map(|pair| pair.0));
    let mut by_bare = HashMap::new();
    // Two words may share their letters ("quý", "quy"); the one a schedule needs more stands first.
    for word in ["quý", "năm", "hằng", "đến", "tư", "thứ", "từ", "kỳ", "cả", "đợt"]
        .into_iter()
        .chain(known())
    {
        by_bare.entry(bare(word)).or_insert_with(|| right(word));
    }
    Vocabulary {
        by_skeleton: known().map(|word| (skeleton(word), right(word))).collect(),
        by_bare,
    }
});

/// The word of the grammar that `written` stands for.
///
/// With `unmarked`, the text around it has no Vietnamese letters at all and the bare letters decide.
fn known(written: &str, unmarked: bool) -> Option<&'static str> {
    let vocabulary = &*VOCABULARY;
    let by_letters = vocabulary.by_bare.get(&bare(written)).copied();
    if unmarked {
        return by_letters;
    }
    // Most words of a text share not even their letters with one of the grammar.
    by_letters
        .and_then(|_| vocabulary.by_skeleton.get(&skeleton(written)).copied())
        .or_else(|| broken(written))
}

/// A short word with one letter that no Vietnamese word has: a font without a table gave `kǶ` for `kỳ`.
fn broken(written: &str) -> Option<&'static str> {
    if !written.starts_with(['k', 'K']) {
        return None;
    }
    let foreign = |c: char| ('\u{0180}'..='\u{024F}').contains(&c) && !matches!(c, 'Ơ' | 'ơ' | 'Ư' | 'ư');
    let mut letters = written.nfc();
    let (second, third) = (letters.nth(1)?, letters.next());
    (foreign(second) && third.is_none()).then_some("kỳ")
}

/// One run of letters as one or more words: `uỷtrước` → `uỷ`, `trước`; `QuýI` → `quý`, `i`.
pub fn split(text: &str, range: Range<usize>, unmarked: bool) -> Vec<(Kind, Range<usize>)> {
    let written = text.get(range.clone()).unwrap_or_default();
    if let Some(word) = known(written, unmarked) {
        return vec![(Kind::Word(word), range)];
    }
    let Some((cut, left, right)) = cut(written) else {
        return vec![(Kind::Other, range)];
    };
    let middle = range.start + cut;
    let mut parts = match left {
        Some(word) => vec![(Kind::Word(word), range.start..middle)],
        None => split(text, range.start..middle, false),
    };
    parts.push((Kind::Word(right), middle..range.end));
    parts
}

/// Where a word of the schedule begins inside `written`, the word before it if known, and that word.
fn cut(written: &str) -> Option<(usize, Option<&'static str>, &'static str)> {
    for numeral in ["III", "IV", "II", "I"] {
        let Some(left) = written.strip_suffix(numeral) else {
            continue;
        };
        let named = known(left, false).filter(|word| matches!(*word, "quý" | "q"));
        return named.and_then(|word| Some((left.len(), Some(word), known(numeral, false)?)));
    }
    let lower = written.to_lowercase();
    let word = STUCK.into_iter().find(|word| lower.ends_with(word))?;
    let at = lower.len().checked_sub(word.len())?;
    let left = written.get(..at).filter(|_| lower.len() == written.len())?;
    let is_syllable = bare(left).contains(['a', 'e', 'i', 'o', 'u', 'y']);
    is_syllable.then_some((at, known(left, false), known(word, false)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of every rule file; a word in quotes after one of the asking functions must be known.
    #[test]
    fn every_word_a_rule_asks_for_is_known() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/phrase");
        let mut asked = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            for call in [".word(\"", ".words(\"", ".any(\"", ".skip_any(\""] {
                for piece in code.split(call).skip(1) {
                    for word in piece.split('"').next().unwrap().split_whitespace() {
                        asked += 1;
                        assert_eq!(known(word, false), Some(word), "unknown to the vocabulary");
                    }
                }
            }
        }
        assert!(asked > 50, "the search found only {asked} words");
    }
}
