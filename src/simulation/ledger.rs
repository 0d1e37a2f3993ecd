//! What the journal said so far, kept by somebody who does not trust it.
//!
//! **Model.** After every turn the new rows are read from the journal and learned: a replica of the branch is fed with
//! them one by one, and everything that each row may not say is checked before. After a restart what is on disk is
//! compared with what was learned. Numbers are remembered over all epochs.
//!
//! **Deliberately not here.** What people saw: that is the business of [`super::witness`].

use super::paper::{Slip, SlipEnd, TEST};
use super::promise::{Broken, Promise, ensure};
use super::reference::Reference;
use super::requests::Requests;
use crate::domain::branch::{Branch, State};
use crate::domain::event::{CancelReason, Cause, Event};
use crate::domain::ids::{CounterId, JobId, KioskId, TicketId, TicketNumber};
use crate::domain::kiosk::PrinterState;
use crate::domain::settings::Settings;
use crate::domain::ticket::{Origin, Presence, SlipState, Ticket, TicketState};
use crate::domain::time::{ClockTrust, Moment};
use crate::journal::Recorded;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Paper comes near its end at most [`NEAR_ENDS_MAX`] times within this time.
const NEAR_ENDS_MS: u64 = 120_000;
const NEAR_ENDS_MAX: usize = 4;

/// Everything that was learned.
pub(super) struct Ledger {
    /// Fed with every row.
    pub(super) replica: Branch,
    /// The line as somebody with a pencil keeps it, unless a damaged journal took it away.
    reference: Option<Reference>,
    /// The rows of this epoch, from the first.
    pub(super) rows: Vec<Recorded>,
    /// What the branch was before the first of these rows, and where in them the site was changed.
    starts: Vec<(usize, Arc<Settings>)>,
    base: State,
    base_seq: u64,
    given: BTreeSet<(NaiveDate, TicketNumber)>,
    given_by_true_date: BTreeMap<(NaiveDate, TicketNumber), TicketId>,
    requests: Requests,
    /// Every ticket of every epoch.
    pub(super) tickets: BTreeMap<TicketId, TicketNumber>,
    /// Every job of every epoch, by kiosk.
    pub(super) jobs: BTreeSet<(KioskId, JobId, TicketId)>,
    /// When days were opened, by the truth, and in which rows.
    opened_truth: Vec<(u64, DateTime<Utc>)>,
    /// How many presses were journalled as bounces.
    pub(super) bounces: BTreeMap<KioskId, u64>,
    /// The same at keypads.
    pub(super) key_bounces: BTreeMap<CounterId, u64>,
    /// The jobs that were no ticket's.
    tests: BTreeSet<JobId>,
    /// How many slips each printer was sent since its roll was changed.
    roll_slips: BTreeMap<KioskId, u32>,
    /// When a printer's paper came near its end lately, with nothing else wrong in between.
    near_ends_ms: BTreeMap<KioskId, Vec<u64>>,
    /// How slips ended in the rows that were learned last.
    pub(super) slip_ends: Vec<(KioskId, Slip, SlipEnd)>,
}

impl Ledger {
    /// Knows nothing but the state that a new journal starts from.
    pub(super) fn new(settings: Arc<Settings>, base: State) -> Self {
        Self {
            replica: Branch::new(Arc::clone(&settings), base.clone()),
            reference: Some(Reference::new(Arc::clone(&settings))),
            roll_slips: roll_slips(&base),
            rows: Vec::new(),
            starts: vec![(0, settings)],
            base,
            base_seq: 0,
            given: BTreeSet::new(),
            given_by_true_date: BTreeMap::new(),
            requests: Requests::default(),
            tickets: BTreeMap::new(),
            jobs: BTreeSet::new(),
            opened_truth: Vec::new(),
            bounces: BTreeMap::new(),
            key_bounces: BTreeMap::new(),
            tests: BTreeSet::new(),
            near_ends_ms: BTreeMap::new(),
            slip_ends: Vec::new(),
        }
    }

    /// The highest epoch of any life of the branch.
    pub(super) fn newest_epoch(&self) -> u32 {
        let of_tickets =
            self.tickets.keys().next_back().map_or(0, |id| u32::try_from(id.0 >> 32).unwrap_or(0));
        self.replica.state().epoch.max(of_tickets)
    }

    /// The place of the newest row.
    pub(super) fn seq(&self) -> u64 {
        self.base_seq + self.rows.len() as u64
    }

    /// The place of the oldest row that is known.
    pub(super) fn first_seq(&self) -> u64 {
        self.base_seq + 1
    }

