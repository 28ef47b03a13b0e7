//! Names of units in running text and in cells: where one begins, where it ends, which commas part two.

use std::ops::Range;

use crate::text::{Word, begins_with, begins_with_any, words};

/// First words of unit names with the marks that tell them from look-alikes ("sở" from "số").
const NAMES: &[(&str, &[&str])] = &[
    ("bao", &["báo"]),
    ("ban", &["ban"]),
    ("benh", &["bệnh"]),
    ("bo", &["bộ"]),
    ("buu", &["bưu"]),
    ("chi", &["chi"]),
    ("chinh", &["chính"]),
    ("chu", &["chủ"]),
    ("co", &["cơ"]),
    ("cong", &["công", "cổng"]),
    ("cuc", &["cục"]),
    ("dai", &["đài", "đại"]),
    ("dang", &["đảng"]),
    ("dia", &["địa"]),
    ("dien", &["điện"]),
    ("doan", &["đoàn"]),
    ("doanh", &["doanh"]),
    ("don", &["đơn", "đồn"]),
    ("giam", &["giám"]),
    ("hai", &["hải"]),
    ("he", &["hệ"]),
    ("hiep", &["hiệp"]),
    ("hieu", &["hiệu"]),
    ("hoc", &["học"]),
    ("hoi", &["hội"]),
    ("huyen", &["huyện"]),
    ("kho", &["kho"]),
    ("lien", &["liên"]),
    ("mat", &["mặt"]),
    ("ngan", &["ngân"]),
    ("nguoi", &["người"]),
    ("phong", &["phòng"]),
    ("quy", &["quỹ"]),
    ("quan", &["quận", "quân"]),
    ("so", &["sở"]),
    ("tap", &["tập", "tạp"]),
    ("thanh", &["thanh", "thành"]),
    ("thu", &["thủ"]),
    ("thue", &["thuế"]),
    ("thuong", &["thường"]),
    ("tinh", &["tỉnh"]),
    ("to", &["tổ"]),
    ("toa", &["tòa", "toà"]),
    ("tong", &["tổng"]),
    ("tram", &["trạm"]),
    ("trung", &["trung"]),
    ("truong", &["trường", "trưởng"]),
    ("uy", &["ủy", "uỷ"]),
    ("van", &["văn"]),
    ("vien", &["viện"]),
    ("xa", &["xã"]),
];

/// Openings of unit names. A row ending in `*` needs a further word that is not among the exceptions.
const OPENINGS: &[&str] = &[
    "bao hiem xa hoi", "bao va phat thanh", "bao", "ban", "benh vien", "bo", "buu dien", "buu chinh", "chi bo", "chi cuc",
    "chi nhanh", "chinh quyen", "chinh phu", "chu dau tu", "chu tich", "co quan", "co so", "cong an", "cong doan",
    "cong thong tin dien tu", "cong ty", "cong", "cuc", "dai phat thanh", "dai truyen", "dai hoc", "dai", "dang bo", "dang uy",
    "dia phuong", "dien luc", "doan", "doanh nghiep", "don vi", "don bien phong", "giam doc", "hai quan", "he thong truyen thanh",
    "he thong", "hiep hoi", "hieu truong", "hoc vien", "hoi", "huyen uy", "huyen doan", "kho bac", "lien doan", "lien hiep", "lien minh",
    "mat tran", "ngan hang", "nguoi dung dau", "phong", "quy", "quan uy", "quan doan", "quan khu", "so", "tap doan", "tap chi",
    "thanh doan", "thanh tra", "thanh uy", "thanh vien", "thu tuong", "thu truong", "thue", "thuong truc", "thuong vu", "thuong tin",
    "tinh doan", "tinh uy", "to", "toa an", "tong cong ty", "tong cuc", "tram y te", "tram", "trung tam", "truong", "uy ban",
    "van phong", "vien", "xa doan",
];

