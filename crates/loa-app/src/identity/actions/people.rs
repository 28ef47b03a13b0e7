//! What administrators do with people: invite, give and take roles, let them leave. Only within the units that the
//! administrator's own roles reach, so nobody gives more than they have.

use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan as _};
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_vietnamese::fold::fold;

use crate::audit;
use crate::error::{Error, Result};
use crate::identity::actions::{enter, later, plain_login};
use crate::identity::store::people::{
    close_invitations, cut_delegations, end_grant, grants_of, insert_invitation, set_details, set_left,
};
use crate::identity::store::{self, Person, RoleGrant, reach};
use crate::identity::{Action, Actor, Role, token};
use crate::org;
use crate::problem::Problems;

/// A link for setting a password works so long.
pub const LINK_LIFE: SignedDuration = SignedDuration::from_hours(24 * 7);
/// Characters of a name.
pub const NAME_LENGTH: usize = 120;
/// Characters of a login.
const LOGIN_LENGTH: std::ops::RangeInclusive<usize> = 3..=60;
/// Logins that are tried when the name gives one that is taken.
const LOGIN_TRIES: u32 = 200;

/// Somebody to be invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Full name.
    pub full_name: String,
    /// What they will type; empty: made from the name.
    pub login: String,
    /// Telephone as it is kept.
    pub phone: Option<String>,
    /// Where they work.
    pub unit: Id,
    /// As what.
    pub role: Role,
}

/// A link and whose it is. The secret is told this once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The person.
    pub person: Id,
    /// Goes into the address.
    pub secret: String,
}

/// A person of the locality whom the actor may see: somebody with a role, of whatever time, within reach.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]
pub async fn seen(tx: &mut Tx, actor: &Actor, person: Id) -> Result<(Person, Vec<RoleGrant>)> {
    let found = store::by_id(tx, person).await?.ok_or(Error::NotFound)?;
    let grants = grants_of(tx, person).await?;
    let reach = actor.reach(Action::ManagePeople);
    let may =
        actor.may_for_all(Action::ManagePeople) || grants.iter().any(|grant| reach.contains(&grant.unit));
    if may {
        Ok((found, grants))
    } else {
        Err(Error::Forbidden)
    }
}

/// May the actor do things to the account itself? Only when every role that the person has, or is to have, is within
/// reach: whoever can set a password can act as its owner.
pub fn may_manage(actor: &Actor, grants: &[RoleGrant], today: Date) -> bool {
    if actor.may_for_all(Action::ManagePeople) {
        return true;
    }
    let reach = actor.reach(Action::ManagePeople);
    let mut live = grants.iter().filter(|grant| !grant.is_over(today)).peekable();
    if live.peek().is_some() {
        return live.all(|grant| reach.contains(&grant.unit));
    }
    !grants.is_empty() && grants.iter().all(|grant| reach.contains(&grant.unit))
}

/// A person whose account the actor may do things to.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]
pub async fn managed(tx: &mut Tx, actor: &Actor, person: Id) -> Result<(Person, Vec<RoleGrant>)> {
    let (found, grants) = seen(tx, actor, person).await?;
    if may_manage(actor, &grants, tx.today()) {
        Ok((found, grants))
    } else {
        Err(Error::Forbidden)
    }
}

/// A new person with one role from today, and the link by which they set a password.
///
/// # Errors
/// [`Error::Forbidden`] for a unit out of reach; [`Error::Problem`] on `ten-dang-nhap`.
pub async fn invite(tx: &mut Tx, actor: &Actor, new: &Invited) -> Result<Link> {
    unit_in_reach(tx, actor, new.unit, tx.today()).await?;
    invited(tx, new).await
}

