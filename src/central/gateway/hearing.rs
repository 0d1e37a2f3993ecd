//! What branches say, and what follows from it.

use super::super::mirror::{Heard, Mirror};
use super::super::requests::Outcome;
use super::sense::{self, NONSENSE};
use super::{BRANCHES_MAX, Branch, Gateway};
use crate::domain::ids::RequestId;
use crate::protocol::{Facts, FactsBody, Kind, Life, Reply, State, Topic, What};
use serde::de::DeserializeOwned;

/// A branch's key has so many letters at the most.
const KEY_BYTES_MAX: usize = 64;
/// So many complaints are remembered, so that each is said once.
const SAID_MAX: usize = 1000;

impl Gateway {
    /// A branch says something.
    pub fn message(&mut self, now_ms: i64, topic: &str, payload: &[u8]) {
        let heard = Topic::parse(topic).filter(|topic| self.may_be_known(&topic.branch));
        let Some(Topic { branch, kind }) = heard else {
            return self.say_once(format!("{topic}: no branch has this name"));
        };
        let understood = match kind {
            Kind::Facts => read(payload, sense::facts).map(|facts| self.facts(now_ms, &branch, facts)),
            Kind::Reply => {
                read(payload, |reply| sense::reply(now_ms, reply)).map(|reply| self.reply(&branch, reply))
            }
            Kind::State => read(payload, |state| sense::state(now_ms, state))
                .map(|state| self.state(now_ms, &branch, state)),
            Kind::Life => read(payload, |_| true).map(|life| self.life(now_ms, &branch, life)),
            // Said by a centre, perhaps by this one.
            Kind::Request | Kind::Centre => Ok(()),
        };
        if let Err(why) = understood {
            self.say_once(format!("{topic}: {why}"));
        }
    }

    fn facts(&mut self, now_ms: i64, key: &str, facts: Facts) {
        let answers = answers(&facts);
        let branch = self.known(key);
        match branch.mirror.facts(now_ms, facts) {
            Heard::News => {
                branch.head_changed = true;
                let links: Vec<_> = branch.mirror.touched_links().collect();
                self.changed.links.extend(links);
                self.changed.branches.insert(key.to_owned());
                for (request, outcome) in answers {
                    self.changed.links.extend(self.requests.answered(key, request, outcome));
                }
                self.owe_acknowledgement(key);
            }
            // It comes again because it was not acknowledged.
            Heard::Nothing => self.owe_acknowledgement(key),
            Heard::Gap => self.owe_question(now_ms, key),
            Heard::Conflict => self.contradicted(key),
            Heard::Nonsense => self.say_once(format!("{key}: facts that contradict themselves")),
        }
    }

    fn reply(&mut self, key: &str, reply: Reply) {
        let link = self.requests.answered(key, reply.request, Outcome::of(reply.answer));
        self.changed.links.extend(link);
    }

    fn state(&mut self, now_ms: i64, key: &str, state: State) {
        let branch = self.known(key);
        match branch.mirror.state(now_ms, state) {
            Heard::News => {
                branch.picture_changed = true;
                let links: Vec<_> = branch.mirror.tickets().map(|held| held.ticket.link).collect();
                self.changed.links.extend(links);
                self.changed.branches.insert(key.to_owned());
            }
            Heard::Conflict => self.contradicted(key),
            Heard::Nothing | Heard::Gap | Heard::Nonsense => {}
        }
    }

    fn life(&mut self, now_ms: i64, key: &str, life: Life) {
        let is_birth = life.online;
        let branch = self.known(key);
        match branch.mirror.life(now_ms, life) {
            Heard::News => {
                branch.head_changed = true;
                let links: Vec<_> = branch.mirror.tickets().map(|held| held.ticket.link).collect();
                self.changed.links.extend(links);
                self.changed.branches.insert(key.to_owned());
                if is_birth {
                    self.owe_acknowledgement(key);
                    self.owe_question(now_ms, key);
                    self.owe_requests(now_ms, key);
                }
            }
            Heard::Conflict => self.contradicted(key),
            Heard::Nothing | Heard::Gap | Heard::Nonsense => {}
        }
    }

    fn contradicted(&mut self, key: &str) {
        self.known(key).head_changed = true;
        self.changed.branches.insert(key.to_owned());
        self.say_once(format!("{key}: somebody else speaks as this branch"));
    }

    /// The branch, which is known from now on.
    fn known(&mut self, key: &str) -> &mut Branch {
        self.unstored.insert(key.to_owned());
        self.branches.entry(key.to_owned()).or_default()
    }

    fn may_be_known(&self, key: &str) -> bool {
        let plain = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-' || letter == b'_';
        let named = !key.is_empty() && key.len() <= KEY_BYTES_MAX && key.bytes().all(plain);
        named && (self.branches.contains_key(key) || self.branches.len() < BRANCHES_MAX)
    }

    fn owe_acknowledgement(&mut self, key: &str) {
        if self.connected {
            self.owed_acknowledgements.insert(key.to_owned());
        }
    }

    fn owe_question(&mut self, now_ms: i64, key: &str) {
        if !self.connected {
            return;
        }
        if let Some(question) = self.known(key).mirror.missing(now_ms) {
            self.owed_questions.insert(key.to_owned(), question);
        }
    }

    fn owe_requests(&mut self, now_ms: i64, key: &str) {
        if self.connected {
            let open = self.requests.open(now_ms).filter(|body| body.branch == key);
            self.owed_requests.extend(open.map(|body| body.request));
        }
    }

    fn say_once(&mut self, what: String) {
        if self.said.len() < SAID_MAX && !self.said.contains(&what) {
            tracing::warn!("{what}");
            self.said.insert(what);
        }
    }
}

impl Mirror {
    fn touched_links(&self) -> impl Iterator<Item = crate::domain::ids::LinkId> {
        self.touched().filter_map(|id| self.ticket(id)).map(|held| held.ticket.link)
    }
}

/// Which requests these facts answer.
fn answers(facts: &Facts) -> Vec<(RequestId, Outcome)> {
    match &facts.body {
        FactsBody::Log { facts, .. } => {
            let answer = |what: &What| match what {
                What::TicketTaken { request: Some(request), number, .. } => {
                    Some((*request, Outcome::Joined { number: *number }))
                }
                What::Answered(reply) => Some((reply.request, Outcome::of(reply.answer.clone()))),
                What::TicketTaken { .. }
                | What::DayOpened { .. }
                | What::DayClosed { .. }
                | What::Called { .. }
                | What::ServiceStarted { .. }
                | What::Served { .. }
                | What::NoShow { .. }
                | What::Parked { .. }
                | What::CheckedIn { .. }
                | What::SteppedBack { .. }
                | What::Transferred { .. }
                | What::Cancelled { .. }
                | What::Expired { .. }
                | What::CounterOpened { .. }
                | What::CounterClosed { .. } => None,
            };
            facts.iter().filter_map(|fact| answer(&fact.what)).collect()
        }
        FactsBody::Snapshot(snapshot) => {
            let tickets = snapshot.tickets.iter();
            tickets
                .filter_map(|ticket| Some((ticket.request?, Outcome::Joined { number: ticket.number })))
                .collect()
        }
    }
}

fn read<T: DeserializeOwned>(payload: &[u8], has_sense: impl Fn(&T) -> bool) -> Result<T, String> {
    let message = serde_json::from_slice(payload).map_err(|error| error.to_string())?;
    if has_sense(&message) { Ok(message) } else { Err(NONSENSE.to_owned()) }
}
