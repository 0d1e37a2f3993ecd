//! Which call the hall shows now, and for how long.
//!
//! **Model.** Calls that are owed are shown one after the other, oldest first. A call stays for at least [`SHOWN_MS_MIN`]
//! before the next one takes its place, and after that until there is a next one. For its first [`HIGHLIGHT_MS`] it is
//! highlighted, half of every second.
//!
//! **Invariants.** No owed call is skipped, and none is cut short, not even when its person has come already. A call that
//! was settled before its time on the screen came gets none: nobody has to follow it any more. But an older one never stands
//! as the newest after all that is owed: the newest of the settled ones takes its place, not highlighted, and gives way at
//! once to the next owed call. After a restart everything that is still owed is shown again.
//!
//! **Deliberately not here.** What is owed: that is read from the branch's state each time.

use crate::domain::branch::Call;
use crate::domain::ids::CallId;
use crate::domain::planted::{Bug, planted};

/// A call is on the screen alone for at least so long: time to look up, find the number and read the counter.
pub const SHOWN_MS_MIN: u64 = 8_000;
/// So long a new call moves.
pub const HIGHLIGHT_MS: u64 = 5_000;
/// One highlight a second, half of it on: far below the three flashes a second of WCAG 2.3.1.
pub const HIGHLIGHT_PERIOD_MS: u64 = 1_000;

/// What the hall shows at some moment, and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HallShow {
    /// The call that owns the screen.
    pub current: Option<Call>,
    /// Whether it is highlighted at this moment.
    pub highlight: bool,
    /// A call that is still owed and was shown for long enough: to be reported with `ReportCallShown`. It is given
    /// again until the branch knows.
    pub shown: Option<CallId>,
    /// When to ask again at the latest, in steady milliseconds, if no call comes before.
    pub next_deadline_ms: Option<u64>,
}

/// The call on the screen.
#[derive(Debug, Clone)]
struct OnScreen {
    call: Call,
    /// `None`: it is not new. It was shown before a restart, or its person came before its turn on the screen.
    since_ms: Option<u64>,
}

/// Decides what the hall shows.
#[derive(Debug, Clone, Default)]
pub struct HallSchedule {
    on_screen: Option<OnScreen>,
}

impl HallSchedule {
    /// Nothing shown yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What to show now. `calls` are the branch's calls, oldest first: all that are owed and the newest that are not.
    /// To be asked whenever they change, and at the deadline of the answer before.
    pub fn show(&mut self, calls: &[Call], now_ms: u64) -> HallShow {
        let shown_ms_min = if planted(Bug::CallOverwritten) { 0 } else { SHOWN_MS_MIN };
        if self.on_screen.as_ref().is_none_or(|screen| screen.age_ms(now_ms) >= shown_ms_min) {
            self.go_on(calls, now_ms);
        }
        let Some(screen) = &self.on_screen else {
            return HallShow { current: None, highlight: false, shown: None, next_deadline_ms: None };
        };
        let age_ms = screen.age_ms(now_ms);
        let done =
            |call: &Call| call.id < screen.call.id || (call.id == screen.call.id && age_ms >= SHOWN_MS_MIN);
        let half_ms = HIGHLIGHT_PERIOD_MS / 2;
        let deadline_age_ms = match age_ms {
            ..HIGHLIGHT_MS => Some((age_ms / half_ms + 1) * half_ms),
            HIGHLIGHT_MS..SHOWN_MS_MIN => Some(SHOWN_MS_MIN),
            SHOWN_MS_MIN.. => None,
        };
        HallShow {
            current: Some(screen.call.clone()),
            highlight: age_ms < HIGHLIGHT_MS && age_ms % HIGHLIGHT_PERIOD_MS < half_ms,
            shown: calls.iter().find(|call| !call.shown && done(call)).map(|call| call.id),
            next_deadline_ms: deadline_age_ms
                .zip(screen.since_ms)
                .map(|(age_ms, since_ms)| since_ms + age_ms),
        }
    }