/// What begins like a unit and is none (plan-variation §12).
const EXCEPTIONS: &[&str] = &[
    "so huu", "ban hanh", "ban do", "ban tin", "ban quyen", "ban giao", "ban sac", "hoi nghi", "hoi thao", "hoi thi", "hoi nhap", "hoi dap",
    "hoi tu", "bao cao", "bao ve", "bao dam", "cuc bo", "bo chi so", "bo tieu chi", "bo luat", "bo may", "bo thu tuc", "bo du lieu", "bo ma",
    "bo cau hoi", "bo tai lieu", "bo nhan dien", "to chuc", "doan ket", "truong hop", "truong nhom", "vien chuc", "vien dan", "don vi tinh",
    "dang vien", "dang ky", "dai bieu", "dai dien", "dai hoi", "dai doan ket", "cong chuc", "cong tac", "cong bo", "cong khai", "cong nghe", "cong dan",
    "cong dong", "cong trinh", "cong nhan", "cong cu", "cong nghiep", "cong van", "cong dien", "cong suat", "cong thuong", "cong dich vu", "cong viec",
    "thanh tra viec", "thanh tra ,", "thanh lap", "co so du lieu", "co so ha tang", "co so vat chat", "he thong hoa", "he thong thong tin",
    "he thong du lieu", "he thong van ban", "he thong co so", "phong ,", "phong ngua", "phong chong", "phong trao", "phong thu", "phong chay", "thu truong hop",
    "quy dinh", "quy che", "bo sung", "bo tri", "trung tam hoa", "tap trung", "tap huan", "to chuc", "chi nhanh song", "hoc vien duoc", "doanh nghiep hoa",
    "van phong pham", "chinh quyen so", "chinh quyen dien tu", "chinh phu so", "chinh phu dien tu", "bo phan mem",
];

/// Abbreviations that stand for a unit or open its name.
const ABBREVIATIONS: &[&str] = &[
    "ubnd", "ub", "ubmttq", "ubmttqvn", "mttq", "mttqvn", "hdnd", "vp", "vpub", "vpubnd", "vpdu", "ubkt", "btv", "bch", "bcd", "bql", "bchqs",
    "bqlda", "bhxh", "ttpvhcc", "tt", "ctv", "tcty", "vnpt", "viettel", "ldld", "hnd", "hccb", "lhpn", "cat", "tand", "vksnd", "vpcp", "khcn",
];

/// Nouns that go on a group: "các sở, **ban**, **ngành**", "UBND các xã, **thị trấn**".
const GROUP_NOUNS: &[&str] = &[
    "ban", "nganh", "don vi", "dia phuong", "phuong", "xa", "thi tran", "thi xa", "dac khu", "to chuc", "co quan", "huyen", "thanh pho", "quan",
    "doan the", "hoi", "ca nhan", "tinh", "vien", "truong", "so", "chi cuc", "doanh nghiep", "khu", "thon", "to dan pho", "khu pho", "cong dong", "hop tac xa",
    "linh vuc", "trung tam", "cap", "ho gia dinh", "nguoi dan", "dong nghiep", "chi nhanh", "uy ban", "to", "du an", "cong ty", "tap doan", "mat tran",
];

/// Nouns that open a group: "các **sở**, ban, ngành".
const GROUP_HEADS: &[&str] = &[
    "ban", "bo", "ca nhan", "cap uy", "chi bo", "chi cuc", "chi hoi", "co quan", "co so", "cong ty", "dia phuong", "doan the", "doanh nghiep", "don vi", "hoi", "hop tac xa", "huyen",
    "nganh", "nha", "phong", "phuong", "quan", "so", "tap doan", "thanh pho", "thanh vien", "thi tran", "thon", "tinh", "to", "trung tam", "truong", "vien", "xa", "dac khu",
];

/// Words that only introduce a unit: "Đề nghị Ủy ban …".
const INTRODUCTIONS: &[&str] = &["de nghi", "giao", "khuyen khich", "yeu cau", "phan cong", "dong thoi de nghi", "tran trong de nghi"];

