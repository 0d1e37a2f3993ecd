use super::account::{Account, Circumstances};
use super::findings::{End, Outcome};
use super::question::{Question, Reply};
use super::talk::{ANSWER_MS, GIVE_UP_MS};
use super::*;
use crate::config::board::printer::{Printer, Provenance};
use crate::config::{generic_printer, read_profile};
use crate::devices::printer::wire::tests::tools::{Bench, Folder, Medium, listen};
use crate::devices::virtual_printer::{Mechanics, VirtualPrinter};
use crate::domain::kiosk::PrinterState;
use crate::domain::printer_profile::{Evidence, PrinterProfile, StatusReport};
use crate::domain::ticket::Language;
use crate::wording::Words;
use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinSet;

const PRINTER: PrinterProfile = PrinterProfile::COMMON;
/// All that may ever be sent, but the id that is echoed.
const HARMLESS: [&[u8]; 11] = [
    &[0x10, 4, 1],
    &[0x10, 4, 2],
    &[0x10, 4, 3],
    &[0x10, 4, 4],
    &[0x10, 4, 0x14],
    &[0x1d, 0x72, 1],
    &[0x1d, 0x49, 65],
    &[0x1d, 0x49, 66],
    &[0x1d, 0x49, 67],
    &[0x1d, 0x49, 68],
    &[0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30],
];

/// Lets an interview run against something that is told the time and what was sent, and gives what it says then. Time jumps.
fn converse(mut talk: Talk, mut printer: impl FnMut(u64, &[u8]) -> Vec<u8>) -> Findings {
    let mut now_ms = 1_000_000;
    talk.begin(now_ms);
    loop {
        let sent = talk.poll_write().unwrap_or_default().to_vec();
        assert!(sent.is_empty() || HARMLESS.iter().any(|harmless| sent.starts_with(harmless)), "{sent:02x?}");
        talk.written(sent.len());
        let said = printer(now_ms, &sent);
        talk.handle_bytes(now_ms, &said);
        if talk.poll_write().is_some() {
            continue;
        }
        let Some(due_ms) = talk.poll_timeout() else { return talk.into_findings() };
        now_ms = due_ms.min(now_ms + 100);
        if now_ms >= due_ms {
            talk.handle_timeout(now_ms);
        }
    }
}

fn with_virtual(full_status: bool, profile: PrinterProfile, act: impl Fn(&mut VirtualPrinter)) -> Findings {
    let mut printer = VirtualPrinter::new(profile, Mechanics::default());
    act(&mut printer);
    let findings = converse(Talk::new(full_status), |now_ms, sent| {
        assert_eq!(printer.write(now_ms, sent), sent.len());
        printer.advance(now_ms);
        printer.read(now_ms)
    });
    assert_eq!(printer.fault(), None);
    assert_eq!((printer.pieces().len(), printer.mouth().height()), (0, 0), "something was printed");
    findings
}

/// Says what it is told to say to each question.
fn with_answers(answer: impl Fn(&[u8]) -> Vec<u8>) -> Findings {
    converse(Talk::new(false), |_, sent| if sent.is_empty() { Vec::new() } else { answer(sent) })
}

fn base() -> Printer {
    read_profile(&Path::new(env!("CARGO_MANIFEST_DIR")).join("boards/printers/epson-tm-t88v.toml")).unwrap()
}

#[test]
fn a_printer_that_is_ready_tells_everything() {
    let findings = with_virtual(false, PRINTER, |_| {});
    assert_eq!((findings.end, findings.state()), (End::Whole, Some(PrinterState::Ready)));
    assert_eq!(findings.outcomes.len(), 10);
    let names: Vec<(&str, &str)> = findings.names().collect();
    assert_eq!(names[1..], [("maker", "rinda"), ("model", "virtual"), ("serial number", "0")]);
    let (profile, provenance) = findings.profile(&generic_printer(), false);
    assert_eq!(profile, PrinterProfile { evidence: Evidence::JobEcho, ..generic_printer().profile });
    assert_eq!(provenance, [("evidence", Provenance::Probed)].into());
}

#[test]
fn what_a_base_documents_stays_documented_unless_the_printer_proves_it() {
    let findings = with_virtual(false, PRINTER, |_| {});
    let (profile, provenance) = findings.profile(&base(), true);
    assert_eq!((profile.width_dots, profile.evidence), (512, Evidence::JobEcho));
    assert_eq!(provenance["width_dots"], Provenance::Documented);
    assert_eq!(provenance["evidence"], Provenance::Probed);
    assert_eq!(provenance["cut"], Provenance::Unverified);
    // The same without anybody saying that the printer is of this kind.
    assert!(!findings.profile(&base(), false).1.contains_key("width_dots"));
}

