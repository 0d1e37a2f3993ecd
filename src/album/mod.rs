//! A day as pictures, from the journal: every slip as it came out, and what the hall showed.
//!
//! **Model.** The branch is built anew, event by event, with the settings of today; what it owed to paper and hall at each moment
//! is drawn by those who drew it then. Between two events the hall's schedule goes on by itself, as on the day. There is no
//! clock: the time is the one that the events carry.
//!
//! **Invariants.** Nothing is drawn that the journal does not say. A picture's name begins with the place of the event that it
//! follows, so that pictures stand in the order of things, whatever clocks said; then comes the time in the office.
//!
//! **Deliberately not here.** What somebody changed in the site since: names and sizes are those of today. The highlight of a
//! new call, which blinks, and forecasts that only pass the time: a frame is kept when its calls or its notice change.

use crate::domain::branch::{Branch, NumbersGiven, State};
use crate::domain::event::Event;
use crate::domain::ids::TicketId;
use crate::domain::settings::Settings;
use crate::domain::ticket::Ticket;
use crate::domain::time::Moment;
use crate::journal::{History, JournalError, Recorded};
use crate::scene::hall::{HallBody, HallView};
use crate::scene::hall_schedule::HallSchedule;
use crate::scene::screen::Screen;
use crate::slip::content::SlipContent;
use crate::slip::layout::Layout;
use crate::wording::Words;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use embedded_graphics::prelude::Size;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Events read at one time.
const PIECE: u32 = 10_000;

/// What is drawn.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Which service day; the newest when nobody says.
    pub date: Option<NaiveDate>,
    /// One moment of it, by the clock in the office; else the whole day.
    pub at: Option<NaiveTime>,
    /// The hall's display.
    pub hall: Size,
    /// How many dots a printer's line has.
    pub slip_dots: u32,
}

/// What was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Album {
    /// The service day.
    pub date: NaiveDate,
    /// Slips.
    pub slips: usize,
    /// Pictures of the hall.
    pub frames: usize,
}

/// Why nothing is drawn.
#[derive(Debug, thiserror::Error)]
pub enum AlbumError {
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// There is no such day.
    #[error("the journal has no such service day; it has {}", if days.is_empty() { "none" } else { days })]
    NoDay {
        /// Those that it has.
        days: String,
    },
    /// The day was not open then.
    #[error("the service day {date} has no event before {at}")]
    TooEarly {
        /// Which day.
        date: NaiveDate,
        /// When.
        at: NaiveTime,
    },
    /// A picture cannot be written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Draws a day, or one moment of it, into a directory, which is made if it is missing.
///
/// # Errors
/// When the journal cannot be read, has no such day, or a picture cannot be written.
pub fn draw(
    state: &Path,
    settings: &Arc<Settings>,
    words: &Words,
    wish: &Wish,
    folder: &Path,
) -> Result<Album, AlbumError> {
    let history = History::open(state)?;
    let days = days(&history)?;
    let chosen = days.iter().rposition(|(date, _)| wish.date.is_none_or(|wanted| wanted == *date));
    let no_day = || AlbumError::NoDay {
        days: days.iter().map(|(date, _)| date.to_string()).collect::<Vec<_>>().join(", "),
    };
    // A day that was closed and opened again is one day.
    let (date, _) = days[chosen.ok_or_else(no_day)?];
    let first = days.iter().find(|(other, _)| *other == date).map_or(1, |(_, seq)| *seq);
    let end =
        days.iter().find(|(other, seq)| *other != date && *seq > first).map_or(u64::MAX, |(_, seq)| *seq);
    let mut painter = Painter {
        branch: Branch::new(Arc::clone(settings), State::new(1, NumbersGiven::new())),
        words,
        wish,
        schedule: HallSchedule::new(),
        screen: Screen::new(wish.hall),
        layout: Layout::default(),
        folder: folder.to_owned(),
        body: None,
        album: Album { date, slips: 0, frames: 0 },
    };
    let until = wish.at.and_then(|at| {
        let zone = settings.calendar.zone;
        zone.from_local_datetime(&date.and_time(at)).earliest().map(|at| at.to_utc())
    });
    fs::create_dir_all(folder).map_err(|source| AlbumError::File { path: folder.to_owned(), source })?;
    let newest = painter.replay(&history, first, end, until)?;
    if let Some((until, at)) = until.zip(wish.at) {
        let last = newest.filter(|row| row.seq >= first).ok_or(AlbumError::TooEarly { date, at })?;
        painter.one_moment(&last, until)?;
    }
    Ok(painter.album)
}

/// When days were opened: their dates and the places of the events.
fn days(history: &History) -> Result<Vec<(NaiveDate, u64)>, JournalError> {
    let mut days = Vec::new();
    each::<JournalError>(history, |row| {
        if let Event::DayOpened { date, .. } = row.entry.event {
            days.push((date, row.seq));
        }
        Ok(true)
    })?;
    Ok(days)
}

/// Gives every event that is kept, until somebody has had enough.
fn each<E: From<JournalError>>(
    history: &History,
    mut take: impl FnMut(Recorded) -> Result<bool, E>,
) -> Result<(), E> {
    let mut from = 0;
    loop {
        let piece = history.entries(from, PIECE)?;
        let Some(last) = piece.last() else { return Ok(()) };
        from = last.seq + 1;
        for row in piece {
            if !take(row)? {
                return Ok(());
            }
        }
    }
}

struct Painter<'a> {
    branch: Branch,
    words: &'a Words,
    wish: &'a Wish,
    schedule: HallSchedule,
    screen: Screen,
    layout: Layout,
    folder: PathBuf,
    /// What the hall showed last.
    body: Option<HallBody>,
    album: Album,
}

