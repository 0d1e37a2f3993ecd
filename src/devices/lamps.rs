//! What the lamp in each button says: whether a press would give a ticket.
//!
//! The shell of a kiosk says what its lamps should say; while a technician tries one, that one blinks instead ([`Lamps`]).

use crate::domain::branch::Branch;
use crate::domain::refusal::Refusal;
use crate::domain::settings::Button;
use crate::domain::time::Moment;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// A lamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lamp {
    /// On: a press gives a ticket.
    Ready,
    /// Blinking: wait a moment, the slip before is being printed.
    Busy,
    /// Off: a press is refused, and the display says why.
    Off,
}

/// A blinking lamp is lit for so long and dark for so long: once a second, far from the three flashes that WCAG 2.3.1
/// allows.
const BLINK_MS: u64 = 500;

impl Lamp {
    /// Whether it is lit at this moment of a steady clock. All that blink by one clock blink together.
    pub fn is_lit(self, now_ms: u64) -> bool {
        match self {
            Self::Ready => true,
            Self::Busy => (now_ms / BLINK_MS).is_multiple_of(2),
            Self::Off => false,
        }
    }

    /// When it goes on or off by itself.
    pub fn turns_at_ms(self, now_ms: u64) -> Option<u64> {
        match self {
            Self::Busy => Some((now_ms / BLINK_MS + 1) * BLINK_MS),
            Self::Ready | Self::Off => None,
        }
    }
}

/// The lamps of one kiosk, by the place of the button. Cheap to clone; all clones are the same ones.
#[derive(Debug, Clone)]
pub struct Lamps {
    wanted: Arc<Mutex<Wanted>>,
    lit: watch::Sender<BTreeMap<u8, Lamp>>,
}

/// What the branch wants, and the lamp that is tried.
#[derive(Debug, Default)]
struct Wanted {
    lamps: BTreeMap<u8, Lamp>,
    tried: Option<Tried>,
}

/// What is tried.
#[derive(Debug, Clone, Copy)]
enum Tried {
    /// One lamp blinks.
    Blinks(u8),
    /// All are off: no press gives a ticket.
    Dark,
}

impl Default for Lamps {
    fn default() -> Self {
        Self { wanted: Arc::default(), lit: watch::Sender::new(BTreeMap::new()) }
    }
}

impl Lamps {
    /// What they say, tried ones too. Readers are woken by changes only.
    pub fn watch(&self) -> watch::Receiver<BTreeMap<u8, Lamp>> {
        self.lit.subscribe()
    }

    /// What they should say; one that is not named is off.
    pub fn show(&self, lamps: BTreeMap<u8, Lamp>) {
        self.change(|wanted| wanted.lamps = lamps);
    }

    /// A lamp blinks until the value is dropped.
    pub(super) fn blink(&self, place: u8) -> OnTrial {
        self.change(|wanted| wanted.tried = Some(Tried::Blinks(place)));
        OnTrial(self.clone())
    }

    /// All lamps are off until the value is dropped.
    pub(super) fn darken(&self) -> OnTrial {
        self.change(|wanted| wanted.tried = Some(Tried::Dark));
        OnTrial(self.clone())
    }

    fn change(&self, change: impl FnOnce(&mut Wanted)) {
        let mut wanted = self.lock();
        change(&mut wanted);
        let mut lamps = wanted.lamps.clone();
        match wanted.tried {
            None => {}
            Some(Tried::Blinks(place)) => drop(lamps.insert(place, Lamp::Busy)),
            Some(Tried::Dark) => lamps.values_mut().for_each(|lamp| *lamp = Lamp::Off),
        }
        self.lit.send_if_modified(|lit| {
            let is_news = *lit != lamps;
            *lit = lamps;
            is_news
        });
    }

    fn lock(&self) -> MutexGuard<'_, Wanted> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lamps on trial; afterwards they say again what the branch wants.
#[derive(Debug)]
pub(super) struct OnTrial(Lamps);

impl Drop for OnTrial {
    fn drop(&mut self) {
        self.0.change(|wanted| wanted.tried = None);
    }
}

/// The lamp of a button now.
pub fn lamp(branch: &Branch, now: Moment, button: &Button) -> Lamp {
    match branch.admit(now, button.kiosk, &button.service, button.class) {
        Ok(_) => Lamp::Ready,
        Err(Refusal::StillPrinting) => Lamp::Busy,
        Err(_) => Lamp::Off,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_lamp_blinks_once_a_second() {
        let (mut now_ms, mut seen) = (250, Vec::new());
        while let Some(turns_ms) = Lamp::Busy.turns_at_ms(now_ms).filter(|&turns_ms| turns_ms <= 2_000) {
            seen.push((now_ms, Lamp::Busy.is_lit(now_ms)));
            assert_eq!(Lamp::Busy.is_lit(now_ms), Lamp::Busy.is_lit(turns_ms - 1));
            now_ms = turns_ms;
        }
        assert_eq!(seen, [(250, true), (500, false), (1_000, true), (1_500, false)]);
    }

    #[test]
    fn a_lamp_that_is_tried_blinks_and_then_says_what_the_branch_wants_by_then() {
        let lamps = Lamps::default();
        let lit = lamps.watch();
        lamps.show(BTreeMap::from([(1, Lamp::Ready), (2, Lamp::Off)]));
        let blinking = lamps.blink(1);
        assert_eq!(*lit.borrow(), BTreeMap::from([(1, Lamp::Busy), (2, Lamp::Off)]));
        lamps.show(BTreeMap::from([(1, Lamp::Off), (2, Lamp::Ready)]));
        assert_eq!(*lit.borrow(), BTreeMap::from([(1, Lamp::Busy), (2, Lamp::Ready)]));
        drop(blinking);
        assert_eq!(*lit.borrow(), BTreeMap::from([(1, Lamp::Off), (2, Lamp::Ready)]));
        let dark = lamps.darken();
        assert_eq!(*lit.borrow(), BTreeMap::from([(1, Lamp::Off), (2, Lamp::Off)]));
        drop(dark);
        assert_eq!(*lit.borrow(), BTreeMap::from([(1, Lamp::Off), (2, Lamp::Ready)]));
    }

    #[test]
    fn other_lamps_stay_as_they_are() {
        for now_ms in [0, 499, 500, 999] {
            assert_eq!((Lamp::Ready.is_lit(now_ms), Lamp::Ready.turns_at_ms(now_ms)), (true, None));
            assert_eq!((Lamp::Off.is_lit(now_ms), Lamp::Off.turns_at_ms(now_ms)), (false, None));
        }
    }
}
