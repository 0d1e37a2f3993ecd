use super::*;
use crate::domain::event::{Event, Passing, Place};
use crate::domain::ids::{CallId, CodeKey, LinkId, TicketId};
use crate::domain::ticket::{Class, Language, Origin, Presence, Promise};
use crate::domain::time::ClockTrust;
use crate::journal::tests::tools::Folder;
use crate::wording::Words;

fn number(count: u16) -> TicketNumber {
    TicketNumber { series: 'A'.try_into().unwrap(), count }
}

fn taken(id: u64, behind: u32, passing: Passing, presence: Presence) -> Event {
    Event::TicketTaken {
        ticket: TicketId(id),
        number: number(u16::try_from(id).unwrap()),
        service: ServiceId::new("passport"),
        origin: Origin::WalkIn,
        class: Class::Normal,
        language: Language::Lv,
        link: LinkId(1),
        presence,
        kiosk: None,
        clock_trusted: true,
        promise: Promise { ahead: behind, forecast: None },
        place: Place { behind, passing, rivals: Vec::new() },
    }
}

fn joined(id: u64, behind: u32) -> Event {
    taken(id, behind, Passing::JoinOrder, Presence::Present)
}

fn called(id: u64) -> Event {
    Event::Called { ticket: TicketId(id), counter: CounterId(2), call: CallId(1) }
}

fn parked(id: u64) -> Event {
    aside(id, ParkReason::NoShow)
}

fn aside(id: u64, reason: ParkReason) -> Event {
    Event::Parked { ticket: TicketId(id), reason, until_ms: 0 }
}

fn for_service(mut taken: Event, key: &str) -> Event {
    if let Event::TicketTaken { service, .. } = &mut taken {
        *service = ServiceId::new(key);
    }
    taken
}

fn returned(id: u64, behind: u32) -> Event {
    let place = Some(Place { behind, passing: Passing::Return, rivals: Vec::new() });
    Event::CheckedIn { ticket: TicketId(id), place }
}

fn passed_on(id: u64, behind: u32) -> Event {
    let place = Place::in_join_order(behind);
    Event::Transferred { ticket: TicketId(id), counter: CounterId(2), service: ServiceId::new("eid"), place }
}

fn stepped_back(id: u64, behind: u32) -> Event {
    Event::SteppedBack { ticket: TicketId(id), place: Place::in_join_order(behind) }
}

fn entries(events: Vec<Event>) -> Vec<Entry> {
    let at = |at: u64| Moment { steady_ms: at, wall_ms: at.cast_signed(), trust: ClockTrust::Synced };
    (0..).zip(events).map(|(step, event)| Entry { at: at(step), event }).collect()
}

fn steps(events: Vec<Event>, of: u16) -> Vec<(Moment, Step)> {
    story(&entries(events), number(of)).unwrap().steps
}

/// Who was called while this ticket waited, and why.
fn others(events: Vec<Event>, of: u16) -> Vec<(u16, Because)> {
    let mut others = Vec::new();
    for (_, step) in steps(events, of) {
        if let Step::Other { number, because, .. } = step {
            others.push((number.count, because));
        }
    }
    others
}

#[test]
fn everybody_who_was_called_before_has_a_reason() {
    use Because::{
        JoinedEarlier, LetGoFirst, NotHere, OtherService, Priority, Returned, StoodBefore, WithoutTurn,
    };
    let earlier = vec![joined(1, 0), joined(2, 1), called(1), called(2)];
    assert_eq!(others(earlier, 2), [(1, JoinedEarlier)]);
    let credit = vec![joined(1, 0), taken(2, 0, Passing::Credit, Presence::Present), called(2), called(1)];
    assert_eq!(others(credit.clone(), 1), [(2, Priority)]);
    assert_eq!(others(credit, 2), [], "who has credit was passed by nobody");
    let back = vec![joined(1, 0), called(1), joined(2, 0), parked(1), returned(1, 0), called(1), called(2)];
    assert_eq!(others(back, 2), [(1, Returned)]);
    let other = vec![joined(1, 0), joined(2, 1), called(2), called(1)];
    assert_eq!(others(other, 1), [(2, OtherService)]);
    let on_the_way = || taken(1, 0, Passing::JoinOrder, Presence::Absent);
    let absent = vec![on_the_way(), joined(2, 1), aside(1, ParkReason::TurnPassed), called(2)];
    assert_eq!(others(absent, 1), [(2, NotHere)]);
    let not_its_turn = vec![on_the_way(), joined(2, 1), called(2)];
    assert_eq!(others(not_its_turn, 1), [(2, OtherService)], "its turn would have set it aside");
    let direct = vec![
        joined(1, 0),
        joined(2, 1),
        Event::ServiceStarted { ticket: TicketId(2), counter: CounterId(1) },
        called(1),
    ];
    assert_eq!(others(direct, 1), [(2, WithoutTurn)]);
    let polite = vec![joined(1, 0), joined(2, 1), joined(3, 2), stepped_back(1, 1), called(2), called(1)];
    assert_eq!(others(polite, 1), [(2, LetGoFirst)]);
    let late = vec![joined(1, 0), called(1), joined(2, 0), parked(1), returned(1, 1), called(2), called(1)];
    assert_eq!(others(late, 1), [(2, StoodBefore)]);
    let long_ago = vec![joined(1, 0), called(1), parked(1), returned(1, 0), joined(2, 1), called(1)];
    assert_eq!(others(long_ago, 2), [(1, JoinedEarlier)], "it was back before the other came");
}

