//! What the display over a counter shows: the number that is called or served there; for a moment, in its place, why a key
//! of the clerk's keypad did nothing.

use super::brief::Brief;
use super::colour::{AMBER, INK, QUIET, WHITE};
use super::hall_schedule::{HIGHLIGHT_MS, HIGHLIGHT_PERIOD_MS};
use super::kiosk::{REFUSAL_MS, first_sentence};
use super::picture::{Area, Picture};
use super::screen::View;
use crate::domain::branch::Branch;
use crate::domain::counter::CounterState;
use crate::domain::ids::CounterId;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::TicketState;
use crate::domain::time::Moment;
use crate::lettering::{Anchor, TextStyle, Weight};
use crate::wording::Say;
use crate::wording::times::LocalNow;

/// What the display over a counter shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterView {
    /// "Counter 2".
    pub name: String,
    /// What is the case.
    pub body: CounterBody,
    /// Why a key did nothing a moment ago, on displays that have room for a sentence.
    pub refusal: Option<String>,
}

/// A key of the clerk's keypad that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedKey {
    /// Why.
    pub refusal: Refusal,
    /// Steady time of the answer.
    pub since_ms: u64,
}

impl RefusedKey {
    /// The first sentence of the reason, and until when it is shown.
    fn told(&self, branch: &Branch, now: Moment, say: Say<'_>) -> Option<(String, u64)> {
        let until_ms = self.since_ms + REFUSAL_MS;
        let trusted_now = branch.clock_trusted(now).then(|| now.utc());
        let local = LocalNow { zone: branch.settings().calendar.zone, now: trusted_now };
        (now.steady_ms < until_ms).then(|| (first_sentence(&say.refusal(&self.refusal, local)).0, until_ms))
    }
}

/// What is the case at a counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CounterBody {
    /// Somebody is called or served.
    Number {
        /// The ticket number.
        number: String,
        /// Whether it is highlighted at this moment.
        highlight: bool,
    },
    /// The next number will come.
    Free,
    /// No clerk.
    Closed {
        /// The same in words.
        words: String,
    },
}

impl CounterView {
    /// The view of a counter, and the steady time at which it ends by itself.
    pub fn of(
        branch: &Branch,
        id: CounterId,
        refused: Option<&RefusedKey>,
        now: Moment,
        say: Say<'_>,
    ) -> (Self, Option<u64>) {
        let state = branch.state().counters.get(&id).copied().unwrap_or(CounterState::Closed);
        let ticket = state.ticket().and_then(|ticket| branch.state().tickets.get(&ticket));
        let called_ms = ticket.and_then(|ticket| match ticket.state {
            TicketState::Called { since_ms, .. } => Some(since_ms),
            TicketState::Waiting
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Ended => None,
        });
        let (highlight, until_ms) = called_ms.map_or((false, None), |since_ms| highlight(since_ms, now));
        let body = match (state, ticket) {
            (CounterState::Closed, _) => CounterBody::Closed { words: say.hall_closed() },
            (_, None) if branch.is_held(id) => CounterBody::Closed { words: say.hall_closed() },
            (_, Some(ticket)) => CounterBody::Number { number: ticket.number.to_string(), highlight },
            (CounterState::Free | CounterState::Calling { .. } | CounterState::Serving { .. }, None) => {
                CounterBody::Free
            }
        };
        let told = refused.and_then(|refused| refused.told(branch, now, say));
        let (refusal, told_until_ms) = told.unzip();
        let until_ms = until_ms.into_iter().chain(told_until_ms).min();
        (Self { name: say.counter_name(id), body, refusal }, until_ms)
    }
}

/// Whether a call is highlighted now, as in the hall, and when that changes.
fn highlight(since_ms: u64, now: Moment) -> (bool, Option<u64>) {
    let (age_ms, half_ms) = (now.steady_ms.saturating_sub(since_ms), HIGHLIGHT_PERIOD_MS / 2);
    let is_new = age_ms < HIGHLIGHT_MS;
    let next_ms = since_ms + (age_ms / half_ms + 1) * half_ms;
    (is_new && age_ms % HIGHLIGHT_PERIOD_MS < half_ms, is_new.then_some(next_ms))
}

/// The share of the height that the head takes, on displays that are high enough for one.
const HEAD: f32 = 0.24;
/// A lower display has no head.
const HEAD_HEIGHT_PX_MIN: f32 = 40.0;
/// A capital letter of a refusal, as a share of the height inside.
const REFUSAL: f32 = 0.25;
/// The clerk sits near; where letters would be smaller, the number stays instead.
const REFUSAL_PX_MIN: f32 = 5.0;
/// The edge of a highlighted call, as a share of the height.
const EDGE: f32 = 0.03;

impl View for CounterView {
    fn lay_out(&self, picture: &mut Picture<'_>) {
        let area = picture.area();
        picture.fill(area, 0.0, INK);
        if let CounterBody::Number { highlight: true, .. } = self.body {
            let edge = (EDGE * area.height).max(1.0).round();
            picture.border(area, edge, AMBER);
        }
        let margin = (0.06 * area.height).max(3.0);
        let inner = area.inset(margin, margin);
        let style = TextStyle::cap(Weight::Bold, REFUSAL * inner.height);
        let readable = |words: &&String| picture.paragraph_cap_px(words, style, inner) >= REFUSAL_PX_MIN;
        if let Some(words) = self.refusal.as_ref().filter(readable) {
            picture.paragraph(words, style, inner, WHITE);
            return;
        }
        let (head, body) = match area.height >= HEAD_HEIGHT_PX_MIN {
            true => inner.split_at_height(HEAD * inner.height),
            false => inner.split_at_height(0.0),
        };
        if head.height > 0.0 {
            let style = TextStyle::cap(Weight::Medium, 0.6 * head.height);
            let at = (head.x, head.y + 0.25 * head.height + style.cap_px());
            picture.line(&self.name, style, at, Anchor::Left, head.width, QUIET);
        }
        let gap = if head.height > 0.0 { 0.12 * body.height } else { 0.0 };
        let (_, body) = body.split_at_height(gap);
        match &self.body {
            CounterBody::Number { number, .. } => large(picture, number, body, (Weight::ExtraBold, 1.0)),
            CounterBody::Free => large(picture, "–", body, (Weight::ExtraBold, 1.0)),
            CounterBody::Closed { words } => large(picture, words, body, (Weight::Bold, 0.5)),
        }
    }

    fn brief(&self) -> Brief {
        match &self.body {
            CounterBody::Number { number, highlight } => {
                Brief { number: number.clone(), counter: None, highlight: *highlight }
            }
            CounterBody::Free => Brief::nothing(),
            CounterBody::Closed { .. } => Brief { number: "––––".to_owned(), ..Brief::default() },
        }
    }
}

/// As large as there is room, in the middle of the height.
fn large(picture: &mut Picture<'_>, text: &str, area: Area, (weight, share): (Weight, f32)) {
    let style = picture.flush_fitted(text, TextStyle::cap(weight, share * area.height), area.width);
    let baseline = area.y + (area.height + style.cap_px()) / 2.0;
    let colour = if weight == Weight::ExtraBold { AMBER } else { WHITE };
    picture.flush(text, style, (area.x, baseline), area.width, colour);
}
