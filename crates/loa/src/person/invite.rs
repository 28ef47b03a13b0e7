//! `loa person invite`: the first administrator, and a way back in when the last one lost theirs.

use loa_app::error::Error;
use loa_app::form::clean;
use loa_app::identity::Role;
use loa_app::identity::actions::factor::reset_by_hand;
use loa_app::identity::actions::people::{Invited, Link, NAME_LENGTH, invite_by_hand, link_by_hand};
use loa_app::identity::actions::plain_login;
use loa_app::identity::store::factor::factors;
use loa_app::identity::store::people::grants_of;
use loa_app::identity::store::{self, Person};
use loa_app::org;
use loa_calendar::language::Language;
use loa_db::db::Db;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::cli::Exit;
use crate::config::Config;
use crate::message::Problem;
use crate::terminal::printable;
use crate::{database, output, serve};

/// What was asked for.
pub struct Invite {
    /// Full name; not needed for somebody who is there.
    pub name: Option<String>,
    /// What they will type.
    pub login: String,
    /// As what.
    pub role: Role,
    /// Key of their unit; `None`: the one at the top.
    pub unit: Option<String>,
    /// The second factor of somebody who is there goes as well.
    pub without_factor: bool,
}

/// Makes the person and the link, or a new link for a login that is there.
pub fn run(config: &Config, invite: &Invite, language: Language) -> Result<Exit, Problem> {
    let told = serve::runtime()?.block_on(async {
        let db = database::open(config).await?;
        let told = invited(&db, config, invite, language).await;
        db.close().await;
        told
    })?;
    output::print(told.as_bytes())?;
    if config.public_url.is_empty() {
        output::tell(language.choose(
            "public_url chưa đặt: thay phần đầu của liên kết bằng địa chỉ mà người nhận mở được.\n",
            "public_url is not set: put the address that the person can open in place of the beginning of the link.\n",
        ));
    }
    Ok(Exit::Clean)
}

async fn invited(db: &Db, config: &Config, invite: &Invite, language: Language) -> Result<String, Problem> {
    let failed = |error: loa_db::error::DbError| database::refused(&error.into(), config);
    let mut tx = db.begin(database::scope(Id(0))).await.map_err(failed)?;
    let locality = database::locality(&mut tx, config).await?;
    let locality = locality.ok_or_else(|| Problem::no_locality(&database::place(config)))?;
    let mut tx = tx.scoped_to(database::scope(locality));
    let known = store::by_login(&mut tx, &plain_login(&invite.login)).await;
    let (link, told) = match known.map_err(failed)? {
        Some(person) => renewed(&mut tx, config, invite, &person, language).await?,
        None => entered(&mut tx, config, invite, language).await?,
    };
    tx.save().await.map_err(failed)?;
    let life = language.choose(
        "Gửi liên kết này cho đúng người đó; dùng được một lần, trong 7 ngày:",
        "Give this link to that person only; it works once, for 7 days:",
    );
    Ok(format!("{told}{life}\n{}\n", address(config, &link)))
}

/// Somebody new.
async fn entered(
    tx: &mut Tx,
    config: &Config,
    invite: &Invite,
    language: Language,
) -> Result<(Link, String), Problem> {
    let full_name = full_name(invite)?;
    let refused = |error: Error| refused(error, config);
    let (unit, unit_name) = unit(tx, invite).await.map_err(refused)??;
    let new = Invited {
        full_name,
        login: invite.login.clone(),
        phone: None,
        unit,
        role: invite.role,
    };
    let link = invite_by_hand(tx, &new).await.map_err(refused)?;
    let (name, login) = (&new.full_name, plain_login(&invite.login));
    let told = match language {
        Language::Vi => format!(
            "Đã mời {name}, tên đăng nhập {login}: {}, {unit_name}.\n",
            invite.role.label()
        ),
        Language::En => format!(
            "Invited {name}, login {login}: {}, {unit_name}.\n",
            invite.role.key()
        ),
    };
    Ok((link, printable(told.trim_end()) + "\n"))
}

fn full_name(invite: &Invite) -> Result<String, Problem> {
    let name = clean(invite.name.as_deref().unwrap_or_default());
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        0 => Err(Problem::cannot_invite(
            "--name",
            ("cần họ và tên", "the full name is needed"),
        )),
        length if length > NAME_LENGTH => Err(Problem::cannot_invite(
            "--name",
            (
                &format!("dài quá {NAME_LENGTH} chữ cái"),
                &format!("longer than {NAME_LENGTH} letters"),
            ),
        )),
        _ => Ok(name),
    }
}

