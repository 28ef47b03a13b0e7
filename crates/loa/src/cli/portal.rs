//! `loa portal` as clap arguments.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, ValueHint, value_parser};
use loa_calendar::language::Language;

use crate::cli::Exit;
use crate::cli::serve::{config, configured, data};
use crate::message::Problem;
use crate::portal;
use crate::terminal::Terminal;

/// The command and its command.
pub fn command(language: Language) -> Command {
    let say = |vi, en| language.choose(vi, en);
    let export = Command::new("export")
        .about(say(
            "Ghi mọi trang công khai thành tệp, để một máy chủ web thường phục vụ",
            "Write every public page as files that a plain web server can serve",
        ))
        .override_usage(say(
            "loa portal export THƯ MỤC [TÙY CHỌN]",
            "loa portal export FOLDER [OPTIONS]",
        ))
        .after_help(say(
            "Cần public_url. Thư mục phải trống, chưa có, hoặc là bản ghi lần trước: bản ấy được thay cả một lần.",
            "Needs public_url. The folder must be empty, not there yet, or an earlier export, which is replaced as a whole.",
        ))
        .arg(
            Arg::new("folder")
                .value_name(say("THƯ MỤC", "FOLDER"))
                .required(true)
                .value_hint(ValueHint::DirPath)
                .value_parser(value_parser!(PathBuf))
                .help(say("Thư mục sẽ ghi", "The folder to write")),
        )
        .arg(data(language))
        .arg(config(language));
    Command::new("portal")
        .about(say("Các trang công khai", "The public sites"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .override_usage(say("loa portal LỆNH …", "loa portal COMMAND …"))
        .subcommand(export)
}

/// Does what was asked.
pub fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Exit, Problem> {
    let Some(("export", matches)) = matches.subcommand() else {
        return Ok(Exit::Usage);
    };
    let (_, config) = configured(matches)?;
    let folder = matches.get_one::<PathBuf>("folder").cloned().unwrap_or_default();
    portal::run(&config, &folder, terminal.language)
}
