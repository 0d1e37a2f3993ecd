//! Screens at graphics cards, through the kernel's mode setting (DRM/KMS) and a dumb buffer.
//!
//! All screens of a card share one open file: only the first opener may set modes. The mode is the one that has the
//! picture's size, else the one that the monitor likes best.

use super::surface::{PixelFormat, Surface, turned};
use super::{Feed, ScreenError, Wake};
use drm::buffer::{Buffer, DrmFourcc};
use drm::control::{
    ClipRect, Device as _, Mode, ModeTypeFlags, ResourceHandles, connector, crtc, framebuffer,
};
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::Rectangle;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const CARDS: &str = "/dev/dri";

/// A graphics card, open.
#[derive(Debug)]
struct Card {
    path: PathBuf,
    file: File,
}

impl AsFd for Card {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

impl drm::Device for Card {}
impl drm::control::Device for Card {}

type OpenCards = BTreeMap<PathBuf, Arc<Card>>;

/// The graphics cards that were opened; each is opened once, and stays open until it is pulled out.
#[derive(Debug, Clone, Default)]
pub struct Cards(Arc<Mutex<OpenCards>>);

/// A connector with a monitor, and what shall drive it.
struct Found<'a> {
    /// Held until the kernel knows that they belong together, or two screens would take the same one.
    choice: MutexGuard<'a, OpenCards>,
    card: Arc<Card>,
    connector: connector::Handle,
    crtc: crtc::Handle,
    mode: Mode,
}

pub(super) fn show(
    cards: &Cards,
    wanted: Option<&str>,
    feed: &mut Feed,
    shown: &mut dyn FnMut(),
) -> Result<(), ScreenError> {
    let frame = turned(feed.panel.size(), feed.rotation);
    let Found { choice, card, connector, crtc, mode } = cards.find(wanted, frame)?;
    let kernel = |operation| {
        let path = card.path.clone();
        move |source| ScreenError::kernel(&path, operation, source)
    };
    let (width, height) = mode.size();
    let (width_px, height_px) = (u32::from(width), u32::from(height));
    let mut buffer = card
        .create_dumb_buffer((width_px, height_px), DrmFourcc::Xrgb8888, 32)
        .map_err(kernel("getting memory for a picture"))?;
    let pitch_bytes = buffer.pitch() as usize;
    let picture = card.add_framebuffer(&buffer, 24, 32).map_err(kernel("announcing the picture"))?;
    let ended = (|| {
        let mut memory = card.map_dumb_buffer(&mut buffer).map_err(kernel("mapping the picture"))?;
        memory.fill(0);
        feed.begin();
        let format = PixelFormat::Xrgb8888;
        let mut copy = |feed: &Feed| {
            feed.copy(&mut Surface { bytes: &mut memory, pitch_bytes, width_px, height_px, format })
        };
        copy(feed);
        card.set_crtc(crtc, Some(picture), (0, 0), &[connector], Some(mode))
            .map_err(kernel("setting the mode"))?;
        drop(choice);
        shown();
        loop {
            match feed.wait() {
                Wake::Frame => {
                    if let Some(area) = copy(feed) {
                        card.flush(picture, &area).map_err(kernel("showing what changed"))?;
                    }
                }
                Wake::Look => {
                    let info =
                        card.get_connector(connector, false).map_err(kernel("looking for the screen"))?;
                    if info.state() == connector::State::Disconnected {
                        return Err(ScreenError::Missing {
                            wanted: name(&info),
                            found: "nothing plugged in".to_owned(),
                        });
                    }
                }
                Wake::Stop => return Ok(()),
            }
        }
    })();
    // What fails here is gone already.
    let _ = card.destroy_framebuffer(picture);
    let _ = card.destroy_dumb_buffer(buffer);
    ended
}

impl Card {
    /// Cards that keep a copy of their own want to be told; the others do not know the question.
    fn flush(&self, picture: framebuffer::Handle, area: &Rectangle) -> io::Result<()> {
        let Some(end) = area.bottom_right() else { return Ok(()) };
        let edge = |at: i32| u16::try_from(at).unwrap_or(0);
        let (left, top) = (edge(area.top_left.x), edge(area.top_left.y));
        let clip = ClipRect::new(left, top, edge(end.x + 1), edge(end.y + 1));
        match self.dirty_framebuffer(picture, &[clip]) {
            Err(error) if error.raw_os_error() != Some(libc::ENOSYS) => Err(error),
            Err(_) | Ok(()) => Ok(()),
        }
    }
}

