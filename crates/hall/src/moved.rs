//! Moving a record to the version of its pack that is in use. A record goes by the version that it
//! was opened with until somebody moves it knowingly.

use pack::{Pack, Register, Visibility};

use crate::decide::{Actor, Refusal, Setting, own_record, wrong_role};
use crate::file::Files;
use crate::personal::Class;
use crate::record::{Record, VersionMoved};
use crate::value::{Reading, said};

/// The role of whoever may move records that are not their own, beside the role that opens them.
pub const ROLE_MOVER: &str = "supervisor";

/// What a move is called where a step's id is asked for.
const MOVE: &str = "move";

/// Decides on moving a record that goes by `old` to the setting's pack.
///
/// # Errors
/// A [`Refusal`]: it goes by that version already, the role or office may not, no reason is given,
/// or the record does not fit that version: its state or a field is not there, a value is not what
/// its field takes, or something that must be written down is not.
pub fn move_record(
    setting: Setting<'_>,
    old: &Pack,
    record: &Record,
    reason: Option<String>,
    actor: &Actor,
) -> Result<VersionMoved, Refusal> {
    let to = setting.pack.version;
    if record.version == to {
        return Err(Refusal::SameVersion { version: to });
    }
    may_move(setting.pack, record, actor)?;
    fits(setting, old, record)?;
    let needs = Refusal::Needs { step: MOVE.to_owned(), what: "reason" };
    let reason = said("reason", reason)?.ok_or(needs)?;
    Ok(VersionMoved { from: record.version, to, reason })
}

/// Whether an actor may move a record to this version of its pack: whoever opens such records may
/// move their own, and a supervisor any.
///
/// # Errors
/// A [`Refusal`] that says who may, or that the version has no procedure for it.
pub fn may_move(pack: &Pack, record: &Record, actor: &Actor) -> Result<(), Refusal> {
    let gone = || Refusal::UnknownRegister(record.opened.register.clone());
    let procedure = pack.procedures.get(&record.opened.procedure);
    let procedure =
        procedure.filter(|it| it.register == record.opened.register).ok_or_else(gone)?;
    if actor.role == ROLE_MOVER {
        return Ok(());
    }
    if !procedure.is_opened_by(&actor.role) {
        return Err(wrong_role(MOVE, procedure.opened_by.join(", "), actor));
    }
    own_record(pack, procedure, record, actor)
}

/// Whether what a record has, and where it stands, is there in a version of its pack.
fn fits(setting: Setting<'_>, old: &Pack, record: &Record) -> Result<(), Refusal> {
    let Setting { pack, city, .. } = setting;
    let id = &record.opened.register;
    let gone = || Refusal::UnknownRegister(id.clone());
    let register = pack.registers.get(id).ok_or_else(gone)?;
    let procedure = pack.procedures.get(&record.opened.procedure).ok_or_else(gone)?;
    if procedure.state(&record.state).is_none() {
        return Err(Refusal::StateGone { state: record.state.clone(), version: pack.version });
    }
    let unknown =
        |field: &str| Refusal::UnknownField { register: id.clone(), field: field.to_owned() };
    for (name, value) in record.fields() {
        let public = |field: &&pack::Field| field.visibility == Visibility::Public;
        let field = register.field(name).filter(public).ok_or_else(|| unknown(name))?;
        Reading { city, files: &Files::new(), is_public: false }.fits(field, value)?;
    }
    let before = old.registers.get(id).ok_or_else(gone)?;
    let booked = |register: &Register| {
        [&register.place, &register.office].map(|it| it.as_ref().and_then(|it| record.field(it)))
    };
    if booked(before) != booked(register) {
        return Err(Refusal::BookedElsewhere { version: pack.version });
    }
    // What lies in the vault is found there by field and class.
    for field in &before.fields {
        let class = Class::of(field.visibility);
        let is_kept = class.is_some_and(|class| record.opened.matters.contains_key(&class));
        if is_kept && register.field(&field.id).map(|it| it.visibility) != Some(field.visibility) {
            return Err(unknown(&field.id));
        }
    }
    let missing = register.fields.iter().find(|field| {
        let required = field.required.as_ref();
        field.visibility == Visibility::Public
            && record.field(&field.id).is_none()
            && required.is_some_and(|when| when.holds(|name| record.field(name)))
    });
    missing.map_or(Ok(()), |field| Err(Refusal::MissingField(field.id.clone())))
}
