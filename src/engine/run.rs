//! The engine's thread: bounded inbox, deadlines, watchdog.

use super::clock::Clock;
use super::handle::{Handle, INBOX_MAX, Letter, SharedClock};
use super::random::random_code_key;
use super::time_source::TimeSource;
use super::turn::{COMMANDS_MAX, Engine, EngineError};
use crate::domain::command::Command;
use crate::domain::settings::Settings;
use crate::domain::time::Moment;
use crate::journal::{Journal, Recovered};
use sd_notify::NotifyState;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{oneshot, watch};

/// How the engine is told to end.
#[derive(Debug, Default)]
struct Orders {
    stop: AtomicBool,
    returns: AtomicBool,
    power_cut: AtomicBool,
}

/// A running engine.
#[derive(Debug)]
pub struct Thread {
    thread: JoinHandle<Result<(), EngineError>>,
    orders: Arc<Orders>,
    inbox: SyncSender<Letter>,
}

impl Thread {
    /// Starts the engine of a branch on its journal.
    ///
    /// # Errors
    /// When the journal cannot be read or written, or the thread cannot be started.
    pub fn start(
        settings: Arc<Settings>,
        journal: Journal,
        recovered: Recovered,
        source: Arc<dyn TimeSource>,
    ) -> Result<(Self, Handle), EngineError> {
        let first = source.read();
        let mut clock = None;
        let engine = Engine::open(settings, journal, recovered, random_code_key(), |state| {
            let clock = clock.insert(Clock::resume(state, first, source.boot()));
            (clock.moment(source.read()), clock.boot())
        })?;
        let resumed = || Clock::resume(engine.branch().state(), first, source.boot());
        let clock = Mutex::new(clock.unwrap_or_else(resumed));
        let clock = Arc::new(SharedClock { source, clock });
        let (inbox, letters) = sync_channel(INBOX_MAX);
        let (turned, turns) = watch::channel(0);
        let orders = Arc::new(Orders::default());
        let handle = Handle {
            inbox: inbox.clone(),
            branch: engine.committed(),
            shown_seq: engine.shown_seq(),
            clock: Arc::clone(&clock),
            turns,
        };
        let work = Work { engine, letters, clock, turned, orders: Arc::clone(&orders) };
        let run = move || {
            let ended = work.run();
            if let Err(error) = &ended {
                tracing::warn!("the engine stops: {error}");
            }
            ended
        };
        let thread = std::thread::Builder::new().name("engine".into()).spawn(run);
        let thread = thread.map_err(EngineError::Thread)?;
        Ok((Self { thread, orders, inbox }, handle))
    }

    /// Lets the turn under way end and leaves a checkpoint.
    ///
    /// # Errors
    /// Why the engine failed, now or before.
    pub fn stop(self) -> Result<(), EngineError> {
        self.orders.stop.store(true, Ordering::SeqCst);
        self.end()
    }

    /// The same for a branch that starts again at once in this process: the service manager hears that it reloads.
    ///
    /// # Errors
    /// As above.
    pub fn stop_to_return(self) -> Result<(), EngineError> {
        self.orders.returns.store(true, Ordering::SeqCst);
        self.stop()
    }

    /// Drops everything on the spot, as a power cut would: no checkpoint, no answers, no tidying up.
    ///
    /// # Errors
    /// Why the engine had failed before.
    pub fn cut_power(self) -> Result<(), EngineError> {
        self.orders.power_cut.store(true, Ordering::SeqCst);
        self.end()
    }

    fn end(self) -> Result<(), EngineError> {
        let (receipt, _) = oneshot::channel();
        // Only to wake it: an inbox that is full is awake.
        let _ = self.inbox.try_send((Command::Tick, receipt));
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

struct Work {
    engine: Engine,
    letters: Receiver<Letter>,
    clock: Arc<SharedClock>,
    turned: watch::Sender<u64>,
    orders: Arc<Orders>,
}

impl Work {
    fn run(mut self) -> Result<(), EngineError> {
        let watchdog = sd_notify::watchdog_enabled().map(|interval| interval / 3);
        tell_service_manager(&[NotifyState::Ready]);
        loop {
            let letters = match self.wait(watchdog) {
                Ok(letters) => letters,
                Err(RecvTimeoutError::Timeout) => Vec::new(),
                Err(RecvTimeoutError::Disconnected) => return self.close(),
            };
            if self.orders.power_cut.load(Ordering::SeqCst) {
                return Ok(());
            }
            if self.orders.stop.load(Ordering::SeqCst) {
                return self.close();
            }
            let now = self.clock.now();
            let seq = self.engine.seq();
            let answers = self.engine.turn(now, letters)?;
            self.engine.follow_stated(|offset_ms| {
                self.clock.follow(offset_ms);
                self.clock.now()
            })?;
            if self.orders.power_cut.load(Ordering::SeqCst) {
                return Ok(());
            }
            self.tell_about_turns_after(seq);
            for (receipt, outcome) in answers {
                // Who has gone away does not need an answer.
                let _ = receipt.send(outcome);
            }
            let seq = self.engine.seq();
            self.engine.upkeep(now)?;
            self.tell_about_turns_after(seq);
            if watchdog.is_some() {
                tell_service_manager(&[NotifyState::Watchdog]);
            }
        }
    }

    /// The first command, and all that have piled up behind it.
    fn wait(&self, watchdog: Option<Duration>) -> Result<Vec<Letter>, RecvTimeoutError> {
        let now = self.clock.now();
        let due = Duration::from_millis(self.deadline_ms(now) - now.steady_ms);
        let first = self.letters.recv_timeout(due.min(watchdog.unwrap_or(due)))?;
        let more = self.letters.try_iter().take(COMMANDS_MAX - 1);
        Ok([first].into_iter().chain(more).collect())
    }

    fn deadline_ms(&self, now: Moment) -> u64 {
        self.engine.branch().next_deadline_ms(now).max(now.steady_ms)
    }

    fn tell_about_turns_after(&self, seq: u64) {
        if self.engine.seq() > seq {
            self.turned.send_modify(|turns| *turns += 1);
        }
    }

    fn close(self) -> Result<(), EngineError> {
        if self.orders.returns.load(Ordering::SeqCst) {
            // Most service managers do without the time.
            let since = NotifyState::monotonic_usec_now().ok();
            tell_service_manager(&[NotifyState::Reloading].into_iter().chain(since).collect::<Vec<_>>());
        } else {
            tell_service_manager(&[NotifyState::Stopping]);
        }
        self.engine.close()
    }
}

fn tell_service_manager(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!("the service manager does not listen: {error}");
    }
}
