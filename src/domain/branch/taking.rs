//! Joining the line: who may, with which number, and what they are told.

use super::super::discipline;
use super::super::event::{Event, Place};
use super::super::ids::{CounterId, KioskId, LinkId, Series, ServiceId, TicketNumber};
use super::super::refusal::Refusal;
use super::super::settings::Service;
use super::super::ticket::{Class, Language, Origin, Presence, Promise};
use super::super::time::Moment;
use super::{Branch, Decision};
use chrono::{DateTime, TimeDelta, Utc};

/// What somebody who joined now would get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// The number.
    pub number: TicketNumber,
    /// The place in the line.
    pub place: Place,
    /// What they would be told.
    pub promise: Promise,
}

/// Who joins, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Joining {
    pub(super) service: ServiceId,
    pub(super) origin: Origin,
    pub(super) class: Class,
    pub(super) language: Language,
    pub(super) link: LinkId,
    pub(super) presence: Presence,
    pub(super) kiosk: Option<KioskId>,
}

impl Joining {
    /// Somebody who is here.
    fn here(service: ServiceId, class: Class, language: Language, link: LinkId) -> Self {
        let (origin, presence, kiosk) = (Origin::WalkIn, Presence::Present, None);
        Self { service, origin, class, language, link, presence, kiosk }
    }
}

impl Branch {
    /// Whether a press at this kiosk would give a ticket for this service now; also what its lamp shows.
    ///
    /// # Errors
    /// The refusal that the press would get.
    pub fn admit(
        &self,
        now: Moment,
        kiosk: KioskId,
        service: &ServiceId,
        class: Class,
    ) -> Result<Admission, Refusal> {
        let printer = self.state.kiosks.get(&kiosk).ok_or(Refusal::UnknownKiosk)?.printer;
        let settings =
            self.settings.service(service).ok_or(Refusal::UnknownService { service: service.clone() })?;
        self.new_numbers_are_given(now)?;
        let opens = || self.next_opening(now);
        if self.slip_under_way(kiosk) {
            return Err(Refusal::StillPrinting);
        }
        if !printer.can_print() {
            return Err(Refusal::PrinterNotReady { printer });
        }
        if self.cap_is_reached(service, settings) {
            return Err(Refusal::CapReached { opens: opens() });
        }
        let admission = self.admission(now, service, settings.series, class)?;
        let closes = self.closing(now).filter(|_| self.clock_trusted(now));
        if closes.is_some_and(|closes| self.too_late(now, service, settings, admission.promise, closes)) {
            return Err(Refusal::NoMoreToday { opens: opens() });
        }
        Ok(admission)
    }

    /// On a day that is open, while the disk has room for what a new ticket will still bring.
    pub(super) fn new_numbers_are_given(&self, now: Moment) -> Result<(), Refusal> {
        self.day_is_open(now)?;
        if self.state.storage_full { Err(Refusal::StorageFull) } else { Ok(()) }
    }

    pub(super) fn take_ticket(
        &self,
        now: Moment,
        kiosk: KioskId,
        service: ServiceId,
        class: Class,
        language: Language,
        link: LinkId,
    ) -> Decision {
        let admission = self.admit(now, kiosk, &service, class)?;
        let ticket = self.state.next_ticket;
        let joining = Joining { kiosk: Some(kiosk), ..Joining::here(service, class, language, link) };
        let taken = self.taken(now, admission, joining);
        Ok(vec![taken, Event::SlipSent { ticket, job: self.state.next_job }])
    }

    pub(super) fn walk_direct(
        &self,
        now: Moment,
        counter: CounterId,
        service: ServiceId,
        link: LinkId,
    ) -> Decision {
        self.free_counter(counter)?;
        if self.is_held(counter) {
            return Err(Refusal::CounterHeld);
        }
        let settings =
            self.settings.service(&service).ok_or(Refusal::UnknownService { service: service.clone() })?;
        self.new_numbers_are_given(now)?;
        let admission = Admission {
            place: Place::in_join_order(u32::MAX),
            promise: Promise { ahead: 0, forecast: None },
            ..self.admission(now, &service, settings.series, Class::Normal)?
        };
        let ticket = self.state.next_ticket;
        let language = self.settings.language;
        let joining = Joining::here(service, Class::Normal, language, link);
        let taken = self.taken(now, admission, joining);
        Ok(vec![taken, Event::ServiceStarted { ticket, counter }])
    }

