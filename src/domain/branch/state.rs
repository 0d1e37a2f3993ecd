//! Everything that has to survive a restart, and how each kind of event changes it.

use super::super::counter::CounterState;
use super::super::event::{Cause, Configured, Event, ParkReason, Passing, Place};
use super::super::forecast::{Came, Experience};
use super::super::ids::{
    CallId, CodeKey, CounterId, JobId, KioskId, Series, ServiceId, TicketId, TicketNumber,
};
use super::super::kiosk::{Kiosk, LastSlip, PrinterState};
use super::super::planted::{Bug, planted};
use super::super::ticket::{Origin, Presence, SlipState, Ticket, TicketState};
use super::super::time::{Boot, ClockTrust, Moment};
use super::clock::{BIRTH_MS, Clock};
use super::remote_state::Remote;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The open service day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Its date; numbers are unique in it.
    pub date: NaiveDate,
    /// When it was opened.
    pub opened: Moment,
}

/// An announcement in the hall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Ascending.
    pub id: CallId,
    /// Whose.
    pub number: TicketNumber,
    /// Where to go.
    pub counter: CounterId,
    /// Whether the ticket came from a phone.
    pub remote: bool,
    /// Whether nothing more is owed: the hall showed it for as long as it must, or the person came or was given up.
    pub shown: bool,
}

/// The highest numbers given, by service date and series.
pub type NumbersGiven = BTreeMap<NaiveDate, BTreeMap<Series, u16>>;

/// Everything that has to survive a restart. Serialised as the journal's checkpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The journal's epoch.
    pub epoch: u32,
    /// The time of the last event.
    pub at: Moment,
    /// The clock.
    pub clock: Clock,
    /// Whether the disk is too full for new tickets.
    pub storage_full: bool,
    /// Which configuration is in force.
    #[serde(default)]
    pub configured: Configured,
    /// Whether a journal before this one was lost, in part or as a whole, since the last new service day began.
    pub journal_lost: bool,
    /// The open service day.
    pub day: Option<Day>,
    /// The date that was opened last.
    pub last_date: Option<NaiveDate>,
    /// When that was, in steady milliseconds.
    pub last_opened_ms: Option<u64>,
    /// When the newest number was given, in steady milliseconds.
    pub last_taken_ms: Option<u64>,
    /// Whether a person closed that day: the calendar does not open it again.
    pub closed_by_person: bool,
    /// The highest numbers given on the newest dates.
    pub given: NumbersGiven,
    /// Tickets taken on the last day, by service.
    pub taken: BTreeMap<ServiceId, u32>,
    /// The id of the next ticket.
    pub next_ticket: TicketId,
    /// The id of the next call.
    pub next_call: CallId,
    /// The next print job.
    pub next_job: JobId,
    /// Tickets whose life or slip has not ended.
    pub tickets: BTreeMap<TicketId, Ticket>,
    /// Waiting tickets in the order in which they will be called.
    pub line: Vec<TicketId>,
    /// Counters by number.
    pub counters: BTreeMap<CounterId, CounterState>,
    /// Counters to which nobody is called until a person in charge says so.
    #[serde(default)]
    pub held: BTreeSet<CounterId>,
    /// Kiosks by number.
    pub kiosks: BTreeMap<KioskId, Kiosk>,
    /// Keys of counters that are held down for too long, by their place on the keypad.
    #[serde(default)]
    pub stuck_keys: BTreeSet<(CounterId, u8)>,
    /// Announcements, oldest first: all that are owed and the newest that are not.
    pub calls: Vec<Call>,
    /// Since when counters have had nobody, or have been closed, in steady milliseconds.
    pub free_since_ms: BTreeMap<CounterId, u64>,
    /// What forecasts have learned.
    pub experience: Experience,
    /// People who are elsewhere.
    pub remote: Remote,
    /// What the check-in codes are made of.
    pub code_key: CodeKey,
}

/// Numbers are remembered for so many dates: longer than any clock error that a person would correct by hand.
pub(super) const DATES_KEPT: usize = 16;
/// Announcements that are not owed any more but still listed in the hall.
const CALLS_KEPT: usize = 8;

/// Ids of different epochs never meet; 2^32 tickets in one epoch are out of reach, and the sum stays below the 2^53
/// that a browser can count to.
fn first_id(epoch: u32) -> u64 {
    (u64::from(epoch) << 32) + 1
}

