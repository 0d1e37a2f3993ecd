//! The shell of the sinks: takes what is to be said, has it made and played, and reports how it ended.

use super::chime::chime;
use super::heard::Heard;
use super::loudness::Level;
use super::outlet::Outlet;
use super::program::ProgramError;
use super::speaker::{End, Fate, Place, Speaker, Turn};
use super::synthesis::Synthesis;
use super::trial::SoundTrial;
use super::wav::Samples;
use crate::config::board::Board;
use crate::config::board::sound::{SoundBoard, SoundOutput};
use crate::devices::faults::Faults;
use crate::devices::wiring::Attempts;
use crate::domain::settings::Question;
use crate::domain::trial::Found;
use crate::speech::Utterance;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, oneshot};
use tokio::time::Instant;

/// The chime's rate when no words come after it: that of espeak-ng.
const RATE_HZ: u32 = 22_050;

/// A sink, as all who speak there and its task see it.
#[derive(Debug)]
pub(super) struct Sink {
    speaker: Mutex<Speaker>,
    trial: Mutex<Option<SoundTrial>>,
    pub(super) wake: Notify,
    began: Instant,
}

impl Sink {
    pub(super) fn with<R>(&self, act: impl FnOnce(&mut Speaker, u64) -> R) -> R {
        let now_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        act(&mut self.speaker.lock().unwrap_or_else(PoisonError::into_inner), now_ms)
    }

    /// The same, and its task looks at what there is to do.
    fn tell<R>(&self, act: impl FnOnce(&mut Speaker, u64) -> R) -> R {
        let result = self.with(act);
        self.wake.notify_one();
        result
    }
}

/// A place's way to be heard. Nobody waits who speaks. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Voice {
    place: Place,
    sink: Option<Arc<Sink>>,
}

impl Voice {
    /// A place where nothing is heard.
    pub fn silent(place: Place) -> Self {
        Self { place, sink: None }
    }

    /// A call in the hall; `quiet` in hours in which nothing is heard.
    pub fn call(&self, utterance: Utterance, quiet: bool) {
        self.tell(|speaker, now_ms| speaker.call(now_ms, utterance, quiet));
    }

    /// An answer at a kiosk, to a question or to a press that gave no ticket. It takes the place of the one before; the
    /// same question asked again while it is being answered is a wish for silence.
    pub fn answer(&self, question: Option<Question>, utterance: Utterance, quiet: bool) {
        let place = self.place;
        self.tell(|speaker, now_ms| speaker.answer(now_ms, place, question, utterance, quiet));
    }

    /// Silence: whoever uses the kiosk has gone on.
    pub fn hush(&self) {
        self.tell(|speaker, now_ms| speaker.hush(now_ms, self.place));
    }

    /// Plays something for a technician, when nothing else is to be said, and tells what came of it; `None` for a place where
    /// nothing is heard. One at a time on a sink; who drops the answer ends it.
    pub(in crate::devices) fn try_out(&self, utterance: Utterance) -> Option<oneshot::Receiver<Found>> {
        let (answer, found) = oneshot::channel();
        let sink = self.sink.as_ref()?;
        *sink.trial.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(SoundTrial { place: self.place, utterance, answer });
        sink.wake.notify_one();
        Some(found)
    }

    /// The next volume of a kiosk, and whether it is still to be heard how loud that is.
    pub fn louder(&self) -> (Level, bool) {
        let louder = self.tell(|speaker, now_ms| speaker.louder(now_ms, self.place));
        louder.flatten().unwrap_or((Level { step: 1, steps: 1 }, true))
    }

    fn tell<R>(&self, act: impl FnOnce(&mut Speaker, u64) -> R) -> Option<R> {
        self.sink.as_ref().map(|sink| sink.tell(act))
    }
}

/// The programs that speak and play.
#[derive(Debug, Clone)]
pub(super) struct Programs {
    pub(super) speak: PathBuf,
    pub(super) play: PathBuf,
    /// How long a chime waits for its words, so that both are one sound: a screen that opens its loudspeakers anew for the
    /// words may swallow the first of them. A voice that takes longer has the chime before it.
    pub(super) chime_waits: Duration,
}

