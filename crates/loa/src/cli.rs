//! The command line: what can be asked, in the language of the person who asks.

mod audit;
mod care;
mod dev;
mod fault;
mod jobs;
mod mail;
mod org;
mod person;
mod plan;
mod portal;
mod serve;
mod values;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::cli::values::one_of;
use crate::output;
use crate::terminal::{Colour, Terminal};
use loa_calendar::language::Language;

/// How the program ends; part of what other programs rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; nothing to complain of.
    Clean,
    /// `plan check` found errors in a plan, `audit verify` in the log.
    Findings,
    /// A file could not be read.
    Unreadable,
    /// The command line is wrong (`EX_USAGE`).
    Usage,
    /// The result could not be written (`EX_IOERR`).
    CannotWrite,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Unreadable => 2,
            Exit::Usage => 64,
            Exit::CannotWrite => 74,
        })
    }
}

/// Reads the command line and does what it says.
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.collect();
    let language = language(&arguments);
    let exit = match command(language).try_get_matches_from(&arguments) {
        Ok(matches) => dispatch(&matches, language),
        Err(error) => fault::report(&error, language),
    };
    exit.into()
}

fn dispatch(matches: &ArgMatches, language: Language) -> Exit {
    let colour = matches.get_one::<Colour>("color").copied().unwrap_or_default();
    let terminal = Terminal::new(language, colour);
    let outcome = match matches.subcommand() {
        Some(("plan", matches)) => plan::run(matches, &terminal),
        Some(("org", matches)) => org::run(matches, &terminal),
        Some(("person", matches)) => person::run(matches, &terminal),
        Some(("jobs", matches)) => jobs::run(matches, &terminal),
        Some(("audit", matches)) => audit::run(matches, &terminal),
        Some(("dev", matches)) => dev::run(matches, &terminal),
        Some(("mail", matches)) => mail::run(matches, &terminal),
        Some(("portal", matches)) => portal::run(matches, &terminal),
        Some((name @ ("backup" | "restore" | "export" | "import" | "doctor"), matches)) => {
            care::run(name, matches, &terminal)
        }
        Some((name @ ("serve" | "demo" | "migrate"), matches)) => serve::run(name, matches, &terminal),
        _ => Ok(Exit::Usage),
    };
    outcome.unwrap_or_else(|problem| {
        output::tell(&problem.told(language));
        if problem.is_of_output() {
            Exit::CannotWrite
        } else {
            Exit::Unreadable
        }
    })
}

/// `--lang` before clap sees it, since clap speaks the language; else `LOA_LANG`; else Vietnamese.
fn language(arguments: &[OsString]) -> Language {
    let mut asked = arguments.iter().skip(1).take_while(|one| *one != "--");
    let mut told = None;
    while let Some(argument) = asked.next() {
        let text = argument.to_string_lossy();
        if text == "--lang" {
            told = asked.next().map(|value| value.to_string_lossy().into_owned());
        } else if let Some(value) = text.strip_prefix("--lang=") {
            told = Some(value.to_owned());
        }
    }
    let told = told.or_else(|| std::env::var("LOA_LANG").ok());
    told.and_then(|name| Language::named(&name)).unwrap_or_default()
}

/// Order in the help: options that every command has come behind its own.
const LAST: usize = 900;

/// The whole command line in one language.
fn command(language: Language) -> Command {
    let say = |vi, en| language.choose(vi, en);
    let command = Command::new("loa")
        .version(env!("CARGO_PKG_VERSION"))
        .about(say(
            "Đọc kế hoạch, ra việc có hạn, theo dõi cả năm trên trang web",
            "Turns plan documents into dated duties and runs them on the web",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .override_usage(say("loa LỆNH …", "loa COMMAND …"))
        .arg(
            Arg::new("lang")
                .long("lang")
                .display_order(LAST)
                .value_name("vi|en")
                .global(true)
                .value_parser(one_of(&[("vi", Language::Vi), ("en", Language::En)]))
                .help(say(
                    "Ngôn ngữ thông báo (hoặc đặt LOA_LANG)",
                    "Language of messages (or set LOA_LANG)",
                )),
        )
        .arg(
            Arg::new("color")
                .long("color")
                .display_order(LAST)
                .value_name("auto|always|never")
                .global(true)
                .value_parser(one_of(&[
                    ("auto", Colour::Auto),
                    ("always", Colour::Always),
                    ("never", Colour::Never),
                ]))
                .help(say(
                    "Tô màu (mặc định: khi in ra màn hình)",
                    "Colour (default: on a terminal)",
                )),
        )
        .arg(
            Arg::new("version")
                .long("version")
                .short('V')
                .action(ArgAction::Version)
                .help(say("In số phiên bản", "Print the version")),
        )
        .arg(
            Arg::new("help")
                .long("help")
                .display_order(LAST)
                .short('h')
                .global(true)
                .action(ArgAction::Help)
                .help(say("In hướng dẫn này", "Print this help")),
        )
        .subcommand(plan::command(language))
        .subcommand(org::command(language))
        .subcommand(person::command(language))
        .subcommand(jobs::command(language))
        .subcommand(audit::command(language))
        .subcommand(mail::command(language))
        .subcommand(portal::command(language))
        .subcommand(dev::command(language))
        .subcommands(serve::commands(language))
        .subcommands(care::commands(language));
    spoken(command, language)
}

/// Puts clap's own headings into the language, here and in every command below.
fn spoken(command: Command, language: Language) -> Command {
    let template = language.choose(
        "{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}\n",
        "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}\n",
    );
    let (commands, options, arguments, any_command) = language.choose(
        ("Lệnh", "Tùy chọn", "Đầu vào", "LỆNH"),
        ("Commands", "Options", "Input", "COMMAND"),
    );
    command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .help_template(template)
        .subcommand_help_heading(commands)
        .subcommand_value_name(any_command)
        .mut_args(move |arg| {
            let heading = if arg.is_positional() { arguments } else { options };
            let takes_values = arg.get_action().takes_values();
            let arg = arg.help_heading(heading);
            if takes_values {
                arg.hide_possible_values(true)
            } else {
                arg
            }
        })
        .mut_subcommands(move |command| spoken(command, language))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language_of(arguments: &[&str]) -> Language {
        language(&arguments.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn both_command_lines_are_sound() {
        for language in [Language::Vi, Language::En] {
            command(language).debug_assert();
        }
    }

    #[test]
    fn the_language_is_known_before_anything_else() {
        assert_eq!(
            language_of(&["loa", "plan", "--lang", "en", "check"]),
            Language::En
        );
        assert_eq!(language_of(&["loa", "--lang=en", "--lang=vi"]), Language::Vi);
        assert_eq!(
            language_of(&["loa", "plan", "phrase", "--", "--lang", "en"]),
            Language::Vi
        );
    }
}
