//! `loa serve`, `loa demo`, `loa migrate` as clap arguments.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use jiff::civil::Date;

use crate::cli::Exit;
use crate::cli::values::day;
use crate::config::{Config, Given};
use crate::message::Problem;
use crate::serve::demo::{Demo, Plan};
use crate::serve::{self, demo};
use crate::terminal::Terminal;
use loa_calendar::language::Language;

/// The commands.
pub fn commands(language: Language) -> [Command; 3] {
    let say = |vi, en| language.choose(vi, en);
    let serve = Command::new("serve")
        .about(say("Chạy trang web", "Run the web site"))
        .override_usage(say("loa serve [TÙY CHỌN]", "loa serve [OPTIONS]"))
        .arg(listen(language))
        .arg(data(language))
        .arg(config(language));
    let demo = Command::new("demo")
        .about(say(
            "Chạy thử một huyện mẫu, dữ liệu không giữ lại",
            "Run a sample district on data that is thrown away",
        ))
        .override_usage(say("loa demo [TÙY CHỌN]", "loa demo [OPTIONS]"))
        .arg(listen(language))
        .arg(data(language))
        .arg(
            Arg::new("today")
                .long("today")
                .value_name(say("NGÀY", "DAY"))
                .value_parser(move |text: &str| day(text, language))
                .help(say(
                    "Ngày coi là hôm nay (mặc định 2022-04-18)",
                    "The day that counts as today (default 2022-04-18)",
                )),
        )
        .arg(file(
            "plan",
            "Kế hoạch (mặc định: kế hoạch mẫu)",
            "The plan (default: the sample plan)",
            language,
        ))
        .arg(
            Arg::new("without-plan")
                .long("without-plan")
                .action(ArgAction::SetTrue)
                .conflicts_with("plan")
                .help(say(
                    "Không nhập sẵn kế hoạch, để tự tập",
                    "No plan yet: practise bringing one in",
                )),
        )
        .arg(file(
            "units",
            "Danh sách đơn vị, CSV (mặc định: huyện mẫu)",
            "The unit list, CSV (default: the sample district)",
            language,
        ));
    let migrate = Command::new("migrate")
        .about(say(
            "Nâng cấp cơ sở dữ liệu lên phiên bản của chương trình",
            "Bring the database up to the program's version",
        ))
        .override_usage(say("loa migrate [TÙY CHỌN]", "loa migrate [OPTIONS]"))
        .arg(data(language))
        .arg(config(language));
    [serve, demo, migrate]
}

fn listen(language: Language) -> Arg {
    Arg::new("listen")
        .long("listen")
        .value_name(language.choose("ĐỊA CHỈ", "ADDR"))
        .help(language.choose(
            "Địa chỉ và cổng (mặc định 127.0.0.1:8080)",
            "Address and port (default 127.0.0.1:8080)",
        ))
}

/// `--data`
pub fn data(language: Language) -> Arg {
    Arg::new("data")
        .long("data")
        .value_name(language.choose("THƯ MỤC", "DIR"))
        .value_hint(ValueHint::DirPath)
        .help(language.choose("Thư mục dữ liệu", "Folder of the data"))
}

/// `--config`
pub fn config(language: Language) -> Arg {
    file(
        "config",
        "Tệp cấu hình (TOML)",
        "Configuration file (TOML)",
        language,
    )
}

/// An option that takes a file.
pub fn file(name: &'static str, vi: &'static str, en: &'static str, language: Language) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(language.choose("TỆP", "FILE"))
        .value_hint(ValueHint::FilePath)
        .value_parser(value_parser!(PathBuf))
        .help(language.choose(vi, en))
}

/// What the options of a command, the environment and the file say.
pub fn configured(matches: &ArgMatches) -> Result<(Given, Config), Problem> {
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten().cloned();
    let given = Given {
        file: matches.try_get_one::<PathBuf>("config").ok().flatten().cloned(),
        listen: text("listen"),
        data: text("data"),
    };
    let config = Config::read(&given, |name| std::env::var(name).ok())?;
    Ok((given, config))
}

/// Does what was asked.
pub fn run(name: &str, matches: &ArgMatches, terminal: &Terminal) -> Result<Exit, Problem> {
    let path = |name: &str| matches.try_get_one::<PathBuf>(name).ok().flatten().cloned();
    let (given, config) = configured(matches)?;
    match name {
        "demo" => demo::run(
            &config,
            &Demo {
                data: given.data.map(PathBuf::from),
                today: matches.get_one::<Date>("today").copied().unwrap_or(demo::TODAY),
                plan: match path("plan") {
                    _ if matches.get_flag("without-plan") => Plan::Without,
                    Some(file) => Plan::Own(file),
                    None => Plan::Sample,
                },
                units: path("units"),
            },
            terminal.language,
        ),
        "migrate" => serve::migrate(&config, terminal.language),
        _ => serve::run(&config, terminal.language),
    }
}
