//! What people have asked for, and what came of it.
//!
//! **Model.** A request is [`Outcome::Open`] until its branch has answered it or its time has passed: then it is
//! [`Outcome::Unconfirmed`], which is no answer. An answer that comes late is an answer all the same. While a request is open it
//! is sent again whenever its branch connects.
//!
//! **Invariants.** An answer never changes. The same request asked twice is one request. All is forgotten a day after it could
//! have been of use.
//!
//! **Deliberately not here.** Signatures, messages, and whether somebody may ask.

use crate::domain::ids::{LinkId, RequestId, TicketNumber};
use crate::domain::remote::VALID_MS_MAX;
use crate::protocol::{Answer, Refused, RequestBody, Wish};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

/// Requests that are known at the most, so that nobody can fill the memory.
pub const REQUESTS_MAX: usize = 400_000;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// What is sent.
    pub body: RequestBody,
    /// When it was asked for, in milliseconds since 1970 UTC.
    pub asked_ms: i64,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing yet.
    Open,
    /// The ticket was given.
    Joined {
        /// Its number.
        number: TicketNumber,
    },
    /// It is so.
    Done,
    /// It is not.
    Refused {
        /// Why.
        with: Refused,
    },
    /// Its time has passed without an answer.
    Unconfirmed,
}

impl Outcome {
    /// What a branch has answered.
    pub fn of(answer: Answer) -> Self {
        match answer {
            Answer::Joined { number, .. } => Self::Joined { number },
            Answer::Done => Self::Done,
            Answer::Refused(with) => Self::Refused { with },
        }
    }

    fn is_answer(&self) -> bool {
        match self {
            Self::Joined { .. } | Self::Done | Self::Refused { .. } => true,
            Self::Open | Self::Unconfirmed => false,
        }
    }
}

impl Asked {
    /// Whose ticket it is about.
    pub fn link(&self) -> LinkId {
        match self.body.wish {
            Wish::Join { link, .. }
            | Wish::Leave { link }
            | Wish::MoreTime { link }
            | Wish::CheckIn { link, .. } => link,
        }
    }

    /// Whether it asks for a ticket.
    pub fn is_join(&self) -> bool {
        matches!(self.body.wish, Wish::Join { .. })
    }
}

/// All requests that are remembered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requests {
    by_id: BTreeMap<RequestId, Asked>,
    /// By ticket, the newest last.
    by_link: BTreeMap<LinkId, Vec<RequestId>>,
    open: BTreeSet<RequestId>,
    touched: BTreeSet<RequestId>,
}

impl Requests {
    /// From what was stored.
    pub fn restore(stored: Vec<Asked>) -> Self {
        let mut requests = Self::default();
        let mut stored = stored;
        stored.sort_by_key(|asked| asked.asked_ms);
        stored.into_iter().for_each(|asked| requests.insert(asked));
        requests.touched.clear();
        requests
    }

    /// A request.
    pub fn get(&self, id: RequestId) -> Option<&Asked> {
        self.by_id.get(&id)
    }

    /// The request for this ticket.
    pub fn join_of(&self, link: LinkId) -> Option<&Asked> {
        self.of(link).find(|asked| asked.is_join())
    }

    /// What was asked last about this ticket, beside the request for it.
    pub fn newest_of(&self, link: LinkId) -> Option<&Asked> {
        self.of(link).filter(|asked| !asked.is_join()).last()
    }

    /// A wish of the same kind about this ticket that is not answered yet.
    pub fn open_like(&self, link: LinkId, wish: &Wish) -> Option<&Asked> {
        let is_like = |asked: &&Asked| discriminant(&asked.body.wish) == discriminant(wish);
        self.of(link).filter(|asked| asked.outcome == Outcome::Open).find(is_like)
    }

    /// How often somebody wanted to leave this line in vain.
    pub fn vain_leaves(&self, link: LinkId) -> usize {
        let is_vain = |asked: &&Asked| match asked.outcome {
            Outcome::Refused { .. } | Outcome::Unconfirmed => matches!(asked.body.wish, Wish::Leave { .. }),
            Outcome::Open | Outcome::Joined { .. } | Outcome::Done => false,
        };
        self.of(link).filter(is_vain).count()
    }

    fn of(&self, link: LinkId) -> impl Iterator<Item = &Asked> {
        self.by_link.get(&link).into_iter().flatten().filter_map(|id| self.by_id.get(id))
    }

    /// Every request.
    pub fn all(&self) -> impl Iterator<Item = &Asked> {
        self.by_id.values()
    }

    /// Requests that changed since this was asked last; those that are gone are not [`Requests::get`] any more.
    pub fn take_touched(&mut self) -> BTreeSet<RequestId> {
        std::mem::take(&mut self.touched)
    }

    /// Whether there is room for one more.
    pub fn has_room(&self) -> bool {
        self.by_id.len() < REQUESTS_MAX
    }

    /// Asks. Whether it is a new request: asked again, it is the one that there is.
    pub fn ask(&mut self, now_ms: i64, body: RequestBody) -> bool {
        let is_new = !self.by_id.contains_key(&body.request);
        if is_new {
            self.insert(Asked { body, asked_ms: now_ms, outcome: Outcome::Open });
        }
        is_new
    }

    /// The branch has answered: by a reply, by a fact, or by the ticket itself. Returns whose page changes.
    pub fn answered(&mut self, branch: &str, id: RequestId, outcome: Outcome) -> Option<LinkId> {
        let asked = self.by_id.get_mut(&id)?;
        if asked.body.branch != branch || asked.outcome.is_answer() || !outcome.is_answer() {
            return None;
        }
        asked.outcome = outcome;
        let link = asked.link();
        self.open.remove(&id);
        self.touched.insert(id);
        Some(link)
    }

