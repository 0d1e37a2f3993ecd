//! Fingers and what they press: contacts that outlive the power, and the real buttons behind them while there is some.
//!
//! **Model.** Fingers close and open contacts. A keyboard or a GPIO chip tells every change, but for edges that it loses;
//! it may be unplugged and come back, and then what is closed counts as closed from that moment. What changes while nobody
//! watches is seen when somebody looks again, if it is still so. The real [`Held`] makes motions of what is told. A board file
//! that names the device wrongly leads to none: the real [`Attempts`] look for it, again and again, and so long it has to be a
//! fault in words.
//!
//! **Deliberately not here.** Presses that nobody could have seen, because the device was away, had lost both edges, or had
//! no power: the promise is about presses that a machine can know.

use super::clocks::pop_due;
use super::promise::{Broken, Promise, ensure};
use super::temper::Temper;
use crate::devices::buttons::{ButtonRules, Buttons, Motion, Outcome};
use crate::devices::faults::Faults;
use crate::devices::wiring::{Attempts, Held};
use crate::random::Random;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};

/// Nobody who presses once has two wishes within so long (EN 301 549, 5.8).
const ONE_WISH_MS: u64 = 500;

/// The device, as messages name it.
const SUBJECT: &str = "the contacts";
/// After so many attempts in vain the pauses between them have grown.
const ATTEMPTS_SOON: u32 = 4;

/// Something that happens to contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ContactEvent {
    /// A finger closes one (`down`) or opens it; perhaps that is not told.
    Moves { place: u8, down: bool, told: bool },
    /// The device that watches them goes.
    Away,
    /// It is back.
    Back,
}

/// All contacts of a kiosk or a keypad.
#[derive(Debug, Default)]
pub(super) struct Contacts {
    /// What will happen, by the truth.
    events: VecDeque<(i64, ContactEvent)>,
    down: BTreeSet<u8>,
    away: bool,
    /// The board file calls the device something else. Matters to who starts to look for it.
    pub(super) misnamed: bool,
}

impl Contacts {
    /// Somebody presses; with luck once. A finger that is on it already stays there.
    pub(super) fn press(&mut self, truth_ms: i64, place: u8, temper: &Temper, random: &mut Random) {
        let held_ms = match random.weighted(&[16, 1, 1, 1]) {
            0 => random.between(50, 400),
            1 => random.between(1, 30),
            2 => random.between(4_000, 9_000),
            _ => random.between(9_000, 40_000),
        };
        // Some presses bounce, and some contacts storm.
        let (chatters, pause_ms) = match random.chance(temper.bounce, 1000) {
            false => (0, 0),
            true if random.chance(1, 8) => (random.between(20, 150), 4),
            true => (random.below(6), 40),
        };
        let suffers = random.chance(temper.contacts, 1000);
        let loses = suffers && random.chance(1, 2);
        let mut at_ms = truth_ms + 1;
        let mut events = Vec::new();
        let mut moves = |at_ms: i64, down: bool, random: &mut Random| {
            let told = !loses || random.chance(2, 3);
            events.push((at_ms, ContactEvent::Moves { place, down, told }));
        };
        moves(at_ms, true, random);
        for _ in 0..chatters {
            at_ms += random.between(1, pause_ms).cast_signed();
            moves(at_ms, false, random);
            at_ms += random.between(1, 5 * pause_ms).cast_signed();
            moves(at_ms, true, random);
        }
        moves(at_ms + held_ms.cast_signed(), false, random);
        if suffers && !loses {
            // While a finger is on it, or soon after.
            let away_ms = truth_ms + random.between(1, 2 * held_ms).cast_signed();
            let back_ms = away_ms + random.between(1, 2 * held_ms + 5_000).cast_signed();
            events.extend([(away_ms, ContactEvent::Away), (back_ms, ContactEvent::Back)]);
        }
        let is_there =
            |event: &ContactEvent| matches!(event, ContactEvent::Moves { place: at, .. } if *at == place);
        if !self.events.iter().any(|(_, event)| is_there(event)) {
            self.plan(events);
        }
    }

