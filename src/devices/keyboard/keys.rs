//! From a keyboard's events to contacts, without I/O.

use crate::devices::kiosk::Edge;
use crate::devices::wiring::Held;
use evdev::KeyCode;
use std::time::Instant;
use thiserror::Error;

/// Second names in `input-event-codes.h` of buttons that arcade encoders and game pads have.
const SECOND_NAMES: [(&str, KeyCode); 8] = [
    ("BTN_MISC", KeyCode::BTN_0),
    ("BTN_MOUSE", KeyCode::BTN_LEFT),
    ("BTN_JOYSTICK", KeyCode::BTN_TRIGGER),
    ("BTN_GAMEPAD", KeyCode::BTN_SOUTH),
    ("BTN_A", KeyCode::BTN_SOUTH),
    ("BTN_B", KeyCode::BTN_EAST),
    ("BTN_X", KeyCode::BTN_NORTH),
    ("BTN_Y", KeyCode::BTN_WEST),
];
/// A key that is held repeats itself with this value; 0 is up and 1 is down (the kernel's `input.rst`).
const REPEAT: i32 = 2;

/// The kernel knows no such key.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{0}' is no key in the kernel's input-event-codes.h")]
pub(super) struct UnknownKey(String);

/// The keys of one keyboard that are buttons.
#[derive(Debug, Default)]
pub(super) struct Keys(Vec<(KeyCode, u8)>);

impl Keys {
    /// Makes a key a button.
    pub(super) fn bind(&mut self, place: u8, name: &str) -> Result<(), UnknownKey> {
        let second = SECOND_NAMES.iter().find(|(second, _)| *second == name).map(|&(_, key)| key);
        let key = second.or_else(|| name.parse().ok()).ok_or_else(|| UnknownKey(name.into()))?;
        self.0.push((key, place));
        Ok(())
    }

    /// The keys.
    pub(super) fn codes(&self) -> impl Iterator<Item = KeyCode> {
        self.0.iter().map(|&(key, _)| key)
    }

    /// A key's event. Repeats are none; a key that stands for several buttons moves all of them.
    pub(super) fn handle_key(&self, at: Instant, key: KeyCode, value: i32, held: &mut Held) -> Vec<Edge> {
        if value == REPEAT {
            return Vec::new();
        }
        let meant = self.0.iter().filter(|&&(bound, _)| bound == key);
        meant.filter_map(|&(_, place)| held.see(at, place, value != 0)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::buttons::Motion::{self, Closed, Lost, Opened};

    fn keys() -> Keys {
        let mut keys = Keys::default();
        for (place, name) in [(1, "KEY_KP1"), (2, "BTN_A"), (3, "BTN_TRIGGER")] {
            keys.bind(place, name).unwrap();
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

    #[test]
    fn a_key_that_the_kernel_does_not_know_is_none() {
        let unknown = Keys::default().bind(1, "KEY_BILETE").unwrap_err();
        assert_eq!(unknown.to_string(), "'KEY_BILETE' is no key in the kernel's input-event-codes.h");
    }
}
