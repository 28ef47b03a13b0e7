//! Who may use whom, and who owns which table: read from the sources themselves.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use loa_db::db::Db;
use loa_db::migrate::migrate;
use loa_db::testing::Engines;
use loa_db::tx::Scope;
use syn::visit::Visit;

/// The slices in reading order, each with the tables that it alone writes. A slice uses itself and those above it.
const SLICES: &[(&str, &[&str])] = &[
    ("audit", &["audit_entry", "audit_head"]),
    ("job", &["job", "schedule"]),
    ("outbox", &["message"]),
    (
        "org",
        &[
            "locality",
            "unit",
            "unit_version",
            "unit_successor",
            "unit_group",
            "unit_group_member",
        ],
    ),
    (
        "identity",
        &[
            "person",
            "role_grant",
            "delegation",
            "invitation",
            "session",
            "sign_in_failure",
            "totp",
            "recovery_code",
            "passkey",
            "outside_account",
            "sign_in_step",
            "second_factor_rule",
            "factor_reset",
        ],
    ),
    (
        "document",
        &[
            "file",
            "official_document",
            "official_text",
            "document_receipt",
            "register_number",
            "register_rule",
            "letterhead",
        ],
    ),
    (
        "activity",
        &["activity", "activity_file", "activity_number", "activity_before"],
    ),
    ("duty", &["duty", "proof", "extension"]),
    (
        "urging",
        &[
            "reminder",
            "digest",
            "digest_item",
            "urge",
            "urge_duty",
            "urge_message",
            "overview_link",
        ],
    ),
    ("plan", &["plan", "plan_version", "plan_item", "assignment"]),
    (
        "inspection",
        &[
            "inspection_programme",
            "inspection",
            "inspection_item",
            "inspection_answer",
            "inspection_answer_file",
            "inspection_reply",
            "finding",
            "inspection_question",
        ],
    ),
    (
        "report",
        &[
            "report_regime",
            "report_form",
            "report_round",
            "report",
            "report_edition",
            "report_issue",
            "report_source",
            "report_step",
        ],
    ),
    (
        "subplan",
        &[
            "subplan_call",
            "subplan",
            "subplan_edition",
            "subplan_remark",
            "subplan_cover",
        ],
    ),
    ("catalogue", &["short_address", "catalogue_entry"]),
    (
        "newsroom",
        &[
            "article",
            "article_link",
            "article_remark",
            "article_remark_answer",
            "article_revision",
            "article_step",
            "article_surface",
            "checked_link",
            "news_section",
            "public_change",
            "term",
        ],
    ),
    ("library", &["disclosure"]),
    ("notice", &["notice", "notice_revision"]),
    (
        "recognition",
        &[
            "recognition",
            "recognition_activity",
            "recognition_reply",
            "recognition_step",
        ],
    ),
    ("portal", &["site"]),
    (
        "subscription",
        &[
            "subscription_ask",
            "subscriber",
            "subscriber_gone",
            "subscription_try",
        ],
    ),
    ("readership", &["article_reading", "page_mark"]),
    ("care", &["backup_run"]),
];

/// Statements that rightly name no locality: nobody is known yet, or the row is found by its secret or identity.
const WITHOUT_LOCALITY: &[&str] = &[
    "FROM locality",
    "UPDATE locality",
    "INTO locality",
    "sign_in_failure",
    "sign_in_step",
    "WHERE credential_id = $1",
    "WHERE issuer = $1",
    "token_hash",
    // Whoever's it is: tries that wait for a moment that the clock has gone back behind.
    "UPDATE job SET run_at = $1 WHERE state",
    "backup_run",
    // The public asks for a site by its address or host, in whichever locality it is.
    "FROM site WHERE slug = $1",
    "FROM site WHERE host = $1",
    "FROM site WHERE is_open",
    "FROM public_change WHERE changed_at",
    // So does whoever types a short address from a board.
    "FROM short_address WHERE code = $1",
];

/// One source file: the slice it belongs to and its place below `src`.
struct Source {
    slice: Option<&'static str>,
    path: PathBuf,
    text: String,
}

impl Source {
    fn is_test(&self) -> bool {
        let name = self.path.file_stem().unwrap().to_string_lossy().into_owned();
        name == "testing"
            || name == "tests"
            || name.ends_with("_tests")
            || self.path.components().any(|part| {
                let part = part.as_os_str().to_string_lossy();
                part == "tests" || part.ends_with("_tests")
            })
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let below = path.strip_prefix(&root).unwrap().to_owned();
                let first = below
                    .components()
                    .next()
                    .unwrap()
                    .as_os_str()
                    .to_string_lossy()
                    .into_owned();
                let first = first.trim_end_matches(".rs");
                found.push(Source {
                    slice: SLICES.iter().map(|slice| slice.0).find(|slice| *slice == first),
                    text: std::fs::read_to_string(&path).unwrap(),
                    path: below,
                });
            }
        }
    }
    assert!(found.len() > 10, "the sources were found");
    found
}

