//! Another configuration for a branch that runs: it is tried, and kept or left.
//!
//! **Model.** Who asks for a reload has the files read as at a start. If they are right and change anything, what is in force is kept
//! as good, the new one is noted as being tried, and the branch starts again with it in the same process: journal, doors and devices
//! are opened as after any other start. Then time runs. A person keeps it or goes back; else the time decides: it is kept when
//! nothing is [wrong] that was not wrong before, and else the branch starts again with the good one.
//!
//! **Invariants.** Nothing changes for files that are wrong. What is decided is on disk before it is done; when the program ends
//! before that, the next start goes back ([`super::configuration`]). Every decision is in the audit log.
//!
//! **Deliberately not here.** Devices that somebody must fill or close: no configuration empties a roll.

use super::configuration::{Origin, Store, Tried};
use super::lines;
use crate::access::audit::{Audit, Note};
use crate::config::{self, Config, Setting, Texts, differences};
use crate::domain::command::Command;
use crate::domain::event::Configured;
use crate::domain::kiosk::PrinterState;
use crate::engine::Power;
use crate::service::reload::{Comparison, NotReloaded, Reload, Standing};
use crate::wording::faults::printer_name;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

/// By this name the audit log has what nobody asked for.
const WHO: &str = "rinda";
/// Why a person's going back is no start with the files.
const PERSON: &str = "somebody went back to the configuration before it";

/// With what a branch starts again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    /// With this one, to try it.
    Try { texts: Texts, seconds: u32, wrong_before: Vec<String> },
    /// With the good one.
    Back { why: String },
}

/// The configuration that is in force, and where it came from.
#[derive(Debug)]
pub(super) struct InForce {
    /// Board and site, as they were named.
    pub(super) files: [PathBuf; 2],
    pub(super) store: Store,
    pub(super) texts: Texts,
    /// With their places in the files as they were read last.
    pub(super) settings: Mutex<Vec<Setting>>,
    pub(super) origin: Origin,
}

/// Changes the configuration of a branch.
pub(super) struct Reloader {
    in_force: InForce,
    standing: watch::Sender<Standing>,
    next: watch::Sender<Option<Next>>,
    /// One act after the other.
    turn: Mutex<()>,
    power: Power,
    faults: watch::Receiver<BTreeMap<String, String>>,
    audit: Audit,
}

impl Reloader {
    /// For a branch that has come up.
    pub(super) fn new(
        in_force: InForce,
        power: Power,
        faults: watch::Receiver<BTreeMap<String, String>>,
        audit: Audit,
    ) -> Arc<Self> {
        let standing = match &in_force.origin {
            Origin::Files => Standing::Files,
            Origin::Tried { seconds, .. } => Standing::Probation { seconds: *seconds },
            Origin::LastGood { why } => Standing::LastGood { why: why.clone() },
        };
        let (standing, next) = (watch::Sender::new(standing), watch::Sender::new(None));
        Arc::new(Self { in_force, standing, next, turn: Mutex::default(), power, faults, audit })
    }

    /// Notes what came of the start, and decides at the end of the time about what is tried. May be dropped at any time.
    pub(super) async fn attend(self: &Arc<Self>) {
        let starting = Arc::clone(self);
        if let Ok(Err(error)) = spawn_blocking(move || starting.note_start()).await {
            tracing::warn!("what became of the configuration cannot be noted: {error}");
        }
        match &self.in_force.origin {
            Origin::Files => self.journal(Configured::Files).await,
            Origin::LastGood { why } => {
                let outcome = format!("the last good configuration is in force: {why}");
                tracing::warn!("{outcome}");
                self.record(&outcome).await;
                self.journal(Configured::LastGood).await;
                self.until_the_files_are_good().await;
            }
            Origin::Tried { seconds, wrong_before } => {
                tracing::info!("a new configuration is tried for {seconds} s");
                self.journal(Configured::Tried).await;
                tokio::select! {
                    () = tokio::time::sleep(Duration::from_secs((*seconds).into())) => {
                        self.decide(news(wrong_before, &wrong(&self.power, &self.faults))).await;
                    }
                    () = self.is_not_on_probation() => {}
                }
                self.until_the_files_are_good().await;
            }
        }
    }

    /// A person was faster than the time.
    async fn is_not_on_probation(&self) {
        let mut standing = self.standing.subscribe();
        // This end lives as long as the other.
        let _ = standing.wait_for(|standing| !matches!(standing, Standing::Probation { .. })).await;
    }

