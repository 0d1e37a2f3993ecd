//! From contacts that open and close to wishes: the buttons of one kiosk, without I/O.
//!
//! **Model.** A button acts on release. A press that is too short is a glitch, one that is too long is a hand that leans;
//! a second press at once is the same wish; too many presses in a minute are a game. All of these are counted and
//! reported, never dropped silently. A button that is held for [`ButtonRules::stuck_ms`] is stuck: it is reported and
//! ignored until it comes free, and the other buttons go on. A contact that was lost while it was closed (its keyboard was
//! unplugged) was not released: nobody knows what the hand wanted, so that it is no wish.
//!
//! **Invariants.** At most one report of bounces per button and [`REPORT_EVERY_MS`], so that a chattering contact cannot
//! wear out the disk. Every press becomes exactly one wish or is in exactly one report.
//!
//! **Deliberately not here.** What a button stands for; electrical debouncing by the kernel, which comes before this.

use crate::domain::command::ButtonReport;
use crate::domain::planted::{Bug, planted};
use std::collections::{BTreeMap, VecDeque};

/// Bounces of one button are gathered for so long.
const REPORT_EVERY_MS: u64 = 10_000;
/// Length of the window for [`ButtonRules::per_minute_max`].
const MINUTE_MS: u64 = 60_000;

/// How patient the buttons are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ButtonRules {
    /// Shorter contacts are glitches.
    pub press_ms_min: u64,
    /// Longer presses are no wish: somebody leans on the kiosk.
    pub press_ms_max: u64,
    /// After a wish, presses of the same button are the same wish (EN 301 549, 5.8: at least 0.5 s must be possible).
    pub lockout_ms: u64,
    /// A button that is held for so long is stuck.
    pub stuck_ms: u64,
    /// Wishes of one button in a minute.
    pub per_minute_max: usize,
}

impl Default for ButtonRules {
    fn default() -> Self {
        Self { press_ms_min: 20, press_ms_max: 5_000, lockout_ms: 700, stuck_ms: 10_000, per_minute_max: 30 }
    }
}

/// What happened to a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// It closed: somebody presses.
    Closed,
    /// It opened: somebody let go.
    Opened,
    /// It cannot be seen any more.
    Lost,
}

/// What came of the contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Somebody wants what this button stands for.
    Wish {
        /// Its place on the kiosk.
        button: u8,
    },
    /// Something to journal.
    Report {
        /// Its place on the kiosk.
        button: u8,
        /// What it did.
        report: ButtonReport,
    },
}

#[derive(Debug, Default)]
struct Button {
    down_since_ms: Option<u64>,
    stuck: bool,
    wishes_ms: VecDeque<u64>,
    bounced: u32,
    report_at_ms: Option<u64>,
}

/// The buttons of one kiosk. Give it every edge, and call [`Buttons::handle_timeout`] at [`Buttons::poll_timeout`].
#[derive(Debug, Default)]
pub struct Buttons {
    rules: ButtonRules,
    buttons: BTreeMap<u8, Button>,
}

impl Buttons {
    /// Buttons with these rules.
    pub fn new(rules: ButtonRules) -> Self {
        Self { rules, buttons: BTreeMap::new() }
    }

    /// Something happened to a contact.
    pub fn handle_edge(&mut self, now_ms: u64, place: u8, motion: Motion) -> Option<Outcome> {
        let rules = self.rules;
        let button = self.buttons.entry(place).or_default();
        let lost = match motion {
            Motion::Closed => {
                button.down_since_ms.get_or_insert(now_ms);
                return None;
            }
            Motion::Opened => false,
            Motion::Lost => !planted(Bug::LostIsRelease),
        };
        let held_ms = now_ms - button.down_since_ms.take()?.min(now_ms);
        if std::mem::take(&mut button.stuck) {
            return Some(Outcome::Report { button: place, report: ButtonReport::Freed });
        }
        button.wishes_ms.retain(|&wish_ms| now_ms - wish_ms.min(now_ms) < MINUTE_MS);
        let repeated = button.wishes_ms.back().is_some_and(|&last_ms| now_ms - last_ms < rules.lockout_ms);
        let repeated = repeated && !planted(Bug::BounceActsTwice);
        let too_many = button.wishes_ms.len() >= rules.per_minute_max;
        let untimely = held_ms < rules.press_ms_min || held_ms > rules.press_ms_max;
        if lost || repeated || too_many || untimely {
            button.bounced = button.bounced.saturating_add(u32::from(!planted(Bug::BounceForgotten)));
            button.report_at_ms.get_or_insert(now_ms + REPORT_EVERY_MS);
            return None;
        }
        button.wishes_ms.push_back(now_ms);
        Some(Outcome::Wish { button: place })
    }

    /// When to call [`Buttons::handle_timeout`], at the latest.
    pub fn poll_timeout(&self) -> Option<u64> {
        let deadlines = self.buttons.values().flat_map(|button| {
            let stuck =
                button.down_since_ms.filter(|_| !button.stuck).map(|since_ms| since_ms + self.rules.stuck_ms);
            [stuck, button.report_at_ms]
        });
        deadlines.flatten().min()
    }

