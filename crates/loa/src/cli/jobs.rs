//! `loa jobs` as clap arguments.

use clap::{Arg, ArgAction, ArgMatches, Command};
use loa_app::job::State;
use loa_calendar::language::Language;
use loa_db::id::Id;

use crate::cli::Exit;
use crate::cli::serve::{config, configured, data};
use crate::cli::values::{Refusal, one_of};
use crate::jobs::{self, Asked};
use crate::message::Problem;
use crate::terminal::Terminal;

/// States by the keys under which they are kept.
const STATES: &[(&str, Option<State>)] = &[
    ("waiting", Some(State::Waiting)),
    ("done", Some(State::Done)),
    ("failed", Some(State::Failed)),
    ("cancelled", Some(State::Cancelled)),
    ("all", None),
];

/// The command and its commands.
pub fn command(language: Language) -> Command {
    let say = move |vi, en| language.choose(vi, en);
    let list = Command::new("list")
        .about(say(
            "Việc nền: chờ chạy, đã xong, đã hỏng và vì sao",
            "Jobs: what waits, what is done, what failed and why",
        ))
        .override_usage(say("loa jobs list [TÙY CHỌN]", "loa jobs list [OPTIONS]"))
        .arg(
            Arg::new("state")
                .long("state")
                .value_name("waiting|done|failed|cancelled|all")
                .value_parser(one_of(STATES))
                .help(say("Tình trạng (mặc định: all)", "State (default: all)")),
        )
        .arg(json(language))
        .arg(data(language))
        .arg(config(language));
    Command::new("jobs")
        .about(say("Việc chạy nền", "Background jobs"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .override_usage(say("loa jobs LỆNH …", "loa jobs COMMAND …"))
        .subcommand(list)
        .subcommand(one(
            "retry",
            say(
                "Cho chạy lại ngay một việc đã hỏng, đã hủy hoặc đang chờ",
                "Have a job that failed, was cancelled or waits run again now",
            ),
            language,
        ))
        .subcommand(one(
            "cancel",
            say("Hủy một việc chưa xong", "Call off a job that is not done"),
            language,
        ))
}

fn one(name: &'static str, about: &'static str, language: Language) -> Command {
    let say = move |vi, en| language.choose(vi, en);
    Command::new(name)
        .about(about)
        .override_usage(match name {
            "retry" => say("loa jobs retry MÃ [TÙY CHỌN]", "loa jobs retry ID [OPTIONS]"),
            _ => say("loa jobs cancel MÃ [TÙY CHỌN]", "loa jobs cancel ID [OPTIONS]"),
        })
        .arg(
            Arg::new("id")
                .value_name(say("MÃ", "ID"))
                .required(true)
                .value_parser(move |text: &str| {
                    text.parse::<Id>().map_err(|_| {
                        Refusal(
                            say(
                                "cần mã của việc, xem bằng loa jobs list",
                                "the identity of a job is wanted, see loa jobs list",
                            )
                            .to_owned(),
                        )
                    })
                })
                .help(say("Mã của việc", "Identity of the job")),
        )
        .arg(data(language))
        .arg(config(language))
}

/// `--json`
pub fn json(language: Language) -> Arg {
    Arg::new("json")
        .long("json")
        .action(ArgAction::SetTrue)
        .help(language.choose("In ra JSON", "Print JSON"))
}

/// Does what was asked.
pub fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Exit, Problem> {
    let Some((name, matches)) = matches.subcommand() else {
        return Ok(Exit::Usage);
    };
    let (_, config) = configured(matches)?;
    let id = || matches.get_one::<Id>("id").copied().unwrap_or_default();
    let asked = match name {
        "retry" => Asked::Retry(id()),
        "cancel" => Asked::Cancel(id()),
        _ => Asked::List {
            state: matches.get_one::<Option<State>>("state").copied().flatten(),
            json: matches.get_flag("json"),
        },
    };
    jobs::run(&config, &asked, terminal.language)
}
