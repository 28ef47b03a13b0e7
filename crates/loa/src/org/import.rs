//! `loa org import`: a list of units founds the locality of an empty database, later it is compared with what is there;
//! the same for the national list and for a table from old codes to new ones.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use loa_app::error::Error;
use loa_app::org::change::{self, Missing, Proposal};
use loa_app::org::difference::{Difference, Differences, Part};
use loa_app::org::founding::{self, NoTop};
use loa_app::org::list::{self, BadRow, ListFile};
use loa_app::org::{Tree, Unit, actions, store};
use loa_app::text;
use loa_calendar::language::Language;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_plan_reader::notice::Sentence;

use crate::cli::Exit;
use crate::config::Config;
use crate::database;
use crate::language::pick;
use crate::message::Problem;
use crate::terminal::printable;
use crate::{input, output, serve};

/// What was asked for.
pub struct Import {
    /// The list.
    pub file: PathBuf,
    /// Code of the locality in the national list; chooses the top of one that is founded.
    pub code: Option<String>,
    /// Key of the unit at the top of the locality that is founded.
    pub root: Option<String>,
    /// The day from which it holds; `None`: today, and for founding since ever.
    pub on: Option<Date>,
    /// What orders it.
    pub basis: String,
    /// What happens to units that the list does not name.
    pub missing: Missing,
    /// Only show what would change.
    pub dry_run: bool,
}

/// Does it, all or nothing.
pub fn run(config: &Config, import: &Import, language: Language) -> Result<Exit, Problem> {
    let bytes = input::whole(&import.file)?;
    // To look must not make a database where there is none.
    let aside = import.dry_run && config.database_url.is_none() && !config.data.join("loa.db").exists();
    let folder = aside.then(tempfile::tempdir).transpose();
    let folder = folder.map_err(|error| Problem::database("loa", &error.to_string()))?;
    let config = Config {
        data: folder
            .as_ref()
            .map_or(config.data.clone(), |folder| folder.path().to_owned()),
        ..config.clone()
    };
    let told = serve::runtime()?.block_on(async {
        let db = database::open(&config).await?;
        let told = imported(&db, &config, import, &bytes, language).await;
        db.close().await;
        told
    })?;
    output::print(told.as_bytes())?;
    Ok(Exit::Clean)
}

async fn imported(
    db: &loa_db::db::Db,
    config: &Config,
    import: &Import,
    bytes: &[u8],
    language: Language,
) -> Result<String, Problem> {
    let failed = |error: loa_db::error::DbError| database::refused(&error.into(), config);
    let mut tx = db.read(database::scope(Id(0))).await.map_err(failed)?;
    let is_new = database::locality(&mut tx, config).await?.is_none();
    drop(tx);
    let mut tx = db.begin(database::scope(Id(0))).await.map_err(failed)?;
    if is_new {
        store::hold_foundings(&mut tx).await.map_err(failed)?;
    }
    let (tx, done) = match database::locality(&mut tx, config).await? {
        // Meant to found, not to change what somebody else has founded.
        Some(_) if is_new => return Err(founded_meanwhile(config)),
        None => {
            let new = Id::new(tx.now());
            let mut tx = tx.scoped_to(database::scope(new));
            let done = found(&mut tx, config, import, bytes).await?;
            (tx, done)
        }
        Some(id) => {
            let mut tx = tx.scoped_to(database::scope(id));
            let done = changed(&mut tx, config, import, bytes).await?;
            (tx, done)
        }
    };
    if import.dry_run {
        drop(tx);
    } else {
        tx.save().await.map_err(failed)?;
    }
    Ok(done.told(import, language))
}

fn founded_meanwhile(config: &Config) -> Problem {
    Problem::not_written(
        &database::place(config),
        (
            "một lệnh khác vừa lập địa phương. Xem lại rồi chạy lại lệnh này: nó sẽ so danh sách với các đơn vị đã có",
            "another command has just founded the locality. Look at it, then run this again: the list will be compared with the units that are there",
        ),
    )
}

/// What was done, or would be.
struct Done {
    /// Name of the locality and of the unit at its top, when it was founded.
    founded: Option<(String, String)>,
    proposal: Proposal,
    /// The units before.
    before: Arc<Tree>,
}

