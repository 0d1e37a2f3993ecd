//! A day lived through again.
//!
//! **Model.** A [`Morning`] is the branch as it was when the day was opened; finding it takes everything that the journal keeps. From
//! there a [`Rerun`] goes through the turns of the day. Whoever looks sees each slip when it was sent, and the hall after each
//! turn and at each deadline of its schedule until the next turn: then it changes by itself.
//!
//! **Invariants.** Nothing is seen within a turn but its slips: nobody saw a hall of half a turn. When the branch was started anew, so was the
//! hall's schedule.

use super::AlbumError;
use super::place::{Place, When};
use crate::domain::branch::{Branch, NumbersGiven, State};
use crate::domain::event::{Entry, Event};
use crate::domain::ids::TicketId;
use crate::domain::settings::Settings;
use crate::domain::ticket::Ticket;
use crate::domain::time::Moment;
use crate::journal::{History, JournalError, Recorded, ServiceDay};
use crate::scene::hall::HallView;
use crate::scene::hall_schedule::HallSchedule;
use crate::wording::Say;
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use std::ops::ControlFlow;
use std::sync::Arc;

/// A branch at the opening of a day.
pub(super) struct Morning {
    pub(super) day: ServiceDay,
    /// The check sum of the opening.
    sum: u32,
    /// Where the newest day began when this one was looked for.
    newest: u64,
    state: State,
}

impl Morning {
    /// Of the day with this date, or of the newest.
    pub(super) fn find(
        history: &History,
        settings: &Arc<Settings>,
        date: Option<NaiveDate>,
    ) -> Result<Self, AlbumError> {
        let Some((day, newest)) = history.day(date)?.zip(history.day(None)?) else {
            let days: Vec<_> = history.days()?.iter().map(|day| day.date.to_string()).rev().collect();
            return Err(AlbumError::NoDay { days: days.join(", ") });
        };
        let mut branch = Branch::new(Arc::clone(settings), State::new(1, NumbersGiven::new()));
        let mut sum = 0;
        history.tell(0, |row| {
            if row.seq >= day.begins {
                sum = row.sum;
                return ControlFlow::Break(());
            }
            branch.apply(&row.entry);
            ControlFlow::Continue(())
        })?;
        Ok(Self { day, sum, newest: newest.begins, state: branch.state().clone() })
    }

    /// Whether looking for the day with this date would find the same.
    pub(super) fn is_current(
        &self,
        history: &History,
        date: Option<NaiveDate>,
    ) -> Result<bool, JournalError> {
        let is_wanted = date.map_or(self.day.begins == self.newest, |date| date == self.day.date);
        let is_newest = || Ok(history.day(None)?.is_some_and(|newest| newest.begins == self.newest));
        Ok(is_wanted && history.sum(self.day.begins)? == Some(self.sum) && is_newest()?)
    }

    /// The day begins anew.
    pub(super) fn rerun(&self, settings: &Arc<Settings>) -> Rerun {
        let at = self.state.at;
        let branch = Branch::new(Arc::clone(settings), self.state.clone());
        Rerun { branch, schedule: HallSchedule::new(), seq: self.day.begins, event_at: at, now: at }
    }
}

/// What there is to be seen.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sight {
    /// A slip on its way to the printer.
    Slip(TicketId),
    /// The hall, which may look as before.
    Hall,
}

/// How far to go.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stop {
    /// To the last event until this time.
    At(DateTime<Utc>),
    /// To this event.
    After(u64),
}

impl Stop {
    fn is_before(self, row: &Recorded) -> bool {
        match self {
            Self::At(until) => until < row.entry.at.utc(),
            Self::After(seq) => seq < row.seq,
        }
    }
}

/// A branch in the middle of a day.
pub(super) struct Rerun {
    branch: Branch,
    schedule: HallSchedule,
    /// The newest event.
    seq: u64,
    event_at: Moment,
    now: Moment,
}

