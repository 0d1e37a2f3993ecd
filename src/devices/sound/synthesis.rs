//! From words to samples: from clips where a place has all of them, else by `espeak-ng`.
//!
//! What was made is kept for a while, because a number is often called again. A voice that fails is left alone for a
//! while: what it should say is shown, and the chime is heard.

use super::program::{ProgramError, run};
use super::speaker::Place;
use super::wav::{Samples, WavError};
use crate::devices::wiring::Attempts;
use crate::domain::ticket::Language;
use crate::speech::{Spoken, clips};
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::Instant;

/// Samples that are kept, for all voices of a sink.
const KEPT_BYTES_MAX: usize = 1 << 20;
/// Half a minute of speech.
const CLIP_BYTES_MAX: u64 = 1 << 20;
/// A disk that has not given the clips by then is not waited for.
const CLIPS_WAIT: Duration = Duration::from_secs(2);
/// The longest text takes a quarter of this on a Raspberry Pi Zero.
const VOICE_WAIT: Duration = Duration::from_secs(2);
/// Words a minute: slower than conversation, for a hall and for people who hear the language seldom.
const WORDS_A_MINUTE: &str = "150";

/// Why there is no voice.
#[derive(Debug, thiserror::Error)]
enum VoiceError {
    #[error(transparent)]
    Program(#[from] ProgramError),
    #[error("what {program} gave: {source}")]
    Output { program: String, source: WavError },
    #[error("{program} gave no sound")]
    Silence { program: String },
}

/// Why clips cannot be used, although they are there.
#[derive(Debug, thiserror::Error)]
enum ClipError {
    #[error("{}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    Wav { path: PathBuf, source: WavError },
    #[error("{}: its rate is another than that of the clips before it", path.display())]
    Rate { path: PathBuf },
    #[error("{}: the disk has not given the clips within two seconds", path.display())]
    Late { path: PathBuf },
}

/// The voices of one sink.
#[derive(Debug)]
pub(super) struct Synthesis {
    program: PathBuf,
    clips: BTreeMap<Place, PathBuf>,
    kept: VecDeque<((Place, Spoken), Samples)>,
    attempts: Attempts,
    rests_until: Option<Instant>,
    began: Instant,
    complained: Option<String>,
}

impl Synthesis {
    /// Voices by this program, with the clips of the places that have some. Must be called within a runtime.
    pub(super) fn new(program: PathBuf, clips: BTreeMap<Place, PathBuf>, attempts: Attempts) -> Self {
        Self {
            program,
            clips,
            attempts,
            kept: VecDeque::new(),
            rests_until: None,
            began: Instant::now(),
            complained: None,
        }
    }

    /// The words as samples; `None` when there is no voice for them.
    pub(super) async fn say(&mut self, place: Place, spoken: &Spoken) -> Option<Samples> {
        let known = self.kept.iter().position(|((at, known), _)| *at == place && known == spoken);
        if let Some(entry) = known.and_then(|at| self.kept.remove(at)) {
            let samples = entry.1.clone();
            self.kept.push_back(entry);
            return Some(samples);
        }
        let samples = match self.by_clips(place, spoken).await {
            Some(samples) => samples,
            None => self.by_program(spoken).await?,
        };
        self.keep(place, spoken, &samples);
        Some(samples)
    }

    /// How long the voice that failed is left alone from now on.
    pub(super) fn rests(&self) -> Duration {
        self.rests_until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
    }

    async fn by_clips(&mut self, place: Place, spoken: &Spoken) -> Option<Samples> {
        let directory = self.clips.get(&place)?.join(clips::directory(spoken.language));
        let names = spoken.clips.clone();
        let place_of_clips = directory.clone();
        let joined = tokio::task::spawn_blocking(move || join_clips(&directory, &names));
        let joined = match tokio::time::timeout(CLIPS_WAIT, joined).await {
            Ok(joined) => joined.ok()?,
            Err(_) => Err(ClipError::Late { path: place_of_clips }),
        };
        joined.unwrap_or_else(|error| {
            let complaint = error.to_string();
            if self.complained.as_ref() != Some(&complaint) {
                tracing::warn!("clips: {complaint}; espeak-ng speaks instead");
                self.complained = Some(complaint);
            }
            None
        })
    }

    async fn by_program(&mut self, spoken: &Spoken) -> Option<Samples> {
        if self.rests_until.is_some_and(|until| Instant::now() < until) {
            return None;
        }
        let made = speak(&self.program, spoken).await;
        let now_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        match made {
            Ok(samples) => {
                self.attempts.works(now_ms);
                self.rests_until = None;
                Some(samples)
            }
            Err(error) => {
                self.rests_until = Some(Instant::now() + self.attempts.failed(now_ms, &error));
                None
            }
        }
    }

    fn keep(&mut self, place: Place, spoken: &Spoken, samples: &Samples) {
        self.kept.push_back(((place, spoken.clone()), samples.clone()));
        let bytes = |kept: &VecDeque<(_, Samples)>| -> usize {
            kept.iter().map(|(_, samples)| 2 * samples.samples.len()).sum()
        };
        while bytes(&self.kept) > KEPT_BYTES_MAX {
            self.kept.pop_front();
        }
    }
}

/// The clips one after the other; `None` when there is no clip for one of them, or none at all.
fn join_clips(directory: &Path, names: &[String]) -> Result<Option<Samples>, ClipError> {
    let mut joined: Option<Samples> = None;
    for name in names {
        let path = directory.join(format!("{name}.wav"));
        let bytes = match read_clip(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(ClipError::Read { path, source }),
        };
        let clip = match Samples::from_wav(&bytes) {
            Ok(clip) => clip,
            Err(source) => return Err(ClipError::Wav { path, source }),
        };
        match &mut joined {
            None => joined = Some(clip),
            Some(joined) if joined.rate_hz == clip.rate_hz => joined.samples.extend(clip.samples),
            Some(_) => return Err(ClipError::Rate { path }),
        }
    }
    Ok(joined)
}

/// A file of bounded size; a pipe could be waited for without end.
fn read_clip(path: &Path) -> io::Result<Vec<u8>> {
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() || metadata.len() > CLIP_BYTES_MAX {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "is not a file of at most one megabyte"));
    }
    std::fs::read(path)
}

async fn speak(program: &Path, spoken: &Spoken) -> Result<Samples, VoiceError> {
    let arguments = ["-v", voice(spoken.language), "-s", WORDS_A_MINUTE, "--stdout", "--", &spoken.text];
    let output = run(program, &arguments, &[], VOICE_WAIT).await?;
    let program = || program.display().to_string();
    let samples =
        Samples::from_wav(&output).map_err(|source| VoiceError::Output { program: program(), source })?;
    match samples.samples.iter().any(|&sample| sample != 0) {
        true => Ok(samples),
        false => Err(VoiceError::Silence { program: program() }),
    }
}

/// The names of espeak-ng's voices.
fn voice(language: Language) -> &'static str {
    match language {
        Language::Lv => "lv",
        Language::Ru => "ru",
        Language::En => "en-gb",
        Language::Uk => "uk",
    }
}