    /// Whether all known rows from this one on are the newest turn.
    pub(super) fn is_newest_turn(&self, seq: u64) -> bool {
        self.rows.last().is_some_and(|row| row.seq >= seq && row.turn == seq)
    }

    /// The rows of the newest turn; none when what was before cannot be read any more.
    pub(super) fn newest_turn(&self) -> &[Recorded] {
        let turn = self.rows.last().map(|row| row.turn);
        let from = self.rows.partition_point(|row| Some(row.turn) < turn);
        &self.rows[from..]
    }

    /// A new start with a site that may have been edited.
    pub(super) fn restarted(&mut self, settings: Arc<Settings>) {
        self.replica = Branch::new(Arc::clone(&settings), self.replica.state().clone());
        if let Some(reference) = &mut self.reference {
            reference.change_site(Arc::clone(&settings));
        }
        self.starts.push((self.rows.len(), settings));
        self.near_ends_ms.clear();
    }

    /// The journal lost something: it goes on from this state after this row.
    pub(super) fn lost(&mut self, settings: Arc<Settings>, base: State, seq: u64) {
        // Rows that were never learned may have opened a day as well.
        let newest = if seq > self.seq() { 0 } else { seq };
        self.opened_truth.retain(|(opened, _)| *opened <= newest);
        self.rows.clear();
        self.near_ends_ms.clear();
        self.replica = Branch::new(Arc::clone(&settings), base.clone());
        self.reference = base.tickets.is_empty().then(|| Reference::new(Arc::clone(&settings)));
        // Their rows may have been written and never learned; the state that the start found has them.
        self.tickets.extend(base.tickets.iter().map(|(&id, ticket)| (id, ticket.number)));
        self.requests = Requests::of(&base);
        self.starts = vec![(0, settings)];
        self.roll_slips = roll_slips(&base);
        self.base = base;
        self.base_seq = seq;
    }

    /// Learns the rows that are new, and checks each before the replica takes it.
    pub(super) fn learn(&mut self, rows: &[Recorded], truth: DateTime<Utc>) -> Result<(), Broken> {
        for row in rows {
            self.check(row, truth)?;
            self.requests.learn(&row.entry, &self.replica, truth)?;
            self.replica.apply(&row.entry);
            self.rows.push(row.clone());
            self.compare_lines(row)?;
            self.compare_rolls()?;
            self.void_is_gone(row)?;
            let violation = self.replica.check_invariants();
            violation.map_err(|violation| Broken {
                promise: Promise::Invariant,
                how: format!("{violation}, after {:?}", row.entry.event),
            })?;
        }
        Ok(())
    }

    /// The pencil's line is the branch's line.
    fn compare_lines(&mut self, row: &Recorded) -> Result<(), Broken> {
        let Some(reference) = &mut self.reference else { return Ok(()) };
        let learned = reference.learn(&row.entry);
        learned.map_err(|how| Broken { promise: Promise::CalledInOrder, how })?;
        told_of_everybody(reference, &row.entry.event)?;
        let line = &self.replica.state().line;
        let same = reference.line().iter().map(|person| person.ticket).eq(line.iter().copied());
        ensure(Promise::CalledInOrder, same, || {
            format!("after {:?} the line is {line:?}, and by pencil {:?}", row.entry.event, reference.line())
        })?;
        let next = reference.agrees_on_next(&self.replica, row.entry.at);
        next.map_err(|how| Broken { promise: Promise::CalledInOrder, how })
    }

    /// A number whose paper is void stands at no kiosk.
    fn void_is_gone(&self, row: &Recorded) -> Result<(), Broken> {
        let Event::Cancelled { ticket, reason: CancelReason::SlipVoid } = &row.entry.event else {
            return Ok(());
        };
        let number = self.tickets.get(ticket);
        let shown =
            self.replica.state().kiosks.values().filter_map(|kiosk| kiosk.last).map(|last| last.number);
        ensure(Promise::VoidIsGone, shown.into_iter().all(|shown| Some(&shown) != number), || {
            format!("{number:?} is void and still stands at a kiosk")
        })
    }

    /// Each printer's roll has given as many slips as were sent to it.
    fn compare_rolls(&self) -> Result<(), Broken> {
        for (kiosk, state) in &self.replica.state().kiosks {
            let sent = self.roll_slips.get(kiosk).copied().unwrap_or(0);
            ensure(Promise::Invariant, state.roll_slips == sent, || {
                format!("kiosk {kiosk} counts {} slips of its roll, and was sent {sent}", state.roll_slips)
            })?;
        }
        Ok(())
    }

