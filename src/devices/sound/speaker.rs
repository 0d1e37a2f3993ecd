//! What is said next on one sink, without I/O.
//!
//! **Model.** Calls wait in line; each kiosk has at most one answer, and a new one takes its place. A call is said to its
//! end; an answer gives way to a call and begins anew after it, to a newer answer, and to the silence that the person
//! asks for. A sink that failed rests for a while; what has waited too long then is not said any more. A call that failed, or
//! whose voice did, is said once more while it is new.
//!
//! **Invariants.** One thing at a time. No call is lost while fewer than [`CALLS_MAX`] wait and the sink works. Nothing is
//! said in quiet hours. A kiosk's volume is the usual one again some time after its last use.

use super::loudness::{Level, Loudness};
use crate::domain::ids::KioskId;
use crate::domain::settings::Question;
use crate::speech::Utterance;
use std::collections::{BTreeMap, VecDeque};

/// Calls that may wait for the sink; the oldest gives way. The hall shows each for eight seconds, so that hardly two wait.
pub(super) const CALLS_MAX: usize = 8;
/// What waited longer than all calls before it could take is told by the picture alone.
pub(super) const STALE_MS: u64 = 60_000;

/// A call that failed is said once more while it is younger: later its person is at the counter, or asks.
pub(super) const REPEAT_MS: u64 = 10_000;

/// Things that were not heard and that nobody has asked about: all that can wait at once, and some more.
const UNHEARD_MAX: usize = 32;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The hall.
    Hall,
    /// A kiosk.
    Kiosk(KioskId),
}

/// What became of something that was to be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is heard.
    Heard,
    /// It was heard until something else came.
    Interrupted,
    /// There is no voice; only the text was there.
    NoVoice,
    /// These are quiet hours.
    Quiet,
    /// Too many waited, or it waited too long.
    Missed,
}

/// Something to say now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) id: u64,
    pub(super) place: Place,
    pub(super) utterance: Utterance,
    pub(super) volume_percent: u32,
}

/// How a turn ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It was said, or stopped because it had to.
    Over,
    /// All was heard but the words; there may be a voice again after so long.
    WithoutWords { rest_ms: u64 },
    /// The sink failed, and shall rest for so long.
    Failed { rest_ms: u64 },
}

#[derive(Debug, Clone)]
struct Waiting {
    since_ms: u64,
    /// It failed before, and is said once more from this time on.
    again_ms: Option<u64>,
    place: Place,
    utterance: Utterance,
    question: Option<Question>,
}

#[derive(Debug)]
struct Playing {
    id: u64,
    what: Waiting,
    must_stop: bool,
}

impl Playing {
    fn is_answer_of(&self, place: Place) -> bool {
        self.what.place == place && place != Place::Hall
    }
}

/// One sink.
#[derive(Debug)]
pub(super) struct Speaker {
    calls: VecDeque<Waiting>,
    answers: BTreeMap<Place, Waiting>,
    playing: Option<Playing>,
    rests_until_ms: u64,
    volumes: BTreeMap<Place, Loudness>,
    unheard: VecDeque<(Place, Utterance, Fate)>,
    next_id: u64,
}

impl Speaker {
    /// A sink on which these places are heard, each with its usual volume.
    pub(super) fn new(volumes_percent: &BTreeMap<Place, u32>) -> Self {
        let volumes = volumes_percent.iter().map(|(&place, &usual)| (place, Loudness::new(usual)));
        Self {
            calls: VecDeque::new(),
            answers: BTreeMap::new(),
            playing: None,
            rests_until_ms: 0,
            volumes: volumes.collect(),
            unheard: VecDeque::new(),
            next_id: 0,
        }
    }

    /// A call: said after those before it.
    pub(super) fn call(&mut self, now_ms: u64, utterance: Utterance, quiet: bool) {
        let place = Place::Hall;
        if quiet {
            return self.unheard(place, utterance, Fate::Quiet);
        }
        self.calls.push_back(Waiting { since_ms: now_ms, again_ms: None, place, utterance, question: None });
        self.drop_oldest();
        if let Some(playing) =
            self.playing.as_mut().filter(|playing| playing.what.place != Place::Hall && !playing.must_stop)
        {
            playing.must_stop = true;
            // It does not become younger by that: an answer that is interrupted again and again grows stale in the end.
            let again = playing.what.clone();
            self.answers.entry(again.place).or_insert(again);
        }
    }

    /// An answer: takes the place of the one before. The same question asked again while it is being answered: silence.
    pub(super) fn answer(
        &mut self,
        now_ms: u64,
        place: Place,
        question: Option<Question>,
        utterance: Utterance,
        quiet: bool,
    ) {
        let being_said = self.being_said(place);
        self.hush(now_ms, place);
        if quiet {
            self.unheard(place, utterance, Fate::Quiet);
        } else if question.is_none() || being_said != Some(question) {
            self.answers
                .insert(place, Waiting { since_ms: now_ms, again_ms: None, place, utterance, question });
        }
    }

    /// Silence at this kiosk; whoever uses it has gone on.
    pub(super) fn hush(&mut self, now_ms: u64, place: Place) {
        self.use_of(place, now_ms);
        self.answers.remove(&place);
        if let Some(playing) = self.playing.as_mut().filter(|playing| playing.is_answer_of(place)) {
            playing.must_stop = true;
        }
    }

    /// Silence on the whole sink, and nothing of what waits is said.
    pub(super) fn go_silent(&mut self) {
        self.calls.clear();
        self.answers.clear();
        if let Some(playing) = &mut self.playing {
            playing.must_stop = true;
        }
    }