    pub(super) fn taken(&self, now: Moment, admission: Admission, joining: Joining) -> Event {
        let Joining { service, origin, class, language, link, presence, kiosk } = joining;
        Event::TicketTaken {
            ticket: self.state.next_ticket,
            number: admission.number,
            service,
            origin,
            class,
            language,
            link,
            presence,
            kiosk,
            clock_trusted: self.clock_trusted(now),
            promise: admission.promise,
            place: admission.place,
        }
    }

    pub(super) fn cap_is_reached(&self, service: &ServiceId, settings: &Service) -> bool {
        let taken = self.state.taken.get(service).copied().unwrap_or(0);
        settings.cap.is_some_and(|cap| taken >= cap)
    }

    pub(super) fn admission(
        &self,
        now: Moment,
        service: &ServiceId,
        series: Series,
        class: Class,
    ) -> Result<Admission, Refusal> {
        let date = self.state.last_date;
        let given = date.and_then(|date| self.state.given.get(&date)?.get(&series).copied()).unwrap_or(0);
        if given >= TicketNumber::COUNT_MAX {
            return Err(Refusal::SeriesUsedUp);
        }
        let (rules, rivals) = (&self.settings.rules, self.rivals(service));
        let place = discipline::place_of_joining(&self.line(), class, now.steady_ms, rules, &rivals);
        let behind = place.behind as usize;
        let promise = Promise {
            ahead: self.ahead(service, behind),
            forecast: self.forecast(service, behind, now.steady_ms),
        };
        Ok(Admission { number: TicketNumber { series, count: given + 1 }, place, promise })
    }

    /// Whether the last ticket of the day was given, or this one's service would probably not end before closing.
    pub(super) fn too_late(
        &self,
        now: Moment,
        service: &ServiceId,
        settings: &Service,
        promise: Promise,
        closes: DateTime<Utc>,
    ) -> bool {
        let last_ticket = closes - TimeDelta::minutes(i64::from(settings.last_ticket_before_close_min));
        now.utc() >= last_ticket || self.ends_after(now, service, promise, closes)
    }

    /// Whether the service would probably not end before this time.
    pub(super) fn ends_after(
        &self,
        now: Moment,
        service: &ServiceId,
        promise: Promise,
        end: DateTime<Utc>,
    ) -> bool {
        let needed_ms = match promise.wait() {
            Some(wait) if self.settings.rules.admit_by_forecast => {
                u64::from(wait.p80_s) * 1000 + self.expected_service_ms(service)
            }
            Some(_) | None => 0,
        };
        let needed = TimeDelta::milliseconds(i64::try_from(needed_ms).unwrap_or(i64::MAX / 1000));
        now.utc() + needed > end
    }

    /// Whether people can wait for anything at all.
    pub(super) fn day_is_open(&self, now: Moment) -> Result<(), Refusal> {
        self.state.day.map(|_| ()).ok_or_else(|| Refusal::Closed { opens: self.next_opening(now) })
    }

    /// When the branch opens next by its calendar, while its clock can be believed.
    pub fn next_opening(&self, now: Moment) -> Option<DateTime<Utc>> {
        self.clock_trusted(now).then(|| self.settings.calendar.next_opening(now.utc())).flatten()
    }

    /// Whether a slip of this kiosk has not come to an end yet.
    pub fn slip_under_way(&self, kiosk: KioskId) -> bool {
        self.state.tickets.values().any(|ticket| ticket.kiosk == Some(kiosk) && !ticket.slip.settled())
    }
}
