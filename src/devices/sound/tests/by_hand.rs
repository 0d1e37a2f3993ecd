//! The speaker, step by step.

use super::*;

/// What is said next, with its volume; `-` for nothing.
fn check_next(speaker: &mut Speaker, now_ms: u64, expected: &str) -> Option<u64> {
    let turn = speaker.next(now_ms);
    let found = turn
        .as_ref()
        .map_or("-".to_owned(), |turn| format!("{} {}", text(&turn.utterance), turn.volume_percent));
    assert_eq!(found, expected, "at {now_ms}");
    turn.map(|turn| turn.id)
}

fn check_unheard(speaker: &mut Speaker, expected: &[(&str, Fate)]) {
    let unheard = std::iter::from_fn(|| speaker.poll_unheard());
    let unheard: Vec<(String, Fate)> = unheard.map(|(_, utterance, fate)| (text(&utterance), fate)).collect();
    let expected: Vec<_> = expected.iter().map(|&(text, fate)| (text.to_owned(), fate)).collect();
    assert_eq!(unheard, expected);
}

fn ask(speaker: &mut Speaker, now_ms: u64, text: &str) {
    speaker.answer(now_ms, KIOSK, Some(Question::MyTicket), words(text), false);
}

#[test]
fn calls_that_come_together_are_said_one_after_the_other() {
    let mut speaker = speaker();
    for call in ["one", "two", "three"] {
        speaker.call(0, words(call), false);
    }
    for (now_ms, call) in [(0, "one 80"), (5_000, "two 80"), (10_000, "three 80")] {
        let id = check_next(&mut speaker, now_ms, call).unwrap();
        check_next(&mut speaker, now_ms + 1, "-");
        assert!(!speaker.must_stop(id), "a call is said to its end");
        speaker.ended(now_ms + 4_000, id, End::Over);
    }
    check_next(&mut speaker, 15_000, "-");
    assert_eq!(speaker.poll_timeout(), None);
}

#[test]
fn beyond_the_bound_the_oldest_call_is_told_by_the_picture_alone() {
    let mut speaker = speaker();
    for call in 0..=CALLS_MAX {
        speaker.call(0, words(&call.to_string()), false);
    }
    check_unheard(&mut speaker, &[("0", Fate::Missed)]);
    check_next(&mut speaker, 0, "1 80");
}

#[test]
fn asked_again_while_it_speaks_it_falls_silent_and_asked_after_that_it_repeats() {
    let mut speaker = speaker();
    ask(&mut speaker, 0, "ticket");
    let id = check_next(&mut speaker, 0, "ticket 60").unwrap();
    ask(&mut speaker, 2_000, "ticket");
    assert!(speaker.must_stop(id));
    speaker.ended(2_010, id, End::Over);
    check_next(&mut speaker, 2_010, "-");
    ask(&mut speaker, 4_000, "ticket");
    let id = check_next(&mut speaker, 4_000, "ticket 60").unwrap();
    speaker.ended(9_000, id, End::Over);
    ask(&mut speaker, 10_000, "ticket");
    check_next(&mut speaker, 10_000, "ticket 60");
}

#[test]
fn an_answer_takes_the_place_of_the_one_before() {
    let mut speaker = speaker();
    ask(&mut speaker, 0, "ticket");
    let id = check_next(&mut speaker, 0, "ticket 60").unwrap();
    speaker.answer(1_000, KIOSK, None, words("refused"), false);
    assert!(speaker.must_stop(id));
    check_next(&mut speaker, 1_000, "-");
    speaker.ended(1_010, id, End::Over);
    let id = check_next(&mut speaker, 1_010, "refused 60").unwrap();
    // Words that nobody asked for are no question: the same refusal is said anew.
    speaker.answer(2_000, KIOSK, None, words("refused"), false);
    speaker.ended(2_010, id, End::Over);
    let id = check_next(&mut speaker, 2_010, "refused 60").unwrap();
    speaker.hush(3_000, KIOSK);
    assert!(speaker.must_stop(id), "whoever goes on wants silence");
    speaker.ended(3_010, id, End::Over);
    check_next(&mut speaker, 3_010, "-");
}

#[test]
fn an_answer_gives_way_to_a_call_and_begins_anew() {
    let mut speaker = speaker();
    ask(&mut speaker, 0, "ticket");
    let id = check_next(&mut speaker, 0, "ticket 60").unwrap();
    speaker.call(1_000, words("call"), false);
    assert!(speaker.must_stop(id));
    speaker.ended(1_010, id, End::Over);
    let call = check_next(&mut speaker, 1_010, "call 80").unwrap();
    // Somebody else asks meanwhile: a call is not interrupted, and answers come in their order.
    speaker.answer(1_020, OTHER, Some(Question::WhichNumber), words("numbers"), false);
    assert!(!speaker.must_stop(call));
    speaker.ended(5_000, call, End::Over);
    let id = check_next(&mut speaker, 5_000, "ticket 60").unwrap();
    speaker.ended(9_000, id, End::Over);
    check_next(&mut speaker, 9_000, "numbers 60");
}

