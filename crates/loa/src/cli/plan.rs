//! `loa plan …` as clap arguments, and what was given as values.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use jiff::civil::Date;

use crate::cli::Exit;
use crate::cli::values::{day, month, one_of, year};
use crate::input;
use crate::message::Problem;
use crate::plan::calendar::{self, Calendar};
use crate::plan::check::{self, Check};
use crate::plan::compile::{self, Compile, Format};
use crate::plan::compiled::Told;
use crate::plan::explain;
use crate::plan::phrase::{self, Phrase};
use crate::terminal::Terminal;
use loa_calendar::language::Language;

/// Forms of `compile`.
const FORMATS: &[(&str, Format)] = &[
    ("table", Format::Table),
    ("json", Format::Json),
    ("csv", Format::Csv),
    ("xlsx", Format::Xlsx),
    ("ics", Format::Ics),
];

/// Forms of `check`.
const CHECK_FORMATS: &[(&str, check::Format)] = &[
    ("text", check::Format::Text),
    ("json", check::Format::Json),
    ("sarif", check::Format::Sarif),
];

/// The command and its commands.
pub fn command(language: Language) -> Command {
    Command::new("plan")
        .about(language.choose("Đọc văn bản kế hoạch", "Read plan documents"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .override_usage(language.choose("loa plan LỆNH …", "loa plan COMMAND …"))
        .after_help(language.choose(EXITS.0, EXITS.1))
        .subcommand(compile_command(language))
        .subcommand(check_command(language))
        .subcommand(calendar_command(language))
        .subcommand(phrase_command(language))
        .subcommand(explain_command(language))
}

/// How the commands end.
const EXITS: (&str, &str) = (
    "Mã kết thúc: 0 xong; 1 kế hoạch có lỗi (check); 2 có tệp không đọc được; 64 dòng lệnh sai; 74 không ghi được.",
    "Exit codes: 0 done; 1 errors in a plan (check); 2 a file cannot be read; 64 wrong command line; 74 cannot write.",
);

fn compile_command(language: Language) -> Command {
    let say = |vi, en| language.choose(vi, en);
    let command = Command::new("compile")
        .about(say(
            "Lập danh sách nhiệm vụ và việc có hạn từ kế hoạch",
            "List the assignments and dated duties of plans",
        ))
        .override_usage(say(
            "loa plan compile TỆP… [TÙY CHỌN]",
            "loa plan compile FILE… [OPTIONS]",
        ))
        .arg(files(language))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("table|json|csv|xlsx|ics")
                .value_parser(one_of(FORMATS))
                .help(say(
                    "Dạng kết quả (mặc định: theo đuôi tệp ra, nếu không thì bảng)",
                    "Form of the result (default: as the output's name says, else a table)",
                )),
        )
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name(say("ĐÍCH", "OUT"))
                .value_hint(ValueHint::AnyPath)
                .value_parser(value_parser!(PathBuf))
                .help(say(
                    "Ghi vào tệp; vào thư mục thì mỗi kế hoạch một tệp",
                    "Write to a file; to a folder, one file a plan",
                )),
        );
    with_told(command, language)
}

fn check_command(language: Language) -> Command {
    let say = |vi, en| language.choose(vi, en);
    let command = Command::new("check")
        .about(say(
            "Tìm lỗi trong kế hoạch, chỉ ra chỗ và cách sửa",
            "Find what is wrong in plans, where, and what to do",
        ))
        .override_usage(say(
            "loa plan check TỆP… [TÙY CHỌN]",
            "loa plan check FILE… [OPTIONS]",
        ))
        .after_help(say(EXITS.0, EXITS.1))
        .arg(files(language))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("text|json|sarif")
                .value_parser(one_of(CHECK_FORMATS))
                .help(say(
                    "Dạng kết quả (mặc định: text)",
                    "Form of the answer (default: text)",
                )),
        )
        .arg(
            Arg::new("deny")
                .long("deny")
                .value_name("warnings")
                .value_parser(one_of(&[("warnings", true)]))
                .help(say("Coi cảnh báo như lỗi", "Count warnings as errors")),
        );
    with_told(command, language)
}

fn calendar_command(language: Language) -> Command {
    let say = |vi, en| language.choose(vi, en);
    let command = Command::new("calendar")
        .about(say(
            "In một tháng với các việc đến hạn",
            "Print a month with what is due",
        ))
        .override_usage(say(
            "loa plan calendar TỆP --month 2022-04 [TÙY CHỌN]",
            "loa plan calendar FILE --month 2022-04 [OPTIONS]",
        ))
        .arg(files(language).action(ArgAction::Set).num_args(1))
        .arg(
            Arg::new("month")
                .long("month")
                .required(true)
                .value_name(say("THÁNG", "MONTH"))
                .value_parser(move |text: &str| month(text, language))
                .help(say("Tháng, ví dụ 2022-04", "Month, such as 2022-04")),
        );
    with_told(command, language)
}

