//! The gateway: messages of branches and wishes of people in, messages to branches out.
//!
//! **Model.** A state machine without I/O. Each turn takes messages and wishes, gives the rows that changed ([`Gateway::take_rows`]),
//! and when these are on disk, what is owed to branches ([`Gateway::next_message`]) and whose pages look different
//! ([`Gateway::take_changed`]). What is owed is derived: open requests to a branch that connects, an acknowledgement after
//! each step of a mirror, a question where a mirror has a gap. Nothing is owed to a broker that is not there; when there is one
//! again, everything is owed anew.
//!
//! **Invariants.** Whoever calls writes the rows before it asks for messages: so nothing is acknowledged that is not stored, and no
//! request is sent that a restart would forget. Branches are bounded by [`BRANCHES_MAX`]; a message of the wrong topic, of
//! somebody else, or without sense changes nothing and is said once in the log.
//!
//! **Deliberately not here.** Connections, disk, pages.

mod hearing;
mod sense;
#[cfg(test)]
mod tests;

use super::mirror::{Head, Held, Mirror, Picture};
use super::requests::{Asked, Outcome, Requests};
use crate::domain::ids::{LinkId, RequestId, TicketId};
use crate::protocol::{FromCentre, Kind, RequestBody, RequestKey, Topic};
use crate::wording::times::local_date;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// Branches that are known at the most.
pub const BRANCHES_MAX: usize = 4096;
/// A picture is stored so often at the most: it is worth little, and changes all the time.
const PICTURE_STORED_MS: i64 = 60_000;
/// Old tickets and requests are looked for so often.
const FORGET_MS: i64 = 60_000;

/// A message to a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Where it goes.
    pub topic: Topic,
    /// What it says.
    pub payload: Vec<u8>,
    /// Whether the broker keeps it.
    pub retained: bool,
}

/// What has to be stored, or forgotten where there is nothing.
#[derive(Debug)]
pub enum Row {
    /// A branch beside its tickets.
    Head(String, Head),
    /// How a branch was.
    Picture(String, Picture),
    /// A ticket of a branch.
    Ticket(String, TicketId, Option<Held>),
    /// A request.
    Request(RequestId, Option<Asked>),
}

/// What looks different than before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// Branches.
    pub branches: BTreeSet<String>,
    /// Tickets, by link.
    pub links: BTreeSet<LinkId>,
    /// Whether the broker was lost or found.
    pub all: bool,
}

/// Everything that was stored.
#[derive(Debug, Default)]
pub struct Stored {
    /// Branches by key.
    pub branches: BTreeMap<String, Mirror>,
    /// Requests.
    pub requests: Vec<Asked>,
}

/// A branch, and what of it is not stored yet.
#[derive(Debug, Default)]
struct Branch {
    mirror: Mirror,
    head_changed: bool,
    picture_stored_ms: Option<i64>,
    picture_changed: bool,
    /// Whether it was there when time passed last.
    was_live: bool,
}

/// The gateway.
#[derive(Debug)]
pub struct Gateway {
    key: RequestKey,
    branches: BTreeMap<String, Branch>,
    requests: Requests,
    connected: bool,
    lost_ms: i64,
    owed_acknowledgements: BTreeSet<String>,
    owed_questions: BTreeMap<String, FromCentre>,
    owed_requests: BTreeSet<RequestId>,
    changed: Changed,
    /// Branches of which something may not be stored yet.
    unstored: BTreeSet<String>,
    forgot_ms: i64,
    said: BTreeSet<String>,
}

impl Gateway {
    /// From what was stored, as far as it makes sense.
    pub fn new(key: RequestKey, stored: Stored, now_ms: i64) -> Self {
        let stored = sense::restored(now_ms, stored);
        let branch = |mirror| Branch { mirror, ..Branch::default() };
        Self {
            key,
            branches: stored.branches.into_iter().map(|(key, mirror)| (key, branch(mirror))).collect(),
            requests: Requests::restore(stored.requests),
            connected: false,
            lost_ms: now_ms,
            owed_acknowledgements: BTreeSet::new(),
            owed_questions: BTreeMap::new(),
            owed_requests: BTreeSet::new(),
            changed: Changed::default(),
            unstored: BTreeSet::new(),
            forgot_ms: i64::MIN,
            said: BTreeSet::new(),
        }
    }

    /// Branches by key.
    pub fn branches(&self) -> impl Iterator<Item = (&str, &Mirror)> {
        self.branches.iter().map(|(key, branch)| (key.as_str(), &branch.mirror))
    }

    /// A branch.
    pub fn branch(&self, key: &str) -> Option<&Mirror> {
        self.branches.get(key).map(|branch| &branch.mirror)
    }

    /// What people have asked for.
    pub fn requests(&self) -> &Requests {
        &self.requests
    }

    /// Which branch a link belongs to: the one that it was asked of, or the one that gave it on paper.
    pub fn branch_of(&self, link: LinkId) -> Option<&str> {
        let asked = self.requests.join_of(link).map(|asked| asked.body.branch.as_str());
        asked.or_else(|| {
            self.branches().find(|(_, mirror)| mirror.by_link(link).is_some()).map(|(key, _)| key)
        })
    }

    /// Whether there is something to ask about a ticket: it lives, or is on its way.
    pub fn is_wanted(&self, link: LinkId) -> bool {
        let held = self.branches.values().find_map(|branch| branch.mirror.by_link(link));
        match held {
            Some(held) => held.end.is_none(),
            None => self.requests.join_of(link).is_some_and(|join| match join.outcome {
                Outcome::Open | Outcome::Joined { .. } => true,
                Outcome::Done | Outcome::Refused { .. } | Outcome::Unconfirmed => false,
            }),
        }
    }