    /// Journals it when the configuration in force is that of the files again.
    async fn until_the_files_are_good(&self) {
        let mut standing = self.standing.subscribe();
        // This end lives as long as the other.
        let _ = standing.wait_for(|standing| *standing == Standing::Files).await;
        self.journal(Configured::Files).await;
    }

    /// Which configuration is in force is a fact of the branch's past.
    async fn journal(&self, configured: Configured) {
        let Some(branch) = self.power.branch() else { return };
        if let Err(error) = branch.ask(Command::ReportConfiguration { configured }).await {
            tracing::warn!("which configuration is in force is not in the journal: {error}");
        }
    }

    /// The time is over.
    async fn decide(self: &Arc<Self>, news: Vec<String>) {
        let why = format!("it did not come up healthy: {}", news.join("; "));
        let is_healthy = news.is_empty();
        let (ended, told) = (Arc::clone(self), why.clone());
        let done = spawn_blocking(move || if is_healthy { ended.keep() } else { ended.go_back(&told) }).await;
        match done.unwrap_or_else(|end| Err(NotReloaded::State(io::Error::other(end)))) {
            Ok(()) if is_healthy => self.record("the new configuration is kept").await,
            Ok(()) => {
                tracing::warn!("the new configuration is not kept: {why}");
                self.record(&format!("the new configuration is not kept: {why}")).await;
            }
            // Somebody was faster.
            Err(NotReloaded::NoProbation) => {}
            Err(error) => tracing::warn!("the new configuration stays on trial: {error}"),
        }
    }

    async fn record(&self, outcome: &str) {
        let (at, clock_trusted) = match self.power.branch() {
            Some(branch) => branch.read(|branch, now| (Some(now.utc()), branch.clock_trusted(now))),
            None => (None, false),
        };
        let (who, what, outcome) = (WHO.to_owned(), "configuration".to_owned(), outcome.to_owned());
        let note = Note { at, clock_trusted, who, what, outcome };
        if let Err(error) = self.audit.note(note).await {
            tracing::warn!("{error}");
        }
    }

    /// Becomes ready when the branch is to start again.
    pub(super) async fn wants_a_start(&self) {
        let mut next = self.next.subscribe();
        // This end lives as long as the other.
        let _ = next.wait_for(Option::is_some).await;
    }

    /// With what.
    pub(super) fn next(&self) -> Option<Next> {
        self.next.borrow().clone()
    }

    fn settings(&self) -> MutexGuard<'_, Vec<Setting>> {
        self.in_force.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn in_turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_on_probation(&self) -> bool {
        matches!(*self.standing.borrow(), Standing::Probation { .. })
    }

    /// A branch has come up with it.
    fn note_start(&self) -> io::Result<()> {
        let InForce { store, texts, origin, .. } = &self.in_force;
        match (origin, store.tried()) {
            (Origin::Files, _) => store.keep(texts).and_then(|()| store.forget_tried()),
            // The program had ended before somebody could say so.
            (Origin::LastGood { why }, Some(tried @ Tried { refused: None, .. })) => {
                store.note(&Tried { refused: Some(why.clone()), ..tried })
            }
            (Origin::LastGood { .. } | Origin::Tried { .. }, _) => Ok(()),
        }
    }

    fn keep(&self) -> Result<(), NotReloaded> {
        let _turn = self.in_turn();
        if !self.is_on_probation() || self.next.borrow().is_some() {
            return Err(NotReloaded::NoProbation);
        }
        let InForce { store, texts, .. } = &self.in_force;
        store.keep(texts)?;
        store.forget_tried()?;
        self.standing.send_replace(Standing::Files);
        tracing::info!("the new configuration is kept");
        Ok(())
    }

    fn go_back(&self, why: &str) -> Result<(), NotReloaded> {
        let _turn = self.in_turn();
        if !self.is_on_probation() || self.next.borrow().is_some() {
            return Err(NotReloaded::NoProbation);
        }
        let InForce { store, texts, .. } = &self.in_force;
        store.note(&Tried { texts: texts.clone(), refused: Some(why.to_owned()) })?;
        self.next.send_replace(Some(Next::Back { why: why.to_owned() }));
        Ok(())
    }