/// A late echo of the epoch before must not look like one of ours.
fn first_job(epoch: u32) -> JobId {
    JobId(epoch.wrapping_mul(1_000_003) % JobId::COUNT)
}

impl State {
    /// A branch without a past, or with no more of it than the numbers that were given in an epoch before.
    pub fn new(epoch: u32, given: NumbersGiven) -> Self {
        let last_date = given.last_key_value().map(|(&date, _)| date);
        let first = first_id(epoch);
        Self {
            epoch,
            at: Moment { steady_ms: BIRTH_MS, wall_ms: 0, trust: ClockTrust::Unsynced },
            clock: Clock::default(),
            storage_full: false,
            configured: Configured::Files,
            journal_lost: epoch > 1,
            day: None,
            last_date,
            last_opened_ms: None,
            last_taken_ms: None,
            closed_by_person: false,
            given,
            taken: BTreeMap::new(),
            next_ticket: TicketId(first),
            next_call: CallId(first),
            next_job: first_job(epoch),
            tickets: BTreeMap::new(),
            line: Vec::new(),
            counters: BTreeMap::new(),
            held: BTreeSet::new(),
            kiosks: BTreeMap::new(),
            stuck_keys: BTreeSet::new(),
            calls: Vec::new(),
            free_since_ms: BTreeMap::new(),
            experience: Experience::default(),
            remote: Remote::default(),
            code_key: CodeKey(0),
        }
    }

    pub(super) fn restarted(&mut self, at: Moment, epoch: u32, code_key: CodeKey, boot: Option<Boot>) {
        self.clock.restarted(at, boot);
        self.code_key = code_key;
        if epoch > self.epoch {
            // The journal lost its newest events: ids after the ones that we know may have been given.
            self.epoch = epoch;
            self.journal_lost = true;
            self.next_ticket = TicketId(first_id(epoch));
            self.next_call = CallId(first_id(epoch));
            self.next_job = first_job(epoch);
        }
        for kiosk in self.kiosks.values_mut() {
            kiosk.printer = PrinterState::Unknown;
            kiosk.stuck_buttons.clear();
        }
        self.stuck_keys.clear();
    }

    /// Whether the journal has lost something, and no ticket was given since.
    pub(super) fn none_taken_since_loss(&self) -> bool {
        self.epoch > 1 && self.next_ticket == TicketId(first_id(self.epoch))
    }

    pub(super) fn day_opened(&mut self, date: NaiveDate, at: Moment, anew: bool) {
        if anew {
            self.taken.clear();
            self.experience.day_begins();
            self.remote.day_begins(self.clock, at);
            // The first day after a loss still needs the warning.
            self.journal_lost &= self.last_opened_ms.is_none();
        }
        self.day = Some(Day { date, opened: at });
        self.last_date = Some(date);
        self.last_opened_ms = Some(at.steady_ms);
        self.closed_by_person = false;
        self.given.entry(date).or_default();
        while self.given.len() > DATES_KEPT {
            self.given.pop_first();
        }
        self.calls.retain(|call| !call.shown);
    }

    pub(super) fn day_closed(&mut self, cause: Cause) {
        self.day = None;
        self.closed_by_person = cause == Cause::Person;
    }

    pub(super) fn ticket_taken(&mut self, at: Moment, event: &Event) {
        let Event::TicketTaken {
            ticket,
            number,
            service,
            origin,
            class,
            language,
            link,
            presence,
            kiosk,
            clock_trusted,
            promise,
            place,
        } = event
        else {
            return;
        };
        if let Some(date) = self.last_date {
            let highest = self.given.entry(date).or_default().entry(number.series).or_default();
            *highest = number.count.max(*highest);
        }
        *self.taken.entry(service.clone()).or_default() += 1;
        self.next_ticket = TicketId(ticket.0 + 1);
        self.last_taken_ms = Some(at.steady_ms);
        let slip =
            if kiosk.is_some() { SlipState::Reserved { since_ms: at.steady_ms } } else { SlipState::None };
        self.tickets.insert(
            *ticket,
            Ticket {
                id: *ticket,
                number: *number,
                service: service.clone(),
                origin: origin.clone(),
                class: *class,
                language: *language,
                link: *link,
                joined: at,
                joined_clock_trusted: *clock_trusted,
                promise: *promise,
                state: TicketState::Waiting,
                presence: *presence,
                slip,
                kiosk: *kiosk,
                copy: false,
                slips: 0,
                setbacks: 0,
                no_shows: 0,
                steps_back: 0,
                moved: false,
            },
        );
        self.enter(*ticket, place);
    }

