//! Public sites of a demonstration, and articles in every stage.

use jiff::civil::Date;
use loa_app::activity::{Audience, Language};
use loa_app::app::App;
use loa_app::error::Result;
use loa_app::identity::Actor;
use loa_app::newsroom::actions::{Written, act, begin, set_sections};
use loa_app::newsroom::store::{self, section};
use loa_app::newsroom::{Act, Section};
use loa_app::portal::{self, Site};
use loa_db::id::Id;
use loa_db::tx::Tx;

use super::inspection::{at, workday};
use super::work::Cast;

/// Days before today on which the sites were set up.
const SET_UP_BEFORE: i64 = 14;
const SECTIONS: [&str; 3] = ["Cải cách hành chính", "Thủ tục cần biết", "Đời sống bản làng"];

/// How far a sample article has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Draft,
    Review,
    Out,
}

/// Section, title, lead, body, how far it has come.
type Sample = (usize, &'static str, &'static str, &'static str, Stage);

const OF_COMMUNE: [Sample; 4] = [
    (
        1,
        "Đăng ký khai sinh cho con: mang theo gì, nộp ở đâu (mẫu)",
        "Làm trong vòng 60 ngày sau khi sinh thì không mất tiền. Nộp ở bộ phận một cửa của xã.",
        "## Mang theo\n\n- Giấy chứng sinh của bệnh viện hoặc trạm y tế\n- Căn cước của cha hoặc mẹ\n\n## Nộp ở đâu\n\nBộ phận \
         một cửa của xã, trong giờ làm việc. Nộp đủ giấy thì nhận kết quả **ngay trong ngày**.\n\nChưa rõ chỗ nào, bà con gọi số \
         điện thoại ở đầu trang.",
        Stage::Out,
    ),
    (
        0,
        "Xã họp bàn việc rút ngắn thời gian chứng thực (mẫu)",
        "Từ tháng này, bản sao nộp buổi sáng được trả trong buổi chiều.",
        "Ủy ban nhân dân xã đã họp với các bản về việc chứng thực bản sao.\n\n- Nộp buổi sáng: trả trong buổi chiều\n- Nộp buổi \
         chiều: trả sáng hôm sau\n\nBản sao đến mười trang không phải chờ.",
        Stage::Out,
    ),
    (
        2,
        "Họp bản Nà Dìa bằng tiếng Mông (mẫu)",
        "Bốn mươi lăm người dự, hỏi nhiều nhất về bảo hiểm y tế.",
        "Cán bộ xã và trưởng bản đã giải thích bằng tiếng Mông cách nộp giấy tờ qua bưu điện.",
        Stage::Review,
    ),
    (
        1,
        "Nộp giấy tờ qua bưu điện: ba bước (mẫu)",
        "Không phải ra huyện, người đưa thư đến nhận tại nhà.",
        "Đang viết.",
        Stage::Draft,
    ),
];

const OF_DISTRICT: [Sample; 1] = [(
    0,
    "Huyện mở chuyên mục cải cách hành chính (mẫu)",
    "Mỗi tuần một bài, nói rõ việc gì làm được trên mạng, việc gì vẫn phải đến tận nơi.",
    "Chuyên mục trả lời những câu bà con hay hỏi nhất ở bộ phận một cửa.\n\nBài nào khó hiểu, mời gọi số điện thoại ở đầu trang.",
    Stage::Out,
)];

/// Sets up two sites and writes for them; gives how many articles there are.
pub async fn log(app: &App, cast: &Cast, leader: Option<&Actor>, since: Date) -> Result<usize> {
    let on = workday(app.today(), -SET_UP_BEFORE);
    let (Some(officer), Some(leader), true) = (cast.officers.first(), leader, on >= since) else {
        return Ok(0);
    };
    let coordinator = &cast.coordinator;
    let (Some(commune), Some(root)) = (officer.grants.first().map(|grant| grant.unit), coordinator.root)
    else {
        return Ok(0);
    };
    let tx = app.begin(coordinator).await?;
    let mut tx = at(app, tx, coordinator, on, 8);
    for unit in [root, commune] {
        set_up(&mut tx, coordinator, unit).await?;
    }
    // Behind all other work, as its numbers are.
    let yesterday = app.today().yesterday().unwrap_or(on);
    let mut hour = 20;
    for (unit, writer, reader, samples) in [
        (commune, officer, coordinator, OF_COMMUNE.as_slice()),
        (root, coordinator, leader, OF_DISTRICT.as_slice()),
    ] {
        for (day, sample) in (1..).zip(samples) {
            let day = workday(on, day * 2);
            tx = at(app, tx, writer, day, 9);
            let id = write(&mut tx, writer, unit, sample).await?;
            if sample.4 == Stage::Draft {
                continue;
            }
            step(&mut tx, writer, id, Act::Submit).await?;
            if sample.4 == Stage::Out {
                tx = at(app, tx, reader, yesterday, hour);
                hour += 1;
                step(&mut tx, reader, id, Act::Approve).await?;
                step(&mut tx, reader, id, Act::Publish).await?;
            }
        }
    }
    tx.save().await?;
    Ok(OF_COMMUNE.len() + OF_DISTRICT.len())
}

async fn set_up(tx: &mut Tx, actor: &Actor, unit: Id) -> Result<()> {
    let today = tx.today();
    let tree = loa_app::org::store::tree::on(tx, today).await?;
    let site = Site {
        about: "Trang mẫu của bản dùng thử: mọi bài và số liệu ở đây đều là mẫu.".to_owned(),
        officer: "Văn phòng Ủy ban nhân dân (mẫu)".to_owned(),
        phone: "0212 3836 000".to_owned(),
        hours: "Thứ Hai đến thứ Sáu, 7:30–11:30 và 13:30–17:00".to_owned(),
        ..Site::of(unit, actor.locality, tree.name(unit))
    };
    portal::actions::set(tx, actor, site).await?;
    let sections = SECTIONS.map(|title| (title.to_owned(), None));
    set_sections(tx, actor, unit, &sections).await
}

async fn write(tx: &mut Tx, writer: &Actor, unit: Id, sample: &Sample) -> Result<Id> {
    let sections: Vec<Section> = section::of_unit(tx, unit).await?;
    let section = sections.get(sample.0).map_or(Id(0), |section| section.id);
    let written = Written {
        section,
        title: sample.1.to_owned(),
        lead: sample.2.to_owned(),
        source: sample.3.to_owned(),
        picture: None,
        audio: None,
        model: None,
        audience: Some(Audience::People),
        language: Language::Vietnamese,
        duty: None,
        review_on: None,
        is_sample: true,
    };
    begin(tx, writer, unit, written).await
}

async fn step(tx: &mut Tx, actor: &Actor, id: Id, what: Act) -> Result<()> {
    let turn = store::by_id(tx, id).await?.map_or(0, |article| article.turn);
    act(tx, actor, id, turn, what, "").await.map(drop)
}
