//! A branch under power: engine, shells, printers.

use super::DaemonError;
use crate::config::LinkSettings;
use crate::devices::counter_display::show_counter;
use crate::devices::hall::show_hall;
use crate::devices::installation::Installation;
use crate::devices::keypad::serve_keypad;
use crate::devices::kiosk::serve_kiosk;
use crate::devices::printer::shell::print_slips;
use crate::devices::sound::Place;
use crate::domain::branch::Branch;
use crate::domain::settings::Settings;
use crate::domain::time::Moment;
use crate::engine::time_source::TimeSource;
use crate::engine::{Handle, Thread};
use crate::journal::{Journal, Options};
use crate::link::{Link, Parts, Resync, RoundTrip, device};
use crate::ports::view::Look;
use crate::protocol::Keys;
use crate::slip::press::SlipPress;
use crate::wording::Words;
use crate::wording::faults::{CENTRE, Fault};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::{Notify, oneshot};
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
    /// The way to the centre, if there is one.
    pub link: Option<LinkSettings>,
}

/// A running branch. It ends by [`PoweredBranch::stop`] or [`PoweredBranch::cut_power`].
#[derive(Debug)]
pub struct PoweredBranch {
    engine: Thread,
    handle: Handle,
    shells: JoinSet<()>,
    printers: Printers,
    link: Option<Link>,
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
        let link = plan.link.as_ref().and_then(|link| start_link(link, plan, &handle, state));
        Ok(Self { engine, handle, shells, printers, link })
    }

    /// Whether the engine works: it stops by itself when its disk fails.
    pub fn works(&self) -> bool {
        self.handle.turns().has_changed().is_ok()
    }

    /// A way to the branch.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// A way to have the centre told again how everything is, if there is a centre.
    pub fn resync(&self) -> Option<Resync> {
        self.link.as_ref().map(Link::resync)
    }

    /// A way to learn how long the broker takes to take something, if there is a centre.
    pub fn round_trip(&self) -> Option<RoundTrip> {
        self.link.as_ref().map(Link::round_trip)
    }

    /// A way to have the connection to the centre made anew, if there is a centre.
    pub fn link_anew(&self) -> Option<Arc<Notify>> {
        self.link.as_ref().map(Link::anew)
    }

    /// Stops in order: the next start has nothing to replay.
    ///
    /// # Errors
    /// Why the engine failed, now or before.
    pub fn stop(self) -> Result<(), DaemonError> {
        Ok(self.let_go().stop()?)
    }

    /// The same for a branch that starts again at once in this process.
    ///
    /// # Errors
    /// As above.
    pub fn stop_to_return(self) -> Result<(), DaemonError> {
        Ok(self.let_go().stop_to_return()?)
    }

    /// Drops everything on the spot.
    ///
    /// # Errors
    /// Why the engine had failed before.
    pub fn cut_power(self) -> Result<(), DaemonError> {
        Ok(self.let_go().cut_power()?)
    }

    /// Ends everything but the engine.
    fn let_go(mut self) -> Thread {
        self.shells.abort_all();
        if let Some(link) = self.link.take() {
            link.stop();
        }
        self.printers.stop();
        self.engine
    }
}

/// Starts the way to the centre. Without it the branch serves everybody who is there: what fails here is said, and no more.
fn start_link(settings: &LinkSettings, plan: &Plan, handle: &Handle, state: &Path) -> Option<Link> {
    let LinkSettings { broker, request_keys, problems_to } = settings.clone();
    let register = plan.board.faults.clone();
    let device = device(state).inspect_err(|error| {
        tracing::warn!("{CENTRE}: {}: {error}", state.display());
        register.set(CENTRE, &error.to_string());
    });
    let (site, words, devices) = (Arc::clone(&plan.settings), Arc::clone(&plan.words), register.watch());
    let faults = move |branch: &Branch, now: Moment| {
        let (say, faults) = (words.say(site.language), &devices.borrow());
        Look { branch, now, say, faults }.faults().into_iter().map(Fault::in_words).collect()
    };
    let report = move |why: Option<&str>| match why {
        Some(why) => register.set(CENTRE, why),
        None => register.clear(CENTRE),
    };
    let parts = Parts {
        branch: plan.settings.key.clone(),
        device: device.ok()?,
        broker,
        keys: Keys(request_keys),
        problems_to,
        faults: Box::new(faults),
        report: Box::new(report),
    };
    Link::start(handle.clone(), parts, state).inspect_err(|error| tracing::warn!("{CENTRE}: {error}")).ok()
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
            let parts = kiosk.printer(id, &plan.board.faults);
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
