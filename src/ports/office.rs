//! What the server knows, and who is reading.

use super::clerks::Clerks;
use super::demo::Playground;
use super::server::Offered;
use super::view::Look;
use crate::domain::settings::Settings;
use crate::domain::ticket::Language;
use crate::engine::{Handle, Power};
use crate::http::{Hosts, Problem, language};
use crate::wording::{Say, Words};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use axum::response::Response;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};

/// What the daemon gives to the server.
#[derive(Clone)]
pub struct Office {
    /// The site: it stays the same while the power comes and goes.
    pub settings: Arc<Settings>,
    /// The words of every language.
    pub words: Arc<Words>,
    /// The cell with the running branch.
    pub power: Power,
    /// Why each device that does not work does not, by its name.
    pub faults: watch::Receiver<BTreeMap<String, String>>,
    /// The state directory: whoever asks why is answered from its journal.
    pub state: PathBuf,
    /// Who of the clerks has signed in.
    pub clerks: Arc<Clerks>,
    /// The demo's toys; `None` in `rinda run`.
    pub playground: Option<Arc<dyn Playground>>,
    /// Names, with a port where it is not the scheme's own, under which a proxy reaches the server, beside its own loopback
    /// address.
    pub hosts: Vec<String>,
}

/// What every handler can see.
pub(super) struct Shared {
    pub(super) office: Office,
    /// What this server is for.
    pub(super) offered: Offered,
    /// The values of `Host` that are answered.
    pub(super) hosts: Hosts,
    /// Part of every picture's address: versions of another process are other pictures.
    pub(super) edition: String,
    /// Whoever reads the journal waits for the one before: a small device reads for one person at a time.
    pub(super) journal: Semaphore,
    /// Becomes true when the server must end.
    pub(super) stop: watch::Receiver<bool>,
}

/// Who is reading: the language, and whether it is a person with a page or a program.
#[derive(Clone)]
pub(super) struct Reader {
    pub(super) shared: Arc<Shared>,
    pub(super) language: Language,
    pub(super) wants_html: bool,
}

impl Reader {
    pub(super) fn new(shared: &Arc<Shared>, uri: &Uri, headers: &HeaderMap) -> Self {
        let settings = &shared.office.settings;
        let asked = uri.query().and_then(language::of_query);
        let accepted = || headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok();
        let preferred = || language::of_header(accepted()?, &settings.languages);
        let language = asked.or_else(preferred).unwrap_or(settings.language);
        let accepts = headers.get(header::ACCEPT).and_then(|accepts| accepts.to_str().ok());
        let wants_html = accepts.is_some_and(|accepts| accepts.contains("text/html"));
        Self { shared: Arc::clone(shared), language, wants_html }
    }

    pub(super) fn say(&self) -> Say<'_> {
        self.shared.office.words.say(self.language)
    }

    /// The problem in the reader's words.
    pub(super) fn problem(&self, problem: Problem) -> Response {
        problem.answer(self.say(), self.wants_html)
    }

    /// Looks at a branch in the reader's language.
    pub(super) fn look<R>(&self, branch: &Handle, look: impl FnOnce(Look<'_>) -> R) -> R {
        let faults = self.shared.office.faults.borrow().clone();
        branch.read(|branch, now| look(Look { branch, now, say: self.say(), faults: &faults }))
    }
}

impl FromRequestParts<Arc<Shared>> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Infallible> {
        Ok(Self::new(shared, &parts.uri, &parts.headers))
    }
}
