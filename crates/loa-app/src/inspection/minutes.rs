//! The minutes of a visit in the official form, composed of what was answered and said: nobody types them (DOC-17, Decree
//! 30/2020/NĐ-CP). Both sides sign, side by side.

use loa_official::document::{Align, Block, Cell, Document, Run, Signature, Table};
use loa_official::kind::Kind;

use crate::document::letterhead::Letterhead;
use crate::inspection::{Finding, Inspection, Programme, Reply, ReplyKind, Verdict};
use crate::text;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// "2.3 Truyền thanh xã"
    pub heading: String,
    /// What was known of it, or empty.
    pub known: String,
    /// What the team says; `None`: nothing.
    pub verdict: Option<Verdict>,
    /// In words.
    pub remark: String,
}

/// What stands in the minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minutes<'a> {
    /// The visit.
    pub visit: &'a Inspection,
    /// Its programme.
    pub programme: &'a Programme,
    /// Name of the unit that was inspected.
    pub unit: &'a str,
    /// Head of the body whose team it was.
    pub head: &'a Letterhead,
    /// What was looked at.
    pub looked: &'a [Looked],
    /// What the unit said.
    pub replies: &'a [Reply],
    /// What was found.
    pub findings: &'a [Finding],
    /// What was found before and is still not as it should be.
    pub open: &'a [Finding],
}

/// The minutes, without a number: nothing is numbered before somebody decides that it goes.
pub fn document(minutes: &Minutes<'_>) -> Document {
    let visit = minutes.visit;
    let on = visit.on();
    let subject = match visit.again_of {
        Some(_) => format!("kiểm tra lại việc khắc phục tại {}", minutes.unit),
        None => format!(
            "kiểm tra việc thực hiện công tác tuyên truyền cải cách hành chính tại {}",
            minutes.unit
        ),
    };
    let mut issuer = minutes.head.named();
    issuer.superior = Some(issuer.name.join(" "));
    issuer.name = vec!["ĐOÀN KIỂM TRA".to_owned()];
    let mut document = Document::new(Kind::Minutes, issuer, "BB-ĐKT", subject);
    document.place.clone_from(&minutes.head.place);
    document.date = Some(on);
    document.year = on.year();
    document.bases = vec![basis(minutes.programme)];
    document.body = body(minutes);
    document.signatures = vec![
        Signature {
            authority: None,
            position: "ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA".to_owned(),
            name: first_name(&visit.present),
        },
        Signature {
            authority: Some("TM. ĐOÀN KIỂM TRA".to_owned()),
            position: "TRƯỞNG ĐOÀN".to_owned(),
            name: first_name(&visit.team),
        },
    ];
    document.recipients = vec![minutes.unit.to_owned(), "Thành viên đoàn kiểm tra".to_owned()];
    document
}

/// "Kế hoạch kiểm tra …", whatever the title begins with.
fn named(title: &str) -> String {
    let lower = title.to_lowercase();
    if ["kế hoạch", "chương trình", "quyết định"]
        .iter()
        .any(|kind| lower.starts_with(kind))
    {
        return title.to_owned();
    }
    let mut letters = title.chars();
    let first = letters.next().map(char::to_lowercase);
    format!(
        "Kế hoạch {}{}",
        first.into_iter().flatten().collect::<String>(),
        letters.as_str()
    )
}

/// "Căn cứ Kế hoạch …, số …, ngày …"
fn basis(programme: &Programme) -> String {
    let mut basis = format!("Căn cứ {}", named(&programme.title));
    if !programme.number.is_empty() {
        basis.push_str(&format!(" số {}", programme.number));
    }
    if let Some(day) = programme.issued_on {
        basis.push_str(&format!(" ngày {}", text::day(day)));
    }
    if !programme.within.is_empty() {
        basis.push_str(&format!(", trong khuôn khổ {}", programme.within));
    }
    basis
}

/// The name of the person on the first line, without what they are.
fn first_name(people: &str) -> String {
    let first = people.lines().map(str::trim).find(|line| !line.is_empty());
    let name = first.and_then(|line| line.split(',').next());
    name.unwrap_or_default().trim().to_owned()
}

fn people(lines: &str) -> Vec<Block> {
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| Block::Item(line.to_owned())).collect()
}

