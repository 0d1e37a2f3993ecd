//! The recordings that a board's loudspeakers need for a site: which are there, and which a studio would have to make.

use crate::config::Config;
use crate::config::board::sound::SoundBoard;
use crate::config::report::Recorded;
use crate::domain::ids::KioskId;
use crate::speech::clips;
use crate::speech::script::{self, Script};
use crate::wording::Words;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// A file and what is to be heard in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recording {
    path: PathBuf,
    words: String,
}

impl fmt::Display for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\t{}", self.path.display(), self.words)
    }
}

/// Those that are not there, by their files. None when the board names no directory for them.
pub(super) fn missing(config: &Config) -> Vec<Recording> {
    let words = Words::load();
    let (hall, kiosks) = (of_hall(config, &words), of_kiosks(config, &words));
    let needed = hall.into_iter().chain(kiosks.into_iter().map(|(_, needed)| needed)).flatten();
    let mut missing: Vec<Recording> = needed.filter(|recording| !recording.path.is_file()).collect();
    missing.sort();
    missing.dedup();
    missing
}

/// How many the hall needs and has.
pub(super) fn hall(config: &Config, words: &Words) -> Option<Recorded> {
    of_hall(config, words).map(|needed| recorded(&needed))
}

/// How many each kiosk needs and has.
pub(super) fn kiosks(config: &Config, words: &Words) -> BTreeMap<KioskId, Recorded> {
    of_kiosks(config, words).into_iter().map(|(kiosk, needed)| (kiosk, recorded(&needed))).collect()
}

fn of_hall(config: &Config, words: &Words) -> Option<Vec<Recording>> {
    files(config.board.hall_sound.as_ref()?, script::hall(&config.settings, words))
}

fn of_kiosks(config: &Config, words: &Words) -> Vec<(KioskId, Vec<Recording>)> {
    let kiosks = config.board.kiosks.iter();
    let needed = kiosks.filter_map(|(&number, kiosk)| {
        Some((number, files(kiosk.sound.as_ref()?, script::kiosk(&config.settings, words))?))
    });
    needed.collect()
}

fn files(sound: &SoundBoard, script: Script) -> Option<Vec<Recording>> {
    let directory = sound.clips.as_ref()?;
    let file = |((language, name), words)| Recording {
        path: directory.join(clips::directory(language)).join(format!("{name}.wav")),
        words,
    };
    Some(script.into_iter().map(file).collect())
}

fn recorded(needed: &[Recording]) -> Recorded {
    let there = needed.iter().filter(|recording| recording.path.is_file()).count();
    Recorded { there, needed: needed.len() }
}
