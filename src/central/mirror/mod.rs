//! What the centre knows of one branch: a mirror of its facts, its last state, and whether it is connected.
//!
//! **Model.** A branch's journal is known by its epoch and its device. [`Mirror::facts`] takes what happened in order and
//! nothing else: a message that begins where the mirror ends is applied; one that ends before is known already; one that
//! begins later, or in between, leaves a gap, and [`Mirror::missing`] asks for what is missing. A snapshot fills any gap. A new
//! epoch begins with a snapshot, or with a log from the journal's very start.
//!
//! **Invariants.** What is mirrored up to a place is what the branch had there. Two journals that went different ways from one
//! past never mix: what comes from another device of the same epoch, or with another check sum at a place that is known,
//! is a [`Conflict`] and is not applied. An older epoch is history. Tickets whose life has ended are kept until their day is over.
//!
//! **Deliberately not here.** Messages, storage, words.

mod held;
#[cfg(test)]
mod tests;

pub use held::{End, Held};

use crate::domain::ids::{CounterId, DeviceId, LinkId, TicketId};
use crate::domain::planted::{Bug, planted};
use crate::protocol::{Fact, Facts, FactsBody, FromCentre, Life, Place, Snapshot, SnapshotTicket, Stage};
use crate::protocol::{State, What};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is missing is asked for again after so long: a branch that answers needs less.
const ASK_AGAIN_MS: i64 = 10_000;
/// A state that shows a later place than the mirror may have overtaken its facts; after so long they are missing.
const BEHIND_MS: i64 = 5_000;
/// A branch tells how it is at least every 30 seconds; one that has been silent for so long is not there, whatever it or the broker
/// said before: a will that a broker did not live to tell is never heard.
const LIVE_MS: i64 = 90_000;
/// A branch that was not heard of for so long has no living tickets any more.
const SILENT_MS: i64 = 48 * 3_600_000;

/// Which journal is mirrored, and how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    /// Its epoch.
    pub epoch: u32,
    /// Its device.
    pub device: DeviceId,
    /// How far; nothing until something of this epoch was applied.
    pub upto: Option<Place>,
}

/// Somebody else speaks as this branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// When it was heard last, in milliseconds since 1970 UTC.
    pub heard_ms: i64,
    /// Which device.
    pub device: DeviceId,
    /// How it was noticed.
    pub kind: ConflictKind,
}

/// How a conflict was noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// Two devices of one epoch.
    OtherDevice,
    /// The same device with another past, as after a copy was put back.
    OtherPast,
}

/// What a message came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It says something new, and that is known now.
    News,
    /// It is known already, or out of date.
    Nothing,
    /// Something before it is missing.
    Gap,
    /// It is from somebody else; nothing was believed.
    Conflict,
    /// It contradicts itself.
    Nonsense,
}

/// What is kept of a branch beside its tickets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The journal, once anything was heard.
    pub journal: Option<Journal>,
    /// The open day.
    pub day: Option<NaiveDate>,
    /// Open counters.
    pub counters: BTreeSet<CounterId>,
    /// Whether it is connected.
    pub life: Option<Life>,
    /// Somebody else who speaks as this branch.
    pub conflict: Option<Conflict>,
    /// When anything was heard last, in milliseconds since 1970 UTC.
    pub heard_ms: i64,
}

/// The retained picture, and when the centre heard it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// The centre's time, in milliseconds since 1970 UTC.
    pub heard_ms: i64,
    /// What was said.
    pub state: State,
}

/// A branch as the centre knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mirror {
    head: Head,
    picture: Option<Picture>,
    tickets: BTreeMap<TicketId, Held>,
    links: BTreeMap<LinkId, TicketId>,
    gap: bool,
    behind_since_ms: Option<i64>,
    asked_ms: Option<i64>,
    touched: BTreeSet<TicketId>,
}

