//! A branch under power: engine, shells, printers.

use super::DaemonError;
use crate::devices::counter_display::show_counter;
use crate::devices::hall::show_hall;
use crate::devices::installation::Installation;
use crate::devices::keypad::serve_keypad;
use crate::devices::kiosk::serve_kiosk;
use crate::devices::printer::shell::print_slips;
use crate::devices::sound::Place;
use crate::domain::settings::Settings;
use crate::engine::time_source::TimeSource;
use crate::engine::{Handle, Thread};
use crate::journal::{Journal, Options};
use crate::slip::press::SlipPress;
use crate::wording::Words;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// What a branch is made of, whatever happens to its power.
#[derive(Clone)]
pub struct Plan {
    /// The site.
    pub settings: Arc<Settings>,
    /// The devices.
    pub board: Arc<Installation>,
    /// The clocks.
    pub time: Arc<dyn TimeSource>,
    /// The words.
    pub words: Arc<Words>,
}

/// A running branch. It ends by [`PoweredBranch::stop`] or [`PoweredBranch::cut_power`].
#[derive(Debug)]
pub struct PoweredBranch {
    engine: Thread,
    handle: Handle,
    shells: JoinSet<()>,
    printers: Printers,
}

impl PoweredBranch {
    /// Starts a branch on its state directory. Must be called within a runtime: hall and kiosks are served there, the
    /// printers by a thread of their own, because a frame that is being drawn must not delay a slip.
    ///
    /// # Errors
    /// When the journal cannot be opened or the threads cannot be started.
    pub fn start(plan: &Plan, state: &Path) -> Result<Self, DaemonError> {
        let (journal, recovered) = Journal::open(state, Options::default())?;
        if let Some(loss) = &recovered.loss {
            tracing::warn!("{loss}");
        }
        for note in &recovered.notes {
            tracing::warn!("{note}");
        }
        let (engine, handle) =
            Thread::start(Arc::clone(&plan.settings), journal, recovered, Arc::clone(&plan.time))?;
        let mut shells = JoinSet::new();
        let voice = plan.board.sounds.voice(Place::Hall);
        shells.spawn(show_hall(handle.clone(), plan.board.halls(), voice, Arc::clone(&plan.words)));
        for (&id, counter) in &plan.board.counters {
            if let Some(panel) = counter.display.clone() {
                let (refused, words) = (counter.refused.subscribe(), Arc::clone(&plan.words));
                shells.spawn(show_counter(handle.clone(), id, panel, refused, words));
            }
            shells.spawn(serve_keypad(handle.clone(), counter.connect(id)));
        }
        for (&id, kiosk) in &plan.board.kiosks {
            shells.spawn(serve_kiosk(handle.clone(), kiosk.connect(id), Arc::clone(&plan.words)));
        }
        let printers = Printers::start(plan, &handle)?;
        Ok(Self { engine, handle, shells, printers })
    }

    /// Whether the engine works: it stops by itself when its disk fails.
    pub fn works(&self) -> bool {
        self.handle.turns().has_changed().is_ok()
    }

    /// A way to the branch.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Stops in order: the next start has nothing to replay.
    ///
    /// # Errors
    /// Why the engine failed, now or before.
    pub fn stop(mut self) -> Result<(), DaemonError> {
        self.shells.abort_all();
        self.printers.stop();
        Ok(self.engine.stop()?)
    }

    /// Drops everything on the spot.
    ///
    /// # Errors
    /// Why the engine had failed before.
    pub fn cut_power(mut self) -> Result<(), DaemonError> {
        self.shells.abort_all();
        self.printers.stop();
        Ok(self.engine.cut_power()?)
    }
}

/// The thread that serves the printers.
#[derive(Debug)]
struct Printers {
    thread: JoinHandle<()>,
    stop: oneshot::Sender<()>,
}

impl Printers {
    fn start(plan: &Plan, handle: &Handle) -> Result<Self, DaemonError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(DaemonError::Thread)?;
        let (stop, stopped) = oneshot::channel();
        let (mut shells, layout) = (JoinSet::new(), Arc::default());
        for (&id, kiosk) in &plan.board.kiosks {
            let parts = kiosk.printer(id);
            let press = SlipPress::new(parts.profile, Arc::clone(&layout));
            let printer = print_slips(
                handle.clone(),
                parts,
                press,
                Arc::clone(&plan.settings),
                Arc::clone(&plan.words),
            );
            shells.spawn_on(printer, runtime.handle());
        }
        let work = move || {
            runtime.block_on(async {
                // Who stops it and who drops it mean the same.
                let _ = stopped.await;
                shells.shutdown().await;
            });
            // A device that hangs while it is opened or closed must not delay the end.
            runtime.shutdown_background();
        };
        let thread = std::thread::Builder::new().name("printers".into()).spawn(work);
        Ok(Self { thread: thread.map_err(DaemonError::Thread)?, stop })
    }

    fn stop(self) {
        let _ = self.stop.send(());
        if self.thread.join().is_err() {
            tracing::error!("the printers' thread has panicked");
        }
    }
}