/// Words that make the name of a group.
const GROUP_OPENINGS: &[&str] = &["cac", "tat ca cac", "toan the cac", "mot so"];

/// Number of words that introduce a unit in front of it.
pub fn introduction(words: &[Word]) -> usize {
    begins_with_any(words, INTRODUCTIONS).unwrap_or(0)
}

/// Does a unit name, or the name of a group of units, begin here?
pub fn begins_unit(text: &str, words: &[Word]) -> bool {
    let group = group_opening(words);
    if group > 0 {
        let rest = &words[group..];
        return begins_with_any(rest, GROUP_HEADS).is_some() || begins_single(text, rest);
    }
    begins_single(text, words)
}

/// Like [`begins_unit`], and written with a capital or as a group: what may stand behind a comma.
fn begins_next(text: &str, words: &[Word]) -> bool {
    let group = group_opening(words) > 0;
    let plain = ["co quan", "don vi", "doanh nghiep", "bao , dai", "bao va dai", "dai va", "dai ,", "so nganh", "so ban nganh", "so , ban", "so , nganh"];
    let noun = begins_with_any(words, &plain).is_some();
    (group || noun || words.first().is_some_and(|word| word.capital)) && begins_unit(text, words)
}

fn group_opening(words: &[Word]) -> usize {
    begins_with_any(words, GROUP_OPENINGS).unwrap_or(0)
}

fn begins_single(text: &str, words: &[Word]) -> bool {
    let Some(first) = words.first() else { return false };
    if !first.is_word {
        return false;
    }
    let written = text.get(first.range.clone()).unwrap_or_default();
    if ABBREVIATIONS.contains(&first.folded.as_str()) {
        return written.chars().nth(1).is_none_or(char::is_uppercase);
    }
    let lower = written.to_lowercase();
    let named = NAMES.iter().any(|(folded, exact)| *folded == first.folded && exact.contains(&lower.as_str()));
    named && begins_with_any(words, OPENINGS).is_some() && begins_with_any(words, EXCEPTIONS).is_none()
}

/// A unit found in a text: bytes of its name.
pub type NameRange = Range<usize>;

/// Units of one cell or of the value of a label, by role.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnitList {
    /// Named first, or before "phối hợp".
    pub units: Vec<NameRange>,
    /// Named behind "phối hợp (với)".
    pub supporting: Vec<NameRange>,
    /// The text says that the first ones lead ("chủ trì").
    pub leading: bool,
}

/// Words inside a cell that say what the unit does: the name ends before them.
const CELL_VERBS: &[&str] = &[
    "chu tri", "phoi hop", "tham muu", "truc tiep trien khai", "theo doi", "trien khai", "to chuc thuc hien", "la co quan", "la don vi", "co trach nhiem",
    "chiu trach nhiem", "tong hop", "huong dan", "thuc hien", "xay dung", "ban hanh", "ra soat", "dau moi", "voi",
];

/// Units of a cell: "Văn phòng HĐND và UBND huyện; UBND các xã, thị trấn" gives two.
pub fn in_cell(text: &str) -> UnitList {
    let words = words(text);
    let mut scan = Scan::new(text, &words);
    scan.run();
    scan.list
}

