//! `loa mail` as clap arguments.

use clap::builder::NonEmptyStringValueParser;
use clap::{Arg, ArgMatches, Command};
use loa_calendar::language::Language;

use crate::cli::Exit;
use crate::cli::serve::{config, configured, data};
use crate::mail;
use crate::message::Problem;
use crate::terminal::Terminal;

/// The command and its command.
pub fn command(language: Language) -> Command {
    let say = |vi, en| language.choose(vi, en);
    let test = Command::new("test")
        .about(say(
            "Gửi thử một thư qua từng máy chủ thư đã đặt",
            "Send a letter by each mail server that is set",
        ))
        .override_usage(say(
            "loa mail test --to ĐỊA CHỈ [TÙY CHỌN]",
            "loa mail test --to ADDRESS [OPTIONS]",
        ))
        .arg(
            Arg::new("to")
                .long("to")
                .value_name(say("ĐỊA CHỈ", "ADDRESS"))
                .required(true)
                .value_parser(NonEmptyStringValueParser::new())
                .help(say("Địa chỉ thư nhận", "Mail address that gets it")),
        )
        .arg(data(language))
        .arg(config(language));
    Command::new("mail")
        .about(say("Thư", "Mail"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .override_usage(say("loa mail LỆNH …", "loa mail COMMAND …"))
        .subcommand(test)
}

/// Does what was asked.
pub fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Exit, Problem> {
    let Some(("test", matches)) = matches.subcommand() else {
        return Ok(Exit::Usage);
    };
    let (_, config) = configured(matches)?;
    let to = matches.get_one::<String>("to").cloned().unwrap_or_default();
    mail::run(&config, &to, terminal.language)
}
