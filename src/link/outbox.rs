//! What the centre has not stored yet goes there, again and again: a state machine without clock and without I/O.
//!
//! **Model.** The outbox owns no facts. It is a place in the journal, up to which the centre has said that everything is
//! stored, and a window of a few messages beyond it. What is said next is an [`Order`]; who carries it out reads the journal
//! and tells what came of it. When the centre keeps silent the window begins anew from that place, each time after a longer
//! pause. When the journal does not reach back, or the centre knows nothing of this epoch, a snapshot says how everything
//! is, and the log goes on from there.
//!
//! **Invariants.** The centre's last word counts, also when it is behind one before: a centre that was restored from a copy
//! gets everything again. A message begins where the one before it ended. Nothing is sent after the centre has said what this
//! journal cannot know ([`Fence`]): another device has served this branch, and two writers are worse than none.
//!
//! **Deliberately not here.** The journal, messages, the connection.

use crate::domain::planted::{Bug, planted};
use crate::protocol::{FromCentre, Place};
use std::collections::VecDeque;

/// Messages under way at the most. Replies need room beside them.
const WINDOW: usize = 4;
/// How long the centre may be silent, first and at the most.
const PAUSE_MS_MIN: u64 = 10_000;
const PAUSE_MS_MAX: u64 = 300_000;
/// A centre that misses something says so for each message after it: one new beginning is enough for so long.
const NO_NEW_BEGINNING_MS: u64 = 2_000;
/// After a journal that could not be read.
const REST_MS: u64 = 5_000;

/// What is to be said next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// Of which beginning; orders of an older one have lost their meaning.
    pub round: u64,
    /// What.
    pub what: Say,
}

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Say {
    /// What happened after a place.
    Log(Place),
    /// How everything is.
    Snapshot,
}

/// What the journal has at a place that the centre names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// An event with this sum.
    Sum(u32),
    /// It is older than the journal.
    Forgotten,
    /// It has not happened.
    Beyond,
}

/// Why this device must not serve people who are elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fence {
    /// A newer epoch was served.
    #[error(
        "the centre knows epoch {theirs} of this branch, and this device has {ours}: another device serves it"
    )]
    Epoch {
        /// The centre's.
        theirs: u32,
        /// The journal's.
        ours: u32,
    },
    /// Events were stored that never happened here.
    #[error(
        "the centre knows event {seq} of this branch, which never happened here: another device has served it, or this one was restored from a copy"
    )]
    Ahead {
        /// Which.
        seq: u64,
    },
    /// Another event was stored.
    #[error("event {seq} of this branch is another one at the centre: another device has served it, too")]
    Differs {
        /// Which.
        seq: u64,
    },
}

/// Where the next message begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// The centre has said nothing yet.
    Unknown,
    Log(Place),
    Snapshot,
}

/// The outbox of one process; times are milliseconds of a clock that never runs backwards.
#[derive(Debug)]
pub struct Outbox {
    epoch: u32,
    newest_seq: u64,
    connected: bool,
    /// The centre's last word.
    acknowledged: Option<Place>,
    next: Next,
    /// Where the messages under way end.
    window: VecDeque<u64>,
    round: u64,
    ordered: bool,
    /// A snapshot is owed that the centre has not asked for: what it acknowledges meanwhile does not settle that.
    again: bool,
    /// Since when the centre has been silent, and how long it may be.
    silent_since_ms: u64,
    pause_ms: u64,
    /// The newest beginning that the centre asked for, and when.
    began: Option<(Next, u64)>,
    rest_until_ms: u64,
    fence: Option<Fence>,
}

impl Outbox {
    /// Nothing is known of the centre.
    pub fn new(epoch: u32) -> Self {
        Self {
            epoch,
            newest_seq: 0,
            connected: false,
            acknowledged: None,
            next: Next::Unknown,
            window: VecDeque::new(),
            round: 0,
            ordered: false,
            again: false,
            silent_since_ms: 0,
            pause_ms: PAUSE_MS_MIN,
            began: None,
            rest_until_ms: 0,
            fence: None,
        }
    }

    /// The journal has grown up to here.
    pub fn grown(&mut self, newest_seq: u64) {
        self.newest_seq = newest_seq;
    }

    /// There is a connection; what was under way before is not.
    pub fn connected(&mut self, now_ms: u64) {
        self.connected = true;
        self.pause_ms = PAUSE_MS_MIN;
        self.begin(now_ms, self.acknowledged.map_or(Next::Unknown, Next::Log));
    }

    /// There is none any more.
    pub fn lost(&mut self) {
        self.connected = false;
        self.window.clear();
    }

    /// The centre has spoken; `known` is what the journal has at the place that it names, if it names one of this epoch.
    pub fn heard(&mut self, now_ms: u64, word: &FromCentre, known: Known) {
        let (epoch, place) = match *word {
            FromCentre::Acknowledge { epoch, upto } => (epoch, Some(upto)),
            FromCentre::Resync { epoch, after } => (epoch, after),
        };
        let asks = matches!(word, FromCentre::Resync { .. });
        if epoch > self.epoch {
            self.fence = Some(Fence::Epoch { theirs: epoch, ours: self.epoch });
            return;
        }
        let Some(place) = place.filter(|_| epoch == self.epoch) else {
            let says_it_already = self.acknowledged.is_none() && self.next != Next::Unknown;
            if asks || !says_it_already {
                self.acknowledged = None;
                self.begin_for_centre(now_ms, Next::Snapshot);
            }
            return;
        };
        match known {
            Known::Beyond => self.fence = Some(Fence::Ahead { seq: place.seq }),
            Known::Sum(sum) if sum != place.sum => self.fence = Some(Fence::Differs { seq: place.seq }),
            Known::Sum(_) | Known::Forgotten if asks => {
                self.acknowledged = Some(place);
                self.begin_for_centre(now_ms, Next::Log(place));
            }
            Known::Sum(_) | Known::Forgotten => self.acknowledge(now_ms, place),
        }
    }

