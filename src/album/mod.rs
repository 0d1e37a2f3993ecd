//! A day as pictures, from the journal: every slip as it came out, and what the hall showed.
//!
//! **Model.** The branch [lives through](rerun) the day again, event by event, with the settings of today; what it owed to paper and
//! hall at each moment is [drawn](easel) by those who drew it then. Between two events the hall's schedule goes on by itself, as on
//! the day. There is no clock: the time is the one that the events carry. A day is drawn as a whole into a directory, or it is
//! [listed](index) and drawn picture by picture, each named by its [place].
//!
//! **Invariants.** Nothing is drawn that the journal does not say. A picture stands where its event stands, so that pictures are in the
//! order of things, whatever clocks said. One picture is drawn at a time.
//!
//! **Deliberately not here.** What somebody changed in the site since: names and sizes are those of today. The highlight of a
//! new call, which blinks, and forecasts that only pass the time: a frame is listed when its calls or its notice change.

mod easel;
mod index;
mod place;
mod rerun;

pub use index::{Index, Kind, Listed};
pub use place::{Place, When, time};

use crate::domain::settings::Settings;
use crate::journal::{History, JournalError};
use crate::scene::hall::HallBody;
use crate::wording::{Say, Words};
use chrono::{NaiveDate, NaiveTime};
use easel::Easel;
use embedded_graphics::prelude::Size;
use index::Lister;
use rerun::{Morning, Rerun, Sight, Stop};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// How large the pictures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// The hall's display.
    pub hall: Size,
    /// How many dots a printer's line has.
    pub slip_dots: u32,
}

