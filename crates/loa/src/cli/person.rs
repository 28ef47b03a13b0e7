//! `loa person invite` as clap arguments.

use clap::builder::NonEmptyStringValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};
use loa_app::identity::Role;
use loa_calendar::language::Language;

use crate::cli::Exit;
use crate::cli::serve::{config, configured, data};
use crate::cli::values::one_of;
use crate::message::Problem;
use crate::person::invite::{self, Invite};
use crate::terminal::Terminal;

/// Roles by the keys under which they are kept.
const ROLES: &[(&str, Role)] = &[
    ("coordinator", Role::Coordinator),
    ("officer", Role::Officer),
    ("editor", Role::Editor),
    ("approver", Role::Approver),
    ("procedure_keeper", Role::ProcedureKeeper),
    ("finance", Role::Finance),
    ("inspector", Role::Inspector),
    ("leader", Role::Leader),
    ("administrator", Role::Administrator),
];

/// The command and its commands.
pub fn command(language: Language) -> Command {
    Command::new("person")
        .about(language.choose("Người dùng của địa phương", "People of the locality"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .override_usage(language.choose("loa person LỆNH …", "loa person COMMAND …"))
        .subcommand(invite_command(language))
}

fn invite_command(language: Language) -> Command {
    let say = |vi, en| language.choose(vi, en);
    Command::new("invite")
        .about(say(
            "Mời người quản trị đầu tiên, hoặc tạo liên kết đặt mật khẩu mới cho người đã có",
            "Invite the first administrator, or make a new link for setting a password",
        ))
        .override_usage(say(
            "loa person invite --name \"HỌ VÀ TÊN\" --login TÊN [TÙY CHỌN]",
            "loa person invite --name \"FULL NAME\" --login NAME [OPTIONS]",
        ))
        .arg(
            Arg::new("name")
                .long("name")
                .value_name(say("HỌ VÀ TÊN", "NAME"))
                .help(say(
                    "Họ và tên; không cần khi tên đăng nhập đã có",
                    "Full name; not needed when the login is there",
                )),
        )
        .arg(
            Arg::new("login")
                .long("login")
                .value_name(say("TÊN", "NAME"))
                .required(true)
                .value_parser(NonEmptyStringValueParser::new())
                .help(say("Tên đăng nhập", "What the person types to sign in")),
        )
        .arg(
            Arg::new("role")
                .long("role")
                .value_name(say("VAI TRÒ", "ROLE"))
                .value_parser(one_of(ROLES))
                .help(say(
                    "Vai trò (mặc định administrator: quản trị)",
                    "Role (default administrator)",
                )),
        )
        .arg(
            Arg::new("unit")
                .long("unit")
                .value_name(say("KHÓA", "KEY"))
                .help(say(
                    "Khóa (cột id) của đơn vị (mặc định: đơn vị đứng đầu)",
                    "Key (column id) of the unit (default: the one at the top)",
                )),
        )
        .arg(
            Arg::new("without-second-factor")
                .long("without-second-factor")
                .action(ArgAction::SetTrue)
                .help(say(
                    "Bỏ luôn xác thực hai lớp của tên đăng nhập đã có, khi mất cả điện thoại và mã dự phòng",
                    "Take the second factor of a login that is there away too, when phone and recovery codes are lost",
                )),
        )
        .arg(data(language))
        .arg(config(language))
}

/// Does what was asked.
pub fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Exit, Problem> {
    let Some(("invite", matches)) = matches.subcommand() else {
        return Ok(Exit::Usage);
    };
    let (_, config) = configured(matches)?;
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let asked = Invite {
        name: text("name"),
        login: text("login").unwrap_or_default(),
        role: matches
            .get_one::<Role>("role")
            .copied()
            .unwrap_or(Role::Administrator),
        unit: text("unit"),
        without_factor: matches.get_flag("without-second-factor"),
    };
    invite::run(&config, &asked, terminal.language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_can_be_named() {
        let keys = ROLES.iter().map(|(key, role)| (*key, *role));
        assert!(keys.eq(Role::ALL.into_iter().map(|role| (role.key(), role))));
    }
}
