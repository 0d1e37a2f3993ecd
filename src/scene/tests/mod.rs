//! A branch in every state, and its views in every language.

mod pictures;
mod views;

use super::counter::{CounterView, RefusedKey};
use super::hall::HallView;
use super::hall_schedule::{HallSchedule, HallShow};
use super::kiosk::KioskView;
use super::visitor::{Asked, Press, Visitor};
use crate::domain::branch::{Branch, Call, Clock, Day, State};
use crate::domain::calendar::{Calendar, Hours};
use crate::domain::counter::CounterState;
use crate::domain::ids::*;
use crate::domain::kiosk::{Kiosk, LastSlip, PrinterState};
use crate::domain::refusal::Refusal;
use crate::domain::settings::{
    Button, CounterSettings, RemoteRules, Rules, Service, Settings, ShowNext, SiteText, SoundRules,
};
use crate::domain::ticket::*;
use crate::domain::time::{ClockTrust, Moment};
use crate::wording::Words;
use chrono::NaiveTime;
use std::collections::BTreeMap;
use std::sync::Arc;

fn site_text(words: [&str; 4]) -> SiteText {
    let other = Language::ALL.into_iter().zip(words).skip(1);
    SiteText { lv: words[0].to_owned(), other: other.map(|(l, words)| (l, words.to_owned())).collect() }
}

fn settings() -> Settings {
    let service = |name, detail: Option<[&str; 4]>, series: char, typical_s| Service {
        name: site_text(name),
        detail: detail.map(site_text),
        series: series.try_into().unwrap(),
        typical_s,
        cap: None,
        last_ticket_before_close_min: 15,
    };
    let hours = |from: &str, until: &str| {
        let time = |text| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
        Some(Hours { from: time(from), until: time(until) })
    };
    let passport = service(
        ["Pases un eID kartes", "Паспорта и eID карты", "Passports and eID cards", "Паспорти та картки eID"],
        Some(["noformēšana", "оформление", "applying", "оформлення"]),
        'A',
        600,
    );
    let pickup = service(
        ["Dokumentu saņemšana", "Получение документов", "Collecting documents", "Отримання документів"],
        Some(["ja jau noformēts", "если уже оформлены", "if already made", "якщо вже оформлено"]),
        'C',
        180,
    );
    let other =
        service(["Citi pakalpojumi", "Другие услуги", "Other services", "Інші послуги"], None, 'E', 480);
    let ids = ["passport", "pickup", "other"].map(ServiceId::new);
    Settings {
        key: "riga-2".into(),
        name: site_text([
            "PMLP Rīgas 2. nodaļa",
            "УДГМ Рига, 2-е отделение",
            "PMLP Riga Office 2",
            "УДГМ Рига, відділення 2",
        ]),
        language: Language::Lv,
        languages: Language::ALL.to_vec(),
        calendar: Calendar {
            zone: chrono_tz::Europe::Riga,
            week: [hours("8:30", "17:00"); 7],
            exceptions: BTreeMap::new(),
        },
        services: ids.iter().cloned().zip([passport, pickup, other]).collect(),
        counters: [1, 2, 3]
            .map(|n| (CounterId(n), CounterSettings { services: ids.to_vec(), hours: Vec::new() }))
            .into(),
        kiosks: vec![KioskId(1)],
        buttons: (1..)
            .zip(["passport", "pickup", "other"])
            .map(|(place, service)| button(place, service, Class::Normal, Language::Lv))
            .collect(),
        rolls: BTreeMap::new(),
        questions: Vec::new(),
        sound: SoundRules::default(),
        show_next: ShowNext::default(),
        follow_url: None,
        remote: Some(RemoteRules {
            check_in_url: Some("https://rinda.example/c/riga-2?code=".to_owned()),
            ..RemoteRules::default()
        }),
        rules: Rules::default(),
    }
}

/// 10:42 in Riga on a Tuesday, two hours after the opening.
fn now() -> Moment {
    let wall_ms = "2026-11-24T08:42:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp_millis();
    Moment { steady_ms: 100_000_000, wall_ms, trust: ClockTrust::Synced }
}

fn number(text: &str) -> TicketNumber {
    text.to_owned().try_into().unwrap()
}

