//! The records of the work by which most duties are proven: statements that both engines take, over tables of this
//! connection that go when it does. The last thousandths of an identity decide what became of a duty, so that the same
//! amounts come about every time.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _};
use loa_app::app::App;
use loa_app::document::Purpose;
use loa_app::document::actions::{note, prepare};
use loa_app::error::{Error, Result};
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::serve::demo::card::card;
use crate::serve::demo::people::signed_in;

/// Photos that the records share.
const PHOTOS: u32 = 50;

/// What was done, where, for whom, in which language.
const WORDS: [(&str, &str, &str, &str); 6] = [
    (
        "Đọc bài trên loa của xã (mẫu)",
        "Đài truyền thanh xã",
        "people",
        "vi",
    ),
    (
        "Nói chuyện ở nhà văn hóa (mẫu)",
        "Nhà văn hóa bản Mẫu",
        "people",
        "vi",
    ),
    (
        "Hướng dẫn nộp hồ sơ qua mạng (mẫu)",
        "Bộ phận một cửa",
        "people",
        "vi",
    ),
    ("Phát chuyên mục (mẫu)", "Loa bản Mẫu", "people", "blt"),
    ("Họp với trưởng bản (mẫu)", "UBND xã", "officials", "vi"),
    ("Giới thiệu thủ tục ngày chợ (mẫu)", "Chợ phiên", "people", "hmn"),
];

/// Each duty that has begun, with its place and a number below 1,000 that says what became of it.
const DRAWN: &str = "INSERT INTO fill_drawn \
     SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1, (id % 1000003 * 7919) % 1000, \
     CASE WHEN due_on < $2 THEN 'past' ELSE 'open' END \
     FROM duty WHERE locality_id = $1 AND opens_on <= $2";
const OUTCOME: &str = "UPDATE fill_drawn SET outcome = CASE \
     WHEN outcome = 'open' AND draw < 500 THEN 'met' \
     WHEN outcome = 'open' THEN 'open' \
     WHEN draw < 930 THEN 'met' \
     WHEN draw < 945 THEN 'waiting' \
     WHEN draw < 955 THEN 'returned' \
     WHEN draw < 960 THEN 'extended' \
     ELSE 'open' END";
const SETTLED: &str = "UPDATE duty SET state = d.outcome, recorded = CASE WHEN d.outcome = 'returned' THEN 0 ELSE 3 END, \
     met_on = CASE WHEN d.outcome = 'returned' THEN NULL ELSE duty.opens_on END, \
     approval_set = CASE WHEN d.outcome = 'waiting' THEN 'yes' ELSE NULL END, revision = 1 \
     FROM fill_drawn d \
     WHERE d.duty_id = duty.id AND duty.locality_id = $1 AND d.outcome IN ('met', 'waiting', 'returned')";
const EXTENDED: &str = "UPDATE duty SET extended_to = $2, revision = 1 FROM fill_drawn d \
     WHERE d.duty_id = duty.id AND duty.locality_id = $1 AND d.outcome = 'extended'";
const EXTENSIONS: &str = "INSERT INTO extension (id, locality_id, duty_id, until, reason, given_by, given_at) \
     SELECT CAST($2 AS BIGINT) + d.at, duty.locality_id, duty.id, duty.extended_to, 'Chờ hướng dẫn (mẫu)', \
     CAST($3 AS BIGINT), day.at \
     FROM fill_drawn d JOIN duty ON duty.id = d.duty_id JOIN fill_day day ON day.day = duty.due_on \
     WHERE duty.locality_id = $1 AND d.outcome = 'extended'";
