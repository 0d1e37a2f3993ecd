//! The answers of the service port against `openapi.yaml`.

use super::json;
use super::schema::Contract;
use chrono::{DateTime, NaiveDate, Utc};
use rinda::access::audit::Entry;
use rinda::album::{Index, Kind, Listed};
use rinda::config::{Difference, Setting};
use rinda::domain::command::Answer;
use rinda::domain::event::PrintEvidence;
use rinda::domain::ids::{CounterId, KioskId, ServiceId, TicketId, TicketNumber};
use rinda::domain::kiosk::PrinterState;
use rinda::domain::ticket::Language;
use rinda::domain::trial::{Device, Finding, Found, Input, Inputs, NotTried, Said, Trial};
use rinda::service::acts::Act;
use rinda::service::history::{Change, Condition, Seen};
use rinda::service::machine::Machine;
use rinda::service::picture::{
    Centre, CounterNow, CounterWork, DeviceNow, KioskNow, Picture, Queue, ServiceNow,
};
use rinda::service::reload::{Compared, Reloading, Standing};
use rinda::service::{Days, Done, Record, StatedTime, Tested, Told, Watched};
use rinda::wording::faults::{Deed, Fault, Remedy};
use serde_json::Value;
use std::collections::BTreeSet;

/// Every state of a printer. One that is missing here does not compile in [`is_listed`].
const PRINTERS: [PrinterState; 14] = [
    PrinterState::Ready,
    PrinterState::Unknown,
    PrinterState::PaperNearEnd,
    PrinterState::PaperOut,
    PrinterState::CoverOpen,
    PrinterState::CutterBlocked,
    PrinterState::Jammed,
    PrinterState::Overheated,
    PrinterState::Unrecoverable,
    PrinterState::TicketNotTaken,
    PrinterState::NeedsPowerCycle,
    PrinterState::Error,
    PrinterState::Offline,
    PrinterState::Silent,
];

fn is_listed(printer: PrinterState) -> bool {
    match printer {
        PrinterState::Ready
        | PrinterState::Unknown
        | PrinterState::PaperNearEnd
        | PrinterState::PaperOut
        | PrinterState::CoverOpen
        | PrinterState::CutterBlocked
        | PrinterState::Jammed
        | PrinterState::Overheated
        | PrinterState::Unrecoverable
        | PrinterState::TicketNotTaken
        | PrinterState::NeedsPowerCycle
        | PrinterState::Error
        | PrinterState::Offline
        | PrinterState::Silent => PRINTERS.contains(&printer),
    }
}

/// What the service port answers.
fn contract() -> Contract {
    Contract::read(include_str!("../../../src/service/openapi.yaml"))
}

fn at() -> DateTime<Utc> {
    "2026-11-24T08:42:00.123Z".parse().unwrap()
}

fn number() -> TicketNumber {
    TicketNumber::try_from("A042".to_owned()).unwrap()
}

fn conditions() -> Vec<Condition> {
    let printers = PRINTERS.into_iter().map(Condition::Printer);
    [Condition::Works, Condition::Fails("no line".into())].into_iter().chain(printers).collect()
}