    /// Somebody wants the centre to be told how everything is, although it has not asked. Whether it can be.
    pub fn tell_again(&mut self, now_ms: u64) -> bool {
        let can = self.connected && self.has_heard() && self.fence.is_none();
        if can {
            // Nor does a silence before it has come settle it.
            self.acknowledged = None;
            self.begin(now_ms, Next::Snapshot);
            self.again = true;
        }
        can
    }

    /// Whether the centre has said how far it is, in this life of the process.
    pub fn has_heard(&self) -> bool {
        self.acknowledged.is_some() || self.next != Next::Unknown
    }

    /// Why nothing is said and done for the centre any more, until a restart.
    pub fn fence(&self) -> Option<Fence> {
        self.fence
    }

    /// What to say now, if anything. It is an order: tell what came of it before the next.
    pub fn order(&mut self, now_ms: u64) -> Option<Order> {
        if now_ms >= self.silence_ends_ms()? && !planted(Bug::SilenceIsFinal) {
            self.pause_ms = (self.pause_ms * 2).min(PAUSE_MS_MAX);
            self.begin(now_ms, self.acknowledged.map_or(Next::Snapshot, Next::Log));
        }
        if self.ordered || self.window.len() >= WINDOW || self.rests(now_ms) {
            return None;
        }
        let what = match self.next {
            Next::Log(after) if after.seq < self.newest_seq => Say::Log(after),
            Next::Snapshot if !planted(Bug::NoSnapshot) => Say::Snapshot,
            Next::Log(_) | Next::Snapshot | Next::Unknown => return None,
        };
        self.ordered = true;
        Some(Order { round: self.round, what })
    }

    /// When [`Outbox::order`] has something to say at the latest, if nothing happens before.
    pub fn deadline_ms(&self, now_ms: u64) -> Option<u64> {
        let rest = Some(self.rest_until_ms).filter(|&ends_ms| ends_ms > now_ms);
        let silence = self.silence_ends_ms().filter(|&ends_ms| ends_ms < u64::MAX);
        // Whoever rests does not hear the end of a silence.
        rest.or(silence)
    }

    /// Whether an order still has a meaning: if not, what was made of it is not sent.
    pub fn is_wanted(&self, round: u64) -> bool {
        self.connected && self.fence.is_none() && round == self.round
    }

    /// The message of an order is under way; it reaches to this place.
    pub fn sent(&mut self, now_ms: u64, round: u64, upto: Place) {
        self.ordered = false;
        if self.is_wanted(round) {
            if self.window.is_empty() {
                self.silent_since_ms = now_ms;
            }
            self.again = false;
            self.window.push_back(upto.seq);
            self.next = Next::Log(upto);
        }
    }

    /// The journal does not reach back so far, or this program cannot read it there.
    pub fn out_of_reach(&mut self, round: u64) {
        self.ordered = false;
        if self.is_wanted(round) {
            self.next = Next::Snapshot;
        }
    }

    /// The journal could not be read now.
    pub fn failed(&mut self, now_ms: u64) {
        self.ordered = false;
        self.rest_until_ms = now_ms + REST_MS;
    }

    /// Whether the journal is left in peace after it could not be read.
    pub fn rests(&self, now_ms: u64) -> bool {
        now_ms < self.rest_until_ms
    }

    /// An order that has lost its meaning is given back.
    pub fn dropped(&mut self) {
        self.ordered = false;
    }

    fn acknowledge(&mut self, now_ms: u64, upto: Place) {
        if self.again {
            return;
        }
        let before = self.acknowledged.replace(upto);
        let sent_upto = match self.next {
            Next::Log(after) => Some(after.seq),
            // A snapshot that is owed is not owed to a centre that has what the log goes on from.
            Next::Unknown | Next::Snapshot => None,
        };
        let went_back = before.is_some_and(|before| upto.seq < before.seq);
        if went_back || sent_upto.is_none_or(|sent| upto.seq > sent) {
            self.begin(now_ms, Next::Log(upto));
        } else if before.is_none_or(|before| upto.seq > before.seq) {
            self.window.retain(|&end| end > upto.seq);
            (self.silent_since_ms, self.pause_ms, self.began) = (now_ms, PAUSE_MS_MIN, None);
        }
    }

    fn begin_for_centre(&mut self, now_ms: u64, next: Next) {
        let just_begun = self.began.is_some_and(|(began, at_ms)| {
            began == next && now_ms.saturating_sub(at_ms) < NO_NEW_BEGINNING_MS
        });
        if !just_begun {
            self.begin(now_ms, next);
            self.began = Some((next, now_ms));
        }
    }

    fn begin(&mut self, now_ms: u64, next: Next) {
        self.window.clear();
        self.round += 1;
        (self.next, self.silent_since_ms, self.began, self.again) = (next, now_ms, None, false);
    }

    /// When the centre has been silent for too long; never while nothing is awaited of it, and nothing at all when nothing
    /// may be said.
    fn silence_ends_ms(&self) -> Option<u64> {
        if !self.connected || self.fence.is_some() {
            return None;
        }
        let awaited = !self.window.is_empty() || self.next == Next::Unknown;
        Some(if awaited { self.silent_since_ms + self.pause_ms } else { u64::MAX })
    }
}

#[cfg(test)]
mod tests;
