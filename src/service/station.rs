//! What the port knows, and who is asking.

use super::history::{History, Watched};
use super::inputs::Watch;
use super::reload::Reload;
use super::sessions::Sessions;
use super::trials::Trials;
use crate::access::audit::{Audit, Note};
use crate::access::{Authenticator, Holder, PinError};
use crate::album::Album;
use crate::config::LinkSettings;
use crate::domain::command::Answer;
use crate::domain::event::Part;
use crate::domain::settings::Settings;
use crate::domain::ticket::Language;
use crate::domain::trial::NotTried;
use crate::engine::Power;
use crate::http::{Peer, Problem, language};
use crate::wording::{Say, Words};
use axum::Json;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Semaphore, watch};
use tokio::time::Instant;

/// What the daemon gives to the port.
#[derive(Clone)]
pub struct Station {
    /// The site.
    pub settings: Arc<Settings>,
    /// The words of every language.
    pub words: Arc<Words>,
    /// The cell with the running branch.
    pub power: Power,
    /// Why each device that does not work does not, by its name.
    pub faults: watch::Receiver<BTreeMap<String, String>>,
    /// Everything that can fail, by the same names.
    pub devices: Vec<String>,
    /// The way to the centre, if there is one.
    pub link: Option<LinkSettings>,
    /// The state directory: the PIN is there.
    pub state: PathBuf,
    /// The record of what is done.
    pub audit: Audit,
    /// Days as pictures.
    pub album: Arc<Album>,
    /// Makes a support bundle.
    pub bundler: Bundler,
    /// Has the centre told again how everything is, if there is one.
    pub resync: Option<Resync>,
    /// Lets a part begin anew.
    pub restart: Restart,
    /// Tries another configuration.
    pub reload: Arc<dyn Reload>,
    /// What stays when the branch starts again.
    pub lasting: Arc<Lasting>,
    /// Tries devices.
    pub trials: Trials,
    /// Watches what people press.
    pub watch: Watch,
}

/// Makes a support bundle at a path, given what is wrong in words. Takes its time.
pub type Bundler = Arc<dyn Fn(&[String], &Path) -> io::Result<()> + Send + Sync>;

/// Lets a part of the branch begin anew, or says why not.
pub type Restart = Arc<dyn Fn(Part) -> Result<Answer, NotTried> + Send + Sync>;

/// Has the centre told again how everything is. Whether it says that it has it.
pub type Resync = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = bool> + Send>> + Send + Sync>;

/// Who has signed in, and what devices did, for as long as the program runs: also while a branch starts again with another configuration.
#[derive(Debug)]
pub struct Lasting {
    sessions: Mutex<Sessions>,
    devices: Mutex<History>,
    begin: Instant,
}

impl Default for Lasting {
    fn default() -> Self {
        Self { sessions: Mutex::default(), devices: Mutex::default(), begin: Instant::now() }
    }
}

impl Lasting {
    pub(super) fn devices(&self) -> MutexGuard<'_, History> {
        self.devices.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What every handler can see.
pub(super) struct Shared {
    pub(super) station: Station,
    /// Devices and machine, as they were seen last.
    pub(super) watched: watch::Receiver<Watched>,
    pub(super) authenticator: Authenticator,
    /// The journal is read for one after the other.
    reading: Semaphore,
    /// Becomes true when the servers must end.
    pub(super) stop: watch::Sender<bool>,
}

impl Shared {
    pub(super) fn new(station: Station, watched: watch::Receiver<Watched>) -> Self {
        let authenticator = Authenticator::new(&station.state);
        Self { station, watched, authenticator, reading: Semaphore::new(1), stop: watch::Sender::new(false) }
    }

