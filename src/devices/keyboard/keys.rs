//! From a keyboard's events to contacts, without I/O.

use crate::devices::kiosk::Edge;
use crate::devices::wiring::Held;
use evdev::{EventType, InputEvent, KeyCode, SynchronizationCode};
use std::time::Instant;

/// A key that is held repeats itself with this value; 0 is up and 1 is down (the kernel's `input.rst`).
const REPEAT: i32 = 2;
/// A keyboard's driver ends a report with the value 0. With this one the kernel ends a report that it made itself, when a
/// keyboard went or the machine slept: the keys in it were not let go (`input_dev_release_keys` in
/// `drivers/input/input.c`).
const MADE_UP: i32 = 1;

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

    /// Begins to listen to the keyboard.
    pub(super) fn listen<'a>(&'a self, held: &'a mut Held) -> Listener<'a> {
        Listener { keys: self, held, raised: Vec::new() }
    }
}

/// Listens to a keyboard from when it is found until it goes.
#[derive(Debug)]
pub(super) struct Listener<'a> {
    keys: &'a Keys,
    held: &'a mut Held,
    /// Buttons that came up in this report; only its end says why.
    raised: Vec<u8>,
}

impl Listener<'_> {
    /// A key that is down when the keyboard is found.
    pub(super) fn handle_held(&mut self, at: Instant, key: KeyCode) -> Option<Edge> {
        let place = self.place(key)?;
        self.held.see(at, place, true)
    }

    /// Something that the keyboard says.
    pub(super) fn handle_event(&mut self, at: Instant, event: InputEvent) -> Vec<Edge> {
        let key = KeyCode(event.code());
        match (event.event_type(), event.value()) {
            (EventType::KEY, REPEAT) => Vec::new(),
            (EventType::KEY, 0) => {
                self.raised.extend(self.place(key));
                Vec::new()
            }
            (EventType::KEY, _) => self.handle_held(at, key).into_iter().collect(),
            (EventType::SYNCHRONIZATION, value) if event.code() == SynchronizationCode::SYN_REPORT.0 => {
                let raised = std::mem::take(&mut self.raised).into_iter();
                let edge = |place| match value {
                    MADE_UP => self.held.lose(at, place),
                    _ => self.held.see(at, place, false),
                };
                raised.filter_map(edge).collect()
            }
            _ => Vec::new(),
        }
    }

    fn place(&self, key: KeyCode) -> Option<u8> {
        self.keys.0.iter().find(|&&(bound, _)| bound == key).map(|&(_, place)| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::buttons::Motion::{self, Closed, Lost, Opened};

    const KP1: KeyCode = KeyCode::KEY_KP1;
    const SOUTH: KeyCode = KeyCode::BTN_SOUTH;

    fn key(key: KeyCode, value: i32) -> InputEvent {
        InputEvent::new(EventType::KEY.0, key.0, value)
    }

    fn report(value: i32) -> InputEvent {
        InputEvent::new(EventType::SYNCHRONIZATION.0, SynchronizationCode::SYN_REPORT.0, value)
    }

    /// Plays events on a keyboard whose key `KP1` is button 1 and whose `SOUTH` is button 2; then it goes.
    fn check(played: &[InputEvent], expect: &[(u8, Motion)]) {
        let (mut keys, at, mut held) = (Keys::default(), Instant::now(), Held::default());
        keys.bind(1, KP1);
        keys.bind(2, SOUTH);
        let mut listener = keys.listen(&mut held);
        let mut edges: Vec<Edge> =
            played.iter().flat_map(|&event| listener.handle_event(at, event)).collect();
        edges.extend(held.lose_all(at));
        let seen: Vec<_> = edges.into_iter().map(|edge| (edge.button, edge.motion)).collect();
        assert_eq!(seen, expect);
    }

    #[test]
    fn a_key_is_a_contact() {
        let played =
            [key(KP1, 1), report(0), key(SOUTH, 1), report(0), key(KP1, 0), key(SOUTH, 0), report(0)];
        check(&played, &[(1, Closed), (2, Closed), (1, Opened), (2, Opened)]);
    }

    #[test]
    fn repeats_and_other_keys_are_nothing() {
        let other = KeyCode::KEY_KP2;
        check(
            &[key(KP1, 1), report(0), key(KP1, REPEAT), report(1), key(other, 1)],
            &[(1, Closed), (1, Lost)],
        );
        check(&[key(KP1, REPEAT), report(1), key(KP1, 0), report(0)], &[]);
    }

    #[test]
    fn what_is_down_when_the_keyboard_goes_is_lost() {
        let down = [key(SOUTH, 1), report(0), key(KP1, 1), report(0)];
        check(&down, &[(2, Closed), (1, Closed), (1, Lost), (2, Lost)]);
        let half_told = [key(KP1, 1), report(0), key(KP1, 0)];
        check(&half_told, &[(1, Closed), (1, Lost)]);
    }

    #[test]
    fn what_the_kernel_lets_go_nobody_let_go() {
        let played =
            [key(KP1, 1), report(0), key(KP1, 0), report(MADE_UP), key(KP1, 1), key(KP1, 0), report(0)];
        check(&played, &[(1, Closed), (1, Lost), (1, Closed), (1, Opened)]);
    }
}
