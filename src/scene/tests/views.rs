//! From a branch to what people read.

use super::super::hall::{HallBody, HallView};
use super::super::kiosk::{ANSWER_MS, KioskView, LANGUAGE_MS, Offer, REMEMBER_MS};
use super::super::visitor::{Asked, CHOSEN_MS, ChosenLanguage, Press, Visitor};
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
fn a_number_from_a_phone_says_why_it_is_called() {
    let words = Words::load();
    let said = |called: &str, language, change: fn(&mut State)| {
        let branch = changed(&busy(), |state| {
            state.calls.clear();
            let (id, counter) = (CallId(1), CounterId(2));
            let remote = called.starts_with('R');
            state.calls.push(Call { id, number: number(called), counter, remote, shown: false });
            let ticket = state.tickets.get_mut(&TicketId(3)).unwrap();
            ticket.joined.steady_ms -= 3_720_000;
            ticket.joined.wall_ms -= 3_720_000;
            state.line.retain(|&id| id != TicketId(3));
            change(state);
        });
        let view = HallView::of(&branch, &show(&branch, 0), None, now(), words.say(language));
        let HallBody::Calls { remote_words, .. } = view.body else { panic!("no calls") };
        remote_words
    };
    let before = "Rindā no telefona kopš 9:40, pirms visiem, kas gaida šeit";
    assert_eq!(said("R045", Language::Lv, |_| {}).as_deref(), Some(before));
    let earlier = |state: &mut State| state.tickets.get_mut(&TicketId(1)).unwrap().joined.steady_ms = 1;
    assert_eq!(said("R045", Language::En, earlier).as_deref(), Some("In line by phone since 9:40"));
    let nobody = |state: &mut State| state.line.clear();
    assert_eq!(said("R045", Language::Lv, nobody).as_deref(), Some("Rindā no telefona kopš 9:40"));
    let doubted = |state: &mut State| {
        state.tickets.get_mut(&TicketId(3)).unwrap().joined_clock_trusted = false;
    };
    assert_eq!(said("R045", Language::Lv, doubted).as_deref(), Some("no telefona"));
    assert_eq!(said("A043", Language::Lv, |_| {}), None);
}

#[test]
fn the_hall_shows_where_to_check_in_while_the_day_is_open() {
    let words = Words::load();
    let shown = |branch: &Branch| {
        HallView::of(branch, &show(branch, 0), None, now(), words.say(Language::Lv)).foot.check_in
    };
    let busy = busy();
    let check_in = shown(&busy).expect("phones can join here");
    assert_eq!(Some(&check_in.code), busy.check_in_code(now()).as_ref());
    assert_eq!(check_in.url, Some(format!("https://rinda.example/c/riga-2?code={}", check_in.code)));
    assert_eq!(shown(&changed(&busy, |state| state.day = None)), None);
}

