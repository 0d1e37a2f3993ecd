use super::*;
use crate::daemon::read_config;
use crate::devices::installation::Work;
use crate::devices::lamps::Lamp;
use crate::devices::panel::Panel;
use crate::devices::virtual_printer::line::PrinterLine;
use crate::devices::virtual_printer::{Mechanics, VirtualPrinter};
use crate::domain::branch::Branch;
use crate::domain::command::Command;
use crate::domain::event::PrintEvidence;
use crate::domain::ids::{CounterId, KioskId, LinkId};
use crate::domain::kiosk::PrinterState;
use crate::domain::printer_profile::{OnTimeout, Presenter, PrinterProfile, StatusReport};
use crate::domain::ticket::{Class, Language};
use crate::domain::trial::Said;
use crate::engine::Handle;
use crate::engine::time_source::KernelTime;
use crate::scene::test_picture::TestPicture;
use std::path::{Path, PathBuf};

const KIOSK: KioskId = KioskId(1);

/// A printer that nobody waits for.
const FAST: Mechanics = Mechanics {
    buffer_bytes: 16 * 1024,
    real_time_when_full: true,
    automatic_status: false,
    speed_mm_s: PrinterProfile::COMMON.speed_mm_s_max,
    cut_ms: 10,
    roll_mm: 80_000,
    near_end_mm: 4_000,
};

/// A branch with an open day on the virtual board, in a directory of its own that goes with it.
struct World {
    plan: Plan,
    branch: Option<PoweredBranch>,
    _work: Work,
    directory: PathBuf,
}

impl World {
    async fn start(name: &str) -> Self {
        Self::with_printer(name, PrinterProfile::COMMON).await
    }

    async fn with_printer(name: &str, profile: PrinterProfile) -> Self {
        let directory = std::env::temp_dir().join(format!("rinda-trials-{name}-{}", std::process::id()));
        // From an interrupted run with the same process id.
        let _ = std::fs::remove_dir_all(&directory);
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut config =
            read_config(&root.join("boards/virtual.toml"), &root.join("systemd/site.toml")).unwrap();
        config.board.kiosks.values_mut().for_each(|kiosk| kiosk.printer.profile = profile);
        let plan = Plan {
            board: Arc::new(Installation::with_mechanics(&config.board, FAST)),
            settings: Arc::new(config.settings),
            time: Arc::new(KernelTime),
            words: Arc::new(Words::load()),
            link: None,
        };
        let work = plan.board.work().unwrap();
        let branch = PoweredBranch::start(&plan, &directory).unwrap();
        let handle = branch.handle();
        if handle.read(|branch, _| branch.state().day.is_none()) {
            handle.ask(Command::OpenDay).await.unwrap();
        }
        handle.ask(Command::OpenCounter { counter: CounterId(1) }).await.unwrap();
        Self { plan, branch: Some(branch), _work: work, directory }
    }

    fn handle(&self) -> Handle {
        self.branch.as_ref().unwrap().handle()
    }

    async fn ask(&self, command: Command) {
        self.handle().ask(command).await.unwrap();
    }

    /// Waits for a turn after which this is so.
    async fn until(&self, is_so: impl Fn(&Branch) -> bool) {
        let handle = self.handle();
        let mut turns = handle.turns();
        while !handle.read(|branch, _| is_so(branch)) {
            turns.changed().await.unwrap();
        }
    }

    async fn until_printer_is(&self, printer: PrinterState) {
        self.until(|branch| branch.state().kiosks[&KIOSK].printer == printer).await;
    }

    fn trials(&self) -> Trials {
        trials(&self.plan, self.branch.as_ref().unwrap()).0
    }

    fn watch(&self) -> Watch {
        trials(&self.plan, self.branch.as_ref().unwrap()).1
    }

    fn take(&self) -> Command {
        let (service, _) = self.plan.settings.services[0].clone();
        let (class, language) = (Class::Normal, Language::En);
        Command::TakeTicket { kiosk: KIOSK, service, class, language, link: LinkId(7) }
    }