/// The same for whoever runs the machine, who is nobody in Loa: the first administrator, or a new one when the last has
/// lost the way in. The unit at the top is taken even after it has ended, since it stands for the whole locality.
///
/// # Errors
/// [`Error::Problem`] on `don-vi` or `ten-dang-nhap`.
pub async fn invite_by_hand(tx: &mut Tx, new: &Invited) -> Result<Link> {
    org::store::lock(tx).await?;
    let root = org::store::locality(tx).await?.and_then(|locality| locality.root);
    if root != Some(new.unit) {
        unit_stands(tx, new.unit, tx.today()).await?;
    }
    invited(tx, new).await
}

/// Writes the person, the role and the link.
async fn invited(tx: &mut Tx, new: &Invited) -> Result<Link> {
    let login = if new.login.is_empty() {
        free_login(tx, &new.full_name).await?
    } else {
        let login = plain_login(&new.login);
        if !is_login(&login) {
            let sentence = "Tên đăng nhập có 3 đến 60 chữ cái không dấu, chữ số, dấu chấm, gạch.";
            return Err(Problems::one("ten-dang-nhap", sentence).into());
        }
        if store::by_login(tx, &login).await?.is_some() {
            let sentence = "Tên đăng nhập này đã có người dùng: mời chọn tên khác.";
            return Err(Problems::one("ten-dang-nhap", sentence).into());
        }
        login
    };
    let person = Person {
        id: tx.new_id(),
        locality: tx.locality(),
        login,
        full_name: new.full_name.clone(),
        phone: new.phone.clone(),
        password: None,
        left_on: None,
    };
    enter(tx, &person, new.unit, new.role).await?;
    audit::record(tx, "person.invited", "person", Some(person.id), new.role.key()).await?;
    fresh_link(tx, person.id).await
}

fn is_login(login: &str) -> bool {
    LOGIN_LENGTH.contains(&login.len())
        && login
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-@".contains(&byte))
}

/// "Lò Thị Mẫu" → "lothimau", with a number behind it when that is taken.
async fn free_login(tx: &mut Tx, full_name: &str) -> Result<String> {
    let letters = fold(full_name);
    let letters = letters.chars().filter(char::is_ascii_alphanumeric).take(40);
    let mut base: String = letters.collect::<String>().to_lowercase();
    if base.len() < *LOGIN_LENGTH.start() {
        base = format!("nguoi{base}");
    }
    for number in 1..=LOGIN_TRIES {
        let login = if number == 1 {
            base.clone()
        } else {
            format!("{base}{number}")
        };
        if store::by_login(tx, &login).await?.is_none() {
            return Ok(login);
        }
    }
    Err(Problems::one("ten-dang-nhap", "Mời ghi một tên đăng nhập.").into())
}

/// A unit that is there on a day and within reach.
async fn unit_in_reach(tx: &mut Tx, actor: &Actor, unit: Id, on: Date) -> Result<()> {
    if org::store::history(tx, unit).await?.is_empty() {
        return Err(Error::NotFound);
    }
    actor.must(Action::ManagePeople, unit)?;
    unit_stands(tx, unit, on).await
}

async fn unit_stands(tx: &mut Tx, unit: Id, on: Date) -> Result<()> {
    if org::store::tree::on(tx, on).await?.get(unit).is_none() {
        return Err(Problems::one(
            "don-vi",
            "Đơn vị này không có trong ngày bắt đầu: mời chọn đơn vị khác.",
        )
        .into());
    }
    Ok(())
}

async fn fresh_link(tx: &mut Tx, person: Id) -> Result<Link> {
    let secret = token::fresh()?;
    close_invitations(tx, person).await?;
    let expires = later(tx.now(), LINK_LIFE);
    insert_invitation(tx, &token::hash(&secret), person, expires).await?;
    Ok(Link { person, secret })
}

/// A new link for setting a password; those before no longer work. The password stays until the link is used.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when the person has left.
pub async fn make_link(tx: &mut Tx, actor: &Actor, person: Id) -> Result<Link> {
    let (found, _) = managed(tx, actor, person).await?;
    link_by_hand(tx, &found).await
}