const RECORDS: &str = "INSERT INTO activity (id, locality_id, unit_id, person_id, code, what, place, happened_on, filed_at, \
     audience, people, language, is_sample, request_key, returned_at) \
     SELECT CAST($2 AS BIGINT) + d.at * 3 + k.k, duty.locality_id, duty.unit_id, who.person_id, \
     SUBSTR(duty.opens_on, 1, 4) || '-' || CAST(10000 + d.at * 3 + k.k AS TEXT), w.what, w.place, duty.opens_on, day.at, \
     w.audience, 10 + d.draw % 90, w.language, TRUE, 'mau-' || CAST(d.at * 3 + k.k AS TEXT), \
     CASE WHEN d.outcome = 'returned' THEN day.at ELSE NULL END \
     FROM fill_drawn d JOIN duty ON duty.id = d.duty_id JOIN fill_officer who ON who.unit_id = duty.unit_id \
     JOIN fill_day day ON day.day = duty.opens_on \
     CROSS JOIN fill_turn k JOIN fill_word w ON w.n = (d.at + k.k) % 6 \
     WHERE duty.locality_id = $1 AND d.outcome IN ('met', 'waiting', 'returned')";
const PROOFS: &str = "INSERT INTO proof (id, locality_id, duty_id, activity_id, unit_id, state, given_at, checked_by, checked_at, reason) \
     SELECT CAST($3 AS BIGINT) + d.at * 3 + k.k, duty.locality_id, duty.id, CAST($2 AS BIGINT) + d.at * 3 + k.k, duty.unit_id, \
     CASE d.outcome WHEN 'met' THEN 'accepted' ELSE d.outcome END, day.at, \
     CASE WHEN d.outcome = 'returned' THEN CAST($4 AS BIGINT) END, CASE WHEN d.outcome = 'returned' THEN day.at END, \
     CASE WHEN d.outcome = 'returned' THEN 'Ảnh chưa rõ (mẫu)' END \
     FROM fill_drawn d JOIN duty ON duty.id = d.duty_id JOIN fill_day day ON day.day = duty.opens_on \
     CROSS JOIN fill_turn k \
     WHERE duty.locality_id = $1 AND d.outcome IN ('met', 'waiting', 'returned')";
const PHOTOS_SHOWN: &str = "INSERT INTO activity_file (locality_id, activity_id, file_id, position) \
     SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT) + d.at * 3, p.file_id, 0 \
     FROM fill_drawn d JOIN fill_photo p ON p.n = d.at % 50 \
     WHERE d.outcome IN ('met', 'waiting', 'returned') AND d.at % 3 = 0";
/// What is late already was told long ago.
const TOLD: &str = "INSERT INTO reminder (locality_id, duty_id, due_on, rung, on_day) \
     SELECT duty.locality_id, duty.id, duty.due_on, r.rung, duty.due_on \
     FROM fill_drawn d JOIN duty ON duty.id = d.duty_id CROSS JOIN fill_rung r \
     WHERE duty.locality_id = $1 AND duty.due_on < $2 AND d.outcome IN ('open', 'extended', 'returned')";
const NUMBERS: &str = "INSERT INTO activity_number (locality_id, year, last) \
     SELECT locality_id, CAST(SUBSTR(happened_on, 1, 4) AS BIGINT), MAX(CAST(SUBSTR(code, 6) AS BIGINT)) \
     FROM activity WHERE locality_id = $1 GROUP BY locality_id, SUBSTR(happened_on, 1, 4)";

const TABLES: [&str; 8] = [
    "CREATE TEMPORARY TABLE fill_drawn (duty_id BIGINT PRIMARY KEY, at BIGINT NOT NULL, draw BIGINT NOT NULL, outcome TEXT NOT NULL)",
    "CREATE TEMPORARY TABLE fill_officer (unit_id BIGINT PRIMARY KEY, person_id BIGINT NOT NULL)",
    "CREATE TEMPORARY TABLE fill_day (day TEXT PRIMARY KEY, at BIGINT NOT NULL)",
    "CREATE TEMPORARY TABLE fill_turn (k BIGINT PRIMARY KEY)",
    "CREATE TEMPORARY TABLE fill_word (n BIGINT PRIMARY KEY, what TEXT NOT NULL, place TEXT NOT NULL, audience TEXT NOT NULL, language TEXT NOT NULL)",
    "CREATE TEMPORARY TABLE fill_photo (n BIGINT PRIMARY KEY, file_id BIGINT NOT NULL)",
    "CREATE TEMPORARY TABLE fill_rung (rung TEXT PRIMARY KEY)",
    "INSERT INTO fill_rung (rung) VALUES ('late'), ('overdue')",
];

