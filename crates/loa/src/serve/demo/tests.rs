use std::collections::HashMap;

use loa_app::activity::{self, Activity};
use loa_app::clock::moment_text;
use loa_app::duty::{self, Horizon, Standing};
use loa_app::subplan::progress::State;
use loa_app::subplan::{self as subplans, Timing};
use loa_db::tx::Tx;

use super::*;
use crate::config::Given;
use crate::database;
use crate::serve;

const OWN_UNITS: &str = include_str!("../../../tests/data/don-vi.csv");
const OWN_PLAN: &[u8] = include_bytes!("../../../tests/data/ke-hoach.txt");

/// A demonstration in a folder that goes with it.
struct Stage {
    app: App,
    _folder: tempfile::TempDir,
}

impl Stage {
    async fn new(list: &str, plan: Option<(&str, &[u8])>, today: Date) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let given = Given {
            data: Some(folder.path().display().to_string()),
            ..Given::default()
        };
        let config = Config::read(&given, |_| None).unwrap();
        let db = database::open(&config).await.unwrap();
        let clock = Clock::default();
        clock.move_to(today);
        let app = App::new(
            db,
            clock,
            Settings::default(),
            serve::files(&config).await.unwrap(),
        );
        let stage = Self { app, _folder: folder };
        stage.set_up(list, plan).await;
        stage
    }

    async fn set_up(&self, list: &str, plan: Option<(&str, &[u8])>) {
        let today = self.app.today();
        let list = Units::from_csv(list).unwrap();
        let root = root(&list).unwrap();
        let plan = plan.map(|(name, bytes)| (name.to_owned(), bytes.to_vec()));
        set_up(&self.app, &list, root, &cast(&list, root), plan)
            .await
            .unwrap();
        assert_eq!(self.app.today(), today, "the clock is back");
    }

    async fn read(&self) -> Tx {
        let mut tx = self.app.db().read(self.app.scope(Id(0), None)).await.unwrap();
        let locality = org::store::localities(&mut tx).await.unwrap()[0];
        tx.scoped_to(self.app.scope(locality, None))
    }

    async fn records(&self) -> Vec<Activity> {
        let all = activity::store::Wanted {
            first: Date::MIN,
            last: Date::MAX,
            units: None,
        };
        let mut tx = self.read().await;
        activity::store::listed(&mut tx, &all, 0, usize::MAX)
            .await
            .unwrap()
    }

    async fn standings(&self) -> HashMap<Standing, usize> {
        let mut tx = self.read().await;
        let horizon = Horizon::of(self.app.today());
        let mut counted = HashMap::new();
        for duty in duty::store::due_between(&mut tx, Date::MIN, Date::MAX)
            .await
            .unwrap()
        {
            *counted.entry(duty.standing(&horizon)).or_default() += 1;
        }
        counted
    }
}

#[tokio::test]
async fn the_district_is_in_the_middle_of_its_year() {
    let stage = Stage::new(UNITS, Some(PLAN), TODAY).await;
    let standings = stage.standings().await;
    let count = |standing| standings.get(&standing).copied().unwrap_or(0);
    assert_eq!(count(Standing::Returned), 2, "{standings:?}");
    assert!(count(Standing::Met) > 10 * count(Standing::Late), "{standings:?}");
    assert!((5..20).contains(&count(Standing::Late)), "{standings:?}");
    assert!((4..10).contains(&count(Standing::Waiting)), "{standings:?}");
    let records = stage.records().await;
    assert!((150..=350).contains(&records.len()), "{}", records.len());
    let plan_day = Date::constant(2022, 1, 13);
    for record in &records {
        assert!(record.is_sample);
        assert!(record.told.happened_on >= plan_day && record.told.happened_on < TODAY);
        assert!(loa_app::clock::vietnam(record.filed_at) >= record.told.happened_on);
        assert!(loa_app::clock::vietnam(record.filed_at) < TODAY);
        assert!(!record.told.what.contains('{'), "{}", record.told.what);
    }
    let mut by_code: Vec<&Activity> = records.iter().collect();
    by_code.sort_by_key(|record| record.code.as_str());
    assert!(
        by_code.is_sorted_by_key(|record| record.filed_at),
        "numbers rise with time"
    );
    let in_language = |key: &str| {
        let spoken = |record: &&Activity| record.told.language.key() == key;
        records.iter().filter(spoken).count()
    };
    assert!(in_language("blt") > 10 && in_language("hmn") > 10);
    // What is there already stays as it is.
    stage.set_up(UNITS, Some(PLAN)).await;
    assert_eq!(stage.records().await.len(), records.len());
}

