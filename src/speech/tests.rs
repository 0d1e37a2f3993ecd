use super::*;
use crate::domain::branch::{Branch, Call, State};
use crate::domain::calendar::{Calendar, Hours};
use crate::domain::command::{Command, SlipOutcome};
use crate::domain::event::{Entry, PrintEvidence, SlipTrouble};
use crate::domain::ids::{CallId, CounterId, KioskId, LinkId, Series, ServiceId, TicketNumber};
use crate::domain::kiosk::PrinterState;
use crate::domain::refusal::Refusal;
use crate::domain::settings::{
    Button, CounterSettings, HallCall, Rules, Service, Settings, ShowNext, SiteText, SoundRules,
};
use crate::domain::ticket::{Class, Language, WaitRange};
use crate::domain::time::{ClockTrust, Moment};
use crate::wording::Words;
use chrono::NaiveTime;
use std::collections::BTreeMap;
use std::sync::Arc;

/// 2026-11-24, a Tuesday, 10:42 in Riga.
const NOW: Moment = Moment { steady_ms: 1_000, wall_ms: 1_795_509_720_000, trust: ClockTrust::Synced };
const KIOSK: KioskId = KioskId(1);

fn text(lv: &str, en: &str) -> SiteText {
    SiteText { lv: lv.into(), other: BTreeMap::from([(Language::En, en.into())]) }
}

/// One service with a button, two counters, the day open.
fn office() -> Branch {
    let id = ServiceId::new("passport");
    let service = Service {
        name: text("Pases", "Passports"),
        detail: None,
        series: Series::try_from('A').unwrap(),
        typical_s: 600,
        cap: None,
        last_ticket_before_close_min: 0,
    };
    let (from, until) =
        (NaiveTime::from_hms_opt(8, 30, 0).unwrap(), NaiveTime::from_hms_opt(17, 0, 0).unwrap());
    let week = [Some(Hours { from, until }); 7];
    let settings = Settings {
        key: "riga-2".into(),
        name: text("Rīgas 2. nodaļa", "Riga office 2"),
        language: Language::Lv,
        languages: Language::ALL.to_vec(),
        calendar: Calendar { zone: chrono_tz::Europe::Riga, week, exceptions: BTreeMap::new() },
        services: vec![(id.clone(), service)],
        counters: [1, 3]
            .map(|number| {
                (CounterId(number), CounterSettings { services: vec![id.clone()], hours: Vec::new() })
            })
            .into(),
        buttons: vec![Button {
            kiosk: KIOSK,
            place: 1,
            service: id,
            class: Class::Normal,
            language: Language::En,
        }],
        rolls: BTreeMap::new(),
        questions: Vec::new(),
        sound: SoundRules::default(),
        show_next: ShowNext::default(),
        kiosks: vec![KIOSK],
        follow_url: None,
        remote: None,
        rules: Rules { admit_by_forecast: false, ..Rules::default() },
    };
    let mut branch = Branch::new(Arc::new(settings), State::new(1, BTreeMap::new()));
    tell(&mut branch, Command::Tick);
    tell(&mut branch, Command::OpenDay);
    tell(&mut branch, Command::ReportPrinter { kiosk: KIOSK, printer: PrinterState::Ready });
    branch
}

fn tell(branch: &mut Branch, command: Command) {
    for event in branch.decide(NOW, command).unwrap() {
        branch.apply(&Entry { at: NOW, event });
    }
}

/// Somebody takes a ticket, and its slip ends so.
fn take(branch: &mut Branch, language: Language, outcome: SlipOutcome) {
    let job = branch.state().next_job;
    let (service, class) = (ServiceId::new("passport"), Class::Normal);
    tell(branch, Command::TakeTicket { kiosk: KIOSK, service, class, language, link: LinkId(1) });
    tell(branch, Command::ReportSlip { kiosk: KIOSK, job, outcome });
}

const FAILED: SlipOutcome = SlipOutcome::Failed(SlipTrouble::NoAnswer);

fn said(utterance: Utterance) -> (Language, String) {
    let words = utterance.words.unwrap();
    has_its_words(&words);
    (words.language, words.text)
}

