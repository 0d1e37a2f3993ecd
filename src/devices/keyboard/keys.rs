//! From a keyboard's events to contacts, without I/O.

use crate::devices::kiosk::Edge;
use crate::devices::wiring::Held;
use evdev::KeyCode;
use std::time::Instant;

/// A key that is held repeats itself with this value; 0 is up and 1 is down (the kernel's `input.rst`).
const REPEAT: i32 = 2;

/// The keys of one keyboard that are buttons.
#[derive(Debug, Default)]
pub(super) struct Keys(Vec<(KeyCode, u8)>);

impl Keys {
    /// Makes a key a button.
    pub(super) fn bind(&mut self, place: u8, key: KeyCode) {
        self.0.push((key, place));
    }

    /// The keys.
    pub(super) fn codes(&self) -> impl Iterator<Item = KeyCode> {
        self.0.iter().map(|&(key, _)| key)
    }

    /// A key's event. Repeats are none.
    pub(super) fn handle_key(&self, at: Instant, key: KeyCode, value: i32, held: &mut Held) -> Option<Edge> {
        let &(_, place) = self.0.iter().find(|&&(bound, _)| bound == key).filter(|_| value != REPEAT)?;
        held.see(at, place, value != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::buttons::Motion::{self, Closed, Lost, Opened};

    fn keys() -> Keys {
        let mut keys = Keys::default();
        for (place, key) in [(1, KeyCode::KEY_KP1), (2, KeyCode::BTN_SOUTH), (3, KeyCode::BTN_TRIGGER)] {
            keys.bind(place, key);
        }
        keys
    }

    /// Plays events `(key, value)`, then the loss of the keyboard.
    fn check(played: &[(KeyCode, i32)], expect: &[(u8, Motion)]) {
        let (keys, at, mut held) = (keys(), Instant::now(), Held::default());
        let mut edges = Vec::new();
        for &(key, value) in played {
            edges.extend(keys.handle_key(at, key, value, &mut held));
        }
        edges.extend(held.lose_all(at));
        let seen: Vec<_> = edges.into_iter().map(|edge| (edge.button, edge.motion)).collect();
        assert_eq!(seen, expect);
    }

    #[test]
    fn a_key_is_a_contact() {
        let played =
            [(KeyCode::KEY_KP1, 1), (KeyCode::BTN_SOUTH, 1), (KeyCode::KEY_KP1, 0), (KeyCode::BTN_SOUTH, 0)];
        check(&played, &[(1, Closed), (2, Closed), (1, Opened), (2, Opened)]);
    }

    #[test]
    fn repeats_and_other_keys_are_nothing() {
        let played =
            [(KeyCode::KEY_KP1, 1), (KeyCode::KEY_KP1, 2), (KeyCode::KEY_KP1, 2), (KeyCode::KEY_KP2, 1)];
        check(&played, &[(1, Closed), (1, Lost)]);
        check(&[(KeyCode::KEY_KP1, 2), (KeyCode::KEY_KP1, 0)], &[]);
    }

    #[test]
    fn what_is_held_when_the_keyboard_goes_is_lost() {
        let played = [
            (KeyCode::BTN_TRIGGER, 1),
            (KeyCode::KEY_KP1, 1),
            (KeyCode::KEY_KP1, 0),
            (KeyCode::BTN_SOUTH, 1),
        ];
        check(&played, &[(3, Closed), (1, Closed), (1, Opened), (2, Closed), (2, Lost), (3, Lost)]);
    }
}
