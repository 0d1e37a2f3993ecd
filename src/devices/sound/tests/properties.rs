//! The speaker against anything that people and sinks can do.

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeSet, VecDeque};

#[derive(Debug, Clone)]
enum Step {
    Call {
        quiet: bool,
    },
    Ask {
        other: bool,
        question: bool,
        quiet: bool,
    },
    Hush,
    Louder,
    Pass {
        ms: u64,
    },
    /// The sink is done; it failed when it shall rest, or the voice did.
    End {
        rest_ms: Option<u64>,
        voice: bool,
    },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop::bool::weighted(0.1).prop_map(|quiet| Step::Call { quiet }),
        3 => (any::<bool>(), any::<bool>(), prop::bool::weighted(0.1))
            .prop_map(|(other, question, quiet)| Step::Ask { other, question, quiet }),
        1 => Just(Step::Hush),
        1 => Just(Step::Louder),
        4 => (0u64..40_000).prop_map(|ms| Step::Pass { ms }),
        5 => (prop::option::weighted(0.2, 1u64..16_000), any::<bool>())
            .prop_map(|(rest_ms, voice)| Step::End { rest_ms, voice }),
    ]
}

proptest! {
    /// Each call is begun or is told to be unheard, in the order in which calls came, and once more if it failed soon; nothing is said while something
    /// else is, nor what came in quiet hours; what must stop is an answer; a kiosk is at its usual volume when nobody has
    /// used it for half a minute.
    #[test]
    fn no_call_is_lost_and_one_thing_is_said_at_a_time(steps in prop::collection::vec(step(), 1..120)) {
        let mut speaker = speaker();
        let (mut now_ms, mut count) = (0, 0u32);
        let mut playing: Option<(u64, Place)> = None;
        let mut rests_until_ms = 0;
        let (mut made, mut begun) = (Vec::<String>::new(), Vec::<String>::new());
        let mut unheard = Vec::<(String, Fate)>::new();
        // Calls that wait, those that failed before the others, and since when each is there.
        let (mut waiting, mut since_ms) = (VecDeque::<String>::new(), BTreeMap::new());
        let mut again = BTreeSet::<String>::new();
        let mut used_ms = BTreeMap::from([(KIOSK, 0u64), (OTHER, 0)]);
        for step in steps {
            count += 1;
            match step {
                Step::Call { quiet } => {
                    let call = format!("call {count}");
                    speaker.call(now_ms, words(&call), quiet);
                    since_ms.insert(call.clone(), now_ms);
                    if quiet {
                        unheard.push((call.clone(), Fate::Quiet));
                    } else {
                        waiting.push_back(call.clone());
                        if waiting.len() > CALLS_MAX {
                            unheard.extend(waiting.pop_front().map(|oldest| (oldest, Fate::Missed)));
                        }
                    }
                    made.push(call);
                }
                Step::Ask { other, question, quiet } => {
                    let place = if other { OTHER } else { KIOSK };
                    used_ms.insert(place, now_ms);
                    let question = question.then_some(Question::MyTicket);
                    let said = if quiet { "quiet" } else { "answer" };
                    speaker.answer(now_ms, place, question, words(said), quiet);
                }
                Step::Hush => {
                    used_ms.insert(KIOSK, now_ms);
                    speaker.hush(now_ms, KIOSK);
                }
                Step::Louder => {
                    used_ms.insert(KIOSK, now_ms);
                    prop_assert!(speaker.louder(now_ms, KIOSK).is_some());
                }
                Step::Pass { ms } => now_ms += ms,
                Step::End { rest_ms, voice } => if let Some((id, place)) = playing.take() {
                    let end = match rest_ms {
                        None => End::Over,
                        Some(rest_ms) if voice => End::WithoutWords { rest_ms },
                        Some(rest_ms) => End::Failed { rest_ms },
                    };
                    if let End::Failed { rest_ms } = end {
                        rests_until_ms = now_ms + rest_ms;
                    }
                    used_ms.insert(place, now_ms);
                    speaker.ended(now_ms, id, end);
                    if let (Place::Hall, Some(rest_ms), Some(call)) = (place, rest_ms, begun.last())
                        && now_ms + rest_ms < since_ms[call] + REPEAT_MS
                        && again.insert(call.clone())
                    {
                        waiting.push_front(call.clone());
                        if waiting.len() > CALLS_MAX {
                            unheard.extend(waiting.pop_front().map(|oldest| (oldest, Fate::Missed)));
                        }
                    }
                },
            }
            let turn = speaker.next(now_ms);
            let told = std::iter::from_fn(|| speaker.poll_unheard());
            for (place, utterance, fate) in told.filter(|(place, ..)| *place == Place::Hall) {
                let lost = (text(&utterance), fate);
                waiting.retain(|call| *call != lost.0);
                prop_assert_eq!(place, Place::Hall);
                if !unheard.contains(&lost) {
                    prop_assert_eq!(fate, Fate::Missed, "only a call that is too old is dropped like this");
                    unheard.push(lost);
                }
            }
            if let Some(turn) = turn {
                prop_assert!(playing.is_none() && now_ms >= rests_until_ms);
                let said = text(&turn.utterance);
                prop_assert_ne!(&said, "quiet");
                match turn.place {
                    Place::Hall => {
                        prop_assert_eq!(turn.volume_percent, 80);
                        let at = waiting.iter().position(|call| *call == said);
                        prop_assert!(at.is_some(), "{} does not wait", said);
                        let before = waiting.iter().take(at.unwrap_or(0));
                        prop_assert!(before.clone().all(|call| again.contains(call)), "{} is too early", said);
                        waiting.retain(|call| *call != said);
                        begun.retain(|call| *call != said);
                        begun.push(said);
                    }
                    place => if now_ms - used_ms[&place] >= 30_000 {
                        prop_assert_eq!(turn.volume_percent, 60);
                    },
                }
                playing = Some((turn.id, turn.place));
            }
            if let Some((id, Place::Hall)) = playing {
                prop_assert!(!speaker.must_stop(id), "a call is said to its end");
            }
        }
        // Whatever waits still comes, when the sink works.
        now_ms = now_ms.max(rests_until_ms) + REPEAT_MS;
        if let Some((id, _)) = playing {
            speaker.ended(now_ms, id, End::Over);
        }
        while let Some(turn) = speaker.next(now_ms) {
            begun.extend((turn.place == Place::Hall).then(|| text(&turn.utterance)));
            speaker.ended(now_ms, turn.id, End::Over);
        }
        let told = std::iter::from_fn(|| speaker.poll_unheard());
        unheard.extend(told.filter(|(place, ..)| *place == Place::Hall).map(|(_, lost, fate)| (text(&lost), fate)));
        let accounted: BTreeSet<String> = begun.into_iter().chain(unheard.into_iter().map(|(call, _)| call)).collect();
        prop_assert_eq!(accounted, made.into_iter().collect::<BTreeSet<_>>());
        prop_assert_eq!(speaker.poll_timeout(), None);
    }
}
