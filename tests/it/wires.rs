//! A whole branch whose printers are devices: one in the network, and one that the board file names wrongly.

use rinda::config;
use rinda::daemon::{Plan, PoweredBranch};
use rinda::devices::installation::Installation;
use rinda::devices::virtual_printer::line::PrinterLine;
use rinda::devices::virtual_printer::{Mechanics, VirtualPrinter};
use rinda::domain::command::{Answer, Command};
use rinda::domain::ids::{KioskId, LinkId, ServiceId};
use rinda::domain::kiosk::PrinterState;
use rinda::domain::printer_profile::PrinterProfile;
use rinda::domain::ticket::{Class, Language, SlipState};
use rinda::domain::time::ClockTrust;
use rinda::domain::trial::{Found, PaperTrial};
use rinda::engine::clock::Reading;
use rinda::engine::time_source::TimeSource;
use rinda::engine::{AskError, Handle};
use rinda::wording::Words;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// 2026-11-24, a Tuesday, 10:00 in Riga.
const MORNING_MS: i64 = 1_795_507_200_000;

const HERE: KioskId = KioskId(1);
const NOWHERE: KioskId = KioskId(2);

/// A clock that is right.
#[derive(Debug)]
pub(crate) struct Clock(pub(crate) Instant);

impl TimeSource for Clock {
    fn read(&self) -> Reading {
        let mono_ms = u64::try_from(self.0.elapsed().as_millis()).unwrap();
        Reading { mono_ms, wall_ms: MORNING_MS.saturating_add_unsigned(mono_ms), trust: ClockTrust::Synced }
    }
}

/// A folder of a test's own; removed at the end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("rinda-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The example's board with two kiosks and these drivers for their printers.
fn configuration(folder: &Path, drivers: [&str; 2]) -> config::Config {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let board = std::fs::read_to_string(root.join("boards/virtual.toml")).unwrap();
    let (head, rest) = board.split_once("[kiosk.1]\n").unwrap();
    let (kiosk, hall) = rest.split_once("# The display in the hall.").unwrap();
    let site = std::fs::read_to_string(root.join("systemd/site.toml")).unwrap();
    let (buttons, rest) = site.split_once("[kiosk.1]\n").unwrap().1.split_once("\n\n").unwrap();
    let site_head = site.split_once("[kiosk.1]\n").unwrap().0;
    let (mut board, mut kiosks) = (head.to_owned(), String::new());
    for (number, driver) in (1..).zip(drivers) {
        let (before, printer) = kiosk.split_once("printer]\ndriver = \"virtual\"").unwrap();
        let kiosk = format!("[kiosk.1]\n{before}printer]\n{driver}{printer}");
        board += &kiosk.replace("[kiosk.1", &format!("[kiosk.{number}"));
        kiosks += &format!("[kiosk.{number}]\n{buttons}\n\n");
    }
    board = format!("{board}# The display in the hall.{hall}");
    std::fs::write(folder.join("board.toml"), board).unwrap();
    std::fs::write(folder.join("site.toml"), format!("{site_head}{kiosks}{rest}")).unwrap();
    let read = config::read(&folder.join("board.toml"), &folder.join("site.toml"));
    read.config.unwrap_or_else(|| panic!("{:?}", read.problems))
}

/// A printer in the network, for one connection.
async fn serve(mut socket: TcpStream, printer: PrinterLine) {
    let (mut changes, mut bytes, mut waiting) = (printer.changes(), [0; 512], Vec::new());
    loop {
        changes.mark_unchanged();
        let taken = printer.write(&waiting);
        waiting.drain(..taken);
        if socket.write_all(&printer.read()).await.is_err() {
            return;
        }
        tokio::select! {
            _ = changes.changed() => {}
            count = socket.read(&mut bytes), if waiting.is_empty() => match count {
                Ok(count @ 1..) => waiting.extend_from_slice(&bytes[..count]),
                Ok(0) | Err(_) => return,
            },
        }
    }
}

/// Waits for something to be true of the branch.
pub(crate) async fn until(handle: &Handle, done: impl Fn(&Handle) -> bool) {
    let mut turns = handle.turns();
    while !done(handle) {
        turns.changed().await.unwrap();
    }
}

fn take_ticket(kiosk: KioskId) -> Command {
    let (service, class, language) = (ServiceId::new("passport"), Class::Normal, Language::Lv);
    Command::TakeTicket { kiosk, service, class, language, link: LinkId(u128::from(kiosk.0)) }
}

fn state(handle: &Handle, kiosk: KioskId) -> Option<PrinterState> {
    handle.read(|branch, _| branch.state().kiosks.get(&kiosk).map(|kiosk| kiosk.printer))
}

