//! People who are elsewhere, and the post between them and the branch.
//!
//! **Model.** A person asks for something by a letter. The post is as bad as a broker may be: it delivers a letter at once or
//! hours later, twice or five times, out of order, and again after a power cut, until the branch has answered it. What
//! was answered is compared with every answer to a copy: byte for byte. Some people leave before their join has arrived.
//!
//! **Deliberately not here.** MQTT, signatures and the centre: letters are what is left when a message has been checked.

use super::promise::{Broken, Promise, ensure};
use super::world::{Flow, Receipt, World};
use crate::domain::command::Command;
use crate::domain::ids::{LinkId, PersonToken, RequestId};
use crate::domain::planted::{Bug, planted};
use crate::domain::remote::{Request, Wish};
use crate::domain::ticket::Language;
use crate::engine::turn::Outcome;
use crate::protocol::{Answer, Refused, Reply};
use std::collections::{BTreeMap, BTreeSet};

/// Persons who may ask today.
const PERSONS: u64 = 12;
/// A post that has so many letters takes no others: while the branch answers nobody, those that it has come again and again.
const LETTERS_MAX: usize = 60;

/// Everybody who is elsewhere, and what is on its way to the branch.
#[derive(Debug, Default)]
pub(super) struct Phones {
    letters: Vec<Letter>,
    /// Letters that were delivered once, for a post that finds an old bag.
    old: Vec<Request>,
    replies: BTreeMap<RequestId, String>,
    /// Requests that have arrived and were not answered yet.
    owed: BTreeSet<RequestId>,
    /// Codes that somebody could read in the branch.
    codes: BTreeSet<String>,
}

#[derive(Debug)]
struct Letter {
    request: Request,
    /// When it arrives, by the truth.
    at_ms: i64,
}

impl Phones {
    /// When the next letter arrives.
    pub(super) fn next_ms(&self) -> Option<i64> {
        self.letters.iter().map(|letter| letter.at_ms).min()
    }

    /// Requests that have arrived, and that nobody has answered.
    pub(super) fn unanswered(&self) -> Vec<RequestId> {
        self.letters.iter().map(|letter| letter.request.id).chain(self.owed.iter().copied()).collect()
    }

    /// The post finds everything that it still has.
    pub(super) fn empties_its_bags(&mut self, truth_ms: i64) {
        self.letters.iter_mut().for_each(|letter| letter.at_ms = truth_ms);
    }

    /// What was answered before is not known any more: the journal was lost.
    pub(super) fn forget_replies(&mut self) {
        self.replies.clear();
        self.owed.clear();
    }

    /// An answer; every copy gets the same.
    fn answered(&mut self, reply: &Reply) -> Result<(), Broken> {
        self.owed.remove(&reply.request);
        if reply.answer == Answer::Refused(Refused::TooLate) {
            return Ok(());
        }
        let text = serde_json::to_string(reply).unwrap_or_default();
        let before = self.replies.entry(reply.request).or_insert_with(|| text.clone());
        ensure(Promise::AnsweredOnce, *before == text, || format!("answered {before}, and then {text}"))
    }
}

impl World {
    /// Somebody who is elsewhere asks for something.
    pub(super) fn phone_asks(&mut self) {
        let now = self.now();
        let code = self.look(|branch| branch.check_in_code(now)).flatten();
        self.phones.codes.extend(code.clone());
        let links: Vec<LinkId> = self
            .look(|branch| branch.state().tickets.values().map(|ticket| ticket.link).collect())
            .unwrap_or_default();
        let link = self.random.pick_some(&links).unwrap_or(LinkId(u128::from(self.random.bits())));
        let wish = match self.random.weighted(&[8, 2, 3, 4]) {
            0 => return self.phone_joins(),
            1 => Wish::Leave { link },
            2 => Wish::MoreTime { link },
            _ => {
                let guess = self.random.chance(1, 6) || code.is_none();
                Wish::CheckIn { link, code: if guess { "GUESS".into() } else { code.unwrap_or_default() } }
            }
        };
        self.post(wish);
    }

