//! What is made of one article beside its page: each from its words, each with words of its own.
//!
//! A surface is made from some revision. When the public reads newer words, it is stale until a person made it anew or said
//! that it still holds: nobody but a person knows what a correction means for a poster.

use jiff::Timestamp;

use crate::newsroom::Revision;
use crate::newsroom::body::plain;

/// What can be made of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Surface {
    /// The picture that stands beside a shared link.
    Card,
    /// A text to send by Zalo, to post on Facebook.
    Message,
    /// A sheet for the wall, with a code that leads to the page.
    Poster,
    /// A copy in large type, to be read aloud at a meeting or before a microphone.
    Reading,
}

/// Characters of the words of a card: what is still read on a telephone.
const CARD_CHARACTERS: usize = 120;
/// Characters of a message: Zalo folds what is longer.
const MESSAGE_CHARACTERS: usize = 600;
/// Characters and lines of a poster: what is read while one walks past.
const POSTER_CHARACTERS: usize = 700;
const POSTER_LINES: usize = 6;
/// Characters of a copy to read aloud.
const READING_CHARACTERS: usize = 20_000;

impl Surface {
    /// All of them, in the order of the page.
    pub const ALL: [Surface; 4] = [Surface::Card, Surface::Message, Surface::Poster, Surface::Reading];

    /// In the database and in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Surface::Card => "the",
            Surface::Message => "tin-nhan",
            Surface::Poster => "ap-phich",
            Surface::Reading => "ban-doc",
        }
    }

    /// The surface with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|surface| surface.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Surface::Card => "Ảnh chia sẻ",
            Surface::Message => "Tin Zalo, Facebook",
            Surface::Poster => "Áp phích có mã QR",
            Surface::Reading => "Bản đọc chữ to",
        }
    }

    /// What its words are, and what they should be like.
    pub fn hint(self) -> &'static str {
        match self {
            Surface::Card => {
                "Dòng chữ trên ảnh hiện khi chia sẻ đường dẫn. Ngắn thì đọc được trên điện thoại."
            }
            Surface::Message => {
                "Chữ để gửi vào nhóm Zalo của bản, đăng Facebook của xã. Có đường dẫn tới bài ở cuối."
            }
            Surface::Poster => "Dòng đầu là tên áp phích; mỗi dòng sau là một ý, nhiều nhất 6 dòng.",
            Surface::Reading => "Chữ để đọc trước loa, trong buổi họp bản. Dòng trống tách đoạn.",
        }
    }

    /// Most characters of its words.
    pub fn characters(self) -> usize {
        match self {
            Surface::Card => CARD_CHARACTERS,
            Surface::Message => MESSAGE_CHARACTERS,
            Surface::Poster => POSTER_CHARACTERS,
            Surface::Reading => READING_CHARACTERS,
        }
    }

    /// The words that it begins with: out of the article, for somebody to change. `address`: where the page is found.
    pub fn proposed(self, words: &Revision, address: &str) -> String {
        match self {
            Surface::Card => cut(&words.title, CARD_CHARACTERS),
            Surface::Message => {
                let room = MESSAGE_CHARACTERS.saturating_sub(address.chars().count() + 2);
                let told = cut(&format!("{}\n{}", words.title, words.lead), room);
                format!("{told}\n{address}").trim().to_owned()
            }
            Surface::Poster => {
                let items = items(&words.body);
                let lines = match items.is_empty() {
                    true => vec![words.lead.clone()],
                    false => items,
                };
                let all: Vec<String> = std::iter::once(words.title.clone())
                    .chain(lines.into_iter().take(POSTER_LINES))
                    .collect();
                cut(&all.join("\n"), POSTER_CHARACTERS)
            }
            Surface::Reading => {
                let told = format!("{}\n\n{}", words.lead, plain(&words.body).replace('\n', "\n\n"));
                cut(&told, READING_CHARACTERS)
            }
        }
    }
}

/// The items of the lists of a body.
fn items(body: &str) -> Vec<String> {
    let parts = body.split("<li>").skip(1);
    let items = parts.map(|part| part.split("</li>").next().unwrap_or_default());
    items
        .map(|item| plain(item).replace('\n', " "))
        .filter(|item| !item.is_empty())
        .collect()
}

/// So much of a text as has room, whole words, with a sign that there was more.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let begin: String = text.chars().take(most.saturating_sub(1)).collect();
    let whole = begin
        .rsplit_once([' ', '\n'])
        .map_or(begin.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end())
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// What stands on it.
    pub words: String,
    /// The words of the article that it was made from.
    pub revision: i64,
    /// Since when the public reads newer ones.
    pub stale_at: Option<Timestamp>,
    /// Who made it; `None`: the program, when the article went out.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
}
