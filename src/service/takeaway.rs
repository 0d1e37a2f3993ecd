//! What a technician takes away: a day as a page, as a picture and as a log, and the state of the branch in one file.
//!
//! The journal is read by threads of their own, for one after the other. A backup lies on the disk while it is carried out, under no
//! name: in memory it would count as the program's, and there is no room in the state directory for something that is not state.

use super::picture::Picture;
use super::station::Visitor;
use crate::domain::ticket::Language;
use crate::http::Problem;
use crate::http::asset::{Asset, CSS, SVG};
use crate::journal::JournalError;
use crate::journal::backup::back_up;
use crate::report::{self, Report, STYLE, Style};
use crate::wording::faults::Fault;
use axum::body::{Body, Bytes};
use axum::extract::Path as At;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::NaiveDate;
use chrono::format::ParseResult;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Read};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// Style of the report's page.
pub(super) const REPORT_STYLE: Asset =
    Asset { path: "/assets/report.css", kind: CSS, bytes: STYLE.as_bytes() };
/// What is carried at once.
const PIECE_BYTES: usize = 64 << 10;
/// The address of the newest day.
const NEWEST: &str = "newest";
/// A backup needs so many times the room of the state: the copy, and what is packed of it.
const ROOM: u64 = 2;

/// The report as a page of this server.
pub(super) async fn page(visitor: Visitor, At(day): At<String>) -> Response {
    let drawn = of_day(&visitor, &day).await.map(|report| {
        let settings = &visitor.shared.station.settings;
        Html(report::page(&report, settings, visitor.say(), Style::At(REPORT_STYLE.path))).into_response()
    });
    drawn.unwrap_or_else(|refused| refused)
}

/// The same as a page that stands alone.
pub(super) async fn file(visitor: Visitor, At(day): At<String>) -> Response {
    let drawn = of_day(&visitor, &day).await.map(|report| {
        let settings = &visitor.shared.station.settings;
        Html(report::page(&report, settings, visitor.say(), Style::Within)).into_response()
    });
    drawn.unwrap_or_else(|refused| refused)
}

/// The same as one picture.
pub(super) async fn svg(visitor: Visitor, At(day): At<String>) -> Response {
    let drawn = of_day(&visitor, &day).await.map(|report| {
        let svg = report::svg(&report, &visitor.shared.station.settings, visitor.say());
        ([(header::CONTENT_TYPE, SVG)], svg).into_response()
    });
    drawn.unwrap_or_else(|refused| refused)
}

/// The day as a log that `rinda replay` reads.
pub(super) async fn log(visitor: Visitor, At(day): At<String>) -> Response {
    let report = match of_day(&visitor, &day).await {
        Ok(report) => report,
        Err(refused) => return refused,
    };
    let mut table = Vec::new();
    match crate::replay::write(&report.log, &mut table) {
        Ok(()) => ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], table).into_response(),
        Err(error) => failed(&visitor, &error),
    }
}

async fn of_day(visitor: &Visitor, day: &str) -> Result<Report, Response> {
    visitor.may_read().await?;
    let date = date_of(day).map_err(|_| no_date(visitor, day))?;
    let station = visitor.shared.station.clone();
    let read = visitor.read_journal(move || report::report(&station.state, date, &station.settings)).await?;
    let read = read.map_err(|error: JournalError| failed(visitor, &error))?;
    read.ok_or_else(|| visitor.refused(StatusCode::NOT_FOUND, &visitor.say().report_no_day()))
}

/// The date of a day in an address, or nothing for the newest.
pub(super) fn date_of(day: &str) -> ParseResult<Option<NaiveDate>> {
    if day == NEWEST { Ok(None) } else { day.parse().map(Some) }
}

/// It is none.
pub(super) fn no_date(visitor: &Visitor, day: &str) -> Response {
    visitor.refused(StatusCode::NOT_FOUND, &visitor.say().album_no_date(day))
}