struct Scan<'a> {
    text: &'a str,
    words: &'a [Word],
    list: UnitList,
    /// First word of the name being read.
    start: usize,
    /// The name ended (a verb came); words are skipped up to the next separator.
    ended: bool,
    /// "phối hợp" was read: what follows supports.
    supporting: bool,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, words: &'a [Word]) -> Self {
        Self { text, words, list: UnitList::default(), start: 0, ended: false, supporting: false }
    }

    fn run(&mut self) {
        let mut at = 0;
        while at < self.words.len() && !self.begins_contact(at) {
            at = self.step(at);
        }
        self.close(at);
    }

    /// Names and telephone numbers of staff behind a unit are nobody's duty: the list ends before them.
    fn begins_contact(&self, at: usize) -> bool {
        let here = &self.words[at..];
        let staff = ["sdt", "so dien thoai", "dt :", "pgd", "gd", "ptp", "ptppt", "pho giam doc", "pho truong phong", "chuyen vien"];
        at > self.start && (begins_with_any(here, &staff).is_some() || self.words[at].folded.len() >= 9 && self.words[at].folded.chars().all(|c| c.is_ascii_digit()))
            || at > 0 && begins_with_any(here, &["pgd", "gd", "ptp", "sdt"]).is_some()
    }

    /// Looks at one word; gives the index of the next to look at.
    fn step(&mut self, at: usize) -> usize {
        let here = &self.words[at..];
        let word = &self.words[at];
        if word.folded == "(" {
            let inside = here.iter().position(|word| word.folded == ")").unwrap_or(here.len() - 1);
            return at + inside + 1;
        }
        if let Some(length) = self.separator(at) {
            self.close(at);
            self.start = at + length;
            return self.start.max(at + 1);
        }
        if at > self.start && !word.capital && self.verb(at) {
            return at + self.verb_length(at);
        }
        if at == self.start && begins_with(here, "phoi hop").is_some() {
            return at + self.verb_length(at);
        }
        at + 1
    }

    fn verb(&self, at: usize) -> bool {
        let here = &self.words[at..];
        let noun = begins_with_any(here, &["to chuc chinh tri", "to chuc doan the", "huong dan vien"]).is_some();
        // "các đơn vị triển khai thí điểm": the verb says which units are meant.
        let group = group_opening(&self.words[self.start..at]) > 0;
        let complete = at >= 2 && begins_with(&self.words[at - 2..], "lien quan").is_some();
        let ends = !group || complete || begins_with_any(here, &["phoi hop", "voi"]).is_some();
        !noun && ends && begins_with_any(here, CELL_VERBS).is_some()
    }

    /// Ends the name before a verb; behind "phối hợp với" a new name may begin.
    fn verb_length(&mut self, at: usize) -> usize {
        let here = &self.words[at..];
        let mut length = begins_with_any(here, CELL_VERBS).unwrap_or(1);
        let joint = begins_with_any(here, &["chu tri , phoi hop", "chu tri phoi hop", "phoi hop"]);
        self.close(at);
        self.list.leading |= begins_with(here, "chu tri").is_some();
        self.ended = true;
        if let Some(joint) = joint {
            length = joint + usize::from(begins_with(&here[joint..], "voi").is_some());
            self.supporting = true;
            self.ended = false;
            self.start = at + length;
        }
        length
    }

    /// Is the word at `at` a separator of two units? Gives how many words it takes.
    fn separator(&self, at: usize) -> Option<usize> {
        let sign = self.words[at].folded.as_str();
        let next = self.words.get(at + 1..).unwrap_or_default();
        match sign {
            ";" => Some(1),
            "," | "/" | "." | "va" | ":" | "-" | "+" => {
                let single = match sign {
                    "," | "/" => begins_next(self.text, next) && !self.goes_on(at, next, sign),
                    "." => next.is_empty() || begins_next(self.text, next),
                    "va" => begins_next(self.text, next) && !self.goes_on(at, next, sign),
                    ":" => false,
                    _ => self.line_break_before(at) && !next.is_empty(),
                };
                single.then_some(1)
            }
            _ if at > self.start && self.line_break_before(at) && self.begins_line(at) => Some(0),
            _ if at > self.start && self.lost_break(at) => Some(0),
            _ => None,
        }
    }

    /// Does a comma or "và" belong to the name? "các sở, ban, ngành"; "Văn phòng HĐND và UBND huyện".
    fn goes_on(&self, at: usize, next: &[Word], sign: &str) -> bool {
        let name = &self.words[self.start.min(at)..at];
        let bare_title = begins_with_any(name, &["giam doc", "thu truong", "chu tich", "truong", "bi thu"]) == Some(name.len());
        let office = begins_with_any(name, &["van phong", "vp", "thuong truc"]).is_some();
        let assembly = begins_with_any(next, &["ubnd", "uy ban nhan dan", "hdnd", "hoi dong nhan dan"]).is_some();
        let nouns = begins_with_any(name, GROUP_NOUNS).filter(|_| !name[0].capital || name.len() <= 2 || name[1].folded == ",");
        let bare_list = nouns.is_some_and(|length| length == name.len() || name.get(length).is_some_and(|word| word.folded == ","));
        let group = bare_list || name.iter().any(|word| word.folded == "cac") || group_opening(name) > 0;
        let members = sign == "va" && (group_opening(name) > 0 && begins_with(next, "doanh nghiep").is_some() || bare_list && group_opening(next) > 0);
        let noun = begins_with_any(next, GROUP_NOUNS);
        let named = noun.and_then(|length| next.get(length)).is_some_and(|word| self.is_proper(word));
        let lower = next.first().is_some_and(|word| !word.capital);
        let named = named || begins_with_any(next, &["vien", "truong", "don vi", "to chuc", "doanh nghiep", "nganh"]).is_none();
        bare_title || members || (sign == "va" && office && assembly) || (group && noun.is_some() && group_opening(next) == 0 && (lower || !named))
    }

    /// A capital that belongs to a name ("Sở **Tài** chính"), not an abbreviation ("Viện **NC**").
    fn is_proper(&self, word: &Word) -> bool {
        word.capital && self.text.get(word.range.clone()).is_some_and(|written| written.chars().any(char::is_lowercase))
    }

    fn line_break_before(&self, at: usize) -> bool {
        let (Some(before), Some(here)) = (at.checked_sub(1).and_then(|at| self.words.get(at)), self.words.get(at)) else {
            return at == 0;
        };
        self.text.get(before.range.end..here.range.start).is_some_and(|gap| gap.contains('\n'))
    }

    /// A new line begins a new entry, unless the name before goes on.
    fn begins_line(&self, at: usize) -> bool {
        let here = &self.words[at..];
        let before = self.words[at - 1].folded.as_str();
        let open = matches!(before, "," | "va" | "-" | "cac" | "/");
        let named = begins_unit(self.text, &self.words[self.start..at]);
        !open && (begins_next(self.text, here) || (!named && self.words[at].capital))
    }

    /// "Sở Khoa học và Công nghệ Sở Công Thương": the line break between two names is lost.
    fn lost_break(&self, at: usize) -> bool {
        let head = |index: usize| self.words.get(index).map(|word| word.folded.as_str());
        let minister = begins_with(&self.words[self.start..], "bo truong").is_some();
        let same = !minister && matches!(head(at), Some("so" | "bo")) && head(at) == head(self.start);
        same && self.words[at].capital && at > self.start + 1 && begins_unit(self.text, &self.words[at..])
    }

    fn close(&mut self, end: usize) {
        let ended = std::mem::take(&mut self.ended);
        let mut start = self.start;
        start += self.words.get(start..end).map_or(0, introduction);
        while start < end && !self.words[start].is_word && self.words[start].folded != "(" {
            start += 1;
        }
        let mut last = end;
        while last > start && !self.words[last - 1].is_word && self.words[last - 1].folded != ")" {
            last -= 1;
        }
        self.start = end;
        if ended || start >= last {
            return;
        }
        let range = self.words[start].range.start..self.words[last - 1].range.end;
        if self.supporting { self.list.supporting.push(range) } else { self.list.units.push(range) }
    }
}