    /// Paper that is no ticket waits until nobody waits for theirs.
    fn test_paper(&mut self, kiosk: KioskId, job: JobId) -> Result<(), Broken> {
        let tickets = self.replica.state().tickets.values();
        let owed = tickets.filter(|ticket| ticket.kiosk == Some(kiosk)).find(|ticket| !ticket.slip.settled());
        ensure(Promise::TestsGiveWay, owed.is_none(), || {
            format!("kiosk {kiosk} begins a test and owes {:?}", owed.map(|ticket| ticket.number))
        })?;
        let is_new = self.tests.insert(job) && self.jobs.iter().all(|(_, known, _)| *known != job);
        ensure(Promise::TestsGiveWay, is_new, || {
            format!("a test has the job {job}, which was given before")
        })?;
        self.jobs.insert((kiosk, job, TEST));
        *self.roll_slips.entry(kiosk).or_default() += 1;
        Ok(())
    }

    /// The branch that all rows lead to, from the first.
    pub(super) fn replayed(&self) -> Branch {
        let mut starts = self.starts.iter();
        let (_, settings) = starts.next().expect("a journal has a first start");
        let mut branch = Branch::new(Arc::clone(settings), self.base.clone());
        let mut next = starts.next();
        for (at, row) in self.rows.iter().enumerate() {
            while let Some((_, settings)) = next.filter(|(start, _)| *start <= at) {
                branch = Branch::new(Arc::clone(settings), branch.state().clone());
                next = starts.next();
            }
            branch.apply(&row.entry);
        }
        for (_, settings) in next.into_iter().chain(starts) {
            branch = Branch::new(Arc::clone(settings), branch.state().clone());
        }
        branch
    }

    /// Tickets whose life has no end yet, by the rows alone.
    pub(super) fn without_end(&self) -> Vec<TicketNumber> {
        let mut open = BTreeMap::new();
        for row in &self.rows {
            let event = &row.entry.event;
            if let Event::TicketTaken { ticket, number, .. } = event {
                open.insert(*ticket, *number);
            } else if let Event::ServiceFinished { ticket, .. }
            | Event::NoShow { ticket, .. }
            | Event::Cancelled { ticket, .. }
            | Event::Expired { ticket, .. } = event
            {
                open.remove(ticket);
            }
        }
        open.into_values().collect()
    }