    pub(super) fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.station.lasting.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Milliseconds since sessions can be opened.
    pub(super) fn now_ms(&self) -> u64 {
        u64::try_from(self.station.lasting.begin.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Who is asking.
#[derive(Clone)]
pub(super) struct Visitor {
    pub(super) shared: Arc<Shared>,
    pub(super) language: Language,
    pub(super) wants_html: bool,
    /// Nobody when the server did not say: then nothing is allowed.
    peer: Option<Peer>,
    pub(super) token: Option<String>,
}

impl Visitor {
    pub(super) fn of(shared: &Arc<Shared>, request: &Request) -> Self {
        Self::new(shared, request.uri(), request.headers(), request.extensions())
    }

    fn new(shared: &Arc<Shared>, uri: &Uri, headers: &HeaderMap, extensions: &Extensions) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let asked = uri.query().and_then(language::of_query);
        let preferred = || language::of_header(text(header::ACCEPT_LANGUAGE)?, &Language::ALL);
        let token = text(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
        Self {
            shared: Arc::clone(shared),
            language: asked.or_else(preferred).unwrap_or(shared.station.settings.language),
            wants_html: text(header::ACCEPT).is_some_and(|accepts| accepts.contains("text/html")),
            peer: extensions.get::<Peer>().copied(),
            token: token.map(ToOwned::to_owned),
        }
    }

    pub(super) fn say(&self) -> Say<'_> {
        self.shared.station.words.say(self.language)
    }

    /// The problem in the visitor's words.
    pub(super) fn problem(&self, problem: Problem) -> Response {
        problem.answer(self.say(), self.wants_html)
    }

    /// A refusal in the visitor's words.
    pub(super) fn refused(&self, status: StatusCode, words: &str) -> Response {
        (status, Json(json!({ "words": words }))).into_response()
    }

    /// Whether they may see what is here.
    ///
    /// # Errors
    /// What they are told if not.
    pub(super) async fn may_read(&self) -> Result<(), Response> {
        match self.peer {
            Some(Peer::Process(_)) => Ok(()),
            Some(Peer::Address(_)) | None => self.may_act().await,
        }
    }

    /// Whether a stream may go on; looking is no use that keeps a session alive.
    pub(super) fn may_still_read(&self) -> bool {
        match self.peer {
            Some(Peer::Process(_)) => true,
            Some(Peer::Address(_)) | None => {
                let token = self.token.as_deref().unwrap_or_default();
                self.shared.sessions().has(self.shared.now_ms(), token)
            }
        }
    }

    /// Whether they have signed in with the PIN.
    ///
    /// # Errors
    /// What they are told if not.
    pub(super) async fn may_act(&self) -> Result<(), Response> {
        let id = match self.shared.authenticator.current(Holder::Technician).await {
            Ok(id) => id,
            Err(PinError::Ended(_)) => return Err(self.problem(Problem::Failed)),
            Err(error) => return Err(self.no_pin(&error)),
        };
        let now_ms = self.shared.now_ms();
        let token = self.token.as_deref().unwrap_or_default();
        if self.shared.sessions().admits(now_ms, token, &id) {
            return Ok(());
        }
        Err(self.refused(StatusCode::UNAUTHORIZED, &self.say().page_needs_pin()))
    }

    /// Reads the journal, when nobody else does, by a thread of its own.
    ///
    /// # Errors
    /// What they are told when that fails.
    pub(super) async fn read_journal<T: Send + 'static>(
        &self,
        read: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Response> {
        // It is never closed.
        let _turn = self.shared.reading.acquire().await;
        tokio::task::spawn_blocking(read).await.map_err(|_| self.problem(Problem::Failed))
    }

    /// There is no PIN to hold one against; a damaged file is told to who reads the log.
    pub(super) fn no_pin(&self, error: &PinError) -> Response {
        tracing::debug!("service port: {error}");
        self.refused(StatusCode::FORBIDDEN, &self.say().page_no_pin())
    }

    /// Writes what they do into the audit log; it is on disk when this returns.
    ///
    /// # Errors
    /// What they are told when it cannot be: then it must not be done.
    pub(super) async fn record(&self, what: &str, outcome: &str) -> Result<(), Response> {
        let (at, clock_trusted) = match self.shared.station.power.branch() {
            Some(branch) => branch.read(|branch, now| (Some(now.utc()), branch.clock_trusted(now))),
            None => (None, false),
        };
        let (who, what, outcome) = (self.who(), what.to_owned(), outcome.to_owned());
        let note = Note { at, clock_trusted, who, what, outcome };
        self.shared.station.audit.note(note).await.map_err(|error| {
            tracing::warn!("service port: {error}");
            self.refused(StatusCode::INTERNAL_SERVER_ERROR, &self.say().page_not_recorded())
        })
    }

    fn who(&self) -> String {
        match self.peer {
            Some(Peer::Process(Some(user))) => format!("socket, user {user}"),
            Some(Peer::Process(None)) => "socket".to_owned(),
            Some(Peer::Address(address)) => format!("page, {address}"),
            None => "nobody".to_owned(),
        }
    }
}

impl FromRequestParts<Arc<Shared>> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Infallible> {
        Ok(Self::new(shared, &parts.uri, &parts.headers, &parts.extensions))
    }
}
