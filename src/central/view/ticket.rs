//! A ticket on its holder's phone, from the request to the end.

use super::{Look, after, local_clock, name, office_name, range, refused, shown_ms};
use crate::central::gateway::{date, zone};
use crate::central::mirror::{End, Held, Mirror};
use crate::central::requests::{Asked, Outcome};
use crate::domain::forecast::{SET_OUT_MARGIN_S, set_out_in_s};
use crate::domain::ids::{LinkId, ServiceId};
use crate::domain::ticket::Language;
use crate::protocol::{DayNow, Refused, Stage, State, TicketNow, Wait, Wish};
use crate::wording::times::{clock_range, later};
use chrono::TimeDelta;
use serde::Serialize;

/// Times of the way that somebody can choose, in minutes.
const TRAVEL_MIN: [u32; 14] = [5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90];
/// Where a ticket is, for the page's picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TicketStage {
    /// Nobody knows the link.
    Unknown,
    /// Asked for.
    Requested,
    /// Asked for, and refused.
    Refused,
    /// Asked for, and not answered.
    Unconfirmed,
    /// In the line.
    Waiting,
    /// Called: go there now.
    Called,
    /// At the counter.
    Serving,
    /// Set aside.
    Parked,
    /// Its life has ended.
    Ended,
}

/// When to set out for one time of the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetOut {
    /// The way, in minutes.
    pub travel_min: u32,
    /// The moment, in milliseconds since 1970 UTC by the centre's clock.
    pub at_ms: i64,
    /// "Set out at 10:40 at the latest".
    pub words: String,
    /// What it rests on.
    pub advice: String,
    /// From when on somebody who sets out will probably be late, in milliseconds since 1970 UTC by the centre's clock.
    pub late_ms: i64,
    /// What becomes of the number then.
    pub late_advice: String,
}

/// What came of the last wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wished {
    /// Its id, so that a page knows its own.
    pub request: String,
    /// Whether the answer is still out.
    pub open: bool,
    /// Whether it was granted.
    pub granted: bool,
    /// In words.
    pub words: String,
}

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketView {
    /// Where it is.
    pub stage: TicketStage,
    /// The same in words.
    pub headline: String,
    /// What to do.
    pub advice: Option<String>,
    /// The office's key.
    pub branch: Option<String>,
    /// The office's name.
    pub office: Option<String>,
    /// What for.
    pub service: Option<String>,
    /// The number, once there is one.
    pub number: Option<String>,
    /// The language that the person asked for.
    pub language: Option<Language>,
    /// "Counter 2", while called or served.
    pub counter: Option<String>,
    /// "9 ahead of you".
    pub ahead: Option<String>,
    /// The label of the turn and the turn.
    pub turn: Option<(String, String)>,
    /// "not before 10:58".
    pub not_before: Option<String>,
    /// When to set out; nothing for who is there.
    pub set_out: Vec<SetOut>,
    /// Of when this is; nothing while it is current.
    pub as_of: Option<String>,
    /// Whether it was refused because this phone has another number.
    pub has_another: bool,
    /// Whether the person can ask for more time.
    pub can_wait_longer: bool,
    /// Whether the person can leave.
    pub can_leave: bool,
    /// Whether the person can check in.
    pub can_check_in: bool,
    /// What came of the last wish.
    pub wished: Option<Wished>,
    /// Where to write about a problem.
    pub problem: Option<String>,
}

