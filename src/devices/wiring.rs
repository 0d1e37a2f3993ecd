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

pub(super) use attempts::Attempts;
pub(crate) use held::Held;

use super::gpio::contact::{Wire, watch_line};
use super::gpio::lamp::light_lamp;
use super::header::{HeaderButton, light_header_lamp, watch_header};
use super::keyboard::{Keyboard, watch_keyboard};
use super::kiosk::Edge;
use super::lamps::Lamp;
use crate::config::board::contact::{ButtonBoard, Contact, LampLine};
use crate::domain::ids::{CounterId, KioskId};
use std::collections::BTreeMap;
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
    fn contact(self, place: u8) -> String {
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

/// The steady time of one kiosk's wires: what they do at rest, they do at the same moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steady(Instant);

impl Steady {
    /// Begins now.
    pub(super) fn begin() -> Self {
        Self(Instant::now())
    }

    /// Milliseconds since the wires were attached.
    pub(super) fn now_ms(self) -> u64 {
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
    contacts: impl Fn(Edge) + Send + Sync + 'static,
) -> impl Future<Output = ()> + Send + 'static {
    let (mut wires, mut header) = (Vec::new(), Vec::new());
    let mut keyboards = BTreeMap::<&str, Keyboard>::new();
    for (place, contact) in wired {
        let name = owner.contact(place);
        match contact {
            Contact::Virtual => {}
            Contact::Gpio { line, bias, debounce_ms } => {
                wires.push(Wire { name, place, line: line.clone(), bias: *bias, debounce_ms: *debounce_ms });
            }
            Contact::Header { pin, bias, debounce_ms } => {
                let (pin, bias, debounce_ms) = (*pin, *bias, *debounce_ms);
                header.push(HeaderButton { name, place, pin, bias, debounce_ms });
            }
            Contact::Key { device, key } => {
                keyboards.entry(device).or_insert_with(|| Keyboard::new(owner, device)).bind(place, *key);
            }
        }
    }
    let keyboards: Vec<Keyboard> = keyboards.into_values().collect();
    async move {
        let (contacts, steady): (Sink, _) = (Arc::new(contacts), Steady(Instant::now()));
        let mut tasks = JoinSet::new();
        for wire in wires {
            tasks.spawn(watch_line(wire, steady, Arc::clone(&contacts)));
        }
        for button in header {
            tasks.spawn(watch_header(button, steady, Arc::clone(&contacts)));
        }
        for keyboard in keyboards {
            tasks.spawn(watch_keyboard(keyboard, steady, Arc::clone(&contacts)));
        }
        all(tasks).await;
    }
}

/// Lights the lamps of a kiosk that are wired until nobody tells any more what they should say; then they are off.
/// Returns at once when no lamp is wired. Must be polled within a runtime with I/O and time. Lamps are also off when the
/// future is dropped.
pub fn drive_lamps(
    kiosk: KioskId,
    buttons: &BTreeMap<u8, ButtonBoard>,
    lamps: watch::Receiver<BTreeMap<u8, Lamp>>,
) -> impl Future<Output = ()> + Send + 'static {
    let lines = buttons.iter().filter_map(|(&place, button)| Some((place, button.lamp.clone()?)));
    let lines: Vec<_> = lines.collect();
    async move {
        let steady = Steady::begin();
        let mut tasks = JoinSet::new();
        for (place, line) in lines {
            match line {
                LampLine::Gpio(line) => tasks.spawn(light_lamp(kiosk, place, line, steady, lamps.clone())),
                LampLine::Header(pin) => {
                    tasks.spawn(light_header_lamp(kiosk, place, pin, steady, lamps.clone()))
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
        let buttons = board(Contact::Virtual, None);
        let wired = buttons.iter().map(|(&place, button)| (place, &button.contact));
        drive_contacts(Owner::Kiosk(KIOSK), wired, |edge| panic!("{edge:?} came from nowhere")).await;
        let lamps = watch::Sender::new(BTreeMap::new());
        drive_lamps(KIOSK, &buttons, lamps.subscribe()).await;
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_missing_is_looked_for_and_stops_nobody() {
        let gpio = Contact::Gpio { line: nowhere(), bias: Bias::PullUp, debounce_ms: 25 };
        let key = Contact::Key { device: "a keyboard that no machine has".into(), key: KeyCode::KEY_KP1 };
        let pin = HeaderPin { number: 17, active_low: true };
        let header = Contact::Header { pin, bias: Bias::PullUp, debounce_ms: 25 };
        for contact in [gpio, header, key] {
            let edges = Arc::new(Mutex::new(Vec::new()));
            let seen = Arc::clone(&edges);
            let owner = Owner::Counter(CounterId(1));
            let drive = drive_contacts(owner, [(1, &contact)].into_iter(), move |edge| {
                seen.lock().unwrap().push(edge);
            });
            assert!(timeout(Duration::from_secs(100), drive).await.is_err(), "it goes on for ever");
            assert_eq!(*edges.lock().unwrap(), []);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_lamp_that_is_missing_ends_with_the_branch() {
        let header = HeaderPin { number: 5, active_low: false };
        for lamp in [LampLine::Gpio(nowhere()), LampLine::Header(header)] {
            let lamps = watch::Sender::new(BTreeMap::from([(1, Lamp::Ready)]));
            let drive = drive_lamps(KIOSK, &board(Contact::Virtual, Some(lamp)), lamps.subscribe());
            tokio::pin!(drive);
            assert!(timeout(Duration::from_secs(100), &mut drive).await.is_err(), "it goes on");
            drop(lamps);
            drive.await;
        }
    }
}