#[test]
fn earlier_calls_are_listed_once_and_calls_to_come_are_not() {
    let words = Words::load();
    let branch = changed(&busy(), |state| {
        state.calls.clear();
        let calls = [
            ("A040", 3, true),
            ("A041", 2, true),
            ("A040", 1, true),
            ("A042", 2, false),
            ("A043", 1, false),
            // Its person came before its turn on the screen: that does not make it earlier than the one that stands there.
            ("A044", 3, true),
        ];
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
    let (view, until_ms) = KioskView::of(&branch, KioskId(1), &Visitor::default(), now(), &words);
    let expect = KioskView::Notice {
        fault: true,
        title: "Your ticket was not printed".into(),
        lead: Some("Remember your number:".into()),
        number: Some("A043".into()),
        advice: Some("You are in the queue without a ticket too. If in doubt, ask the staff.".into()),
    };
    assert_eq!((view, until_ms), (expect, Some(now().steady_ms + REMEMBER_MS)));
    let later = Moment { steady_ms: now().steady_ms + REMEMBER_MS, ..now() };
    let (view, until_ms) = KioskView::of(&branch, KioskId(1), &Visitor::default(), later, &words);
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
    let (view, _) = KioskView::of(&branch, KioskId(1), &Visitor::default(), now(), &words);
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

#[test]
fn a_question_is_answered_on_the_display_for_a_while() {
    let words = Words::load();
    let branch = changed(&busy(), |state| {
        let ticket = state.tickets.values_mut().next().unwrap();
        ticket.language = Language::En;
        let last = LastSlip { number: ticket.number, slip: SlipState::Printed, since_ms: now().steady_ms };
        state.kiosks.get_mut(&KioskId(1)).unwrap().last = Some(last);
    });
    let ask = |branch: &Branch, asked, language, after_ms: u64| {
        let press = Press::Answered { asked, language, since_ms: now().steady_ms };
        let at = Moment { steady_ms: now().steady_ms + after_ms, ..now() };
        KioskView::of(branch, KioskId(1), &visitor(press), at, &words)
    };
    let (view, until_ms) = ask(&branch, Asked::WhichNumber, None, 0);
    assert_eq!(until_ms, Some(now().steady_ms + ANSWER_MS));
    let KioskView::Numbers { head, numbers } = view else { panic!("{view:?}") };
    assert_eq!(head, "Pašlaik izsaukti");
    let called: Vec<String> = branch.numbers_now().iter().map(|now| now.number.to_string()).collect();
    assert!(!called.is_empty());
    assert_eq!(numbers.iter().map(|shown| shown.number.clone()).collect::<Vec<_>>(), called);
    assert!(numbers.iter().all(|shown| shown.counter.ends_with("lodziņš")), "{numbers:?}");
    assert!(!matches!(ask(&branch, Asked::WhichNumber, None, ANSWER_MS).0, KioskView::Numbers { .. }));

    let nobody = changed(&branch, |state| {
        state.calls.clear();
        state.counters.clear();
    });
    let notice = |view: KioskView| match view.clone() {
        KioskView::Notice { title, number, advice, .. } => (title, number, advice.unwrap_or_default()),
        KioskView::Buttons { .. } | KioskView::Numbers { .. } => panic!("{view:?}"),
    };
    let (title, ..) = notice(ask(&nobody, Asked::WhichNumber, Some(Language::En), 0).0);
    assert_eq!(title, "Nobody has been called yet");
    // A ticket has the language that its person chose, unless the button has one.
    let (_, number, advice) = notice(ask(&branch, Asked::MyTicket, None, 0).0);
    assert!(number.is_some() && advice == "You are next.", "{advice}");
    let (.., advice) = notice(ask(&branch, Asked::MyTicket, Some(Language::Lv), 0).0);
    assert_eq!(advice, "Nākamā kārta ir jūsu.");
    let later = now().steady_ms + 5 * 60_000;
    let press = Press::Answered { asked: Asked::MyTicket, language: None, since_ms: later };
    let at = Moment { steady_ms: later, ..now() };
    let asked = visitor(press);
    let nobody = |branch: &Branch| {
        let (title, number, advice) = notice(KioskView::of(branch, KioskId(1), &asked, at, &words).0);
        assert_eq!((title.as_str(), number), ("Šeit pēdējās minūtēs neviens nav paņēmis numuru", None));
        advice
    };
    assert_eq!(nobody(&branch), "Nospiediet pogu.");
    let without_paper = changed(&branch, |state| {
        state.kiosks.get_mut(&KioskId(1)).unwrap().printer = PrinterState::PaperOut;
    });
    assert_eq!(nobody(&without_paper), "", "no press gives a ticket");
    let ended = changed(&branch, |state| state.tickets.clear());
    let (title, number, advice) = notice(ask(&ended, Asked::MyTicket, None, 0).0);
    assert_eq!((title.as_str(), advice.as_str()), ("Šis numurs vairs nav rindā", ""));
    assert!(number.is_some());
    let (title, ..) = notice(ask(&branch, Asked::Louder { step: 2, steps: 3 }, None, 0).0);
    assert_eq!(title, "Skaļums 2 no 3");
    // A number that nobody can read elsewhere stays.
    let lost = changed(&branch, |state| {
        state.kiosks.get_mut(&KioskId(1)).unwrap().last.as_mut().unwrap().slip = SlipState::Failed;
    });
    let (title, ..) = notice(ask(&lost, Asked::WhichNumber, None, 0).0);
    assert_eq!(title, "Your ticket was not printed");
}

#[test]
fn a_chosen_language_is_named_and_everything_is_in_it_for_a_while() {
    let words = Words::load();
    let branch = busy();
    let begin_ms = now().steady_ms;
    let mut chosen = ChosenLanguage::default();
    let language = chosen.choose(begin_ms, Some(Language::Uk), &Language::ALL);
    let press = Press::Answered { asked: Asked::Language, language: Some(language), since_ms: begin_ms };
    let visitor = Visitor { press, chosen };
    let at = |branch: &Branch, after_ms: u64| {
        let now = Moment { steady_ms: begin_ms + after_ms, ..now() };
        KioskView::of(branch, KioskId(1), &visitor, now, &words)
    };
    let (view, until_ms) = at(&branch, 0);
    assert!(matches!(view, KioskView::Notice { title, .. } if title == "Українська"));
    assert_eq!(until_ms, Some(begin_ms + LANGUAGE_MS));
    let (view, until_ms) = at(&branch, LANGUAGE_MS);
    let KioskView::Buttons { head, buttons } = view else { panic!("{view:?}") };
    assert_eq!(head, "Натисніть кнопку");
    // Where the site has no Ukrainian words the Latvian ones stand in.
    assert!(buttons.iter().all(|button| button.name != "Other services"), "{buttons:?}");
    assert_eq!(until_ms, Some(begin_ms + CHOSEN_MS));
    let closed = changed(&branch, |state| state.day = None);
    let title = |view: KioskView| match view {
        KioskView::Notice { title, .. } => title,
        KioskView::Buttons { head, .. } | KioskView::Numbers { head, .. } => head,
    };
    assert_eq!(title(at(&closed, LANGUAGE_MS).0), "Зачинено");
    assert_eq!(title(at(&closed, CHOSEN_MS).0), "Slēgts");
    assert_eq!(title(at(&branch, CHOSEN_MS).0), "Nospiediet pogu");
}

#[test]
fn a_code_tells_where_its_ticket_stands() {
    let words = Words::load();
    let branch = changed(&busy(), |state| {
        let first = state.line[0];
        state.tickets.get_mut(&first).unwrap().link = LinkId(77);
        state.tickets.get_mut(&first).unwrap().language = Language::En;
    });
    let ask = |branch: &Branch, link| {
        let press =
            Press::Answered { asked: Asked::Code { link }, language: None, since_ms: now().steady_ms };
        match KioskView::of(branch, KioskId(1), &visitor(press), now(), &words).0 {
            KioskView::Notice { title, number, advice, .. } => (title, number, advice.unwrap_or_default()),
            view @ (KioskView::Buttons { .. } | KioskView::Numbers { .. }) => panic!("{view:?}"),
        }
    };
    let in_state = |change: &dyn Fn(&mut Ticket)| {
        changed(&branch, |state| {
            let first = state.line[0];
            change(state.tickets.get_mut(&first).unwrap());
        })
    };
    let id = branch.state().line[0];
    let expected = branch.state().tickets[&id].number.to_string();
    let (_, number, advice) = ask(&branch, Some(LinkId(77)));
    assert_eq!((number, advice.as_str()), (Some(expected), "You are next."));
    let since_ms = now().steady_ms;
    let called = in_state(&|ticket| {
        ticket.state = TicketState::Called { counter: CounterId(2), call: CallId(1), since_ms, recalls: 0 };
    });
    assert!(ask(&called, Some(LinkId(77))).2.starts_with("Please come now."));
    let parked = in_state(&|ticket| {
        ticket.state = TicketState::Parked { turn_ms: since_ms, until_ms: since_ms + 600_000 };
    });
    assert!(ask(&parked, Some(LinkId(77))).2.contains("The number is kept for 10"));
    let absent = in_state(&|ticket| ticket.presence = Presence::Absent);
    assert_eq!(ask(&absent, Some(LinkId(77))).2, "Please tell the staff when you have arrived.");
    // Whose language nobody knows is told in all of them.
    let ended = in_state(&|ticket| ticket.state = TicketState::Ended);
    for (branch, link) in [(&branch, None), (&branch, Some(LinkId(78))), (&ended, Some(LinkId(77)))] {
        let (title, number, advice) = ask(branch, link);
        assert_eq!((title.as_str(), number), ("Nevienai biļetei rindā nav šāda koda", None));
        for language in [Language::Ru, Language::En, Language::Uk] {
            assert!(advice.contains(&words.say(language).kiosk_code_unknown()), "{advice}");
        }
    }
}
