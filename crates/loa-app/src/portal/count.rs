//! Readings and marks of public pages, counted where they are answered: nothing of who reads is seen or kept.
//!
//! A page that is kept has its counter beside it, so a reading costs one addition; somebody else carries what was counted
//! to the database every few seconds. A crash loses those seconds.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, Method, header};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan as _};
use loa_db::id::Id;

use crate::activity::Language;

/// Seconds that Vietnam is ahead, and of a day.
const AHEAD: i64 = 7 * 3600;
const DAY: i64 = 86_400;
/// Marks that a site takes in a minute, from all of its readers.
const MOST_MARKS: u32 = 60;

/// Words in the names of programs that read for no person, in small letters.
const PROGRAMS: [&str; 20] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "facebookexternalhit",
    "preview",
    "fetch",
    "monitor",
    "headless",
    "lighthouse",
    "curl",
    "wget",
    "python",
    "java/",
    "go-http",
    "okhttp",
    "axios",
    "libwww",
    "scrapy",
    "feed",
];

/// What is counted of a page: an article in the language in which it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Counted {
    /// The locality.
    pub locality: Id,
    /// Whose site.
    pub unit: Id,
    /// The article.
    pub article: Id,
    /// In which language.
    pub language: Language,
}

/// Readings of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readings {
    /// Of what.
    pub of: Counted,
    /// The day in Vietnam.
    pub day: Date,
    /// How many.
    pub many: u32,
}

/// Counts readings of today, and of yesterday until they are taken: even days and odd ones.
#[derive(Debug, Default)]
pub struct Counter([AtomicU32; 2]);

impl Counter {
    /// One more at a moment.
    pub fn add(&self, now: Timestamp) {
        self.put(number(now), 1);
    }

    fn put(&self, day: i64, many: u32) {
        if let Some(count) = self.of(day) {
            count.fetch_add(many, Ordering::Relaxed);
        }
    }

    fn of(&self, day: i64) -> Option<&AtomicU32> {
        self.0.get(usize::from(day.rem_euclid(2) == 1))
    }

    fn take(&self, day: i64) -> u32 {
        self.of(day).map_or(0, |count| count.swap(0, Ordering::Relaxed))
    }
}

/// The number of the day in Vietnam, from 1 January 1970 on.
fn number(moment: Timestamp) -> i64 {
    (moment.as_second() + AHEAD).div_euclid(DAY)
}

fn day(number: i64) -> Date {
    date(1970, 1, 1).checked_add(number.days()).unwrap_or(Date::MIN)
}

/// Counters of every page that is kept, and of those that were.
#[derive(Debug, Default)]
pub struct Counts {
    counters: Mutex<HashMap<Counted, Arc<Counter>>>,
    /// Marks that each site took in a minute.
    marks: Mutex<HashMap<Id, (i64, u32)>>,
}

impl Counts {
    /// The counter of something, for a page that is made.
    pub fn counter(&self, of: Counted) -> Arc<Counter> {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        counters.entry(of).or_default().clone()
    }

    /// What was counted since the last time, in an order that is the same on every node. Counters of pages that are no
    /// longer kept go.
    pub fn take(&self, now: Timestamp) -> Vec<Readings> {
        let today = number(now);
        let mut found = Vec::new();
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        counters.retain(|of, counter| {
            // Looked at first: a page that goes on reading in between keeps its counter.
            let is_kept = Arc::strong_count(counter) > 1;
            for number in [today - 1, today] {
                let many = counter.take(number);
                if many > 0 {
                    found.push(Readings {
                        of: *of,
                        day: day(number),
                        many,
                    });
                }
            }
            is_kept
        });
        drop(counters);
        found.sort_unstable_by_key(|one| (one.of.article, one.day, one.of.language.key()));
        found
    }

    /// Puts back what could not be carried away.
    pub fn put_back(&self, readings: &[Readings]) {
        for one in readings {
            let days = date(1970, 1, 1).until(one.day).map_or(0, |span| span.get_days());
            self.counter(one.of).put(i64::from(days), one.many);
        }
    }

    /// May a site take one more mark now? A bound for all of its readers together: who they are is not known.
    pub fn may_mark(&self, unit: Id, now: Timestamp) -> bool {
        let minute = now.as_second().div_euclid(60);
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        marks.retain(|_, (known, _)| *known == minute);
        let (_, many) = marks.entry(unit).or_insert((minute, 0));
        *many += 1;
        *many <= MOST_MARKS
    }
}

