//! A command line that is not understood, told in the language of the person.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::Exit;
use crate::output;
use loa_calendar::language::Language;

/// Prints what clap has to say: help and version as asked for, all else as an error.
pub fn report(error: &Error, language: Language) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            match output::print(error.render().to_string().as_bytes()) {
                Ok(()) => Exit::Clean,
                Err(_) => Exit::CannotWrite,
            }
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            output::tell(&error.render().to_string());
            Exit::Usage
        }
        _ => {
            output::tell(&sentence(error, language));
            Exit::Usage
        }
    }
}

fn sentence(error: &Error, language: Language) -> String {
    let value = |kind| error.get(kind).map(written).unwrap_or_default();
    let (argument, given) = (value(ContextKind::InvalidArg), value(ContextKind::InvalidValue));
    let cause = std::error::Error::source(error)
        .map(|cause| format!(": {cause}"))
        .unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::UnknownArgument => language.choose(
            format!("không có tùy chọn “{argument}”"),
            format!("there is no option “{argument}”"),
        ),
        ErrorKind::InvalidSubcommand => {
            let name = value(ContextKind::InvalidSubcommand);
            language.choose(
                format!("không có lệnh “{name}”"),
                format!("there is no command “{name}”"),
            )
        }
        ErrorKind::MissingRequiredArgument => {
            language.choose(format!("thiếu {argument}"), format!("{argument} is missing"))
        }
        ErrorKind::MissingSubcommand => {
            language.choose("thiếu tên lệnh".to_owned(), "the command is missing".to_owned())
        }
        ErrorKind::InvalidValue if given.is_empty() => language.choose(
            format!("{argument} cần một giá trị"),
            format!("{argument} needs a value"),
        ),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => language.choose(
            format!("“{given}” không dùng được cho {argument}{cause}"),
            format!("“{given}” cannot be used for {argument}{cause}"),
        ),
        ErrorKind::ArgumentConflict => {
            let other = value(ContextKind::PriorArg);
            language.choose(
                format!("{argument} không đi cùng {other}"),
                format!("{argument} cannot go with {other}"),
            )
        }
        ErrorKind::InvalidUtf8 => language.choose(
            "tham số không phải UTF-8".to_owned(),
            "an argument is not UTF-8".to_owned(),
        ),
        kind => language.choose(
            format!("dòng lệnh sai: {kind}"),
            format!("wrong command line: {kind}"),
        ),
    };
    let mut text = language.choose(format!("lỗi: {what}\n"), format!("error: {what}\n"));
    let choices = value(ContextKind::ValidValue);
    if !choices.is_empty() {
        text += &language.choose(
            format!("  có thể dùng: {choices}\n"),
            format!("  possible values: {choices}\n"),
        );
    }
    let near = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let near = near.map(value).into_iter().find(|near| !near.is_empty());
    if let Some(near) = near {
        text += &language.choose(
            format!("  có phải ý bạn là “{near}”?\n"),
            format!("  did you mean “{near}”?\n"),
        );
    }
    text + language.choose("  xem hướng dẫn: thêm --help\n", "  for help, add --help\n")
}

fn written(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::Number(number) => number.to_string(),
        ContextValue::Bool(truth) => truth.to_string(),
        _ => String::new(),
    }
}