impl Rerun {
    /// Goes on to the stop, or to the end of the day, and shows everything on the way.
    pub(super) fn go(
        &mut self,
        history: &History,
        day: &ServiceDay,
        stop: Option<Stop>,
        mut see: impl FnMut(&mut Self, Sight) -> Result<(), AlbumError>,
    ) -> Result<(), AlbumError> {
        let (mut turn, mut seen) = (None, Ok(()));
        history.tell(day.begins, |row| {
            if row.seq >= day.ends || stop.is_some_and(|stop| stop.is_before(row)) {
                return ControlFlow::Break(());
            }
            let is_new_turn = turn.replace(row.turn).is_some_and(|before| before != row.turn);
            seen = self.live(row, is_new_turn, &mut see);
            if seen.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        seen?;
        see(self, Sight::Hall)
    }

    /// Goes to a moment.
    pub(super) fn go_to(
        &mut self,
        history: &History,
        day: &ServiceDay,
        when: When,
    ) -> Result<(), AlbumError> {
        let date = day.date;
        match when {
            When::Clock(at) => {
                let early = || AlbumError::TooEarly { date, at };
                let until = self.zone().from_local_datetime(&date.and_time(at)).earliest();
                let until = until.ok_or_else(early)?.to_utc();
                let opening = history.entries(day.begins, 1)?;
                if opening.first().is_none_or(|row| until < row.entry.at.utc()) {
                    return Err(early());
                }
                self.go(history, day, Some(Stop::At(until)), unseen)?;
                let passed_ms = (until - self.event_at.utc()).num_milliseconds();
                self.wait(u64::try_from(passed_ms).unwrap_or(0))
            }
            When::Place(place) => {
                self.go(history, day, Some(Stop::After(place.seq)), unseen)?;
                let next = history.entries(self.seq + 1, 1)?.pop();
                let ends_ms = next.map_or(u64::MAX, |next| next.entry.at.steady_ms);
                if place.seq != self.seq || ends_ms < self.event_at.steady_ms + place.after_ms {
                    return Err(AlbumError::NoPicture { date, place });
                }
                self.wait(place.after_ms)
            }
        }
    }

    fn live(
        &mut self,
        row: &Recorded,
        is_new_turn: bool,
        see: &mut impl FnMut(&mut Self, Sight) -> Result<(), AlbumError>,
    ) -> Result<(), AlbumError> {
        let Recorded { seq, entry: Entry { at, event }, .. } = row;
        if is_new_turn {
            see(self, Sight::Hall)?;
            self.hall_goes_on(at.steady_ms, see)?;
        }
        self.branch.apply(&row.entry);
        (self.seq, self.event_at, self.now) = (*seq, *at, *at);
        if matches!(event, Event::Restarted { .. }) {
            self.schedule = HallSchedule::new();
        }
        if let Event::SlipSent { ticket, .. } = event {
            see(self, Sight::Slip(*ticket))?;
        }
        Ok(())
    }

    /// What the hall shows by itself until then.
    fn hall_goes_on(
        &mut self,
        until_ms: u64,
        see: &mut impl FnMut(&mut Self, Sight) -> Result<(), AlbumError>,
    ) -> Result<(), AlbumError> {
        loop {
            let now_ms = self.now.steady_ms;
            let show = self.schedule.show(&self.branch.state().calls, now_ms);
            let Some(next_ms) = show.next_deadline_ms.filter(|&ms| now_ms < ms && ms < until_ms) else {
                return Ok(());
            };
            self.now = later(self.now, next_ms - now_ms);
            see(self, Sight::Hall)?;
        }
    }

    /// Nothing happens for so long.
    fn wait(&mut self, ms: u64) -> Result<(), AlbumError> {
        let until = later(self.event_at, ms);
        self.hall_goes_on(until.steady_ms, &mut unseen)?;
        self.now = until;
        Ok(())
    }

    /// What the hall shows now; no call of it is highlighted.
    pub(super) fn hall(&mut self, say: Say<'_>) -> HallView {
        let mut show = self.schedule.show(&self.branch.state().calls, self.now.steady_ms);
        show.highlight = false;
        HallView::of(&self.branch, &show, None, self.now, say)
    }

    pub(super) fn ticket(&self, ticket: TicketId) -> Option<&Ticket> {
        self.branch.state().tickets.get(&ticket)
    }

    /// Of people who are here and have a slip.
    pub(super) fn tickets_on_paper(&self) -> Vec<TicketId> {
        let tickets = self.branch.state().tickets.values().filter(|ticket| ticket.kiosk.is_some());
        tickets.map(|ticket| ticket.id).collect()
    }

    pub(super) fn settings(&self) -> &Settings {
        self.branch.settings()
    }

    pub(super) fn place(&self) -> Place {
        Place { seq: self.seq, after_ms: self.now.steady_ms - self.event_at.steady_ms }
    }

    /// In the office.
    pub(super) fn local_time(&self) -> DateTime<Tz> {
        self.now.utc().with_timezone(&self.zone())
    }

    fn zone(&self) -> Tz {
        self.branch.settings().calendar.zone
    }
}

/// Nobody looks.
fn unseen(_: &mut Rerun, _: Sight) -> Result<(), AlbumError> {
    Ok(())
}

fn later(at: Moment, by_ms: u64) -> Moment {
    Moment { steady_ms: at.steady_ms + by_ms, wall_ms: at.wall_ms.saturating_add_unsigned(by_ms), ..at }
}