fn rank(slice: &str) -> usize {
    SLICES.iter().position(|known| known.0 == slice).unwrap()
}

/// `crate::duty::web` → ["duty", "web"], for every path in the file.
#[derive(Default)]
struct Paths(Vec<Vec<String>>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        if parts.first().is_some_and(|first| first == "crate") {
            self.0.push(parts.get(1..).unwrap_or_default().to_vec());
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let mut open = vec![(Vec::new(), &item.tree)];
        while let Some((before, tree)) = open.pop() {
            match tree {
                syn::UseTree::Path(path) => {
                    let mut parts: Vec<String> = before;
                    parts.push(path.ident.to_string());
                    open.push((parts, &path.tree));
                }
                syn::UseTree::Group(group) => {
                    open.extend(group.items.iter().map(|tree| (before.clone(), tree)));
                }
                syn::UseTree::Name(name) => {
                    let mut parts = before;
                    parts.push(name.ident.to_string());
                    if parts.first().is_some_and(|first| first == "crate") {
                        self.0.push(parts.get(1..).unwrap_or_default().to_vec());
                    }
                }
                _ => {}
            }
        }
    }
}

#[test]
fn slices_use_what_stands_above_them_and_nobody_elses_pages() {
    for source in sources().iter().filter(|source| !source.is_test()) {
        let Some(own) = source.slice else { continue };
        let mut paths = Paths::default();
        paths.visit_file(&syn::parse_file(&source.text).unwrap());
        for path in paths.0 {
            let Some(other) = path
                .first()
                .filter(|first| SLICES.iter().any(|slice| slice.0 == *first))
            else {
                continue;
            };
            let told = format!("{}: crate::{}", source.path.display(), path.join("::"));
            // Who asks, and what for: pages of every slice know that much of people.
            let asks = matches!(path.get(1).map(String::as_str), Some("Action" | "Actor"));
            let is_page = source
                .path
                .components()
                .any(|part| part.as_os_str().to_string_lossy().starts_with("web"));
            if other == "identity" && asks && is_page {
                continue;
            }
            assert!(rank(other) <= rank(own), "{told} looks down");
            let pages = path.get(1).is_some_and(|part| part == "web");
            assert!(other == own || !pages, "{told} is another slice's web");
        }
    }
}

/// Every text of SQL in the sources, with its file.
fn statements() -> Vec<(String, String)> {
    struct Texts(Vec<String>);
    impl<'ast> Visit<'ast> for Texts {
        fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
            self.0.push(text.value());
        }
    }
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        let mut texts = Texts(Vec::new());
        texts.visit_file(&syn::parse_file(&source.text).unwrap());
        let place = source.path.display().to_string();
        let tables = || SLICES.iter().flat_map(|slice| slice.1);
        for text in texts.0 {
            let is_statement = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "WITH "]
                .iter()
                .any(|verb| text.starts_with(verb));
            let is_insert = tables().any(|table| text.starts_with(&format!("{table} (")));
            if is_statement {
                found.push((place.clone(), text));
            } else if is_insert && text.ends_with(')') {
                let width = text.matches(',').count() + 1;
                let places: Vec<String> = (1..=width).map(|at| format!("${at}")).collect();
                found.push((
                    place.clone(),
                    format!("INSERT INTO {text} VALUES ({})", places.join(",")),
                ));
            }
        }
    }
    assert!(found.len() > 15, "the statements were found");
    found
}

#[test]
fn each_table_has_one_writer_and_statements_stand_in_stores() {
    let owners: HashMap<&str, &str> = SLICES
        .iter()
        .flat_map(|(slice, tables)| tables.iter().map(move |table| (*table, *slice)))
        .collect();
    for (place, sql) in statements() {
        if sql == "SELECT 1 AS one" {
            continue;
        }
        let is_store = place.ends_with("store.rs") || place.contains("/store/");
        assert!(is_store, "{place}: {sql}");
        let mut words = sql.split_whitespace();
        let written = match words.next() {
            Some("INSERT" | "DELETE") => words.nth(1),
            Some("UPDATE") => words.next(),
            _ => None,
        };
        if let Some(table) = written {
            let slice = place.split(['/', '.']).next().unwrap();
            assert_eq!(owners.get(table), Some(&slice), "{place} writes {table}");
        }
    }
}

#[tokio::test]
async fn every_statement_suits_both_engines_and_names_the_locality() {
    let engines = Engines::open().await;
    for db in engines.each() {
        migrate(db).await.unwrap();
        for (place, sql) in statements() {
            let mut tx = scoped(db).await;
            if let Err(error) = tx.prepare(&sql).await {
                panic!("{place}: {error}\n{sql}");
            }
            let excused = sql == "SELECT 1 AS one" || WITHOUT_LOCALITY.iter().any(|part| sql.contains(part));
            assert!(
                excused || sql.contains("locality_id"),
                "{place} names no locality:\n{sql}"
            );
        }
    }
}