impl Cards {
    /// The connector of this name, or the first one with a monitor. A card that cannot be opened does not hide the others.
    fn find(&self, wanted: Option<&str>, frame: Size) -> Result<Found<'_>, ScreenError> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let paths = card_paths()?;
        // As long as one that was pulled out is open, its connectors keep their names from the one that takes its place.
        open.retain(|path, _| paths.contains(path));
        let (mut seen, mut refused) = (Vec::new(), None);
        for path in paths {
            let card = match opened(&open, &path) {
                Ok(card) => card,
                Err(error) => {
                    refused.get_or_insert(error);
                    continue;
                }
            };
            // A card that only computes has no connectors and answers with an error.
            let Ok(resources) = card.resource_handles() else { continue };
            open.insert(path, Arc::clone(&card));
            for &handle in resources.connectors() {
                let Ok(info) = card.get_connector(handle, true) else { continue };
                let plugged = info.state() == connector::State::Connected;
                seen.push(format!("{}{}", name(&info), if plugged { "" } else { " (nothing plugged in)" }));
                if !plugged || wanted.is_some_and(|wanted| wanted != name(&info)) {
                    continue;
                }
                if let Some((crtc, mode)) = driver(&card, &resources, &info, frame) {
                    return Ok(Found { choice: open, card, connector: handle, crtc, mode });
                }
            }
        }
        if let Some(error) = refused {
            return Err(error);
        }
        let wanted = wanted.unwrap_or("any connector").to_owned();
        let found = if seen.is_empty() { "no graphics card".to_owned() } else { seen.join(", ") };
        Err(ScreenError::Missing { wanted, found })
    }
}

fn opened(open: &OpenCards, path: &Path) -> Result<Arc<Card>, ScreenError> {
    if let Some(card) = open.get(path) {
        return Ok(Arc::clone(card));
    }
    let file = OpenOptions::new().read(true).write(true).open(path);
    let file = file.map_err(|source| ScreenError::kernel(path, "opening", source))?;
    Ok(Arc::new(Card { path: path.to_owned(), file }))
}

fn card_paths() -> Result<Vec<PathBuf>, ScreenError> {
    let entries = match fs::read_dir(CARDS) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(ScreenError::kernel(Path::new(CARDS), "listing", source)),
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let is_card =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("card"));
    let mut paths: Vec<PathBuf> = paths.filter(is_card).collect();
    paths.sort();
    Ok(paths)
}

/// A connector's name, as in `/sys/class/drm`.
fn name(info: &connector::Info) -> String {
    format!("{}-{}", info.interface().as_str(), info.interface_id())
}

/// What can drive this connector and drives no other, and the mode that suits the picture best.
fn driver(
    card: &Card,
    resources: &ResourceHandles,
    info: &connector::Info,
    frame: Size,
) -> Option<(crtc::Handle, Mode)> {
    let fits = |mode: &&Mode| {
        let (width, height) = mode.size();
        (u32::from(width), u32::from(height)) == (frame.width, frame.height)
    };
    let liked = |mode: &&Mode| mode.mode_type().contains(ModeTypeFlags::PREFERRED);
    let modes = info.modes();
    let mode = modes.iter().find(fits).or_else(|| modes.iter().find(liked)).or(modes.first())?;
    let current = info.current_encoder().and_then(|handle| card.get_encoder(handle).ok()?.crtc());
    let others: Vec<crtc::Handle> = resources
        .connectors()
        .iter()
        .filter(|&&other| other != info.handle())
        .filter_map(|&other| card.get_connector(other, false).ok()?.current_encoder())
        .filter_map(|encoder| card.get_encoder(encoder).ok()?.crtc())
        .collect();
    let possible = info.encoders().iter().filter_map(|&handle| card.get_encoder(handle).ok());
    let possible = possible.flat_map(|encoder| resources.filter_crtcs(encoder.possible_crtcs()));
    let crtc = current.into_iter().chain(possible).find(|crtc| !others.contains(crtc))?;
    Some((crtc, *mode))
}
