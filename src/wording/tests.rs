use super::times::LocalNow;
use super::*;
use crate::domain::ids::{CounterId, KioskId, ServiceId, TicketId, TicketNumber};
use crate::domain::kiosk::PrinterState;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::WaitRange;
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Riga;
use std::collections::BTreeSet;

/// The keys of a file with their placeholders, in the order of the file.
fn sentences(source: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut sentences = Vec::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if !line.starts_with(char::is_whitespace)
            && let Some((key, _)) = line.split_once('=')
        {
            sentences.push((key.trim().to_owned(), BTreeSet::new()));
        }
        let placeholders = line.split('$').skip(1).map(|rest| {
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
        });
        if let Some((_, known)) = sentences.last_mut() {
            known.extend(placeholders);
        }
    }
    sentences
}

#[test]
fn every_language_has_exactly_the_sentences_that_the_code_uses() {
    let expected: BTreeMap<String, BTreeSet<String>> = phrases()
        .map(|(key, arguments)| ((*key).to_owned(), arguments.iter().map(|&a| a.to_owned()).collect()))
        .collect();
    for language in Language::ALL {
        let (_, source) = source(language);
        let found = sentences(source);
        let unique: BTreeMap<_, _> = found.iter().cloned().collect();
        assert_eq!(found.len(), unique.len(), "{language:?}: a sentence stands twice");
        for (key, arguments) in &expected {
            assert_eq!(unique.get(key), Some(arguments), "{language:?}: {key}");
        }
        let unused: Vec<_> = unique.keys().filter(|key| !expected.contains_key(*key)).collect();
        assert!(unused.is_empty(), "{language:?}: no method uses {unused:?}");
        assert!(FluentResource::try_new(source.to_owned()).is_ok(), "{language:?}: the file does not parse");
    }
}

#[test]
fn every_sentence_can_be_said_with_any_number() {
    let words = Words::load();
    for language in Language::ALL {
        let book = words.say(language).book;
        for (key, arguments) in phrases() {
            for number in 0..=130u32 {
                let given = arguments.iter().map(|&argument| (argument, FluentValue::from(number)));
                let pattern = book.get_message(key).and_then(|message| message.value()).unwrap();
                let mut errors = Vec::new();
                let text = book.format_pattern(pattern, Some(&FluentArgs::from_iter(given)), &mut errors);
                assert_eq!(errors, [], "{language:?}: {key} with {number}");
                assert!(!text.trim().is_empty() && !text.contains(['{', '}']), "{language:?}: {key}: {text}");
            }
        }
    }
}

/// The typeface is cut to these letters; a test of the typeface holds the other half of the promise.
#[test]
fn sentences_use_only_letters_of_the_four_languages_and_plain_signs() {
    for language in Language::ALL {
        let (_, source) = source(language);
        let strange: BTreeSet<char> = source
            .chars()
            .filter(|letter| !letter.is_ascii() && !('А'..='я').contains(letter))
            .filter(|letter| !"ĀāČčĒēĢģĪīĶķĻļŅņŠšŪūŽžЁёЄєІіЇїҐґ«»„“”’·–…".contains(*letter))
            .collect();
        assert_eq!(strange, BTreeSet::new(), "{language:?}");
    }
}

#[test]
fn words_are_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Words>();
}

#[test]
fn labels_are_the_sentences_without_arguments_of_one_place() {
    let words = Words::load();
    let labels = words.say(Language::Lv).labels("console");
    assert_eq!(labels["console_call_next"], "Nākamais");
    assert!(!labels.contains_key("console_calling") && !labels.contains_key("kiosk_press"));
}