/// Usual family names, folded; with one in front, a slip in capitals does not matter.
const FAMILY_NAMES: &[&str] = &[
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo", "duong", "ly", "lo", "quang", "giang", "sung", "thao", "tong", "ha",
    "luong", "mai", "trinh", "dinh", "doan", "cao", "ta", "la", "luu", "vuong", "trieu", "cam", "lau", "mua", "vang", "phung", "to", "chu", "nong", "be", "hua", "thai", "ma",
];

/// Is it the name of a person, not of a unit: two to five words, each with a capital, perhaps behind a title?
pub fn is_person(name: &str) -> bool {
    let words = words(name);
    let title = begins_with_any(&words, &["ong", "ba", "dong chi", "d / c"]).unwrap_or(0);
    let own: Vec<&Word> = words.iter().skip(title).collect();
    let family = own.first().is_some_and(|first| first.capital && FAMILY_NAMES.contains(&first.folded.as_str()));
    let small = own.iter().filter(|word| !word.capital).count();
    let letters = small <= usize::from(family) && own.iter().all(|word| word.is_word && word.folded.chars().all(|c| c.is_ascii_lowercase()));
    (2..=5).contains(&own.len()) && letters && !begins_unit(name, &words) && name.chars().any(char::is_lowercase)
}

/// Verbs with which a sentence goes on behind the unit that it orders to do something.
const VERBS: &[&str] = &[
    "ban hanh", "bao cao", "bao dam", "bo tri", "can cu", "can", "cap nhat", "chi dao", "chiu trach nhiem", "chu dong", "chu tri", "chuan bi", "co trach nhiem",
    "co van ban", "co ke hoach", "cong bo", "cu the hoa", "cu", "cung cap", "dam bao", "dang tai", "danh gia", "day manh", "de xuat", "dinh ky", "don doc", "doi moi", "dua", "duoc giao",
    "duoc phan cong", "duy tri", "giam sat", "gui", "hoan thanh", "ho tro", "huong dan", "huy dong", "khai thac", "khan truong", "khi", "kiem tra", "kip thoi",
    "la co quan", "la don vi", "la dau moi", "la thanh vien", "lap", "lam dau moi", "lam tot", "lanh dao", "long ghep", "lua chon", "nang cao", "nghiem tuc", "nghien cuu", "nham", "neu", "phan cong", "phai",
    "phat dong", "phat huy", "phe duyet", "pho bien", "phoi hop", "quan tam", "quan triet", "quyet dinh", "ra soat", "sap xep", "su dung", "tang cuong", "tao dieu kien", "tap trung",
    "tham gia", "tham muu", "thanh lap", "theo doi", "theo chuc nang", "theo nhiem vu", "theo tham quyen", "thuc hien", "thuong xuyen", "tich cuc", "tiep nhan", "tiep tuc", "to chuc", "tong hop",
    "tren co so", "trien khai", "trinh", "trong qua trinh", "trong pham vi", "truc tiep", "tuyen truyen", "van dong", "xay dung", "xem xet", "cam ket", "doc lap", "thuong truc giup", "tu can doi", "quan ly", "dieu hanh", "ung dung",
    "tuy theo", "tu nguon", "thong bao", "thong tin", "tham dinh", "bien soan", "in", "mo", "co giai phap", "niem yet", "de ra", "xac dinh", "kiem soat", "uu tien", "kien toan", "so ket", "tong ket", "phat trien", "thong nhat", "khac phuc", "giai quyet", "xu ly", "hoan thien", "ket noi", "chia se",
    "boi duong", "tap huan", "phan tich", "thu thap", "bao ve", "tra loi", "thuc day", "hinh thanh", "mua sam", "yeu cau", "han che", "phong ngua", "tuan thu", "chap hanh", "dong vien", "khoi phuc", "san sang", "cho y kien",
    "co y kien", "co phuong an", "giup", "gop y", "lay y kien", "phan dau", "dong goi", "so hoa", "chuyen giao", "cap phat", "hoc tap", "quy dinh", "dua vao", "dong hanh", "bam sat", "len", "cong khai",
];