    /// Shows the next owed call; without one the newest that is settled, or keeps the last if there is no newer one.
    fn go_on(&mut self, calls: &[Call], now_ms: u64) {
        let last = self.on_screen.as_ref().map(|screen| screen.call.id);
        let next = calls.iter().find(|call| !call.shown && last.is_none_or(|last| call.id > last));
        if let Some(call) = next {
            self.on_screen = Some(OnScreen { call: call.clone(), since_ms: Some(now_ms) });
            return;
        }
        let newest = calls.iter().rfind(|call| call.shown);
        let stays = |call: &Call| Some(call.id) == last && newest.is_none_or(|newest| newest.id <= call.id);
        if !calls.iter().any(stays) {
            self.on_screen = newest.map(|call| OnScreen { call: call.clone(), since_ms: None });
        }
    }
}

impl OnScreen {
    fn age_ms(&self, now_ms: u64) -> u64 {
        self.since_ms.map_or(u64::MAX, |since_ms| now_ms.saturating_sub(since_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{CounterId, TicketNumber};
    use proptest::prelude::*;

    fn call(id: u64, shown: bool) -> Call {
        let number = TicketNumber::try_from(format!("A{id:03}")).unwrap();
        Call { id: CallId(id), number, counter: CounterId(1), remote: false, shown }
    }

    fn check(schedule: &mut HallSchedule, calls: &[Call], now_ms: u64, expect: &str) {
        let show = schedule.show(calls, now_ms);
        let current = show.current.map_or("-".to_owned(), |call| call.number.to_string());
        let mark = if show.highlight { "*" } else { "" };
        let shown = show.shown.map_or(String::new(), |id| format!(" shown {id}"));
        let next = show.next_deadline_ms.map_or(String::new(), |at_ms| format!(" next {at_ms}"));
        assert_eq!(format!("{current}{mark}{shown}{next}"), expect);
    }

    #[test]
    fn two_calls_at_once_are_shown_one_after_the_other() {
        let mut schedule = HallSchedule::new();
        let mut calls = vec![];
        check(&mut schedule, &calls, 100, "-");
        calls.extend([call(1, false), call(2, false)]);
        check(&mut schedule, &calls, 1_000, "A001* next 1500");
        check(&mut schedule, &calls, 1_500, "A001 next 2000");
        check(&mut schedule, &calls, 2_499, "A001* next 2500");
        check(&mut schedule, &calls, 6_000, "A001 next 9000");
        check(&mut schedule, &calls, 8_999, "A001 next 9000");
        // The second takes its place at once; the first is to be reported.
        check(&mut schedule, &calls, 9_000, "A002* shown 1 next 9500");
    }

    #[test]
    fn a_call_stays_until_there_is_another() {
        let mut schedule = HallSchedule::new();
        check(&mut schedule, &[call(1, false)], 0, "A001* next 500");
        check(&mut schedule, &[call(1, false)], 8_000, "A001 shown 1");
        check(&mut schedule, &[call(1, false)], 8_100, "A001 shown 1");
        check(&mut schedule, &[call(1, true)], 8_200, "A001");
        check(&mut schedule, &[call(1, true)], 800_000, "A001");
        check(&mut schedule, &[call(1, true), call(2, false)], 900_000, "A002* next 900500");
    }

    #[test]
    fn a_person_who_comes_at_once_does_not_cut_their_call_short() {
        let mut schedule = HallSchedule::new();
        check(&mut schedule, &[call(1, false)], 0, "A001* next 500");
        check(&mut schedule, &[call(1, true), call(2, false), call(3, false)], 2_500, "A001 next 3000");
        // The second is not owed any more when its time comes.
        check(&mut schedule, &[call(1, true), call(2, true), call(3, false)], 8_000, "A003* next 8500");
    }

    #[test]
    fn no_older_call_stands_as_the_newest_when_people_came_before_their_turn_on_the_screen() {
        let mut schedule = HallSchedule::new();
        check(&mut schedule, &[call(1, false)], 0, "A001* next 500");
        let came = [call(1, true), call(2, true), call(3, true)];
        check(&mut schedule, &came, 7_000, "A001 next 8000");
        // Nobody has to follow the newest any more: it stands there without a highlight, and the next call waits for nobody.
        check(&mut schedule, &came, 8_000, "A003");
        check(&mut schedule, &came, 600_000, "A003");
        let [first, second, third] = came;
        check(&mut schedule, &[first, second, third, call(4, false)], 600_100, "A004* next 600600");
    }

    #[test]
    fn after_a_restart_what_is_owed_is_shown_again_and_the_last_one_stands() {
        check(&mut HallSchedule::new(), &[call(1, true), call(2, false)], 0, "A002* next 500");
        check(&mut HallSchedule::new(), &[call(1, true), call(2, true)], 0, "A002");
    }

    #[test]
    fn a_new_day_begins_empty() {
        let mut schedule = HallSchedule::new();
        check(&mut schedule, &[call(1, true)], 0, "A001");
        check(&mut schedule, &[], 10, "-");
    }

    /// What happens to a call: when it is made, and when its person comes, after that.
    fn life() -> impl Strategy<Value = (u64, Option<u64>)> {
        (0u64..60_000, prop::option::of(0u64..40_000))
    }

    proptest! {
        #[test]
        fn none_is_lost_and_none_is_cut_short(mut lives in prop::collection::vec(life(), 1..12)) {
            lives.sort_unstable();
            let ids = || (1u64..).zip(&lives);
            let mut schedule = HallSchedule::new();
            let mut reported = std::collections::BTreeSet::new();
            // Since when, which, and whether it was still owed.
            let mut on_screen: Vec<(u64, CallId, bool)> = Vec::new();
            let mut marks: Vec<(u64, bool)> = Vec::new();
            let mut now_ms = 0;
            loop {
                let made = ids().filter(|(_, (made_ms, _))| *made_ms <= now_ms);
                let calls: Vec<Call> = made
                    .map(|(id, (made_ms, came_ms))| {
                        let came = came_ms.is_some_and(|came_ms| made_ms + came_ms <= now_ms);
                        call(id, came || reported.contains(&CallId(id)))
                    })
                    .collect();
                let show = schedule.show(&calls, now_ms);
                let current = show.current.map(|call| call.id);
                if let Some(current) = current.filter(|id| on_screen.last().is_none_or(|(_, last, _)| last != id)) {
                    let owed = calls.iter().any(|call| call.id == current && !call.shown);
                    on_screen.push((now_ms, current, owed));
                }
                marks.push((now_ms, show.highlight));
                reported.extend(show.shown);
                let moments = lives.iter().flat_map(|(made_ms, came_ms)| {
                    [*made_ms, made_ms + came_ms.unwrap_or(0)]
                });
                let next = moments.chain(show.next_deadline_ms).filter(|&at_ms| at_ms > now_ms).min();
                match next {
                    Some(next) => now_ms = next,
                    None if show.shown.is_some() => now_ms += 1,
                    None => break,
                }
            }
            for pair in on_screen.windows(2) {
                let long_enough = pair[1].0 - pair[0].0 >= SHOWN_MS_MIN || !pair[0].2;
                prop_assert!(long_enough && pair[0].1 < pair[1].1, "{on_screen:?}");
            }
            let newest = ids().last().map(|(id, _)| CallId(id));
            prop_assert_eq!(on_screen.last().map(|(_, last, _)| *last), newest, "{:?}", on_screen);
            let last = on_screen.last().map_or(0, |(since_ms, ..)| *since_ms);
            for (id, (made_ms, came_ms)) in ids() {
                let since = on_screen.iter().find(|(_, shown, _)| *shown == CallId(id));
                match (since, came_ms) {
                    (Some((since_ms, ..)), _) => prop_assert!(since_ms >= made_ms),
                    // Its person came while it waited for the screen.
                    (None, Some(came_ms)) => prop_assert!(made_ms + came_ms <= last + SHOWN_MS_MIN),
                    (None, None) => prop_assert!(false, "call {id} was lost: {on_screen:?}"),
                }
                if came_ms.is_none() {
                    prop_assert!(reported.contains(&CallId(id)));
                }
            }
            for (at_ms, _) in marks.iter().filter(|(_, highlight)| *highlight) {
                let since = on_screen.iter().rfind(|(since_ms, ..)| since_ms <= at_ms).unwrap().0;
                prop_assert!(at_ms - since < HIGHLIGHT_MS);
            }
        }
    }
}