/// Founds the locality with the list.
async fn found(tx: &mut Tx, config: &Config, import: &Import, bytes: &[u8]) -> Result<Done, Problem> {
    let name = input::name_of(&import.file);
    let code = import.code.as_deref().unwrap_or_default();
    let list = match list::read(bytes, code).map_err(|rows| refused(&name, &rows))? {
        ListFile::Units(list) => list,
        ListFile::Mapping(_) => return Err(Problem::no_locality(&database::place(config))),
    };
    let day = import.on.unwrap_or(actions::EVER);
    let proposal = change::compare(&[], &list, day, Missing::Stay).map_err(|rows| refused(&name, &rows))?;
    let top = founding::top(&list, import.root.as_deref(), code).map_err(|reason| no_top(&name, reason))?;
    let locality = founding::locality_name(&top.name);
    let units = list.for_founding(import.on);
    let done = actions::found(tx, &locality, &top.key, &units, &import.basis).await;
    if let Err(error) = done {
        return Err(fault(tx, error, &[], actions::EVER, &name, config).await);
    }
    Ok(Done {
        founded: Some((locality, top.name.clone())),
        proposal,
        before: Arc::default(),
    })
}

fn no_top(file: &str, reason: NoTop) -> Problem {
    match reason {
        NoTop::NoSuchKey(key) => Problem::no_top(
            file,
            (
                &format!("danh sách không có đơn vị “{key}”"),
                &format!("the list has no unit “{key}”"),
            ),
            Vec::new(),
        ),
        NoTop::NoSuchCode(code) => Problem::no_top(
            file,
            (
                &format!("danh sách không có đơn vị mang mã “{code}”"),
                &format!("the list has no unit with the code “{code}”"),
            ),
            Vec::new(),
        ),
        NoTop::NoRoot => Problem::no_top(
            file,
            (
                "đơn vị nào cũng trực thuộc đơn vị khác",
                "every unit stands below another one",
            ),
            Vec::new(),
        ),
        NoTop::Several(units) => Problem::no_top(
            file,
            ("có thể là một trong những đơn vị này", "it may be one of these"),
            units
                .iter()
                .map(|(key, name)| Sentence::new(format!("{key}: {name}"), format!("{key}: {name}")))
                .collect(),
        ),
    }
}

/// Changes the units of a locality that is there.
async fn changed(tx: &mut Tx, config: &Config, import: &Import, bytes: &[u8]) -> Result<Done, Problem> {
    let name = input::name_of(&import.file);
    let failed = |error: Error| database::refused(&error, config);
    store::lock(tx).await.map_err(|error| failed(error.into()))?;
    if let Some(root) = &import.root {
        same_root(tx, &name, root).await.map_err(failed)??;
    }
    let code = match &import.code {
        Some(code) => code.clone(),
        None => actions::own_code(tx).await.map_err(failed)?,
    };
    let file = list::read(bytes, &code).map_err(|rows| refused(&name, &rows))?;
    let day = import.on.unwrap_or_else(|| tx.today());
    let before = store::tree::on(tx, day)
        .await
        .map_err(|error| failed(error.into()))?;
    let proposal = actions::propose(tx, &file, day, import.missing).await;
    let proposal = proposal.map_err(failed)?.map_err(|rows| refused(&name, &rows))?;
    if !proposal.changes.is_empty() {
        let versions = store::versions(tx).await.map_err(|error| failed(error.into()))?;
        if let Err(error) = actions::apply(tx, &proposal, &import.basis).await {
            return Err(fault(tx, error, &versions, day, &name, config).await);
        }
    }
    Ok(Done {
        founded: None,
        proposal,
        before,
    })
}

