//! Where typed PINs are held against the right ones.
//!
//! **Invariants.** One PIN is looked at at a time, however many are typed: the others wait for it. A PIN counts as wrong before it is
//! looked at, so whoever goes away meanwhile has tried, too. The wrong PINs of one holder make nobody wait at another.

use super::lockout::Lockout;
use super::pin::{Holder, Pin, PinError, PinId};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::Instant;

/// What came of a PIN that somebody has typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the right one.
    Right {
        /// Which that is.
        pin: PinId,
        /// How many were not looked at before it.
        refused: u32,
    },
    /// It is another one.
    Wrong {
        /// How many were not looked at before it.
        refused: u32,
    },
    /// It was not looked at: there were too many wrong ones before it.
    Wait {
        /// Until one is looked at again.
        wait_ms: u64,
        /// How many were not looked at in this wait, with this one.
        refused: u32,
    },
}

impl Verdict {
    /// What the audit log says of it. Of a wait it has the first PIN, and how many there were with the next that is looked at: however
    /// many somebody types, its entries are no more than the PINs that are looked at and as many again.
    pub fn outcome(&self) -> Option<String> {
        let after = |what: &str, refused| match refused {
            0 => what.to_owned(),
            _ => format!("{what}, after refused without looking: {refused}"),
        };
        match *self {
            Self::Right { refused, .. } => Some(after("done", refused)),
            Self::Wrong { refused } => Some(after("wrong PIN", refused)),
            Self::Wait { wait_ms, refused: 1 } => {
                let wait_s = wait_ms.div_ceil(1000);
                Some(format!("refused without looking, as all are for {wait_s} s after too many wrong PINs"))
            }
            Self::Wait { .. } => None,
        }
    }
}

/// Knows the PINs of a state directory, and remembers the wrong ones.
#[derive(Debug)]
pub struct Authenticator {
    state: PathBuf,
    looking: Arc<Semaphore>,
    lockouts: Mutex<BTreeMap<Holder, Lockout>>,
    begin: Instant,
}

impl Authenticator {
    /// For the PINs of this state directory.
    pub fn new(state: &Path) -> Self {
        let state = state.to_owned();
        Self {
            state,
            looking: Arc::new(Semaphore::new(1)),
            lockouts: Mutex::default(),
            begin: Instant::now(),
        }
    }

    /// Which PIN somebody has now.
    ///
    /// # Errors
    /// When there is none, or its file cannot be used.
    pub async fn current(&self, holder: Holder) -> Result<PinId, PinError> {
        // A name in a directory that is always at hand: an office without PINs needs no thread for them.
        if holder.file(&self.state).try_exists().is_ok_and(|is_there| !is_there) {
            return Err(PinError::NotSet(holder));
        }
        Ok(self.read(holder).await?.id())
    }

    /// Whether this is somebody's PIN. Takes its time.
    ///
    /// # Errors
    /// When there is none to hold it against, or its file cannot be used.
    pub async fn examine(&self, holder: Holder, typed: String) -> Result<Verdict, PinError> {
        // It is never closed.
        let looking = Arc::clone(&self.looking).acquire_owned().await;
        let now_ms = u64::try_from(self.begin.elapsed().as_millis()).unwrap_or(u64::MAX);
        let may_try = self.lockouts().entry(holder).or_default().may_try(now_ms);
        if let Err(wait_ms) = may_try {
            let refused = self.lockouts().entry(holder).or_default().refuse();
            return Ok(Verdict::Wait { wait_ms, refused });
        }
        let pin = self.read(holder).await?;
        let refused = {
            let mut lockouts = self.lockouts();
            let lockout = lockouts.entry(holder).or_default();
            lockout.wrong(now_ms);
            lockout.take_refused()
        };
        let id = pin.id();
        let look = move || {
            let is_right = pin.is(&typed);
            drop(looking);
            is_right
        };
        if !spawn_blocking(look).await? {
            return Ok(Verdict::Wrong { refused });
        }
        self.lockouts().entry(holder).or_default().right();
        Ok(Verdict::Right { pin: id, refused })
    }