/// How a prose line names the units that it orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressed {
    /// Bytes of the names.
    pub units: Vec<NameRange>,
    /// Index of the first word behind the names; the number of words where the line holds nothing else.
    pub behind: usize,
    /// A colon stands behind the names.
    pub colon: bool,
}

/// Units at the front of a prose line, with the place where its order begins.
pub fn addressed(text: &str, words: &[Word]) -> Option<Addressed> {
    let start = introduction(words);
    if !begins_unit(text, words.get(start..)?) {
        return None;
    }
    let end = end_of_names(text, words, start)?;
    let names = text.get(words.get(start)?.range.start..words.get(end - 1)?.range.end)?;
    let base = words.get(start)?.range.start;
    let units = in_cell(names).units.into_iter().map(|range| range.start + base..range.end + base).collect();
    let colon = words.get(end).is_some_and(|word| word.folded == ":");
    Some(Addressed { units, behind: end + usize::from(colon), colon })
}

/// Longest run of words that a list of names may have.
const LONGEST: usize = 90;

fn end_of_names(text: &str, words: &[Word], start: usize) -> Option<usize> {
    let mut at = start + 1;
    while at < words.len() {
        let word = &words[at];
        match word.folded.as_str() {
            "(" => {
                at += words[at..].iter().position(|word| word.folded == ")").unwrap_or(words.len() - at);
            }
            ":" => return Some(at),
            "." | ";" => return behind_stop(text, words, at),
            "," | "va" => {
                let next = &words[at + 1..];
                if next.first().is_some_and(|next| !next.capital) && is_verb(next) {
                    return Some(at);
                }
            }
            _ if !word.capital && is_verb(&words[at..]) => return Some(at),
            _ => {}
        }
        at += 1;
        if at - start > LONGEST {
            return None;
        }
    }
    Some(words.len())
}