/// An open day: three counters, eight people who walked in and three from the phone, six calls.
fn busy() -> Branch {
    let mut state = State::new(1, BTreeMap::new());
    let now = now();
    state.at = now;
    state.clock = Clock { trust: ClockTrust::Synced, offset_ms: now.offset_ms(), ..Clock::default() };
    let opened = Moment { steady_ms: now.steady_ms - 7_920_000, wall_ms: now.wall_ms - 7_920_000, ..now };
    state.day = Some(Day { date: "2026-11-24".parse().unwrap(), opened });
    state.last_date = state.day.map(|day| day.date);
    for counter in 1..=3 {
        state.counters.insert(CounterId(counter), CounterState::Free);
    }
    for place in 0..11 {
        let id = TicketId(place + 1);
        let remote = place % 4 == 2;
        let ticket = Ticket {
            id,
            number: number(&format!("{}{:03}", if remote { 'R' } else { 'A' }, 43 + place)),
            service: ServiceId::new(if place % 3 == 0 { "pickup" } else { "passport" }),
            origin: if remote { Origin::Remote(RequestId(u128::from(place))) } else { Origin::WalkIn },
            class: Class::Normal,
            language: Language::Lv,
            link: LinkId(0),
            joined: now,
            joined_clock_trusted: true,
            promise: Promise { ahead: 0, forecast: None },
            state: TicketState::Waiting,
            presence: Presence::Present,
            slip: SlipState::Printed,
            kiosk: None,
            copy: false,
            slips: 0,
            setbacks: 0,
            no_shows: 0,
            steps_back: 0,
            moved: false,
        };
        state.tickets.insert(id, ticket);
        state.line.push(id);
    }
    let calls = [("E009", 1), ("A040", 3), ("A041", 2), ("R017", 3), ("C117", 1), ("A042", 2)];
    for (id, (text, counter)) in (1..).zip(calls) {
        state.calls.push(Call {
            id: CallId(id),
            number: number(text),
            counter: CounterId(counter),
            remote: text.starts_with('R'),
            shown: text != "A042",
        });
    }
    state.kiosks.insert(KioskId(1), Kiosk { printer: PrinterState::Ready, ..Kiosk::default() });
    Branch::new(Arc::new(settings()), state)
}

fn changed(branch: &Branch, change: impl FnOnce(&mut State)) -> Branch {
    let mut state = branch.state().clone();
    change(&mut state);
    Branch::new(Arc::new(branch.settings().clone()), state)
}

fn show(branch: &Branch, age_ms: u64) -> HallShow {
    let mut schedule = HallSchedule::new();
    schedule.show(&branch.state().calls, now().steady_ms - age_ms);
    schedule.show(&branch.state().calls, now().steady_ms)
}

/// Every state of the hall, by name, in one language.
fn hall_views(words: &Words, language: Language) -> Vec<(&'static str, HallView)> {
    let say = words.say(language);
    let busy = busy();
    let view = |branch: &Branch, age_ms| HallView::of(branch, &show(branch, age_ms), None, now(), say);
    let remote = changed(&busy, |state| {
        state.calls.remove(0);
        let call = CallId(9);
        let counter = CounterId(12);
        state.calls.push(Call { id: call, number: number("R9999"), counter, remote: true, shown: true });
        let ticket = state.tickets.get_mut(&TicketId(3)).unwrap();
        ticket.number = number("R9999");
        ticket.joined.steady_ms -= 3_720_000;
        ticket.joined.wall_ms -= 3_720_000;
        ticket.state = TicketState::Called { counter, call, since_ms: now().steady_ms, recalls: 0 };
        state.line.retain(|&id| id != TicketId(3));
    });
    let doubted =
        changed(&remote, |state| state.tickets.get_mut(&TicketId(3)).unwrap().joined_clock_trusted = false);
    let nobody = changed(&busy, |state| {
        state.calls.clear();
        state.line.clear();
    });
    let closed = changed(&nobody, |state| state.day = None);
    let as_of = Moment { steady_ms: now().steady_ms - 180_000, wall_ms: now().wall_ms - 180_000, ..now() };
    let unsynced = Moment { trust: ClockTrust::Unsynced, ..now() };
    let evening_ms = 7 * 3_600_000;
    let evening = Moment {
        steady_ms: now().steady_ms + evening_ms,
        wall_ms: now().wall_ms + i64::try_from(evening_ms).unwrap(),
        ..now()
    };
    vec![
        ("calls", view(&busy, 700)),
        ("highlight", view(&busy, 1_000)),
        ("remote", view(&remote, 700)),
        ("remote_doubted", view(&doubted, 700)),
        ("remote_stale", HallView::of(&remote, &show(&remote, 700), Some(as_of), now(), say)),
        ("first", view(&changed(&busy, |state| drop(state.calls.drain(..5))), 700)),
        ("nobody", view(&nobody, 0)),
        ("closed", view(&closed, 0)),
        ("stale", HallView::of(&busy, &show(&busy, 700), Some(as_of), now(), say)),
        ("stale_unsynced", HallView::of(&busy, &show(&busy, 700), Some(as_of), unsynced, say)),
        ("unsynced", HallView::of(&busy, &show(&busy, 700), None, unsynced, say)),
        ("evening", HallView::of(&busy, &show(&busy, 700), None, evening, say)),
    ]
}

