//! `loa backup`, `restore`, `export`, `import`, `doctor` as clap arguments.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use loa_calendar::language::Language;

use crate::cli::Exit;
use crate::cli::serve::{config, configured, data};
use crate::message::Problem;
use crate::restore::{self, Restore};
use crate::terminal::Terminal;
use crate::{backup, doctor, export, import};

/// The commands.
pub fn commands(language: Language) -> [Command; 5] {
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
    let [export, import] = moving(language);
    let doctor = Command::new("doctor")
        .about(say(
            "Xem máy chủ này có gì hỏng và cách sửa",
            "What is wrong with this installation, and what to do",
        ))
        .override_usage(say("loa doctor [TÙY CHỌN]", "loa doctor [OPTIONS]"))
        .after_help(say(
            "Mã thoát 1 khi có việc phải sửa.",
            "Exit code 1 when something has to be put right.",
        ))
        .arg(switch(
            "deep",
            "Đọc lại mọi tệp đã gửi lên",
            "Read every file that was sent",
            language,
        ))
        .arg(data(language))
        .arg(config(language));
    [backup, restore, export, import, doctor]
}

fn moving(language: Language) -> [Command; 2] {
    let say = |vi, en| language.choose(vi, en);
    let export = Command::new("export")
        .about(say(
            "Xuất toàn bộ một địa phương ra định dạng mở, không kèm mật khẩu",
            "Put a whole locality into open formats, without passwords",
        ))
        .override_usage(say("loa export TỆP [TÙY CHỌN]", "loa export FILE [OPTIONS]"))
        .arg(place(
            "Tệp .tar sẽ ghi: JSON, CSV và các tệp",
            "The .tar to write: JSON, CSV and files",
            language,
        ))
        .arg(
            Arg::new("locality")
                .long("locality")
                .value_name(say("TÊN", "NAME"))
                .help(say(
                    "Địa phương nào, khi có nhiều",
                    "Which locality, where there are several",
                )),
        )
        .arg(data(language))
        .arg(config(language));
    let import = Command::new("import")
        .about(say(
            "Nhập một địa phương đã xuất từ Loa khác",
            "Bring in a locality that another Loa exported",
        ))
        .override_usage(say("loa import TỆP [TÙY CHỌN]", "loa import FILE [OPTIONS]"))
        .arg(place("Bản xuất", "The export", language))
        .arg(data(language))
        .arg(config(language));
    [export, import]
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
    let file = matches.try_get_one::<PathBuf>("file").ok().flatten();
    let file = file.cloned().unwrap_or_default();
    match name {
        "restore" => {
            let restore = Restore {
                file,
                replace: matches.get_flag("replace"),
                check: matches.get_flag("check"),
            };
            restore::run(&config, &restore, terminal.language)
        }
        "doctor" => doctor::run(&config, matches.get_flag("deep"), terminal.language),
        "export" => {
            let locality = matches.get_one::<String>("locality");
            export::run(&config, &file, locality.map(String::as_str), terminal.language)
        }
        "import" => import::run(&config, &file, terminal.language),
        _ => backup::run(&config, &file, terminal.language),
    }
}
