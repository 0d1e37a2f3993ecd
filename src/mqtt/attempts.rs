//! When the next connection is tried, and how often a reason is said.
//!
//! **Model.** Waits double from [`WAIT_MS_MIN`] to [`WAIT_MS_MAX`]; each is spread over its upper half, so that a thousand
//! branches do not come back to their broker in the same second. A connection that lasted begins anew.
//!
//! **Deliberately not here.** Clocks and random numbers: both are arguments.

/// The first wait.
const WAIT_MS_MIN: u64 = 1_000;
/// The longest wait.
const WAIT_MS_MAX: u64 = 60_000;
/// So many connections in a row that ended with a message that nobody understands: the next one leaves the session behind,
/// which would give the same message again.
const GARBLED_MAX: u32 = 3;

/// Why a connection ended, or did not begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// In words.
    pub why: String,
    /// Whether the broker sent what cannot be read.
    pub garbled: bool,
}

/// The attempts at one broker.
#[derive(Debug)]
pub struct Attempts {
    wait_ms: u64,
    works_since_ms: Option<u64>,
    said: Option<String>,
    garbled: u32,
}

impl Default for Attempts {
    fn default() -> Self {
        Self { wait_ms: WAIT_MS_MIN, works_since_ms: None, said: None, garbled: 0 }
    }
}

impl Attempts {
    /// There is a connection. Whether a reason was said before, so that its end is worth saying.
    pub fn works(&mut self, now_ms: u64) -> bool {
        self.works_since_ms = Some(now_ms);
        self.said.take().is_some()
    }

    /// There is none, or none any more. How long to wait before the next attempt, and whether the reason is news. `random`
    /// is any number.
    pub fn failed(&mut self, now_ms: u64, loss: &Loss, random: u64) -> (u64, bool) {
        if self.works_since_ms.take().is_some_and(|since_ms| now_ms.saturating_sub(since_ms) >= WAIT_MS_MAX) {
            self.wait_ms = WAIT_MS_MIN;
        }
        let half = self.wait_ms / 2;
        let wait_ms = half + random % (half + 1);
        self.wait_ms = (self.wait_ms * 2).min(WAIT_MS_MAX);
        self.garbled = if loss.garbled { self.garbled + 1 } else { 0 };
        let is_news = self.said.as_deref() != Some(&loss.why);
        self.said = Some(loss.why.clone());
        (wait_ms, is_news)
    }

    /// Whether the next connection has to leave its session behind. Asked once before each.
    pub fn begins_anew(&mut self) -> bool {
        let anew = self.garbled >= GARBLED_MAX;
        if anew {
            self.garbled = 0;
        }
        anew
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn loss(why: &str) -> Loss {
        Loss { why: why.into(), garbled: false }
    }

    #[test]
    fn waits_double_and_a_reason_is_said_once() {
        let mut attempts = Attempts::default();
        let longest = u64::MAX / 2 * 2;
        let mut failed = |now_ms, why| attempts.failed(now_ms, &loss(why), longest - longest % 60_000);
        let waits: Vec<(u64, bool)> =
            ["a", "a", "b", "b", "a", "a", "a", "a"].map(|why| failed(0, why)).into();
        let half: Vec<u64> = waits.iter().map(|(wait_ms, _)| *wait_ms).collect();
        assert!(half.is_sorted() && half[7] >= WAIT_MS_MAX / 2, "{half:?}");
        let news: Vec<bool> = waits.iter().map(|(_, is_news)| *is_news).collect();
        assert_eq!(news, [true, false, true, false, true, false, false, false]);
        assert!(attempts.works(0), "that it works again is worth saying");
        assert!(!attempts.works(0), "once");
    }

    #[test]
    fn a_connection_that_lasted_begins_anew_and_one_that_did_not_goes_on() {
        let mut attempts = Attempts::default();
        for _ in 0..10 {
            attempts.failed(0, &loss("a"), 0);
        }
        attempts.works(0);
        assert_eq!(attempts.failed(WAIT_MS_MAX - 1, &loss("a"), 0).0, WAIT_MS_MAX / 2);
        attempts.works(0);
        assert_eq!(attempts.failed(WAIT_MS_MAX, &loss("a"), 0).0, WAIT_MS_MIN / 2);
    }

    #[test]
    fn a_session_that_gives_garbage_again_and_again_is_left_behind() {
        let mut attempts = Attempts::default();
        let garbled = Loss { why: "garbage".into(), garbled: true };
        for _ in 0..GARBLED_MAX - 1 {
            attempts.failed(0, &garbled, 0);
            assert!(!attempts.begins_anew());
        }
        attempts.failed(0, &garbled, 0);
        assert!(attempts.begins_anew());
        assert!(!attempts.begins_anew(), "once");
        for _ in 0..GARBLED_MAX {
            attempts.failed(0, &garbled, 0);
            attempts.failed(0, &loss("no route"), 0);
        }
        assert!(!attempts.begins_anew(), "what lies between was no garbage");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_wait_is_too_short_or_too_long(played in prop::collection::vec((0..200_000_u64, any::<bool>(), any::<u64>()), 1..50)) {
            let mut attempts = Attempts::default();
            let mut now_ms = 0;
            for (later_ms, works, random) in played {
                now_ms += later_ms;
                if works {
                    attempts.works(now_ms);
                }
                let (wait_ms, _) = attempts.failed(now_ms, &loss("a"), random);
                prop_assert!((WAIT_MS_MIN / 2..=WAIT_MS_MAX).contains(&wait_ms));
            }
        }
    }
}
