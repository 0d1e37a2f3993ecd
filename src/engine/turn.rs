//! One turn of the engine, without threads and without clocks.

use crate::domain::branch::{Branch, State};
use crate::domain::command::{Answer, Command};
use crate::domain::event::{Entry, Event};
use crate::domain::ids::CodeKey;
use crate::domain::planted::{Bug, planted};
use crate::domain::refusal::Refusal;
use crate::domain::settings::Settings;
use crate::domain::time::{Boot, Moment};
use crate::journal::{Journal, JournalError, Recovered};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// A tick decides one stage of what is due; more rounds than this would be a rule that feeds itself.
const TICKS_MAX: usize = 64;
/// Commands decided in one turn: bounds the size of a transaction and the wait of the first in it.
pub const COMMANDS_MAX: usize = 64;

/// Why the engine cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The disk failed: what is durable can only be found out by reading it again.
    #[error("the journal failed, and going on would mean promising what may be lost: {0}")]
    Journal(#[from] JournalError),
    /// The operating system gave no thread.
    #[error("cannot start the engine's thread: {0}")]
    Thread(std::io::Error),
}

/// What became of a command.
pub type Outcome = Result<Answer, Refusal>;

/// The one writer of a branch.
pub struct Engine {
    journal: Journal,
    /// What the branch will be when the turn is committed.
    draft: Branch,
    /// What the branch is on disk, and what everybody else can see.
    committed: Arc<RwLock<Branch>>,
    /// The place in the journal that `committed` shows; changed while that is locked.
    shown_seq: Arc<AtomicU64>,
    /// Whether the journal may still have events that are older than the site wants to keep.
    forgetting: bool,
    /// What a person has said of the clock in the newest turns.
    stated_offset_ms: Option<i64>,
}

impl Engine {
    /// Rebuilds the branch from its journal and journals the restart. `now` tells from what is known the moment, and the boot of the
    /// machine.
    ///
    /// # Errors
    /// When the journal cannot be read or written.
    pub fn open(
        settings: Arc<Settings>,
        journal: Journal,
        recovered: Recovered,
        code_key: CodeKey,
        now: impl FnOnce(&State) -> (Moment, Option<Boot>),
    ) -> Result<Self, EngineError> {
        let epoch = recovered.epoch;
        let mut branch = Branch::new(settings, recovered.state);
        for entry in &recovered.tail {
            branch.apply(entry);
        }
        let (now, boot) = now(branch.state());
        let committed = Arc::new(RwLock::new(branch.clone()));
        let shown_seq = Arc::new(AtomicU64::new(journal.seq()));
        let mut engine =
            Self { journal, draft: branch, committed, shown_seq, forgetting: false, stated_offset_ms: None };
        // Before anything else: what is due may depend on what a restart makes uncertain.
        let mut entries = Vec::new();
        if let Ok(events) = engine.draft.decide(now, Command::Restart { epoch, code_key, boot }) {
            engine.take(now, events, &mut entries);
        }
        engine.commit(&entries)?;
        engine.show(&entries);
        engine.turn::<()>(now, Vec::new())?;
        Ok(engine)
    }

    /// The branch. Between turns it is the same as what is on disk.
    pub fn branch(&self) -> &Branch {
        &self.draft
    }

    /// The branch that others may look at: changes after each commit, never before.
    pub fn committed(&self) -> Arc<RwLock<Branch>> {
        Arc::clone(&self.committed)
    }