    fn phone_joins(&mut self) {
        let link = LinkId(u128::from(self.random.bits()));
        let at = self.random.index(self.settings.services.len());
        let service = self.settings.services[at].0.clone();
        let person = PersonToken(u128::from(self.random.below(PERSONS)));
        let leaves = self.random.chance(1, 6);
        self.post(Wish::Join { service, language: Language::Uk, link, person });
        if leaves {
            self.post(Wish::Leave { link });
        }
    }

    fn post(&mut self, wish: Wish) {
        if self.phones.letters.len() >= LETTERS_MAX {
            return;
        }
        let truth_ms = self.clocks.truth_ms;
        let id = RequestId(u128::from(self.random.bits()));
        let valid_ms = [60_000, 600_000, 7_200_000, 20 * 3_600_000][self.random.weighted(&[2, 4, 2, 1])];
        let request = Request { id, not_after_ms: truth_ms + valid_ms, wish };
        let copies = [1, 2, 5][self.random.weighted(&[8, 3, 1])];
        for _ in 0..copies {
            let late_ms = match self.random.weighted(&[10, 6, 2]) {
                0 => self.random.below(200),
                1 => self.random.below(120_000),
                _ => self.random.below(6 * 3_600_000),
            };
            let at_ms = truth_ms + late_ms.cast_signed();
            self.phones.letters.push(Letter { request: request.clone(), at_ms });
        }
        if self.random.chance(1, 4) {
            self.phones.old.push(request);
        }
        if !self.phones.old.is_empty() && self.random.chance(1, 6) {
            let at = self.random.index(self.phones.old.len());
            let request = self.phones.old[at].clone();
            self.phones.letters.push(Letter { request, at_ms: truth_ms });
        }
    }

    /// Letters arrive. They stay with the post until they are answered.
    pub(super) fn post_delivers(&mut self) -> Flow {
        let truth_ms = self.clocks.truth_ms;
        let (due, later): (Vec<Letter>, Vec<Letter>) =
            std::mem::take(&mut self.phones.letters).into_iter().partition(|letter| letter.at_ms <= truth_ms);
        self.phones.letters = later;
        // Whatever happens now, also while the first of them is handed over, the post tries again with all of them.
        for Letter { request, .. } in &due {
            let again_ms = truth_ms + self.random.between(1_000, 60_000).cast_signed();
            self.phones.letters.push(Letter { request: request.clone(), at_ms: again_ms });
        }
        for Letter { request, .. } in due {
            let id = request.id;
            self.phones.owed.insert(id);
            if planted(Bug::AcknowledgedBeforeCommit) {
                self.phones.letters.retain(|letter| letter.request.id != id);
            }
            self.ask(Command::Request { request }, Receipt::Letter(id));
            self.point("letter and turn")?;
        }
        Ok(())
    }

    /// The branch has taken a letter: it is answered, and the post has one copy less.
    pub(super) fn letter_is_taken(&mut self, id: RequestId, outcome: &Outcome) -> Flow {
        if outcome.is_err() {
            return Ok(());
        }
        let answer = self.look(|branch| branch.state().remote.answers.get(&id).map(|a| a.answer.clone()));
        let answer = answer.flatten();
        ensure(Promise::AnsweredOnce, answer.is_some(), || format!("{id} was taken and has no answer"))?;
        if let Some(answer) = answer {
            self.phones.answered(&Reply::of(id, &answer))?;
        }
        self.point("reply and acknowledgement")?;
        if let Some(at) = self.phones.letters.iter().position(|letter| letter.request.id == id) {
            self.phones.letters.swap_remove(at);
        }
        Ok(())
    }

    /// Whether a code that was taken could be read in the branch by anybody.
    pub(super) fn code_was_shown(&self, code: &str) -> bool {
        self.phones.codes.contains(code)
    }
}
