//! Requests of people who are elsewhere: each is answered once, and the answer is journalled with what it did.

use super::super::check_in_code;
use super::super::discipline;
use super::super::event::{CancelReason, Event};
use super::super::ids::{LinkId, PersonToken, ServiceId};
use super::super::planted::{Bug, planted};
use super::super::refusal::Refusal;
use super::super::remote::{Request, RequestAnswer, VALID_MS_MAX, Wish};
use super::super::settings::{RemotePresence, RemoteRules};
use super::super::ticket::{Class, Language, Origin, Presence, Ticket, TicketState};
use super::super::time::Moment;
use super::taking::Joining;
use super::{Admission, Branch, Decision};
use chrono::{DateTime, TimeDelta, Utc};

/// Somebody who has typed so many wrong codes for a ticket guesses; a clerk or the scanner can still check them in.
const WRONG_CODES_MAX: u8 = 5;

/// What a request does, and what it is answered.
type Judgement = Result<(Vec<Event>, RequestAnswer), Refusal>;

impl Branch {
    pub(super) fn request(&self, now: Moment, request: Request) -> Decision {
        let remote = &self.state.remote;
        if remote.answers.contains_key(&request.id) && !planted(Bug::RequestTakenTwice) {
            return Ok(Vec::new());
        }
        if !remote.has_room(self.state.clock, now) {
            return Err(Refusal::Overloaded);
        }
        let judgement = self.in_time(now, request.not_after_ms).and_then(|()| self.granted(now, &request));
        let (mut events, answer) =
            judgement.unwrap_or_else(|refusal| (Vec::new(), RequestAnswer::Refused(refusal)));
        events.push(Event::RequestAnswered { request, answer });
        Ok(events)
    }

    /// Whether somebody who is elsewhere could join for this service now, whoever it is.
    ///
    /// # Errors
    /// The refusal that they would get.
    pub fn admit_remote(&self, now: Moment, service: &ServiceId) -> Result<Admission, Refusal> {
        let rules = self.remote_rules()?;
        let settings =
            self.settings.service(service).ok_or(Refusal::UnknownService { service: service.clone() })?;
        self.new_numbers_are_given(now)?;
        self.in_remote_hours(now, rules)?;
        if self.state.remote.joins_in_hour(now) >= rules.joins_per_hour_max {
            return Err(Refusal::TooManyRequests);
        }
        let opens = || self.next_opening(now);
        let from_elsewhere = self.state.remote.taken.get(service).copied().unwrap_or(0);
        let for_others_percent = 100 - rules.walk_in_share_percent.min(100);
        if self.cap_is_reached(service, settings) {
            return Err(Refusal::CapReached { opens: opens() });
        }
        let share = |cap: u32| u64::from(cap) * u64::from(for_others_percent) / 100;
        let kept = settings.cap.is_some_and(|cap| u64::from(from_elsewhere) >= share(cap));
        if kept && !planted(Bug::WalkInsForgotten) {
            return Err(Refusal::KeptForWalkIns { opens: opens() });
        }
        let admission = self.admission(now, service, rules.series, Class::Normal)?;
        let Some(closes) = self.closing(now).filter(|_| self.clock_trusted(now)) else {
            return Ok(admission);
        };
        if self.too_late(now, service, settings, admission.promise, closes) {
            return Err(Refusal::NoMoreToday { opens: opens() });
        }
        let left_ms = (closes - now.utc()).num_milliseconds() / 100 * i64::from(for_others_percent);
        let closes = now.utc() + TimeDelta::milliseconds(left_ms);
        if self.ends_after(now, service, admission.promise, closes) && !planted(Bug::WalkInsForgotten) {
            return Err(Refusal::KeptForWalkIns { opens: opens() });
        }
        Ok(admission)
    }

    /// The code that is shown to people in the branch now; none where nobody has to check in.
    pub fn check_in_code(&self, now: Moment) -> Option<String> {
        let rules = self.settings.remote.as_ref()?;
        match rules.presence {
            RemotePresence::CheckIn => Some(check_in_code::code(self.state.code_key, now.steady_ms)),
            RemotePresence::Assumed => None,
        }
    }

    pub(super) fn show_ticket(&self, now: Moment, link: LinkId) -> Decision {
        let ticket = self.ticket_by_link(link).ok_or(Refusal::UnknownTicket)?;
        Ok(vec![self.checked_in(now, ticket)?])
    }

    fn granted(&self, now: Moment, request: &Request) -> Judgement {
        let done = |events| Ok((events, RequestAnswer::Done));
        match &request.wish {
            Wish::Join { service, language, link, person } => {
                self.join(now, request, service, *language, *link, *person)
            }
            Wish::Leave { link } => match self.ticket_by_link(*link) {
                Some(ticket) => match ticket.state {
                    TicketState::Waiting | TicketState::Parked { .. } => {
                        done(vec![Event::Cancelled { ticket: ticket.id, reason: CancelReason::Left }])
                    }
                    TicketState::Called { .. } | TicketState::Serving { .. } | TicketState::Ended => {
                        Err(Refusal::NotPossibleNow { number: ticket.number })
                    }
                },
                // Applying the answer leaves a tombstone.
                None => done(Vec::new()),
            },
            Wish::MoreTime { link } => done(vec![self.stepped_back(self.ticket_of(*link)?)?]),
            Wish::CheckIn { link, code } => {
                let ticket = self.ticket_of(*link)?;
                if self.state.remote.wrong_codes.get(link).is_some_and(|&wrong| wrong >= WRONG_CODES_MAX) {
                    return Err(Refusal::TooManyRequests);
                }
                let good = check_in_code::is_good(self.state.code_key, now.steady_ms, code);
                if !good && !planted(Bug::AnyCodeTaken) {
                    return Err(Refusal::WrongCode);
                }
                if ticket.state == TicketState::Waiting && ticket.presence == Presence::Present {
                    return done(Vec::new());
                }
                done(vec![self.checked_in(now, ticket)?])
            }
        }
    }