/// `--root` repeated with the command that founded the locality says nothing new; another one would be lost in silence.
async fn same_root(tx: &mut Tx, file: &str, key: &str) -> loa_app::error::Result<Result<(), Problem>> {
    let root = store::locality(tx).await?.and_then(|locality| locality.root);
    let history = match root {
        Some(root) => store::history(tx, root).await?,
        None => Vec::new(),
    };
    let Some(top) = history.last().filter(|top| top.key != key) else {
        return Ok(Ok(()));
    };
    let (key, name) = (&top.key, &top.name);
    Ok(Err(Problem::other_top(
        file,
        (
            &format!("địa phương đã lập, đứng đầu là {key}: {name}; bỏ --root"),
            &format!("the locality was founded with {key}: {name} at its top; leave --root out"),
        ),
    )))
}

fn refused(file: &str, rows: &[BadRow]) -> Problem {
    let rows = rows.iter();
    let told = rows.map(|row| Sentence::new(row.sentence(Language::Vi), row.sentence(Language::En)));
    Problem::rows(file, told.collect())
}

/// What stopped the writing: the tree, told in both languages, or something else.
async fn fault(
    tx: &mut Tx,
    error: Error,
    before: &[Unit],
    from: Date,
    file: &str,
    config: &Config,
) -> Problem {
    match error {
        Error::Problem(_) => match actions::unsound(tx, before, from).await {
            Ok(sentences) => Problem::rows(file, sentences),
            Err(error) => database::refused(&error, config),
        },
        other => database::refused(&other, config),
    }
}

impl Done {
    fn told(&self, import: &Import, language: Language) -> String {
        let say = |vi: &'static str, en: &'static str| language.choose(vi, en);
        let day = self.proposal.day;
        let mut text = String::new();
        if let Some((locality, top)) = &self.founded {
            text += &format!(
                "{}: {locality} ({top}).\n",
                say("Lập địa phương", "Founding the locality")
            );
        }
        let is_dated = day != actions::EVER;
        if is_dated {
            text += &format!("{} {}. ", say("Từ ngày", "From"), text::day(day));
        }
        let differences = Differences::of(&self.proposal, &self.before);
        for (kind, count) in &differences.counts {
            text += &format!("{}: {count}. ", kind.label(language));
        }
        text += &format!("{}: {}.\n", say("Giữ nguyên", "Unchanged"), self.proposal.same);
        for difference in &differences.lines {
            text += &line(difference, day, language);
        }
        if !self.proposal.notes.is_empty() {
            text += say(
                "Cần người quyết định sau đó:\n",
                "For a person to decide afterwards:\n",
            );
            for note in &self.proposal.notes {
                text += &format!("  {}\n", printable(pick(language, note)));
            }
        }
        let nothing = self.founded.is_none() && differences.lines.is_empty();
        text += match (nothing, import.dry_run) {
            (true, _) => say("Tệp này không thay đổi gì.\n", "This file changes nothing.\n"),
            (false, true) => say("Chạy thử: chưa ghi gì.\n", "Dry run: nothing was written.\n"),
            (false, false) => say("Đã ghi.\n", "Written.\n"),
        };
        text
    }
}

/// "  Đổi tên: UBND thị trấn Sông Mã → UBND xã Sông Mã (dòng 2)"
fn line(difference: &Difference, day: Date, language: Language) -> String {
    let kinds: Vec<&str> = difference.kinds.iter().map(|kind| kind.label(language)).collect();
    let told = |parts: &[Part]| -> String {
        let own = Part::Name(difference.name.clone());
        let parts = parts.iter().filter(|part| **part != own);
        let parts: Vec<String> = parts.map(|part| part.told(language)).collect();
        parts.join("; ")
    };
    let (before, after) = (told(&difference.before), told(&difference.after));
    let mut text = format!("  {}: {}", kinds.join(", "), difference.name);
    if !before.is_empty() {
        text += &format!(", {before}");
    }
    if !after.is_empty() {
        let between = if difference.before.is_empty() {
            ", "
        } else {
            " → "
        };
        text += &format!("{between}{after}");
    }
    let mut places = Vec::new();
    if difference.from != day {
        let from = text::day(difference.from);
        places.push(format!("{} {from}", language.choose("từ ngày", "from")));
    }
    if difference.line != 0 {
        places.push(format!("{} {}", language.choose("dòng", "line"), difference.line));
    }
    if !places.is_empty() {
        text += &format!(" ({})", places.join(", "));
    }
    printable(&text) + "\n"
}
