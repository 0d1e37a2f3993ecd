//! Who is reading: language, person, address.

use super::Shared;
use super::limits::Who;
use crate::domain::ticket::Language;
use crate::http::language::{code, language_of, of_header, of_query};
use crate::http::{Peer, Problem};
use crate::wording::Say;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

/// Says who somebody is, for as long as the browser keeps it.
const PERSON: &str = "rinda";
/// The language that somebody has chosen.
const LANGUAGE: &str = "lang";
/// A person is forgotten after two days: tickets live for one.
const PERSON_S: u32 = 2 * 24 * 3600;
const LANGUAGE_S: u32 = 365 * 24 * 3600;

/// Who is reading.
#[derive(Clone)]
pub(super) struct Reader {
    pub(super) shared: Arc<Shared>,
    pub(super) language: Language,
    /// Chosen with this very address.
    chosen: Option<Language>,
    wants_html: bool,
    /// What the cookie says.
    pub(super) person: Option<u128>,
    pub(super) address: Option<IpAddr>,
    /// Whether a proxy says that it was reached by TLS.
    is_secure: bool,
}

impl Reader {
    pub(super) fn of(shared: &Arc<Shared>, request: &Request) -> Self {
        Self::new(shared, request.uri(), request.headers(), request.extensions())
    }

    fn new(shared: &Arc<Shared>, uri: &Uri, headers: &HeaderMap, extensions: &Extensions) -> Self {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let chosen = uri.query().and_then(of_query);
        let kept = || language_of(cookie(headers, LANGUAGE)?);
        let preferred = || of_header(text(header::ACCEPT_LANGUAGE)?, &Language::ALL);
        let language = chosen.or_else(kept).or_else(preferred).unwrap_or(Language::Lv);
        let peer = extensions.get::<Peer>().and_then(|peer| peer.address());
        // A proxy on this machine says whom it speaks for; from anybody else that would be a claim.
        let proxied = peer.is_some_and(|peer| peer.to_canonical().is_loopback());
        let named = headers.get_all("x-forwarded-for").iter().next_back().filter(|_| proxied);
        let named = named.and_then(|all| all.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        let is_secure = proxied && headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
        Self {
            shared: Arc::clone(shared),
            language,
            chosen,
            wants_html: text(header::ACCEPT).is_some_and(|accepts| accepts.contains("text/html")),
            person: cookie(headers, PERSON).and_then(|hex| u128::from_str_radix(hex, 16).ok()),
            address: named.or(peer),
            is_secure,
        }
    }

    pub(super) fn say(&self) -> Say<'_> {
        self.shared.words.say(self.language)
    }

    pub(super) fn problem(&self, problem: Problem) -> Response {
        problem.answer(self.say(), self.wants_html)
    }

    /// Whether the reader may ask for something now.
    pub(super) fn may_ask(&self) -> bool {
        let now_ms = self.shared.clock.read().mono_ms;
        let mut limits = self.shared.limits.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let person = self.person.map(Who::Person);
        let address = self.address.map(Who::at);
        // The address first: cookies cost nothing, and those of somebody who is turned away anyway would fill the buckets.
        address.into_iter().chain(person).all(|who| limits.admit(now_ms, who))
    }

    /// A new person's cookie for who has none. It goes to our own pages only and no script can read it.
    pub(super) fn greet(&self, response: &mut Response) {
        let mut bits = [0; 16];
        if self.person.is_some() || getrandom::fill(&mut bits).is_err() {
            return;
        }
        let person = u128::from_le_bytes(bits);
        self.set(
            response,
            &format!("{PERSON}={person:032x}; HttpOnly; SameSite=Strict; Path=/; Max-Age={PERSON_S}"),
        );
    }

    /// Keeps the language that was chosen with this address.
    pub(super) fn keep_language(&self, response: &mut Response) {
        if let Some(language) = self.chosen {
            let chosen = code(language);
            self.set(
                response,
                &format!("{LANGUAGE}={chosen}; HttpOnly; SameSite=Lax; Path=/; Max-Age={LANGUAGE_S}"),
            );
        }
    }

    fn set(&self, response: &mut Response, cookie: &str) {
        let secure = if self.is_secure { "; Secure" } else { "" };
        if let Ok(value) = HeaderValue::from_str(&format!("{cookie}{secure}")) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}

impl FromRequestParts<Arc<Shared>> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Infallible> {
        Ok(Self::new(shared, &parts.uri, &parts.headers, &parts.extensions))
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}