    fn ticket_of(&self, link: LinkId) -> Result<&Ticket, Refusal> {
        self.ticket_by_link(link).ok_or(Refusal::UnknownTicket)
    }

    fn join(
        &self,
        now: Moment,
        request: &Request,
        service: &ServiceId,
        language: Language,
        link: LinkId,
        person: PersonToken,
    ) -> Judgement {
        let rules = self.remote_rules()?;
        let remote = &self.state.remote;
        if remote.tombstones.contains_key(&link) && !planted(Bug::TombstoneForgotten) {
            return Err(Refusal::LeftBefore);
        }
        let (joins, newest) = remote.persons.get(&person).map_or((0, None), |p| (p.joins, Some(p.ticket)));
        let alive = newest.and_then(|ticket| self.state.tickets.get(&ticket));
        let alive = alive.is_some_and(|ticket| ticket.state != TicketState::Ended);
        if (alive && !planted(Bug::PersonForgotten)) || self.ticket_by_link(link).is_some() {
            return Err(Refusal::OneTicketOnly);
        }
        if joins >= rules.joins_per_person_max {
            return Err(Refusal::TooManyRequests);
        }
        let admission = self.admit_remote(now, service)?;
        let presence = match rules.presence {
            RemotePresence::CheckIn => Presence::Absent,
            RemotePresence::Assumed => Presence::Present,
        };
        let joining = Joining {
            service: service.clone(),
            origin: Origin::Remote(request.id),
            class: Class::Normal,
            language,
            link,
            presence,
            kiosk: None,
        };
        let answer = RequestAnswer::Joined {
            ticket: self.state.next_ticket,
            number: admission.number,
            promise: admission.promise,
        };
        Ok((vec![self.taken(now, admission, joining)], answer))
    }

    fn stepped_back(&self, ticket: &Ticket) -> Result<Event, Refusal> {
        let rules = self.remote_rules()?;
        if ticket.state != TicketState::Waiting {
            return Err(Refusal::NotPossibleNow { number: ticket.number });
        }
        if ticket.steps_back >= rules.steps_back_max {
            return Err(Refusal::SteppedBackEnough);
        }
        let rivals = self.rivals(&ticket.service);
        let place = discipline::place_of_step_back(&self.line(), ticket.id, rules.step_back_behind, &rivals);
        let place = place.ok_or(Refusal::NobodyBehind)?;
        Ok(Event::SteppedBack { ticket: ticket.id, place })
    }

    /// Whether somebody still waits for the answer. While nobody can know the time, it is at least as late as the clock that
    /// was believed last would say now, and later than what was forgotten as being over.
    fn in_time(&self, now: Moment, not_after_ms: i64) -> Result<(), Refusal> {
        let at_least_ms = self.state.clock.at_least_ms(now);
        let forgotten = self.state.remote.forgotten_until_ms.is_some_and(|until_ms| not_after_ms <= until_ms);
        let too_far = self.clock_trusted(now) && not_after_ms > now.wall_ms.saturating_add(VALID_MS_MAX);
        let over = forgotten || at_least_ms.is_some_and(|at_least_ms| at_least_ms > not_after_ms);
        let too_late = over && !planted(Bug::LateRequestTaken);
        if too_late || too_far { Err(Refusal::RequestTooLate) } else { Ok(()) }
    }

    fn in_remote_hours(&self, now: Moment, rules: &RemoteRules) -> Result<(), Refusal> {
        if !self.clock_trusted(now) {
            return Ok(());
        }
        let minutes = |minutes: u32| TimeDelta::minutes(i64::from(minutes));
        let calendar = &self.settings.calendar;
        let opens = calendar.opening(calendar.date(now.utc())).map(|(opens, _)| opens);
        let from: Option<DateTime<Utc>> = opens.map(|opens| opens + minutes(rules.after_opening_min));
        let until = self.closing(now).map(|closes| closes - minutes(rules.before_closing_min));
        if let Some(from) = from.filter(|&from| now.utc() < from) {
            return Err(Refusal::OutsideRemoteHours { from: Some(from) });
        }
        if until.is_some_and(|until| now.utc() >= until) {
            return Err(Refusal::OutsideRemoteHours { from: None });
        }
        Ok(())
    }

    fn remote_rules(&self) -> Result<&RemoteRules, Refusal> {
        self.settings.remote.as_ref().ok_or(Refusal::NotFromElsewhere)
    }
}