impl Painter<'_> {
    /// Lives through the journal up to a place or a time. Returns the last event before that.
    fn replay(
        &mut self,
        history: &History,
        first: u64,
        end: u64,
        until: Option<DateTime<Utc>>,
    ) -> Result<Option<Recorded>, AlbumError> {
        let mut before: Option<Recorded> = None;
        each::<AlbumError>(history, |row| {
            let in_day = row.seq >= first;
            if row.seq >= end || (in_day && until.is_some_and(|until| row.entry.at.utc() > until)) {
                return Ok(false);
            }
            if let Some(before) = before.as_ref().filter(|before| before.seq >= first) {
                self.hall_goes_on(before, row.entry.at.steady_ms, until.is_none())?;
            }
            self.branch.apply(&row.entry);
            if in_day && until.is_none() {
                if let Event::SlipSent { ticket, .. } = row.entry.event {
                    self.slip(row.seq, row.entry.at, ticket)?;
                }
                self.frame(row.seq, row.entry.at)?;
            }
            before = Some(row);
            Ok(true)
        })?;
        Ok(before)
    }

    /// What the hall shows by itself between two events.
    fn hall_goes_on(&mut self, after: &Recorded, until_ms: u64, draw: bool) -> Result<(), AlbumError> {
        let mut now = after.entry.at;
        loop {
            let show = self.schedule.show(&self.branch.state().calls, now.steady_ms);
            let Some(next_ms) = show.next_deadline_ms.filter(|&ms| now.steady_ms < ms && ms < until_ms)
            else {
                return Ok(());
            };
            now = later(now, next_ms - now.steady_ms);
            if draw {
                self.frame(after.seq, now)?;
            }
        }
    }

    /// The hall and all slips of people who are here, at one moment.
    fn one_moment(&mut self, last: &Recorded, until: DateTime<Utc>) -> Result<(), AlbumError> {
        let passed_ms = (until - last.entry.at.utc()).num_milliseconds();
        let now = later(last.entry.at, u64::try_from(passed_ms).unwrap_or(0));
        self.hall_goes_on(last, now.steady_ms, false)?;
        let tickets = self.branch.state().tickets.values().filter(|ticket| ticket.kiosk.is_some());
        let tickets: Vec<TicketId> = tickets.map(|ticket| ticket.id).collect();
        for ticket in tickets {
            self.slip(last.seq, now, ticket)?;
        }
        self.frame(last.seq, now)
    }

    fn slip(&mut self, seq: u64, at: Moment, ticket: TicketId) -> Result<(), AlbumError> {
        let Some(ticket) = self.branch.state().tickets.get(&ticket) else { return Ok(()) };
        let content = SlipContent::of(ticket, self.branch.settings(), self.words);
        let picture = self.layout.draw(&content, self.wish.slip_dots).to_png();
        let Ticket { number, copy, .. } = ticket;
        let copy = if *copy { "-copy" } else { "" };
        self.album.slips += 1;
        self.write(seq, at, &format!("slip-{number}{copy}"), &picture)
    }

    fn frame(&mut self, seq: u64, now: Moment) -> Result<(), AlbumError> {
        let mut show = self.schedule.show(&self.branch.state().calls, now.steady_ms);
        show.highlight = false;
        let say = self.words.say(self.branch.settings().language);
        let view = HallView::of(&self.branch, &show, None, now, say);
        if self.body.as_ref() == Some(&view.body) {
            return Ok(());
        }
        self.screen.show(&view);
        self.body = Some(view.body);
        self.album.frames += 1;
        let picture = self.screen.frame().to_png();
        self.write(seq, now, "hall", &picture)
    }

    fn write(&self, seq: u64, at: Moment, what: &str, picture: &[u8]) -> Result<(), AlbumError> {
        let zone = self.branch.settings().calendar.zone;
        let time = at.utc().with_timezone(&zone).format("%H%M%S");
        let path = self.folder.join(format!("{seq:09}-{time}-{what}.png"));
        fs::write(&path, picture).map_err(|source| AlbumError::File { path, source })
    }
}

fn later(at: Moment, by_ms: u64) -> Moment {
    Moment { steady_ms: at.steady_ms + by_ms, wall_ms: at.wall_ms.saturating_add_unsigned(by_ms), ..at }
}
