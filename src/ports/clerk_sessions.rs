//! Which clerks have signed in, and at which counter: a state machine without I/O.
//!
//! **Invariants.** A session is of one counter and one PIN. It ends when it is old, when somebody signs out, and when it is the oldest
//! of too many at its counter. What is kept of a token is its digest: who reads the file cannot sign in with it. Times are
//! those of the branch, which go on after a restart; without a branch there is no time, and nothing grows old.

use crate::access::PinId;
use crate::domain::ids::CounterId;
use crate::protocol::hex;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

/// Longer than a working day.
pub(super) const AGE_MS_MAX: u64 = 12 * 3_600_000;
/// At one counter: its computer, and others on which somebody forgot to sign out.
const AT_COUNTER_MAX: usize = 4;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Session {
    counter: CounterId,
    digest: String,
    pin: PinId,
    opened_ms: u64,
}

/// The open sessions, the oldest first.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sessions(Vec<Session>);

impl Sessions {
    /// A clerk knew the PIN of a counter and was given this token.
    pub(super) fn open(&mut self, now_ms: u64, token: &str, counter: CounterId, pin: PinId) {
        self.0.retain(|session| session.lives(Some(now_ms)));
        let here = self.0.iter().filter(|session| session.counter == counter).count();
        let mut too_many = (here + 1).saturating_sub(AT_COUNTER_MAX);
        self.0.retain(|session| {
            let goes = session.counter == counter && too_many > 0;
            too_many -= usize::from(goes);
            !goes
        });
        self.0.push(Session { counter, digest: key(token), pin, opened_ms: now_ms });
    }

    /// The PIN with which the holder of this token has signed in at this counter, if they have.
    pub(super) fn pin(&self, now_ms: Option<u64>, token: &str, counter: CounterId) -> Option<PinId> {
        let key = key(token);
        let known =
            |session: &&Session| session.counter == counter && session.digest == key && session.lives(now_ms);
        self.0.iter().find(known).map(|session| session.pin)
    }

    /// Somebody signs out. Whether there was such a session.
    pub(super) fn close(&mut self, token: &str) -> bool {
        let (key, before) = (key(token), self.0.len());
        self.0.retain(|session| session.digest != key);
        self.0.len() < before
    }
}

impl Session {
    /// A state that was restored may be younger than the session: that makes it no more than so old.
    fn lives(&self, now_ms: Option<u64>) -> bool {
        now_ms.is_none_or(|now_ms| now_ms.abs_diff(self.opened_ms) < AGE_MS_MAX)
    }
}

fn key(token: &str) -> String {
    hex(digest(&SHA256, token.as_bytes()).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIN: PinId = PinId([7; 16]);
    const ONE: CounterId = CounterId(1);
    const TWO: CounterId = CounterId(2);

    #[test]
    fn a_session_is_of_one_counter_and_ends_with_age_and_farewell() {
        let mut sessions = Sessions::default();
        sessions.open(1000, "a", ONE, PIN);
        sessions.open(1000, "b", TWO, PIN);
        let pin = |now_ms, token, counter| sessions.pin(Some(now_ms), token, counter);
        assert_eq!(pin(1000, "a", ONE), Some(PIN));
        assert_eq!((pin(1000, "a", TWO), pin(1000, "c", ONE)), (None, None));
        assert_eq!(pin(999 + AGE_MS_MAX, "a", ONE), Some(PIN));
        assert_eq!(pin(1000 + AGE_MS_MAX, "a", ONE), None);
        assert_eq!(sessions.pin(None, "a", ONE), Some(PIN), "nothing grows old without a branch");
        assert!(sessions.close("a") && !sessions.close("a"));
        let pin = |token, counter| sessions.pin(Some(1000), token, counter);
        assert_eq!((pin("a", ONE), pin("b", TWO)), (None, Some(PIN)));
        sessions.open(1000 + AGE_MS_MAX, "d", ONE, PIN);
        assert_eq!(sessions.0.len(), 1, "what is old is forgotten");
    }

    #[test]
    fn a_state_that_was_restored_keeps_no_session_for_ever() {
        let mut sessions = Sessions::default();
        sessions.open(2 * AGE_MS_MAX, "a", ONE, PIN);
        assert_eq!(sessions.pin(Some(AGE_MS_MAX + 1), "a", ONE), Some(PIN));
        assert_eq!(sessions.pin(Some(AGE_MS_MAX), "a", ONE), None);
    }

    #[test]
    fn of_too_many_at_one_counter_the_oldest_goes() {
        let mut sessions = Sessions::default();
        sessions.open(0, "other", TWO, PIN);
        for number in 0..=AT_COUNTER_MAX {
            sessions.open(1, &number.to_string(), ONE, PIN);
        }
        let lives = |token: &str, counter| sessions.pin(Some(1), token, counter).is_some();
        assert!(!lives("0", ONE) && lives("1", ONE) && lives("4", ONE) && lives("other", TWO));
        assert_eq!(sessions.0.len(), AT_COUNTER_MAX + 1);
    }

    #[test]
    fn what_is_kept_has_no_token_in_it_and_is_read_back() {
        let mut sessions = Sessions::default();
        sessions.open(5, "a-token", ONE, PIN);
        let text = serde_json::to_string(&sessions).unwrap();
        assert!(!text.contains("a-token"), "{text}");
        assert_eq!(serde_json::from_str::<Sessions>(&text).unwrap(), sessions);
    }
}
