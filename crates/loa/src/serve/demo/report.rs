//! The first quarter's report of a demonstration: some units in time, some late, some silent, two sent back, one that put a figure
//! right; the report of the whole waits for its people.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_app::app::App;
use loa_app::clock::{day_start, vietnam};
use loa_app::error::Result;
use loa_app::identity::{Action, Actor};
use loa_app::report::actions::{self, Written};
use loa_app::report::store::{self, regime};
use loa_app::report::{Act, Report, period};
use loa_calendar::period::Period;
use loa_db::id::Id;
use loa_db::tx::{Scope, Tx};

const FORM: &str = "tuyen-truyen-cchc";
/// Of so many officers one is silent and one is late.
const RHYTHM: usize = 9;
const SILENT: usize = 4;
const LATE: usize = 7;
/// Whose reports were sent back, counted along the officers.
const RETURNED: [usize; 2] = [2, 5];
const REMARK: &str = "Phần nguyên nhân chưa ghi, mời bổ sung rồi gửi lại. (mẫu)";

const HIGHLIGHTS: [&str; 3] = [
    "Đọc tin bằng tiếng Thái và tiếng Mông trên loa bản vào phiên chợ, bà con nghe đông. (mẫu)",
    "Tổ một cửa hướng dẫn nộp hồ sơ qua mạng ngay tại nhà văn hóa bản. (mẫu)",
    "Đoàn thanh niên dán mã QR thủ tục khai sinh ở các điểm trường. (mẫu)",
];
const WEAK: &str = "Có cụm loa hỏng do mưa, chưa phát đủ số lượt. (mẫu)";
const CAUSE: &str = "Kinh phí sửa loa chưa được cấp. (mẫu)";

/// Who takes part.
pub struct Cast<'a> {
    /// Runs the plan.
    pub coordinator: &'a Actor,
    /// Approves.
    pub leader: Option<Actor>,
    /// Write the reports of their units.
    pub officers: &'a [Actor],
}

/// Reports on the first quarter, where it is over by today and its plan is of that year; gives how many units sent theirs.
pub async fn first_quarter(app: &App, cast: &Cast<'_>, since: Date) -> Result<usize> {
    let today = app.today();
    let wanted = Period::Quarter {
        year: today.year(),
        quarter: 1,
    };
    let Some(cut_off) = wanted.cut_off().filter(|end| *end >= since) else {
        return Ok(0);
    };
    let day = |after: i64| loa_calendar::day::plus_days(cut_off, after).unwrap_or(cut_off);
    if day(5) >= today {
        return Ok(0);
    }
    let mut story = Story {
        app,
        tx: Some(app.begin(cast.coordinator).await?),
    };
    story.at(cast.coordinator, day(1), 5);
    let tx = story.tx()?;
    regime::put(tx, FORM, &regime()).await?;
    actions::open_due(tx).await?;
    let rounds = store::rounds(tx).await?;
    let round = rounds.into_iter().find(|round| period(&round.period) == Some(wanted));
    let Some(round) = round else { return Ok(0) };
    let reports = store::of_round(tx, round.id).await?;
    let mut sent = 0;
    for (at, officer) in cast.officers.iter().enumerate() {
        let own = officer.grants.first().map(|grant| grant.unit);
        let report = reports.iter().find(|report| Some(report.unit) == own);
        let Some(report) = report.filter(|_| at % RHYTHM != SILENT) else {
            continue;
        };
        let late = if at % RHYTHM == LATE { 3 } else { 1 };
        story.at(officer, day(late), 9);
        story.written(officer, report, at).await?;
        sent += 1;
        story.judged(cast, report, at, day(4)).await?;
    }
    story.save().await?;
    Ok(sent)
}

fn regime() -> regime::Regime {
    regime::Regime {
        units_day: 15,
        due_day: 17,
        addressee: "Sở Nội vụ tỉnh Sơn La".to_owned(),
        recipients: "Thường trực Huyện ủy (b/c)\nThường trực HĐND huyện (b/c)\nCác cơ quan, đơn vị thuộc huyện\nUBND các xã, thị trấn"
            .to_owned(),
        authority: "TM. ỦY BAN NHÂN DÂN".to_owned(),
        position: "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH".to_owned(),
        signer: "Nguyễn Văn Mẫu".to_owned(),
    }
}

/// One unit of work whose clock and person move on.
struct Story<'a> {
    app: &'a App,
    tx: Option<Tx>,
}

impl Story<'_> {
    fn tx(&mut self) -> Result<&mut Tx> {
        let gone = || loa_app::error::Error::Outage("the story is over".to_owned());
        self.tx.as_mut().ok_or_else(gone)
    }

    /// From now on it is that hour of a day, and somebody acts.
    fn at(&mut self, actor: &Actor, day: Date, hour: i64) {
        let now: Timestamp = day_start(day) + jiff::SignedDuration::from_hours(hour);
        let scope = Scope {
            now,
            today: vietnam(now),
            ..self.app.scope(actor.locality, Some(actor.person))
        };
        self.tx = self.tx.take().map(|tx| tx.scoped_to(scope));
    }

    async fn written(&mut self, officer: &Actor, report: &Report, at: usize) -> Result<()> {
        let tx = self.tx()?;
        if at == 0 {
            let more = report.figures.get("luot-phat").copied().unwrap_or(0) + 2;
            let reason = "Hai lượt phát lại buổi chiều không ghi riêng. (mẫu)";
            actions::correct(tx, officer, report.id, "luot-phat", Some(more), reason).await?;
        }
        let highlight = HIGHLIGHTS.get(at % 5).copied().unwrap_or_default();
        let mut narrative = vec![("noi-bat".to_owned(), highlight.to_owned())];
        if at % 4 == 1 {
            narrative.push(("ton-tai".to_owned(), WEAK.to_owned()));
            narrative.push(("nguyen-nhan".to_owned(), CAUSE.to_owned()));
        }
        let written = Written {
            narrative,
            taken: Vec::new(),
        };
        let revision = revision(tx, report.id).await?;
        actions::write(tx, officer, report.id, written, revision).await?;
        self.act(officer, report.id, Act::Submit, "").await
    }

    async fn judged(&mut self, cast: &Cast<'_>, report: &Report, at: usize, on: Date) -> Result<()> {
        let Some(leader) = &cast.leader else { return Ok(()) };
        if !leader.may(Action::ApproveReport, report.unit) || at % RHYTHM == LATE {
            return Ok(());
        }
        self.at(leader, on, 8);
        if RETURNED.contains(&at) {
            self.at(cast.coordinator, on, 9);
            return self.act(cast.coordinator, report.id, Act::Return, REMARK).await;
        }
        self.act(leader, report.id, Act::Approve, "").await?;
        if at % 3 == 2 {
            return Ok(());
        }
        self.at(cast.coordinator, on, 10);
        self.act(cast.coordinator, report.id, Act::Accept, "").await
    }

    async fn act(&mut self, actor: &Actor, report: Id, act: Act, remark: &str) -> Result<()> {
        let tx = self.tx()?;
        let revision = revision(tx, report).await?;
        actions::act(tx, actor, report, act, remark, revision).await.map(drop)
    }

    async fn save(self) -> Result<()> {
        match self.tx {
            Some(tx) => Ok(tx.save().await?),
            None => Ok(()),
        }
    }
}

async fn revision(tx: &mut Tx, report: Id) -> Result<i64> {
    let found = store::by_id(tx, report).await?;
    Ok(found.map_or(0, |report| report.revision))
}