/// A full stop or semicolon ends a heading; text behind it means that this was a sentence without a verb we know.
fn behind_stop(text: &str, words: &[Word], at: usize) -> Option<usize> {
    let rest = &words[at + 1..];
    if rest.is_empty() {
        return Some(at);
    }
    (words[at].folded == ";" && begins_next(text, rest)).then(|| end_of_names(text, words, at + 1)).flatten()
}

fn is_verb(words: &[Word]) -> bool {
    let noun = ["to chuc chinh tri", "to chuc doan the", "to chuc xa hoi", "to chuc thanh vien", "to chuc , ca nhan", "to chuc ca nhan", "to chuc tin dung",
        "to chuc kinh te", "to chuc hoi", "to chuc lien quan", "to chuc co lien quan", "to chuc dang", "trong va ngoai", "thong tin dien tu", "thong tin dai chung",
        "thong tin co so", "in an", "cong khai ,", "quan ly nha nuoc", "quan ly du an", "quan ly khu", "cu tri"];
    begins_with_any(words, &noun).is_none() && begins_with_any(words, VERBS).is_some()
}

#[cfg(test)]
mod tests {
    use super::{addressed, in_cell, is_person};
    use crate::text::words;

    fn cell(text: &str, units: &[&str]) {
        let list = in_cell(text);
        let found: Vec<&str> = list.units.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(found, units, "{text}");
    }