    pub(super) fn slip_reserved(&mut self, at: Moment, id: TicketId, kiosk: KioskId) {
        if let Some(ticket) = self.tickets.get_mut(&id) {
            ticket.slip = SlipState::Reserved { since_ms: at.steady_ms };
            ticket.kiosk = Some(kiosk);
            ticket.copy = true;
        }
    }

    pub(super) fn slip_sent(&mut self, at: Moment, id: TicketId, job: JobId) {
        self.next_job = JobId((job.0 + 1) % JobId::COUNT);
        let ticket = self.tickets.get(&id).filter(|ticket| !(ticket.copy && planted(Bug::CopyNotCounted)));
        let kiosk = ticket.and_then(|ticket| ticket.kiosk).and_then(|kiosk| self.kiosks.get_mut(&kiosk));
        if let Some(kiosk) = kiosk {
            kiosk.roll_slips = kiosk.roll_slips.saturating_add(1);
        }
        self.slip_is(at, id, SlipState::Sent { job });
    }

    /// It counts as a slip of the roll: a roll that ends later than is said is better than one that ends earlier.
    pub(super) fn test_paper_sent(&mut self, kiosk: KioskId, job: JobId) {
        if !planted(Bug::TestSharesJob) {
            self.next_job = JobId((job.0 + 1) % JobId::COUNT);
        }
        let kiosk = self.kiosks.entry(kiosk).or_default();
        kiosk.test_job = Some(job);
        if !planted(Bug::TestPaperNotCounted) {
            kiosk.roll_slips = kiosk.roll_slips.saturating_add(1);
        }
    }

    pub(super) fn slip_settled(&mut self, at: Moment, id: TicketId, slip: SlipState) {
        self.slip_is(at, id, slip);
        self.forget_if_over(id);
    }

    /// A number whose paper is no good is not to be read at a kiosk either.
    pub(super) fn slip_voided(&mut self, id: TicketId) {
        let Some(number) = self.tickets.get(&id).map(|ticket| ticket.number) else { return };
        if planted(Bug::VoidNumberShown) {
            return;
        }
        for kiosk in
            self.kiosks.values_mut().filter(|kiosk| kiosk.last.is_some_and(|last| last.number == number))
        {
            kiosk.last = None;
        }
    }

    fn slip_is(&mut self, at: Moment, id: TicketId, slip: SlipState) {
        let Some(ticket) = self.tickets.get_mut(&id) else { return };
        ticket.slip = slip;
        if let Some(kiosk) = ticket.kiosk.and_then(|kiosk| self.kiosks.get_mut(&kiosk)) {
            kiosk.last = Some(LastSlip { number: ticket.number, slip, since_ms: at.steady_ms });
        }
    }

    pub(super) fn called(&mut self, at: Moment, id: TicketId, counter: CounterId, call: CallId) {
        if !planted(Bug::CallTwice) {
            self.leave_line(id);
        }
        self.learn_wait(at, id);
        self.counters.insert(counter, CounterState::Calling { ticket: id });
        self.set(id, TicketState::Called { counter, call, recalls: 0, since_ms: at.steady_ms });
        self.announce(id, counter, call);
    }

    pub(super) fn recalled(&mut self, id: TicketId, counter: CounterId, call: CallId) {
        self.nothing_owed_to(id);
        let ticket = self.tickets.get_mut(&id);
        if let Some(TicketState::Called { call: newest, recalls, .. }) = ticket.map(|t| &mut t.state) {
            *newest = call;
            *recalls = recalls.saturating_add(1);
        }
        self.announce(id, counter, call);
    }

    pub(super) fn call_shown(&mut self, call: CallId) {
        for announced in self.calls.iter_mut().filter(|announced| announced.id == call) {
            announced.shown = true;
        }
        self.forget_old_calls();
    }

    pub(super) fn service_started(&mut self, at: Moment, id: TicketId, counter: CounterId) {
        self.leave_line(id);
        self.nothing_owed_to(id);
        self.learn_arrival(at, id, counter);
        self.counters.insert(counter, CounterState::Serving { ticket: id });
        self.set(id, TicketState::Serving { counter, since_ms: at.steady_ms });
    }