fn full() -> Picture {
    let seen = Seen { at: at(), clock_trusted: true };
    let works = [CounterWork::Closed, CounterWork::Free, CounterWork::Calling, CounterWork::Serving];
    let remedy = |deed| Fault {
        what: "a".into(),
        advice: "b".into(),
        remedy: Some(Remedy { kiosk: KioskId(1), deed, words: "c".into() }),
    };
    let row = rinda::service::told::Row { label: "a".into(), value: "b".into(), is_wrong: true };
    Picture {
        version: "0.1.0".into(),
        key: "riga-2".into(),
        name: "Riga".into(),
        configuration: Standing::LastGood { why: "a".into() },
        faults: vec![
            remedy(Deed::NewRoll),
            remedy(Deed::PowerCycled),
            Fault { remedy: None, ..remedy(Deed::NewRoll) },
        ],
        queue: Some(Queue {
            minute: seen,
            clock_synced: true,
            clock_stated: false,
            epoch: 1,
            events: 7,
            journal_lost: false,
            storage_full: false,
            day: NaiveDate::from_ymd_opt(2026, 11, 24),
            waiting_here: 1,
            waiting_elsewhere: 2,
            parked: 3,
            slips_owed: 4,
            forecasts_held_percent: Some(80),
            forecasts_told: 20,
            services: vec![ServiceNow {
                service: ServiceId::new("passport"),
                name: "a".into(),
                taken: 1,
                waiting: 2,
            }],
            counters: works
                .map(|state| CounterNow { counter: CounterId(1), state, held: true, number: Some(number()) })
                .into_iter()
                .chain([CounterNow {
                    counter: CounterId(2),
                    state: CounterWork::Free,
                    held: false,
                    number: None,
                }])
                .collect(),
            kiosks: PRINTERS.map(|printer| KioskNow { kiosk: KioskId(1), printer, roll_slips: 9 }).into(),
        }),
        devices: conditions()
            .into_iter()
            .map(|condition| DeviceNow { device: Device::Printer(KioskId(1)), condition })
            .collect(),
        history: vec![
            Change { seen: Some(seen), device: Device::Named("lamp".into()), condition: Condition::Works },
            Change { seen: None, device: Device::Named("lamp".into()), condition: Condition::Works },
        ],
        centre: Some(Centre {
            broker: "mqtts://a:8883".into(),
            connected: false,
            why_not: Some("a".into()),
            certificate_until: Some(at()),
            certificate_days: Some(-3),
            certificate_problem: Some("b".into()),
        }),
        machine: Machine {
            disk_free_bytes: Some(1),
            disk_bytes: Some(2),
            state_bytes: 3,
            temperature_c: Some(-4),
            under_voltage: Some(true),
            under_voltage_before: Some(false),
            memory_bytes: Some(5),
        },
        told: vec![rinda::service::told::Section { head: "a".into(), rows: vec![row] }],
    }
}

/// Without everything that may be missing.
fn bare() -> Picture {
    let configuration = Standing::Files;
    Picture { configuration, queue: None, centre: None, machine: Machine::default(), ..full() }
}

/// Every act. One that is missing does not compile in `name_of`.
fn acts() -> Vec<Act> {
    let (kiosk, number) = (KioskId(1), number());
    let all = vec![
        Act::OpenDay {},
        Act::CloseDay {},
        Act::CloseCounter { counter: CounterId(1) },
        Act::HoldCounter { counter: CounterId(1) },
        Act::ReleaseCounter { counter: CounterId(1) },
        Act::VoidSlip { number },
        Act::StateTime { at: StatedTime::Moment(at()) },
        Act::StateTime { at: "2026-11-26T10:42".parse().unwrap() },
        Act::NewRoll { kiosk },
        Act::PowerCycled { kiosk },
        Act::Reprint { number, kiosk: Some(kiosk) },
        Act::Reprint { number, kiosk: None },
        Act::CheckIn { number },
        Act::Cancel { number },
        Act::Resync {},
        Act::KeepConfiguration {},
        Act::GoBack {},
        Act::RestartPrinter { kiosk },
        Act::RestartDisplays {},
        Act::RestartLink {},
    ];
    let name_of = |act: &Act| match act {
        Act::OpenDay {} => 0,
        Act::CloseDay {} => 1,
        Act::CloseCounter { .. } => 2,
        Act::NewRoll { .. } => 3,
        Act::PowerCycled { .. } => 4,
        Act::Reprint { .. } => 5,
        Act::CheckIn { .. } => 6,
        Act::Cancel { .. } => 7,
        Act::HoldCounter { .. } => 8,
        Act::ReleaseCounter { .. } => 9,
        Act::VoidSlip { .. } => 10,
        Act::StateTime { .. } => 11,
        Act::Resync {} => 12,
        Act::KeepConfiguration {} => 13,
        Act::GoBack {} => 14,
        Act::RestartPrinter { .. } => 15,
        Act::RestartDisplays {} => 16,
        Act::RestartLink {} => 17,
    };
    assert_eq!(all.iter().map(name_of).collect::<BTreeSet<_>>().len(), 18);
    all
}

