//! What pages show: pure functions of the gateway, a language, and the time of the look.
//!
//! **Model.** The same look is shared by all who read the same page in the same language. Times are said as clock times while
//! the branch's clock is trusted, counted from the moment that its picture shows; else as minutes. What depends on the
//! reader alone, the time of their way, is in the look as a table, and the page takes its row.
//!
//! **Invariants.** Nothing is shown as current that is not: an office that is not connected or has fallen silent, or that is heard
//! through a broker that is lost, says of when it is. A number is shown when its branch has given it, never before.
//!
//! **Deliberately not here.** Pictures and layout.

mod office;
mod operator;
mod refused;
#[cfg(test)]
mod tests;
mod ticket;

pub use office::{OfficeRow, OfficeView, OfficesView, ServiceRow};
pub use operator::{BranchRow, OperatorView, Row};
pub use ticket::{SetOut, TicketStage, TicketView, Wished};

use super::gateway::{Gateway, zone};
use super::mirror::Mirror;
use crate::domain::ticket::{Language, WaitRange};
use crate::protocol::{Names, State, Wait};
use crate::wording::Say;
use crate::wording::times::{LocalNow, clock, later};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

/// What every look is made from.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The gateway.
    pub gateway: &'a Gateway,
    /// The reader's language.
    pub say: Say<'a>,
    /// The centre's time.
    pub now_ms: i64,
}

impl Look<'_> {
    /// Of when an office is; nothing while what it says is current.
    fn stale(self, mirror: &Mirror) -> Option<String> {
        let lost_ms = self.gateway.lost_since_ms();
        let last_ms =
            if mirror.is_live(lost_ms.unwrap_or(self.now_ms)) { lost_ms? } else { shown_ms(mirror) };
        Some(clock(utc(last_ms), zone(mirror)))
    }

    /// Whether what an office says is current, so that it would hear what is asked of it.
    fn is_current(self, mirror: &Mirror) -> bool {
        self.gateway.lost_since_ms().is_none() && mirror.is_live(self.now_ms)
    }

    /// The same in words.
    fn as_of(self, mirror: &Mirror) -> Option<String> {
        self.stale(mirror).map(|time| self.say.phone_as_of_offline(&time))
    }

    /// Now as far as it may be said aloud: by the branch's clock, when that is trusted.
    fn local(self, mirror: &Mirror) -> LocalNow {
        let trusted = mirror.picture().is_some_and(|picture| picture.state.clock_trusted);
        LocalNow { zone: zone(mirror), now: trusted.then(|| utc(self.now_ms)) }
    }
}

/// The moment that a branch's picture shows; when it was heard, if its clock is not trusted.
fn shown_ms(mirror: &Mirror) -> i64 {
    match mirror.picture() {
        Some(picture) if picture.state.clock_trusted => picture.state.as_of.timestamp_millis(),
        Some(picture) => picture.heard_ms,
        None => mirror.head().heard_ms,
    }
}

fn utc(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}

/// A name in a language; in Latvian where there is no other.
fn name(names: &Names, language: Language) -> String {
    names.get(&language).or_else(|| names.get(&Language::Lv)).cloned().unwrap_or_default()
}

/// The name of an office; its key while it has not told its name.
fn office_name(key: &str, mirror: &Mirror, language: Language) -> String {
    let named = mirror.picture().map(|picture| name(&picture.state.office.names, language));
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| key.to_owned())
}

/// A wait as words take it.
fn range(wait: Wait) -> WaitRange {
    WaitRange { p10_s: wait.p10_s, p50_s: wait.p50_s, p80_s: wait.p90_s, p90_s: wait.p90_s }
}

/// A moment that is so many seconds after the one that a picture shows.
fn after(state: &State, seconds: u32) -> DateTime<Utc> {
    later(state.as_of, TimeDelta::seconds(seconds.into()))
}

/// A clock time in a branch's zone.
fn local_clock(at: DateTime<Utc>, zone: Tz) -> String {
    clock(at, zone)
}
