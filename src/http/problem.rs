//! What cannot be answered, in words, as JSON for a program and as a page for a person.

use super::language::code;
use crate::wording::Say;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The request makes no sense.
    BadRequest,
    /// A body that is not JSON.
    NotJson,
    /// A page that is not ours wants to give a command.
    WrongOrigin,
    /// Nothing has this address.
    NotFound,
    /// The ticket has ended, or never was.
    TicketGone,
    /// The address is not for this method.
    WrongMethod,
    /// The body did not come in time.
    TooSlow,
    /// The body is too large.
    TooLarge,
    /// Reached under a name that is not ours.
    WrongHost,
    /// The branch has no power.
    NoPower,
    /// The branch stopped before it answered.
    Stopped,
    /// Too many connections.
    Busy,
    /// Somebody asks too often.
    TooOften,
    /// Nobody can be told apart from others without a cookie.
    NeedsCookie,
    /// Something failed inside.
    Failed,
}

impl Problem {
    fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::NeedsCookie => StatusCode::CONFLICT,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::WrongOrigin => StatusCode::FORBIDDEN,
            Self::NotFound | Self::TicketGone => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Self::NoPower | Self::Stopped | Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn words(self, say: Say<'_>) -> String {
        match self {
            Self::BadRequest => say.page_garbage(),
            Self::NotJson => say.page_not_json(),
            Self::Failed => say.page_failed(),
            Self::WrongOrigin => say.page_foreign(),
            Self::NotFound => say.page_not_found(),
            Self::TicketGone => say.follow_over(),
            Self::WrongMethod => say.page_wrong_method(),
            Self::TooSlow => say.page_too_slow(),
            Self::TooLarge => say.page_too_large(),
            Self::WrongHost => say.page_wrong_host(),
            Self::NoPower => say.page_no_power(),
            Self::Stopped => say.page_unsure(),
            Self::Busy => say.page_too_many(),
            Self::TooOften => say.page_too_often(),
            Self::NeedsCookie => say.page_needs_cookie(),
        }
    }

    /// The problem in words, for a person with a browser or for a program.
    pub fn answer(self, say: Say<'_>, wants_html: bool) -> Response {
        let words = self.words(say);
        if wants_html {
            // The words are our own sentences without arguments: there is nothing to escape.
            let page = include_str!("pages/problem.html");
            let page = page.replace("{language}", code(say.language())).replace("{words}", &words);
            (self.status(), Html(page)).into_response()
        } else {
            (self.status(), Json(json!({ "words": words }))).into_response()
        }
    }
}