#[test]
fn a_printer_off_line_is_asked_for_its_status_only() {
    let findings = with_virtual(false, PRINTER, |printer| printer.shorten_roll(0, 0));
    assert_eq!((findings.end, findings.state()), (End::OffLine, Some(PrinterState::PaperOut)));
    assert!(findings.outcomes.keys().all(|question| matches!(question, Question::RealTime(_))));
    let (profile, provenance) = findings.profile(&generic_printer(), false);
    assert_eq!((profile, provenance), (generic_printer().profile, BTreeMap::new()));
}

#[test]
fn a_roll_near_its_end_proves_the_sensor() {
    let check = |paper: u8, sensor: bool| {
        let findings = with_answers(|sent| match *sent {
            [0x10, 4, 4] => vec![paper],
            [0x10, 4, _] => vec![0x12],
            _ => Vec::new(),
        });
        let (profile, provenance) = findings.profile(&generic_printer(), false);
        assert_eq!((profile.near_end_sensor, provenance.contains_key("near_end_sensor")), (sensor, sensor));
    };
    check(0x12, false);
    check(0x1e, true);
    check(0x7e, false);
}

#[test]
fn a_printer_without_names_and_echo_proves_slips_by_its_queue() {
    let findings = with_answers(|sent| match *sent {
        [0x10, 4, _] => vec![0x12],
        [0x1d, 0x72, 1] => vec![0],
        _ => Vec::new(),
    });
    assert_eq!(findings.end, End::Whole);
    assert_eq!(findings.outcomes[&Question::Name(67)], Outcome::Silent);
    assert!(!findings.outcomes.contains_key(&Question::Name(66)));
    let documented =
        Printer { profile: PrinterProfile { evidence: Evidence::JobEcho, ..base().profile }, ..base() };
    let (profile, provenance) = findings.profile(&documented, true);
    assert_eq!((profile.evidence, provenance["evidence"]), (Evidence::QueuedStatus, Provenance::Probed));
    // Without an answer in turn nothing is proved, but that there is no echo.
    let findings = with_answers(|sent| if sent[..2] == [0x10, 4] { vec![0x12] } else { Vec::new() });
    let (profile, provenance) = findings.profile(&documented, true);
    assert_eq!((profile.evidence, provenance["evidence"]), (Evidence::QueuedStatus, Provenance::Unverified));
}

#[test]
fn a_full_status_is_asked_of_those_who_have_one() {
    let custom = PrinterProfile { status: StatusReport::CustomFull, ..PRINTER };
    let findings = with_virtual(true, custom, |_| {});
    assert_eq!(findings.state(), Some(PrinterState::Ready));
    assert_eq!(findings.outcomes.len(), 11);
    let (profile, provenance) = findings.profile(&generic_printer(), false);
    assert_eq!((profile.status, provenance["status"]), (StatusReport::CustomFull, Provenance::Probed));
    let findings = with_virtual(false, custom, |_| {});
    assert!(!findings.outcomes.contains_key(&Question::FullStatus));
}

#[test]
fn silence_ends_the_interview_after_the_status() {
    let findings = with_answers(|_| Vec::new());
    assert_eq!((findings.end, findings.state()), (End::Silent, None));
    assert_eq!(findings.outcomes.len(), 4);
    assert!(findings.outcomes.values().all(|outcome| *outcome == Outcome::Silent));
}

#[test]
fn garbage_ends_the_interview_after_the_status() {
    for garbage in [(0..=255).rev().collect::<Vec<u8>>(), vec![0xff; 9], b"\x10\x04\x01".to_vec()] {
        let findings = with_answers(|_| garbage.clone());
        assert_eq!((findings.end, findings.state()), (End::Garbled, None), "{garbage:02x?}");
        assert_eq!(findings.outcomes.len(), 4);
    }
}

/// Each answer so much later.
fn with_delay(delay_ms: u64) -> Findings {
    let mut printer = VirtualPrinter::new(PRINTER, Mechanics::default());
    let mut waiting: Vec<(u64, Vec<u8>)> = Vec::new();
    converse(Talk::new(false), |now_ms, sent| {
        assert_eq!(printer.write(now_ms, sent), sent.len());
        printer.advance(now_ms);
        waiting.push((now_ms + delay_ms, printer.read(now_ms)));
        let due = waiting.iter().take_while(|(at_ms, _)| *at_ms <= now_ms).count();
        waiting.drain(..due).flat_map(|(_, bytes)| bytes).collect()
    })
}

#[test]
fn late_answers_are_taken_and_said() {
    let findings = with_delay(ANSWER_MS + 500);
    assert_eq!((findings.end, findings.state()), (End::Whole, Some(PrinterState::Ready)));
    assert!(findings.is_late());
    assert!(!with_delay(300).is_late());
}

