//! What sample people tell of their work, in the words of such work. Villages are invented.

use loa_app::activity::channel::Channel;
use loa_app::activity::{Audience, Language};
use loa_vietnamese::fold::fold;

/// What somebody tells.
pub struct Telling {
    /// What was done.
    pub what: String,
    /// Where.
    pub place: String,
    /// By which way.
    pub channel: Option<Channel>,
    /// How many pieces.
    pub pieces: Option<i64>,
    /// Minutes on the air.
    pub minutes: Option<i64>,
    /// How many took part.
    pub people: Option<i64>,
    /// For whom.
    pub audience: Audience,
    /// In which language.
    pub language: Language,
}

const VILLAGES: [&str; 12] = [
    "bản Nà Dìa",
    "bản Huổi Mo",
    "bản Pá Ban",
    "bản Nà Lốc",
    "bản Hua Tát",
    "bản Phiêng Pẻn",
    "bản Huổi Pản",
    "bản Nà Hin",
    "bản Sốp Tủ",
    "bản Co Phường",
    "bản Pá Men",
    "bản Nà Sàng",
];

/// One way to tell something; `{ban}` is a village, `{n}` a small number, `{nguoi}` how many took part.
struct Way(&'static str, Audience, Language);

use Audience::{Officials, People};
use Language::{Hmong, Thai, Vietnamese};

const RADIO: &[Way] = &[
    Way(
        "Phát bài “Bộ phận một cửa của xã làm việc thế nào” trên loa truyền thanh, sáng và chiều, {n} lượt.",
        People,
        Vietnamese,
    ),
    Way(
        "Đọc tin nộp hồ sơ qua mạng trên loa {ban}, đọc tiếng Thái, {n} lượt.",
        People,
        Thai,
    ),
    Way(
        "Phát bài về đăng ký khai sinh đúng hạn, đọc tiếng Mông trên loa {ban}, {n} lượt.",
        People,
        Hmong,
    ),
    Way(
        "Phát tin lịch tiếp dân và số điện thoại góp ý trên loa truyền thanh xã, {n} lượt.",
        People,
        Vietnamese,
    ),
    Way(
        "Phát bài về mức phí, lệ phí niêm yết ở Bộ phận một cửa, tiếng Việt và tiếng Thái, {n} lượt.",
        People,
        Thai,
    ),
];
const SITE: &[Way] = &[
    Way(
        "Đăng {n} tin vào mục Cải cách hành chính trên trang thông tin điện tử, thay danh mục thủ tục mới.",
        People,
        Vietnamese,
    ),
    Way(
        "Sửa mục Thủ tục hành chính trên trang thông tin điện tử cho dễ tìm, thêm {n} biểu mẫu tải về.",
        People,
        Vietnamese,
    ),
];
const MEETING: &[Way] = &[
    Way(
        "Phổ biến kế hoạch cải cách hành chính trong buổi họp cơ quan, {nguoi} người dự.",
        Officials,
        Vietnamese,
    ),
    Way(
        "Họp cơ quan, đọc và trao đổi các việc cải cách hành chính của quý, {nguoi} người dự.",
        Officials,
        Vietnamese,
    ),
    Way(
        "Sinh hoạt chuyên đề về thái độ phục vụ người dân, {nguoi} người dự.",
        Officials,
        Vietnamese,
    ),
];
const PLAN: &[Way] = &[
    Way(
        "Ban hành kế hoạch tuyên truyền cải cách hành chính năm của đơn vị và gửi lên cấp trên.",
        Officials,
        Vietnamese,
    ),
    Way(
        "Lãnh đạo ký kế hoạch tuyên truyền của đơn vị, gửi bản giấy và bản mềm, báo {n} bộ phận cùng làm.",
        Officials,
        Vietnamese,
    ),
];
const PROGRAMME: &[Way] = &[
    Way(
        "Phát thanh chuyên mục “Cải cách hành chính” trong tuần, {n} lượt.",
        People,
        Vietnamese,
    ),
    Way(
        "Phát thanh chuyên mục “Cải cách hành chính”, đọc tiếng Thái, {n} lượt.",
        People,
        Thai,
    ),
    Way(
        "Phát thanh chuyên mục “Cải cách hành chính”, đọc tiếng Mông, {n} lượt.",
        People,
        Hmong,
    ),
];
const BANNERS: &[Way] = &[Way(
    "Treo {n} khẩu hiệu ở trụ sở và dọc đường vào {ban}.",
    People,
    Vietnamese,
)];
const POST: &[Way] = &[Way(
    "Hướng dẫn nộp hồ sơ và nhận kết quả qua bưu điện tại Bộ phận một cửa, {nguoi} người.",
    People,
    Vietnamese,
)];
const COURSE: &[Way] = &[Way(
    "Cử người dự lớp tập huấn cải cách hành chính, {nguoi} người.",
    Officials,
    Vietnamese,
)];
const VILLAGE: &[Way] = &[
    Way(
        "Họp {ban}, nói về cấp căn cước và nộp hồ sơ qua mạng bằng tiếng Thái, {nguoi} người dự.",
        People,
        Thai,
    ),
    Way(
        "Họp {ban}, hướng dẫn đăng ký khai sinh, kết hôn bằng tiếng Mông, {nguoi} người dự.",
        People,
        Hmong,
    ),
    Way(
        "Giúp bà con {ban} tạo tài khoản dịch vụ công trên điện thoại, {nguoi} người.",
        People,
        Vietnamese,
    ),
    Way(
        "Phát tờ rơi về thủ tục đất đai tại chợ phiên, {nguoi} người nhận.",
        People,
        Vietnamese,
    ),
];

const OTHER: Way = Way("Làm việc được giao.", Officials, Vietnamese);

/// What the title of a duty speaks of, the first that fits.
const ABOUT: &[(&str, &[Way])] = &[
    ("truyen thanh", RADIO),
    ("chuyen muc", PROGRAMME),
    ("trang thong tin", SITE),
    ("khau hieu", BANNERS),
    ("buu chinh", POST),
    ("tap huan", COURSE),
    ("pho bien", MEETING),
    ("ke hoach", PLAN),
];

/// What is told of a duty with this title; the throw decides which of its ways.
pub fn of_duty(title: &str, throw: u64) -> Telling {
    let folded = fold(title);
    match ABOUT.iter().find(|(about, _)| folded.contains(about)) {
        Some((_, ways)) => one_of(ways, throw),
        None => Telling {
            what: format!("Đã làm: {}.", start(title)),
            place: String::new(),
            channel: Channel::said_in(&[title]),
            pieces: None,
            minutes: None,
            people: None,
            audience: Officials,
            language: Vietnamese,
        },
    }
}

/// Something that no plan ordered.
pub fn of_village(throw: u64) -> Telling {
    one_of(VILLAGE, throw)
}

fn one_of(ways: &[Way], throw: u64) -> Telling {
    let from = |most: usize, shift: u32| (throw >> shift) as usize % most.max(1);
    let Way(text, audience, language) = ways.get(from(ways.len(), 0)).unwrap_or(&OTHER);
    let village = VILLAGES.get(from(VILLAGES.len(), 8)).copied().unwrap_or_default();
    let people = 12 + i64::try_from(from(48, 16)).unwrap_or(0);
    let has = |sign: &str| text.contains(sign);
    let many = 2 + i64::try_from(from(5, 24)).unwrap_or(0);
    let channel = Channel::said_in(&[text]);
    // What is not counted in pieces tells other numbers.
    let pieces = channel.filter(|channel| *channel != Channel::Meeting && has("{n}"));
    Telling {
        channel,
        pieces: pieces.map(|_| many),
        minutes: (channel == Some(Channel::Radio)).then_some(many * 4),
        what: text
            .replace("{ban}", village)
            .replace("{nguoi}", &people.to_string())
            .replace("{n}", &many.to_string()),
        place: if has("{ban}") {
            village.to_owned()
        } else {
            String::new()
        },
        people: has("{nguoi}").then_some(people),
        audience: *audience,
        language: *language,
    }
}

fn start(title: &str) -> String {
    let line = title.trim().trim_end_matches('.');
    line.chars().take(200).collect()
}