#[test]
fn plurals() {
    let words = Words::load();
    let check = |language, count, expected: &str| {
        assert_eq!(words.say(language).speech_ahead(count), expected, "{language:?} {count}");
    };
    check(Language::Lv, 0, "Pirms jums neviena nav.");
    check(Language::Lv, 1, "Pirms jums ir viens cilvēks.");
    check(Language::Lv, 2, "Pirms jums ir 2 cilvēki.");
    check(Language::Lv, 10, "Pirms jums ir 10 cilvēki.");
    check(Language::Lv, 11, "Pirms jums ir 11 cilvēki.");
    check(Language::Lv, 21, "Pirms jums ir 21 cilvēks.");
    check(Language::Lv, 30, "Pirms jums ir 30 cilvēki.");
    check(Language::Ru, 0, "Перед вами никого нет.");
    check(Language::Ru, 1, "Перед вами один человек.");
    check(Language::Ru, 3, "Перед вами 3 человека.");
    check(Language::Ru, 5, "Перед вами 5 человек.");
    check(Language::Ru, 12, "Перед вами 12 человек.");
    check(Language::Ru, 22, "Перед вами 22 человека.");
    check(Language::En, 0, "Nobody is ahead of you.");
    check(Language::En, 1, "1 person is ahead of you.");
    check(Language::En, 21, "21 people are ahead of you.");
    check(Language::Uk, 1, "Перед вами одна людина.");
    check(Language::Uk, 4, "Перед вами 4 людини.");
    check(Language::Uk, 14, "Перед вами 14 людей.");
    check(Language::Uk, 101, "Перед вами 101 людина.");
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn an_opening_is_said_with_its_day() {
    let words = Words::load();
    let check = |opens: &str, language, expected: &str| {
        // A Tuesday, 18:00 in Riga.
        let local = LocalNow { zone: Riga, now: Some(utc("2026-11-24T16:00:00Z")) };
        assert_eq!(words.say(language).when(utc(opens), local).unwrap(), expected, "{language:?}");
    };
    check("2026-11-24T17:30:00Z", Language::Lv, "šodien no\u{a0}19:30");
    check("2026-11-25T06:30:00Z", Language::Lv, "rīt no\u{a0}8:30");
    check("2026-11-27T06:30:00Z", Language::Lv, "piektdien no\u{a0}8:30");
    check("2026-11-30T06:30:00Z", Language::Lv, "pirmdien no\u{a0}8:30");
    check("2026-12-01T06:30:00Z", Language::Lv, "1. decembrī no\u{a0}8:30");
    check("2026-11-27T06:30:00Z", Language::En, "on Friday from\u{a0}8:30");
    check("2026-12-01T06:30:00Z", Language::En, "on 1 December from\u{a0}8:30");
    check("2026-11-30T06:30:00Z", Language::Ru, "в понедельник с\u{a0}8:30");
    check("2026-12-01T06:30:00Z", Language::Ru, "1 декабря с\u{a0}8:30");
    check("2026-11-27T06:30:00Z", Language::Uk, "у п’ятницю з\u{a0}8:30");
    // In Riga this is Wednesday already.
    check("2026-11-24T22:10:00Z", Language::Lv, "rīt no\u{a0}0:10");
}

#[test]
fn while_the_clock_is_not_trusted_no_opening_is_promised() {
    let words = Words::load();
    let closed = Refusal::Closed { opens: Some(utc("2026-11-25T06:30:00Z")) };
    let check = |now, expected: &str| {
        assert_eq!(words.say(Language::Lv).refusal(&closed, LocalNow { zone: Riga, now }), expected);
    };
    check(Some(utc("2026-11-24T16:00:00Z")), "Nodaļa ir slēgta. Strādājam rīt no\u{a0}8:30.");
    check(None, "Nodaļa ir slēgta.");
}

#[test]
fn a_wait_is_whole_minutes_rounded_outwards() {
    let words = Words::load();
    let check = |p10_s, p90_s, expected: &str| {
        assert_eq!(
            words.say(Language::Lv).wait(WaitRange { p10_s, p50_s: p90_s, p80_s: p90_s, p90_s }),
            expected
        );
    };
    check(12 * 60 + 59, 19 * 60 + 1, "12–20 min");
    check(12 * 60, 20 * 60, "12–20 min");
    check(5 * 60, 5 * 60, "5 min");
    check(20, 170, "līdz 3 min");
    check(0, 0, "tūlīt");
}

#[test]
fn the_slip_gives_times_when_the_clock_is_trusted_and_minutes_otherwise() {
    let words = Words::load();
    let check = |ahead, wait, trusted: bool, expected: &[(&str, &str)]| {
        let joined = trusted.then_some((utc("2026-11-24T08:42:00Z"), Riga));
        let rows = words.say(Language::Lv).promise(ahead, wait, joined);
        let rows: Vec<_> = rows.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect();
        assert_eq!(rows, expected);
    };
    let usual = Some(WaitRange { p10_s: 12 * 60, p50_s: 15 * 60, p80_s: 18 * 60, p90_s: 19 * 60 + 10 });
    check(7, usual, true, &[("Pirms jums", "7"), ("Jūsu kārta aptuveni", "10:54–11:02")]);
    check(7, usual, false, &[("Pirms jums", "7"), ("Jūsu kārta aptuveni pēc", "12–20 min")]);
    let none = Some(WaitRange { p10_s: 0, p50_s: 0, p80_s: 0, p90_s: 0 });
    check(0, none, true, &[("Pirms jums", "neviena"), ("Jūsu kārta", "tūlīt")]);
    check(2, None, true, &[("Pirms jums", "2")]);
}

#[test]
fn refusals_name_what_they_are_about() {
    let words = Words::load();
    let number = TicketNumber { series: 'A'.try_into().unwrap(), count: 42 };
    let check = |refusal, expected: &str| {
        let local = LocalNow { zone: Riga, now: Some(utc("2026-11-24T16:00:00Z")) };
        assert_eq!(words.say(Language::Lv).refusal(&refusal, local), expected);
    };
    check(Refusal::CounterBusy { number }, "Lodziņā vēl ir numurs A042. Vispirms pabeidziet ar to.");
    check(Refusal::UnknownCounter { counter: CounterId(7) }, "Šajā nodaļā nav 7. lodziņa.");
    check(Refusal::UnknownService { service: ServiceId::new("visa") }, "Šajā nodaļā nav pakalpojuma „visa”.");
    check(
        Refusal::PrinterNotReady { printer: PrinterState::PaperOut },
        "Biļeti nevar izdrukāt: beidzies papīrs.",
    );
    check(
        Refusal::PeopleInside { count: 21 },
        "Vēl gaida vai tiek apkalpots 21 cilvēks. Vispirms pabeidziet apkalpošanu.",
    );
    check(
        Refusal::CapReached { opens: Some(utc("2026-11-25T06:30:00Z")) },
        "Šim pakalpojumam šodien vairs nav numuru. Numuri atkal rīt no\u{a0}8:30.",
    );
}

#[test]
fn visitors_are_not_told_what_a_technician_must_do() {
    let words = Words::load();
    let local = LocalNow { zone: Riga, now: None };
    let check = |printer, language, expected: &str| {
        let refusal = Refusal::PrinterNotReady { printer };
        assert_eq!(words.say(language).visitor_refusal(&refusal, local), expected, "{printer:?}");
    };
    let advice = "Lūdzu, izmantojiet citu kiosku, ja tāds ir, vai vērsieties pie darbinieka.";
    check(PrinterState::PaperOut, Language::Lv, &format!("Šajā kioskā beidzies papīrs. {advice}"));
    for printer in [PrinterState::NeedsPowerCycle, PrinterState::Jammed, PrinterState::Silent] {
        check(printer, Language::Lv, &format!("Šis kiosks biļetes pašlaik nedrukā. {advice}"));
    }
    let take = "Please take the previous ticket first. If there is none, ask the staff.";
    check(PrinterState::TicketNotTaken, Language::En, take);
    let other = Refusal::StillPrinting;
    let say = words.say(Language::En);
    assert_eq!(say.visitor_refusal(&other, local), say.refusal(&other, local));
}

#[test]
fn only_a_ready_printer_is_without_fault() {
    let words = Words::load();
    let say = words.say(Language::En);
    assert_eq!(say.printer_fault(KioskId(1), PrinterState::Ready, true), None);
    let fault = say.printer_fault(KioskId(1), PrinterState::PaperOut, true).unwrap();
    assert_eq!(fault.what, "The printer is out of paper; no tickets are given.");
    let answer = crate::domain::command::Answer::Ticket {
        ticket: TicketId(1),
        number: TicketNumber { series: 'A'.try_into().unwrap(), count: 42 },
    };
    assert_eq!(say.answer(&answer), "Number A042.");
}

#[test]
fn no_moment_is_too_far_away_to_be_said() {
    let words = Words::load();
    for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        for zone in [Riga, chrono_tz::America::Los_Angeles] {
            let wait = WaitRange { p10_s: 600, p50_s: 900, p80_s: 1200, p90_s: u32::MAX };
            assert!(!times::clock_range(at, zone, wait).is_empty());
            assert!(words.say(Language::En).when(at, LocalNow { zone, now: Some(at) }).is_some());
        }
    }
}
