//! By which way people were told: what reports count apart (REP-11).

use loa_vietnamese::fold::fold;

/// A form of making known; each is counted in its own unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// Tin, bài trên cổng, trang thông tin điện tử
    Article,
    /// Phát thanh, truyền thanh, loa
    Radio,
    /// Truyền hình
    Television,
    /// Hội nghị, tọa đàm, tập huấn
    Conference,
    /// Lồng ghép trong cuộc họp
    Meeting,
    /// Khẩu hiệu, băng rôn
    Banner,
    /// Cụm pa nô
    Panel,
    /// Tờ rơi, tờ gấp
    Leaflet,
    /// Niêm yết
    Posting,
    /// Mạng xã hội
    SocialMedia,
    /// Văn bản chỉ đạo
    Directive,
    /// Hình thức khác
    Other,
}

/// What a channel is called and counted in, and the words by which a text speaks of it, folded.
struct Words {
    key: &'static str,
    label: &'static str,
    counted_in: &'static str,
    said: &'static [&'static str],
}

impl Channel {
    /// All of them, in the order of lists and reports.
    pub const ALL: [Channel; 12] = [
        Channel::Article,
        Channel::Radio,
        Channel::Television,
        Channel::Conference,
        Channel::Meeting,
        Channel::Banner,
        Channel::Panel,
        Channel::Leaflet,
        Channel::Posting,
        Channel::SocialMedia,
        Channel::Directive,
        Channel::Other,
    ];

    fn words(self) -> Words {
        let words = |key, label, counted_in, said| Words {
            key,
            label,
            counted_in,
            said,
        };
        match self {
            Channel::Article => words(
                "article",
                "Tin, bài trên cổng, trang thông tin điện tử",
                "tin, bài",
                &[
                    "tin bai",
                    "bai viet",
                    "cong thong tin",
                    "trang thong tin",
                    "chuyen trang",
                ],
            ),
            Channel::Radio => words(
                "radio",
                "Phát thanh, truyền thanh, loa",
                "lượt phát",
                &["phat thanh", "truyen thanh", "loa", "loa keo"],
            ),
            Channel::Television => words("television", "Truyền hình", "lượt phát", &["truyen hinh"]),
            Channel::Conference => words(
                "conference",
                "Hội nghị, tọa đàm, tập huấn",
                "cuộc",
                &["hoi nghi", "toa dam", "tap huan", "hoi thao", "boi duong"],
            ),
            Channel::Meeting => words(
                "meeting",
                "Lồng ghép trong cuộc họp",
                "cuộc",
                &[
                    "long ghep",
                    "hop ban",
                    "giao ban",
                    "cuoc hop",
                    "hop dan",
                    "sinh hoat",
                ],
            ),
            Channel::Banner => words(
                "banner",
                "Khẩu hiệu, băng rôn, áp phích",
                "cái",
                &["khau hieu", "bang ron", "ap phich", "bang zon"],
            ),
            Channel::Panel => words("panel", "Cụm pa nô", "cụm", &["pa no", "pano"]),
            Channel::Leaflet => words("leaflet", "Tờ rơi, tờ gấp", "tờ", &["to roi", "to gap"]),
            Channel::Posting => words("posting", "Niêm yết thủ tục", "lần", &["niem yet"]),
            Channel::SocialMedia => words(
                "social",
                "Mạng xã hội",
                "bài",
                &["mang xa hoi", "facebook", "zalo", "fanpage"],
            ),
            Channel::Directive => words(
                "directive",
                "Văn bản chỉ đạo",
                "văn bản",
                &["van ban chi dao", "ban hanh van ban", "ban hanh cong van"],
            ),
            Channel::Other => words("other", "Hình thức khác", "lần", &[]),
        }
    }

    /// In the database and in forms.
    pub fn key(self) -> &'static str {
        self.words().key
    }

    /// The channel with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        self.words().label
    }

    /// What its quantity counts: "tin, bài", "cuộc".
    pub fn counted_in(self) -> &'static str {
        self.words().counted_in
    }

    /// The one channel that texts speak of; `None` when they speak of none or of several. The first text that speaks of any
    /// decides: what was done, then what was ordered.
    pub fn said_in(texts: &[&str]) -> Option<Self> {
        texts.iter().find_map(|text| {
            let text = words_of(text);
            let speaks = |channel: &Channel| {
                let said = channel.words().said;
                said.iter().any(|phrase| text.contains(&format!(" {phrase} ")))
            };
            let found: Vec<Channel> = Self::ALL.into_iter().filter(speaks).collect();
            match found.as_slice() {
                [one] => Some(Some(*one)),
                [] => None,
                _ => Some(None),
            }
        })?
    }
}

/// Folded words with one space around each.
fn words_of(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|sign: char| !sign.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_tells_the_channel_only_when_it_is_plain() {
        for (texts, want) in [
            (vec!["Phát tin, bài qua hệ thống truyền thanh"], None),
            (
                vec!["Phát bài qua hệ thống truyền thanh xã"],
                Some(Channel::Radio),
            ),
            (
                vec!["Họp bản Nà Dìa, 45 người", "Tuyên truyền trên loa truyền thanh"],
                Some(Channel::Meeting),
            ),
            (vec!["Treo 5 băng rôn"], Some(Channel::Banner)),
            (vec!["Làm 3 cụm panô, khẩu hiệu"], None),
            (vec!["Đã làm", "Đăng tin, bài"], Some(Channel::Article)),
            (vec!["Đăng Facebook của xã"], Some(Channel::SocialMedia)),
            (vec!["Kiểm tra hồ sơ"], None),
            (vec![], None),
        ] {
            assert_eq!(Channel::said_in(&texts), want, "{texts:?}");
        }
    }

    #[test]
    fn keys_tell_channels_apart() {
        for channel in Channel::ALL {
            assert_eq!(Channel::with_key(channel.key()), Some(channel));
        }
    }
}