#[tokio::test]
async fn most_units_have_filed_their_sub_plans() {
    let stage = Stage::new(UNITS, Some(PLAN), TODAY).await;
    let mut tx = stage.read().await;
    let call = subplans::store::calls(&mut tx).await.unwrap().remove(0);
    assert_eq!(call.due_on, Date::constant(2022, 2, 28));
    let all = subplans::store::of_call(&mut tx, call.id).await.unwrap();
    let count = |is: &dyn Fn(&subplans::store::Subplan) -> bool| all.iter().filter(|one| is(one)).count();
    assert!(all.len() > 20, "{}", all.len());
    // Seven of those with an officer, and the units that nobody works for.
    assert!((7..15).contains(&count(&|one| one.timing == Timing::Missing)));
    assert_eq!(count(&|one| one.timing == Timing::Late), 1);
    assert_eq!(count(&|one| one.progress.state == State::Returned), 1);
    assert!(count(&|one| one.progress.in_force == Some(1)) > 5);
    assert!(count(&|one| one.progress.state == State::Filed) > 1);
    assert!(count(&|one| one.left_out > 0 && one.progress.latest > 0) > 1);
}

#[tokio::test]
async fn the_same_day_gives_the_same_work() {
    let mut told = Vec::new();
    for _ in 0..2 {
        let stage = Stage::new(UNITS, Some(PLAN), TODAY).await;
        let records = stage.records().await;
        let line = |record: &Activity| {
            let filed = moment_text(record.filed_at);
            format!(
                "{} {} {filed} {}",
                record.code, record.told.happened_on, record.told.what
            )
        };
        told.push(records.iter().map(line).collect::<Vec<_>>());
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn units_and_plans_of_ones_own_have_work_too() {
    for (today, some) in [
        (Date::constant(2022, 1, 1), false),
        (Date::constant(2022, 1, 11), false),
        (TODAY, true),
        (Date::constant(2022, 12, 31), true),
        (Date::constant(2024, 5, 1), true),
    ] {
        let stage = Stage::new(OWN_UNITS, Some(("ke-hoach.txt", OWN_PLAN)), today).await;
        let records = stage.records().await;
        assert!(!some || !records.is_empty(), "{today}");
        assert!(records.iter().all(|record| record.told.happened_on < today));
    }
}

#[tokio::test]
async fn without_a_plan_there_are_units_and_people_only() {
    let stage = Stage::new(UNITS, None, TODAY).await;
    assert!(stage.standings().await.is_empty());
    assert!(stage.records().await.is_empty());
    let mut tx = stage.read().await;
    assert!(org::store::tree::on(&mut tx, TODAY).await.unwrap().all().len() > 40);
    drop(tx);
    let coordinator = people::signed_in(&stage.app, people::COORDINATOR).await.unwrap();
    assert!(coordinator.is_some());
}

#[test]
fn no_two_cards_are_the_same_file() {
    let cards: Vec<Vec<u8>> = (1..=12).map(super::card::card).collect();
    for (at, card) in cards.iter().enumerate() {
        assert!(card.starts_with(b"\x89PNG"));
        assert!(!cards[at + 1..].contains(card), "{at}");
    }
}