impl Default for Programs {
    fn default() -> Self {
        Self { speak: "espeak-ng".into(), play: "aplay".into(), chime_waits: Duration::from_millis(400) }
    }
}

/// Everything that is heard in a branch.
#[derive(Debug)]
pub struct Sounds {
    sinks: Vec<(Arc<Sink>, Outlet, BTreeMap<Place, PathBuf>)>,
    voices: BTreeMap<Place, Voice>,
    programs: Programs,
    heard: Heard,
}

impl Sounds {
    /// The sinks that a board file names. Places with the same sink of ALSA share it; on a page each is heard alone.
    pub fn new(board: &Board) -> Self {
        let hall = board.hall_sound.iter().map(|sound| (Place::Hall, sound));
        let kiosks =
            board.kiosks.iter().filter_map(|(&id, kiosk)| Some((Place::Kiosk(id), kiosk.sound.as_ref()?)));
        Self::with_programs(hall.chain(kiosks), Programs::default())
    }

    pub(super) fn with_programs<'a>(
        places: impl Iterator<Item = (Place, &'a SoundBoard)>,
        programs: Programs,
    ) -> Self {
        let heard = Heard::default();
        let mut groups: Vec<(&SoundOutput, BTreeMap<Place, &SoundBoard>)> = Vec::new();
        for (place, board) in places {
            let shared = groups
                .iter_mut()
                .find(|(output, _)| **output == board.output && board.output != SoundOutput::Virtual);
            match shared {
                Some((_, places)) => drop(places.insert(place, board)),
                None => groups.push((&board.output, BTreeMap::from([(place, board)]))),
            }
        }
        let (mut sinks, mut voices) = (Vec::new(), BTreeMap::new());
        for (output, places) in groups {
            let outlet = match output {
                SoundOutput::Virtual => Outlet::Virtual(heard.clone()),
                SoundOutput::Alsa { sink } => {
                    Outlet::Alsa { program: programs.play.clone(), sink: sink.clone() }
                }
            };
            let volumes = places.iter().map(|(&place, board)| (place, board.volume_percent)).collect();
            let clips = places.iter().filter_map(|(&place, board)| Some((place, board.clips.clone()?)));
            let sink = Arc::new(Sink {
                speaker: Mutex::new(Speaker::new(&volumes)),
                trial: Mutex::default(),
                wake: Notify::new(),
                began: Instant::now(),
            });
            for &place in places.keys() {
                voices.insert(place, Voice { place, sink: Some(Arc::clone(&sink)) });
            }
            sinks.push((sink, outlet, clips.collect()));
        }
        Self { sinks, voices, programs, heard }
    }

    /// A place's way to be heard.
    pub fn voice(&self, place: Place) -> Voice {
        self.voices.get(&place).cloned().unwrap_or_else(|| Voice::silent(place))
    }

    /// Each place that is heard, and its way to be.
    pub(in crate::devices) fn voices(&self) -> impl Iterator<Item = (Place, &Voice)> {
        self.voices.iter().map(|(&place, voice)| (place, voice))
    }

    /// What was heard on sinks that only a page plays.
    pub fn heard(&self) -> &Heard {
        &self.heard
    }

    /// What a power cut does: silence, and nothing is said later.
    pub fn go_silent(&self) {
        for (sink, ..) in &self.sinks {
            sink.tell(|speaker, _| speaker.go_silent());
        }
    }

    /// The sinks that can fail, under the names by which they are known then.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let real = self.sinks.iter().filter(|(_, outlet, _)| matches!(outlet, Outlet::Alsa { .. }));
        real.map(|(_, outlet, _)| format!("sound {outlet}"))
    }

    /// One task for each sink, which speaks there for as long as it lives.
    pub fn tasks(&self, faults: &Faults) -> impl Iterator<Item = impl Future<Output = ()> + Send + 'static> {
        self.sinks.iter().map(|(sink, outlet, clips)| {
            let attempts = |what| Attempts::new(format!("{what} {outlet}"), faults.clone());
            let synthesis = Synthesis::new(self.programs.speak.clone(), clips.clone(), attempts("speech"));
            let chime_waits = self.programs.chime_waits;
            speak(Arc::clone(sink), outlet.clone(), synthesis, chime_waits, attempts("sound"))
        })
    }
}