#[test]
fn an_answer_that_may_belong_to_another_question_proves_no_state() {
    let findings = with_delay(GIVE_UP_MS + 500);
    assert_eq!(findings.outcomes[&Question::RealTime(1)], Outcome::Silent);
    assert_eq!(findings.state(), None);
    assert!(!findings.is_near_end());
}

#[test]
fn a_printer_that_takes_nothing_is_left_alone() {
    let mut talk = Talk::new(false);
    talk.begin(0);
    talk.written(1);
    talk.handle_timeout(ANSWER_MS);
    talk.handle_bytes(ANSWER_MS, &[0x12]);
    assert_eq!(talk.poll_timeout(), Some(GIVE_UP_MS));
    talk.handle_timeout(GIVE_UP_MS);
    assert_eq!(talk.poll_timeout(), None);
    let findings = talk.into_findings();
    assert_eq!((findings.end, findings.speaks()), (End::TakesNothing, false));
}

#[test]
fn a_lost_line_ends_the_interview() {
    let mut talk = Talk::new(false);
    talk.begin(0);
    talk.lost();
    assert_eq!(talk.poll_timeout(), None);
    assert_eq!(talk.into_findings().end, End::Lost);
}

proptest! {
    #[test]
    fn whatever_is_said_the_interview_ends_and_stays_harmless(
        full_status in any::<bool>(),
        said in prop::collection::vec(
            prop::collection::vec(prop_oneof![any::<u8>(), Just(0x12), Just(0x5f), Just(0)], 0..12),
            0..60,
        ),
    ) {
        let mut said = said.into_iter();
        let mut began_ms = None;
        let mut last_ms = 0;
        let findings = converse(Talk::new(full_status), |now_ms, _| {
            began_ms.get_or_insert(now_ms);
            last_ms = now_ms;
            said.next().unwrap_or_default()
        });
        prop_assert!(last_ms <= began_ms.unwrap() + 11 * GIVE_UP_MS);
        prop_assert!(findings.outcomes.len() <= 11);
        let (_, provenance) = findings.profile(&generic_printer(), false);
        prop_assert!(provenance.keys().all(|fact| ["evidence", "near_end_sensor", "status"].contains(fact)));
    }
}

async fn ask(bench: &Bench) -> Result<Findings, InterviewError> {
    interview(&bench.cable_to(), bench.usb(), false, &mut |_| {}).await
}

#[tokio::test]
async fn a_printer_is_asked_through_every_wire() {
    use crate::config::board::printer::FlowControl;
    for medium in [Medium::Serial(FlowControl::XonXoff), Medium::UsbPath, Medium::UsbId, Medium::Network] {
        let mut bench = Bench::new(medium, Mechanics::default());
        bench.plug_in();
        let findings = ask(&bench).await.unwrap();
        assert_eq!((findings.end, findings.state()), (End::Whole, Some(PrinterState::Ready)), "{medium:?}");
        assert_eq!(findings.reply(Question::Echo), Some(&Reply::Echo), "{medium:?}");
        bench.printer.look(|printer| assert_eq!((printer.pieces().len(), printer.mouth().height()), (0, 0)));
    }
}

/// A peer in the network that does this with what it hears.
async fn peer(
    answer: impl Fn(&[u8]) -> Vec<u8> + Send + 'static,
) -> (Result<Findings, InterviewError>, Vec<News>) {
    let listener = listen();
    let cable = Cable::Network { address: listener.local_addr().unwrap().to_string() };
    let mut peers = JoinSet::new();
    peers.spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut bytes = [0; 64];
        while let Ok(count @ 1..) = socket.read(&mut bytes).await {
            let _ = socket.write_all(&answer(&bytes[..count])).await;
        }
    });
    let mut news = Vec::new();
    let findings = interview(&cable, UsbTree::default(), false, &mut |told| news.push(told)).await;
    (findings, news)
}