/// The recordings of the script say the words of the utterance.
fn has_its_words(spoken: &Spoken) {
    let plain = |text: &str| {
        let words = text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect::<Vec<_>>()
    };
    let script = script::kiosk(office().settings(), &Words::load());
    let script = script.into_iter().chain(script::hall(office().settings(), &Words::load()));
    let script: script::Script = script.collect();
    let clips = spoken.clips.iter().map(|clip| {
        let words = script.get(&(spoken.language, clip.clone()));
        words.unwrap_or_else(|| panic!("the script lacks {clip} for {:?}", spoken.text)).as_str()
    });
    assert_eq!(plain(&clips.collect::<Vec<_>>().join(" ")), plain(&spoken.text));
}

#[test]
fn a_call_is_a_chime_and_its_words() {
    let words = Words::load();
    let number = TicketNumber::try_from("A042".to_owned()).unwrap();
    let call = Call { id: CallId(1), number, counter: CounterId(3), remote: false, shown: false };
    let spoken = hall::call(&call, HallCall::Spoken, words.say(Language::Lv));
    assert!(spoken.chime);
    let clips = spoken.words.as_ref().unwrap().clips.join(" ");
    assert_eq!(clips, "ticket letter-a number-42 counter-3");
    assert_eq!(said(spoken), (Language::Lv, "Biļete A 42, 3. lodziņš.".to_owned()));
    let chime = hall::call(&call, HallCall::Chime, words.say(Language::Lv));
    assert_eq!(chime, Utterance { chime: true, words: None });
}

#[test]
fn numbers_are_written_as_each_voice_reads_them() {
    let words = Words::load();
    let check = |number: &str, language, expected: &str| {
        let number = TicketNumber::try_from(number.to_owned()).unwrap();
        assert_eq!(sentences::call(words.say(language), number, CounterId(12)).text, expected);
    };
    check("A042", Language::En, "Ticket A-42, counter 12.");
    check("C107", Language::Ru, "Талон цэ 107, окно 12.");
    check("G100", Language::Uk, "Талон ґе 100, вікно 12.");
    check("E1234", Language::Lv, "Biļete E 1234, 12. lodziņš.");
}

#[test]
fn abbreviations_of_the_site_are_spelled() {
    let words = Words::load();
    let check = |language, text: &str, expected: &str| {
        assert_eq!(words.say(language).spoken_text(text), expected, "{language:?}");
    };
    check(Language::Ru, "УДГМ · 2-е отделение", "у дэ гэ эм · 2-е отделение");
    check(Language::Uk, "Послуги УСГМ.", "Послуги у ес ге ем.");
    check(Language::Ru, "(PMLP) и eID", "(пэ эм эль пэ) и eID");
    check(Language::Lv, "VID, eID kartes", "V I D, eID kartes");
    check(Language::En, "", "");
    check(Language::Ru, "ПАСПОРТА и В", "ПАСПОРТА и В");
}

#[test]
fn every_letter_of_a_series_has_a_name_in_cyrillic() {
    let words = Words::load();
    for language in [Language::Ru, Language::Uk] {
        let names: std::collections::BTreeSet<String> = crate::domain::ids::SERIES_LETTERS
            .chars()
            .map(|letter| words.say(language).speech_letter(&letter.to_string()))
            .collect();
        assert_eq!(names.len(), crate::domain::ids::SERIES_LETTERS.len());
        assert!(names.iter().all(|name| !name.contains(|c: char| c.is_ascii_alphabetic())), "{names:?}");
    }
}