    /// Requests that nobody has answered and that are still of use.
    pub fn open(&self, now_ms: i64) -> impl Iterator<Item = &RequestBody> {
        let open = self.open.iter().filter_map(|id| self.by_id.get(id)).map(|asked| &asked.body);
        open.filter(move |body| body.not_after_ms >= now_ms)
    }

    /// Time passes. Returns whose pages change.
    pub fn pass(&mut self, now_ms: i64) -> Vec<LinkId> {
        let late = |id: &&RequestId| self.by_id.get(id).is_some_and(|asked| asked.body.not_after_ms < now_ms);
        let late: Vec<RequestId> = self.open.iter().filter(late).copied().collect();
        let mut links = Vec::new();
        for id in late {
            self.open.remove(&id);
            if let Some(asked) = self.by_id.get_mut(&id) {
                asked.outcome = Outcome::Unconfirmed;
                links.push(asked.link());
            }
            self.touched.insert(id);
        }
        links
    }

    /// Drops what nobody can ask about any more.
    pub fn forget(&mut self, now_ms: i64) {
        let over = |asked: &Asked| now_ms > asked.body.not_after_ms.saturating_add(VALID_MS_MAX);
        let over: Vec<RequestId> =
            self.by_id.iter().filter(|(_, asked)| over(asked)).map(|(&id, _)| id).collect();
        for id in over {
            let Some(asked) = self.by_id.remove(&id) else { continue };
            self.open.remove(&id);
            self.touched.insert(id);
            if let Some(of_link) = self.by_link.get_mut(&asked.link()) {
                of_link.retain(|other| *other != id);
                if of_link.is_empty() {
                    self.by_link.remove(&asked.link());
                }
            }
        }
    }

    fn insert(&mut self, asked: Asked) {
        let id = asked.body.request;
        self.by_link.entry(asked.link()).or_default().push(id);
        if asked.outcome == Outcome::Open {
            self.open.insert(id);
        }
        self.touched.insert(id);
        self.by_id.insert(id, asked);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{PersonToken, ServiceId};
    use crate::domain::ticket::Language;

    fn join(id: u128, not_after_ms: i64) -> RequestBody {
        let (link, person) = (LinkId(id + 100), PersonToken(7));
        let wish = Wish::Join { service: ServiceId::new("passport"), language: Language::Lv, link, person };
        RequestBody { branch: "riga-2".into(), request: RequestId(id), not_after_ms, wish }
    }

    #[test]
    fn a_request_is_open_until_it_is_answered_and_no_other_answer_counts() {
        let mut requests = Requests::default();
        assert!(requests.ask(0, join(1, 100)));
        assert!(!requests.ask(5, join(1, 100)), "the same again is the same");
        assert_eq!(requests.open(100).count(), 1);
        let refused = Outcome::Refused { with: Refused::OneTicketOnly };
        assert_eq!(requests.answered("riga-3", RequestId(1), refused.clone()), None, "another branch's word");
        assert_eq!(requests.answered("riga-2", RequestId(2), refused.clone()), None, "nobody asked");
        assert_eq!(requests.answered("riga-2", RequestId(1), refused.clone()), Some(LinkId(101)));
        assert_eq!(requests.answered("riga-2", RequestId(1), Outcome::Done), None);
        assert_eq!(requests.get(RequestId(1)).unwrap().outcome, refused);
        assert_eq!(requests.open(0).count(), 0);
    }

    #[test]
    fn who_gets_no_answer_in_time_is_told_so_and_a_late_answer_counts() {
        let mut requests = Requests::default();
        requests.ask(0, join(1, 100));
        assert!(requests.pass(100).is_empty());
        assert_eq!(requests.pass(101), [LinkId(101)]);
        assert_eq!(requests.join_of(LinkId(101)).unwrap().outcome, Outcome::Unconfirmed);
        assert_eq!(requests.open(0).count(), 0, "it is sent no more");
        let number = TicketNumber::try_from("R017".to_owned()).unwrap();
        assert_eq!(requests.answered("riga-2", RequestId(1), Outcome::Joined { number }), Some(LinkId(101)));
        assert!(requests.pass(1000).is_empty());
        assert_eq!(requests.join_of(LinkId(101)).unwrap().outcome, Outcome::Joined { number });
    }

    #[test]
    fn what_is_over_is_forgotten_a_day_later() {
        let mut requests = Requests::default();
        requests.ask(0, join(1, 100));
        requests.ask(0, RequestBody { wish: Wish::Leave { link: LinkId(101) }, ..join(2, 200) });
        assert_eq!(requests.newest_of(LinkId(101)).unwrap().body.request, RequestId(2));
        requests.take_touched();
        requests.forget(VALID_MS_MAX + 101);
        assert_eq!(requests.take_touched(), BTreeSet::from([RequestId(1)]));
        assert!(requests.join_of(LinkId(101)).is_none() && requests.newest_of(LinkId(101)).is_some());
        requests.forget(VALID_MS_MAX + 201);
        assert!(requests.all().next().is_none() && requests.by_link.is_empty() && requests.open.is_empty());
    }

    #[test]
    fn what_was_stored_comes_back() {
        let mut requests = Requests::default();
        requests.ask(1, join(1, 100));
        requests.ask(2, join(2, 100));
        requests.answered("riga-2", RequestId(1), Outcome::Refused { with: Refused::TooLate });
        let written = serde_json::to_string(&requests.all().collect::<Vec<_>>()).unwrap();
        let restored = Requests::restore(serde_json::from_str(&written).unwrap());
        requests.take_touched();
        assert_eq!(restored, requests);
    }
}