    fn plan(&mut self, events: impl IntoIterator<Item = (i64, ContactEvent)>) {
        self.events.extend(events);
        self.events.make_contiguous().sort_unstable();
    }

    /// When something happens.
    pub(super) fn next_ms(&self) -> Option<i64> {
        self.events.front().map(|(at_ms, _)| *at_ms)
    }

    /// Time passes without anybody who watches.
    pub(super) fn pass(&mut self, truth_ms: i64) {
        while self.happen(truth_ms).is_some() {}
    }

    /// The device is there for good, under its name.
    pub(super) fn mend(&mut self) {
        self.misnamed = false;
        self.events.retain(|(_, event)| matches!(event, ContactEvent::Moves { .. }));
        if self.away {
            self.events.push_front((0, ContactEvent::Back));
        }
    }

    fn happen(&mut self, truth_ms: i64) -> Option<ContactEvent> {
        let (_, event) = pop_due(&mut self.events, truth_ms)?;
        match event {
            ContactEvent::Moves { place, down: true, .. } => _ = self.down.insert(place),
            ContactEvent::Moves { place, down: false, .. } => _ = self.down.remove(&place),
            ContactEvent::Away => self.away = true,
            ContactEvent::Back => self.away = false,
        }
        Some(event)
    }
}

/// The search for the device that the board file names.
#[derive(Debug)]
struct Search {
    attempts: Attempts,
    faults: Faults,
    found: bool,
    in_vain: u32,
    pause: Duration,
    due_ms: u64,
}

impl Search {
    fn new() -> Self {
        let faults = Faults::default();
        let attempts = Attempts::new(SUBJECT.to_owned(), faults.clone());
        Self { attempts, faults, found: false, in_vain: 0, pause: Duration::ZERO, due_ms: 0 }
    }

    /// Looks for it when that is due.
    fn goes_on(&mut self, now_ms: u64, misnamed: bool) -> Result<(), Broken> {
        if self.found || now_ms < self.due_ms {
            return Ok(());
        }
        if misnamed {
            let before = self.pause;
            self.pause = self.attempts.failed(now_ms, &"there is no such device");
            self.due_ms = now_ms.saturating_add(u64::try_from(self.pause.as_millis()).unwrap_or(u64::MAX));
            self.in_vain += 1;
            let grows = self.pause > before || (self.pause == before && self.in_vain > ATTEMPTS_SOON);
            ensure(Promise::TroubleStopsNobody, grows, || {
                format!("attempt {} comes {:?} after the one before", self.in_vain + 1, self.pause)
            })?;
        } else {
            self.attempts.works(now_ms);
            self.found = true;
        }
        let is_fault = self.faults.watch().borrow().contains_key(SUBJECT);
        ensure(Promise::TroubleStopsNobody, is_fault == misnamed, || {
            format!("a device is named wrongly: {misnamed}, and that is a fault in words: {is_fault}")
        })
    }
}

/// What a shell knows of contacts.
#[derive(Debug, Default)]
struct Watched {
    held: Held,
    /// They were looked at since the start.
    looked: bool,
}

impl Watched {
    /// The next motions; `None` when nothing more happens now.
    fn motions(&mut self, truth_ms: i64, contacts: &mut Contacts) -> Option<Vec<(u8, Motion)>> {
        // Nobody reads the time in it.
        let at = Instant::now();
        let held = &mut self.held;
        let edges = if !std::mem::replace(&mut self.looked, true) {
            let down = contacts.down.iter().filter(|_| !contacts.away);
            down.filter_map(|&place| held.see(at, place, true)).collect()
        } else {
            match contacts.happen(truth_ms)? {
                ContactEvent::Moves { place, down, told } if told && !contacts.away => {
                    held.see(at, place, down).into_iter().collect()
                }
                ContactEvent::Moves { .. } => Vec::new(),
                ContactEvent::Away => held.lose_all(at),
                ContactEvent::Back => {
                    contacts.down.iter().filter_map(|&place| held.see(at, place, true)).collect()
                }
            }
        };
        Some(edges.into_iter().map(|edge| (edge.button, edge.motion)).collect())
    }
}