/// Logs the work from the first year until today; gives how many records there are.
pub async fn log(app: &App, coordinator: &str, first: i16) -> Result<u64> {
    let coordinator = signed_in(app, coordinator).await?;
    let coordinator = coordinator.ok_or_else(|| Error::Outage("nobody runs the plan".to_owned()))?;
    let mut photos = Vec::new();
    for number in 0..PHOTOS {
        let name = format!("anh-mau-{number}.png");
        photos.push(prepare(app, &name, card(number).into(), Purpose::Photo).await?);
    }
    let mut tx = app.begin(&coordinator).await?;
    for table in TABLES {
        tx.execute(table, params![]).await?;
    }
    let mut files = Vec::new();
    for (n, photo) in (0_i64..).zip(&photos) {
        files.push(params![n, note(&mut tx, photo).await?]);
    }
    tx.insert("fill_photo (n, file_id)", files).await?;
    words(&mut tx, first).await?;
    let (locality, today) = (tx.locality(), tx.today());
    let records = base(first, 1);
    for (sql, values) in [
        (DRAWN, params![locality, today]),
        (OUTCOME, params![]),
        (SETTLED, params![locality]),
        (
            EXTENDED,
            params![locality, today.checked_add(20.days()).unwrap_or(today)],
        ),
        (EXTENSIONS, params![locality, base(first, 3), coordinator.person]),
    ] {
        tx.execute(sql, values).await?;
    }
    let written = tx.execute(RECORDS, params![locality, records]).await?;
    for (sql, values) in [
        (
            PROOFS,
            params![locality, records, base(first, 2), coordinator.person],
        ),
        (PHOTOS_SHOWN, params![locality, records]),
        (TOLD, params![locality, today]),
        (NUMBERS, params![locality]),
        ("ANALYZE", params![]),
    ] {
        tx.execute(sql, values).await?;
    }
    tx.save().await?;
    Ok(written)
}

/// Days, words and who writes for which unit.
async fn words(tx: &mut Tx, first: i16) -> Result<()> {
    let days = (0..).map_while(|at| {
        let day = Date::new(first, 1, 1).ok()?.checked_add(at.days()).ok()?;
        (day.year() <= first + 20).then(|| params![day, moment(day, 9)])
    });
    tx.insert("fill_day (day, at)", days.collect()).await?;
    tx.insert("fill_turn (k)", (0_i64..3).map(|k| params![k]).collect())
        .await?;
    let words = (0_i64..).zip(WORDS);
    let words =
        words.map(|(n, (what, place, audience, language))| params![n, what, place, audience, language]);
    tx.insert("fill_word (n, what, place, audience, language)", words.collect())
        .await?;
    let officers = "INSERT INTO fill_officer SELECT unit_id, MIN(person_id) FROM role_grant \
                    WHERE locality_id = $1 AND role = 'officer' GROUP BY unit_id";
    tx.execute(officers, params![tx.locality()]).await?;
    Ok(())
}

fn moment(day: Date, hour: i8) -> Timestamp {
    let zone = TimeZone::fixed(Offset::constant(7));
    zone.to_timestamp(day.at(hour, 0, 0, 0))
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The first of many identities that nothing else has: of an hour of the night before the first year.
fn base(first: i16, hour: i8) -> Id {
    let day = Date::new(first - 1, 12, 31).unwrap_or(Date::MIN);
    Id::first_of(moment(day, hour))
}