#[test]
fn in_quiet_hours_nothing_is_heard() {
    let mut speaker = speaker();
    speaker.call(0, words("call"), true);
    speaker.answer(0, KIOSK, None, words("answer"), true);
    check_next(&mut speaker, 0, "-");
    check_unheard(&mut speaker, &[("call", Fate::Quiet), ("answer", Fate::Quiet)]);
}

#[test]
fn a_sink_that_failed_rests_and_what_is_old_then_is_not_said() {
    let mut speaker = speaker();
    speaker.call(0, words("lost"), false);
    let id = check_next(&mut speaker, 0, "lost 80").unwrap();
    speaker.call(100, words("old"), false);
    speaker.ended(200, id, End::Failed { rest_ms: STALE_MS });
    speaker.call(STALE_MS, words("new"), false);
    check_next(&mut speaker, STALE_MS, "-");
    assert_eq!(speaker.poll_timeout(), Some(200 + STALE_MS));
    check_next(&mut speaker, 200 + STALE_MS, "new 80");
    check_unheard(&mut speaker, &[("old", Fate::Missed)]);
}

#[test]
fn louder_begins_anew_and_is_as_usual_after_use() {
    let mut speaker = speaker();
    ask(&mut speaker, 0, "ticket");
    let id = check_next(&mut speaker, 0, "ticket 60").unwrap();
    let (level, to_be_heard) = speaker.louder(1_000, KIOSK).unwrap();
    assert_eq!((level.step, level.steps, to_be_heard), (2, 3, false));
    assert!(speaker.must_stop(id));
    speaker.ended(1_010, id, End::Over);
    let id = check_next(&mut speaker, 1_010, "ticket 80").unwrap();
    // Half a minute counts from the end of what was said, however long that took.
    speaker.ended(50_000, id, End::Over);
    ask(&mut speaker, 79_000, "ticket");
    let id = check_next(&mut speaker, 79_000, "ticket 60").unwrap();
    speaker.ended(80_000, id, End::Over);
    assert_eq!(speaker.louder(81_000, KIOSK).map(|(level, heard)| (level.step, heard)), Some((2, true)));
    assert_eq!(speaker.louder(82_000, OTHER).map(|(level, _)| level.step), Some(2), "each kiosk has its own");
    ask(&mut speaker, 120_000, "ticket");
    check_next(&mut speaker, 120_000, "ticket 60");
}

#[test]
fn after_a_power_cut_nothing_is_said_later() {
    let mut speaker = speaker();
    speaker.call(0, words("one"), false);
    let id = check_next(&mut speaker, 0, "one 80").unwrap();
    speaker.call(0, words("two"), false);
    speaker.go_silent();
    assert!(speaker.must_stop(id));
    speaker.ended(10, id, End::Over);
    check_next(&mut speaker, 10, "-");
}

#[test]
fn a_call_that_failed_is_said_once_more_while_it_is_new() {
    let mut speaker = speaker();
    speaker.call(0, words("first"), false);
    let id = check_next(&mut speaker, 0, "first 80").unwrap();
    speaker.call(100, words("second"), false);
    speaker.ended(2_000, id, End::Failed { rest_ms: 1_000 });
    check_next(&mut speaker, 2_999, "-");
    let id = check_next(&mut speaker, 3_000, "first 80").unwrap();
    speaker.ended(4_000, id, End::Failed { rest_ms: 2_000 });
    let id = check_next(&mut speaker, 6_000, "second 80").unwrap();
    // It would be ten seconds old.
    speaker.ended(8_100, id, End::Failed { rest_ms: 2_000 });
    check_next(&mut speaker, 10_100, "-");
    assert_eq!(speaker.poll_timeout(), None);
}

#[test]
fn words_that_had_no_voice_are_said_when_there_may_be_one_and_hold_nobody_up() {
    let mut speaker = speaker();
    speaker.call(0, Utterance { chime: true, ..words("first") }, false);
    let id = check_next(&mut speaker, 0, "first 80").unwrap();
    speaker.ended(2_000, id, End::WithoutWords { rest_ms: 1_000 });
    assert_eq!(speaker.poll_timeout(), Some(3_000));
    speaker.call(2_000, words("second"), false);
    let id = check_next(&mut speaker, 2_000, "second 80").unwrap();
    speaker.ended(5_000, id, End::Over);
    let turn = speaker.next(5_000).unwrap();
    assert_eq!((turn.utterance.chime, text(&turn.utterance)), (false, "first".to_owned()));
    speaker.ended(6_000, turn.id, End::WithoutWords { rest_ms: 1_000 });
    check_next(&mut speaker, 8_000, "-");
    // What the sink was too busy for is not said late.
    speaker.call(20_000, words("third"), false);
    let id = check_next(&mut speaker, 20_000, "third 80").unwrap();
    speaker.ended(21_000, id, End::WithoutWords { rest_ms: 1_000 });
    check_next(&mut speaker, 30_001, "-");
    check_unheard(&mut speaker, &[("third", Fate::Missed)]);
}