    /// What the files say, and with what a branch would start.
    fn read(&self) -> (Comparison, Texts, Vec<Setting>) {
        let [board, site] = &self.in_force.files;
        let outcome = config::read(board, site);
        let Some(Config { in_force, .. }) = outcome.config else {
            let comparison = Comparison { errors: lines(&outcome), differences: Vec::new() };
            return (comparison, outcome.texts, Vec::new());
        };
        let differences = differences(&self.settings(), &in_force);
        let is_another = differences.iter().any(|one| one.key == "key");
        let errors = is_another.then(|| ANOTHER.to_owned()).into_iter().collect();
        (Comparison { errors, differences }, outcome.texts, in_force)
    }
}

impl Reload for Reloader {
    fn standing(&self) -> watch::Receiver<Standing> {
        self.standing.subscribe()
    }

    fn in_force(&self) -> Vec<Setting> {
        self.settings().clone()
    }

    fn compare(&self) -> Comparison {
        self.read().0
    }

    fn begin(&self, seconds: u32) -> Result<Comparison, NotReloaded> {
        let _turn = self.in_turn();
        if self.is_on_probation() || self.next.borrow().is_some() {
            return Err(NotReloaded::Probation);
        }
        let (comparison, texts, settings) = self.read();
        let InForce { store, texts: before, .. } = &self.in_force;
        if !comparison.errors.is_empty() {
            return Ok(comparison);
        }
        if comparison.differences.is_empty() {
            // The files are good again, and what they say may stand in other lines.
            store.forget_tried()?;
            *self.settings() = settings;
            self.standing.send_replace(Standing::Files);
            return Ok(comparison);
        }
        store.keep(before)?;
        store.note(&Tried { texts: texts.clone(), refused: None })?;
        let wrong_before = wrong(&self.power, &self.faults).into_keys().collect();
        self.next.send_replace(Some(Next::Try { texts, seconds, wrong_before }));
        Ok(comparison)
    }

    fn end(&self, keep: bool) -> Result<(), NotReloaded> {
        if keep { self.keep() } else { self.go_back(PERSON) }
    }
}

/// A branch and its journal have one key.
const ANOTHER: &str = "the site's key is another: this would be another branch, with a state directory of its own; write the key back";

/// What a configuration can be the reason of: devices and doors that do not work, printers that do not speak, and people whom
/// nobody serves any more.
fn wrong(power: &Power, faults: &watch::Receiver<BTreeMap<String, String>>) -> BTreeMap<String, String> {
    let mut wrong = faults.borrow().clone();
    if let Some(branch) = power.branch() {
        let stranded = branch.read(|branch, _| branch.stranded());
        if !stranded.is_empty() {
            let numbers: Vec<String> = stranded.iter().map(ToString::to_string).collect();
            wrong.insert("people whose service no counter does".to_owned(), numbers.join(", "));
        }
        let silent = |printer| match printer {
            PrinterState::Silent => Some("does not answer"),
            PrinterState::Offline => Some("is off line"),
            PrinterState::Unknown
            | PrinterState::Ready
            | PrinterState::PaperNearEnd
            | PrinterState::PaperOut
            | PrinterState::CoverOpen
            | PrinterState::CutterBlocked
            | PrinterState::Jammed
            | PrinterState::Overheated
            | PrinterState::Unrecoverable
            | PrinterState::TicketNotTaken
            | PrinterState::NeedsPowerCycle
            | PrinterState::Error => None,
        };
        branch.read(|branch, _| {
            for (kiosk, now) in &branch.state().kiosks {
                if let Some(why) = silent(now.printer) {
                    wrong.entry(printer_name(*kiosk)).or_insert_with(|| why.to_owned());
                }
            }
        });
    }
    wrong
}

/// What is wrong now and was not before, with the reason.
fn news(before: &[String], now: &BTreeMap<String, String>) -> Vec<String> {
    let news = now.iter().filter(|(name, _)| !before.contains(name));
    news.map(|(name, why)| format!("{name}: {why}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_not_wrong_before_is_a_reason_to_go_back() {
        let now = [("hall display", "no card"), ("web server", "in use")];
        let now = now.map(|(name, why)| (name.to_owned(), why.to_owned())).into();
        let check = |before: &[&str], expected: &[&str]| {
            let before: Vec<String> = before.iter().map(|&name| name.to_owned()).collect();
            assert_eq!(news(&before, &now), expected);
        };
        check(&[], &["hall display: no card", "web server: in use"]);
        check(&["hall display"], &["web server: in use"]);
        check(&["hall display", "web server", "kiosk 1: lamp 1"], &[]);
    }
}