/// The buttons of a kiosk or the keys of a keypad, and what became of every press since the start.
pub(super) struct Presses {
    buttons: Buttons,
    search: Search,
    watched: Watched,
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
            search: Search::new(),
            watched: Watched::default(),
            count: 0,
            accounted: 0,
            bounces_before,
            last_wish_ms: BTreeMap::new(),
        }
    }

    /// What comes of everything that happens to the contacts by now, and of the time.
    pub(super) fn follow(
        &mut self,
        truth_ms: i64,
        now_ms: u64,
        contacts: &mut Contacts,
    ) -> Result<Vec<Outcome>, Broken> {
        self.search.goes_on(now_ms, contacts.misnamed)?;
        if !self.search.found {
            contacts.pass(truth_ms);
            return Ok(Vec::new());
        }
        let mut outcomes = Vec::new();
        while let Some(motions) = self.watched.motions(truth_ms, contacts) {
            for (place, motion) in motions {
                outcomes.extend(self.moves(now_ms, place, motion)?);
            }
        }
        outcomes.extend(std::iter::from_fn(|| self.buttons.handle_timeout(now_ms)));
        Ok(outcomes)
    }

    fn moves(&mut self, now_ms: u64, place: u8, motion: Motion) -> Result<Option<Outcome>, Broken> {
        self.count += u64::from(motion != Motion::Closed);
        let outcome = self.buttons.handle_edge(now_ms, place, motion);
        if let Some(Outcome::Wish { button }) = outcome {
            ensure(Promise::PressAccountedFor, motion != Motion::Lost, || {
                format!("button {button} was lost and not let go, and became a wish")
            })?;
            let before = self.last_wish_ms.insert(button, now_ms);
            let apart = before.is_none_or(|before_ms| now_ms - before_ms >= ONE_WISH_MS);
            ensure(Promise::PressActsOnce, apart, || {
                format!("button {button} has two wishes, at {before:?} and {now_ms} ms")
            })?;
        }
        Ok(outcome)
    }

    /// When something will be due.
    pub(super) fn poll_timeout(&self) -> Option<u64> {
        if self.search.found { self.buttons.poll_timeout() } else { Some(self.search.due_ms) }
    }

    /// Whether there is a device behind the name that the board file has.
    pub(super) fn found(&self) -> bool {
        self.search.found
    }

    /// So many presses have got an answer of any kind, or a place in a report that was refused.
    pub(super) fn account(&mut self, presses: u64) {
        self.accounted += presses;
    }

    /// Presses without any trace, when nothing is pending; `bounces`: what the journal counts now.
    pub(super) fn unaccounted(&self, bounces: u64) -> Option<i64> {
        let pending = self.buttons.poll_timeout().is_some() || self.watched.held.any();
        let accounted = self.accounted + bounces - self.bounces_before;
        (!pending).then_some(self.count.cast_signed() - accounted.cast_signed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_watched_is_seen_when_somebody_looks_again() {
        let moves = |place, down, told| ContactEvent::Moves { place, down, told };
        let (mut contacts, mut watched) = (Contacts::default(), Watched::default());
        contacts.plan([
            (1, moves(1, true, true)),
            (2, moves(2, true, true)),
            (3, ContactEvent::Away),
            (4, moves(1, false, true)),
            (5, moves(3, true, true)),
            (6, ContactEvent::Back),
            (7, moves(2, false, false)),
            (8, moves(3, false, true)),
        ]);
        contacts.pass(1);
        let seen: Vec<_> = std::iter::from_fn(|| watched.motions(9, &mut contacts)).flatten().collect();
        let expect = [
            (1, Motion::Closed),
            (2, Motion::Closed),
            (1, Motion::Lost),
            (2, Motion::Lost),
            (2, Motion::Closed),
            (3, Motion::Closed),
            (3, Motion::Opened),
        ];
        assert_eq!(seen, expect);
        assert!(watched.held.any(), "nobody has told that button 2 was let go");
    }
}