async fn speak(
    sink: Arc<Sink>,
    outlet: Outlet,
    mut synthesis: Synthesis,
    chime_waits: Duration,
    mut attempts: Attempts,
) {
    loop {
        while let Some((place, utterance, fate)) = sink.with(|speaker, _| speaker.poll_unheard()) {
            outlet.note(place, &utterance, fate, None);
        }
        let Some(turn) = sink.with(Speaker::next) else {
            let trial = sink.trial.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(trial) = trial {
                trial.run(&sink, (&outlet, &mut synthesis, chime_waits), &mut attempts).await;
                continue;
            }
            let due_ms = sink.with(|speaker, _| speaker.poll_timeout());
            let due = due_ms.map(|due_ms| sink.began + Duration::from_millis(due_ms));
            tokio::select! {
                () = sink.wake.notified() => {}
                () = sleep_until(due) => {}
            }
            continue;
        };
        let outcome = {
            let mut performance = pin!(perform(&turn, &outlet, &mut synthesis, chime_waits));
            loop {
                tokio::select! {
                    outcome = &mut performance => break Some(outcome),
                    () = sink.wake.notified() => if sink.with(|speaker, _| speaker.must_stop(turn.id)) {
                        break None;
                    }
                }
            }
        };
        if outcome.is_none() {
            outlet.interrupt(turn.place);
        }
        sink.with(|speaker, now_ms| {
            let end = match outcome {
                None => End::Over,
                Some(Ok(heard)) => {
                    attempts.works(now_ms);
                    match heard {
                        Performed::Whole => End::Over,
                        Performed::WithoutWords => End::WithoutWords { rest_ms: ms(synthesis.rests()) },
                    }
                }
                Some(Err(error)) => End::Failed { rest_ms: ms(attempts.failed(now_ms, &error)) },
            };
            speaker.ended(now_ms, turn.id, end);
        });
    }
}

async fn sleep_until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}

fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// What was heard of a turn.
pub(super) enum Performed {
    Whole,
    WithoutWords,
}

/// The chime and the words, at the volume of the turn: one sound if the voice is quick, or else the chime first, while the
/// words are made. Without a voice the chime alone.
pub(super) async fn perform(
    turn: &Turn,
    outlet: &Outlet,
    synthesis: &mut Synthesis,
    chime_waits: Duration,
) -> Result<Performed, ProgramError> {
    let Turn { place, utterance, volume_percent, .. } = turn;
    let wanted = utterance.words.as_ref().filter(|_| outlet.has_listeners());
    let mut voice = pin!(async {
        match wanted {
            Some(words) => synthesis.say(*place, words).await,
            None => None,
        }
    });
    let mut left = utterance.clone();
    let words = match tokio::time::timeout(chime_waits, &mut voice).await {
        Ok(words) => words,
        Err(_) if utterance.chime => {
            left.chime = false;
            let chime = chime(RATE_HZ).at_volume(*volume_percent);
            outlet.note(*place, &Utterance { chime: true, words: None }, Fate::Heard, Some(&chime));
            let (played, words) = tokio::join!(outlet.play(&chime), voice);
            played?;
            words
        }
        Err(_) => voice.await,
    };
    let is_silent = utterance.words.is_some() && words.is_none();
    let fate = if is_silent { Fate::NoVoice } else { Fate::Heard };
    let heard = if wanted.is_some() && is_silent { Performed::WithoutWords } else { Performed::Whole };
    let chime = left.chime.then(|| chime(words.as_ref().map_or(RATE_HZ, |words| words.rate_hz)));
    let sound = match (chime, words) {
        (Some(mut chime), Some(words)) => {
            chime.samples.extend(words.samples);
            Some(chime)
        }
        (chime, words) => chime.or(words),
    };
    let sound = sound.map(|sound: Samples| sound.at_volume(*volume_percent));
    outlet.note(*place, &left, fate, sound.as_ref());
    if let Some(sound) = sound {
        outlet.play(&sound).await?;
    }
    Ok(heard)
}