    /// Since when the broker is lost; nothing while it is there.
    pub fn lost_since_ms(&self) -> Option<i64> {
        (!self.connected).then_some(self.lost_ms)
    }

    /// There is a broker. What was under way to the one before is owed again.
    pub fn connected(&mut self, now_ms: i64) {
        self.connected = true;
        self.changed.all = true;
        self.owed_acknowledgements = self.branches.keys().cloned().collect();
        self.owed_requests = self.requests.open(now_ms).map(|body| body.request).collect();
    }

    /// There is none any more.
    pub fn lost(&mut self, now_ms: i64) {
        if self.connected {
            (self.connected, self.lost_ms, self.changed.all) = (false, now_ms, true);
        }
        self.owed_acknowledgements.clear();
        self.owed_questions.clear();
        self.owed_requests.clear();
    }

    /// Somebody asks for something. Whether it is taken: there may be too many already.
    pub fn ask(&mut self, now_ms: i64, body: RequestBody) -> bool {
        let id = body.request;
        if self.requests.get(id).is_some() {
            return true;
        }
        if !self.requests.has_room() {
            return false;
        }
        self.requests.ask(now_ms, body);
        self.changed.links.extend(self.requests.get(id).map(Asked::link));
        if self.connected {
            self.owed_requests.insert(id);
        }
        true
    }

    /// Time passes.
    pub fn pass(&mut self, now_ms: i64) {
        let unconfirmed = self.requests.pass(now_ms);
        self.changed.links.extend(unconfirmed);
        self.notice_silence(now_ms);
        if self.connected {
            for (key, branch) in &mut self.branches {
                if let Some(question) = branch.mirror.missing(now_ms) {
                    self.owed_questions.insert(key.clone(), question);
                }
            }
        }
        if now_ms.saturating_sub(self.forgot_ms) >= FORGET_MS {
            self.forgot_ms = now_ms;
            self.requests.forget(now_ms);
            self.said.clear();
            for branch in self.branches.values_mut() {
                let today = date(&branch.mirror, now_ms);
                branch.mirror.forget(now_ms, today);
            }
            self.unstored.extend(self.branches.keys().cloned());
        }
    }

    /// Pages of a branch that has fallen silent, or is heard again, look different.
    fn notice_silence(&mut self, now_ms: i64) {
        for (key, branch) in &mut self.branches {
            let is_live = branch.mirror.is_live(now_ms);
            if std::mem::replace(&mut branch.was_live, is_live) == is_live {
                continue;
            }
            self.changed.branches.insert(key.clone());
            self.changed.links.extend(branch.mirror.tickets().map(|held| held.ticket.link));
            let requested = self.requests.open(now_ms).filter(|body| body.branch == *key);
            let requested = requested.filter_map(|body| self.requests.get(body.request)).map(Asked::link);
            self.changed.links.extend(requested);
        }
    }

    /// What has to be stored now. Told once.
    pub fn take_rows(&mut self, now_ms: i64) -> Vec<Row> {
        let mut rows = Vec::new();
        for key in std::mem::take(&mut self.unstored) {
            let Some(branch) = self.branches.get_mut(&key) else { continue };
            let touched = branch.mirror.take_touched();
            let tickets =
                touched.into_iter().map(|id| Row::Ticket(key.clone(), id, branch.mirror.ticket(id).cloned()));
            rows.extend(tickets);
            let due = branch.picture_stored_ms.is_none_or(|ms| now_ms - ms >= PICTURE_STORED_MS);
            if std::mem::take(&mut branch.head_changed) {
                rows.push(Row::Head(key.clone(), branch.mirror.head().clone()));
            }
            if branch.picture_changed && due {
                (branch.picture_stored_ms, branch.picture_changed) = (Some(now_ms), false);
                rows.extend(branch.mirror.picture().map(|picture| Row::Picture(key, picture.clone())));
            }
        }
        let requests = self.requests.take_touched().into_iter();
        rows.extend(requests.map(|id| Row::Request(id, self.requests.get(id).cloned())));
        rows
    }

    /// Whose pages look different since this was asked last.
    pub fn take_changed(&mut self) -> Changed {
        std::mem::take(&mut self.changed)
    }

    /// One message that is owed now, requests first: a person waits for them.
    pub fn next_message(&mut self) -> Option<Message> {
        while let Some(id) = self.owed_requests.pop_first() {
            let open = self.requests.get(id).filter(|asked| asked.outcome == Outcome::Open);
            if let Some(Asked { body, .. }) = open {
                let topic = Topic { branch: body.branch.clone(), kind: Kind::Request };
                return Some(Message { topic, payload: json(&self.key.sign(body)), retained: false });
            }
        }
        if let Some((branch, question)) = self.owed_questions.pop_first() {
            let topic = Topic { branch, kind: Kind::Centre };
            return Some(Message { topic, payload: json(&question), retained: false });
        }
        while let Some(branch) = self.owed_acknowledgements.pop_first() {
            if let Some(stored) = self.branch(&branch).and_then(Mirror::acknowledgement) {
                let topic = Topic { branch, kind: Kind::Centre };
                return Some(Message { topic, payload: json(&stored), retained: true });
            }
        }
        None
    }
}

/// The date of a moment where the branch is.
pub fn date(mirror: &Mirror, at_ms: i64) -> NaiveDate {
    let at = DateTime::<Utc>::from_timestamp_millis(at_ms).unwrap_or_default();
    local_date(at, zone(mirror))
}

/// The zone in which a branch's times are said.
pub fn zone(mirror: &Mirror) -> Tz {
    let named = mirror.picture().and_then(|picture| Tz::from_str(&picture.state.office.time_zone).ok());
    named.unwrap_or(Tz::UTC)
}

fn json(message: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(message).expect("a message has only names as keys")
}
