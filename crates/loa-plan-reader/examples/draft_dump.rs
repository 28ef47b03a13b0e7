//! temporary
#![allow(clippy::print_stdout)]
use loa_docfile::read::{Limits, read};
use loa_plan_reader::plan::{Context, read_plan};
fn main() {
    for path in std::env::args().skip(1) {
        let Ok(body) = read(&path, &std::fs::read(&path).unwrap(), &Limits::default()) else { println!("== {path} unreadable"); continue };
        let (d, _) = read_plan(&body, &Context::default());
        println!("\n== {path}\nHEAD kind {:?} issuer {:?} number {:?} place {:?} date {:?} title {:?}", d.head.kind.map(|w|w.text), d.head.issuer.map(|w|w.text), d.head.number.as_ref().map(|w|(&w.text, &body.source[w.at.span.start..w.at.span.end])), d.head.place.map(|w|w.text), d.head.date.map(|x|(x.to_string(), body.source[x.at.span.start..x.at.span.end].to_owned())), d.head.title.map(|w|w.text));
        println!("SIGNER {:?}", d.signer.map(|s| [s.on_behalf, s.acting, s.position, s.name].map(|w| w.map(|w|w.text))));
        for r in &d.recipients { println!("  R {:?} src {:?}", r.text, body.source.get(r.at.span.start..r.at.span.end+2)); }
        for b in &d.legal_bases { println!("  B {:?} {:?} {:?} {:?}", b.kind, b.number, b.date, b.words.text.chars().rev().take(40).collect::<String>().chars().rev().collect::<String>()); }
        for a in &d.annexes { println!("  ANNEX {:?} {:?} {:?}", a.label.text, a.title.as_ref().map(|w|&w.text), a.caption.as_ref().map(|w|&w.text)); }
        for h in &d.outline { println!("  O {} {} {}", h.level, h.number, h.words.text.chars().take(50).collect::<String>()); }
        for a in &d.assignments {
            println!("  A {} {:?} [{}] L {:?} C {:?} I {:?} T {:?} = {} rest {:?} amb {:?}", a.id, a.origin, a.title.text.chars().take(60).collect::<String>(), a.leads.iter().map(|u|&u.name).collect::<Vec<_>>(), a.coordinators.iter().map(|u|&u.name).collect::<Vec<_>>(), a.implementers.iter().map(|u|&u.name).collect::<Vec<_>>(), a.timing.as_ref().map(|t|&t.words.text), a.timing.as_ref().map(|t|t.schedule.to_string()).unwrap_or_default(), a.timing.as_ref().map(|t|t.schedule.rest.iter().map(|r| t.words.text.get(r.clone()).unwrap_or("!").to_string()).collect::<Vec<_>>()).unwrap_or_default(), a.timing.as_ref().map(|t|t.schedule.ambiguities.clone()).unwrap_or_default());
            for r in &a.retold { println!("      RETOLD [{}] L {:?} T {:?}", r.title.text.chars().take(80).collect::<String>(), r.leads.iter().map(|u|&u.name).collect::<Vec<_>>(), r.timing.as_ref().map(|t|(&t.words.text, t.schedule.to_string()))); }
        }
    }
}
