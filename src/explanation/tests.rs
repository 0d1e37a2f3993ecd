use super::*;
use crate::domain::event::{Event, Passing, Place};
use crate::domain::ids::{CallId, LinkId, TicketId};
use crate::domain::ticket::{Class, Language, Origin, Presence, Promise};
use crate::domain::time::ClockTrust;

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
        place: Place { behind, passing },
    }
}

fn joined(id: u64, behind: u32) -> Event {
    taken(id, behind, Passing::JoinOrder, Presence::Present)
}

fn called(id: u64) -> Event {
    Event::Called { ticket: TicketId(id), counter: CounterId(2), call: CallId(1) }
}

fn parked(id: u64) -> Event {
    Event::Parked { ticket: TicketId(id), reason: ParkReason::NoShow, until_ms: 0 }
}

fn returned(id: u64, behind: u32) -> Event {
    let place = Some(Place { behind, passing: Passing::Return });
    Event::CheckedIn { ticket: TicketId(id), place }
}

/// Who was called while this ticket waited, and why.
fn others(events: Vec<Event>, of: u16) -> Vec<(u16, Because)> {
    let entries: Vec<Entry> = (0..)
        .zip(events)
        .map(|(at, event)| {
            let at = Moment { steady_ms: at, wall_ms: at.cast_signed(), trust: ClockTrust::Synced };
            Entry { at, event }
        })
        .collect();
    let steps = story(&entries, number(of)).unwrap().steps;
    let mut others = Vec::new();
    for (_, step) in steps {
        if let Step::Other { number, because, .. } = step {
            others.push((number.count, because));
        }
    }
    others
}

#[test]
fn everybody_who_was_called_before_has_a_reason() {
    use Because::{JoinedEarlier, NotHere, OtherService, Priority, Returned, WithoutTurn};
    let earlier = vec![joined(1, 0), joined(2, 1), called(1), called(2)];
    assert_eq!(others(earlier, 2), [(1, JoinedEarlier)]);
    let credit = vec![joined(1, 0), taken(2, 0, Passing::Credit, Presence::Present), called(2), called(1)];
    assert_eq!(others(credit.clone(), 1), [(2, Priority)]);
    assert_eq!(others(credit, 2), [], "who has credit was passed by nobody");
    let back = vec![joined(1, 0), called(1), joined(2, 0), parked(1), returned(1, 0), called(1), called(2)];
    assert_eq!(others(back, 2), [(1, Returned)]);
    let other = vec![joined(1, 0), joined(2, 1), called(2), called(1)];
    assert_eq!(others(other, 1), [(2, OtherService)]);
    let absent = vec![taken(1, 0, Passing::JoinOrder, Presence::Absent), joined(2, 1), called(2)];
    assert_eq!(others(absent, 1), [(2, NotHere)]);
    let direct = vec![
        joined(1, 0),
        joined(2, 1),
        Event::ServiceStarted { ticket: TicketId(2), counter: CounterId(1) },
        called(1),
    ];
    assert_eq!(others(direct, 1), [(2, WithoutTurn)]);
}

#[test]
fn a_number_tells_of_its_newest_ticket() {
    let events = [joined(1, 0), called(1), joined(1, 0)];
    let entries: Vec<Entry> = events
        .into_iter()
        .map(|event| {
            let at = Moment { steady_ms: 0, wall_ms: 0, trust: ClockTrust::Synced };
            Entry { at, event }
        })
        .collect();
    assert_eq!(story(&entries, number(1)).unwrap().steps.len(), 1);
    assert_eq!(story(&entries, number(2)), None);
}