    async fn read(&self, holder: Holder) -> Result<Pin, PinError> {
        let state = self.state.clone();
        spawn_blocking(move || Pin::read(&state, holder)).await?
    }

    fn lockouts(&self) -> MutexGuard<'_, BTreeMap<Holder, Lockout>> {
        self.lockouts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::pin::set_with;
    use super::super::tests::Directory;
    use super::*;
    use crate::domain::ids::CounterId;
    use std::num::NonZeroU32;
    use std::sync::mpsc;
    use std::task::{Context, Waker};
    use tokio::runtime::Builder;

    const ONE: Holder = Holder::Counter(CounterId(1));
    const TWO: Holder = Holder::Counter(CounterId(2));

    #[test]
    fn a_flood_of_pins_takes_few_entries_and_is_counted() {
        let told = |verdict: Verdict| verdict.outcome();
        assert_eq!(told(Verdict::Wrong { refused: 0 }).as_deref(), Some("wrong PIN"));
        let first = told(Verdict::Wait { wait_ms: 4001, refused: 1 });
        assert_eq!(
            first.as_deref(),
            Some("refused without looking, as all are for 5 s after too many wrong PINs")
        );
        assert!((2..100).all(|refused| told(Verdict::Wait { wait_ms: 1, refused }).is_none()));
        let after = "wrong PIN, after refused without looking: 99";
        assert_eq!(told(Verdict::Wrong { refused: 99 }).as_deref(), Some(after));
    }

    #[tokio::test]
    async fn wrong_pins_make_their_own_holder_wait_and_nobody_else() {
        let state = Directory::new();
        let authenticator = Authenticator::new(&state.0);
        assert!(matches!(authenticator.examine(ONE, "246810".into()).await, Err(PinError::NotSet(ONE))));
        for holder in [ONE, TWO] {
            set_with(&state.0, holder, "246810", NonZeroU32::MIN).unwrap();
        }
        let id = authenticator.current(ONE).await.unwrap();
        for _ in 0..2 {
            assert_eq!(
                authenticator.examine(ONE, "000000".into()).await.unwrap(),
                Verdict::Wrong { refused: 0 }
            );
        }
        assert_eq!(
            authenticator.examine(ONE, "246810".into()).await.unwrap(),
            Verdict::Right { pin: id, refused: 0 }
        );
        for _ in 0..3 {
            assert_eq!(
                authenticator.examine(ONE, "000000".into()).await.unwrap(),
                Verdict::Wrong { refused: 0 }
            );
        }
        let waits = authenticator.examine(ONE, "246810".into()).await.unwrap();
        assert!(matches!(waits, Verdict::Wait { wait_ms: 1.., refused: 1 }), "not even the right one");
        assert!(matches!(authenticator.examine(TWO, "246810".into()).await.unwrap(), Verdict::Right { .. }));
    }

    /// Keeps the thread for slow work busy, until it is dropped.
    fn busy() -> mpsc::Sender<()> {
        let (done, is_done) = mpsc::channel();
        spawn_blocking(move || is_done.recv());
        done
    }

    #[test]
    fn who_goes_away_before_the_answer_has_tried() {
        let state = Directory::new();
        set_with(&state.0, ONE, "246810", NonZeroU32::MIN).unwrap();
        // One thread does one thing after the other, so what is behind somebody busy has surely not come yet.
        let runtime = Builder::new_current_thread().max_blocking_threads(1).build().unwrap();
        runtime.block_on(async {
            let authenticator = Authenticator::new(&state.0);
            let tries = || authenticator.lockouts().get(&ONE).map_or(0, Lockout::tries);
            for _ in 0..3 {
                drop(authenticator.looking.acquire().await);
                let before = tries();
                let mut trying = Box::pin(authenticator.examine(ONE, "000000".into()));
                let mut poll = || trying.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                let before_reading = busy();
                assert!(poll().is_pending());
                let before_looking = busy();
                drop(before_reading);
                while tries() == before {
                    assert!(poll().is_pending());
                    tokio::task::yield_now().await;
                }
                drop(trying);
                drop(before_looking);
            }
            let waits = authenticator.examine(ONE, "246810".into()).await.unwrap();
            assert!(matches!(waits, Verdict::Wait { .. }));
        });
    }
}