    pub(super) fn parked(&mut self, at: Moment, id: TicketId, reason: ParkReason, until_ms: u64) {
        self.leave_line(id);
        self.leave_counter(at, id);
        self.set(id, TicketState::Parked { turn_ms: at.steady_ms, until_ms });
        if let Some(ticket) = self.tickets.get_mut(&id) {
            ticket.no_shows += u8::from(reason == ParkReason::NoShow);
            ticket.moved = true;
            if reason == ParkReason::NoShow {
                self.experience.learn_gone(Came::of(ticket), true);
            }
        }
    }

    pub(super) fn checked_in(&mut self, at: Moment, id: TicketId, place: Option<&Place>) {
        self.learn_coming(at, id);
        if let Some(ticket) = self.tickets.get_mut(&id) {
            ticket.presence = Presence::Present;
        }
        if let Some(place) = place {
            self.set(id, TicketState::Waiting);
            self.enter(id, place);
        }
    }

    pub(super) fn transferred(&mut self, at: Moment, id: TicketId, service: &ServiceId, place: &Place) {
        self.leave_counter(at, id);
        self.set(id, TicketState::Waiting);
        if let Some(ticket) = self.tickets.get_mut(&id) {
            ticket.service = service.clone();
            ticket.moved = true;
        }
        self.enter(id, place);
    }

    pub(super) fn stepped_back(&mut self, id: TicketId, place: &Place) {
        self.leave_line(id);
        if let Some(ticket) = self.tickets.get_mut(&id) {
            ticket.steps_back = ticket.steps_back.saturating_add(1);
            ticket.moved = true;
        }
        self.enter(id, place);
    }

    /// The ticket's life ends; it is forgotten when its slip is settled, too.
    pub(super) fn end(&mut self, at: Moment, id: TicketId) {
        self.learn_end(id);
        self.leave_line(id);
        self.leave_counter(at, id);
        self.set(id, TicketState::Ended);
        self.forget_if_over(id);
    }

    fn set(&mut self, id: TicketId, state: TicketState) {
        if let Some(ticket) = self.tickets.get_mut(&id) {
            ticket.state = state;
        }
    }

    fn enter(&mut self, id: TicketId, place: &Place) {
        let index = (place.behind as usize).min(self.line.len());
        for passed in &self.line[index..] {
            let Some(ticket) = self.tickets.get_mut(passed) else { continue };
            if !place.is_rival(&ticket.service) && !planted(Bug::OtherClerksCounted) {
                continue;
            }
            let present = ticket.presence == Presence::Present;
            match place.passing {
                Passing::JoinOrder => {}
                Passing::Credit => ticket.slips += 1,
                Passing::Return => ticket.setbacks += u8::from(present),
            }
        }
        self.line.insert(index, id);
    }

    fn leave_line(&mut self, id: TicketId) {
        self.line.retain(|&other| other != id);
    }

    fn leave_counter(&mut self, at: Moment, id: TicketId) {
        self.nothing_owed_to(id);
        for (&number, counter) in self.counters.iter_mut().filter(|(_, counter)| counter.ticket() == Some(id))
        {
            *counter = CounterState::Free;
            self.free_since_ms.insert(number, at.steady_ms);
        }
    }

    fn announce(&mut self, id: TicketId, counter: CounterId, call: CallId) {
        self.next_call = CallId(call.0 + 1);
        if let Some(ticket) = self.tickets.get(&id) {
            let remote = matches!(ticket.origin, Origin::Remote(_));
            self.calls.push(Call { id: call, number: ticket.number, counter, remote, shown: false });
        }
        self.forget_old_calls();
    }

    /// A call is owed for as long as its ticket is called, and no longer.
    fn nothing_owed_to(&mut self, id: TicketId) {
        let called = self.tickets.get(&id).map(|ticket| &ticket.state);
        if let Some(&TicketState::Called { call, .. }) = called {
            self.call_shown(call);
        }
    }

    fn forget_old_calls(&mut self) {
        let mut surplus = self.calls.iter().filter(|call| call.shown).count().saturating_sub(CALLS_KEPT);
        self.calls.retain(|call| {
            let forget = call.shown && surplus > 0;
            surplus -= usize::from(forget);
            !forget
        });
    }

    fn forget_if_over(&mut self, id: TicketId) {
        let over = |ticket: &Ticket| ticket.state == TicketState::Ended && ticket.slip.settled();
        if self.tickets.get(&id).is_some_and(over) {
            self.tickets.remove(&id);
        }
    }
}
