//! Whether the times in what a branch says make sense.
//!
//! **Model.** What is said by a clock that is trusted is near the centre's own time. What is history, or said by a clock that nobody
//! trusts, may be of any day that such a clock can show: to refuse an old fact would be to ask for it for ever.
//!
//! **Invariants.** Nothing that was let in makes a look overflow.
//!
//! **Deliberately not here.** Whether what is said is true.

use super::Stored;
use crate::central::mirror::{Held, Mirror};
use crate::central::requests::{Asked, Outcome};
use crate::protocol::{
    Answer, DayNow, Facts, FactsBody, Refused, Reply, SnapshotTicket, Stage, State, Wait, What,
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use std::ops::RangeInclusive;

const YEAR_MS: i64 = 366 * 24 * 3_600_000;
/// A forecast is for one day.
const WAIT_S_MAX: u32 = 24 * 3600;
/// From 1900 to 2200: a clock without a battery begins in 1970 or later.
const ANY_CLOCK_MS: RangeInclusive<i64> = -2_208_988_800_000..=7_258_118_400_000;

/// What a branch said has no sense.
pub(super) const NONSENSE: &str = "a time or a wait without sense";

/// Which times have sense.
#[derive(Debug, Clone)]
pub(super) struct Sense(RangeInclusive<i64>);

impl Sense {
    /// What is said of now.
    fn near(now_ms: i64) -> Self {
        Self(now_ms.saturating_sub(YEAR_MS)..=now_ms.saturating_add(YEAR_MS))
    }

    /// What is history, or said by a clock that is not trusted.
    fn of_any_clock() -> Self {
        Self(ANY_CLOCK_MS)
    }

    fn ms(&self, at_ms: i64) -> bool {
        self.0.contains(&at_ms)
    }

    fn at(&self, at: &DateTime<Utc>) -> bool {
        self.ms(at.timestamp_millis())
    }

    fn date(&self, date: &NaiveDate) -> bool {
        self.at(&date.and_time(NaiveTime::MIN).and_utc())
    }

    fn refused(&self, why: &Refused) -> bool {
        match why {
            Refused::Closed { opens }
            | Refused::NoMoreToday { opens }
            | Refused::CapReached { opens }
            | Refused::KeptForWalkIns { opens }
            | Refused::OutsideRemoteHours { opens } => opens.iter().all(|opens| self.at(opens)),
            Refused::NotFromElsewhere
            | Refused::SeriesUsedUp
            | Refused::StorageFull
            | Refused::UnknownService
            | Refused::UnknownTicket
            | Refused::NotPossibleNow
            | Refused::OneTicketOnly
            | Refused::TooManyRequests
            | Refused::TooLate
            | Refused::LeftBefore
            | Refused::WrongCode
            | Refused::NobodyBehind
            | Refused::SteppedBackEnough
            | Refused::Overloaded => true,
        }
    }

    fn answer(&self, answer: &Answer) -> bool {
        match answer {
            Answer::Joined { wait, .. } => wait.iter().all(is_of_one_day),
            Answer::Done => true,
            Answer::Refused(why) => self.refused(why),
        }
    }

    fn ticket(&self, ticket: &SnapshotTicket) -> bool {
        match ticket.stage {
            Stage::Parked { until_ms } => self.ms(until_ms),
            Stage::Waiting | Stage::Called { .. } | Stage::Serving { .. } => true,
        }
    }

    fn what(&self, what: &What) -> bool {
        match what {
            What::DayOpened { date, .. } | What::DayClosed { date } => self.date(date),
            What::TicketTaken { wait, .. } => wait.iter().all(is_of_one_day),
            What::Parked { until_ms, .. } => self.ms(*until_ms),
            What::Answered(reply) => self.answer(&reply.answer),
            What::Called { .. }
            | What::ServiceStarted { .. }
            | What::Served { .. }
            | What::NoShow { .. }
            | What::CheckedIn { .. }
            | What::SteppedBack { .. }
            | What::Transferred { .. }
            | What::Cancelled { .. }
            | What::Expired { .. }
            | What::CounterOpened { .. }
            | What::CounterClosed { .. } => true,
        }
    }

    fn held(&self, held: &Held) -> bool {
        self.ticket(&held.ticket) && held.date.iter().all(|date| self.date(date))
    }
}

/// Whether a picture has sense now.
pub(super) fn state(now_ms: i64, state: &State) -> bool {
    let sense = if state.clock_trusted { Sense::near(now_ms) } else { Sense::of_any_clock() };
    let day = match &state.now.day {
        DayNow::Open { date, closes } => sense.date(date) && closes.iter().all(|closes| sense.at(closes)),
        DayNow::Closed { opens } => opens.iter().all(|opens| sense.at(opens)),
    };
    let services = &state.now.services;
    let waits = services.iter().filter_map(|service| service.wait.as_ref());
    let mut waits = waits.chain(state.now.line.iter().filter_map(|ticket| ticket.wait.as_ref()));
    let mut refusals = services.iter().filter_map(|service| service.refused.as_ref());
    sense.at(&state.as_of) && day && waits.all(is_of_one_day) && refusals.all(|why| sense.refused(why))
}

/// Whether facts have sense.
pub(super) fn facts(facts: &Facts) -> bool {
    let sense = Sense::of_any_clock();
    match &facts.body {
        FactsBody::Log { facts, .. } => {
            facts.iter().all(|fact| sense.ms(fact.at_ms) && sense.what(&fact.what))
        }
        FactsBody::Snapshot(snapshot) => {
            snapshot.day.iter().all(|day| sense.date(&day.date))
                && snapshot.tickets.iter().all(|ticket| sense.ticket(ticket))
        }
    }
}

/// Whether a reply has sense now.
pub(super) fn reply(now_ms: i64, reply: &Reply) -> bool {
    Sense::near(now_ms).answer(&reply.answer)
}

/// What was stored, without what has no sense. A branch is asked again for what is missing then.
pub(super) fn restored(now_ms: i64, mut stored: Stored) -> Stored {
    for mirror in stored.branches.values_mut() {
        let sense = Sense::of_any_clock();
        let is_sound = mirror.head().day.iter().all(|day| sense.date(day))
            && mirror.tickets().all(|held| sense.held(held));
        if !is_sound {
            *mirror = Mirror::default();
        } else if mirror.picture().is_some_and(|picture| !state(now_ms, &picture.state)) {
            *mirror = Mirror::restore(mirror.head().clone(), None, mirror.tickets().cloned().collect());
        }
    }
    let has_sense = |asked: &Asked| match &asked.outcome {
        Outcome::Refused { with } => Sense::of_any_clock().refused(with),
        Outcome::Open | Outcome::Joined { .. } | Outcome::Done | Outcome::Unconfirmed => true,
    };
    stored.requests.retain(has_sense);
    stored
}

fn is_of_one_day(wait: &Wait) -> bool {
    [wait.p10_s, wait.p50_s, wait.p90_s].iter().all(|wait_s| *wait_s <= WAIT_S_MAX)
}
