use super::*;
use crate::daemon::branch::PoweredBranch;
use crate::daemon::read_config;
use crate::devices::panel::Panel;
use crate::domain::command::Command;
use crate::domain::ids::{CounterId, KioskId, LinkId};
use crate::domain::kiosk::PrinterState;
use crate::domain::ticket::{Class, Language};
use crate::domain::trial::{Device, Found};
use crate::engine::time_source::KernelTime;
use crate::scene::test_picture::TestPicture;
use std::path::{Path, PathBuf};

/// A branch with an open day on the virtual board, in a directory of its own that goes with it.
struct World {
    plan: Plan,
    branch: Option<PoweredBranch>,
    directory: PathBuf,
}

impl World {
    async fn start(name: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("rinda-trials-{name}-{}", std::process::id()));
        // From an interrupted run with the same process id.
        let _ = std::fs::remove_dir_all(&directory);
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let config = read_config(&root.join("boards/virtual.toml"), &root.join("systemd/site.toml")).unwrap();
        let plan = Plan {
            board: Arc::new(Installation::new(&config.board)),
            settings: Arc::new(config.settings),
            time: Arc::new(KernelTime::new()),
            words: Arc::new(Words::load()),
            link: None,
        };
        let branch = PoweredBranch::start(&plan, &directory).unwrap();
        let handle = branch.handle();
        if handle.read(|branch, _| branch.state().day.is_none()) {
            handle.ask(Command::OpenDay).await.unwrap();
        }
        handle.ask(Command::OpenCounter { counter: CounterId(1) }).await.unwrap();
        Self { plan, branch: Some(branch), directory }
    }

    async fn ask(&self, command: Command) {
        self.branch.as_ref().unwrap().handle().ask(command).await.unwrap();
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
    let (trials, hall) = (trials(&world.plan), &world.plan.board.hall);
    let (service, _) = world.plan.settings.services[0].clone();
    let printer = PrinterState::Ready;
    world.ask(Command::ReportPrinter { kiosk: KioskId(1), printer }).await;
    let (class, language) = (Class::Normal, Language::En);
    world.ask(Command::TakeTicket { kiosk: KioskId(1), service, class, language, link: LinkId(7) }).await;
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
    let events = world.branch.as_ref().unwrap().handle().read(|branch, _| branch.state().tickets.len());
    assert_eq!(events, 1);
}
