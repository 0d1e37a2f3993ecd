//! What the hall shows.
//!
//! The newest call owns the screen: number, arrow, counter. Earlier calls stand in a list with their counters. The footer
//! says how many people wait, from where, and for how long. Numbers that came from a phone carry the phone sign, and the newest
//! says since when it is in the line, so that people in the hall see why such a number comes before theirs.

use super::hall_schedule::HallShow;
use crate::domain::branch::{Branch, Call};
use crate::domain::ids::{CounterId, ServiceId, TicketNumber};
use crate::domain::ticket::{Origin, WaitRange};
use crate::domain::time::Moment;
use crate::wording::Say;
use crate::wording::times::{LocalNow, clock};
use serde::Serialize;

pub use super::hall_layout::cap_heights;

/// Rows of earlier calls that a view has; a small screen shows fewer.
pub const EARLIER_MAX: usize = 5;

/// A call in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownCall {
    /// The ticket number.
    pub number: String,
    /// Where to go: "Counter 2".
    pub counter: String,
    /// The same, as short as it can be said.
    pub counter_short: String,
    /// The counter's number alone.
    pub counter_number: CounterId,
    /// Whether it came from a phone.
    pub remote: bool,
}

/// What the largest part of the screen shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HallBody {
    /// Calls.
    Calls {
        /// The head over the newest.
        newest_head: String,
        /// The newest.
        newest: ShownCall,
        /// Whether it is highlighted at this moment.
        highlight: bool,
        /// Why the newest is called now, when it came from a phone.
        remote_words: Option<String>,
        /// The head over the earlier ones.
        earlier_head: String,
        /// The earlier ones, newest first, at most [`EARLIER_MAX`].
        earlier: Vec<ShownCall>,
    },
    /// Words instead of calls: closed, or nobody was called yet.
    Notice {
        /// What is the case.
        title: String,
        /// What a person can do.
        advice: Option<String>,
    },
}

/// Where people who have joined by phone check in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HallCheckIn {
    /// To whom it is said.
    pub ask: String,
    /// What the code is.
    pub label: String,
    /// The code.
    pub code: String,
    /// The page that takes it, as a code for a phone's camera.
    pub url: Option<String>,
}

/// The line at the lower edge.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct HallFoot {
    /// The clock time, if the clock is trusted.
    pub clock: Option<String>,
    /// How many people wait, and for how long, each a short phrase.
    pub facts: Vec<String>,
    /// Whether the first fact counts people from the phone: the phone sign stands after it.
    pub counts_remote: bool,
    /// Where people from phones check in, while any of them may come.
    pub check_in: Option<HallCheckIn>,
    /// The office's name.
    pub branch: String,
}

/// What the hall shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HallView {
    /// The largest part.
    pub body: HallBody,
    /// Words over it when what is shown is not up to date.
    pub stale: Option<String>,
    /// The line at the lower edge.
    pub foot: HallFoot,
}

impl HallView {
    /// The view of a branch. `show` is what the schedule says; `as_of` is the time of the last word from the branch,
    /// when there was none for a while. The forecast moves with time: make the view anew every few seconds.
    pub fn of(branch: &Branch, show: &HallShow, as_of: Option<Moment>, now: Moment, say: Say<'_>) -> Self {
        let zone = branch.settings().calendar.zone;
        let trusted = branch.clock_trusted(now);
        let clock_now = trusted.then(|| clock(now.utc(), zone));
        let stale = as_of.map(|as_of| {
            let minutes = now.steady_ms.saturating_sub(as_of.steady_ms) / 60_000;
            let since = match trusted {
                true => say.hall_stale(&clock(as_of.utc(), zone)),
                false => say.hall_stale_minutes(u32::try_from(minutes).unwrap_or(u32::MAX)),
            };
            format!("{since}. {}", say.hall_stale_advice())
        });
        let mut foot = HallFoot { clock: clock_now, branch: site_name(branch, say), ..HallFoot::default() };
        if branch.state().day.is_some() && stale.is_none() {
            foot.counts_remote = waiting(branch).1 > 0;
            foot.facts = facts(branch, now, say);
            foot.check_in = check_in(branch, now, say);
        }
        Self { body: body(branch, show, now, say), stale, foot }
    }
}

fn site_name(branch: &Branch, say: Say<'_>) -> String {
    branch.settings().name.get(say.language()).to_owned()
}

