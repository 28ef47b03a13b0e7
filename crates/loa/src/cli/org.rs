//! `loa org import` as clap arguments.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use jiff::civil::Date;
use loa_app::org::change::Missing;
use loa_calendar::language::Language;

use crate::cli::Exit;
use crate::cli::serve::{config, configured, data};
use crate::cli::values::{day, line, one_of};
use crate::message::Problem;
use crate::org::import::{self, Import};
use crate::terminal::Terminal;

/// The command and its commands.
pub fn command(language: Language) -> Command {
    Command::new("org")
        .about(language.choose("Đơn vị của địa phương", "Units of the locality"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .override_usage(language.choose("loa org LỆNH …", "loa org COMMAND …"))
        .subcommand(import_command(language))
}

fn import_command(language: Language) -> Command {
    let say = |vi, en| language.choose(vi, en);
    Command::new("import")
        .about(say(
            "Lập địa phương từ danh sách đơn vị; về sau: so với danh sách đang có và áp dụng",
            "Found the locality with a list of units; later: compare with what is there and apply",
        ))
        .override_usage(say("loa org import TỆP [TÙY CHỌN]", "loa org import FILE [OPTIONS]"))
        .after_help(say(
            "TỆP: danh sách của địa phương, danh mục cả nước, hoặc bảng chuyển đổi mã cũ sang mã mới; CSV, UTF-8. Ghi tất cả hoặc không ghi gì.",
            "FILE: the list of a locality, the national list, or a table from old codes to new ones; CSV, UTF-8. All of it is written or nothing.",
        ))
        .arg(
            Arg::new("file")
                .value_name(say("TỆP", "FILE"))
                .required(true)
                .value_hint(ValueHint::FilePath)
                .value_parser(value_parser!(PathBuf))
                .help(say("Tệp CSV; - là đầu vào chuẩn", "CSV file; - is standard input")),
        )
        .arg(Arg::new("code").long("code").value_name(say("MÃ", "CODE")).help(say(
            "Mã của địa phương trong danh mục cả nước, ví dụ 126; khi lập địa phương: đơn vị mang mã này đứng đầu",
            "Code of the locality in the national list, such as 126; when founding: the unit with it stands at the top",
        )))
        .arg(Arg::new("root").long("root").value_name(say("KHÓA", "KEY")).help(say(
            "Khi lập địa phương: khóa (cột id) của đơn vị đứng đầu",
            "When founding: key (column id) of the unit at the top",
        )))
        .arg(
            Arg::new("on")
                .long("on")
                .value_name(say("NGÀY", "DAY"))
                .value_parser(move |text: &str| day(text, language))
                .help(say(
                    "Áp dụng từ ngày (mặc định hôm nay; khi lập địa phương: từ trước đến nay)",
                    "From that day on (default today; when founding: since ever)",
                )),
        )
        .arg(
            Arg::new("basis")
                .long("basis")
                .value_name(say("CHỮ", "TEXT"))
                .value_parser(move |text: &str| line(text, language))
                .help(say(
                    "Căn cứ, ví dụ “Nghị quyết 1681/NQ-UBTVQH15”",
                    "What orders it, such as “Nghị quyết 1681/NQ-UBTVQH15”",
                )),
        )
        .arg(
            Arg::new("missing")
                .long("missing")
                .value_name("keep|end")
                .value_parser(one_of(&[("keep", Missing::Stay), ("end", Missing::End)]))
                .help(say(
                    "Đơn vị đang có mà tệp không ghi: giữ nguyên, hoặc kết thúc (mặc định keep)",
                    "Units that the file does not name: stay, or end (default keep)",
                )),
        )
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help(say("Chỉ cho xem khác biệt, không ghi", "Only show what would change")),
        )
        .arg(data(language))
        .arg(config(language))
}

/// Does what was asked.
pub fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Exit, Problem> {
    let Some(("import", matches)) = matches.subcommand() else {
        return Ok(Exit::Usage);
    };
    let (_, config) = configured(matches)?;
    let text = |name: &str| {
        let text = matches.get_one::<String>(name).map(|text| text.trim().to_owned());
        text.filter(|text| !text.is_empty())
    };
    let asked = Import {
        file: matches.get_one::<PathBuf>("file").cloned().unwrap_or_default(),
        code: text("code"),
        root: text("root"),
        on: matches.get_one::<Date>("on").copied(),
        basis: text("basis").unwrap_or_default(),
        missing: matches
            .get_one::<Missing>("missing")
            .copied()
            .unwrap_or(Missing::Stay),
        dry_run: matches.get_flag("dry-run"),
    };
    import::run(&config, &asked, terminal.language)
}