    /// The next volume. What is being said at this kiosk begins anew, louder; otherwise `true` says that the new volume
    /// is still to be heard. `None` for a place that nobody hears here.
    pub(super) fn louder(&mut self, now_ms: u64, place: Place) -> Option<(Level, bool)> {
        let level = self.volumes.get_mut(&place)?.louder(now_ms);
        if self.answers.contains_key(&place) {
            return Some((level, false));
        }
        let playing =
            self.playing.as_mut().filter(|playing| playing.is_answer_of(place) && !playing.must_stop);
        let Some(playing) = playing else { return Some((level, true)) };
        playing.must_stop = true;
        self.answers.insert(place, Waiting { since_ms: now_ms, ..playing.what.clone() });
        Some((level, false))
    }

    /// The next thing to say, when nothing is being said and the sink does not rest. It is being said until
    /// [`Speaker::ended`].
    pub(super) fn next(&mut self, now_ms: u64) -> Option<Turn> {
        if self.playing.is_some() || now_ms < self.rests_until_ms {
            return None;
        }
        self.drop_stale(now_ms);
        let call = self.calls.iter().position(|call| call.again_ms.is_none_or(|from_ms| from_ms <= now_ms));
        let what = call.and_then(|at| self.calls.remove(at)).or_else(|| {
            let oldest = self.answers.values().min_by_key(|answer| answer.since_ms)?.place;
            self.answers.remove(&oldest)
        })?;
        let id = self.next_id;
        self.next_id += 1;
        let volume_percent = self.volume_percent(now_ms, what.place);
        let turn = Turn { id, place: what.place, utterance: what.utterance.clone(), volume_percent };
        self.playing = Some(Playing { id, what, must_stop: false });
        Some(turn)
    }

    /// Whether this turn has to end now.
    pub(super) fn must_stop(&self, id: u64) -> bool {
        self.playing.as_ref().is_none_or(|playing| playing.id != id || playing.must_stop)
    }

    /// A turn is over.
    pub(super) fn ended(&mut self, now_ms: u64, id: u64, end: End) {
        let Some(playing) = self.playing.take_if(|playing| playing.id == id) else { return };
        self.use_of(playing.what.place, now_ms);
        match end {
            End::Over => {}
            End::Failed { rest_ms } => {
                self.rests_until_ms = now_ms + rest_ms;
                self.once_more(playing.what, now_ms + rest_ms);
            }
            End::WithoutWords { rest_ms } => {
                let mut what = playing.what;
                what.utterance.chime = false;
                self.once_more(what, now_ms + rest_ms);
            }
        }
    }

    /// A call that failed for the first time is said again, before those that wait.
    fn once_more(&mut self, what: Waiting, from_ms: u64) {
        let is_new = from_ms < what.since_ms + REPEAT_MS;
        if what.place == Place::Hall && what.again_ms.is_none() && is_new {
            self.calls.push_front(Waiting { again_ms: Some(from_ms), ..what });
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        while self.calls.len() > CALLS_MAX {
            if let Some(lost) = self.calls.pop_front() {
                self.unheard(lost.place, lost.utterance, Fate::Missed);
            }
        }
    }

    /// When to ask for the next turn at the latest, when nothing else happens.
    pub(super) fn poll_timeout(&self) -> Option<u64> {
        let calls = self.calls.iter().map(|call| call.again_ms.unwrap_or(0));
        let from_ms = calls.chain(self.answers.values().map(|_| 0)).min()?;
        self.playing.is_none().then_some(from_ms.max(self.rests_until_ms))
    }

    /// Whether something waits to be said.
    pub(super) fn has_more(&self) -> bool {
        !self.calls.is_empty() || !self.answers.is_empty()
    }

    /// How loud a place is now.
    pub(super) fn volume_percent(&mut self, now_ms: u64, place: Place) -> u32 {
        self.volumes.get_mut(&place).map_or(100, |volume| volume.percent(now_ms))
    }

    /// Something that will not be heard, and why. Call it until it gives nothing.
    pub(super) fn poll_unheard(&mut self) -> Option<(Place, Utterance, Fate)> {
        self.unheard.pop_front()
    }

    /// The question that is being answered at this kiosk; the inner `None` for words that nobody asked for.
    fn being_said(&self, place: Place) -> Option<Option<Question>> {
        let playing =
            self.playing.as_ref().filter(|playing| playing.is_answer_of(place) && !playing.must_stop);
        let waiting = self.answers.get(&place);
        waiting.or(playing.map(|playing| &playing.what)).map(|what| what.question)
    }

    fn use_of(&mut self, place: Place, now_ms: u64) {
        if let Some(volume) = self.volumes.get_mut(&place) {
            volume.used(now_ms);
        }
    }

    fn drop_stale(&mut self, now_ms: u64) {
        let stale = |waiting: &Waiting| {
            let limit_ms = if waiting.again_ms.is_some() { REPEAT_MS } else { STALE_MS };
            now_ms.saturating_sub(waiting.since_ms) > limit_ms
        };
        let (calls, answers) = (std::mem::take(&mut self.calls), std::mem::take(&mut self.answers));
        let (lost_calls, calls): (VecDeque<Waiting>, _) = calls.into_iter().partition(stale);
        let (lost_answers, answers): (BTreeMap<Place, Waiting>, _) =
            answers.into_iter().partition(|(_, answer)| stale(answer));
        (self.calls, self.answers) = (calls, answers);
        for lost in lost_calls.into_iter().chain(lost_answers.into_values()) {
            self.unheard(lost.place, lost.utterance, Fate::Missed);
        }
    }

    fn unheard(&mut self, place: Place, utterance: Utterance, fate: Fate) {
        self.unheard.push_back((place, utterance, fate));
        while self.unheard.len() > UNHEARD_MAX {
            self.unheard.pop_front();
        }
    }
}
