//! `loa plan …` as clap arguments, and what was given as values.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use jiff::civil::Date;

use crate::cli::Exit;
use crate::cli::values::{day, one_of, year};
use crate::input;
use crate::language::Language;
use crate::message::Problem;
use crate::plan::compile::{self, Compile, Format};
use crate::plan::compiled::Told;
use crate::terminal::Terminal;

/// Forms of `compile`.
const FORMATS: &[(&str, Format)] = &[
    ("table", Format::Table),
    ("json", Format::Json),
    ("csv", Format::Csv),
    ("xlsx", Format::Xlsx),
    ("ics", Format::Ics),
];

/// The command and its commands.
pub fn command(language: Language) -> Command {
    Command::new("plan")
        .about(language.choose("Đọc văn bản kế hoạch", "Read plan documents"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(compile_command(language))
}

fn compile_command(language: Language) -> Command {
    let say = |vi, en| language.choose(vi, en);
    let command = Command::new("compile")
        .about(say(
            "Lập danh sách nhiệm vụ và việc có hạn từ kế hoạch",
            "List the assignments and dated duties of plans",
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
        _ => Ok(Exit::Usage),
    }
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
