//! Who may try a PIN now: a state machine without I/O.
//!
//! **Model.** The first wrong PINs cost nothing, because people mistype. Then each one makes everybody wait, twice as long as the
//! one before. During a wait no PIN is looked at, not even the right one.
//!
//! **Invariants.** Waits are bounded: whoever tries for ever never shuts out who knows the PIN for longer than [`WAIT_MS_MAX`].
//! Nothing here is known to the queue: tickets are given and called as ever.

/// The first wrong PIN of a row that costs time.
const COSTS_FROM: u32 = 3;
/// The first wait.
const WAIT_MS: u64 = 5_000;
/// The longest wait. A PIN of six digits takes 28 years on average then.
pub const WAIT_MS_MAX: u64 = 15 * 60_000;
/// After so long without a wrong PIN everything begins anew.
const FORGET_MS: u64 = 60 * 60_000;

/// What is remembered of wrong PINs.
#[derive(Debug, Default)]
pub(super) struct Lockout {
    wrong: u32,
    newest_ms: u64,
    /// PINs that were not looked at, since one was.
    refused: u32,
}

impl Lockout {
    /// Whether a PIN is looked at now.
    ///
    /// # Errors
    /// Milliseconds until it would be.
    pub(super) fn may_try(&self, now_ms: u64) -> Result<(), u64> {
        match (self.newest_ms + self.wait_ms()).saturating_sub(now_ms) {
            0 => Ok(()),
            left_ms => Err(left_ms),
        }
    }

    /// A PIN is not looked at. Gives how many were not since one was.
    pub(super) fn refuse(&mut self) -> u32 {
        self.refused = self.refused.saturating_add(1);
        self.refused
    }

    /// A PIN is looked at. Gives how many were not before it.
    pub(super) fn take_refused(&mut self) -> u32 {
        std::mem::take(&mut self.refused)
    }

    /// A PIN was wrong.
    pub(super) fn wrong(&mut self, now_ms: u64) {
        if now_ms.saturating_sub(self.newest_ms) >= FORGET_MS {
            self.wrong = 0;
        }
        self.wrong = self.wrong.saturating_add(1);
        self.newest_ms = now_ms;
    }

    /// Wrong PINs in a row.
    #[cfg(test)]
    pub(super) fn tries(&self) -> u32 {
        self.wrong
    }

    /// A PIN was right.
    pub(super) fn right(&mut self) {
        self.wrong = 0;
    }

    fn wait_ms(&self) -> u64 {
        let Some(doublings) = self.wrong.checked_sub(COSTS_FROM) else { return 0 };
        WAIT_MS.checked_shl(doublings.min(32)).unwrap_or(WAIT_MS_MAX).min(WAIT_MS_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_pin_waits_twice_as_long_up_to_a_bound() {
        let (mut lockout, mut now_ms, mut waits) = (Lockout::default(), 0, Vec::new());
        for _ in 0..14 {
            lockout.wrong(now_ms);
            let wait_ms = lockout.may_try(now_ms).err().unwrap_or(0);
            waits.push(wait_ms / 1000);
            assert_eq!(lockout.may_try(now_ms + wait_ms), Ok(()));
            assert_eq!(lockout.may_try(now_ms + wait_ms.saturating_sub(1)).is_err(), wait_ms > 0);
            now_ms += wait_ms;
        }
        assert_eq!(waits, [0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900]);
        for _ in 0..100 {
            lockout.wrong(now_ms);
        }
        assert_eq!(lockout.may_try(now_ms), Err(WAIT_MS_MAX));
    }

    #[test]
    fn a_right_pin_and_a_quiet_hour_begin_anew() {
        let mut lockout = Lockout::default();
        (0..5).for_each(|_| lockout.wrong(0));
        lockout.right();
        assert_eq!(lockout.may_try(0), Ok(()));
        (0..5).for_each(|_| lockout.wrong(0));
        lockout.wrong(FORGET_MS);
        assert_eq!(lockout.may_try(FORGET_MS), Ok(()));
    }
}