/// The same for whoever runs the machine.
///
/// # Errors
/// [`Error::Changed`] when the person has left.
pub async fn link_by_hand(tx: &mut Tx, person: &Person) -> Result<Link> {
    if !person.works_on(tx.today()) {
        return Err(Error::Changed(
            "Người này đã nghỉ, không tạo được liên kết.".to_owned(),
        ));
    }
    audit::record(tx, "link.made", "person", Some(person.id), "").await?;
    fresh_link(tx, person.id).await
}

/// Puts name and telephone right.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]
pub async fn describe(
    tx: &mut Tx,
    actor: &Actor,
    person: Id,
    full_name: &str,
    phone: Option<String>,
    email: Option<&str>,
) -> Result<()> {
    managed(tx, actor, person).await?;
    set_details(tx, person, full_name, phone).await?;
    reach::set_email(tx, person, email).await?;
    audit::record(tx, "person.described", "person", Some(person), "").await?;
    Ok(())
}

/// Ends all sessions of a person, for a phone that was lost.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]
pub async fn end_sessions(tx: &mut Tx, actor: &Actor, person: Id) -> Result<u64> {
    managed(tx, actor, person).await?;
    let ended = store::end_other_sessions(tx, person, Id(0)).await?;
    audit::record(tx, "sessions.ended", "person", Some(person), "").await?;
    Ok(ended)
}

/// A role as it is asked for. `to`: first day on which it no longer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewRole {
    /// The role.
    pub role: Role,
    /// For this unit and everything below.
    pub unit: Id,
    /// First day.
    pub from: Date,
    /// First day on which it no longer holds.
    pub to: Option<Date>,
}

/// Gives a role.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Problem`] on `tu`, `den`, `vai-tro` or `don-vi`.
pub async fn give_role(tx: &mut Tx, actor: &Actor, person: Id, new: NewRole) -> Result<()> {
    org::store::lock(tx).await?;
    let (found, grants) = seen(tx, actor, person).await?;
    unit_in_reach(tx, actor, new.unit, new.from.max(tx.today())).await?;
    if person == actor.person && !has_seat_of_its_own(tx, actor, new.unit).await? {
        // Whoever stands in for an administrator must not stay one.
        return Err(Error::Forbidden);
    }
    let mut problems = Problems::new();
    problems.unless(
        found.works_on(new.from),
        "tu",
        "Người này đã nghỉ vào ngày đó: ghi “quay lại làm việc” trước.",
    );
    problems.unless(
        new.to.is_none_or(|to| to > new.from),
        "den",
        "Ngày cuối phải từ ngày đầu trở đi.",
    );
    let overlaps = |grant: &RoleGrant| {
        (grant.role, grant.unit) == (new.role, new.unit)
            && grant
                .valid_to
                .is_none_or(|to| to > new.from && to > grant.valid_from)
            && new.to.is_none_or(|to| grant.valid_from < to)
    };
    problems.unless(
        !grants.iter().any(overlaps),
        "vai-tro",
        "Người này đã có vai trò đó ở đơn vị đó trong thời gian này.",
    );
    problems.or(())?;
    let grant = RoleGrant {
        id: tx.new_id(),
        person,
        unit: new.unit,
        role: new.role,
        valid_from: new.from,
        valid_to: new.to,
    };
    store::insert_grant(tx, &grant).await?;
    audit::record(tx, "role.given", "person", Some(person), new.role.key()).await?;
    Ok(())
}

/// Has the actor, not only somebody for whom they stand in, a role that may give roles in this unit?
async fn has_seat_of_its_own(tx: &mut Tx, actor: &Actor, unit: Id) -> Result<bool> {
    let today = tx.today();
    let own = grants_of(tx, actor.person).await?;
    let own = own
        .into_iter()
        .filter(|grant| grant.holds_on(today) && Action::ManagePeople.allowed_to().contains(&grant.role));
    let own: Vec<Id> = own.map(|grant| grant.unit).collect();
    let reaches = |grant: &&crate::identity::Grant| own.contains(&grant.unit) && grant.reach.contains(&unit);
    Ok(actor.grants.iter().any(|grant| reaches(&grant)))
}