#[test]
fn a_wait_is_said_as_the_slip_has_it() {
    let words = Words::load();
    let check = |language, ahead, wait: Option<[u32; 2]>, trusted: bool, expected: &str| {
        let joined = trusted.then_some((NOW.utc(), chrono_tz::Europe::Riga));
        let wait = wait.map(|[p10_s, p90_s]| WaitRange { p10_s, p50_s: p10_s, p80_s: p90_s, p90_s });
        let said = Spoken::new(language, sentences::promise(words.say(language), ahead, wait, joined));
        assert_eq!(said.text, expected);
        // Nobody before a ticket has a sentence of its own.
        if ahead > 0 {
            has_its_words(&said);
        }
    };
    let usual = Some([12 * 60, 19 * 60 + 10]);
    let times = "Pirms jums ir 7 cilvēki. Jūsu kārta būs aptuveni no 10:54 līdz 11:02.";
    check(Language::Lv, 7, usual, true, times);
    let minutes = "Pirms jums ir 7 cilvēki. Jūsu kārta būs aptuveni pēc 12 līdz 20 minūtēm.";
    check(Language::Lv, 7, usual, false, minutes);
    let within = "1 person is ahead of you. Your turn comes within 1 minute.";
    check(Language::En, 1, Some([0, 60]), false, within);
    let about = "2 people are ahead of you. Your turn comes in about 5 to 6 minutes.";
    check(Language::En, 2, Some([300, 300]), false, about);
    check(
        Language::En,
        2,
        Some([300, 300]),
        true,
        "2 people are ahead of you. Your turn comes at about 10:47.",
    );
    check(Language::En, 0, Some([0, 0]), true, "Nobody is ahead of you. Your turn comes at once.");
    check(Language::En, 0, None, true, "Nobody is ahead of you. The wait is not known yet.");
    let russian = "Перед вами 7 человек. Ждать примерно от 20 до 21 минуты.";
    check(Language::Ru, 7, Some([1_200, 1_260]), false, russian);
}

#[test]
fn a_ticket_is_read_out_in_its_language_or_in_the_one_that_was_asked_for() {
    let words = Words::load();
    let mut branch = office();
    let ask = |branch: &Branch, language, now| said(kiosk::my_ticket(branch, KIOSK, language, now, &words));
    let nobody = "Šeit pēdējās minūtēs neviens nav paņēmis numuru. Nospiediet pogu.";
    assert_eq!(ask(&branch, None, NOW), (Language::Lv, nobody.to_owned()));
    take(&mut branch, Language::En, FAILED);
    let contents = "Your number is A-1. Service: Passports. You are next.";
    assert_eq!(ask(&branch, None, NOW), (Language::En, contents.to_owned()));
    assert!(ask(&branch, Some(Language::Lv), NOW).1.starts_with("Jūsu numurs ir A 1. Pakalpojums: Pases."));
    // Somebody else stands there after a while.
    let later = Moment { steady_ms: NOW.steady_ms + 5 * 60_000, ..NOW };
    assert_eq!(ask(&branch, None, later), (Language::Lv, nobody.to_owned()));
    let counter = CounterId(3);
    tell(&mut branch, Command::OpenCounter { counter });
    tell(&mut branch, Command::CallNext { counter });
    assert!(ask(&branch, None, NOW).1.contains("Your number has been called: counter 3."));
    tell(&mut branch, Command::Start { counter });
    tell(&mut branch, Command::Finish { counter });
    let ended = "Your number is A-1. This number is no longer in the queue.";
    assert_eq!(ask(&branch, Some(Language::En), NOW), (Language::En, ended.to_owned()));
}

#[test]
fn which_number_is_now() {
    let words = Words::load();
    let mut branch = office();
    let ask = |branch: &Branch| said(kiosk::numbers_now(branch, Language::Lv, NOW, &words)).1;
    assert_eq!(ask(&branch), "Vēl neviens nav izsaukts.");
    for counter in [1, 3].map(CounterId) {
        take(&mut branch, Language::Lv, FAILED);
        tell(&mut branch, Command::OpenCounter { counter });
        tell(&mut branch, Command::CallNext { counter });
    }
    assert_eq!(ask(&branch), "Pašlaik izsaukti: A 2, 3. lodziņš. A 1, 1. lodziņš.");
    let mut closed = branch.state().clone();
    closed.day = None;
    let closed = Branch::new(Arc::new(branch.settings().clone()), closed);
    assert_eq!(ask(&closed), "Nodaļa ir slēgta. Strādājam rīt no\u{a0}8:30.");
}

#[test]
fn what_a_kiosk_says_without_being_asked() {
    let words = Words::load();
    let mut branch = office();
    let refusal = Refusal::PrinterNotReady { printer: PrinterState::PaperOut };
    let refused = said(kiosk::refusal(&branch, &refusal, Language::Lv, NOW, &words)).1;
    assert_eq!(
        refused,
        "Šajā kioskā beidzies papīrs. Lūdzu, izmantojiet citu kiosku, ja tāds ir, vai vērsieties pie darbinieka."
    );
    take(&mut branch, Language::En, FAILED);
    let last = branch.state().kiosks[&KIOSK].last.unwrap();
    let utterance = kiosk::without_slip(&branch, last.number, last.slip, &words).unwrap();
    let (language, text) = said(utterance);
    assert_eq!(language, Language::En);
    assert!(text.contains("Remember your number: A-1."), "{text}");
    let printed = crate::domain::ticket::SlipState::Printed;
    assert_eq!(kiosk::without_slip(&branch, last.number, printed, &words), None);
}