fn body(branch: &Branch, show: &HallShow, now: Moment, say: Say<'_>) -> HallBody {
    if branch.state().day.is_none() {
        let calendar = &branch.settings().calendar;
        let trusted_now = branch.clock_trusted(now).then(|| now.utc());
        let opens = trusted_now.and_then(|now| calendar.next_opening(now));
        let local = LocalNow { zone: calendar.zone, now: trusted_now };
        return HallBody::Notice { title: say.hall_closed(), advice: say.opens_again(opens, local) };
    }
    let Some(newest) = &show.current else {
        return HallBody::Notice { title: say.hall_nobody_called(), advice: Some(say.hall_take_number()) };
    };
    HallBody::Calls {
        newest_head: say.hall_newest(),
        newest: shown(newest, say),
        highlight: show.highlight,
        remote_words: newest.remote.then(|| why_remote(branch, newest, say)),
        earlier_head: say.hall_earlier(),
        earlier: earlier(&branch.state().calls, newest).into_iter().map(|call| shown(call, say)).collect(),
    }
}

/// Since when a number from a phone is in the line, and whether everybody who waits here has come later.
fn why_remote(branch: &Branch, call: &Call, say: Say<'_>) -> String {
    let ticket = branch.ticket_by_number(call.number).filter(|ticket| ticket.joined_clock_trusted);
    let Some(ticket) = ticket else { return say.ticket_remote() };
    let since = clock(ticket.joined.utc(), branch.settings().calendar.zone);
    let here = branch.line().into_iter().filter(|other| other.origin == Origin::WalkIn);
    let later: Vec<bool> = here.map(|other| other.joined.steady_ms > ticket.joined.steady_ms).collect();
    match !later.is_empty() && later.iter().all(|&later| later) {
        true => say.hall_remote_before(&since),
        false => say.hall_remote_since(&since),
    }
}

fn shown(call: &Call, say: Say<'_>) -> ShownCall {
    ShownCall {
        number: call.number.to_string(),
        counter: say.counter_name(call.counter),
        counter_short: say.counter_name_short(call.counter),
        counter_number: call.counter,
        remote: call.remote,
    }
}

/// Calls whose turn on the screen is over, newest first, each number once with its newest counter.
fn earlier<'a>(calls: &'a [Call], newest: &Call) -> Vec<&'a Call> {
    let mut listed: Vec<&Call> = Vec::new();
    for call in calls.iter().rev() {
        let known = |number: TicketNumber| {
            number == newest.number || listed.iter().any(|listed| listed.number == number)
        };
        if call.id < newest.id && !known(call.number) && listed.len() < EARLIER_MAX {
            listed.push(call);
        }
    }
    listed
}

/// People in the line who took a ticket here, and who joined from a phone.
fn waiting(branch: &Branch) -> (u32, u32) {
    let line = branch.line();
    let remote = line.iter().filter(|ticket| matches!(ticket.origin, Origin::Remote(_))).count();
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    (count(line.len() - remote), count(remote))
}

fn facts(branch: &Branch, now: Moment, say: Say<'_>) -> Vec<String> {
    let (here, remote) = waiting(branch);
    let people = match remote {
        0 => say.hall_waiting(here),
        1.. => say.hall_waiting_mixed(here, remote),
    };
    let over = branch.clock_trusted(now) && branch.closing(now).is_some_and(|closes| now.utc() >= closes);
    let second = match over {
        true => Some(say.refusal_no_more_today()),
        false => wait(branch, now).map(|wait| say.hall_wait(&say.wait(wait))),
    };
    [people].into_iter().chain(second).collect()
}

/// Shown while the day is open, also when nobody from a phone waits: who comes late is in no line.
fn check_in(branch: &Branch, now: Moment, say: Say<'_>) -> Option<HallCheckIn> {
    let code = branch.check_in_code(now)?;
    let base = branch.settings().remote.as_ref().and_then(|rules| rules.check_in_url.as_deref());
    let url = base.map(|base| format!("{base}{code}"));
    Some(HallCheckIn { ask: say.hall_check_in(), label: say.hall_check_in_code(), code, url })
}

/// The wait of somebody who joins now, from the shortest to the longest of the services that people wait for: the hall
/// has one line for all of them.
fn wait(branch: &Branch, now: Moment) -> Option<WaitRange> {
    let line = branch.line();
    let wanted = |id: &ServiceId| line.iter().any(|ticket| ticket.service == *id);
    let forecasts = branch.forecasts_of_joining(now.steady_ms).into_iter().filter(|(id, _)| wanted(id));
    let waits = forecasts.filter_map(|(_, forecast)| Some(forecast?.wait));
    waits.reduce(|one, other| WaitRange { p10_s: one.p10_s.min(other.p10_s), ..one.at_least(other) })
}