#[test]
fn whoever_is_called_while_the_ticket_is_set_aside_is_named_too() {
    use Because::{JoinedEarlier, NotHere, OtherErrand, SetAside, StoodBefore, WithoutTurn};
    let on_the_way = vec![
        taken(1, 0, Passing::JoinOrder, Presence::Absent),
        joined(3, 1),
        joined(4, 2),
        aside(1, ParkReason::TurnPassed),
        called(3),
        called(4),
        joined(5, 0),
        returned(1, 1),
        called(5),
        called(1),
    ];
    assert_eq!(others(on_the_way, 1), [(3, NotHere), (4, NotHere), (5, StoodBefore)]);
    for reason in [ParkReason::NoShow, ParkReason::Clerk] {
        let not_come = vec![joined(1, 0), joined(2, 1), joined(3, 2), called(2), aside(2, reason), called(1)];
        let not_come = [not_come, vec![called(3), returned(2, 0), called(2)]].concat();
        assert_eq!(others(not_come, 2), [(1, JoinedEarlier), (3, SetAside)]);
    }
    let eid = |id, behind| for_service(joined(id, behind), "eid");
    let unknown =
        vec![joined(1, 0), Event::Restarted { epoch: 1, code_key: CodeKey(1), boot: None }, eid(2, 1)];
    let unknown =
        [vec![joined(9, 0), called(9)], unknown, vec![aside(1, ParkReason::Clerk), called(2)]].concat();
    assert_eq!(others(unknown, 1), [(2, OtherErrand)], "nothing shows it since the last start");
    let shown = vec![taken(1, 0, Passing::JoinOrder, Presence::Absent), eid(2, 1)];
    let shown = [shown, vec![aside(1, ParkReason::TurnPassed), called(2)]].concat();
    assert_eq!(others(shown, 1), [(2, NotHere)], "its turn had come at this counter");
    let direct = vec![
        joined(1, 0),
        called(1),
        parked(1),
        joined(2, 0),
        Event::ServiceStarted { ticket: TicketId(2), counter: CounterId(1) },
    ];
    assert_eq!(others(direct, 1), [(2, WithoutTurn)]);
}

#[test]
fn a_call_says_whom_it_was_not_and_why() {
    use Because::{LetGoFirst, NotHere, OtherService, PassedOn, Priority, Returned, SetAside, StoodBefore};
    let newest_call = |events: Vec<Event>, of| {
        let call = |step| if let Step::Called { instead_of, .. } = step { Some(instead_of) } else { None };
        steps(events, of).into_iter().rev().find_map(|(_, step)| call(step)).unwrap()
    };
    let check = |events: Vec<Event>, of, expected: Option<(u16, Because)>| {
        let expected = expected.map(|(other, because)| (number(other), because));
        assert_eq!(newest_call(events, of), expected);
    };
    check(vec![joined(1, 0), joined(2, 1), called(1)], 1, None);
    check(vec![joined(1, 0), joined(2, 1), called(2)], 2, Some((1, OtherService)));
    let credit = taken(2, 0, Passing::Credit, Presence::Present);
    check(vec![joined(1, 0), credit, called(2)], 2, Some((1, Priority)));
    let absent = || taken(1, 0, Passing::JoinOrder, Presence::Absent);
    let turn_passed = || aside(1, ParkReason::TurnPassed);
    check(vec![absent(), joined(2, 1), turn_passed(), called(2)], 2, Some((1, NotHere)));
    let before = vec![absent(), joined(2, 1), turn_passed(), called(2), joined(3, 0), called(3)];
    check(before, 3, Some((1, NotHere)));
    let not_come = vec![joined(1, 0), called(1), parked(1), joined(2, 0), called(2)];
    check(not_come, 2, Some((1, SetAside)));
    let errand = vec![joined(1, 0), called(1), passed_on(1, 0), aside(1, ParkReason::Clerk)];
    check([errand, vec![joined(2, 0), called(2)]].concat(), 2, None);
    let polite_and_aside = vec![joined(1, 0), called(1), parked(1), joined(2, 0), joined(3, 1)];
    let polite_and_aside = [polite_and_aside, vec![stepped_back(2, 1), called(3)]].concat();
    check(polite_and_aside, 3, Some((2, LetGoFirst)));
    let polite = vec![joined(1, 0), joined(2, 1), stepped_back(1, 1), called(2)];
    check(polite, 2, Some((1, LetGoFirst)));
    let late = vec![joined(1, 0), called(1), joined(2, 0), parked(1), returned(1, 1), called(2)];
    check(late, 2, Some((1, StoodBefore)));
    let back = vec![joined(1, 0), joined(2, 1), called(2), parked(2), returned(2, 0), called(2)];
    check(back, 2, Some((1, Returned)));
    let kept = vec![
        joined(1, 0),
        called(1),
        parked(1),
        joined(2, 0),
        called(2),
        returned(1, 0),
        passed_on(2, 0),
        called(2),
    ];
    check(kept, 2, Some((1, PassedOn)));
    let services_count_least = vec![joined(1, 0), joined(2, 1), joined(3, 2), stepped_back(2, 2), called(3)];
    check(services_count_least, 3, Some((2, LetGoFirst)));
}