#[test]
fn a_scanned_ticket_is_told_in_its_language() {
    let words = Words::load();
    let mut branch = office();
    take(&mut branch, Language::En, SlipOutcome::Printed(PrintEvidence::JobEcho));
    let scanned = |branch: &Branch, link| said(kiosk::scanned(branch, link, NOW, &words));
    let known = scanned(&branch, Some(LinkId(1)));
    assert_eq!(known, (Language::En, "Your number is A-1. Service: Passports. You are next.".to_owned()));
    let unknown = (Language::Lv, "Nevienai biļetei rindā nav šāda koda.".to_owned());
    assert_eq!(scanned(&branch, Some(LinkId(2))), unknown);
    assert_eq!(scanned(&branch, None), unknown);
    tell(&mut branch, Command::OpenCounter { counter: CounterId(3) });
    tell(&mut branch, Command::CallNext { counter: CounterId(3) });
    let called = scanned(&branch, Some(LinkId(1))).1;
    assert!(called.contains("Please come now.") && called.contains("ounter 3"), "{called}");
}

#[test]
fn every_refusal_and_every_answer_can_be_recorded_in_every_language() {
    let words = Words::load();
    let branch = office();
    let opens = branch.settings().calendar.next_opening(NOW.utc());
    let printers = [PrinterState::TicketNotTaken, PrinterState::PaperOut, PrinterState::CoverOpen];
    let refusals = [
        Refusal::Closed { opens },
        Refusal::NoMoreToday { opens },
        Refusal::CapReached { opens },
        Refusal::SeriesUsedUp,
        Refusal::StillPrinting,
        Refusal::StorageFull,
        Refusal::Overloaded,
    ];
    let refusals: Vec<Refusal> =
        refusals.into_iter().chain(printers.map(|printer| Refusal::PrinterNotReady { printer })).collect();
    for language in Language::ALL {
        let said = |utterance: Utterance| {
            let spoken = utterance.words.unwrap();
            assert!(!spoken.clips.is_empty(), "{spoken:?}");
            has_its_words(&spoken);
        };
        for refusal in &refusals {
            said(kiosk::refusal(&branch, refusal, language, NOW, &words));
        }
        said(kiosk::please_wait(language, &words));
        said(kiosk::language_chosen(language, &words));
        said(kiosk::volume(2, 3, language, &words));
        said(kiosk::numbers_now(&branch, language, NOW, &words));
        said(kiosk::my_ticket(&branch, KIOSK, Some(language), NOW, &words));
    }
}

#[test]
fn a_ticket_can_be_read_from_recordings_wherever_it_stands() {
    let words = Words::load();
    for language in Language::ALL {
        let mut branch = office();
        let clips = |branch: &Branch| {
            let utterance = kiosk::my_ticket(branch, KIOSK, None, NOW, &words);
            let spoken = utterance.words.unwrap();
            has_its_words(&spoken);
            spoken.clips.join(" ")
        };
        take(&mut branch, language, FAILED);
        take(&mut branch, language, FAILED);
        let ticket = "your-number letter-a number-2 service-passport";
        let counter = CounterId(1);
        tell(&mut branch, Command::OpenCounter { counter });
        assert_eq!(
            clips(&branch),
            format!("{ticket} ahead-1 turn-comes from-hour-10 from-minute-46 until-hour-11 until-minute-03")
        );
        tell(&mut branch, Command::CallNext { counter });
        tell(&mut branch, Command::Start { counter });
        assert_eq!(clips(&branch), format!("{ticket} follow-next"));
        tell(&mut branch, Command::Finish { counter });
        tell(&mut branch, Command::CallNext { counter });
        assert_eq!(clips(&branch), format!("{ticket} follow-come called-to-1"));
        tell(&mut branch, Command::Start { counter });
        assert_eq!(clips(&branch), format!("{ticket} follow-served counter-name-1"));
        tell(&mut branch, Command::Park { counter });
        assert_eq!(clips(&branch), format!("{ticket} follow-parked parked-advice-45"));
    }
}
