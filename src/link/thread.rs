//! The thread of the link, and the ways to it.

use super::parts::Parts;
use super::resync::{Resync, wishes};
use super::round_trip::{RoundTrip, measuring};
use super::shell::{Ended, Kept, run};
use crate::engine::Handle;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{Notify, oneshot};

/// The link's thread gives way: where it and the kiosk's are ready, the kernel runs the kiosk's three times as long (sched(7)).
const NICENESS: i32 = 5;

/// A running link. It ends by [`Link::stop`].
#[derive(Debug)]
pub struct Link {
    thread: std::thread::JoinHandle<()>,
    stop: oneshot::Sender<()>,
    resync: Resync,
    round_trip: RoundTrip,
    anew: Arc<Notify>,
}

impl Link {
    /// Starts the link of a branch that works on this state directory.
    ///
    /// # Errors
    /// When there is no thread for it.
    pub fn start(handle: Handle, parts: Parts, state: &Path) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let (resync, wishes) = wishes();
        let (round_trip, measuring) = measuring();
        let (state, kept) = (state.to_owned(), Kept { parts, wishes, measuring, newest: Arc::default() });
        let anew = Arc::<Notify>::default();
        let wanted = Arc::clone(&anew);
        let work = move || {
            // Of this thread alone (setpriority(2), NOTES). Without the right to it the link works, too.
            if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
                tracing::info!("the link's thread cannot give way: {error}");
            }
            runtime.block_on(async {
                tokio::select! {
                    () = again_and_again(handle, kept, state, &wanted) => {}
                    // Who stops it and who drops it mean the same.
                    _ = stopped => {}
                }
            });
            // A name that is being looked up must not delay the end.
            runtime.shutdown_background();
        };
        let thread = std::thread::Builder::new().name("link".into()).spawn(work)?;
        Ok(Self { thread, stop, resync, round_trip, anew })
    }

    /// A way to have the centre told again how everything is.
    pub fn resync(&self) -> Resync {
        self.resync.clone()
    }

    /// A way to learn how long the broker takes to take something.
    pub fn round_trip(&self) -> RoundTrip {
        self.round_trip.clone()
    }

    /// A way to have the connection made anew, also after another device has served the branch.
    pub fn anew(&self) -> Arc<Notify> {
        Arc::clone(&self.anew)
    }

    /// Ends it. The broker tells the centre that the branch is not connected.
    pub fn stop(self) {
        let _ = self.stop.send(());
        if self.thread.join().is_err() {
            tracing::error!("the link's thread has panicked");
        }
    }
}

/// Works until the engine stops.
async fn again_and_again(handle: Handle, mut kept: Kept, state: PathBuf, anew: &Notify) {
    loop {
        let ended;
        (ended, kept) = run(handle.clone(), kept, state.clone(), anew).await;
        match ended {
            Ended::Engine => return,
            Ended::Anew => tracing::info!("the connection to the centre is made anew"),
            Ended::Fence => kept.until(anew).await,
        }
    }
}

impl Kept {
    /// Waits until somebody wants the link begun anew; until then everybody hears that there is none.
    async fn until(&mut self, anew: &Notify) {
        let Self { wishes, measuring, .. } = self;
        loop {
            tokio::select! {
                () = anew.notified() => return,
                Some(answer) = wishes.next() => drop(answer),
                Some(answer) = measuring.next() => drop(answer),
            }
        }
    }
}
