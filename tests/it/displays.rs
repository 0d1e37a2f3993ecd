//! A branch with two displays in the hall and one over a counter: all show what was called.

use crate::wires::{Clock, Folder, until};
use rinda::config;
use rinda::daemon::{Plan, PoweredBranch};
use rinda::devices::installation::Installation;
use rinda::devices::panel::Panel;
use rinda::domain::command::{Answer, Command};
use rinda::domain::ids::{CounterId, KioskId, LinkId, ServiceId};
use rinda::domain::kiosk::PrinterState;
use rinda::domain::ticket::{Class, Language};
use rinda::scene::counter::{CounterBody, CounterView};
use rinda::wording::Words;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const KIOSK: KioskId = KioskId(1);
const COUNTER: CounterId = CounterId(2);

/// The virtual board with more displays.
fn configuration(folder: &Path) -> config::Config {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let more = "[hall.also.1]\ndriver = \"virtual\"\nwidth_px = 1920\nheight_px = 1080\nheight_mm = 500\n\
                viewing_distance_m = 2\n\
                [counter.2.display]\ndriver = \"virtual\"\nwidth_px = 128\nheight_px = 64\n";
    let board = std::fs::read_to_string(root.join("boards/virtual.toml")).unwrap();
    std::fs::write(folder.join("board.toml"), format!("{board}\n{more}")).unwrap();
    let read = config::read(&folder.join("board.toml"), &root.join("systemd/site.toml"));
    read.config.unwrap_or_else(|| panic!("{:?}", read.problems))
}

/// Waits for a picture.
async fn until_shown(panel: &Panel, done: impl Fn(&[u8]) -> bool) {
    let mut frames = panel.frames();
    loop {
        frames.mark_unchanged();
        if done(&panel.picture().1) {
            return;
        }
        frames.changed().await.unwrap();
    }
}

fn picture(highlight: bool, number: &str) -> Vec<u8> {
    let body = CounterBody::Number { number: number.to_owned(), highlight };
    let panel = Panel::new(128, 64);
    panel.show(&CounterView { name: "2. lodziņš".to_owned(), body });
    panel.picture().1
}

#[tokio::test]
async fn a_call_is_on_every_display_of_the_hall_and_over_its_counter() {
    let folder = Folder::new("displays");
    let config = configuration(&folder.0);
    let plan = Plan {
        settings: Arc::new(config.settings),
        board: Arc::new(Installation::new(&config.board)),
        time: Arc::new(Clock(Instant::now())),
        words: Arc::new(Words::load()),
    };
    let _work = plan.board.work().unwrap();
    let branch = PoweredBranch::start(&plan, &folder.0.join("state")).unwrap();
    let handle = branch.handle();
    let [hall, also] = &plan.board.halls()[..] else { panic!("not two displays") };
    let over_counter = &plan.board.counters[&COUNTER];
    until(&handle, |handle| {
        handle.read(|branch, _| {
            let kiosk = branch.state().kiosks.get(&KIOSK);
            kiosk.is_some_and(|kiosk| kiosk.printer == PrinterState::Ready)
        })
    })
    .await;
    let (service, link) = (ServiceId::new("passport"), LinkId(1));
    let take =
        Command::TakeTicket { kiosk: KIOSK, service, class: Class::Normal, language: Language::Lv, link };
    let Ok(Answer::Ticket { number, .. }) = handle.ask(take).await else { panic!("no number") };
    let before = also.picture().1;
    handle.ask(Command::OpenCounter { counter: COUNTER }).await.unwrap();
    handle.ask(Command::CallNext { counter: COUNTER }).await.unwrap();
    let called = [true, false].map(|highlight| picture(highlight, &number.to_string()));
    until_shown(over_counter, |png| called.iter().any(|called| called == png)).await;
    until_shown(also, |png| png != before && png == hall.picture().1).await;
    branch.stop().unwrap();
}