/// What was drawn of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
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
    /// Nothing of this kind was to be seen there.
    #[error("the service day {date} has no such picture at {place}")]
    NoPicture {
        /// Which day.
        date: NaiveDate,
        /// Where.
        place: Place,
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

/// The pictures of all days in the journal of a branch, also while it runs.
pub struct Album {
    state: PathBuf,
    settings: Arc<Settings>,
    words: Arc<Words>,
    sizes: Sizes,
    /// How the day began that was looked at last: each of its moments is near from there.
    morning: Mutex<Option<Morning>>,
}

impl Album {
    /// Of the journal in a state directory.
    pub fn new(state: &Path, settings: Arc<Settings>, words: Arc<Words>, sizes: Sizes) -> Self {
        Self { state: state.to_owned(), settings, words, sizes, morning: Mutex::default() }
    }

    /// The service days that the journal has, newest first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn days(&self) -> Result<Vec<NaiveDate>, JournalError> {
        Ok(History::open(&self.state)?.days()?.into_iter().map(|day| day.date).collect())
    }

    /// Everything that there was to be seen on a day, or on the newest one, in words; slips in their own language.
    ///
    /// # Errors
    /// When the journal cannot be read or has no such day.
    pub fn index(&self, date: Option<NaiveDate>, say: Say<'_>) -> Result<Index, AlbumError> {
        self.relive(date, |history, morning| {
            let mut lister = Lister::new(&self.words, say);
            morning.rerun(&self.settings).go(history, &morning.day, None, |rerun, sight| {
                lister.see(rerun, sight);
                Ok(())
            })?;
            Ok(Index { date: morning.day.date, pictures: lister.pictures })
        })
    }

    /// What the hall showed, as a PNG file.
    ///
    /// # Errors
    /// When the journal cannot be read, or has no such day or moment.
    pub fn hall(&self, date: Option<NaiveDate>, when: When) -> Result<Vec<u8>, AlbumError> {
        self.relive(date, |history, morning| {
            let mut rerun = morning.rerun(&self.settings);
            rerun.go_to(history, &morning.day, when)?;
            Ok(self.easel().hall(&rerun.hall(self.words.say(self.settings.language))))
        })
    }

    /// The slip that was sent to a printer by the event at this place, as a PNG file.
    ///
    /// # Errors
    /// When the journal cannot be read, or has no such day, or no slip there.
    pub fn slip(&self, date: Option<NaiveDate>, place: Place) -> Result<Vec<u8>, AlbumError> {
        self.relive(date, |history, morning| {
            let mut picture = None;
            let stop = Some(Stop::After(place.seq));
            morning.rerun(&self.settings).go(history, &morning.day, stop, |rerun, sight| {
                if let Sight::Slip(ticket) = sight
                    && rerun.place() == place
                {
                    picture = rerun.ticket(ticket).map(|ticket| self.easel().slip(ticket, &self.settings));
                }
                Ok(())
            })?;
            picture.ok_or(AlbumError::NoPicture { date: morning.day.date, place })
        })
    }

    /// Draws a day, or one moment of it by the clock in the office, into a directory, which is made if it is missing. A picture's
    /// name is the place of the event that it follows, the time in the office, and what it shows.
    ///
    /// # Errors
    /// When the journal cannot be read, has no such day, or a picture cannot be written.
    pub fn draw(
        &self,
        date: Option<NaiveDate>,
        at: Option<NaiveTime>,
        folder: &Path,
    ) -> Result<Drawn, AlbumError> {
        self.relive(date, |history, morning| {
            let failed = |source| AlbumError::File { path: folder.to_owned(), source };
            fs::create_dir_all(folder).map_err(failed)?;
            let drawn = Drawn { date: morning.day.date, slips: 0, frames: 0 };
            let mut leaves = Leaves { album: self, easel: self.easel(), folder, body: None, drawn };
            let mut rerun = morning.rerun(&self.settings);
            match at {
                None => rerun.go(history, &morning.day, None, |rerun, sight| leaves.add(rerun, sight))?,
                Some(at) => {
                    rerun.go_to(history, &morning.day, When::Clock(at))?;
                    for ticket in rerun.tickets_on_paper() {
                        leaves.add(&mut rerun, Sight::Slip(ticket))?;
                    }
                    leaves.add(&mut rerun, Sight::Hall)?;
                }
            }
            Ok(leaves.drawn)
        })
    }

    fn easel(&self) -> Easel<'_> {
        Easel::new(&self.words, self.sizes)
    }

    /// Does something with a day that begins anew.
    fn relive<T>(
        &self,
        date: Option<NaiveDate>,
        look: impl FnOnce(&History, &Morning) -> Result<T, AlbumError>,
    ) -> Result<T, AlbumError> {
        let history = History::open(&self.state)?;
        let mut kept = self.morning.lock().unwrap_or_else(PoisonError::into_inner);
        let is_current = kept.as_ref().map_or(Ok(false), |morning| morning.is_current(&history, date))?;
        if !is_current {
            *kept = None;
        }
        let morning = match kept.take() {
            Some(morning) => morning,
            None => Morning::find(&history, &self.settings, date)?,
        };
        look(&history, kept.insert(morning))
    }
}

/// Pictures that become files.
struct Leaves<'a> {
    album: &'a Album,
    easel: Easel<'a>,
    folder: &'a Path,
    /// What the hall showed last.
    body: Option<HallBody>,
    drawn: Drawn,
}

impl Leaves<'_> {
    fn add(&mut self, rerun: &mut Rerun, sight: Sight) -> Result<(), AlbumError> {
        match sight {
            Sight::Slip(ticket) => {
                let Some(ticket) = rerun.ticket(ticket) else { return Ok(()) };
                let copy = if ticket.copy { "-copy" } else { "" };
                let picture = self.easel.slip(ticket, &self.album.settings);
                self.drawn.slips += 1;
                self.write(rerun, &format!("slip-{}{copy}", ticket.number), &picture)
            }
            Sight::Hall => {
                let view = rerun.hall(self.album.words.say(self.album.settings.language));
                if self.body.as_ref() == Some(&view.body) {
                    return Ok(());
                }
                let picture = self.easel.hall(&view);
                self.body = Some(view.body);
                self.drawn.frames += 1;
                self.write(rerun, "hall", &picture)
            }
        }
    }

    fn write(&self, rerun: &Rerun, what: &str, picture: &[u8]) -> Result<(), AlbumError> {
        let (place, time) = (rerun.place(), rerun.local_time().format("%H%M%S"));
        let path = self.folder.join(format!("{:09}-{time}-{what}.png", place.seq));
        fs::write(&path, picture).map_err(|source| AlbumError::File { path, source })
    }
}