#[test]
fn the_journal_is_read_from_the_newest_day_back_to_the_one_that_knows_the_number() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    let date = chrono::NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
    let cause = crate::domain::event::Cause::Calendar;
    let opened = || Event::DayOpened { date, cause, anew: true };
    let night = vec![joined(3, 1), Event::DayClosed { date, cause }, opened(), called(3)];
    let days = [vec![opened()], vec![joined(1, 0), joined(2, 1)], vec![called(1)], vec![opened()], night];
    for turn in days {
        journal.append(&entries(turn)).unwrap();
    }
    let history = History::open(&folder.0).unwrap();
    let begins = |before| history.day_before(before).unwrap().map(|opening| opening.seq);
    assert_eq!((begins(u64::MAX), begins(5), begins(1)), (Some(5), Some(1), None));
    let count = |of| story_of(&folder.0, number(of)).unwrap().map(|story| story.steps.len());
    assert_eq!(count(3), Some(2), "who came at night is of the day that goes on");
    assert_eq!(count(1), Some(2), "yesterday");
    assert_eq!(count(2), Some(3), "also what happened to it today");
    assert_eq!(count(9), None);
}

#[test]
fn a_number_tells_of_its_newest_ticket() {
    let entries = entries(vec![joined(1, 0), called(1), joined(1, 0)]);
    assert_eq!(story(&entries, number(1)).unwrap().steps.len(), 1);
    assert_eq!(story(&entries, number(2)), None);
}

#[test]
fn the_last_sentence_counts_those_who_went_before_and_says_how_many_while_it_was_set_aside() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = crate::config::read(&root.join("boards/virtual.toml"), &root.join("systemd/site.toml"));
    let settings = read.config.unwrap().settings;
    let words = Words::load();
    let last = |events: Vec<Event>| {
        let story = story(&entries(events), number(1));
        words::told(number(1), story.as_ref(), &settings, words.say(Language::En)).lines.pop().unwrap()
    };
    let aside = vec![joined(1, 0), called(1), parked(1), joined(2, 0), called(2), returned(1, 0)];
    let priority = vec![taken(3, 0, Passing::Credit, Presence::Present), called(3)];
    let other_service = vec![joined(1, 0), joined(2, 1), called(2)];
    let before = "Called before this number although they joined later or had come back:";
    assert_eq!(last(other_service), format!("{before} 0."));
    assert_eq!(last([vec![joined(1, 0)], priority.clone()].concat()), format!("{before} 1."));
    let both = last([aside, priority].concat());
    assert_eq!(both, format!("{before} 2; of these, while this number was set aside: 1."));
}

#[test]
fn a_service_that_the_site_has_no_more_is_told_in_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = crate::config::read(&root.join("boards/virtual.toml"), &root.join("systemd/site.toml"));
    let settings = read.config.unwrap().settings;
    let words = Words::load();
    let story = story(&entries(vec![for_service(joined(1, 0), "visas")]), number(1));
    let check = |language, expected: &str| {
        let told = words::told(number(1), story.as_ref(), &settings, words.say(language));
        assert!(told.lines[0].contains(expected), "{:?}", told.lines);
    };
    check(Language::Lv, "„pakalpojums, ko vairs nesniedz (visas)”");
    check(Language::Ru, "«услуга, которой больше нет (visas)»");
    check(Language::En, "“a service that is no longer offered (visas)”");
    check(Language::Uk, "«послуга, якої більше немає (visas)»");
}
