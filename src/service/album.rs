//! Days as pictures: what there was to be seen, and each slip and each picture of the hall.
//!
//! A slip has the link of its ticket on it, with which anybody could give it up: seeing one needs the PIN, also at the socket. The
//! journal is read, and a picture drawn, by a thread of its own, for one after the other.

use super::station::Visitor;
use super::takeaway::{date_of, failed, no_date};
use crate::album::{Album, AlbumError};
use axum::Json;
use axum::extract::Path as At;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The service days of the journal.
#[derive(Debug, Serialize, Deserialize)]
pub struct Days {
    /// Newest first.
    pub days: Vec<NaiveDate>,
}

pub(super) async fn days(visitor: Visitor) -> Response {
    if let Err(refused) = visitor.may_read().await {
        return refused;
    }
    let days = of(&visitor, |album| Ok(album.days()?)).await;
    days.map_or_else(|refused| refused, |days| Json(Days { days }).into_response())
}

pub(super) async fn index(visitor: Visitor, At(day): At<String>) -> Response {
    let index = async {
        visitor.may_read().await?;
        let date = date_of(&day).map_err(|_| no_date(&visitor, &day))?;
        let (words, language) = (Arc::clone(&visitor.shared.station.words), visitor.language);
        let index = of(&visitor, move |album| album.index(date, words.say(language))).await?;
        Ok(Json(index).into_response())
    };
    index.await.unwrap_or_else(|refused| refused)
}

pub(super) async fn hall(visitor: Visitor, At((day, when)): At<(String, String)>) -> Response {
    let hall = async {
        visitor.may_read().await?;
        let date = date_of(&day).map_err(|_| no_date(&visitor, &day))?;
        let when = when.parse().map_err(|_| not_found(&visitor, &visitor.say().album_no_time(&when)))?;
        Ok(picture(of(&visitor, move |album| album.hall(date, when)).await?))
    };
    hall.await.unwrap_or_else(|refused| refused)
}

pub(super) async fn slip(visitor: Visitor, At((day, place)): At<(String, String)>) -> Response {
    let slip = async {
        visitor.may_act().await?;
        let date = date_of(&day).map_err(|_| no_date(&visitor, &day))?;
        let place = place.parse().map_err(|_| not_found(&visitor, &visitor.say().album_no_picture()))?;
        Ok(picture(of(&visitor, move |album| album.slip(date, place)).await?))
    };
    slip.await.unwrap_or_else(|refused| refused)
}

fn picture(bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, "image/png")], bytes).into_response()
}

async fn of<T: Send + 'static>(
    visitor: &Visitor,
    look: impl FnOnce(&Album) -> Result<T, AlbumError> + Send + 'static,
) -> Result<T, Response> {
    let album = Arc::clone(&visitor.shared.station.album);
    let seen = visitor.read_journal(move || look(&album)).await?;
    let say = visitor.say();
    seen.map_err(|error| match error {
        AlbumError::NoDay { .. } => not_found(visitor, &say.report_no_day()),
        AlbumError::TooEarly { at, .. } => not_found(visitor, &say.album_too_early(&at.to_string())),
        AlbumError::NoPicture { .. } => not_found(visitor, &say.album_no_picture()),
        AlbumError::Journal(_) | AlbumError::File { .. } => failed(visitor, &error),
    })
}

fn not_found(visitor: &Visitor, words: &str) -> Response {
    visitor.refused(StatusCode::NOT_FOUND, words)
}
