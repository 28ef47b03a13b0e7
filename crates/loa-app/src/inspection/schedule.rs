//! The yearly plan of inspections as an official document: what is looked at, which units on which day (Decree
//! 30/2020/NĐ-CP). Somebody signs it outside; until then its number is open.

use loa_official::document::{Align, Block, Cell, Document, Table};
use loa_official::kind::Kind;

use crate::document::letterhead::Letterhead;
use crate::inspection::{Inspection, Programme, State};
use crate::org::Tree;
use crate::text;

/// What it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule<'a> {
    /// The programme.
    pub programme: &'a Programme,
    /// "Kế hoạch số 18/KH-UBND …" whose duties are looked at; `None`: all that units owe.
    pub plan: Option<String>,
    /// Its visits, earliest first.
    pub visits: &'a [Inspection],
    /// What is asked of every unit.
    pub questions: &'a [String],
    /// Head and foot of the locality's documents.
    pub head: &'a Letterhead,
}

/// The document; visits that were given up, and those that look again, are not in it.
pub fn document(schedule: &Schedule<'_>, tree: &Tree) -> Document {
    let programme = schedule.programme;
    let head = schedule.head;
    let symbol = format!("KH-{}", head.abbreviation);
    let mut document = Document::new(Kind::Plan, head.named(), &symbol, programme.title.clone());
    document.place.clone_from(&head.place);
    document.date = programme.issued_on;
    document.year = i16::try_from(programme.year).unwrap_or_default();
    if !programme.within.is_empty() {
        document.bases = vec![format!("Thực hiện {}", programme.within)];
    }
    document.body = body(schedule, tree);
    document.signatures = vec![head.signature()];
    document.recipients = vec![
        "Các đơn vị được kiểm tra".to_owned(),
        "Thành viên các đoàn kiểm tra".to_owned(),
    ];
    document
}

fn body(schedule: &Schedule<'_>, tree: &Tree) -> Vec<Block> {
    let programme = schedule.programme;
    let looked_at = match &schedule.plan {
        Some(plan) => format!("Việc thực hiện các nhiệm vụ của {plan}"),
        None => "Việc thực hiện các nhiệm vụ được giao".to_owned(),
    };
    let mut body = vec![
        Block::Part("Mục đích".to_owned()),
        Block::text(
            "Xem đơn vị làm các nhiệm vụ được giao đến đâu, giúp gỡ chỗ vướng, giao việc khắc phục chỗ chưa đạt và theo dõi đến khi xong.",
        ),
        Block::Part("Nội dung kiểm tra".to_owned()),
        Block::text(format!(
            "{looked_at}, đến hạn từ ngày {} đến ngày {}; và:",
            text::day(programme.first_on),
            text::day(programme.last_on)
        )),
    ];
    body.extend(schedule.questions.iter().cloned().map(Block::Item));
    body.push(Block::Part("Đơn vị và thời gian kiểm tra".to_owned()));
    body.push(Block::Table(visits(schedule.visits, tree)));
    body.push(Block::Part("Tổ chức thực hiện".to_owned()));
    body.push(Block::text(
        "Đơn vị được kiểm tra chuẩn bị hồ sơ, minh chứng của các nội dung trên và cử người có trách nhiệm làm việc với đoàn. Trưởng đoàn kết luận, giao việc khắc phục có thời hạn và gửi biên bản cho đơn vị",
    ));
    body
}

fn visits(all: &[Inspection], tree: &Tree) -> Table {
    let listed = all
        .iter()
        .filter(|visit| visit.state != State::Cancelled && visit.again_of.is_none());
    let rows = (1..).zip(listed).map(|(at, visit): (usize, _)| {
        let team: Vec<&str> = visit
            .team
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let texts = [
            at.to_string(),
            tree.name(visit.unit).to_owned(),
            text::day(visit.on()),
            team.join("; "),
        ];
        texts.map(Cell::of).to_vec()
    });
    let heads = ["TT", "Đơn vị", "Ngày", "Đoàn kiểm tra"];
    Table {
        columns: vec![1, 6, 3, 8],
        align: vec![Align::Centre, Align::Left, Align::Centre, Align::Left],
        head: vec![heads.map(Cell::of).to_vec()],
        rows: rows.collect(),
    }
}