#[tokio::test]
async fn a_branch_prints_in_the_network_while_another_printer_is_named_wrongly() {
    let folder = Folder::new("wires");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let network = format!("driver = \"network\"\naddress = \"{}\"", listener.local_addr().unwrap());
    let nowhere = "driver = \"serial\"\npath = \"/nowhere/ttyUSB0\"\nbaud = 38400\nflow = \"xon_xoff\"";
    let config = configuration(&folder.0, [&network, nowhere]);
    let profile: PrinterProfile = config.board.kiosks[&HERE].printer.profile;
    let printer = PrinterLine::new(VirtualPrinter::new(profile, Mechanics::default()));
    tokio::spawn(printer.clone().turn_wheels());
    let behind = printer.clone();
    tokio::spawn(async move { serve(listener.accept().await.unwrap().0, behind).await });

    let plan = Plan {
        settings: Arc::new(config.settings),
        board: Arc::new(Installation::new(&config.board)),
        time: Arc::new(Clock(Instant::now())),
        words: Arc::new(Words::load()),
        link: None,
    };
    assert_eq!(plan.board.virtual_printers().count(), 0);
    let branch = PoweredBranch::start(&plan, &folder.0.join("state")).unwrap();
    let handle = branch.handle();
    until(&handle, |handle| state(handle, HERE) == Some(PrinterState::Ready)).await;
    until(&handle, |handle| state(handle, NOWHERE) == Some(PrinterState::Silent)).await;

    let why = plan.board.faults.watch().borrow().clone();
    let why: Vec<_> = why.iter().map(|(name, why)| (name.as_str(), why.as_str())).collect();
    let [("printer of kiosk 2", why)] = why[..] else { panic!("{why:?}") };
    assert!(why.contains("/nowhere/ttyUSB0") && why.contains("cannot open it"), "{why}");
    let tried = plan.board.try_printer(NOWHERE, PaperTrial::Slip).await.unwrap();
    assert_eq!(tried.found, Found::Fails(why.to_owned()));
    let faults = handle.read(|branch, now| {
        let say = plan.words.say(Language::En);
        say.troubles(branch, now, &plan.board.faults.watch().borrow())
    });
    let named = faults.iter().filter(|fault| fault.what.contains("/nowhere/ttyUSB0"));
    assert_eq!(named.count(), 1, "it is said once: {faults:?}");

    let refused = handle.ask(take_ticket(NOWHERE)).await;
    assert!(matches!(refused, Err(AskError::Refused(_))), "{refused:?}");
    let Ok(Answer::Ticket { number, .. }) = handle.ask(take_ticket(HERE)).await else { panic!("no number") };
    until(&handle, |handle| handle.read(|branch, _| !branch.slip_under_way(HERE))).await;
    let slip = handle.read(|branch, _| branch.ticket_by_number(number).map(|ticket| ticket.slip));
    assert_eq!(slip, Some(SlipState::Printed));
    printer.look(|printer| assert_eq!((printer.pieces().len(), printer.fault()), (1, None)));
    branch.stop().unwrap();
}

#[tokio::test]
async fn a_printer_that_is_opened_anew_loses_no_slip_and_prints_none_twice() {
    let folder = Folder::new("wires-anew");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let network = format!("driver = \"network\"\naddress = \"{}\"", listener.local_addr().unwrap());
    let config = configuration(&folder.0, [&network, "driver = \"virtual\""]);
    let profile: PrinterProfile = config.board.kiosks[&HERE].printer.profile;
    let printer = PrinterLine::new(VirtualPrinter::new(profile, Mechanics::default()));
    tokio::spawn(printer.clone().turn_wheels());
    let (behind, accepted) = (printer.clone(), watch::Sender::new(0));
    let mut connections = accepted.subscribe();
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            accepted.send_modify(|count| *count += 1);
            serve(socket, behind.clone()).await;
        }
    });
    let plan = Plan {
        settings: Arc::new(config.settings),
        board: Arc::new(Installation::new(&config.board)),
        time: Arc::new(Clock(Instant::now())),
        words: Arc::new(Words::load()),
        link: None,
    };
    let branch = PoweredBranch::start(&plan, &folder.0.join("state")).unwrap();
    let handle = branch.handle();
    for count in 1..=3 {
        until(&handle, |handle| state(handle, HERE) == Some(PrinterState::Ready)).await;
        let Ok(Answer::Ticket { number, .. }) = handle.ask(take_ticket(HERE)).await else {
            panic!("no number")
        };
        plan.board.open_printer_anew(HERE).unwrap();
        connections.wait_for(|&made| made > count).await.unwrap();
        until(&handle, |handle| handle.read(|branch, _| !branch.slip_under_way(HERE))).await;
        let slip = handle.read(|branch, _| branch.ticket_by_number(number).map(|ticket| ticket.slip));
        assert_eq!(slip, Some(SlipState::Printed));
        printer.look(|printer| assert_eq!((printer.pieces().len(), printer.fault()), (count, None)));
    }
    assert!(plan.board.open_printer_anew(KioskId(9)).is_err());
    branch.stop().unwrap();
}
