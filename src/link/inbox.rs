//! Requests on their way to an answer: a state machine without clock and without I/O.
//!
//! **Model.** A message is opened (whose key, to whom), waits, is asked, and its answer waits until it is published; then
//! the message is acknowledged to the broker and not before: whatever breaks on the way, the broker gives it again, and the
//! branch answers it with the same bytes. `R` is what acknowledges a message.
//!
//! **Invariants.** Bounded: the broker gives no more than so many messages before some are acknowledged, and only
//! [`ASKED_MAX`] of them stand before the engine, so that a press at the kiosk never waits behind a crowd. What is no request is
//! never answered; it is acknowledged in peace ([`PEACE_MS_MIN`]), and after [`FLOOD`] of them the inbox hears nothing before
//! all are ([`Inbox::is_flooded`]), each time for longer: whoever sends garbage fills neither processor nor memory with it. What
//! the broker waits for is never dropped.
//!
//! **Deliberately not here.** Whether a request is granted (`domain::branch`), and what an answer is.

use crate::domain::remote::Request;
use crate::protocol::{BadRequest, Keys, Reply};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Requests before the engine at one time. With more a turn is longer, and so is the wait of who presses meanwhile: with eight
/// the slowest presses of a hundred took three to seven times as long as in peace, with one less than twice (`cargo bench`).
/// Each has a sync of its own for that, and a crowd waits twice as long.
pub const ASKED_MAX: usize = 1;
/// What is no request is acknowledged so much later; in a flood, at the most.
const PEACE_MS_MIN: u64 = 100;
const PEACE_MS_MAX: u64 = 3_200;
/// So many that are no requests, not acknowledged yet, are a flood. The broker gives twice as many, so that what is between
/// them does not keep it from being one.
const FLOOD: usize = 32;
/// Requests that are held at the most, of those that need no acknowledgement (QoS 0): nobody relies on their answer. Of the
/// others the broker gives fewer before some are acknowledged.
const HELD_MAX: usize = 256;
/// A branch that has too much to do is asked again so much later.
const AGAIN_MS: u64 = 250;

/// What the engine makes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is answered, durably.
    Answered(Reply),
    /// It is durably answered, so long ago that the answer is forgotten.
    Forgotten,
    /// Not now.
    TooMuchToDo,
}

/// The inbox of one process; times are milliseconds of a clock that never runs backwards.
#[derive(Debug)]
pub struct Inbox<R> {
    branch: String,
    keys: Keys,
    waiting: VecDeque<(Request, R)>,
    asked: BTreeMap<u64, (Request, R)>,
    next_asked: u64,
    replies: VecDeque<(Reply, R)>,
    garbage: Vec<(u64, R)>,
    flooded: bool,
    /// How long garbage is held now, and when the last came.
    peace_ms: u64,
    bad_ms: u64,
    not_before_ms: u64,
    said: BTreeSet<&'static str>,
}

impl<R> Inbox<R> {
    /// Of a branch that takes requests which these keys have signed.
    pub fn new(branch: &str, keys: Keys) -> Self {
        Self {
            branch: branch.to_owned(),
            keys,
            waiting: VecDeque::new(),
            asked: BTreeMap::new(),
            next_asked: 0,
            replies: VecDeque::new(),
            garbage: Vec::new(),
            flooded: false,
            peace_ms: PEACE_MS_MIN,
            bad_ms: 0,
            not_before_ms: 0,
            said: BTreeSet::new(),
        }
    }

    /// A message has come, for whose acknowledgement the broker waits, or not (`awaited`). Gives the reason when it is no
    /// request, once for each kind of reason.
    pub fn hear(&mut self, now_ms: u64, message: &[u8], awaited: bool, receipt: R) -> Option<BadRequest> {
        if !awaited && self.waiting.len() + self.replies.len() >= HELD_MAX {
            return None;
        }
        match self.keys.open(&self.branch, message) {
            Ok(request) => {
                self.waiting.push_back((request, receipt));
                None
            }
            Err(bad) => {
                self.spoilt(now_ms, receipt);
                self.said.insert(kind(&bad)).then_some(bad)
            }
        }
    }

    fn spoilt(&mut self, now_ms: u64, receipt: R) {
        if now_ms.saturating_sub(self.bad_ms) > 2 * self.peace_ms {
            self.peace_ms = PEACE_MS_MIN;
        }
        self.bad_ms = now_ms;
        self.garbage.push((now_ms + self.peace_ms, receipt));
        if self.garbage.len() >= FLOOD && !self.flooded {
            self.flooded = true;
            self.peace_ms = (self.peace_ms * 2).min(PEACE_MS_MAX);
        }
    }

    /// Whether no message is to be given to [`Inbox::hear`] now. [`Inbox::unanswered`] ends it, by [`Inbox::deadline_ms`].
    pub fn is_flooded(&self) -> bool {
        self.flooded
    }

    /// The connection is lost: the broker will give what is not acknowledged again.
    pub fn lost(&mut self) {
        self.waiting.clear();
        self.replies.clear();
        self.garbage.clear();
        self.flooded = false;
    }

    /// The next request to ask, with a number under which to say what came of it.
    pub fn ask(&mut self, now_ms: u64) -> Option<(u64, Request)> {
        if self.asked.len() >= ASKED_MAX || now_ms < self.not_before_ms {
            return None;
        }
        let (request, receipt) = self.waiting.pop_front()?;
        let number = self.next_asked;
        self.next_asked += 1;
        self.asked.insert(number, (request.clone(), receipt));
        Some((number, request))
    }

    /// What came of a request.
    pub fn answered(&mut self, now_ms: u64, number: u64, outcome: Outcome) {
        let Some((request, receipt)) = self.asked.remove(&number) else { return };
        match outcome {
            Outcome::Answered(reply) => self.replies.push_back((reply, receipt)),
            Outcome::Forgotten => self.garbage.push((now_ms, receipt)),
            Outcome::TooMuchToDo => {
                self.waiting.push_front((request, receipt));
                self.not_before_ms = now_ms + AGAIN_MS;
            }
        }
    }

    /// The next reply to publish.
    pub fn reply(&self) -> Option<&Reply> {
        self.replies.front().map(|(reply, _)| reply)
    }

    /// That reply is published: its message can be acknowledged.
    pub fn replied(&mut self) -> Option<R> {
        self.replies.pop_front().map(|(_, receipt)| receipt)
    }

    /// Messages that are not answered and can be acknowledged now.
    pub fn unanswered(&mut self, now_ms: u64) -> Vec<R> {
        let due = self.garbage.iter().take_while(|(due_ms, _)| *due_ms <= now_ms).count();
        let due = self.garbage.drain(..due).map(|(_, receipt)| receipt).collect();
        self.flooded &= !self.garbage.is_empty();
        due
    }

    /// When there is something to do at the latest, if nothing happens before.
    pub fn deadline_ms(&self, now_ms: u64) -> Option<u64> {
        let garbage = self.garbage.first().map(|(due_ms, _)| *due_ms);
        let again = (!self.waiting.is_empty() && now_ms < self.not_before_ms).then_some(self.not_before_ms);
        garbage.into_iter().chain(again).min()
    }
}

fn kind(bad: &BadRequest) -> &'static str {
    match bad {
        BadRequest::Unreadable(_) => "unreadable",
        BadRequest::UnknownKey(_) => "unknown key",
        BadRequest::Forged(_) => "forged",
        BadRequest::ForAnother(_) => "for another",
    }
}

#[cfg(test)]
mod tests;
