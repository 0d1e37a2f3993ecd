//! Sound: where the hall and the kiosks are heard.

use super::super::problem::{Problems, Spot};
use super::super::section::{At, Item, Section};
use std::fmt;
use std::fs::DirEntry;
use std::path::{Path, PathBuf};

/// What plays the sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SoundOutput {
    /// Nothing: a page can play it.
    Virtual,
    /// ALSA's `aplay`.
    Alsa {
        /// The PCM, as `aplay -D` takes it: `default`, `plughw:CARD=Device`.
        sink: String,
    },
}

/// A loudspeaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundBoard {
    /// What plays it.
    pub output: SoundOutput,
    /// Recorded words, with a directory for each language.
    pub clips: Option<PathBuf>,
    /// The usual volume, of full scale.
    pub volume_percent: u32,
}

impl fmt::Display for SoundBoard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.output {
            SoundOutput::Virtual => write!(f, "on the demo page")?,
            SoundOutput::Alsa { sink } => write!(f, "at {sink}")?,
        }
        write!(f, ", volume {} %", self.volume_percent)?;
        match &self.clips {
            Some(clips) => write!(f, ", from the clips in {}, else spoken by espeak-ng", clips.display()),
            None => write!(f, ", spoken by espeak-ng"),
        }
    }
}

#[derive(Clone, Copy)]
enum Driver {
    Virtual,
    Alsa,
}

const DRIVERS: [(&str, Driver); 2] = [("virtual", Driver::Virtual), ("alsa", Driver::Alsa)];

/// The kinds of PCM that ALSA defines by itself and that can be a loudspeaker.
const KINDS: [&str; 12] = [
    "default",
    "sysdefault",
    "plughw",
    "hw",
    "plug",
    "dmix",
    "front",
    "hdmi",
    "iec958",
    "pulse",
    "pipewire",
    "null",
];

/// The usual volume when the board does not say.
const VOLUME_PERCENT: u32 = 70;

pub(super) fn sound(mut section: Section<'_>) -> Option<SoundBoard> {
    let problems = section.problems;
    let driver = section.required("driver").and_then(|item| item.choice(&DRIVERS));
    let output = driver.and_then(|driver| match driver.value {
        Driver::Virtual => Some(SoundOutput::Virtual),
        Driver::Alsa => {
            let sink = section.required("sink").and_then(Item::text)?;
            check_sink(&sink, problems);
            Some(SoundOutput::Alsa { sink: sink.value })
        }
    });
    let clips = section.optional("clips").and_then(|item| {
        let spot = item.spot().clone();
        let path = item.path()?;
        check_clips(&path, &spot, problems);
        Some(path)
    });
    let volume_percent = match section.optional("volume_percent") {
        None => VOLUME_PERCENT,
        Some(item) => item.number(1..=100)?.value,
    };
    Some(SoundBoard { output: output?, clips, volume_percent })
}

/// A name of ALSA's own with or without arguments, or one from `asound.conf`.
fn check_sink(sink: &At<String>, problems: &Problems) {
    let At { value, spot } = sink;
    let (kind, arguments) = value.split_once(':').map_or((&**value, None), |(kind, rest)| (kind, Some(rest)));
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let has_sense = !kind.is_empty()
        && !kind.starts_with('-')
        && kind.chars().all(plain)
        && arguments
            .is_none_or(|arguments| !arguments.is_empty() && !arguments.contains(char::is_whitespace));
    if !has_sense {
        problems.error(
            spot,
            format!("'{value}' cannot be the name of a sink"),
            "write it as `aplay -L` does, for example \"default\" or \"plughw:CARD=Device\"",
        );
    } else if arguments.is_some() && !KINDS.contains(&kind) {
        let advice = "use one that `aplay -L` lists, unless /etc/asound.conf defines it";
        problems.warning(spot, format!("ALSA has no sinks of the kind '{kind}'"), advice);
    } else if kind == "hw" {
        problems.warning(
            spot,
            "takes only the sample rates and channels of the card itself, which are seldom those of speech",
            format!("write \"plug{value}\", which converts"),
        );
    }
}

fn check_clips(path: &Path, spot: &Spot, problems: &Problems) {
    let what = if !path.is_dir() {
        format!("there is no directory {}", path.display())
    } else if !has_clips(path) {
        format!("there are no clips in {}", path.display())
    } else {
        return;
    };
    let advice = "put them there, as lv/ticket.wav and so on, or take the line out; until then espeak-ng says everything";
    problems.warning(spot, what, advice);
}

/// Whether the directory of any language has a clip.
fn has_clips(path: &Path) -> bool {
    let entries = |path: &Path| std::fs::read_dir(path).into_iter().flatten().flatten();
    let is_clip = |file: DirEntry| file.path().extension().is_some_and(|kind| kind == "wav");
    entries(path).any(|language| entries(&language.path()).any(is_clip))
}