impl Look<'_> {
    /// The ticket behind a link.
    pub fn ticket(self, link: LinkId) -> TicketView {
        let branch = self.gateway.branch_of(link);
        let mirror = branch.and_then(|key| self.gateway.branch(key));
        match (branch, mirror, mirror.and_then(|mirror| mirror.by_link(link))) {
            (Some(key), Some(mirror), Some(held)) => self.held(key, mirror, held),
            (Some(key), mirror, None) => self.asked(key, mirror, link),
            _ => self.unknown(),
        }
    }

    fn unknown(self) -> TicketView {
        let advice = Some(self.say.phone_unknown_advice());
        TicketView { advice, ..blank(TicketStage::Unknown, self.say.phone_unknown()) }
    }

    /// One that there is not, or not yet.
    fn asked(self, key: &str, mirror: Option<&Mirror>, link: LinkId) -> TicketView {
        let of_today = |asked: &&Asked| {
            mirror.is_none_or(|mirror| date(mirror, asked.asked_ms) == date(mirror, self.now_ms))
        };
        let Some(join) = self.gateway.requests().join_of(link).filter(of_today) else {
            return self.unknown();
        };
        let say = self.say;
        let local = mirror.map(|mirror| self.local(mirror));
        let (stage, headline, advice) = match &join.outcome {
            Outcome::Open => {
                (TicketStage::Requested, say.phone_requested(), Some(say.phone_requested_advice()))
            }
            Outcome::Joined { .. } => (TicketStage::Requested, say.phone_confirmed(), None),
            Outcome::Unconfirmed | Outcome::Done => {
                (TicketStage::Unconfirmed, say.phone_unconfirmed(), Some(say.phone_unconfirmed_advice()))
            }
            Outcome::Refused { with } => {
                let words = local.map(|local| refused::words(say, with, local));
                (TicketStage::Refused, say.phone_refused(), words)
            }
        };
        let number = match &join.outcome {
            Outcome::Joined { number } => Some(number.to_string()),
            Outcome::Open | Outcome::Done | Outcome::Unconfirmed | Outcome::Refused { .. } => None,
        };
        let (service, language) = match &join.body.wish {
            Wish::Join { service, language, .. } => (Some(service), Some(*language)),
            Wish::Leave { .. } | Wish::MoreTime { .. } | Wish::CheckIn { .. } => (None, None),
        };
        TicketView {
            advice,
            branch: Some(key.to_owned()),
            office: mirror.map(|mirror| office_name(key, mirror, say.language())),
            service: service.map(|service| self.service_name(mirror, service)),
            number,
            language,
            as_of: mirror.and_then(|mirror| self.as_of(mirror)),
            has_another: join.outcome == Outcome::Refused { with: Refused::OneTicketOnly },
            can_leave: join.outcome == Outcome::Open,
            wished: self.wished(link, mirror, |_| true),
            problem: mirror.and_then(|mirror| self.problem(key, mirror, link)),
            ..blank(stage, headline)
        }
    }

    /// One that the branch has given.
    fn held(self, key: &str, mirror: &Mirror, held: &Held) -> TicketView {
        let (say, ticket) = (self.say, &held.ticket);
        let zone = zone(mirror);
        let local = self.local(mirror);
        let (stage, headline, advice) = match (held.end, ticket.stage) {
            (Some(end), _) => (TicketStage::Ended, self.ended(end), None),
            (None, Stage::Called { .. }) => (TicketStage::Called, say.follow_come(), None),
            (None, Stage::Serving { .. }) => (TicketStage::Serving, say.follow_served(), None),
            (None, Stage::Parked { until_ms }) => {
                let kept =
                    local.now.map(|_| say.phone_parked_until(&local_clock(super::utc(until_ms), zone)));
                let advice =
                    [Some(say.phone_parked_advice()), kept].into_iter().flatten().collect::<Vec<_>>();
                (TicketStage::Parked, say.follow_parked(), Some(advice.join(" ")))
            }
            (None, Stage::Waiting) if ticket.present => {
                (TicketStage::Waiting, say.phone_confirmed(), Some(say.phone_stay()))
            }
            (None, Stage::Waiting) => (TicketStage::Waiting, say.phone_confirmed(), None),
        };
        let counter = match ticket.stage {
            Stage::Called { counter } | Stage::Serving { counter } if held.end.is_none() => Some(counter),
            Stage::Waiting | Stage::Called { .. } | Stage::Serving { .. } | Stage::Parked { .. } => None,
        };
        let state = mirror.picture().map(|picture| &picture.state);
        let now = state.and_then(|state| state.now.line.iter().find(|now| now.ticket == ticket.ticket));
        let now = now.filter(|_| stage == TicketStage::Waiting);
        let wait = now.and_then(|now| now.wait).zip(state);
        let checks_in = state.is_none_or(|state| state.office.check_in);
        let alive = matches!(stage, TicketStage::Waiting | TicketStage::Parked);
        let away = stage == TicketStage::Waiting && !ticket.present;
        let arrives = away || stage == TicketStage::Parked;
        // What came of a wish is said for as long as it tells something about the ticket as it stands.
        let counts = |wish: &Wish| match wish {
            Wish::CheckIn { .. } => arrives,
            Wish::MoreTime { .. } => stage == TicketStage::Waiting,
            Wish::Leave { .. } | Wish::Join { .. } => alive,
        };
        TicketView {
            advice,
            branch: Some(key.to_owned()),
            office: Some(office_name(key, mirror, say.language())),
            service: Some(self.service_name(Some(mirror), &ticket.service)),
            number: Some(ticket.number.to_string()),
            language: Some(ticket.language),
            counter: counter.map(|counter| say.phone_go_to(counter)),
            ahead: now.map(|TicketNow { ahead, .. }| say.phone_ahead(*ahead)),
            turn: wait.map(|(wait, state)| self.turn(mirror, state, wait)),
            not_before: wait
                .filter(|(wait, _)| wait.p10_s >= 60 && local.now.is_some())
                .map(|(wait, state)| say.phone_not_before(&local_clock(after(state, wait.p10_s), zone))),
            set_out: wait
                .filter(|_| away)
                .map_or_else(Vec::new, |(wait, state)| self.set_out(mirror, state, wait)),
            as_of: self.as_of(mirror).filter(|_| held.end.is_none()),
            can_wait_longer: stage == TicketStage::Waiting && self.is_current(mirror),
            can_leave: alive,
            can_check_in: arrives && checks_in && self.is_current(mirror),
            wished: self.wished(ticket.link, Some(mirror), counts),
            problem: self.problem(key, mirror, ticket.link),
            ..blank(stage, headline)
        }
    }

    fn ended(self, end: End) -> String {
        match end {
            End::Served => self.say.phone_served(),
            End::NoShow => self.say.phone_no_show(),
            End::Left => self.say.phone_left(),
            End::Cancelled => self.say.phone_cancelled(),
            End::Expired => self.say.phone_expired(),
            End::Gone => self.say.follow_over(),
        }
    }

    fn turn(self, mirror: &Mirror, state: &State, wait: Wait) -> (String, String) {
        let wait = range(wait);
        match self.local(mirror).now {
            _ if wait.p90_s == 0 => (self.say.slip_turn(), self.say.wait_none()),
            Some(_) => (self.say.slip_turn_at(), clock_range(after(state, 0), zone(mirror), wait)),
            None => (self.say.slip_turn_in(), self.say.wait(wait)),
        }
    }

    fn set_out(self, mirror: &Mirror, state: &State, wait: Wait) -> Vec<SetOut> {
        let from = super::utc(shown_ms(mirror));
        let kept = self.kept_at_least(mirror, state, wait);
        let row = |travel_min: u32| {
            let in_s = set_out_in_s(wait.p10_s, travel_min * 60, SET_OUT_MARGIN_S);
            let at = later(from, TimeDelta::seconds(in_s.into()));
            let late_in_s = i64::from(wait.p50_s) - i64::from(travel_min) * 60;
            let late_ms = later(from, TimeDelta::seconds(late_in_s)).timestamp_millis();
            let words = match self.local(mirror).now {
                _ if late_ms < self.now_ms => self.say.phone_set_out_late(),
                _ if at.timestamp_millis() <= self.now_ms => self.say.phone_set_out_now(),
                Some(_) => self.say.phone_set_out_by(&local_clock(at, zone(mirror))),
                None => self.say.phone_set_out_in(in_s / 60),
            };
            let advice = self.say.phone_set_out_advice(travel_min);
            let late_advice = [Some(advice.clone()), kept.clone()].into_iter().flatten().collect::<Vec<_>>();
            SetOut {
                travel_min,
                at_ms: at.timestamp_millis(),
                words,
                advice,
                late_ms,
                late_advice: late_advice.join(" "),
            }
        };
        TRAVEL_MIN.into_iter().map(row).collect()
    }

    /// Until when the number of somebody who is late is kept, however early the turn comes: no longer than the office is open.
    fn kept_at_least(self, mirror: &Mirror, state: &State, wait: Wait) -> Option<String> {
        let hold_s = state.office.hold_s?;
        let until = after(state, wait.p10_s.saturating_add(hold_s));
        let until = match state.now.day {
            DayNow::Open { closes: Some(closes), .. } => until.min(closes),
            DayNow::Open { closes: None, .. } | DayNow::Closed { .. } => until,
        };
        Some(match self.local(mirror).now {
            Some(_) => self.say.phone_kept_until(&local_clock(until, zone(mirror))),
            None => self.say.phone_kept_for(hold_s / 60),
        })
    }

    fn service_name(self, mirror: Option<&Mirror>, service: &ServiceId) -> String {
        let services = mirror.and_then(Mirror::picture).map(|picture| &picture.state.now.services);
        let known = services.into_iter().flatten().find(|known| known.service == *service);
        known.map_or_else(
            || self.say.gone_service(&service.0),
            |known| name(&known.names, self.say.language()),
        )
    }

    /// What came of the last wish, if it is one that counts.
    fn wished(
        self,
        link: LinkId,
        mirror: Option<&Mirror>,
        counts: impl FnOnce(&Wish) -> bool,
    ) -> Option<Wished> {
        let asked: &Asked =
            self.gateway.requests().newest_of(link).filter(|asked| counts(&asked.body.wish))?;
        let say = self.say;
        let is_check_in = matches!(asked.body.wish, Wish::CheckIn { .. });
        let words = match &asked.outcome {
            Outcome::Refused { with: Refused::TooManyRequests } if is_check_in => say.phone_too_many_codes(),
            Outcome::Open => say.phone_asked(),
            Outcome::Unconfirmed => say.phone_not_answered(),
            Outcome::Done | Outcome::Joined { .. } => match asked.body.wish {
                Wish::MoreTime { .. } => say.phone_more_time_done(),
                // The ticket itself says that its person is here, for as long as that is so.
                Wish::CheckIn { .. } => return None,
                Wish::Leave { .. } | Wish::Join { .. } => say.phone_left(),
            },
            Outcome::Refused { with } => refused::words(say, with, self.local(mirror?)),
        };
        Some(Wished {
            request: asked.body.request.to_string(),
            open: asked.outcome == Outcome::Open,
            granted: asked.outcome == Outcome::Done,
            words,
        })
    }

    /// A letter that has what helps to find the trouble, and not the whole link: whoever has that could act for the person.
    fn problem(self, key: &str, mirror: &Mirror, link: LinkId) -> Option<String> {
        let state = &mirror.picture()?.state;
        let to = state.office.problems_to.as_ref()?;
        let office = office_name(key, mirror, self.say.language());
        let link = link.to_string();
        let shown = super::utc(shown_ms(mirror)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let version = mirror.head().life.as_ref().map_or("?", |life| life.version.as_str());
        let tail = &link[link.len().saturating_sub(6)..];
        let body =
            format!("\n\n--\n…{tail} · {key} · {shown} · rinda {version} / {}", env!("CARGO_PKG_VERSION"));
        let subject = self.say.phone_problem_subject(&office);
        Some(format!("mailto:{}?subject={}&body={}", escaped(to), escaped(&subject), escaped(&body)))
    }
}

/// RFC 3986: everything but unreserved characters by its bytes; an address keeps its `@`.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte);
    let escape = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(escape).collect()
}

fn blank(stage: TicketStage, headline: String) -> TicketView {
    TicketView {
        stage,
        headline,
        advice: None,
        branch: None,
        office: None,
        service: None,
        number: None,
        language: None,
        counter: None,
        ahead: None,
        turn: None,
        not_before: None,
        set_out: Vec::new(),
        as_of: None,
        has_another: false,
        can_wait_longer: false,
        can_leave: false,
        can_check_in: false,
        wished: None,
        problem: None,
    }
}