impl Mirror {
    /// From what was stored.
    pub fn restore(head: Head, picture: Option<Picture>, tickets: Vec<Held>) -> Self {
        let mut mirror = Self { head, picture, ..Self::default() };
        for held in tickets {
            mirror.hold(held);
        }
        mirror.touched.clear();
        mirror
    }

    /// As it will be when it is read from the store.
    #[cfg(test)]
    pub(super) fn restored(&self) -> Self {
        Self::restore(self.head.clone(), self.picture.clone(), self.tickets.values().cloned().collect())
    }

    /// Everything but tickets.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// How it was when it last said so.
    pub fn picture(&self) -> Option<&Picture> {
        self.picture.as_ref()
    }

    /// Its tickets of today.
    pub fn tickets(&self) -> impl Iterator<Item = &Held> {
        self.tickets.values()
    }

    /// A ticket.
    pub fn ticket(&self, id: TicketId) -> Option<&Held> {
        self.tickets.get(&id)
    }

    /// The ticket with this link.
    pub fn by_link(&self, link: LinkId) -> Option<&Held> {
        self.tickets.get(self.links.get(&link)?)
    }

    /// Whether the branch says that it is connected.
    pub fn is_online(&self) -> bool {
        self.head.life.as_ref().is_some_and(|life| life.online)
    }

    /// Whether it was there at a moment: it says that it is connected, and has lately said how it is.
    pub fn is_live(&self, at_ms: i64) -> bool {
        let told_ms = self.picture.as_ref().map_or(self.head.heard_ms, |picture| picture.heard_ms);
        self.is_online() && at_ms.saturating_sub(told_ms) <= LIVE_MS
    }

    /// Whether facts are known to be missing.
    pub fn is_behind(&self) -> bool {
        self.gap || self.head.journal.is_some_and(|journal| journal.upto.is_none())
    }

    /// What the centre has stored when all of this is on disk.
    pub fn acknowledgement(&self) -> Option<FromCentre> {
        let Journal { epoch, upto, .. } = self.head.journal?;
        Some(FromCentre::Acknowledge { epoch, upto: upto? })
    }

    /// Tickets that changed since they were taken last.
    pub fn touched(&self) -> impl Iterator<Item = TicketId> {
        self.touched.iter().copied()
    }

    /// The same, and from now on none of them.
    pub fn take_touched(&mut self) -> BTreeSet<TicketId> {
        std::mem::take(&mut self.touched)
    }

    /// Takes facts.
    pub fn facts(&mut self, now_ms: i64, facts: Facts) -> Heard {
        if let Err(heard) = self.recognise(now_ms, facts.epoch, facts.device) {
            return heard;
        }
        match facts.body {
            FactsBody::Log { after, facts: log } => self.log(now_ms, after, facts.upto, &log),
            FactsBody::Snapshot(snapshot) => self.snapshot(now_ms, facts.upto, snapshot),
        }
    }

    /// Takes a birth or a will.
    pub fn life(&mut self, now_ms: i64, life: Life) -> Heard {
        if let Err(heard) = self.recognise(now_ms, life.epoch, life.device) {
            return heard;
        }
        if self.head.life.as_ref().is_some_and(|known| !life.is_newer_than(known)) {
            return Heard::Nothing;
        }
        if life.online {
            // What was asked before may never have arrived.
            self.asked_ms = None;
        }
        self.head.life = Some(life);
        Heard::News
    }

    /// Takes a picture.
    pub fn state(&mut self, now_ms: i64, state: State) -> Heard {
        if let Err(heard) = self.recognise(now_ms, state.epoch, state.device) {
            return heard;
        }
        let age = |state: &State| (state.epoch, state.seq, state.as_of);
        if self.picture.as_ref().is_some_and(|known| age(&known.state) >= age(&state)) {
            return Heard::Nothing;
        }
        self.picture = Some(Picture { heard_ms: now_ms, state });
        self.compare(now_ms);
        Heard::News
    }