    fn check(&mut self, row: &Recorded, truth: DateTime<Utc>) -> Result<(), Broken> {
        let expect = self.seq() + 1;
        ensure(Promise::ReplayIsLive, row.seq == expect, || {
            format!("row {} follows row {}", row.seq, expect - 1)
        })?;
        let at_ms = row.entry.at.steady_ms;
        let before_ms = self.replica.state().at.steady_ms;
        ensure(Promise::Invariant, at_ms >= before_ms, || {
            format!("the steady clock ran backwards, from {before_ms} to {at_ms}")
        })?;
        match &row.entry.event {
            Event::TicketTaken { ticket, number, .. } => self.taken(*ticket, *number, truth),
            Event::TestPaperSent { kiosk, job } => self.test_paper(*kiosk, *job),
            Event::SlipSent { ticket, job } => {
                ensure(Promise::TestsGiveWay, !self.tests.contains(job), || {
                    format!("ticket {ticket} has the job {job} of a test")
                })?;
                let kiosk = self.replica.state().tickets.get(ticket).and_then(|ticket| ticket.kiosk);
                self.jobs.extend(kiosk.map(|kiosk| (kiosk, *job, *ticket)));
                if let Some(kiosk) = kiosk {
                    *self.roll_slips.entry(kiosk).or_default() += 1;
                }
                Ok(())
            }
            Event::Called { ticket, counter, .. } => {
                ensure(Promise::HeldIsQuiet, !self.replica.is_held(*counter), || {
                    format!("counter {counter} is held and called somebody")
                })?;
                let settings = self.replica.settings();
                self.called(*ticket, |ticket| settings.serves(*counter, &ticket.service))
            }
            Event::Recalled { ticket, .. } => {
                let found = self.replica.state().tickets.get(ticket).map(|ticket| &ticket.state);
                let called = matches!(found, Some(TicketState::Called { .. }));
                ensure(Promise::CalledOnce, called, || format!("{found:?} was recalled"))
            }
            Event::DayOpened { cause, anew, .. } => {
                self.opened_truth.push((row.seq, truth));
                // Whoever joined after a night of which nobody knew goes on in a day of their own.
                let last = self.rows.last().map(|row| (row.turn, &row.entry.event));
                let night = matches!(last, Some((turn, Event::DayClosed { .. })) if turn == row.turn);
                if *anew && night { Ok(()) } else { self.opened(*cause, truth) }
            }
            Event::DayClosed { cause, .. } => self.closed(*cause, truth),
            Event::TimeStated { .. } => {
                let Moment { trust, wall_ms, steady_ms } = row.entry.at;
                let offset_ms = wall_ms - steady_ms.cast_signed();
                let nobody_knows = trust == ClockTrust::Unsynced
                    || self.replica.state().clock.stated_offset_ms == Some(offset_ms);
                ensure(Promise::ServerKnowsBest, nobody_knows, || {
                    "somebody's watch was believed beside a server".to_owned()
                })
            }
            Event::RollChanged { kiosk } => {
                self.roll_slips.insert(*kiosk, 0);
                Ok(())
            }
            Event::PressBounced { kiosk, count, .. } => {
                *self.bounces.entry(*kiosk).or_default() += u64::from(*count);
                Ok(())
            }
            Event::KeyBounced { counter, count, .. } => {
                *self.key_bounces.entry(*counter).or_default() += u64::from(*count);
                Ok(())
            }
            Event::PrinterChanged { kiosk, printer } => {
                self.printer_changes(*kiosk, *printer, row.entry.at.steady_ms)
            }
            Event::SlipPrinted { ticket, evidence } => self.slip(*ticket, SlipEnd::Printed(*evidence)),
            Event::SlipFailed { ticket, .. } => self.slip(*ticket, SlipEnd::Failed),
            Event::SlipUncertain { ticket, .. } => self.slip(*ticket, SlipEnd::Uncertain),
            Event::Restarted { boot, .. } => {
                let known = self.replica.state().clock;
                let Some(stated_ms) = known.stated_offset_ms else { return Ok(()) };
                let Moment { trust, wall_ms, steady_ms } = row.entry.at;
                let is_kept = trust == ClockTrust::Synced && wall_ms - steady_ms.cast_signed() == stated_ms;
                let boots = [known.boot, *boot].map(|boot| boot.map(|boot| boot.id));
                // A server that is heard at the start knows best.
                let is_right =
                    if boots[0] == boots[1] { is_kept || trust == ClockTrust::Synced } else { !is_kept };
                ensure(Promise::StatedTimeLasts, is_right, || {
                    format!("kept: {is_kept}, the boots before and now: {boots:?}")
                })
            }
            Event::ClockChanged { .. }
            | Event::CounterHeld { .. }
            | Event::CounterReleased { .. }
            | Event::StorageChanged { .. }
            | Event::ConfigurationChanged { .. }
            | Event::PartRestarted { .. }
            | Event::ButtonStuck { .. }
            | Event::ButtonFreed { .. }
            | Event::KeyStuck { .. }
            | Event::KeyFreed { .. }
            | Event::PowerCycleConfirmed { .. }
            | Event::SlipReserved { .. }
            | Event::CounterOpened { .. }
            | Event::CounterClosed { .. }
            | Event::CallShown { .. }
            | Event::ServiceStarted { .. }
            | Event::ServiceFinished { .. }
            | Event::NoShow { .. }
            | Event::Parked { .. }
            | Event::CheckedIn { .. }
            | Event::RequestAnswered { .. }
            | Event::SteppedBack { .. }
            | Event::Transferred { .. }
            | Event::Cancelled { .. }
            | Event::Expired { .. } => Ok(()),
        }
    }

    fn taken(&mut self, id: TicketId, number: TicketNumber, truth: DateTime<Utc>) -> Result<(), Broken> {
        let day = self.replica.state().day.map(|day| day.date);
        let date = day.ok_or_else(|| Broken {
            promise: Promise::DayStaysOpen,
            how: format!("{number} was given while no day is open"),
        })?;
        let once = |holds, words: &str| {
            ensure(Promise::NumberGivenOnce, holds, || format!("{number} was given twice {words}"))
        };
        once(self.given.insert((date, number)), &format!("on the service date {date}"))?;
        let true_date = self.replica.settings().calendar.date(truth);
        let before = self.given_by_true_date.insert((true_date, number), id);
        once(before.is_none(), &format!("on the true date {true_date}"))?;
        let again = self.tickets.insert(id, number);
        ensure(Promise::NumberGivenOnce, again.is_none(), || format!("ticket id {id} was used twice"))
    }

