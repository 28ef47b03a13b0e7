//! `loa audit` as clap arguments.

use clap::{Arg, ArgMatches, Command};
use loa_app::audit::chain::Head;
use loa_calendar::language::Language;

use crate::audit::{self, Asked};
use crate::cli::Exit;
use crate::cli::jobs::json;
use crate::cli::serve::{config, configured, data};
use crate::cli::values::Refusal;
use crate::message::Problem;
use crate::terminal::Terminal;

/// The command and its commands.
pub fn command(language: Language) -> Command {
    let say = move |vi, en| language.choose(vi, en);
    let verify = Command::new("verify")
        .about(say(
            "Kiểm tra chuỗi niêm phong: mục nào bị sửa, mất, đổi chỗ hoặc chèn thêm",
            "Check the chain: which entry was changed, is missing, was moved or put in",
        ))
        .override_usage(say("loa audit verify [TÙY CHỌN]", "loa audit verify [OPTIONS]"))
        .after_help(say(
            "Kết thúc với mã 1 khi có sai. Số cuối cất ở nơi khác cho biết cả khi ai đó cắt đuôi nhật ký rồi niêm phong lại.",
            "Ends with 1 when something is wrong. The end, kept elsewhere, shows also when somebody cut the log off and sealed it anew.",
        ))
        .arg(
            Arg::new("since")
                .long("since")
                .value_name(say("SỐ:MÃ", "SEQ:HASH"))
                .value_parser(move |text: &str| {
                    Head::parse(text).ok_or_else(|| {
                        Refusal(
                            say(
                                "cần dòng mà loa audit head đã in ra, ví dụ 12:9f86…",
                                "the line that loa audit head printed is wanted, such as 12:9f86…",
                            )
                            .to_owned(),
                        )
                    })
                })
                .help(say(
                    "Số cuối đã cất, do loa audit head in ra",
                    "The end that was kept, as loa audit head printed it",
                )),
        )
        .arg(json(language))
        .arg(data(language))
        .arg(config(language));
    let head = Command::new("head")
        .about(say(
            "In số cuối của chuỗi để cất ở nơi khác",
            "Print the end of the chain, to be kept elsewhere",
        ))
        .override_usage(say("loa audit head [TÙY CHỌN]", "loa audit head [OPTIONS]"))
        .arg(data(language))
        .arg(config(language));
    Command::new("audit")
        .about(say("Nhật ký: ai đã làm gì", "The log: who did what"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .override_usage(say("loa audit LỆNH …", "loa audit COMMAND …"))
        .subcommand(verify)
        .subcommand(head)
}

/// Does what was asked.
pub fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Exit, Problem> {
    let Some((name, matches)) = matches.subcommand() else {
        return Ok(Exit::Usage);
    };
    let (_, config) = configured(matches)?;
    let asked = match name {
        "head" => Asked::Head,
        _ => Asked::Verify {
            since: matches.get_one::<Head>("since").cloned(),
            json: matches.get_flag("json"),
        },
    };
    audit::run(&config, &asked, terminal.language)
}