    /// What the branch has to be asked for now, if anything. It is asked only while it is there to answer.
    pub fn missing(&mut self, now_ms: i64) -> Option<FromCentre> {
        let Journal { epoch, upto, .. } = self.head.journal?;
        let behind = self.behind_since_ms.is_some_and(|since_ms| now_ms - since_ms >= BEHIND_MS);
        let recently = self.asked_ms.is_some_and(|asked_ms| now_ms - asked_ms < ASK_AGAIN_MS);
        if !self.is_online() || recently || !(self.gap || behind || upto.is_none()) {
            return None;
        }
        self.asked_ms = Some(now_ms);
        Some(FromCentre::Resync { epoch, after: upto })
    }

    /// Drops what is over: tickets whose life has ended, when their day has; all tickets of a branch that has long been silent.
    pub fn forget(&mut self, now_ms: i64, today: NaiveDate) {
        let silent = now_ms - self.head.heard_ms > SILENT_MS;
        let over = |held: &Held| {
            silent
                || held.end.is_some()
                    && held.date.is_none_or(|date| date < today)
                    && self.head.day != held.date
        };
        let over: Vec<TicketId> =
            self.tickets.iter().filter(|(_, held)| over(held)).map(|(&id, _)| id).collect();
        for id in over {
            if let Some(held) = self.tickets.remove(&id) {
                self.links.remove(&held.ticket.link);
            }
            self.touched.insert(id);
        }
    }

    /// Whether a message of this journal is to be believed; a newer epoch is a new journal.
    fn recognise(&mut self, now_ms: i64, epoch: u32, device: DeviceId) -> Result<(), Heard> {
        match self.head.journal {
            Some(known) if epoch < known.epoch => return Err(Heard::Nothing),
            Some(known) if epoch == known.epoch && device != known.device => {
                return Err(self.conflict(now_ms, device, ConflictKind::OtherDevice));
            }
            Some(known) if epoch == known.epoch => {}
            Some(_) | None => {
                self.head.journal = Some(Journal { epoch, device, upto: None });
                self.head.conflict = None;
                (self.gap, self.behind_since_ms, self.asked_ms) = (false, None, None);
            }
        }
        self.head.heard_ms = now_ms;
        Ok(())
    }

    fn conflict(&mut self, now_ms: i64, device: DeviceId, kind: ConflictKind) -> Heard {
        self.head.conflict = Some(Conflict { heard_ms: now_ms, device, kind });
        Heard::Conflict
    }

    fn log(&mut self, now_ms: i64, after: Place, upto: Place, log: &[Fact]) -> Heard {
        let mut last = after.seq;
        let ascends = log.iter().all(|fact| std::mem::replace(&mut last, fact.seq) < fact.seq);
        if !ascends || last > upto.seq || after.seq > upto.seq {
            return Heard::Nonsense;
        }
        let Some(journal) = self.head.journal else { return Heard::Nonsense };
        match journal.upto {
            None if after != Place::START => return self.gap(),
            None => self.begin_anew(),
            Some(known)
                if [after, upto].iter().any(|place| place.seq == known.seq && place.sum != known.sum) =>
            {
                return self.conflict(now_ms, journal.device, ConflictKind::OtherPast);
            }
            Some(known) if upto.seq <= known.seq => return Heard::Nothing,
            Some(known) if after.seq != known.seq && !planted(Bug::GapIgnored) => return self.gap(),
            Some(_) => {}
        }
        log.iter().for_each(|fact| self.apply(&fact.what));
        self.arrive(now_ms, upto);
        Heard::News
    }

