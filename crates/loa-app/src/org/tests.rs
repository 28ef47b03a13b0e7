//! Stories of units, through the router and through the actions that the command line uses.

use jiff::civil::{Date, date};
use loa_db::tx::Tx;

use crate::error::Error;
use crate::org::Unit;
use crate::org::actions;
use crate::org::change::{Missing, Proposal};
use crate::org::store;
use crate::testing::{Site, on_each_engine};

mod pages;

/// The part of the reform of 2025 that concerns Sông Mã (ADM-02).
pub(crate) const REFORM: &str = include_str!("tests/reform-2025.csv");
pub(crate) const REFORM_DAY: Date = Date::constant(2025, 7, 1);

async fn names_below(site: &Site, key: &str, day: Date) -> Vec<String> {
    let mut tx = site.tx().await;
    let tree = store::tree::on(&mut tx, day).await.unwrap();
    tree.children(site.units[key])
        .map(|unit| unit.name.clone())
        .collect()
}

/// Applies the table from old codes to new ones.
pub(crate) async fn apply_mapping(tx: &mut Tx, table: &str, day: Date, basis: &str) -> Proposal {
    let file = actions::read_list(table.as_bytes(), "").unwrap();
    let proposal = actions::compare(tx, &file, day, Missing::Stay).await.unwrap();
    actions::apply(tx, &proposal, basis).await.unwrap();
    proposal
}

async fn import(site: &Site, text: &str, day: Date, missing: Missing) -> Result<usize, Error> {
    let mut tx = site.tx().await;
    let file = actions::read_list(text.as_bytes(), "126")?;
    let proposal = actions::compare(&mut tx, &file, day, missing).await?;
    actions::apply(&mut tx, &proposal, "").await?;
    tx.save().await?;
    Ok(proposal.changes.len())
}

