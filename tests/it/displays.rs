//! A branch with two displays in the hall and one over a counter: all show what was called, and the last one why a key of the
//! clerk's keypad did nothing.

use crate::wires::{Clock, Folder, until};
use rinda::config;
use rinda::daemon::{Plan, PoweredBranch};
use rinda::devices::buttons::Motion;
use rinda::devices::installation::Installation;
use rinda::devices::keypad::{self, serve_keypad};
use rinda::devices::kiosk::Edge;
use rinda::devices::panel::Panel;
use rinda::domain::command::{Answer, Command};
use rinda::domain::counter::{CounterKey, CounterState};
use rinda::domain::ids::{CounterId, KioskId, LinkId, ServiceId};
use rinda::domain::kiosk::PrinterState;
use rinda::domain::ticket::{Class, Language};
use rinda::scene::counter::{CounterBody, CounterView};
use rinda::scene::kiosk::KioskView;
use rinda::scene::visitor::{Asked, Press, Visitor};
use rinda::wording::Words;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

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
    panel.show(&CounterView { name: "2. lodziņš".to_owned(), body, refusal: None });
    panel.picture().1
}

fn refusal(words: &str) -> Vec<u8> {
    let body = CounterBody::Closed { words: "slēgts".to_owned() };
    let panel = Panel::new(128, 64);
    panel.show(&CounterView { name: "2. lodziņš".to_owned(), body, refusal: Some(words.to_owned()) });
    panel.picture().1
}

/// Presses the key of a keypad for a tenth of a second, so many seconds after its shell began.
fn press(contacts: &mpsc::Sender<Edge>, began: Instant, after_s: u64) {
    let at = began + Duration::from_secs(after_s);
    let edges = [(at, Motion::Closed), (at + Duration::from_millis(100), Motion::Opened)];
    for (at, motion) in edges {
        contacts.try_send(Edge { at, button: 1, motion }).unwrap();
    }
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
        link: None,
    };
    let _work = plan.board.work().unwrap();
    let branch = PoweredBranch::start(&plan, &folder.0.join("state")).unwrap();
    let handle = branch.handle();
    let [hall, also] = &plan.board.halls()[..] else { panic!("not two displays") };
    let counter = &plan.board.counters[&COUNTER];
    let over_counter = counter.display.as_ref().unwrap();
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

#[tokio::test]
async fn a_key_does_what_the_console_does_and_the_display_says_why_not() {
    let folder = Folder::new("keypad");
    let config = configuration(&folder.0);
    let plan = Plan {
        settings: Arc::new(config.settings),
        board: Arc::new(Installation::new(&config.board)),
        time: Arc::new(Clock(Instant::now())),
        words: Arc::new(Words::load()),
        link: None,
    };
    let _work = plan.board.work().unwrap();
    let branch = PoweredBranch::start(&plan, &folder.0.join("state")).unwrap();
    let (handle, counter) = (branch.handle(), &plan.board.counters[&COUNTER]);
    let over_counter = counter.display.as_ref().unwrap();
    let (contacts, edges) = mpsc::channel(8);
    let (keys, refused) = (BTreeMap::from([(1, CounterKey::CallNext)]), counter.refused.clone());
    let parts = keypad::Parts { counter: COUNTER, keys, edges, refused };
    let began = Instant::now();
    let keypad = tokio::spawn(serve_keypad(handle.clone(), parts));
    press(&contacts, began, 1);
    until_shown(over_counter, |png| png == refusal("Lodziņš ir slēgts")).await;
    handle.ask(Command::OpenCounter { counter: COUNTER }).await.unwrap();
    let take = |service| Command::WalkDirect { counter: COUNTER, service, link: LinkId(1) };
    handle.ask(take(ServiceId::new("passport"))).await.unwrap();
    press(&contacts, began, 3);
    // Who calls the next one is done with the last one.
    until(&handle, |handle| handle.read(|branch, _| branch.state().counters[&COUNTER] == CounterState::Free))
        .await;
    until_shown(over_counter, |png| png != refusal("Lodziņš ir slēgts")).await;
    branch.stop().unwrap();
    drop(contacts);
    keypad.await.unwrap();
}

#[tokio::test]
async fn a_code_in_front_of_the_scanner_is_answered_and_stops_nobody() {
    let folder = Folder::new("scanner");
    let config = configuration(&folder.0);
    let url = config.settings.follow_url.clone().unwrap();
    let plan = Plan {
        settings: Arc::new(config.settings),
        board: Arc::new(Installation::new(&config.board)),
        time: Arc::new(Clock(Instant::now())),
        words: Arc::new(Words::load()),
        link: None,
    };
    let _work = plan.board.work().unwrap();
    let branch = PoweredBranch::start(&plan, &folder.0.join("state")).unwrap();
    let (handle, kiosk) = (branch.handle(), &plan.board.kiosks[&KIOSK]);
    handle.ask(Command::OpenCounter { counter: COUNTER }).await.unwrap();
    let (service, link) = (ServiceId::new("passport"), LinkId(7));
    handle.ask(Command::WalkDirect { counter: COUNTER, service, link }).await.unwrap();
    let until_asked = async |code: &str, expected: Option<LinkId>| {
        let mut visitor = kiosk.visitor.subscribe();
        kiosk.show_code(code);
        let asked = |visitor: &Visitor| matches!(&visitor.press, Press::Answered { asked: Asked::Code { link }, .. } if *link == expected);
        visitor.wait_for(asked).await.unwrap();
    };
    until_asked("a bar of chocolate", None).await;
    kiosk.show_code(&"x".repeat(100_000));
    until_asked(&format!("{url}{link}"), Some(link)).await;
    let expected = handle.read(|branch, now| {
        let visitor = kiosk.visitor.borrow().clone();
        KioskView::of(branch, KIOSK, &visitor, now, &plan.words).0
    });
    let KioskView::Notice { number: Some(number), .. } = &expected else { panic!("{expected:?}") };
    assert_eq!(number, "A001");
    let shown = Panel::new(800, 480);
    shown.show(&expected);
    until_shown(&kiosk.display, |png| png == shown.picture().1).await;
    branch.stop().unwrap();
}