    fn snapshot(&mut self, now_ms: i64, upto: Place, snapshot: Snapshot) -> Heard {
        let Some(journal) = self.head.journal else { return Heard::Nonsense };
        match journal.upto {
            Some(known) if upto.seq == known.seq && upto.sum != known.sum => {
                return self.conflict(now_ms, journal.device, ConflictKind::OtherPast);
            }
            // Of the same place it may mend what nobody has seen.
            Some(known) if upto.seq < known.seq => return Heard::Nothing,
            Some(known) if upto.seq == known.seq && planted(Bug::ToldAgainInVain) => return Heard::Nothing,
            Some(_) | None => {}
        }
        self.begin_anew();
        self.head.day = snapshot.day.map(|day| day.date);
        self.head.counters = snapshot.counters.into_iter().collect();
        for ticket in snapshot.tickets {
            // What was thought to have ended has not, or has come back.
            let date = self.tickets.get(&ticket.ticket).map_or(self.head.day, |held| held.date);
            self.hold(Held::alive(ticket, date));
        }
        self.arrive(now_ms, upto);
        Heard::News
    }

    /// Before the first facts of a journal, or a snapshot: whoever is not among them has gone.
    fn begin_anew(&mut self) {
        self.head.day = None;
        self.head.counters.clear();
        for (&id, held) in self.tickets.iter_mut().filter(|(_, held)| held.end.is_none()) {
            held.end = Some(End::Gone);
            self.touched.insert(id);
        }
    }

    fn gap(&mut self) -> Heard {
        self.gap = true;
        Heard::Gap
    }

    fn arrive(&mut self, now_ms: i64, upto: Place) {
        if let Some(journal) = &mut self.head.journal {
            journal.upto = Some(upto);
        }
        // What was missing has come; what is missing still is asked for at once.
        (self.gap, self.asked_ms) = (false, None);
        self.compare(now_ms);
    }

    /// Notes since when the picture shows more than the facts.
    fn compare(&mut self, now_ms: i64) {
        let shown = self.picture.as_ref().map(|picture| (picture.state.epoch, picture.state.seq));
        let known = self.head.journal.map(|journal| (journal.epoch, journal.upto.map_or(0, |upto| upto.seq)));
        self.behind_since_ms = match self.behind_since_ms {
            _ if shown <= known => None,
            Some(since_ms) => Some(since_ms),
            None => Some(now_ms),
        };
    }

    /// Becomes wrong in a way that nothing shows.
    #[cfg(any(test, feature = "simulation"))]
    pub(crate) fn errs(&mut self) {
        self.head.day = None;
        self.head.counters.insert(CounterId(u8::MAX));
        self.tickets.retain(|_, held| held.end.is_some());
        self.links.clear();
    }

    fn hold(&mut self, held: Held) {
        self.links.insert(held.ticket.link, held.ticket.ticket);
        self.touched.insert(held.ticket.ticket);
        self.tickets.insert(held.ticket.ticket, held);
    }

    fn apply(&mut self, what: &What) {
        match what {
            What::DayOpened { date, .. } => self.head.day = Some(*date),
            What::DayClosed { .. } => self.head.day = None,
            What::CounterOpened { counter } => drop(self.head.counters.insert(*counter)),
            What::CounterClosed { counter } => drop(self.head.counters.remove(counter)),
            What::TicketTaken { ticket, number, service, request, link, language, present, .. } => {
                let (ticket, number, service) = (*ticket, *number, service.clone());
                let (request, link, language, present) = (*request, *link, *language, *present);
                let stage = Stage::Waiting;
                let ticket =
                    SnapshotTicket { ticket, number, service, request, link, language, present, stage };
                self.hold(Held::alive(ticket, self.head.day));
            }
            What::Called { ticket, .. }
            | What::ServiceStarted { ticket, .. }
            | What::Served { ticket }
            | What::NoShow { ticket }
            | What::Parked { ticket, .. }
            | What::CheckedIn { ticket }
            | What::SteppedBack { ticket }
            | What::Transferred { ticket, .. }
            | What::Cancelled { ticket, .. }
            | What::Expired { ticket, .. } => {
                if let Some(held) = self.tickets.get_mut(ticket) {
                    held.apply(what);
                    self.touched.insert(*ticket);
                }
            }
            What::Answered(_) => {}
        }
    }
}
