//! What drives the wired buttons and lamps of a kiosk, and the keys of a counter's keypad.
//!
//! **Model.** Every GPIO line and every keyboard has a task of its own: it finds its device, watches it, and when
//! something is wrong it says so once, waits and begins anew. So a line that somebody else holds, or a keyboard that was
//! unplugged, costs nobody but itself. What is seen goes to one place, as [`Edge`]s.
//!
//! **Invariants.** Only changes are told: what is closed can open or be lost, and nothing else. A contact that is closed
//! when its device is found counts as closed then.
//!
//! **Deliberately not here.** What a press means ([`super::buttons`]), and what a lamp should say ([`super::lamps`]).

mod attempts;
mod held;

pub use attempts::Attempts;
pub(crate) use held::Held;

use super::faults::Faults;
use super::gpio::contact::{Wire, watch_line};
use super::gpio::lamp::light_lamp;
use super::header::{HeaderButton, light_header_lamp, watch_header};
use super::keyboard::{Keyboard, watch_keyboard};
use super::kiosk::Edge;
use super::lamps::Lamp;
use crate::config::board::contact::{ButtonBoard, Contact, LampLine};
use crate::domain::ids::{CounterId, KioskId};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Where edges go.
pub(super) type Sink = Arc<dyn Fn(Edge) + Send + Sync>;

/// Whose contacts these are, for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The buttons of a kiosk.
    Kiosk(KioskId),
    /// The keypad of a counter.
    Counter(CounterId),
}

impl Owner {
    /// One contact.
    pub(super) fn contact(self, place: u8) -> String {
        match self {
            Self::Kiosk(_) => format!("{self}: button {place}"),
            Self::Counter(_) => format!("{self}: key {place}"),
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kiosk(kiosk) => write!(f, "kiosk {kiosk}"),
            Self::Counter(counter) => write!(f, "counter {counter}"),
        }
    }
}

/// The steady time of attempts; the wires of one kiosk share one: what they do at rest, they do at the same moment.
#[derive(Debug, Clone, Copy)]
pub struct Steady(Instant);

impl Steady {
    /// It begins now.
    pub fn begin() -> Self {
        Self(Instant::now())
    }

    /// Milliseconds since it began.
    pub fn now_ms(self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// When so many milliseconds will have passed.
    pub(super) fn at_ms(self, at_ms: u64) -> Instant {
        self.0 + std::time::Duration::from_millis(at_ms)
    }
}

/// Watches the contacts that are wired, by place, for ever; returns at once when none is. Must be polled within a runtime
/// with I/O and time. Dropping the future lets all devices go.
pub fn drive_contacts<'a>(
    owner: Owner,
    wired: impl Iterator<Item = (u8, &'a Contact)>,
    faults: &Faults,
    contacts: impl Fn(Edge) + Send + Sync + 'static,
) -> impl Future<Output = ()> + Send + 'static {
    let (mut wires, mut header) = (Vec::new(), Vec::new());
    let mut keyboards = BTreeMap::<&str, Keyboard>::new();
    for (place, contact) in wired {
        let attempts = || Attempts::new(owner.contact(place), faults.clone());
        match contact {
            Contact::Virtual => {}
            Contact::Gpio { line, bias, debounce_ms } => {
                let (line, bias, debounce_ms) = (line.clone(), *bias, *debounce_ms);
                wires.push((attempts(), Wire { place, line, bias, debounce_ms }));
            }
            Contact::Header { pin, bias, debounce_ms } => {
                let (pin, bias, debounce_ms) = (*pin, *bias, *debounce_ms);
                header.push((attempts(), HeaderButton { place, pin, bias, debounce_ms }));
            }
            Contact::Key { device, key } => {
                keyboards.entry(device).or_insert_with(|| Keyboard::new(owner, device)).bind(place, *key);
            }
        }
    }
    let keyboards = keyboards
        .into_iter()
        .map(|(device, keyboard)| (Attempts::new(keyboard_name(owner, device), faults.clone()), keyboard));
    let keyboards: Vec<_> = keyboards.collect();
    async move {
        let (contacts, steady): (Sink, _) = (Arc::new(contacts), Steady::begin());
        let mut tasks = JoinSet::new();
        for (attempts, wire) in wires {
            tasks.spawn(watch_line(wire, attempts, steady, Arc::clone(&contacts)));
        }
        for (attempts, button) in header {
            tasks.spawn(watch_header(button, attempts, steady, Arc::clone(&contacts)));
        }
        for (attempts, keyboard) in keyboards {
            tasks.spawn(watch_keyboard(keyboard, attempts, steady, Arc::clone(&contacts)));
        }
        all(tasks).await;
    }
}

/// The names of contacts; all keys of a keyboard are one device.
pub fn contact_names<'a>(
    owner: Owner,
    contacts: impl Iterator<Item = (u8, &'a Contact)>,
) -> BTreeSet<String> {
    let name = |(place, contact): (u8, &Contact)| match contact {
        Contact::Virtual | Contact::Gpio { .. } | Contact::Header { .. } => owner.contact(place),
        Contact::Key { device, .. } => keyboard_name(owner, device),
    };
    contacts.map(name).collect()
}