/// Every test. One that is missing does not compile in `name_of`.
fn tests() -> Vec<Trial> {
    let kiosk = KioskId(1);
    let all = vec![
        Trial::Lamps {},
        Trial::Displays {},
        Trial::Slip { kiosk },
        Trial::Feed { kiosk },
        Trial::Cut { kiosk },
        Trial::Present { kiosk },
        Trial::Sounds {},
        Trial::Link {},
        Trial::All {},
    ];
    let name_of = |trial: &Trial| match trial {
        Trial::Lamps {} => 0,
        Trial::Displays {} => 1,
        Trial::Slip { .. } => 2,
        Trial::Feed { .. } => 3,
        Trial::Cut { .. } => 4,
        Trial::Present { .. } => 5,
        Trial::Link {} => 6,
        Trial::All {} => 7,
        Trial::Sounds {} => 8,
    };
    assert_eq!(all.iter().map(name_of).collect::<BTreeSet<_>>().len(), 9);
    all
}

/// Everything that can be found. What is missing does not compile in `name_of`.
fn tested() -> Tested {
    let all = vec![
        Found::Blinked { seconds: 3 },
        Found::Shown { width_px: 800, height_px: 480, seconds: 15 },
        Found::GaveWay,
        Found::Printed(PrintEvidence::JobEcho),
        Found::Printed(PrintEvidence::QueuedStatus),
        Found::NotPrinted { printer: Some(PrinterState::PaperOut) },
        Found::PrintUncertain { printer: None },
        Found::Played,
        Found::NoVoice,
        Found::Interrupted,
        Found::Answered { ms: 4 },
        Found::Silent { seconds: 10 },
        Found::NoFault,
        Found::NotFitted,
        Found::NotTried(NotTried::SlipOnItsWay),
        Found::NotTried(NotTried::DiskFull),
        Found::NotTried(NotTried::Stopped),
        Found::NotTried(NotTried::NoSuchDevice),
        Found::NotTried(NotTried::PrinterNotReady { printer: PrinterState::PaperOut }),
        Found::Fails("a".into()),
    ];
    let name_of = |found: &Found| match found {
        Found::Blinked { .. } => 0,
        Found::Shown { .. } => 1,
        Found::GaveWay => 2,
        Found::Fails(_) => 3,
        Found::Printed(_) => 4,
        Found::NotPrinted { .. } => 5,
        Found::PrintUncertain { .. } => 6,
        Found::Answered { .. } => 7,
        Found::Silent { .. } => 8,
        Found::NoFault => 9,
        Found::NotTried(_) => 10,
        Found::Played => 11,
        Found::NoVoice => 12,
        Found::Interrupted => 13,
        Found::NotFitted => 14,
    };
    assert_eq!(all.iter().map(name_of).collect::<BTreeSet<_>>().len(), 15);
    let devices = [Device::Printer(KioskId(1)), Device::Named("a".into())].into_iter().cycle();
    let findings = all.into_iter().zip(devices).map(|(found, device)| Finding { device, found }).collect();
    let row = rinda::service::told::Row { label: "a".into(), value: "b".into(), is_wrong: false };
    Tested { findings, told: vec![row], words: "c".into() }
}

fn compared() -> Compared {
    let difference = |value: Option<String>| Difference {
        key: "a".into(),
        before: value.clone(),
        after: value.clone(),
        place: value,
    };
    let row = rinda::service::told::Row { label: "a".into(), value: "b".into(), is_wrong: false };
    let differences = vec![difference(None), difference(Some("1".into()))];
    Compared { errors: vec!["a".into()], differences, told: vec![row], words: "b".into() }
}