    /// The place in the journal that [`Engine::committed`] shows: the same for as long as that is locked.
    pub fn shown_seq(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.shown_seq)
    }

    /// The journal, to be read only.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// How many events the journal has: grows with each turn that changed something.
    pub fn seq(&self) -> u64 {
        self.journal.seq()
    }

    /// Decides the commands, commits their events, makes them visible, and only then answers. Call [`Engine::upkeep`] when
    /// the answers are delivered.
    ///
    /// # Errors
    /// When the disk failed: nothing of this turn may become visible, and the engine must not be used again.
    pub fn turn<R>(
        &mut self,
        now: Moment,
        commands: Vec<(Command, R)>,
    ) -> Result<Vec<(R, Outcome)>, EngineError> {
        let mut entries = Vec::new();
        self.tick(now, &mut entries);
        let mut outcomes = Vec::with_capacity(commands.len());
        for (command, receipt) in commands {
            let outcome = self.draft.decide(now, command).map(|events| {
                let answer = answer(&self.draft, &events);
                self.take(now, events, &mut entries);
                answer
            });
            outcomes.push((receipt, outcome));
        }
        self.tick(now, &mut entries);
        if planted(Bug::PrintBeforeSync) {
            self.show(&entries);
        }
        if planted(Bug::CheckpointBeforeCommit) {
            self.journal.checkpoint(self.draft.state())?;
        }
        match self.commit(&entries) {
            Ok(()) => {
                if !planted(Bug::PrintBeforeSync) {
                    self.show(&entries);
                }
                Ok(outcomes)
            }
            Err(_) if planted(Bug::AcknowledgeBeforeSync) => Ok(outcomes),
            Err(JournalError::Full { .. }) if planted(Bug::DraftKeptOnFullDisk) => Ok(outcomes),
            Err(JournalError::Full { .. }) => Ok(self.refuse(outcomes, &Refusal::StorageFull)),
            Err(JournalError::Busy { .. }) => Ok(self.refuse(outcomes, &Refusal::Overloaded)),
            Err(error) => Err(error.into()),
        }
    }

    /// If a person has said since this was asked last what time it is, `follow` brings the clock by so much before the steady
    /// one and tells the moment by it, and the branch goes by it before anybody is answered.
    ///
    /// # Errors
    /// As in [`Engine::turn`].
    pub fn follow_stated(&mut self, follow: impl FnOnce(i64) -> Moment) -> Result<(), EngineError> {
        let Some(offset_ms) = self.stated_offset_ms.take() else { return Ok(()) };
        let now = follow(offset_ms);
        if !planted(Bug::StatedTimeWaits) {
            self.turn::<()>(now, Vec::new())?;
        }
        Ok(())
    }

    /// Nothing of the turn was written: the draft goes back to what is on disk, and everybody gets this answer.
    fn refuse<R>(&mut self, outcomes: Vec<(R, Outcome)>, refusal: &Refusal) -> Vec<(R, Outcome)> {
        self.draft = self.committed.read().unwrap_or_else(PoisonError::into_inner).clone();
        outcomes.into_iter().map(|(receipt, _)| (receipt, Err(refusal.clone()))).collect()
    }

    /// What can wait until nobody does: marks raised ahead of need, checkpoints, old entries forgotten, and whether the
    /// disk has room. Call it after the effects of a turn have begun.
    ///
    /// # Errors
    /// When the disk failed, as in [`Engine::turn`].
    pub fn upkeep(&mut self, now: Moment) -> Result<(), EngineError> {
        match self.tidy(now) {
            // Nothing of it was needed yet; the room is looked at next.
            Ok(()) | Err(JournalError::Full { .. } | JournalError::Busy { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let full = !self.journal.has_room()?;
        if full != self.draft.state().storage_full {
            self.turn(now, vec![(Command::ReportStorage { full }, ())])?;
        }
        Ok(())
    }

    /// Leaves a checkpoint, so that the next start has nothing to replay.
    ///
    /// # Errors
    /// When the disk failed.
    pub fn close(mut self) -> Result<(), EngineError> {
        match self.journal.close(self.draft.state()) {
            Ok(()) => Ok(()),
            Err(error @ (JournalError::Full { .. } | JournalError::Busy { .. })) => {
                tracing::warn!("the next start will take longer: {error}");
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    fn tidy(&mut self, now: Moment) -> Result<(), JournalError> {
        let state = self.draft.state();
        let given = state.last_date.and_then(|date| state.given.get(&date));
        let newest = |series| given.and_then(|given| given.get(series)).copied().unwrap_or(0);
        let services = self.draft.settings().services.iter();
        let series = services.map(|(_, service)| (service.series, newest(&service.series)));
        self.journal.tidy(series)?;
        if self.journal.needs_checkpoint() {
            self.journal.checkpoint(state)?;
            self.forgetting = true;
        }
        if self.forgetting {
            let kept_ms = i64::from(self.draft.settings().rules.journal_keep_days) * DAY_MS;
            // Without a trusted clock nothing is old; the journal still forgets what is too much.
            let old_ms = if self.draft.clock_trusted(now) { now.wall_ms - kept_ms } else { i64::MIN };
            self.forgetting = self.journal.forget_before(old_ms)? > 0;
        }
        Ok(())
    }

    fn tick(&mut self, now: Moment, entries: &mut Vec<Entry>) {
        for _ in 0..TICKS_MAX {
            let Ok(events) = self.draft.decide(now, Command::Tick) else { return };
            if events.is_empty() {
                return;
            }
            self.take(now, events, entries);
        }
        tracing::error!("what is due at {now:?} never ends");
    }

    fn take(&mut self, at: Moment, events: Vec<Event>, entries: &mut Vec<Entry>) {
        for event in events {
            let entry = Entry { at, event };
            self.draft.apply(&entry);
            entries.push(entry);
        }
    }

    fn commit(&mut self, entries: &[Entry]) -> Result<(), JournalError> {
        if entries.is_empty() {
            return Ok(());
        }
        self.journal.append(entries).map(|_| ())
    }

    fn show(&mut self, entries: &[Entry]) {
        if entries.is_empty() {
            return;
        }
        let mut committed = self.committed.write().unwrap_or_else(PoisonError::into_inner);
        for entry in entries {
            committed.apply(entry);
            if let Event::TimeStated { wall_ms } = entry.event {
                self.stated_offset_ms = Some(wall_ms.saturating_sub_unsigned(entry.at.steady_ms));
            }
        }
        self.shown_seq.store(self.journal.seq(), Ordering::Release);
    }
}

const DAY_MS: i64 = 86_400_000;

/// What the one who gave the command is told: the ticket that it was about, if it gave, called, started or checked in one.
fn answer(before: &Branch, events: &[Event]) -> Answer {
    let number = |id| before.state().tickets.get(&id).map(|ticket| ticket.number);
    let about = |event: &Event| {
        if let Event::TicketTaken { ticket, number, .. } = event {
            return Some((*ticket, *number));
        }
        if let Event::Called { ticket, .. }
        | Event::Recalled { ticket, .. }
        | Event::CheckedIn { ticket, .. }
        | Event::ServiceStarted { ticket, .. } = event
        {
            return number(*ticket).map(|number| (*ticket, number));
        }
        None
    };
    let told = events.iter().rev().find_map(about);
    told.map_or(Answer::Done, |(ticket, number)| Answer::Ticket { ticket, number })
}
