use super::*;
use crate::domain::branch::Branch;
use crate::domain::command::Command;
use crate::domain::ids::{CounterId, KioskId, LinkId};
use crate::domain::kiosk::{PrinterState, Roll};
use crate::domain::settings::ShowNext;
use crate::domain::ticket::Language;
use crate::domain::time::ClockTrust;
use crate::ports::sample::Sample;
use crate::wording::Words;
use crate::wording::faults::Deed;
use std::sync::Arc;

const ONE: CounterId = CounterId(1);

/// Looks at a sample in a language.
fn look<R>(sample: &Sample, language: Language, view: impl FnOnce(Look<'_>) -> R) -> R {
    let words = Words::load();
    view(Look { branch: &sample.branch, now: sample.now, say: words.say(language), faults: &sample.faults })
}

/// The actions that would be done now.
fn possible(sample: &Sample, counter: CounterId) -> Vec<Action> {
    let view = look(sample, Language::Lv, |look| look.counter(counter)).unwrap();
    view.actions.iter().filter(|a| a.why_not.is_none()).map(|a| a.action).collect()
}

#[test]
fn a_counter_offers_exactly_what_the_branch_would_do() {
    let mut sample = Sample::open();
    assert_eq!(possible(&sample, ONE), [Action::Open]);
    sample.tell(Command::OpenCounter { counter: ONE }).unwrap();
    assert_eq!(possible(&sample, ONE), [Action::WalkDirect, Action::Close]);
    sample.ticket("passport", 1);
    assert_eq!(possible(&sample, ONE), [Action::CallNext, Action::WalkDirect, Action::Close]);
    sample.tell(Command::CallNext { counter: ONE }).unwrap();
    let called = [Action::Start, Action::Recall, Action::Park, Action::Transfer];
    assert_eq!(possible(&sample, ONE), called);
    sample.tell(Command::Recall { counter: ONE }).unwrap();
    assert!(possible(&sample, ONE).contains(&Action::NoShow));
    sample.tell(Command::Start { counter: ONE }).unwrap();
    assert_eq!(possible(&sample, ONE), [Action::CallNext, Action::Finish, Action::Park, Action::Transfer]);
}

#[test]
fn what_is_not_possible_says_why() {
    let sample = Sample::open();
    let view = look(&sample, Language::En, |look| look.counter(ONE)).unwrap();
    let call_next = view.actions.iter().find(|a| a.action == Action::CallNext).unwrap();
    let say = look(&sample, Language::En, |look| look.say.refusal_counter_closed());
    assert_eq!(call_next.why_not, Some(say));
}

#[test]
fn an_unknown_counter_has_no_view() {
    assert_eq!(look(&Sample::open(), Language::Lv, |look| look.counter(CounterId(9))), None);
}

#[test]
fn a_counter_shows_its_person_and_who_waits() {
    let mut sample = Sample::open();
    sample.ticket("passport", 1);
    sample.ticket("other", 2);
    sample.ticket("other", 3);
    sample.tell(Command::OpenCounter { counter: ONE }).unwrap();
    sample.now.steady_ms += 5000;
    sample.tell(Command::CallNext { counter: ONE }).unwrap();
    let view = look(&sample, Language::En, |look| look.counter(ONE)).unwrap();
    assert_eq!((view.mode, view.headline.as_str()), (CounterMode::Calling, "Called A001"));
    assert_eq!(view.waiting.as_deref(), Some("2 people waiting"));
    let person = view.ticket.unwrap();
    assert_eq!((person.number.as_str(), person.service.as_str()), ("A001", "Passports and eID cards"));
    assert_eq!((person.since_ms, person.language), (6000, Language::En));
    assert_eq!(person.recalls.as_deref(), Some("called once"));
    // The other counter does passports only.
    assert_eq!(
        look(&sample, Language::En, |look| look.counter(CounterId(2))).unwrap().waiting.as_deref(),
        Some("Nobody waiting")
    );
}

#[test]
fn a_clerk_sees_as_much_of_who_is_next_as_the_site_allows() {
    let shown = |show_next| {
        let mut sample = Sample::open_where(|settings| settings.show_next = show_next);
        sample.ticket("other", 1);
        sample.ticket("passport", 2);
        let seen = |counter| look(&sample, Language::En, |look| look.counter(counter)).unwrap();
        let numbers = |view: &CounterView| -> Option<Vec<String>> {
            Some(view.next.as_ref()?.iter().map(|row| row.number.clone()).collect())
        };
        let (one, two) = (seen(ONE), seen(CounterId(2)));
        let text = serde_json::to_string(&one).unwrap();
        assert_eq!(text.contains("E001"), numbers(&one).is_some(), "nowhere else: {text}");
        (one.waiting.clone(), numbers(&one), numbers(&two))
    };
    let numbers = |all: &[&str]| Some(all.iter().map(|&number| number.to_owned()).collect::<Vec<_>>());
    let two_wait = Some("2 people waiting".to_owned());
    assert_eq!(shown(ShowNext::Numbers), (two_wait.clone(), numbers(&["E001", "A001"]), numbers(&["A001"])));
    assert_eq!(shown(ShowNext::Count), (two_wait, None, None));
    assert_eq!(shown(ShowNext::Nothing), (None, None, None));
}

#[test]
fn who_is_next_is_called_next_and_the_list_is_short() {
    let mut sample = Sample::open();
    for link in 1..=7 {
        sample.ticket("passport", link);
    }
    sample.tell(Command::OpenCounter { counter: ONE }).unwrap();
    let next = |sample: &Sample| look(sample, Language::En, |look| look.counter(ONE)).unwrap().next.unwrap();
    let before = next(&sample);
    assert_eq!(before.len(), 5);
    sample.tell(Command::CallNext { counter: ONE }).unwrap();
    let called = look(&sample, Language::En, |look| look.counter(ONE)).unwrap().ticket.unwrap();
    assert_eq!(called.number, before[0].number);
    assert_eq!(next(&sample)[..4], before[1..]);
}

#[test]
fn a_view_does_not_change_while_only_time_passes() {
    let mut sample = Sample::open();
    sample.ticket("passport", 1);
    sample.tell(Command::OpenCounter { counter: ONE }).unwrap();
    sample.tell(Command::CallNext { counter: ONE }).unwrap();
    let view = |sample: &Sample| look(sample, Language::Lv, |look| (look.counter(ONE), look.line()));
    let before = view(&sample);
    sample.now.steady_ms += 20_000;
    sample.now.wall_ms += 20_000;
    assert_eq!(view(&sample), before);
}

#[test]
fn the_line_is_in_order_and_the_parked_stand_beside_it() {
    let mut sample = Sample::open();
    for link in 1..=3 {
        sample.ticket("passport", link);
    }
    sample.tell(Command::OpenCounter { counter: ONE }).unwrap();
    sample.tell(Command::CallNext { counter: ONE }).unwrap();
    sample.tell(Command::Park { counter: ONE }).unwrap();
    let line = look(&sample, Language::Lv, |look| look.line());
    let waiting: Vec<_> = line.waiting.iter().map(|row| row.number.as_str()).collect();
    assert_eq!(waiting, ["A002", "A003"]);
    assert_eq!(line.waiting[0].counters, [ONE, CounterId(2)]);
    assert_eq!(line.parked[0].number, "A001");
    assert_eq!(line.parked[0].until_ms - line.parked[0].since_ms, 45 * 60 * 1000);
}

#[test]
fn a_ticket_is_followed_from_the_line_to_the_counter() {
    let mut sample = Sample::open();
    sample.ticket("passport", 1);
    sample.ticket("passport", 2);
    let view = |sample: &Sample| look(sample, Language::En, |look| look.ticket(LinkId(2)));
    let waiting = view(&sample).unwrap();
    assert_eq!((waiting.number.as_str(), waiting.stage), ("A002", TicketStage::Waiting));
    assert_eq!(waiting.branch, "Riga office 2");
    assert_eq!(waiting.rows[0].value, "1");
    sample.tell(Command::OpenCounter { counter: ONE }).unwrap();
    sample.tell(Command::CallNext { counter: ONE }).unwrap();
    assert_eq!(view(&sample).unwrap().rows[0].value, "nobody");
    sample.tell(Command::Start { counter: ONE }).unwrap();
    sample.tell(Command::CallNext { counter: ONE }).unwrap();
    let called = view(&sample).unwrap();
    assert_eq!((called.stage, called.counter.as_deref()), (TicketStage::Called, Some("Counter 1")));
    assert_eq!(called.rows, []);
    sample.tell(Command::Start { counter: ONE }).unwrap();
    sample.tell(Command::Finish { counter: ONE }).unwrap();
    assert_eq!(view(&sample), None);
}

#[test]
fn the_hall_lists_calls_newest_first_and_hides_a_clock_in_doubt() {
    let mut sample = Sample::open();
    sample.ticket("passport", 1);
    sample.tell(Command::OpenCounter { counter: ONE }).unwrap();
    sample.tell(Command::CallNext { counter: ONE }).unwrap();
    sample.tell(Command::Recall { counter: ONE }).unwrap();
    let hall = look(&sample, Language::Lv, |look| look.hall());
    assert_eq!(hall.calls.len(), 2);
    assert!(hall.calls[0].id > hall.calls[1].id);
    assert_eq!(hall.calls[0].counter, "1. lodziņš");
    assert_eq!(hall.clock.as_deref(), Some("10:42"));
    sample.now.trust = ClockTrust::Unsynced;
    assert_eq!(look(&sample, Language::Lv, |look| look.hall()).clock, None);
}

#[test]
fn faults_are_what_somebody_must_act_on() {
    let mut sample = Sample::open();
    assert_eq!(look(&sample, Language::En, |look| look.faults()), []);
    let printer = PrinterState::PaperOut;
    sample.tell(Command::ReportPrinter { kiosk: KioskId(1), printer }).unwrap();
    sample.tell(Command::ReportStorage { full: true }).unwrap();
    sample.faults.insert("hall display".into(), "no screen at HDMI-A-1; there is nothing".into());
    sample.faults.insert("counter 1: keyboard Pad".into(), "there is no such keyboard".into());
    let faults = look(&sample, Language::En, |look| look.faults());
    let what: Vec<_> = faults.iter().map(|fault| fault.what.as_str()).collect();
    assert_eq!(
        what,
        [
            "The printer is out of paper; no tickets are given.",
            "The disk is full; no new numbers are given.",
            "The device “counter 1: keyboard Pad” does not work (there is no such keyboard).",
            "The device “hall display” does not work (no screen at HDMI-A-1; there is nothing).",
        ]
    );
}

#[test]
fn a_roll_that_was_counted_out_is_near_its_end_until_somebody_changes_it() {
    let mut sample = Sample::open();
    let mut settings = sample.branch.settings().clone();
    settings.rolls.insert(KioskId(1), Roll { length_mm: 3_000, slip_mm: 1_000 });
    sample.branch = Branch::new(Arc::new(settings), sample.branch.state().clone());
    for link in 1..=3 {
        assert_eq!(look(&sample, Language::En, |look| look.faults()), []);
        sample.ticket("passport", link);
    }
    let faults = look(&sample, Language::En, |look| look.faults());
    assert_eq!(faults[0].what, "The paper roll is near its end.");
    assert_eq!(faults[0].remedy.as_ref().map(|remedy| remedy.deed), Some(Deed::NewRoll));
    let used = |sample: &Sample| look(sample, Language::En, |look| look.papers())[0].words.clone();
    let words = "Paper roll: about 3\u{a0}m of 3\u{a0}m used; slips since the last change: 3.";
    assert_eq!(used(&sample), words);
    sample.tell(Command::ChangeRoll { kiosk: KioskId(1) }).unwrap();
    assert_eq!(look(&sample, Language::En, |look| look.faults()), []);
    assert!(used(&sample).contains("about 0\u{a0}m"));
}

#[test]
fn a_fault_that_only_a_person_can_end_has_a_button() {
    let mut sample = Sample::open();
    let printer = PrinterState::NeedsPowerCycle;
    sample.tell(Command::ReportPrinter { kiosk: KioskId(1), printer }).unwrap();
    let faults = look(&sample, Language::En, |look| look.faults());
    let remedy = faults[0].remedy.as_ref().map(|remedy| (remedy.kiosk, remedy.deed, remedy.words.as_str()));
    assert_eq!(remedy, Some((KioskId(1), Deed::PowerCycled, "The printer was switched off and on")));
}