/// Takes a role away from a day on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Problem`] on `tu` when nobody would run the locality any more,
/// or the day is before the role began.
pub async fn take_role(tx: &mut Tx, actor: &Actor, person: Id, grant: Id, from: Date) -> Result<()> {
    org::store::lock(tx).await?;
    let (_, grants) = seen(tx, actor, person).await?;
    let grant = grants
        .into_iter()
        .find(|known| known.id == grant)
        .ok_or(Error::NotFound)?;
    actor.must(Action::ManagePeople, grant.unit)?;
    if from < grant.valid_from {
        return Err(Problems::one("tu", "Ngày này đứng trước ngày bắt đầu của vai trò.").into());
    }
    if grant.is_over(tx.today()) {
        return Err(Error::Changed("Vai trò này đã thôi từ trước.".to_owned()));
    }
    somebody_stays(tx, |other| other.id == grant.id, "tu").await?;
    end_grant(tx, grant.id, from).await?;
    audit::record(tx, "role.taken", "person", Some(person), grant.role.key()).await?;
    Ok(())
}

/// Refuses what would leave the locality without an administrator for all of it, who has a password and no last day.
async fn somebody_stays(tx: &mut Tx, goes: impl Fn(&RoleGrant) -> bool, field: &'static str) -> Result<()> {
    let today = tx.today();
    let root = org::store::locality(tx).await?.and_then(|locality| locality.root);
    let holders = store::holders(tx).await?;
    let mut standing = holders.iter().filter(|holder| {
        holder.grant.role == Role::Administrator
            && Some(holder.grant.unit) == root
            && holder.grant.holds_on(today)
            && holder.grant.valid_to.is_none()
            && holder.person.left_on.is_none()
            && holder.person.password.is_some()
    });
    let is_one_of_them = standing.clone().any(|holder| goes(&holder.grant));
    if is_one_of_them && standing.all(|holder| goes(&holder.grant)) {
        let sentence = "Đây là người quản trị cuối cùng: mời giao vai trò quản trị cho người khác trước.";
        return Err(Problems::one(field, sentence).into());
    }
    Ok(())
}

/// A person leaves: `from` is the first day on which they no longer work here. Roles and what they were to do for
/// others end with that day, sessions at once when it has come; what they did stays.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Problem`] on `tu` for the last administrator.
pub async fn leave(tx: &mut Tx, actor: &Actor, person: Id, from: Date) -> Result<()> {
    org::store::lock(tx).await?;
    let (found, grants) = managed(tx, actor, person).await?;
    let today = tx.today();
    if found.left_on.is_some_and(|left| left <= today) {
        return Err(Error::Changed(
            "Người này đã được ghi là nghỉ từ trước.".to_owned(),
        ));
    }
    somebody_stays(tx, |grant| grant.person == person, "tu").await?;
    set_left(tx, person, Some(from)).await?;
    for grant in grants {
        let end = from.max(grant.valid_from);
        if grant.valid_to.is_none_or(|to| to > end) {
            end_grant(tx, grant.id, end).await?;
        }
    }
    let last = from.checked_sub(1.day()).unwrap_or(from);
    cut_delegations(tx, person, from, last).await?;
    if from <= today {
        store::end_other_sessions(tx, person, Id(0)).await?;
        close_invitations(tx, person).await?;
        store::feed::set(tx, person, None).await?;
    }
    audit::record(tx, "person.left", "person", Some(person), &from.to_string()).await?;
    Ok(())
}

/// A person works here again; roles are given anew.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]
pub async fn come_back(tx: &mut Tx, actor: &Actor, person: Id) -> Result<()> {
    managed(tx, actor, person).await?;
    set_left(tx, person, None).await?;
    audit::record(tx, "person.back", "person", Some(person), "").await?;
    Ok(())
}
