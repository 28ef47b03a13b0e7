//! `loa dev` as clap arguments: for who develops and measures Loa.

use clap::{Arg, ArgMatches, Command, value_parser};
use jiff::Timestamp;
use jiff::civil::Date;
use loa_app::clock::vietnam;
use loa_calendar::language::Language;

use crate::cli::Exit;
use crate::cli::serve::{config, configured, data};
use crate::cli::values::day;
use crate::fill::{self, Fill};
use crate::message::Problem;
use crate::terminal::Terminal;

/// The command and its command.
pub fn command(language: Language) -> Command {
    let say = move |vi, en| language.choose(vi, en);
    let fill = Command::new("fill")
        .about(say(
            "Tạo dữ liệu mẫu thật nhiều trong một cơ sở dữ liệu trống, để đo",
            "Fill an empty database with much sample data, to measure with",
        ))
        .override_usage(say("loa dev fill [TÙY CHỌN]", "loa dev fill [OPTIONS]"))
        .arg(
            Arg::new("units")
                .long("units")
                .value_name(say("SỐ", "NUMBER"))
                .default_value("400")
                .hide_default_value(true)
                .value_parser(value_parser!(u32).range(4..=20_000))
                .help(say(
                    "Số đơn vị (mặc định 400, từ 4 đến 20.000)",
                    "Units (default 400, 4 to 20,000)",
                )),
        )
        .arg(
            Arg::new("years")
                .long("years")
                .value_name(say("SỐ", "NUMBER"))
                .default_value("3")
                .hide_default_value(true)
                .value_parser(value_parser!(u16).range(1..=10))
                .help(say(
                    "Số năm có kế hoạch, tính cả năm nay (mặc định 3)",
                    "Years with a plan, this one included (default 3)",
                )),
        )
        .arg(
            Arg::new("today")
                .long("today")
                .value_name(say("NGÀY", "DAY"))
                .value_parser(move |text: &str| day(text, language))
                .help(say(
                    "Có việc đã làm đến ngày này (mặc định: hôm nay)",
                    "Up to when there is work (default: today)",
                )),
        )
        .arg(data(language))
        .arg(config(language));
    Command::new("dev")
        .about(say("Dành cho người phát triển Loa", "For who develops Loa"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .override_usage(say("loa dev LỆNH …", "loa dev COMMAND …"))
        .subcommand(fill)
}

/// Does what was asked.
pub fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Exit, Problem> {
    let Some(("fill", matches)) = matches.subcommand() else {
        return Ok(Exit::Usage);
    };
    let (_, config) = configured(matches)?;
    let units = matches.get_one::<u32>("units").copied().unwrap_or(400);
    let years = matches.get_one::<u16>("years").copied().unwrap_or(3);
    let asked = Fill {
        units: usize::try_from(units).unwrap_or(400),
        years: i16::try_from(years).unwrap_or(3),
        today: matches
            .get_one::<Date>("today")
            .copied()
            .unwrap_or_else(|| vietnam(Timestamp::now())),
    };
    fill::run(&config, &asked, terminal.language)
}