fn body(minutes: &Minutes<'_>) -> Vec<Block> {
    let visit = minutes.visit;
    let mut body = vec![Block::text(format!(
        "Ngày {}, tại {}, Đoàn kiểm tra làm việc với đơn vị về các nhiệm vụ đến hạn từ ngày {} đến ngày {}.",
        text::day(visit.on()),
        minutes.unit,
        text::day(minutes.programme.first_on),
        text::day(minutes.programme.last_on),
    ))];
    body.push(Block::Part("Thành phần".to_owned()));
    body.push(Block::Section("Đoàn kiểm tra".to_owned()));
    body.extend(people(&visit.team));
    body.push(Block::Section("Đơn vị được kiểm tra".to_owned()));
    body.extend(people(&visit.present));
    body.push(Block::Part("Nội dung kiểm tra".to_owned()));
    body.push(Block::Table(looked(minutes.looked)));
    body.push(Block::Part("Ý kiến của đơn vị".to_owned()));
    body.extend(said(minutes.replies));
    body.push(Block::Part("Kết luận".to_owned()));
    if !visit.conclusion.is_empty() {
        body.push(Block::text(visit.conclusion.clone()));
    }
    if visit.concluded_at.is_none() {
        body.push(Block::text("Đoàn kiểm tra chưa kết luận."));
    } else if minutes.findings.is_empty() && minutes.open.is_empty() {
        body.push(Block::text("Không có nội dung phải khắc phục."));
    }
    if !minutes.open.is_empty() {
        let sentence =
            "Các nội dung của lần kiểm tra trước chưa khắc phục xong, đơn vị phải tiếp tục thực hiện:";
        body.push(Block::text(sentence));
        body.push(Block::Table(found(minutes.open)));
    }
    if !minutes.findings.is_empty() {
        body.push(Block::text(format!(
            "{} có trách nhiệm khắc phục và gửi minh chứng đúng hạn các nội dung sau:",
            minutes.unit
        )));
        body.push(Block::Table(found(minutes.findings)));
    }
    body.push(Block::Paragraph(vec![Run::plain(
        "Biên bản được đọc lại cho những người có mặt cùng nghe, lập thành hai bản có nội dung như nhau, mỗi bên giữ một bản",
    )]));
    body
}

fn said(replies: &[Reply]) -> Vec<Block> {
    let before = replies.iter().filter(|reply| reply.kind != ReplyKind::Agreed);
    let told: Vec<Block> = before
        .map(|reply| {
            let words = match (reply.kind, reply.words.as_str()) {
                (ReplyKind::Nothing, "") => "Không có ý kiến",
                (_, words) => words,
            };
            let at = crate::clock::moment_text(reply.at);
            Block::Item(format!("{words} ({}, {at})", reply.person))
        })
        .collect();
    match told.is_empty() {
        true => vec![Block::text("Đơn vị chưa có ý kiến.")],
        false => told,
    }
}

fn numbered(rows: impl Iterator<Item = Vec<String>>) -> Vec<Vec<Cell>> {
    (1..)
        .zip(rows)
        .map(|(at, row): (usize, _)| std::iter::once(at.to_string()).chain(row).map(Cell::of).collect())
        .collect()
}

fn looked(all: &[Looked]) -> Table {
    let row = |one: &Looked| {
        let verdict = one.verdict.map_or("Không kiểm tra", Verdict::label);
        vec![
            one.heading.clone(),
            one.known.clone(),
            verdict.to_owned(),
            one.remark.clone(),
        ]
    };
    let heads = ["TT", "Nội dung", "Số liệu trên hệ thống", "Kết quả", "Nhận xét"];
    Table {
        columns: vec![1, 6, 4, 2, 5],
        align: vec![
            Align::Centre,
            Align::Left,
            Align::Left,
            Align::Centre,
            Align::Left,
        ],
        head: vec![heads.map(Cell::of).to_vec()],
        rows: numbered(all.iter().map(row)),
    }
}

fn found(all: &[Finding]) -> Table {
    let row = |one: &Finding| {
        vec![
            one.what.clone(),
            one.basis.clone(),
            one.remedy.clone(),
            text::day(one.due_on),
        ]
    };
    let heads = ["TT", "Nội dung phát hiện", "Căn cứ", "Phải khắc phục", "Hạn"];
    Table {
        columns: vec![1, 5, 3, 5, 3],
        align: vec![
            Align::Centre,
            Align::Left,
            Align::Left,
            Align::Left,
            Align::Centre,
        ],
        head: vec![heads.map(Cell::of).to_vec()],
        rows: numbered(all.iter().map(row)),
    }
}
