//! Invented documents that show every part of the layout. No person or figure in them is real.

use jiff::civil::date;
use loa_official::document::{
    Align, Annex, Archive, Block, Cell, Circulation, Copied, CopyForm, Document, Issuer, Run, Signature,
    Table, Urgency,
};
use loa_official::kind::Kind;
use loa_official::wording;

const SENTENCE: &str = "Các phòng, ban, đơn vị và Ủy ban nhân dân các xã, thị trấn tiếp tục tuyên truyền sâu rộng về mục đích, ý nghĩa \
    của công tác cải cách hành chính trong cán bộ, công chức, viên chức và Nhân dân trên địa bàn huyện.";

pub fn strings(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn issuer() -> Issuer {
    Issuer {
        superior: None,
        name: strings(&["ỦY BAN NHÂN DÂN", "HUYỆN SÔNG MÃ"]),
    }
}

fn office() -> Issuer {
    Issuer {
        superior: Some("UBND XÃ SÔNG MÃ".to_owned()),
        name: strings(&["PHÒNG VĂN HÓA - XÃ HỘI"]),
    }
}

fn chair() -> Signature {
    Signature {
        authority: Some("TM. ỦY BAN NHÂN DÂN".to_owned()),
        position: "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH".to_owned(),
        name: "Nguyễn Văn Mẫu".to_owned(),
    }
}

/// A document of that kind with the parts that most have.
pub fn of_kind(kind: Kind) -> Document {
    let symbol = wording::symbol(kind, "UBND", "NV");
    let mut document = Document::new(
        kind,
        issuer(),
        symbol,
        "Tuyên truyền cải cách hành chính năm 2022 trên địa bàn huyện",
    );
    document.number = (kind != Kind::OpenLetter).then_some(18);
    document.place = "Sông Mã".to_owned();
    document.date = Some(date(2022, 1, 13));
    document.year = 2022;
    document.bases = strings(&[
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015",
        "Xét đề nghị của Trưởng phòng Nội vụ huyện",
    ]);
    document.body = vec![
        Block::Part("Mục đích, yêu cầu".to_owned()),
        Block::Section("Mục đích".to_owned()),
        Block::text(SENTENCE),
        Block::Point("Nâng cao nhận thức của cán bộ, công chức, viên chức".to_owned()),
        Block::Point("Phát huy vai trò giám sát của Nhân dân".to_owned()),
        Block::Part("Tổ chức thực hiện".to_owned()),
        Block::Section("Trách nhiệm".to_owned()),
        Block::Item("Phòng Nội vụ chủ trì, theo dõi, đôn đốc".to_owned()),
        Block::text(format!("{SENTENCE} {SENTENCE}")),
    ];
    document.signatures = vec![chair()];
    document.recipients = strings(&[
        "TT Huyện ủy (b/c)",
        "TT HĐND huyện (b/c)",
        "Các phòng, ban, đơn vị",
        "UBND các xã, thị trấn",
    ]);
    document.archive.unit = "NV".to_owned();
    document
}

fn bold(text: &str, columns: u32, rows: u32) -> Cell {
    Cell {
        bold: true,
        columns,
        rows,
        ..Cell::of(text)
    }
}

/// A table with a head of two rows, groups and many rows.
pub fn table(rows: usize) -> Block {
    let head = vec![
        vec![
            bold("TT", 1, 2),
            bold("Nội dung nhiệm vụ", 1, 2),
            bold("Thực hiện", 2, 1),
            bold("Kết quả", 1, 2),
        ],
        vec![bold("Chủ trì", 1, 1), bold("Thời hạn", 1, 1)],
    ];
    let units = [
        "Phòng Nội vụ",
        "Phòng Văn hóa - Thông tin",
        "UBND các xã, thị trấn",
    ];
    let mut made = vec![vec![bold("I", 1, 1), bold("Công tác tuyên truyền", 4, 1)]];
    for row in 1..=rows {
        let due = Cell::of(format!("{:02}/6/2022", row % 28 + 1));
        let unit = Cell::of(units[row % 3]);
        let task = Cell::of(format!(
            "Phát tin, bài thứ {row} về cải cách hành chính trên hệ thống truyền thanh"
        ));
        made.push(vec![
            Cell::of(row.to_string()),
            task,
            unit,
            due,
            Cell::of(format!("{}%", row % 101)),
        ]);
    }
    Block::Table(Table {
        columns: vec![1, 6, 3, 3, 2],
        align: vec![
            Align::Centre,
            Align::Left,
            Align::Left,
            Align::Centre,
            Align::Right,
        ],
        head,
        rows: made,
    })
}

/// A report to a superior body with annexes on upright and lying pages, not numbered yet.
pub fn report() -> Document {
    let mut report = of_kind(Kind::Report);
    report.number = None;
    report.date = None;
    report.subject = "Kết quả công tác cải cách hành chính quý II năm 2022 và phương hướng, nhiệm vụ trọng tâm quý III năm 2022".to_owned();
    report.addressees = strings(&["Sở Nội vụ tỉnh Sơn La"]);
    report.body.insert(3, table(45));
    report
        .body
        .extend((0..8).map(|_| Block::text(format!("{SENTENCE} {SENTENCE}"))));
    let annex = |title: &str, is_landscape, body| Annex {
        title: title.to_owned(),
        is_landscape,
        body,
    };
    report.annexes = vec![
        annex("Thống kê số liệu tuyên truyền", false, vec![table(30)]),
        annex(
            "Phân công nhiệm vụ",
            true,
            vec![
                Block::Part("Nhiệm vụ".to_owned()),
                table(25),
                Block::text(SENTENCE),
            ],
        ),
    ];
    report
}

pub fn letter() -> Document {
    let mut letter = of_kind(Kind::Letter);
    letter.number = Some(5);
    letter.date = Some(date(2026, 3, 5));
    letter.addressees = strings(&[
        "Sở Nội vụ tỉnh Sơn La",
        "Sở Khoa học và Công nghệ",
        "Ủy ban nhân dân các xã, phường",
    ]);
    letter.subject = "báo cáo kết quả tuyên truyền cải cách hành chính quý I năm 2026".to_owned();
    letter.bases = Vec::new();
    letter.body = vec![Block::text(SENTENCE), Block::text(SENTENCE)];
    letter.urgency = Some(Urgency::VeryUrgent);
    letter.circulation = Some(Circulation::Internal);
    letter.typist = Some(("PL".to_owned(), 300));
    letter.contact =
        "Số 1, đường Mẫu, xã Sông Mã, tỉnh Sơn La; thư điện tử: vanthu@songma.example".to_owned();
    letter
}

pub fn decision() -> Document {
    let mut decision = of_kind(Kind::Decision);
    decision.subject = "Về việc ban hành Quy chế tuyên truyền".to_owned();
    decision.authority = Some("Chủ tịch Ủy ban nhân dân huyện Sông Mã".to_owned());
    let article = |title: &str, text: &str| Block::Article {
        title: title.to_owned(),
        text: text.to_owned(),
    };
    decision.body = vec![
        Block::Centred("QUYẾT ĐỊNH:".to_owned()),
        article(
            "",
            "Ban hành kèm theo Quyết định này Quy chế tuyên truyền cải cách hành chính.",
        ),
        article("Hiệu lực", "Quyết định này có hiệu lực kể từ ngày ký."),
        article(
            "",
            "Chánh Văn phòng HĐND và UBND huyện, Trưởng phòng Nội vụ chịu trách nhiệm thi hành Quyết định này.",
        ),
    ];
    decision.annexes = vec![Annex {
        title: "Quy chế tuyên truyền".to_owned(),
        is_landscape: false,
        body: vec![
            article("Phạm vi", "Quy chế này quy định việc tuyên truyền."),
            Block::Section("Trên đài truyền thanh".to_owned()),
            Block::Section("Trên trang thông tin".to_owned()),
            article("Trách nhiệm", SENTENCE),
        ],
    }];
    decision.recipients = strings(&["Như Điều 3", "TT Huyện ủy (b/c)"]);
    decision
}

pub fn minutes() -> Document {
    let mut minutes = of_kind(Kind::Minutes);
    minutes.issuer = office();
    minutes.symbol = "BB-VHXH".to_owned();
    minutes.bases = Vec::new();
    minutes.subject = "Hội nghị đối thoại về cải cách hành chính".to_owned();
    let sign = |position: &str, name: &str| Signature {
        authority: None,
        position: position.to_owned(),
        name: name.to_owned(),
    };
    minutes.signatures = vec![sign("THƯ KÝ", "Lò Thị Mẫu"), sign("CHỦ TỌA", "Nguyễn Văn Mẫu")];
    let run = |text: &str, bold, italic| Run {
        text: text.to_owned(),
        bold,
        italic,
    };
    minutes.body = vec![
        Block::Paragraph(vec![
            run("Thời gian bắt đầu: ", true, false),
            run("08 giờ 00 phút", false, true),
        ]),
        Block::text(SENTENCE),
        table(3),
    ];
    minutes
}

pub fn invitation() -> Document {
    let mut invitation = of_kind(Kind::Invitation);
    invitation.issuer = office();
    invitation.symbol = "GM-VHXH".to_owned();
    invitation.subject = "Họp giao ban công tác truyền thanh".to_owned();
    invitation.bases = Vec::new();
    invitation.body = vec![
        Block::text("Phòng Văn hóa - Xã hội trân trọng kính mời: Đại diện Ủy ban nhân dân các xã."),
        Block::text(SENTENCE),
    ];
    invitation.urgency = Some(Urgency::Express);
    invitation.corner = Some(wording::attachment_mark(
        18,
        "GM-VHXH",
        "2026-11-22T14:03:05+07:00",
    ));
    invitation
}

/// A plan of which a copy on paper was made.
pub fn copied() -> Document {
    let mut plan = of_kind(Kind::Plan);
    plan.copied = Some(Copied {
        form: CopyForm::Whole,
        issuer: issuer(),
        number: Some(7),
        abbreviation: "UBND".to_owned(),
        place: "Sông Mã".to_owned(),
        date: Some(date(2022, 2, 1)),
        year: 2022,
        signature: chair(),
        recipients: strings(&["Các trường học"]),
        archive: Archive {
            unit: String::new(),
            copies: None,
        },
    });
    plan
}

/// All of them with a name for each.
pub fn all() -> Vec<(String, Document)> {
    let kinds = Kind::ALL
        .iter()
        .map(|(kind, _, _)| (format!("kind-{kind:?}"), of_kind(*kind)));
    let others = [
        ("report", report()),
        ("letter", letter()),
        ("decision", decision()),
        ("minutes", minutes()),
        ("invitation", invitation()),
        ("copied", copied()),
    ];
    let mut all: Vec<(String, Document)> = kinds.collect();
    all.extend(
        others
            .into_iter()
            .map(|(name, document)| (name.to_owned(), document)),
    );
    all
}
