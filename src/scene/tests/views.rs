//! From a branch to what people read.

use super::super::hall::{HallBody, HallView};
use super::super::kiosk::{KioskView, Offer, Press, REMEMBER_MS};
use super::*;

#[test]
fn the_hall_says_who_waits_and_how_long() {
    let words = Words::load();
    let say = words.say(Language::Lv);
    let facts = |branch: &Branch, now: Moment| {
        let foot = HallView::of(branch, &show(branch, 0), None, now, say).foot;
        (foot.clock.unwrap_or_default(), foot.facts.join(" | "), foot.counts_remote)
    };
    let expect = |clock: &str, facts: &str, remote| (clock.to_owned(), facts.to_owned(), remote);
    let busy = busy();
    let text = "Rindā 8 šeit · 3 no telefona | Gaidīšana 15–30 min";
    assert_eq!(facts(&busy, now()), expect("10:42", text, true));
    let unsynced = Moment { trust: ClockTrust::Unsynced, ..now() };
    assert_eq!(facts(&busy, unsynced), expect("", text, true));
    let walk_in = changed(&busy, |state| {
        state.tickets.values_mut().for_each(|ticket| ticket.origin = Origin::WalkIn);
    });
    assert_eq!(facts(&walk_in, now()).1, "Rindā 11 cilvēki | Gaidīšana 15–30 min");
    let nobody = changed(&busy, |state| state.line.clear());
    assert_eq!(facts(&nobody, now()), expect("10:42", "Rindā neviena nav", false));
    let closed = changed(&nobody, |state| state.day = None);
    assert_eq!(facts(&closed, now()), expect("10:42", "", false));
}

#[test]
fn earlier_calls_are_listed_once_and_calls_to_come_are_not() {
    let words = Words::load();
    let branch = changed(&busy(), |state| {
        state.calls.clear();
        let calls =
            [("A040", 3, true), ("A041", 2, true), ("A040", 1, true), ("A042", 2, false), ("A043", 1, false)];
        for (id, (text, counter, shown)) in (1..).zip(calls) {
            let (id, counter) = (CallId(id), CounterId(counter));
            state.calls.push(Call { id, number: number(text), counter, remote: false, shown });
        }
    });
    let view = HallView::of(&branch, &show(&branch, 0), None, now(), words.say(Language::Lv));
    let HallBody::Calls { newest, earlier, .. } = view.body else { panic!("no calls") };
    assert_eq!(newest.number, "A042");
    let earlier: Vec<String> =
        earlier.iter().map(|call| format!("{} {}", call.number, call.counter_short)).collect();
    assert_eq!(earlier, ["A040 1. lodz.", "A041 2. lodz."]);
}

#[test]
fn a_number_without_a_slip_is_shown_in_the_language_of_its_ticket_and_then_goes() {
    let words = Words::load();
    let branch = changed(&busy(), |state| {
        let ticket = state.tickets.values_mut().next().unwrap();
        ticket.language = Language::En;
        let last = LastSlip { number: ticket.number, slip: SlipState::Failed, since_ms: now().steady_ms };
        state.kiosks.get_mut(&KioskId(1)).unwrap().last = Some(last);
    });
    let (view, until_ms) = KioskView::of(&branch, KioskId(1), &Press::Idle, now(), &words);
    let expect = KioskView::Notice {
        fault: true,
        title: "Your ticket was not printed".into(),
        lead: Some("Remember your number:".into()),
        number: Some("A043".into()),
        advice: Some("You are in the queue without a ticket too. If in doubt, ask the staff.".into()),
    };
    assert_eq!((view, until_ms), (expect, Some(now().steady_ms + REMEMBER_MS)));
    let later = Moment { steady_ms: now().steady_ms + REMEMBER_MS, ..now() };
    let (view, until_ms) = KioskView::of(&branch, KioskId(1), &Press::Idle, later, &words);
    assert!(matches!(view, KioskView::Buttons { .. }) && until_ms.is_none());
}

#[test]
fn a_button_speaks_its_own_language_and_says_why_it_gives_nothing() {
    let words = Words::load();
    let branch = with_settings(&busy(), |settings| {
        settings.services[2].1.cap = Some(0);
        settings.buttons[2].language = Language::En;
        settings.buttons[1].class = Class::Priority;
    });
    let (view, _) = KioskView::of(&branch, KioskId(1), &Press::Idle, now(), &words);
    let KioskView::Buttons { head, buttons } = view else { panic!("no buttons") };
    assert_eq!(head, "Nospiediet pogu");
    let shown: Vec<String> = buttons
        .iter()
        .map(|button| {
            let offer = match &button.offer {
                Offer::Ticket { wait } => wait.as_deref().unwrap_or("-"),
                Offer::Nothing { reason } => reason,
            };
            format!(
                "{} {}: {} / {offer}",
                button.letter,
                button.name,
                button.detail.as_deref().unwrap_or("-")
            )
        })
        .collect();
    assert_eq!(shown[0], "A Pases un eID kartes: noformēšana / 15–30 min");
    assert!(shown[1].starts_with("C Dokumentu saņemšana: ar priekšrocību / "), "{}", shown[1]);
    assert_eq!(shown[2], "E Other services: - / no more numbers today, tomorrow from\u{a0}8:30");
}
