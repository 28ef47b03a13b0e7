//! `loa backup`, `loa restore` as clap arguments.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use loa_calendar::language::Language;

use crate::backup;
use crate::cli::Exit;
use crate::cli::serve::{config, configured, data};
use crate::message::Problem;
use crate::restore::{self, Restore};
use crate::terminal::Terminal;

/// The commands.
pub fn commands(language: Language) -> [Command; 2] {
    let say = |vi, en| language.choose(vi, en);
    let backup = Command::new("backup")
        .about(say(
            "Sao lưu cơ sở dữ liệu và các tệp vào một tệp, cả khi trang web đang chạy",
            "Put database and files into one file, also while the web site runs",
        ))
        .override_usage(say("loa backup TỆP [TÙY CHỌN]", "loa backup FILE [OPTIONS]"))
        .after_help(say(
            "Tệp sao lưu chứa mật khẩu đã băm và dữ liệu cá nhân: cất ở nơi chỉ người vận hành vào được, và một bản ở máy khác.",
            "A backup holds hashed passwords and personal data: keep it where only operators can read it, and a copy on another machine.",
        ))
        .arg(place(
            "Tệp sẽ ghi, hoặc thư mục (tên tệp theo ngày giờ)",
            "The file to write, or a folder (named by day and time)",
            language,
        ))
        .arg(data(language))
        .arg(config(language));
    let restore = Command::new("restore")
        .about(say(
            "Khôi phục từ một bản sao lưu: kiểm tra toàn bộ trước, rồi thay tất cả hoặc không thay gì",
            "Restore a backup: all of it is checked first, then all of it is put in place or nothing",
        ))
        .override_usage(say("loa restore TỆP [TÙY CHỌN]", "loa restore FILE [OPTIONS]"))
        .arg(place("Bản sao lưu", "The backup", language))
        .arg(switch(
            "replace",
            "Thay dữ liệu đang có ở đó",
            "Replace the data that is there",
            language,
        ))
        .arg(switch(
            "check",
            "Chỉ kiểm tra bản sao lưu có nguyên vẹn không",
            "Only look whether the backup is whole",
            language,
        ))
        .arg(data(language))
        .arg(config(language));
    [backup, restore]
}

fn place(vi: &'static str, en: &'static str, language: Language) -> Arg {
    Arg::new("file")
        .value_name(language.choose("TỆP", "FILE"))
        .required(true)
        .value_hint(ValueHint::FilePath)
        .value_parser(value_parser!(PathBuf))
        .help(language.choose(vi, en))
}

fn switch(name: &'static str, vi: &'static str, en: &'static str, language: Language) -> Arg {
    Arg::new(name)
        .long(name)
        .action(ArgAction::SetTrue)
        .help(language.choose(vi, en))
}

/// Does what was asked.
pub fn run(name: &str, matches: &ArgMatches, terminal: &Terminal) -> Result<Exit, Problem> {
    let (_, config) = configured(matches)?;
    let file = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let flag = |name: &str| matches.get_flag(name);
    match name {
        "restore" => {
            let restore = Restore {
                file,
                replace: flag("replace"),
                check: flag("check"),
            };
            restore::run(&config, &restore, terminal.language)
        }
        _ => backup::run(&config, &file, terminal.language),
    }
}