fn watched() -> Watched {
    let said = [Said::Pressed, Said::Released, Said::Lost, Said::Code { end: "a".into(), letters: 1 }];
    let inputs = said.map(|said| Input { device: "a".into(), said }).into();
    Watched { count: 4, inputs, told: Vec::new(), words: "b".into(), over: true }
}

fn answers() -> Vec<(&'static str, Value)> {
    let entry = |at| Entry {
        number: 1,
        at,
        clock_trusted: true,
        who: "a".into(),
        what: "b".into(),
        outcome: "c".into(),
        before: "d".into(),
    };
    let setting = |place: Option<String>| Setting { key: "a".into(), value: "1".into(), place };
    let ticket = Answer::Ticket { ticket: TicketId(1), number: number() };
    let done = |answer| Done { answer, words: "a".into() };
    let mut all = vec![
        ("picture", json(&full())),
        ("picture", json(&bare())),
        ("settings", json(&[setting(Some("a.toml:1:2".into())), setting(None)])),
        (
            "record",
            json(&Record {
                broken: None,
                newest: Some("a".into()),
                entries: vec![entry(Some(at())), entry(None)],
            }),
        ),
        ("record", json(&Record { broken: Some("a".into()), newest: None, entries: Vec::new() })),
        ("told", json(&Told { lines: vec!["a".into()] })),
        ("done", json(&done(Answer::Done))),
        ("done", json(&done(ticket))),
    ];
    let listed = |place: &str, kind, language| Listed {
        place: place.parse().unwrap(),
        time: "10:42:30".into(),
        kind,
        words: "a".into(),
        language,
    };
    let pictures = Language::ALL.into_iter().zip([Kind::Hall, Kind::Slip].into_iter().cycle());
    let pictures = pictures.map(|(language, kind)| listed("1234+8000", kind, language));
    let date = at().date_naive();
    all.push((
        "pictures",
        json(&Index { date, pictures: pictures.chain([listed("7", Kind::Slip, Language::Lv)]).collect() }),
    ));
    all.push(("days", json(&Days { days: vec![date] })));
    let probation = Picture { configuration: Standing::Probation { seconds: 60 }, ..bare() };
    all.push(("picture", json(&probation)));
    all.push(("reloading", json(&Reloading { seconds: 60 })));
    all.push(("compared", json(&compared())));
    all.push(("watched", json(&watched())));
    all.push(("inputs", json(&Inputs::Kiosk(KioskId(1)))));
    all.push(("inputs", json(&Inputs::Counter(CounterId(1)))));
    all.push(("tested", json(&tested())));
    all.extend(tests().iter().map(|test| ("test", json(test))));
    all.extend(acts().iter().map(|act| ("act", json(act))));
    all
}

#[test]
fn every_answer_of_the_service_port_is_in_its_contract() {
    assert!(PRINTERS.into_iter().all(is_listed));
    let contract = contract();
    for (name, answer) in answers() {
        if let Err(why) = contract.check(name, &answer) {
            panic!("{name}: {why}\n{answer:#}");
        }
    }
}

#[test]
fn what_the_service_port_never_says_is_not_in_its_contract() {
    fn strings(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => drop(into.insert(text.clone())),
            Value::Array(all) => all.iter().for_each(|value| strings(value, into)),
            Value::Object(all) => all.iter().for_each(|(key, value)| {
                into.insert(key.clone());
                strings(value, into);
            }),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut said = BTreeSet::new();
    answers().iter().for_each(|(_, answer)| strings(answer, &mut said));
    // Of signing in and of refusals; the tests of the port itself see those.
    let elsewhere = ["pin", "token", "idle_s", "refusal"];
    let words = contract().words();
    let unsaid: Vec<_> = words
        .into_iter()
        .filter(|word| !said.contains(word) && !elsewhere.contains(&word.as_str()))
        .collect();
    assert!(unsaid.is_empty(), "the contract names what nobody says: {unsaid:?}");
}