    #[test]
    fn a_cell_is_split_into_units() {
        cell("Văn phòng HĐND và UBND huyện; UBND các xã, thị trấn", &["Văn phòng HĐND và UBND huyện", "UBND các xã, thị trấn"]);
        cell("Các cơ quan, đơn vị; UBND các xã, thị trấn", &["Các cơ quan, đơn vị", "UBND các xã, thị trấn"]);
        cell("Sở Văn hóa, Thể thao và Du lịch, Sở Tài chính", &["Sở Văn hóa, Thể thao và Du lịch", "Sở Tài chính"]);
        cell("Các sở, ban, ngành và UBND các xã, phường", &["Các sở, ban, ngành", "UBND các xã, phường"]);
        cell("Sở Khoa học và Công nghệ Sở Công Thương; UBND các phường, xã", &["Sở Khoa học và Công nghệ", "Sở Công Thương", "UBND các phường, xã"]);
        cell("Sở Xây dựng/các công ty quản lý lĩnh vực liên quan", &["Sở Xây dựng", "các công ty quản lý lĩnh vực liên quan"]);
        cell("Giám đốc, Thủ trưởng các Sở, ban, ngành; Chủ tịch UBND xã, phường", &["Giám đốc, Thủ trưởng các Sở, ban, ngành", "Chủ tịch UBND xã, phường"]);
        cell("UBND xã/phường", &["UBND xã/phường"]);
        cell("Trung tâm Truyền thông - Văn hóa huyện", &["Trung tâm Truyền thông - Văn hóa huyện"]);
        cell("Bộ Công an (Trung tâm Dữ liệu quốc gia)", &["Bộ Công an (Trung tâm Dữ liệu quốc gia)"]);
        cell("Doanh nghiệp, nhà cung cấp dịch vụ, nhà đầu tư", &["Doanh nghiệp, nhà cung cấp dịch vụ, nhà đầu tư"]);
        cell("Báo và Phát thanh, Truyền hình tỉnh", &["Báo và Phát thanh, Truyền hình tỉnh"]);
        cell("Sở Khoa học và Công nghệ chủ trì tham mưu Kế hoạch và theo dõi", &["Sở Khoa học và Công nghệ"]);
        cell("Nguyễn Văn Mẫu\nTrần Thị Mẫu", &["Nguyễn Văn Mẫu", "Trần Thị Mẫu"]);
        cell("Thủ trưởng các cơ quan, đơn vị, Chủ tịch UBND các xã", &["Thủ trưởng các cơ quan, đơn vị", "Chủ tịch UBND các xã"]);
        cell("Bộ trưởng Bộ Tài chính, Bộ trưởng Bộ Công an", &["Bộ trưởng Bộ Tài chính", "Bộ trưởng Bộ Công an"]);
        cell("Cơ quan, đơn vị có liên quan", &["Cơ quan, đơn vị có liên quan"]);
        cell("Các đơn vị triển khai thí điểm; Sở Y tế", &["Các đơn vị triển khai thí điểm", "Sở Y tế"]);
        cell("các sở, ngành, Sở Tài chính", &["các sở, ngành", "Sở Tài chính"]);
        cell("Các Viện, Trường", &["Các Viện, Trường"]);
        cell("Sở Nông nghiệp và Môi trường", &["Sở Nông nghiệp và Môi trường"]);
        assert!(is_person("Nguyễn Văn Mẫu") && !is_person("Sở Nội vụ") && !is_person("Văn phòng Sở"));
    }

    #[test]
    fn a_line_addresses_units() {
        let check = |line: &str, units: &[&str], behind: &str| {
            let words = words(line);
            let found = addressed(line, &words).unwrap_or_else(|| panic!("no unit in {line}"));
            let names: Vec<&str> = found.units.iter().map(|range| &line[range.clone()]).collect();
            assert_eq!(names, units, "{line}");
            assert_eq!(words.get(found.behind).map_or("", |word| &line[word.range.start..]), behind, "{line}");
        };
        check("Phòng Nội vụ", &["Phòng Nội vụ"], "");
        check("Phòng Tài chính - Kế hoạch: Tham mưu UBND huyện", &["Phòng Tài chính - Kế hoạch"], "Tham mưu UBND huyện");
        check("Sở Giáo dục và Đào tạo chủ trì, phối hợp với", &["Sở Giáo dục và Đào tạo"], "chủ trì, phối hợp với");
        check(
            "Đề nghị Ủy ban mặt trận Tổ quốc và các tổ chức chính trị - xã hội huyện",
            &["Ủy ban mặt trận Tổ quốc", "các tổ chức chính trị - xã hội huyện"],
            "",
        );
        assert!(addressed("Tổ chức hội nghị", &words("Tổ chức hội nghị")).is_none());
    }
}
