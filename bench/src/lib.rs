//! Benchmarks stand under `benches/`, trials that print what they measured under `examples/`; the figures stand in
//! `README.md`. Here is what several of them need.

use loa_plan_reader::units::{Unit, Units};

/// An invented locality `xa-0` of a level ("tinh", "huyen") with so many communes right below it, `xa-1` and so on.
pub fn sample_units(level: &str, communes: usize) -> Units {
    let unit = |at: usize| Unit {
        id: format!("xa-{at}"),
        parent: (at > 0).then(|| "xa-0".to_owned()),
        name: format!("UBND xã Mẫu {at}"),
        kind: "uy-ban".to_owned(),
        level: if at == 0 { level } else { "xa" }.to_owned(),
        ..Unit::default()
    };
    Units::new((0..=communes).map(unit).collect())
}