/// The state of the branch. There are links and persons in it: reading it is an act.
pub(super) async fn backup(visitor: Visitor) -> Response {
    carried_out(&visitor).await.unwrap_or_else(|refused| refused)
}

async fn carried_out(visitor: &Visitor) -> Result<Response, Response> {
    visitor.may_act().await?;
    let branch = visitor.shared.station.power.branch();
    let now = branch.ok_or_else(|| visitor.problem(Problem::NoPower))?.now();
    let machine = visitor.shared.watched.borrow().machine.clone();
    if machine.disk_is_low() || machine.disk_free_bytes.is_some_and(|free| free / ROOM < machine.state_bytes)
    {
        return Err(visitor.refused(StatusCode::INSUFFICIENT_STORAGE, &visitor.say().fault_disk_low()));
    }
    visitor.record("backup", "asked").await?;
    let state = visitor.shared.station.state.clone();
    let made = visitor.read_journal(move || {
        let scratch = Scratch::new()?;
        let file = scratch.0.join("backup");
        let made = back_up(&state, &file, now.wall_ms, now.trust, &mut |_| {});
        made.map_err(io::Error::other)?;
        File::open(&file)
    });
    let file = made.await?.map_err(|error| failed(visitor, &error))?;
    visitor.record("backup", "done").await?;
    Ok(given(visitor, file))
}

/// A file for whoever helps from afar: there is nothing in it with which anybody could do something.
pub(super) async fn bundle(visitor: Visitor) -> Response {
    match bundled(&visitor).await {
        Ok(response) | Err(response) => response,
    }
}

async fn bundled(visitor: &Visitor) -> Result<Response, Response> {
    visitor.may_read().await?;
    let station = &visitor.shared.station;
    let watched = visitor.shared.watched.borrow().clone();
    let faults = Picture::of(station, &watched, station.words.say(Language::En)).faults;
    let faults: Vec<String> = faults.into_iter().map(Fault::in_words).collect();
    let bundler = station.bundler.clone();
    let made = visitor.read_journal(move || {
        let scratch = Scratch::new()?;
        let file = scratch.0.join("bundle");
        bundler(&faults, &file)?;
        File::open(&file)
    });
    let file = made.await?.map_err(|error| failed(visitor, &error))?;
    Ok(given(visitor, file))
}

/// An archive, with its length: whoever takes it can tell whether it is whole.
fn given(visitor: &Visitor, file: File) -> Response {
    let length = match file.metadata() {
        Ok(known) => known.len(),
        Err(error) => return failed(visitor, &error),
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/gzip"));
    headers.insert(header::CONTENT_LENGTH, length.into());
    (headers, in_pieces(file)).into_response()
}

pub(super) fn failed(visitor: &Visitor, error: &dyn std::error::Error) -> Response {
    tracing::warn!("service port: {error}");
    visitor.problem(Problem::Failed)
}

/// A file, piece by piece as fast as somebody takes it.
fn in_pieces(mut file: File) -> Body {
    let (sender, receiver) = mpsc::channel::<io::Result<Bytes>>(1);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut piece = vec![0; PIECE_BYTES];
            let piece = file.read(&mut piece).map(|length| {
                piece.truncate(length);
                Bytes::from(piece)
            });
            let is_last = piece.as_ref().is_ok_and(Bytes::is_empty);
            // Who has gone wants no more.
            if is_last || sender.blocking_send(piece).is_err() {
                return;
            }
        }
    });
    Body::from_stream(ReceiverStream::new(receiver))
}

/// A directory that nobody else can look into, gone with the value; what is open in it lives on.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> io::Result<Self> {
        let on_disk = Path::new("/var/tmp");
        let place = if on_disk.is_dir() { on_disk.to_owned() } else { std::env::temp_dir() };
        let path = place.join(format!("rinda-{:032x}", crate::engine::random_bits()));
        DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!("{} stays behind: {error}", self.0.display());
        }
    }
}