#[tokio::test(start_paused = true)]
async fn a_silent_peer_is_told_as_silent() {
    let (findings, news) = peer(|_| Vec::new()).await;
    assert_eq!(findings.unwrap().end, End::Silent);
    let one = |n| [News::Asks(Question::RealTime(n)), News::Waits, News::IsSilent];
    assert_eq!(news, (1..=4).flat_map(one).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_peer_that_answers_garbage_is_told_as_garbage() {
    let (findings, _) = peer(|_| (0..=255).rev().collect()).await;
    assert_eq!(findings.unwrap().end, End::Garbled);
}

#[tokio::test]
async fn a_printer_that_a_daemon_uses_is_left_alone() {
    let mut bench = Bench::new(Medium::Network, Mechanics::default());
    bench.plug_in();
    let Cable::Network { address } = bench.cable_to() else { unreachable!("it is in the network") };
    let _daemon = tokio::net::TcpStream::connect(&address).await.unwrap();
    let error = ask(&bench).await.unwrap_err().to_string();
    let expected = format!("printer at {address} is in use by a program on this machine; stop that first ");
    assert!(error.starts_with(&expected), "{error}");
    assert_eq!(*bench.heard.borrow(), 0);
}

#[tokio::test]
async fn what_cannot_be_reached_is_told_in_words() {
    let folder = Folder::new();
    let usb = UsbTree { class: folder.0.join("class"), nodes: folder.0.join("dev") };
    let check = async |cable: Cable, expected: &str| {
        let error = interview(&cable, usb.clone(), false, &mut |_| {}).await.unwrap_err();
        assert_eq!(error.to_string(), expected);
    };
    check("usb:04b8:0e15".parse().unwrap(), "USB printer 04b8:0e15: no such printer is plugged in").await;
    let nowhere = "printer at /nowhere/lp0: cannot open it: No such file or directory (os error 2)";
    check("/nowhere/lp0".parse().unwrap(), nowhere).await;
    for (word, path) in [
        ("/dev/null", "/dev/null"),
        ("/dev", "/dev"),
        ("/etc/passwd", "/etc/passwd"),
        ("serial:/dev/zero@9600", "/dev/zero"),
    ] {
        let expected =
            format!("{path} is no printer; `rinda probe` without --printer lists those that are there");
        check(word.parse().unwrap(), &expected).await;
    }
    check(Cable::Virtual, "a virtual printer is nowhere to be asked").await;
    let address = listen().local_addr().unwrap();
    let refused = format!(
        "printer at {address}: cannot connect: Connection refused (os error 111); it serves one host at a time: is another \
         one connected to it?"
    );
    check(Cable::Network { address: address.to_string() }, &refused).await;
}

#[test]
fn a_busy_device_is_in_use() {
    let cable: Cable = "/dev/usb/lp0".parse().unwrap();
    let source = io::Error::from(rustix::io::Errno::BUSY);
    let trouble = crate::devices::printer::wire::Trouble::Refused {
        operation: crate::devices::printer::wire::Operation::Open,
        source,
    };
    let error = WireError { device: cable.to_string(), trouble };
    let told = unreachable(&cable, Some(&error)).to_string();
    assert!(told.starts_with("printer at /dev/usb/lp0 is in use by another program; "), "{told}");
}

#[test]
fn the_profile_that_is_written_is_read_again() {
    let folder = Folder::new();
    let words = Words::load();
    let (cable, base) = ("usb:04b8:0202".parse().unwrap(), base());
    let circumstances = Circumstances {
        cable: &cable,
        base: &base,
        base_file: Some("printers/epson-tm-t88v.toml"),
        name: Some("Front desk\u{1b}[2J\n\"x\""),
        profile_name: Some("front-desk"),
        date: NaiveDate::from_ymd_opt(2026, 11, 26).unwrap(),
    };
    for findings in [
        with_virtual(false, PRINTER, |_| {}),
        with_virtual(false, PRINTER, |printer| printer.shorten_roll(0, 0)),
    ] {
        let account = Account::new(&findings, circumstances, words.say(Language::En));
        let text = account.profile.clone().unwrap();
        let path = folder.0.join("front-desk.toml");
        std::fs::write(&path, &text).unwrap();
        let Printer { profile, origin, .. } = read_profile(&path).unwrap();
        let (expected, provenance) = findings.profile(&base, true);
        assert_eq!((profile, origin.provenance), (expected, provenance), "{text}");
        assert!(text.starts_with("# Front desk [2J \"x\": the USB printer 04b8:0202, as `rinda probe` found it on 2026-11-26.\n"), "{text}");
    }
    let silent = Account::new(&with_answers(|_| Vec::new()), circumstances, words.say(Language::En));
    assert_eq!(silent.profile, None);
    assert!(silent.printer.trouble.is_some());
}

#[test]
fn an_account_reads_well() {
    let words = Words::load();
    let cable = "serial:/dev/ttyUSB0@38400,xon_xoff".parse().unwrap();
    let base = generic_printer();
    let circumstances = Circumstances {
        cable: &cable,
        base: &base,
        base_file: None,
        name: None,
        profile_name: None,
        date: NaiveDate::from_ymd_opt(2026, 11, 26).unwrap(),
    };
    let findings = with_answers(|sent| match *sent {
        [0x10, 4, 4] => vec![0x13, 0x1e, 0xff],
        [0x10, 4, _] => vec![0x12],
        [0x1d, 0x72, 1] => vec![3],
        [0x1d, 0x49, 67] => b"_TM-T20II\0".to_vec(),
        _ => Vec::new(),
    });
    let text = Account::new(&findings, circumstances, words.say(Language::En)).to_string();
    assert_eq!(text, include_str!("tests/account.txt"), "{text}");
}