/// The name of a keyboard of a kiosk or a counter.
pub(super) fn keyboard_name(owner: Owner, device: &str) -> String {
    format!("{owner}: keyboard {device}")
}

/// The name of a button's lamp.
pub fn lamp_name(kiosk: KioskId, place: u8) -> String {
    format!("kiosk {kiosk}: lamp {place}")
}

/// Lights the lamps of a kiosk that are wired until nobody tells any more what they should say; then they are off.
/// Returns at once when no lamp is wired. Must be polled within a runtime with I/O and time. Lamps are also off when the
/// future is dropped.
pub fn drive_lamps(
    kiosk: KioskId,
    buttons: &BTreeMap<u8, ButtonBoard>,
    faults: &Faults,
    lamps: watch::Receiver<BTreeMap<u8, Lamp>>,
) -> impl Future<Output = ()> + Send + 'static {
    let lines = buttons.iter().filter_map(|(&place, button)| {
        let attempts = Attempts::new(lamp_name(kiosk, place), faults.clone());
        Some((place, button.lamp.clone()?, attempts))
    });
    let lines: Vec<_> = lines.collect();
    async move {
        let steady = Steady::begin();
        let mut tasks = JoinSet::new();
        for (place, line, attempts) in lines {
            match line {
                LampLine::Gpio(line) => tasks.spawn(light_lamp(place, line, attempts, steady, lamps.clone())),
                LampLine::Header(pin) => {
                    tasks.spawn(light_header_lamp(place, pin, attempts, steady, lamps.clone()))
                }
            };
        }
        drop(lamps);
        all(tasks).await;
    }
}

async fn all(mut tasks: JoinSet<()>) {
    while let Some(end) = tasks.join_next().await {
        if let Err(error) = end {
            tracing::error!("a wire's task has ended: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::board::contact::{Bias, GpioLine, HeaderPin};
    use evdev::KeyCode;
    use std::sync::Mutex;
    use std::time::Duration;
    use tokio::time::timeout;

    const KIOSK: KioskId = KioskId(1);

    fn board(contact: Contact, lamp: Option<LampLine>) -> BTreeMap<u8, ButtonBoard> {
        BTreeMap::from([(1, ButtonBoard { contact, lamp })])
    }

    fn nowhere() -> GpioLine {
        GpioLine { chip: None, name: "a line that no machine has".into(), active_low: true }
    }

    #[tokio::test]
    async fn where_nothing_is_wired_there_is_nothing_to_do() {
        let (buttons, faults) = (board(Contact::Virtual, None), Faults::default());
        let wired = buttons.iter().map(|(&place, button)| (place, &button.contact));
        drive_contacts(Owner::Kiosk(KIOSK), wired, &faults, |edge| panic!("{edge:?} came from nowhere"))
            .await;
        let lamps = watch::Sender::new(BTreeMap::new());
        drive_lamps(KIOSK, &buttons, &faults, lamps.subscribe()).await;
        assert_eq!(*faults.watch().borrow(), BTreeMap::new());
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_missing_is_looked_for_and_stops_nobody() {
        let gpio = Contact::Gpio { line: nowhere(), bias: Bias::PullUp, debounce_ms: 25 };
        let key = Contact::Key { device: "a keyboard that no machine has".into(), key: KeyCode::KEY_KP1 };
        let pin = HeaderPin { number: 17, active_low: true };
        let header = Contact::Header { pin, bias: Bias::PullUp, debounce_ms: 25 };
        let named = [
            (gpio, "counter 1: key 1"),
            (header, "counter 1: key 1"),
            (key, "counter 1: keyboard a keyboard that no machine has"),
        ];
        for (contact, name) in named {
            let faults = Faults::default();
            let edges = Arc::new(Mutex::new(Vec::new()));
            let seen = Arc::clone(&edges);
            let owner = Owner::Counter(CounterId(1));
            let drive = drive_contacts(owner, [(1, &contact)].into_iter(), &faults, move |edge| {
                seen.lock().unwrap().push(edge);
            });
            assert!(timeout(Duration::from_secs(100), drive).await.is_err(), "it goes on for ever");
            assert_eq!(*edges.lock().unwrap(), []);
            assert!(faults.watch().borrow().keys().eq([name]));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_lamp_that_is_missing_ends_with_the_branch() {
        let header = HeaderPin { number: 5, active_low: false };
        for lamp in [LampLine::Gpio(nowhere()), LampLine::Header(header)] {
            let lamps = watch::Sender::new(BTreeMap::from([(1, Lamp::Ready)]));
            let faults = Faults::default();
            let drive = drive_lamps(KIOSK, &board(Contact::Virtual, Some(lamp)), &faults, lamps.subscribe());
            tokio::pin!(drive);
            assert!(timeout(Duration::from_secs(100), &mut drive).await.is_err(), "it goes on");
            assert!(faults.watch().borrow().keys().eq(["kiosk 1: lamp 1"]));
            drop(lamps);
            drive.await;
        }
    }
}
