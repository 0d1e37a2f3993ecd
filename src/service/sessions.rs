//! Who has signed in: a state machine without I/O.
//!
//! **Invariants.** A session ends when nobody used it for a while, when it is old, when the PIN was changed, and when it is the
//! oldest of too many. What is kept of a token is its digest, so that looking for one tells nothing about others by the time that it
//! takes.

use crate::access::PinId;
use ring::digest::{SHA256, digest};
use std::collections::BTreeMap;

/// Nobody used it for so long.
pub(super) const IDLE_MS_MAX: u64 = 15 * 60_000;
/// However busy.
const AGE_MS_MAX: u64 = 8 * 3_600_000;
/// At once.
const SESSIONS_MAX: usize = 8;

/// What a token is known by.
type Digest = [u8; 32];

#[derive(Debug)]
struct Session {
    opened_ms: u64,
    used_ms: u64,
    pin: PinId,
}

/// The open sessions.
#[derive(Debug, Default)]
pub(super) struct Sessions(BTreeMap<Digest, Session>);

impl Sessions {
    /// Somebody knew the PIN and was given this token.
    pub(super) fn open(&mut self, now_ms: u64, token: &str, pin: PinId) {
        self.0.retain(|_, session| session.lives(now_ms));
        while self.0.len() >= SESSIONS_MAX {
            let oldest = self.0.iter().min_by_key(|(_, session)| session.used_ms).map(|(&key, _)| key);
            oldest.map(|key| self.0.remove(&key));
        }
        self.0.insert(key(token), Session { opened_ms: now_ms, used_ms: now_ms, pin });
    }

    /// Whether this token stands for somebody who knows the PIN; it counts as used. Sessions of another PIN end.
    pub(super) fn admits(&mut self, now_ms: u64, token: &str, pin: &PinId) -> bool {
        self.0.retain(|_, session| session.pin == *pin);
        let Some(session) = self.0.get_mut(&key(token)) else { return false };
        let admits = session.lives(now_ms);
        if admits {
            session.used_ms = now_ms;
        }
        admits
    }

    /// Whether this session lives; that is no use of it.
    pub(super) fn has(&self, now_ms: u64, token: &str) -> bool {
        self.0.get(&key(token)).is_some_and(|session| session.lives(now_ms))
    }

    /// Somebody signs out.
    pub(super) fn close(&mut self, token: &str) {
        self.0.remove(&key(token));
    }
}

impl Session {
    fn lives(&self, now_ms: u64) -> bool {
        now_ms.saturating_sub(self.used_ms) < IDLE_MS_MAX
            && now_ms.saturating_sub(self.opened_ms) < AGE_MS_MAX
    }
}

fn key(token: &str) -> Digest {
    digest(&SHA256, token.as_bytes()).as_ref().try_into().expect("a digest of SHA-256 has 32 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIN: PinId = PinId([7; 16]);

    #[test]
    fn a_session_lives_while_it_is_used_and_not_for_ever() {
        let mut sessions = Sessions::default();
        sessions.open(0, "a", PIN);
        let mut now_ms = 0;
        while now_ms + IDLE_MS_MAX - 1 < AGE_MS_MAX {
            now_ms += IDLE_MS_MAX - 1;
            assert!(sessions.admits(now_ms, "a", &PIN));
        }
        assert!(!sessions.admits(AGE_MS_MAX, "a", &PIN));
        sessions.open(AGE_MS_MAX, "b", PIN);
        assert!(sessions.has(AGE_MS_MAX + IDLE_MS_MAX - 1, "b"), "looking is no use");
        assert!(!sessions.has(AGE_MS_MAX + IDLE_MS_MAX, "b"));
        assert!(!sessions.admits(AGE_MS_MAX + IDLE_MS_MAX, "b", &PIN));
    }

    #[test]
    fn a_stranger_a_new_pin_and_a_farewell_end_it() {
        let mut sessions = Sessions::default();
        sessions.open(0, "a", PIN);
        assert!(!sessions.admits(0, "b", &PIN) && !sessions.admits(0, "", &PIN));
        assert!(sessions.admits(0, "a", &PIN) && sessions.has(0, "a"));
        assert!(!sessions.admits(0, "a", &PinId([8; 16])) && !sessions.has(0, "a"));
        sessions.open(0, "a", PIN);
        sessions.close("a");
        assert!(!sessions.admits(0, "a", &PIN));
    }

    #[test]
    fn of_too_many_the_one_that_rested_longest_goes() {
        let mut sessions = Sessions::default();
        for number in 0..SESSIONS_MAX {
            sessions.open(number as u64, &number.to_string(), PIN);
        }
        assert!(sessions.admits(100, "0", &PIN));
        sessions.open(101, "new", PIN);
        assert_eq!(sessions.0.len(), SESSIONS_MAX);
        assert!(sessions.admits(102, "0", &PIN) && sessions.admits(102, "new", &PIN));
        assert!(!sessions.admits(102, "1", &PIN));
    }
}