/// Every state of a counter, by name, in one language.
fn counter_views(words: &Words, language: Language) -> Vec<(&'static str, CounterView)> {
    let id = CounterId(2);
    let of = |state: CounterState, called_ms: Option<u64>, refused: Option<RefusedKey>| {
        let branch = changed(&busy(), |branch| {
            branch.counters.insert(id, state);
            if let (Some(ticket), Some(since_ms)) = (state.ticket(), called_ms) {
                let ticket = branch.tickets.get_mut(&ticket).unwrap();
                ticket.state = TicketState::Called { counter: id, call: CallId(7), since_ms, recalls: 0 };
            }
        });
        CounterView::of(&branch, id, refused.as_ref(), now(), words.say(language)).0
    };
    let view = |state, called_ms| of(state, called_ms, None);
    let refused = |refusal| Some(RefusedKey { refusal, since_ms: now().steady_ms - 1_000 });
    let calling = CounterState::Calling { ticket: TicketId(1) };
    vec![
        ("called", view(calling, Some(now().steady_ms - 700))),
        ("highlight", view(calling, Some(now().steady_ms - 1_000))),
        ("free", view(CounterState::Free, None)),
        ("closed", view(CounterState::Closed, None)),
        ("refused", of(CounterState::Closed, None, refused(Refusal::CounterClosed))),
        ("nobody_waits", of(CounterState::Free, None, refused(Refusal::NobodyWaiting))),
        ("recall_first", of(calling, None, refused(Refusal::RecallFirst))),
        ("serving", view(CounterState::Serving { ticket: TicketId(3) }, None)),
    ]
}

fn button(place: u8, service: &str, class: Class, language: Language) -> Button {
    Button { kiosk: KioskId(1), place, service: ServiceId::new(service), class, language }
}

/// The branch with another site file.
fn with_settings(branch: &Branch, change: impl FnOnce(&mut Settings)) -> Branch {
    let mut settings = branch.settings().clone();
    change(&mut settings);
    Branch::new(Arc::new(settings), branch.state().clone())
}

/// Somebody whose last press is this one.
fn visitor(press: Press) -> Visitor {
    Visitor { press, ..Visitor::default() }
}

/// The kiosk of a branch in which this language is the public one.
fn kiosk_view(branch: &Branch, press: &Press, words: &Words, language: Language) -> KioskView {
    let branch = with_settings(branch, |settings| {
        settings.language = language;
        settings.buttons.iter_mut().for_each(|button| button.language = language);
    });
    KioskView::of(&branch, KioskId(1), &visitor(press.clone()), now(), words).0
}

/// Every state of the kiosk, by name, in one language.
fn kiosk_views(words: &Words, language: Language) -> Vec<(&'static str, KioskView)> {
    let busy = busy();
    let view = |branch: &Branch| kiosk_view(branch, &Press::Idle, words, language);
    let kiosk = |change: &dyn Fn(&mut Kiosk)| {
        view(&changed(&busy, |state| change(state.kiosks.get_mut(&KioskId(1)).unwrap())))
    };
    let printer = |printer| kiosk(&|kiosk| kiosk.printer = printer);
    let slip = |slip| {
        let last = LastSlip { number: number("A042"), slip, since_ms: now().steady_ms - 1_000 };
        kiosk(&|kiosk| kiosk.last = Some(last))
    };
    let capped = with_settings(&busy, |settings| settings.services[2].1.cap = Some(0));
    let many = with_settings(&capped, |settings| {
        let more = settings.buttons.clone();
        settings.buttons.extend(more);
        for _ in 0..2 {
            settings.buttons.push(button(9, "passport", Class::Priority, language));
        }
    });
    let scanned = |link| Press::Answered {
        asked: Asked::Code { link },
        language: None,
        since_ms: now().steady_ms - 1_000,
    };
    let chosen = Press::Answered {
        asked: Asked::Language,
        language: Some(language),
        since_ms: now().steady_ms - 1_000,
    };
    let refused =
        Press::Refused { refusal: Refusal::SeriesUsedUp, language, since_ms: now().steady_ms - 1_000 };
    vec![
        ("buttons", view(&capped)),
        ("one_button", view(&with_settings(&busy, |settings| settings.buttons.truncate(1)))),
        ("eight_buttons", view(&many)),
        ("stuck", kiosk(&|kiosk| kiosk.stuck_buttons.extend([2]))),
        ("pending", kiosk_view(&busy, &Press::Pending { language }, words, language)),
        ("refused", kiosk_view(&busy, &refused, words, language)),
        (
            "scanned",
            kiosk_view(
                &busy,
                &scanned(Some(busy.state().tickets[&busy.state().line[2]].link)),
                words,
                language,
            ),
        ),
        ("language", kiosk_view(&busy, &chosen, words, language)),
        ("unknown_code", kiosk_view(&busy, &scanned(None), words, language)),
        ("closed", view(&changed(&busy, |state| state.day = None))),
        ("starting", printer(PrinterState::Unknown)),
        ("no_paper", printer(PrinterState::PaperOut)),
        ("no_printer", printer(PrinterState::Silent)),
        ("storage_full", view(&changed(&busy, |state| state.storage_full = true))),
        ("printing", slip(SlipState::Sent { job: JobId(1) })),
        ("take", slip(SlipState::Printed)),
        ("failed", slip(SlipState::Failed)),
        ("uncertain", slip(SlipState::Uncertain)),
    ]
}
