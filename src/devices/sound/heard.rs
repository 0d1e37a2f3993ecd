//! What was heard on sinks that only a page plays: the newest, as text and as sound.

use super::speaker::{Fate, Place};
use super::wav::Samples;
use crate::domain::ticket::Language;
use crate::speech::Utterance;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Texts that are kept.
const ENTRIES_MAX: usize = 12;
/// Of these, so many with their sound: some seconds each.
const SOUNDS_MAX: usize = 4;

/// Something that was heard, or was to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Ascending.
    pub id: u64,
    /// Who spoke.
    pub place: Place,
    /// Whether a chime came first.
    pub chime: bool,
    /// The words with their language, if there were any.
    pub words: Option<(Language, String)>,
    /// What became of it.
    pub fate: Fate,
    /// A WAV file, while it is kept.
    pub sound: Option<Arc<[u8]>>,
}

/// The newest that was heard. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Heard {
    entries: Arc<Mutex<VecDeque<Entry>>>,
    changes: Arc<watch::Sender<u64>>,
}

impl Default for Heard {
    fn default() -> Self {
        Self { entries: Arc::default(), changes: Arc::new(watch::Sender::new(0)) }
    }
}

impl Heard {
    /// The newest, oldest first.
    pub fn entries(&self) -> Vec<Entry> {
        self.lock().iter().cloned().collect()
    }

    /// Counts what was heard.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Whether anybody could hear.
    pub(super) fn has_listeners(&self) -> bool {
        self.changes.receiver_count() > 0
    }

    pub(super) fn add(&self, place: Place, utterance: &Utterance, fate: Fate, sound: Option<&Samples>) {
        let mut entries = self.lock();
        let words = utterance.words.as_ref().map(|words| (words.language, words.text.clone()));
        let id = entries.back().map_or(1, |newest| newest.id + 1);
        let sound = sound.map(|samples| samples.to_wav().into());
        entries.push_back(Entry { id, place, chime: utterance.chime, words, fate, sound });
        while entries.len() > ENTRIES_MAX {
            entries.pop_front();
        }
        let with_sound = entries.iter_mut().rev().filter(|entry| entry.sound.is_some());
        for old in with_sound.skip(SOUNDS_MAX) {
            old.sound = None;
        }
        drop(entries);
        self.changes.send_modify(|change| *change += 1);
    }

    /// What this place says now is not heard to its end.
    pub(super) fn interrupt(&self, place: Place) {
        let mut entries = self.lock();
        let newest = entries.iter_mut().rev().find(|entry| entry.place == place);
        if let Some(entry) = newest.filter(|entry| entry.fate == Fate::Heard) {
            entry.fate = Fate::Interrupted;
            drop(entries);
            self.changes.send_modify(|change| *change += 1);
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
