//! `rinda bundle` and `rinda day`: what is taken away for whoever helps, and for whoever asks what was shown.

use super::{DaemonError, check, read_config};
use crate::album::{Album, Drawn, Sizes};
use crate::bundle::{self, Parts};
use crate::config::board::Board;
use crate::config::board::screen::Shape;
use crate::devices::probe::survey;
use crate::devices::probe::tree::Tree;
use crate::engine::time_source::{KernelTime, TimeSource};
use crate::wording::Words;
use chrono::{NaiveDate, NaiveTime};
use embedded_graphics::prelude::Size;
use std::path::Path;
use std::sync::Arc;

/// Makes a support bundle without secrets, also while the branch runs, and also of files that are wrong.
///
/// # Errors
/// When the journal cannot be read, or the file cannot be written.
pub fn make_bundle(board: &Path, site: &Path, state: &Path, file: &Path) -> Result<(), DaemonError> {
    let faults = &["Made at the command line, which does not know; see the service page.".to_owned()];
    bundle_with(faults, board, site, state, file)
}

/// The same by who knows what is wrong.
///
/// # Errors
/// As above.
pub(super) fn bundle_with(
    faults: &[String],
    board: &Path,
    site: &Path,
    state: &Path,
    file: &Path,
) -> Result<(), DaemonError> {
    let (check, inventory) =
        (check(board, site, Some(state)).to_string(), survey(&Tree::default()).to_string());
    let made_ms = KernelTime.read().wall_ms;
    let parts = Parts { state, board, site, faults, check: &check, inventory: &inventory, made_ms };
    Ok(bundle::make(&parts, file)?)
}

/// Draws a service day, or one moment of it, into a directory: the slips as the first kiosk's printer would have them, the hall as
/// its first display.
///
/// # Errors
/// When the files are wrong, the journal has no such day, or a picture cannot be written.
pub fn draw_day(
    board: &Path,
    site: &Path,
    state: &Path,
    (date, at): (Option<NaiveDate>, Option<NaiveTime>),
    folder: &Path,
) -> Result<Drawn, DaemonError> {
    let config = read_config(board, site)?;
    let sizes = picture_sizes(&config.board);
    let album = Album::new(state, Arc::new(config.settings), Arc::new(Words::load()), sizes);
    Ok(album.draw(date, at, folder)?)
}

/// How large slips and hall are: as at the first kiosk's printer, and as the first display of the hall.
pub(super) fn picture_sizes(board: &Board) -> Sizes {
    let mut halls = board.halls().filter_map(|(_, hall)| match hall.display.shape {
        Shape::Pixels { width_px, height_px } => Some(Size::new(width_px, height_px)),
        Shape::Digits(_) => None,
    });
    let mut kiosks = board.kiosks.values();
    Sizes {
        hall: halls.next().unwrap_or(Size::new(1920, 1080)),
        slip_dots: kiosks.next().map_or(576, |kiosk| kiosk.printer.profile.width_dots),
    }
}