    fn line(&self) -> &PrinterLine {
        self.plan.board.kiosks[&KIOSK].virtual_printer().unwrap()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = self.branch.take().map(PoweredBranch::cut_power);
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

#[tokio::test]
async fn a_call_takes_the_test_picture_away_and_one_test_waits_for_no_other() {
    let world = World::start("call").await;
    let (trials, hall) = (world.trials(), &world.plan.board.hall);
    world.until_printer_is(PrinterState::Ready).await;
    world.ask(world.take()).await;
    let mut frames = hall.frames();
    let tried = tokio::spawn(trials(Trial::Displays {}));
    let expected = {
        let size = hall.size();
        let title = world.plan.words.say(world.plan.settings.language).trial_picture();
        let panel = Panel::new(size.width, size.height);
        panel.show(&TestPicture { title, name: "hall display".to_owned(), size });
        panel.picture().1
    };
    while hall.picture().1 != expected {
        frames.changed().await.unwrap();
    }
    assert_eq!(trials(Trial::Lamps {}).await, Err(NotTried::AnotherTest));
    world.ask(Command::CallNext { counter: CounterId(1) }).await;
    frames.changed().await.unwrap();
    // What is left of the time of the other pictures passes at once.
    tokio::time::pause();
    let findings = tried.await.unwrap().unwrap();
    let found = |name: &str| {
        let device = Device::Named(name.to_owned());
        findings.iter().find(|finding| finding.device == device).map(|finding| finding.found.clone())
    };
    assert_eq!(found("hall display"), Some(Found::GaveWay));
    assert_eq!(found("display of counter 1"), Some(Found::GaveWay), "the call is there, too");
}

#[tokio::test]
async fn a_test_slip_comes_out_on_evidence_and_the_journal_has_no_more_of_it_than_its_paper() {
    let world = World::start("slip").await;
    world.until_printer_is(PrinterState::Ready).await;
    let place = || world.handle().read_at_place(|_, _, place| place);
    let (trials, before) = (world.trials(), place());
    let done =
        |evidence| Ok(vec![Finding { device: Device::Printer(KIOSK), found: Found::Printed(evidence) }]);
    for (trial, pieces) in [(Trial::Slip { kiosk: KIOSK }, 1), (Trial::Cut { kiosk: KIOSK }, 2)] {
        assert_eq!(trials(trial).await, done(PrintEvidence::JobEcho));
        world.line().look(|printer| {
            assert_eq!((printer.pieces().len(), printer.fault()), (pieces, None));
        });
    }
    assert_eq!(trials(Trial::Feed { kiosk: KIOSK }).await, done(PrintEvidence::JobEcho));
    world.line().look(|printer| assert!(printer.mouth().height() > 0 && printer.pieces().len() == 2));
    let inked = |piece: usize| {
        world.line().look(|printer| printer.pieces()[piece].picture.bytes().iter().any(|&byte| byte != 0))
    };
    assert_eq!((inked(0), inked(1)), (true, false));
    assert_eq!(trials(Trial::Present { kiosk: KIOSK }).await, Err(NotTried::NoPresenter));
    assert_eq!(trials(Trial::Slip { kiosk: KioskId(9) }).await, Err(NotTried::NoSuchDevice));
    assert_eq!(place(), before + 3);
    let roll_slips = world.handle().read(|branch, _| branch.state().kiosks[&KIOSK].roll_slips);
    assert_eq!(roll_slips, 3);
}

#[tokio::test]
async fn a_ticket_goes_before_a_test_slip_and_waits_for_one_that_is_begun() {
    let world = World::start("owed").await;
    world.until_printer_is(PrinterState::Ready).await;
    let trials = world.trials();
    world.ask(world.take()).await;
    assert_eq!(trials(Trial::Slip { kiosk: KIOSK }).await, Err(NotTried::SlipOnItsWay));
    let printed = |branch: &Branch| branch.duties().is_empty();
    world.until(printed).await;
    let tried = tokio::spawn(trials(Trial::Slip { kiosk: KIOSK }));
    let mut changes = world.line().changes();
    while !world.line().look(VirtualPrinter::holds_bytes) {
        changes.changed().await.unwrap();
    }
    world.ask(world.take()).await;
    world.until(printed).await;
    assert!(matches!(tried.await.unwrap().unwrap()[0].found, Found::Printed(_)));
    world.line().look(|printer| assert_eq!((printer.pieces().len(), printer.fault()), (3, None)));
}

#[tokio::test]
async fn a_printer_without_paper_says_so_before_and_within_a_test() {
    let world = World::start("paper").await;
    world.until_printer_is(PrinterState::Ready).await;
    let trials = world.trials();
    world.line().with(|printer, now_ms| printer.shorten_roll(now_ms, 10));
    let findings = trials(Trial::Slip { kiosk: KIOSK }).await.unwrap();
    assert!(findings[0].found.is_wrong(), "{findings:?}");
    world.until_printer_is(PrinterState::PaperOut).await;
    let printer = PrinterState::PaperOut;
    assert_eq!(trials(Trial::Slip { kiosk: KIOSK }).await, Err(NotTried::PrinterNotReady { printer }));
}

#[tokio::test]
async fn without_a_branch_nobody_prints() {
    let mut world = World::start("stopped").await;
    let trials = world.trials();
    world.branch.take().unwrap().cut_power().unwrap();
    assert_eq!(trials(Trial::Slip { kiosk: KIOSK }).await, Err(NotTried::Stopped));
}

#[tokio::test]
async fn the_self_test_tries_everything_and_says_what_it_could_not_try() {
    let world = World::start("all").await;
    world.until_printer_is(PrinterState::Ready).await;
    world.plan.board.faults.set("display of counter 1", "no bus");
    let trials = world.trials();
    assert_eq!(trials(Trial::Link {}).await, Err(NotTried::NoCentre));
    let tried = tokio::spawn(trials(Trial::All {}));
    let mut changes = world.line().changes();
    while world.line().look(|printer| printer.pieces().is_empty()) {
        changes.changed().await.unwrap();
    }
    // The time of lamps and pictures passes at once.
    tokio::time::pause();
    let findings = tried.await.unwrap().unwrap();
    let found = |device: Device| {
        let mut found = findings.iter().filter(|finding| finding.device == device);
        let first = found.next().map(|finding| finding.found.clone());
        assert!(found.next().is_none(), "{device:?} is told twice");
        first
    };
    let named = |name: &str| found(Device::Named(name.to_owned()));
    assert_eq!(found(Device::Printer(KIOSK)), Some(Found::Printed(PrintEvidence::JobEcho)));
    assert_eq!(named("sound of hall: Latviešu"), Some(Found::Played));
    assert!(matches!(named("hall display"), Some(Found::Shown { .. })));
    assert!(matches!(named("kiosk 1: lamp 1"), Some(Found::Blinked { .. })));
    assert_eq!(named("display of counter 1"), Some(Found::Fails("no bus".to_owned())));
    for name in ["kiosk 1: button 1", "kiosk 1: scanner", "counter 1: key 1"] {
        assert_eq!(named(name), Some(Found::NoFault), "{name}");
    }
    for name in ["display of counters 2, 3", "keypad of counters 2, 3", "central queue"] {
        assert_eq!(named(name), Some(Found::NotFitted), "{name}");
    }
    assert_eq!(findings.iter().filter(|finding| finding.found.is_wrong()).count(), 1, "{findings:?}");
}

#[tokio::test]
async fn who_watches_sees_presses_and_codes_and_the_branch_does_not() {
    let world = World::start("watch").await;
    world.until_printer_is(PrinterState::Ready).await;
    let kiosk = &world.plan.board.kiosks[&KIOSK];
    let mut lit = kiosk.lamps.watch();
    lit.wait_for(|lamps| lamps.values().any(|&lamp| lamp == Lamp::Ready)).await.unwrap();
    let watch = world.watch();
    assert_eq!(watch(Inputs::Kiosk(KioskId(9))).err(), Some(NotTried::NoSuchDevice));
    let mut said = watch(Inputs::Kiosk(KIOSK)).unwrap();
    assert_eq!(watch(Inputs::Kiosk(KIOSK)).err(), Some(NotTried::AnotherTest));
    assert!(lit.borrow().values().all(|&lamp| lamp == Lamp::Off));
    let input = |device: &str, said| Some(Input { device: device.to_owned(), said });
    kiosk.set_contact(2, true);
    assert_eq!(said.recv().await, input("kiosk 1: button 2", Said::Pressed));
    kiosk.set_contact(2, false);
    assert_eq!(said.recv().await, input("kiosk 1: button 2", Said::Released));
    kiosk.show_code("TEST");
    assert_eq!(said.recv().await, input("kiosk 1: scanner", Said::Code { end: "TEST".into(), letters: 4 }));
    kiosk.show_code("https://rinda.example/t/0123456789abcdef");
    assert_eq!(said.recv().await, input("kiosk 1: scanner", Said::Code { end: "cdef".into(), letters: 40 }));
    kiosk.set_contact(1, true);
    drop(said);
    lit.wait_for(|lamps| lamps.values().any(|&lamp| lamp == Lamp::Ready)).await.unwrap();
    kiosk.set_contact(1, false);
    // A press of somebody else comes after those that were watched.
    world.ask(world.take()).await;
    assert_eq!(world.handle().read(|branch, _| branch.state().tickets.len()), 1);
}

#[tokio::test]
async fn nobody_watches_where_somebody_is_served_and_who_comes_ends_it() {
    let world = World::start("served").await;
    world.until_printer_is(PrinterState::Ready).await;
    let watch = world.watch();
    let mut said = watch(Inputs::Counter(CounterId(1))).unwrap();
    world.plan.board.counters[&CounterId(1)].set_contact(1, true);
    let pressed = Input { device: "counter 1: key 1".to_owned(), said: Said::Pressed };
    assert_eq!(said.recv().await, Some(pressed));
    world.ask(world.take()).await;
    world.ask(Command::CallNext { counter: CounterId(1) }).await;
    assert_eq!(said.recv().await, None, "the display over the counter is needed");
    // Somebody waits for a slip at the kiosk, and its display is about to say so.
    let mut frames = world.plan.board.kiosks[&KIOSK].display.frames();
    while watch(Inputs::Kiosk(KIOSK)).err() != Some(NotTried::InUse) {
        frames.changed().await.unwrap();
    }
}

#[tokio::test]
async fn watching_is_over_by_itself() {
    let world = World::start("over").await;
    world.until_printer_is(PrinterState::Ready).await;
    let mut said = world.watch()(Inputs::Kiosk(KIOSK)).unwrap();
    tokio::time::pause();
    assert_eq!(said.recv().await, None);
}

#[tokio::test]
async fn a_presenter_holds_paper_out_until_it_is_taken_and_a_ticket_waits_for_that() {
    let presenter = Some(Presenter { present_mm: 80, timeout_s: 600, on_timeout: OnTimeout::Hold });
    let profile = PrinterProfile { status: StatusReport::CustomFull, presenter, ..PrinterProfile::COMMON };
    let world = World::with_printer("presenter", profile).await;
    world.until_printer_is(PrinterState::Ready).await;
    let trials = world.trials();
    assert_eq!(trials(Trial::Cut { kiosk: KIOSK }).await, Err(NotTried::CutsToPresent));
    let findings = trials(Trial::Present { kiosk: KIOSK }).await.unwrap();
    assert_eq!(findings[0].found, Found::Printed(PrintEvidence::JobEcho));
    let pieces = || world.line().look(|printer| (printer.pieces().len(), printer.fault().cloned()));
    world.ask(world.take()).await;
    let before = pieces();
    world.line().with(VirtualPrinter::take_slip);
    world.until(|branch| branch.duties().is_empty()).await;
    assert_eq!((before, pieces()), ((1, None), (2, None)));
}
