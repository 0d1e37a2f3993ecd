//! Fingers and what they press: contacts that outlive the power, and the real buttons behind them while there is some.

use super::promise::{Broken, Promise, ensure};
use super::random::Random;
use crate::devices::buttons::{ButtonRules, Buttons, Motion, Outcome};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Nobody who presses once has two wishes within so long (EN 301 549, 5.8).
const ONE_WISH_MS: u64 = 500;

/// Contacts that will close or open: when by the truth, which one, whether it closes.
#[derive(Default)]
pub(super) struct Contacts(VecDeque<(i64, u8, bool)>);

impl Contacts {
    /// Somebody presses; with luck once. A finger that is on it already stays there. `bounce`: how many contacts bounce, in
    /// a thousand.
    pub(super) fn press(&mut self, truth_ms: i64, place: u8, bounce: u64, random: &mut Random) {
        let bounces = random.chance(bounce, 1000);
        let held_ms = match random.weighted(&[16, 1, 1, 1]) {
            0 => random.between(50, 400),
            1 => random.between(1, 30),
            2 => random.between(4_000, 9_000),
            _ => random.between(9_000, 40_000),
        };
        let mut at_ms = truth_ms + 1;
        let mut edges = vec![(at_ms, place, true)];
        let chatter = if bounces { random.below(6) } else { 0 };
        for _ in 0..chatter {
            at_ms += random.between(1, 40).cast_signed();
            edges.push((at_ms, place, false));
            at_ms += random.between(1, 200).cast_signed();
            edges.push((at_ms, place, true));
        }
        edges.push((at_ms + held_ms.cast_signed(), place, false));
        if !self.0.iter().any(|(_, held, _)| *held == place) {
            self.0.extend(edges);
            self.0.make_contiguous().sort_unstable();
        }
    }

    /// The next contact that has closed or opened by now: which, and whether it closed.
    pub(super) fn until(&mut self, truth_ms: i64) -> Option<(u8, bool)> {
        let due = self.0.front().is_some_and(|(at_ms, ..)| *at_ms <= truth_ms);
        let (_, place, down) = if due { self.0.pop_front() } else { None }?;
        Some((place, down))
    }

    /// When the next one closes or opens.
    pub(super) fn next_ms(&self) -> Option<i64> {
        self.0.front().map(|(at_ms, ..)| *at_ms)
    }
}

/// The buttons of a kiosk or the keys of a keypad, and what became of every press since the start.
pub(super) struct Presses {
    buttons: Buttons,
    held: BTreeSet<u8>,
    count: u64,
    accounted: u64,
    /// What the journal counted as bounces before this start.
    bounces_before: u64,
    last_wish_ms: BTreeMap<u8, u64>,
}

impl Presses {
    /// Nobody has pressed since the start. `bounces_before`: what the journal counted before.
    pub(super) fn new(bounces_before: u64) -> Self {
        Self {
            buttons: Buttons::new(ButtonRules::default()),
            held: BTreeSet::new(),
            count: 0,
            accounted: 0,
            bounces_before,
            last_wish_ms: BTreeMap::new(),
        }
    }

    /// What comes of a contact that closed or opened.
    pub(super) fn edge(&mut self, now_ms: u64, place: u8, down: bool) -> Result<Option<Outcome>, Broken> {
        if down {
            self.held.insert(place);
        } else if self.held.remove(&place) {
            self.count += 1;
        }
        let motion = if down { Motion::Closed } else { Motion::Opened };
        let outcome = self.buttons.handle_edge(now_ms, place, motion);
        if let Some(Outcome::Wish { button }) = outcome {
            let before = self.last_wish_ms.insert(button, now_ms);
            let apart = before.is_none_or(|before_ms| now_ms - before_ms >= ONE_WISH_MS);
            ensure(Promise::PressActsOnce, apart, || {
                format!("button {button} has two wishes, at {before:?} and {now_ms} ms")
            })?;
        }
        Ok(outcome)
    }

    /// What has become due.
    pub(super) fn due(&mut self, now_ms: u64) -> Option<Outcome> {
        self.buttons.handle_timeout(now_ms)
    }

    /// When something will be due.
    pub(super) fn poll_timeout(&self) -> Option<u64> {
        self.buttons.poll_timeout()
    }

    /// So many presses have got an answer of any kind, or a place in a report that was refused.
    pub(super) fn account(&mut self, presses: u64) {
        self.accounted += presses;
    }

    /// Presses without any trace, when nothing is pending; `bounces`: what the journal counts now.
    pub(super) fn unaccounted(&self, bounces: u64) -> Option<i64> {
        let pending = self.buttons.poll_timeout().is_some() || !self.held.is_empty();
        let accounted = self.accounted + bounces - self.bounces_before;
        (!pending).then_some(self.count.cast_signed() - accounted.cast_signed())
    }
}
