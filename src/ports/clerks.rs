//! Who of the clerks has signed in: what all servers of a branch remember together.
//!
//! Sessions lie in a file of the state directory, so that a clerk goes on after a restart where they were. When the file or the audit
//! log cannot be written, that is said in the log and people work: what they do is in the journal anyway.

use super::clerk_sessions::Sessions;
use crate::access::audit::{Audit, Note};
use crate::access::{Authenticator, Holder, PinId, private_file};
use crate::domain::ids::CounterId;
use crate::engine::random_bits;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// The file, in the state directory.
const FILE: &str = "counter-sessions.json";

/// Who has signed in at which counter.
#[derive(Debug)]
pub struct Clerks {
    state: PathBuf,
    pub(super) authenticator: Authenticator,
    audit: Audit,
    sessions: Mutex<Sessions>,
    /// Changes when a session ends before its time.
    ended: watch::Sender<()>,
    /// Held by who writes the file.
    writing: Mutex<()>,
}

impl Clerks {
    /// Those who had signed in before the last restart still have.
    pub fn remembered(state: &Path, audit: Audit) -> Arc<Self> {
        let read = || -> Result<Sessions, String> {
            let text = private_file::read(&state.join(FILE)).map_err(|error| error.to_string())?;
            let read = text.map(|text| serde_json::from_slice(&text)).transpose();
            read.map_err(|error| error.to_string()).map(Option::unwrap_or_default)
        };
        let sessions = read().unwrap_or_else(|why| {
            tracing::warn!("{FILE}: {why}; clerks have to sign in again");
            Sessions::default()
        });
        Arc::new(Self {
            state: state.to_owned(),
            authenticator: Authenticator::new(state),
            audit,
            sessions: Mutex::new(sessions),
            ended: watch::Sender::new(()),
            writing: Mutex::default(),
        })
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether who has this token has signed in at a counter, with the PIN that it still has.
    pub(super) async fn knows(&self, now_ms: Option<u64>, token: &str, counter: CounterId) -> bool {
        let opened_with = self.sessions().pin(now_ms, token, counter);
        let Some(opened_with) = opened_with else { return false };
        let current = self.authenticator.current(Holder::Counter(counter)).await;
        current.is_ok_and(|pin| pin == opened_with)
    }

    /// Somebody knew the PIN of a counter. Gives the token that says so from now on.
    pub(super) async fn open(self: &Arc<Self>, now_ms: u64, counter: CounterId, pin: PinId) -> String {
        let token = format!("{:032x}", random_bits());
        self.sessions().open(now_ms, &token, counter, pin);
        self.ended.send_replace(());
        self.keep().await;
        token
    }

    /// Somebody signs out. Whether they had signed in.
    pub(super) async fn close(self: &Arc<Self>, token: &str) -> bool {
        // Who only says so makes nobody write.
        let was_open = self.sessions().close(token);
        if was_open {
            self.ended.send_replace(());
            self.keep().await;
        }
        was_open
    }

    /// Tells whenever a session may have ended before its time.
    pub(super) fn ended(&self) -> watch::Receiver<()> {
        self.ended.subscribe()
    }

    /// Writes into the audit log who came and went.
    pub(super) async fn note(&self, note: Note) {
        if let Err(error) = self.audit.note(note).await {
            tracing::warn!("who signs in at a counter is not on record: {error}");
        }
    }

    /// Puts the sessions as they are now on disk.
    async fn keep(self: &Arc<Self>) {
        let clerks = Arc::clone(self);
        let write = move || {
            let _writing = clerks.writing.lock().unwrap_or_else(PoisonError::into_inner);
            let text = serde_json::to_string(&*clerks.sessions())?;
            private_file::write(&clerks.state, &clerks.state.join(FILE), &text)
        };
        match tokio::task::spawn_blocking(write).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!("{FILE}: {error}; after a restart clerks have to sign in again"),
            Err(error) => tracing::error!("{FILE}: {error}"),
        }
    }
}