fn phrase_command(language: Language) -> Command {
    let say = |vi, en| language.choose(vi, en);
    Command::new("phrase")
        .about(say(
            "Giải thích một cụm từ chỉ thời gian",
            "Explain one schedule phrase",
        ))
        .override_usage(say(
            "loa plan phrase \"Quý II, III năm 2022\" --year 2022 [TÙY CHỌN]",
            "loa plan phrase \"Quý II, III năm 2022\" --year 2022 [OPTIONS]",
        ))
        .arg(
            Arg::new("text")
                .value_name(say("CỤM TỪ", "TEXT"))
                .required(true)
                .num_args(1..)
                .help(say(
                    "Cụm từ như trong kế hoạch, đặt trong dấu nháy",
                    "The words as the plan has them, in quotes",
                )),
        )
        .arg(year_argument(language))
        .arg(
            Arg::new("issued")
                .long("issued")
                .value_name(say("NGÀY", "DAY"))
                .value_parser(move |text: &str| day(text, language))
                .help(say("Ngày ban hành kế hoạch", "Date of the plan")),
        )
        .arg(
            Arg::new("column")
                .long("column")
                .value_name(say("TÊN CỘT", "LABEL"))
                .help(say(
                    "Tên cột chứa cụm từ, ví dụ \"Thời hạn hoàn thành\"",
                    "Label of the column, such as \"Thời hạn hoàn thành\"",
                )),
        )
}

fn explain_command(language: Language) -> Command {
    let say = |vi, en| language.choose(vi, en);
    Command::new("explain")
        .about(say(
            "Giải thích một mã lưu ý; không nêu mã thì liệt kê",
            "Tell more about a notice code; without one, list all",
        ))
        .override_usage(say("loa plan explain [MÃ]", "loa plan explain [CODE]"))
        .arg(
            Arg::new("code")
                .value_name(say("MÃ", "CODE"))
                .help(say("Ví dụ P101, R105", "Such as P101, R105")),
        )
}

fn files(language: Language) -> Arg {
    Arg::new("files")
        .value_name(language.choose("TỆP", "FILE"))
        .required(true)
        .action(ArgAction::Append)
        .num_args(1..)
        .value_hint(ValueHint::FilePath)
        .value_parser(value_parser!(PathBuf))
        .help(language.choose(
            "Kế hoạch: docx, xlsx, pdf, txt, md, doc; “-” là đầu vào chuẩn",
            "Plans: docx, xlsx, pdf, txt, md, doc; “-” is standard input",
        ))
}

/// Options of what a person says beside the document.
fn with_told(command: Command, language: Language) -> Command {
    let say = |vi, en| language.choose(vi, en);
    command
        .arg(
            Arg::new("units")
                .long("units")
                .value_name("CSV")
                .value_hint(ValueHint::FilePath)
                .value_parser(value_parser!(PathBuf))
                .help(say(
                    "Danh sách đơn vị, để nhận tên và chia việc cho nhóm",
                    "Unit list, to match names and spread groups",
                )),
        )
        .arg(year_argument(language))
        .arg(
            Arg::new("today")
                .long("today")
                .value_name(say("NGÀY", "DAY"))
                .value_parser(move |text: &str| day(text, language))
                .help(say(
                    "Ngày dùng để xét hạn, ví dụ 2022-04-18 hoặc “nay”",
                    "Day to judge from, such as 2022-04-18 or “today”",
                )),
        )
}

fn year_argument(language: Language) -> Arg {
    Arg::new("year")
        .long("year")
        .value_name(language.choose("NĂM", "YEAR"))
        .value_parser(move |text: &str| year(text, language))
        .help(language.choose(
            "Năm kế hoạch (mặc định: theo văn bản)",
            "Plan year (default: the document's own)",
        ))
}

/// Does what is asked.
pub fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Exit, Problem> {
    match matches.subcommand() {
        Some(("compile", matches)) => {
            let asked = Compile {
                files: paths(matches),
                told: told(matches)?,
                format: matches.get_one("format").copied(),
                output: matches.get_one("output").cloned(),
            };
            compile::run(&asked, terminal)
        }
        Some(("check", matches)) => {
            let asked = Check {
                files: paths(matches),
                told: told(matches)?,
                format: matches.get_one("format").copied().unwrap_or_default(),
                deny_warnings: matches.contains_id("deny"),
            };
            check::run(&asked, terminal)
        }
        Some(("calendar", matches)) => {
            let (Some(file), Some(month)) = (paths(matches).pop(), matches.get_one("month").copied()) else {
                return Ok(Exit::Usage);
            };
            calendar::run(
                &Calendar {
                    file,
                    told: told(matches)?,
                    month,
                },
                terminal,
            )
        }
        Some(("phrase", matches)) => {
            let asked = Phrase {
                text: words(matches),
                year: matches.get_one("year").copied(),
                issued: matches.get_one("issued").copied(),
                column: matches.get_one("column").cloned(),
            };
            phrase::run(&asked, terminal)
        }
        Some(("explain", matches)) => explain::run(matches.get_one("code").map(String::as_str), terminal),
        _ => Ok(Exit::Usage),
    }
}

/// A phrase in quotes, or as several words.
fn words(matches: &ArgMatches) -> String {
    let words = matches.get_many::<String>("text").into_iter().flatten();
    words.map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn paths(matches: &ArgMatches) -> Vec<PathBuf> {
    matches.get_many("files").into_iter().flatten().cloned().collect()
}

fn told(matches: &ArgMatches) -> Result<Told, Problem> {
    Ok(Told {
        units: matches
            .get_one::<PathBuf>("units")
            .map(|file| input::units(file))
            .transpose()?,
        year: matches.get_one("year").copied(),
        today: matches.get_one::<Date>("today").copied(),
    })
}