/// Does a person read, as far as the request tells: asked for now, not ahead of time, by nothing that calls itself a
/// program?
pub fn is_reading(method: &Method, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_ahead = ["sec-purpose", "purpose", "x-moz"].iter().any(|name| {
        text(name).is_some_and(|value| value.contains("prefetch") || value.contains("prerender"))
    });
    let agent = text(header::USER_AGENT.as_str())
        .unwrap_or_default()
        .to_ascii_lowercase();
    // A maker of phones.
    let agent = agent.replace("cubot", "");
    method == Method::GET
        && !is_ahead
        && !agent.is_empty()
        && !PROGRAMS.iter().any(|program| agent.contains(program))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of(article: i64) -> Counted {
        Counted {
            locality: Id(1),
            unit: Id(2),
            article: Id(article),
            language: Language::Vietnamese,
        }
    }

    #[test]
    fn readings_belong_to_their_day_in_vietnam_and_are_taken_once() {
        let counts = Counts::default();
        let counter = counts.counter(of(3));
        let moment = |text: &str| text.parse::<Timestamp>().unwrap();
        counter.add(moment("2022-04-18T16:59:59Z"));
        counter.add(moment("2022-04-18T17:00:00Z"));
        counter.add(moment("2022-04-18T17:00:01Z"));
        let now = moment("2022-04-18T17:00:02Z");
        let readings = |day, many| Readings { of: of(3), day, many };
        let want = [readings(date(2022, 4, 18), 1), readings(date(2022, 4, 19), 2)];
        let taken = counts.take(now);
        assert_eq!(taken, want);
        assert_eq!(counts.take(now), []);
        counts.put_back(&taken);
        counter.add(now);
        let want = [readings(date(2022, 4, 18), 1), readings(date(2022, 4, 19), 3)];
        assert_eq!(counts.take(now), want);
        // A page that is no longer kept takes its counter along, with nothing lost.
        counter.add(now);
        drop(counter);
        assert_eq!(counts.take(now), [readings(date(2022, 4, 19), 1)]);
        assert!(counts.counters.lock().unwrap().is_empty());
    }

    #[test]
    fn all_threads_together_lose_no_reading() {
        let counts = Counts::default();
        let now = Timestamp::from_second(1_650_000_000).unwrap();
        let mut taken = 0;
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..10_000).for_each(|_| counts.counter(of(3)).add(now)));
            }
            for _ in 0..100 {
                taken += counts.take(now).iter().map(|one| one.many).sum::<u32>();
            }
        });
        taken += counts.take(now).iter().map(|one| one.many).sum::<u32>();
        assert_eq!(taken, 40_000);
    }

    #[test]
    fn programs_and_what_is_fetched_ahead_are_no_readers() {
        let zalo = "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/90 Mobile Safari/537.36 Zalo android/12345";
        for (method, agent, purpose, is_one) in [
            (Method::GET, zalo, "", true),
            (Method::GET, "Mozilla/5.0 (iPhone) [FBAN/FBIOS]", "", true),
            (Method::GET, "Mozilla/5.0 (Linux; Android 9; CUBOT X20)", "", true),
            (Method::HEAD, zalo, "", false),
            (Method::GET, zalo, "prefetch;prerender", false),
            (Method::GET, "Mozilla/5.0 (compatible; Googlebot/2.1)", "", false),
            (Method::GET, "facebookexternalhit/1.1", "", false),
            (Method::GET, "curl/8", "", false),
            (Method::GET, "", "", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, HeaderValue::from_static(agent));
            headers.insert("sec-purpose", HeaderValue::from_static(purpose));
            assert_eq!(
                is_reading(&method, &headers),
                is_one,
                "{method} {agent} {purpose}"
            );
        }
    }

    #[test]
    fn a_site_takes_so_many_marks_a_minute() {
        let counts = Counts::default();
        let now = Timestamp::from_second(1_650_000_000).unwrap();
        let taken = (0..100).filter(|_| counts.may_mark(Id(1), now)).count();
        assert_eq!(taken, usize::try_from(MOST_MARKS).unwrap());
        assert!(counts.may_mark(Id(2), now), "another site has its own bound");
        let later = Timestamp::from_second(1_650_000_060).unwrap();
        assert!(counts.may_mark(Id(1), later));
    }
}