/// The unit that was named, or the one at the top: identity and name.
async fn unit(tx: &mut Tx, invite: &Invite) -> loa_app::error::Result<Result<(Id, String), Problem>> {
    let today = tx.today();
    let tree = org::store::tree::on(tx, today).await?;
    let found = match &invite.unit {
        Some(key) => tree.all().iter().find(|unit| unit.key == *key).cloned(),
        None => {
            let root = org::store::locality(tx).await?.and_then(|locality| locality.root);
            let root = root.ok_or(Error::NotFound)?;
            org::store::history(tx, root).await?.pop()
        }
    };
    let missing = || {
        let key = invite.unit.as_deref().unwrap_or_default();
        Problem::cannot_invite(
            "--unit",
            (
                &format!("hôm nay không có đơn vị “{key}”; khóa là cột id của danh sách đã nhập"),
                &format!("there is no unit “{key}” today; keys are the column id of the imported list"),
            ),
        )
    };
    Ok(found.map(|unit| (unit.id, unit.name)).ok_or_else(missing))
}

/// A new link for somebody who is there; name and roles stay as they are.
async fn renewed(
    tx: &mut Tx,
    config: &Config,
    invite: &Invite,
    person: &Person,
    language: Language,
) -> Result<(Link, String), Problem> {
    let link = link_by_hand(tx, person).await.map_err(|error| match error {
        Error::Changed(sentence) => Problem::cannot_invite("--login", (&sentence, LEFT)),
        other => refused(other, config),
    })?;
    let failed = |error: loa_db::error::DbError| database::refused(&error.into(), config);
    let today = tx.today();
    let names = org::store::names(tx, today).await.map_err(failed)?;
    let grants = grants_of(tx, person.id).await.map_err(failed)?;
    let mut has_role = false;
    let mut roles = Vec::new();
    for grant in grants.iter().filter(|grant| grant.holds_on(today)) {
        has_role |= grant.role == invite.role;
        let role = language.choose(grant.role.label(), grant.role.key());
        roles.push(format!(
            "{role}, {}",
            names.get(&grant.unit).map_or("–", String::as_str)
        ));
    }
    let roles = match roles.as_slice() {
        [] => language.choose("không có vai trò nào", "no role").to_owned(),
        roles => roles.join("; "),
    };
    let (name, login) = (&person.full_name, &person.login);
    let mut told = match language {
        Language::Vi => format!(
            "Tên đăng nhập {login} đã có: {name} ({roles}). Đây là liên kết mới; liên kết trước không còn dùng được, mật \
             khẩu đang dùng còn hiệu lực cho đến khi đặt mật khẩu mới."
        ),
        Language::En => format!(
            "The login {login} is there: {name} ({roles}). This is a new link; those before no longer work, the password \
             stays until a new one is set."
        ),
    };
    if !has_role {
        told += &match language {
            Language::Vi => format!(
                " Người này không có vai trò {} và lệnh này không giao thêm: mời một tên đăng nhập khác nếu cần.",
                invite.role.label()
            ),
            Language::En => format!(
                " This person is no {} and this command gives them no role: invite another login if you need one.",
                invite.role.key()
            ),
        };
    }
    let factor = factor(tx, invite, person, language).await;
    told += &factor.map_err(|error| refused(error, config))?;
    Ok((link, printable(&told) + "\n"))
}

/// What becomes of the second factor of somebody who is there; empty when they have none.
async fn factor(
    tx: &mut Tx,
    invite: &Invite,
    person: &Person,
    language: Language,
) -> loa_app::error::Result<String> {
    let has = factors(tx, person.id).await?;
    if !has.totp && has.passkeys == 0 {
        return Ok(String::new());
    }
    if invite.without_factor {
        reset_by_hand(tx, person.id).await?;
    }
    let told = match (invite.without_factor, has.totp) {
        (true, _) => language.choose(
            " Đã bỏ xác thực hai lớp của người này: mã từ ứng dụng, mã dự phòng, khóa truy cập.",
            " Their second factor was taken away: codes of the app, recovery codes, passkeys.",
        ),
        (false, true) => language.choose(
            " Sau khi đặt mật khẩu, Loa vẫn hỏi mã từ ứng dụng; mất cả điện thoại và mã dự phòng thì chạy lại với \
             --without-second-factor.",
            " After the password Loa still asks for a code of the app; when phone and recovery codes are lost, run this \
             again with --without-second-factor.",
        ),
        (false, false) => "",
    };
    Ok(told.to_owned())
}

/// Somebody who no longer works there.
const LEFT: &str = "this person has left; invite another login";

fn refused(error: Error, config: &Config) -> Problem {
    let Error::Problem(problems) = error else {
        return database::refused(&error, config);
    };
    let first = problems.all().first();
    let option = first.map_or("", |problem| match problem.field {
        "ten-dang-nhap" => "--login",
        "don-vi" => "--unit",
        field => field,
    });
    let vi = first.map_or("", |problem| problem.message.as_str());
    let en = match option {
        "--login" => "3 to 60 letters without marks, digits, dots, dashes",
        "--unit" => "the unit is not there today",
        _ => vi,
    };
    Problem::cannot_invite(option, (vi, en))
}

/// The address that the person opens.
fn address(config: &Config, link: &Link) -> String {
    let path = format!("/moi/{}", link.secret);
    if !config.public_url.is_empty() {
        return format!("{}{path}", config.public_url);
    }
    let mut listen = config.listen;
    if listen.ip().is_unspecified() {
        listen.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    format!("http://{listen}{path}")
}