    /// A sensor that flickers must not wear out the disk.
    fn printer_changes(&mut self, kiosk: KioskId, state: PrinterState, now_ms: u64) -> Result<(), Broken> {
        if state != PrinterState::PaperNearEnd {
            if !state.can_print() {
                self.near_ends_ms.remove(&kiosk);
            }
            return Ok(());
        }
        let near_ends_ms = self.near_ends_ms.entry(kiosk).or_default();
        near_ends_ms.push(now_ms);
        near_ends_ms.retain(|&at_ms| now_ms < at_ms + NEAR_ENDS_MS);
        ensure(Promise::Bounded, near_ends_ms.len() <= NEAR_ENDS_MAX, || {
            format!("the paper of kiosk {kiosk} came near its end at {near_ends_ms:?}")
        })
    }

    /// A slip of which no byte was sent has no end on paper.
    fn slip(&mut self, id: TicketId, end: SlipEnd) -> Result<(), Broken> {
        let ticket = self.replica.state().tickets.get(&id);
        if let Some(&Ticket { kiosk: Some(kiosk), slip: SlipState::Sent { job }, .. }) = ticket {
            self.slip_ends.push((kiosk, (job, id), end));
        }
        Ok(())
    }

    /// The naive rule of the line: whoever is called is the first in it who is here and served at this counter.
    fn called(&self, id: TicketId, serves: impl Fn(&Ticket) -> bool) -> Result<(), Broken> {
        let state = self.replica.state();
        let ticket = state.tickets.get(&id);
        let waiting = ticket.is_some_and(|ticket| ticket.state == TicketState::Waiting);
        ensure(Promise::CalledOnce, waiting, || format!("{ticket:?} was called but does not wait"))?;
        let mut line = state.line.iter().filter_map(|id| state.tickets.get(id));
        let first = line.find(|ticket| ticket.presence == Presence::Present && serves(ticket));
        let first = first.map(|ticket| ticket.id);
        ensure(Promise::CalledInOrder, first == Some(id), || {
            format!("{id} was called, but {first:?} is first")
        })
    }

    fn opened(&self, cause: Cause, truth: DateTime<Utc>) -> Result<(), Broken> {
        let calendar = &self.replica.settings().calendar;
        let hours = calendar.opening(calendar.date(truth));
        let open = hours.is_some_and(|(opens, closes)| near(opens) <= truth && truth < closes + SLACK);
        ensure(Promise::DayStaysOpen, cause == Cause::Person || open, || {
            format!("the calendar opened the day at {truth}")
        })
    }

    /// The calendar closes a day after the hours of the true date on which it was opened.
    fn closed(&self, cause: Cause, truth: DateTime<Utc>) -> Result<(), Broken> {
        let calendar = &self.replica.settings().calendar;
        let opened = self.opened_truth.last().filter(|_| cause == Cause::Calendar);
        let Some(&(_, opened)) = opened else { return Ok(()) };
        let date = calendar.date(opened);
        let over = match calendar.opening(date) {
            Some((_, closes)) => near(closes) <= truth,
            None => date < calendar.date(truth + SLACK),
        };
        ensure(Promise::DayStaysOpen, over, || {
            format!("the day that was opened at {opened} was closed by the calendar at {truth}")
        })
    }
}

/// What whoever joins is told of those before them; a person whom a clerk serves at once is told nothing.
fn told_of_everybody(reference: &Reference, event: &Event) -> Result<(), Broken> {
    let Event::TicketTaken { ticket, kiosk, origin, promise, .. } = event else { return Ok(()) };
    let waits = kiosk.is_some() || matches!(origin, Origin::Remote(_));
    let ahead = reference.ahead_of(*ticket);
    let same = ahead.is_some_and(|ahead| usize::try_from(promise.ahead).is_ok_and(|told| told == ahead));
    ensure(Promise::AheadIsEverybody, same || !waits, || {
        format!("{event:?} is told of {}, and by pencil {ahead:?} are before it", promise.ahead)
    })
}

fn roll_slips(state: &State) -> BTreeMap<KioskId, u32> {
    state.kiosks.iter().map(|(&id, kiosk)| (id, kiosk.roll_slips)).collect()
}

/// Whether two branches are in the same state. Counters and kiosks that a site file named for a while are in a state that
/// saw that start, even when nothing ever happened there; the journal does not know them.
pub(super) fn same(one: &Branch, other: &Branch) -> bool {
    let clean = |branch: &Branch| {
        let mut state = branch.state().clone();
        state.counters.retain(|_, counter| counter.open());
        state
    };
    one.state() == other.state() || clean(one) == clean(other)
}

/// A clock may be wrong by so much without being noticed, and a clock set at boot a little more.
const SLACK: chrono::TimeDelta = chrono::TimeDelta::minutes(5);

fn near(at: DateTime<Utc>) -> DateTime<Utc> {
    at - SLACK
}