    /// What has become due. Call it until it gives nothing.
    pub fn handle_timeout(&mut self, now_ms: u64) -> Option<Outcome> {
        for (&place, button) in &mut self.buttons {
            let stuck_at_ms = button.down_since_ms.map(|since_ms| since_ms + self.rules.stuck_ms);
            if !button.stuck && stuck_at_ms.is_some_and(|at_ms| at_ms <= now_ms) {
                button.stuck = true;
                return Some(Outcome::Report { button: place, report: ButtonReport::Stuck });
            }
            if button.report_at_ms.is_some_and(|at_ms| at_ms <= now_ms) {
                button.report_at_ms = None;
                let report = ButtonReport::Bounced(std::mem::take(&mut button.bounced));
                return Some(Outcome::Report { button: place, report });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Motion::{Closed, Lost, Opened};
    use super::*;
    use proptest::prelude::*;

    /// Plays edges and returns what came of them, with the time.
    fn play(edges: &[(u64, u8, Motion)], until_ms: u64) -> Vec<(u64, Outcome)> {
        let mut buttons = Buttons::new(ButtonRules::default());
        let mut seen = Vec::new();
        let mut edges = edges.iter().peekable();
        loop {
            let due = buttons.poll_timeout().filter(|&at_ms| at_ms <= until_ms);
            let now_ms = match (edges.peek(), due) {
                (Some(&&(at_ms, button, motion)), due) if due.is_none_or(|due| at_ms <= due) => {
                    edges.next();
                    seen.extend(buttons.handle_edge(at_ms, button, motion).map(|outcome| (at_ms, outcome)));
                    continue;
                }
                (_, Some(due)) => due,
                (_, None) => return seen,
            };
            seen.extend(buttons.handle_timeout(now_ms).map(|outcome| (now_ms, outcome)));
        }
    }

    fn wish(button: u8) -> Outcome {
        Outcome::Wish { button }
    }

    fn report(button: u8, report: ButtonReport) -> Outcome {
        Outcome::Report { button, report }
    }

    #[test]
    fn a_press_acts_on_release() {
        assert_eq!(play(&[(0, 1, Closed), (300, 1, Opened)], 60_000), [(300, wish(1))]);
    }

    #[test]
    fn glitches_and_repeats_are_one_report() {
        let edges = [
            (0, 1, Closed),
            (5, 1, Opened),
            (100, 1, Closed),
            (200, 1, Opened),
            (300, 1, Closed),
            (400, 1, Opened),
        ];
        let expect = [(200, wish(1)), (10_005, report(1, ButtonReport::Bounced(2)))];
        assert_eq!(play(&edges, 60_000), expect);
    }

    #[test]
    fn a_hand_that_leans_is_no_wish() {
        let edges = [(0, 1, Closed), (6_000, 1, Opened)];
        assert_eq!(play(&edges, 60_000), [(16_000, report(1, ButtonReport::Bounced(1)))]);
    }

    #[test]
    fn a_stuck_button_is_reported_and_the_other_goes_on() {
        let edges = [(0, 1, Closed), (20_000, 2, Closed), (20_100, 2, Opened), (30_000, 1, Opened)];
        let expect = [
            (10_000, report(1, ButtonReport::Stuck)),
            (20_100, wish(2)),
            (30_000, report(1, ButtonReport::Freed)),
        ];
        assert_eq!(play(&edges, 60_000), expect);
    }

    #[test]
    fn a_contact_that_was_lost_is_no_release() {
        let edges = [(0, 1, Closed), (300, 1, Lost), (2_000, 1, Closed), (2_300, 1, Opened)];
        let expect = [(2_300, wish(1)), (10_300, report(1, ButtonReport::Bounced(1)))];
        assert_eq!(play(&edges, 60_000), expect);
    }

    #[test]
    fn a_button_that_is_lost_is_not_stuck_any_more() {
        let edges = [(0, 1, Closed), (12_000, 1, Lost), (13_000, 1, Lost)];
        let expect = [(10_000, report(1, ButtonReport::Stuck)), (12_000, report(1, ButtonReport::Freed))];
        assert_eq!(play(&edges, 60_000), expect);
    }

    #[test]
    fn a_game_is_capped_each_minute() {
        let presses = (0..40).flat_map(|n| [(n * 1_000, 1, Closed), (n * 1_000 + 100, 1, Opened)]);
        let outcomes = play(&presses.collect::<Vec<_>>(), 200_000);
        assert_eq!(outcomes.iter().filter(|(_, outcome)| *outcome == wish(1)).count(), 30);
    }

    proptest! {
        #[test]
        fn every_press_is_one_wish_or_in_one_report(
            gaps in prop::collection::vec((1u64..20_000, 1u8..3, prop::bool::weighted(0.1)), 1..60),
        ) {
            let (mut at_ms, mut down, mut presses) = (0, BTreeMap::new(), 0);
            let mut edges = Vec::new();
            for (gap_ms, button, lost) in gaps {
                at_ms += gap_ms;
                let state = down.entry(button).or_insert(false);
                *state = !*state;
                presses += usize::from(!*state);
                edges.push((at_ms, button, if *state { Closed } else if lost { Lost } else { Opened }));
            }
            let accounted: usize = play(&edges, at_ms + 100_000).iter().map(|(_, outcome)| match outcome {
                Outcome::Wish { .. } => 1,
                Outcome::Report { report: ButtonReport::Bounced(count), .. } => *count as usize,
                Outcome::Report { report: ButtonReport::Freed, .. } => 1,
                Outcome::Report { report: ButtonReport::Stuck, .. } => 0,
            }).sum();
            prop_assert_eq!(accounted, presses);
        }
    }
}