#[tokio::test]
async fn the_reform_of_2025_leaves_the_names_of_2022() {
    on_each_engine(async |site| {
        let mut tx = site.tx().await;
        let basis = "Nghị quyết 1681/NQ-UBTVQH15";
        let proposal = apply_mapping(&mut tx, REFORM, REFORM_DAY, basis).await;
        tx.save().await.unwrap();
        assert!(
            proposal.notes.iter().any(|note| note.vi.starts_with("Phòng Nội vụ:")),
            "offices of the district wait for a decision: {:?}",
            proposal.notes
        );

        let mut tx = site.tx().await;
        let before = store::tree::on(&mut tx, date(2025, 6, 30)).await.unwrap();
        assert_eq!(before.name(site.units["ubnd-04189"]), "UBND xã Đứa Mòn");
        assert_eq!(before.name(site.units["ubnd-04168"]), "UBND thị trấn Sông Mã");
        assert_eq!(before.all().iter().filter(|unit| unit.is_commune()).count(), 19);
        let after = store::tree::on(&mut tx, REFORM_DAY).await.unwrap();
        let mut communes: Vec<&str> = after
            .all()
            .iter()
            .filter(|unit| unit.is_commune())
            .map(|unit| unit.short_name())
            .collect();
        communes.sort_by_key(|name| loa_vietnamese::collate::sort_key(name));
        let want = "Bó Sinh, Chiềng Khoong, Chiềng Khương, Chiềng Sơ, Huổi Một, Mường Hung, Mường Lầm, Nậm Ty, Sông Mã";
        assert_eq!(communes.join(", "), want);
        let province = site.units["tinh-sonla"];
        assert!(
            after
                .all()
                .iter()
                .filter(|unit| unit.is_commune())
                .all(|unit| unit.parent == Some(province)),
            "no district between them and the province"
        );
        assert!(after.get(site.units["huyen-songma"]).is_none());
        assert!(after.get(site.units["buu-dien-huyen"]).is_some(), "not of the district");
        let successors = store::successions(&mut tx).await.unwrap();
        let of = |key: &str| {
            let found = successors.iter().find(|one| one.unit == site.units[key]).unwrap();
            assert_eq!((found.on, found.basis.as_str()), (REFORM_DAY, basis));
            found.successor
        };
        assert_eq!(of("ubnd-04189"), site.units["ubnd-04183"]);
        assert_eq!(of("ubnd-04198"), site.units["ubnd-04168"]);
        drop(tx);

        // The same once more changes nothing.
        let mut tx = site.tx().await;
        let again = apply_mapping(&mut tx, REFORM, REFORM_DAY, basis).await;
        assert_eq!(again.changes, []);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_imported_again_and_again_and_never_half() {
    on_each_engine(async |site| {
        let list = include_str!("../../../../examples/song-ma-2022/units.csv");
        assert_eq!(
            import(&site, list, date(2022, 4, 18), Missing::End)
                .await
                .unwrap(),
            0
        );
        let changed = list
            .replace("UBND xã Pú Pẩu", "UBND xã Pú Bẩu")
            .replace("phong-vhtt,huyen-songma", "phong-vhtt,vp-hdnd-ubnd")
            + "ban-na-dia,ubnd-04189,Bản Nà Dìa,ban,ban,\n";
        let day = date(2022, 5, 1);
        assert_eq!(import(&site, &changed, day, Missing::End).await.unwrap(), 3);
        assert_eq!(import(&site, &changed, day, Missing::End).await.unwrap(), 0);
        assert_eq!(names_below(&site, "ubnd-04189", day).await, ["Bản Nà Dìa"]);
        let day_before = date(2022, 4, 30);
        assert!(names_below(&site, "ubnd-04189", day_before).await.is_empty());
        assert!(
            names_below(&site, "huyen-songma", day_before)
                .await
                .contains(&"UBND xã Pú Pẩu".to_owned())
        );
        assert!(
            names_below(&site, "huyen-songma", day)
                .await
                .contains(&"UBND xã Pú Bẩu".to_owned())
        );

        // A unit may go below one that the same file brings.
        let below = "id,parent_id,name\nphong-tu-phap,khoi,Phòng Tư pháp\nkhoi,huyen-songma,Khối nội chính\n";
        assert_eq!(import(&site, below, day, Missing::Stay).await.unwrap(), 2);
        assert_eq!(import(&site, below, day, Missing::Stay).await.unwrap(), 0);
        // What begins later is not told again either.
        let later = "id,name,valid_from\nmoi,Phòng Mới,2022-07-01\n";
        assert_eq!(import(&site, later, day, Missing::Stay).await.unwrap(), 1);
        assert_eq!(import(&site, later, day, Missing::Stay).await.unwrap(), 0);

        // The commune would end while its village stays: nothing of the file is kept.
        let broken = "id,parent_id,name\nnew-one,huyen-songma,Phòng Mới\n";
        let orphan = format!("{broken}{}", "ubnd-04189,ban-na-dia,UBND xã Đứa Mòn\n");
        for (text, part) in [
            (orphan.as_str(), "trực thuộc chính nó"),
            ("id,parent_id,name\nnew-one,nobody,Phòng Mới\n", "Dòng 2"),
        ] {
            let refused = import(&site, text, date(2022, 6, 1), Missing::Stay).await;
            let Err(Error::Problem(problems)) = refused else {
                panic!("{text}")
            };
            assert!(problems.all()[0].message.contains(part), "{problems:?}");
        }
        // Before what is known already.
        let refused = import(&site, &changed, day_before, Missing::Stay).await;
        assert!(matches!(refused, Err(Error::Problem(_))));
        let mut tx = site.tx().await;
        assert!(!store::keys(&mut tx).await.unwrap().contains_key("new-one"));
    })
    .await;
}

#[tokio::test]
async fn what_is_kept_of_the_units_follows_every_change_and_nothing_that_was_given_up() {
    on_each_engine(async |site| {
        let day = date(2022, 4, 18);
        let name = async |tx: &mut Tx| {
            let tree = store::tree::on(tx, day).await.unwrap();
            tree.name(site.units["ubnd-04189"]).to_owned()
        };
        let rename = async |tx: &mut Tx, to: &str| {
            let tree = store::tree::on(tx, day).await.unwrap();
            let unit = tree.get(site.units["ubnd-04189"]).unwrap().clone();
            let renamed = Unit {
                name: to.to_owned(),
                ..unit
            };
            store::put_version(tx, &renamed).await.unwrap();
            // Read again within the unit of work that changed it.
            assert_eq!(name(tx).await, to);
        };
        assert_eq!(name(&mut site.tx().await).await, "UBND xã Đứa Mòn");

        let mut given_up = site.tx().await;
        rename(&mut given_up, "UBND xã Khác").await;
        drop(given_up);
        assert_eq!(name(&mut site.tx().await).await, "UBND xã Đứa Mòn");

        let mut tx = site.tx().await;
        rename(&mut tx, "UBND xã Mới").await;
        tx.save().await.unwrap();
        assert_eq!(name(&mut site.tx().await).await, "UBND xã Mới");

        let reaches = store::tree::reaches(&mut site.tx().await, &[site.units["ubnd-04189"]], day).await;
        let reach = reaches.unwrap().remove(0);
        assert!(reach.contains(&site.units["ubnd-04189"]));
        assert!(!reach.contains(&site.units["ubnd-04168"]));
    })
    .await;
}