async fn scoped(db: &Db) -> loa_db::tx::Tx {
    let scope = Scope {
        locality: loa_db::id::Id(1),
        person: None,
        address: None,
        job: None,
        now: jiff::Timestamp::UNIX_EPOCH,
        today: jiff::civil::date(2022, 4, 18),
    };
    db.begin(scope).await.unwrap()
}

/// The text of every template below a folder.
fn templates(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text.push_str(&templates(&path));
        } else if path.extension().is_some_and(|ending| ending == "html") {
            text.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
    text
}

#[test]
fn every_template_belongs_to_a_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let all: String = sources().iter().map(|source| source.text.clone()).collect();
    let imports = templates(&root);
    let mut open = vec![root.clone()];
    let mut count = 0;
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "html") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                let is_imported = imports.contains(&format!("import \"{name}\""));
                let is_frame = imports.contains(&format!("extends \"{name}\""));
                let is_own = all.contains(&format!("path = \"{name}\""));
                let used = is_own || name.starts_with("page/") || is_imported || is_frame;
                assert!(used, "{name} is no page's template");
                count += 1;
            }
        }
    }
    assert!(count > 3);
}

/// Tables that grow with the work, not with the units.
const LARGE: &[&str] = &[
    "activity",
    "activity_file",
    "article",
    "article_link",
    "article_reading",
    "article_remark",
    "article_remark_answer",
    "article_revision",
    "article_step",
    "article_surface",
    "audit_entry",
    "catalogue_entry",
    "checked_link",
    "digest_item",
    "disclosure",
    "document_receipt",
    "duty",
    "extension",
    "file",
    "finding",
    "inspection_answer",
    "inspection_answer_file",
    "inspection_item",
    "job",
    "message",
    "notice",
    "notice_revision",
    "official_document",
    "official_text",
    "page_mark",
    "proof",
    "recognition_activity",
    "recognition_reply",
    "recognition_step",
    "reminder",
    "report",
    "report_edition",
    "report_source",
    "short_address",
    "subplan",
    "subplan_cover",
    "subplan_edition",
    "subplan_remark",
    "subscriber",
    "subscription_ask",
    "subscription_try",
    "urge_duty",
];

/// Statements that rightly look at all of a large table or of a locality's part of it; none belongs to a page that is
/// opened every day.
const LOOKS_AT_ALL: &[&str] = &[
    // `loa doctor`: files, newest first; the last entry of the log, which is the end of an index.
    "FROM file WHERE locality_id = $1 AND id < $2",
    "SELECT max(at) AS at FROM audit_entry",
    // Once a week, of all articles.
    "DELETE FROM article_link WHERE locality_id = $1 AND NOT EXISTS",
    "DELETE FROM checked_link WHERE locality_id",
    "FROM checked_link WHERE locality_id = $1 AND is_inside",
    // Through an index of those that failed alone.
    "FROM checked_link l JOIN article_link",
    // `loa jobs list`.
    "FROM job WHERE locality_id = $1 AND ($2 = '' OR state = $2)",
    // Through an index of those that wait alone.
    "UPDATE job SET run_at = $1 WHERE state = 'waiting'",
];

/// The tables of a statement by the names that they have in it: `proof p` is "p".
fn names(sql: &str) -> HashMap<String, String> {
    let words: Vec<&str> = sql
        .split(|sign: char| sign.is_whitespace() || "(),".contains(sign))
        .filter(|word| !word.is_empty())
        .collect();
    let mut names = HashMap::new();
    for (at, word) in words.iter().enumerate() {
        if !LARGE.contains(word) {
            continue;
        }
        names.insert((*word).to_owned(), (*word).to_owned());
        let next = match words.get(at + 1) {
            Some(&"AS") => words.get(at + 2),
            next => next,
        };
        if let Some(alias) = next.filter(|next| next.chars().all(|sign| sign.is_ascii_lowercase())) {
            names.insert((*alias).to_owned(), (*word).to_owned());
        }
    }
    names
}

#[tokio::test]
async fn no_statement_reads_a_large_table_from_one_end_to_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&format!("sqlite:{}", folder.path().join("loa.db").display()))
        .await
        .unwrap();
    migrate(&db).await.unwrap();
    let mut tx = scoped(&db).await;
    let mut wrong = Vec::new();
    for (place, sql) in statements() {
        let names = names(&sql);
        if names.is_empty() || sql.starts_with("INSERT") && !sql.contains("SELECT") {
            continue;
        }
        let explain: &'static str = format!("EXPLAIN QUERY PLAN {sql}").leak();
        for step in tx.rows(explain, Vec::new()).await.unwrap() {
            let step = step.text("detail").unwrap();
            let mut words = step.split(' ');
            let (verb, name) = (words.next().unwrap(), words.next().unwrap_or_default());
            // Found by the locality alone is all of it, too.
            let is_whole = verb == "SCAN" || verb == "SEARCH" && step.ends_with("(locality_id=?)");
            let excused = LOOKS_AT_ALL.iter().any(|part| sql.contains(part));
            if is_whole && names.contains_key(name) && !excused {
                wrong.push(format!("{place}: {step}\n  {sql}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
