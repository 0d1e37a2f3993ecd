//! What the link does, on its thread.

use super::inbox::{Inbox, Outcome};
use super::introduction::introduction;
use super::outbox::{Order, Outbox, Say};
use super::parts::Parts;
use super::picture::{Frame, picture};
use super::reading::{FACTS_BYTES_MAX, Job, Past, Read, snapshot};
use super::resync::Wishes;
use super::round_trip::Measuring;
use crate::domain::command::{Answer, Command};
use crate::domain::ids::RequestId;
use crate::engine::{AskError, Handle};
use crate::journal::{History, JournalError};
use crate::mqtt::{self, Happening, Message, Options, Publication, PublishError, Receipt, Token};
use crate::protocol::{Facts, FactsBody, FromCentre, Kind, Place, Reply, TO_BRANCH_BYTES_MAX, Topic};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;

/// How long the centre's first word is awaited after a connection before requests are taken without it: a centre that has
/// never met this branch may have nothing to say.
const WORD_WAIT_MS: u64 = 5_000;
/// The broker keeps our session for so long: no request is valid for longer.
const SESSION_EXPIRY_S: u32 = 86_400;
/// Messages that the broker gives before some are acknowledged.
const UNACKNOWLEDGED_MAX: u16 = 64;
/// The picture of the branch is not told more often, and not less often.
const PICTURE_MS_MIN: u64 = 1_000;
const PICTURE_MS_MAX: u64 = 30_000;
/// The centre's words that wait to be compared with the journal; the newest counts.
const WORDS_MAX: usize = 4;

/// Why a link ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// The engine has stopped.
    Engine,
    /// Another device serves the branch.
    Fence,
    /// Somebody wants it begun anew.
    Anew,
}

/// What stays when a link begins anew.
pub(super) struct Kept {
    pub(super) parts: Parts,
    pub(super) wishes: Wishes,
    pub(super) measuring: Measuring,
    /// The number of the newest connection.
    pub(super) newest: Arc<AtomicU64>,
}

/// Works until the engine stops, another device serves the branch, or somebody wants the link begun anew: then the connection is
/// over, and what was not acknowledged comes again with the next one.
pub(super) async fn run(handle: Handle, kept: Kept, state: PathBuf, anew: &Notify) -> (Ended, Kept) {
    let Kept { parts, wishes, measuring, newest } = kept;
    let topic = |kind| Topic { branch: parts.branch.clone(), kind }.to_string();
    let options = Options {
        broker: parts.broker.clone(),
        // Of the device, not of the branch: two devices of one branch must both hear that they are two.
        client_id: format!("{}-{}", parts.branch, parts.device),
        session_expiry_s: SESSION_EXPIRY_S,
        subscriptions: Kind::OF_CENTRE.map(topic).into(),
        packet_bytes_max: u32::try_from(TO_BRANCH_BYTES_MAX).unwrap_or(u32::MAX),
        unacknowledged_max: UNACKNOWLEDGED_MAX,
    };
    let introduce = introduction(handle.clone(), parts.device, topic(Kind::Life), Arc::clone(&newest));
    let (connection, happenings, keep) = mqtt::connect(options, introduce);
    let epoch = handle.read(|branch, _| branch.state().epoch);
    let work = Work {
        topics: [Kind::Facts, Kind::Reply, Kind::State].map(topic),
        turns: handle.turns(),
        handle,
        connection,
        epoch,
        outbox: Outbox::new(epoch),
        inbox: Inbox::new(&parts.branch, parts.keys.clone()),
        parts,
        state,
        start: Instant::now(),
        connected_ms: None,
        words: VecDeque::new(),
        history: None,
        reading: None,
        ready: None,
        asked: JoinSet::new(),
        told: Told::default(),
        wishes,
        measuring,
        newest,
        facts_bytes_max: FACTS_BYTES_MAX,
        too_large: [false; 3],
        refused: None,
    };
    // The connection is a task of its own: nothing is selected beside it. It ends with the runtime.
    let mut tasks = JoinSet::new();
    tasks.spawn(keep);
    work.run(happenings, anew).await
}

struct Work {
    handle: Handle,
    parts: Parts,
    state: PathBuf,
    /// Facts, replies, the picture.
    topics: [String; 3],
    connection: mqtt::Handle,
    turns: watch::Receiver<u64>,
    epoch: u32,
    start: Instant,
    /// Since when there is a connection.
    connected_ms: Option<u64>,
    outbox: Outbox,
    inbox: Inbox<Receipt>,
    words: VecDeque<FromCentre>,
    history: Option<History>,
    reading: Option<JoinHandle<(Option<History>, Read)>>,
    /// A message about the past that waits for room.
    ready: Option<Ready>,
    asked: JoinSet<(u64, RequestId, Result<Answer, AskError>)>,
    told: Told,
    wishes: Wishes,
    measuring: Measuring,
    newest: Arc<AtomicU64>,
    /// Facts in one message: as much as the broker takes.
    facts_bytes_max: usize,
    /// Whether the broker takes too little for what goes to each topic.
    too_large: [bool; 3],
    /// What the broker refused last: said once.
    refused: Option<String>,
}

/// When the picture of the branch was told.
#[derive(Default)]
struct Told {
    at_ms: Option<u64>,
    under_way: Option<Token>,
    old: bool,
}

/// What goes to each topic, in words.
const WHAT: [&str; 3] = ["what happened", "an answer", "the picture of the branch"];

struct Ready {
    round: u64,
    is_snapshot: bool,
    upto: Place,
    /// Whether less of the past would make sense, too.
    divisible: bool,
    payload: Vec<u8>,
}

impl Work {
    async fn run(mut self, happenings: mpsc::Receiver<Happening>, anew: &Notify) -> (Ended, Kept) {
        let ended = self.until_it_ends(happenings, anew).await;
        let Self { parts, mut wishes, mut measuring, newest, .. } = self;
        wishes.lost();
        measuring.lost();
        (ended, Kept { parts, wishes, measuring, newest })
    }

    async fn until_it_ends(&mut self, mut happenings: mpsc::Receiver<Happening>, anew: &Notify) -> Ended {
        // With a fence the connection ends: whoever stays would keep messages from a device with the same name and session (a copied
        // card), and coming back would push that one out, again and again.
        while self.outbox.fence().is_none() {
            self.act();
            let deadline = self.start + Duration::from_millis(self.deadline_ms());
            tokio::select! {
                happening = happenings.recv(), if !self.inbox.is_flooded() => match happening {
                    Some(happening) => self.happened(happening),
                    None => return Ended::Engine,
                },
                Some(Ok((number, id, answer))) = self.asked.join_next() => self.answered(number, id, &answer),
                read = wait(&mut self.reading), if self.reading.is_some() => {
                    self.reading = None;
                    if let Ok((history, read)) = read {
                        self.history = history;
                        self.have_read(read);
                    }
                }
                Some(answer) = self.wishes.next() => {
                    if self.outbox.tell_again(self.now_ms()) {
                        self.wishes.grant(answer);
                    }
                }
                Some(answer) = self.measuring.next() => self.measuring.want(answer),
                changed = self.turns.changed() => match changed {
                    Ok(()) => self.told.old = true,
                    // The engine has stopped.
                    Err(_) => return Ended::Engine,
                },
                () = anew.notified() => return Ended::Anew,
                () = tokio::time::sleep_until(deadline) => {}
            }
        }
        Ended::Fence
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn happened(&mut self, happening: Happening) {
        let now_ms = self.now_ms();
        match happening {
            Happening::Connected { .. } => {
                self.connected_ms = Some(now_ms);
                self.outbox.connected(now_ms);
                self.told = Told { old: true, ..Told::default() };
                (self.facts_bytes_max, self.too_large) = (FACTS_BYTES_MAX, [false; 3]);
                (self.parts.report)(None);
            }
            Happening::Lost { why } => {
                self.connected_ms = None;
                self.outbox.lost();
                self.inbox.lost();
                self.wishes.lost();
                self.measuring.lost();
                (self.parts.report)(Some(&why));
            }
            Happening::Message(message) => self.heard(now_ms, message),
            Happening::Published { token, outcome } => {
                self.measuring.published(token);
                if self.told.under_way == Some(token) {
                    self.told.under_way = None;
                }
                if let Err(why) = outcome {
                    self.refuse(why);
                }
            }
        }
    }

    fn heard(&mut self, now_ms: u64, message: Message) {
        let Message { topic, payload, again, receipt, .. } = message;
        match Topic::parse(&topic).map(|topic| topic.kind) {
            // What the centre said to an earlier connection: it says its word again after each birth, and may say another one now.
            Some(Kind::Centre) if again => self.connection.acknowledge(receipt),
            Some(Kind::Request) => {
                if let Some(bad) = self.inbox.hear(now_ms, &payload, receipt.is_awaited(), receipt) {
                    tracing::warn!("a request is not answered: {bad}");
                }
            }
            Some(Kind::Centre) => {
                match serde_json::from_slice(&payload) {
                    Ok(word) => self.words.push_back(word),
                    Err(error) => self.refuse(format!("the centre says what cannot be read: {error}")),
                }
                if self.words.len() > WORDS_MAX {
                    self.words.pop_front();
                }
                self.connection.acknowledge(receipt);
            }
            Some(Kind::Facts | Kind::Reply | Kind::State | Kind::Life) | None => {
                self.connection.acknowledge(receipt);
            }
        }
    }

    /// Everything that can be done without waiting.
    fn act(&mut self) {
        let now_ms = self.now_ms();
        self.outbox.grown(self.handle.read_at_place(|_, _, seq| seq));
        for receipt in self.inbox.unanswered(now_ms) {
            self.connection.acknowledge(receipt);
        }
        if self.may_serve(now_ms) {
            while let Some((number, request)) = self.inbox.ask(now_ms) {
                let (id, asked) = (request.id, self.handle.ask(Command::Request { request }));
                self.asked.spawn(async move { (number, id, asked.await) });
            }
            self.reply();
        }
        self.publish_past(now_ms);
        self.read_more(now_ms);
        self.tell_picture(now_ms);
    }

    /// Whether nothing speaks against serving people who are elsewhere.
    fn may_serve(&self, now_ms: u64) -> bool {
        let waited = |since_ms| now_ms >= since_ms + WORD_WAIT_MS;
        self.outbox.has_heard() || self.connected_ms.is_some_and(waited)
    }

    fn reply(&mut self) {
        while let Some(reply) = self.inbox.reply() {
            let payload = json(reply);
            match self.publish(1, payload, false) {
                // Behind the reply on the same connection: the broker cannot take this one without that one.
                Ok(_) => {}
                // Nobody will ever hear it, and it must not stand before those that can be heard.
                Err(error @ PublishError::TooLarge { .. }) => self.does_not_fit(1, error),
                Err(PublishError::Full | PublishError::NotConnected) => return,
            }
            if let Some(receipt) = self.inbox.replied() {
                self.connection.acknowledge(receipt);
            }
        }
    }

    fn answered(&mut self, number: u64, id: RequestId, answer: &Result<Answer, AskError>) {
        let outcome = match answer {
            Ok(_) => {
                let answer = self.handle.read(|branch, _| {
                    branch.state().remote.answers.get(&id).map(|answered| Reply::of(id, &answered.answer))
                });
                answer.map_or(Outcome::Forgotten, Outcome::Answered)
            }
            // The branch is full, or its disk; a branch that has stopped will end this link, too.
            Err(AskError::Refused(_) | AskError::Stopped) => Outcome::TooMuchToDo,
        };
        let now_ms = self.now_ms();
        self.inbox.answered(now_ms, number, outcome);
    }

    fn read_more(&mut self, now_ms: u64) {
        if self.reading.is_some() || self.ready.is_some() || self.outbox.rests(now_ms) {
            return;
        }
        let job = if let Some(word) = self.words.pop_front() {
            Job::Word(word)
        } else if let Some(Order { round, what }) = self.outbox.order(now_ms) {
            match what {
                Say::Log(after) => Job::Past { round, after, bytes_max: self.facts_bytes_max },
                Say::Snapshot => {
                    let (snapshot, seq) =
                        self.handle.read_at_place(|branch, now, seq| (snapshot(branch, now), seq));
                    Job::Snapshot { round, snapshot, seq }
                }
            }
        } else {
            return;
        };
        let (history, state) = (self.history.take(), self.state.clone());
        self.reading = Some(tokio::task::spawn_blocking(move || job.read(history, &state)));
    }

    fn have_read(&mut self, read: Read) {
        let now_ms = self.now_ms();
        match read {
            Read::Word { word, known: Ok(known) } => {
                self.outbox.heard(now_ms, &word, known);
                if let FromCentre::Acknowledge { upto, .. } = word {
                    self.wishes.stored(upto.seq);
                }
                if let Some(fence) = self.outbox.fence() {
                    let why =
                        format!("{fence}; this one does not connect to the centre until it is started again");
                    tracing::warn!("{why}");
                    (self.parts.report)(Some(&why));
                }
            }
            Read::Past { round, past: Ok(Past::OutOfReach), .. } => self.outbox.out_of_reach(round),
            Read::Past { round, after, past: Ok(Past::Facts(facts, upto)) } => {
                self.make_ready(round, upto, FactsBody::Log { after, facts });
            }
            Read::Snapshot { round, snapshot, seq, sum: Ok(Some(sum)) } => {
                self.make_ready(round, Place { seq, sum }, FactsBody::Snapshot(snapshot));
            }
            Read::Snapshot { sum: Ok(None), .. } => self.outbox.failed(now_ms),
            Read::Word { word, known: Err(error) } => {
                self.words.push_front(word);
                self.cannot_read(now_ms, &error);
            }
            Read::Past { past: Err(error), .. } | Read::Snapshot { sum: Err(error), .. } => {
                self.cannot_read(now_ms, &error);
            }
        }
    }

    fn cannot_read(&mut self, now_ms: u64, error: &JournalError) {
        self.history = None;
        self.outbox.failed(now_ms);
        self.refuse(format!("the centre cannot be told what happened: {error}"));
    }

    fn make_ready(&mut self, round: u64, upto: Place, body: FactsBody) {
        let is_snapshot = matches!(body, FactsBody::Snapshot(_));
        let divisible = matches!(&body, FactsBody::Log { facts, .. } if facts.len() > 1);
        let facts = Facts { epoch: self.epoch, device: self.parts.device, upto, body };
        self.ready = Some(Ready { round, is_snapshot, upto, divisible, payload: json(&facts) });
    }

    fn publish_past(&mut self, now_ms: u64) {
        let Some(ready) = self.ready.take() else { return };
        if !self.outbox.is_wanted(ready.round) {
            self.outbox.dropped();
            return;
        }
        match self.publish(0, ready.payload.clone(), false) {
            Ok(_) => {
                self.outbox.sent(now_ms, ready.round, ready.upto);
                if ready.is_snapshot {
                    self.wishes.told(ready.upto.seq);
                }
            }
            Err(PublishError::TooLarge { .. }) if ready.divisible => {
                self.facts_bytes_max = ready.payload.len().min(self.facts_bytes_max) / 2;
                self.outbox.dropped();
            }
            Err(error @ PublishError::TooLarge { .. }) => {
                self.does_not_fit(0, error);
                self.outbox.failed(now_ms);
            }
            Err(PublishError::Full | PublishError::NotConnected) => self.ready = Some(ready),
        }
    }

    fn tell_picture(&mut self, now_ms: u64) {
        if now_ms < self.picture_due_ms(now_ms) {
            return;
        }
        let (device, problems_to) = (self.parts.device, self.parts.problems_to.clone());
        let faults = &self.parts.faults;
        let picture = self.handle.read_at_place(|branch, now, seq| {
            picture(branch, now, seq, Frame { device, problems_to, faults: faults(branch, now) })
        });
        let published = self.publish(2, json(&picture), true);
        if let Err(error @ PublishError::TooLarge { .. }) = published {
            self.does_not_fit(2, error);
        }
        self.told = Told { at_ms: Some(now_ms), under_way: published.ok(), old: published.is_err() };
        self.measuring.sent(published.ok());
    }

    /// When the picture is to be told next; for ever away while it may not be told, or there is no room for it: that there is
    /// room again will be a [`Happening::Published`].
    fn picture_due_ms(&self, now_ms: u64) -> u64 {
        let has_room = self.told.under_way.is_none() && self.connection.has_room();
        if self.connected_ms.is_none() || !has_room || !self.may_serve(now_ms) {
            return u64::MAX;
        }
        // The next one will hardly be smaller than one that did not fit.
        let soon = self.told.old && !self.too_large[2];
        let after_ms = match soon {
            _ if self.measuring.is_wanted() => 0,
            true => PICTURE_MS_MIN,
            false => PICTURE_MS_MAX,
        };
        self.told.at_ms.map_or(now_ms, |at_ms| at_ms + after_ms)
    }

    fn deadline_ms(&self) -> u64 {
        let now_ms = self.now_ms();
        let word = self.connected_ms.map(|since_ms| since_ms + WORD_WAIT_MS).filter(|&at_ms| at_ms > now_ms);
        // What is being read, or waits for room, comes first, and its end wakes us.
        let is_free = self.reading.is_none() && self.ready.is_none();
        let outbox = self.outbox.deadline_ms(now_ms).filter(|_| is_free);
        let deadlines = [word, Some(self.picture_due_ms(now_ms)), outbox, self.inbox.deadline_ms(now_ms)];
        // Nothing waits for longer, and a timer does not reach further.
        deadlines.into_iter().flatten().min().unwrap_or(u64::MAX).min(now_ms + PICTURE_MS_MAX)
    }

    /// Publishes on one of our topics.
    fn publish(&mut self, topic: usize, payload: Vec<u8>, retained: bool) -> Result<Token, PublishError> {
        let name = self.topics[topic].clone();
        let token = self.connection.try_publish(Publication { topic: name, payload, retained })?;
        if std::mem::take(&mut self.too_large[topic]) && self.too_large == [false; 3] {
            (self.parts.report)(None);
        }
        Ok(token)
    }

    /// Something can be said neither now nor in smaller pieces.
    fn does_not_fit(&mut self, topic: usize, error: PublishError) {
        if !std::mem::replace(&mut self.too_large[topic], true) {
            let why = format!("{error}, and {} needs more (max_packet_size of mosquitto)", WHAT[topic]);
            (self.parts.report)(Some(&why));
            self.refuse(why);
        }
    }

    fn refuse(&mut self, why: String) {
        if self.refused.as_ref() != Some(&why) {
            tracing::warn!("{why}");
            self.refused = Some(why);
        }
    }
}

async fn wait<T>(task: &mut Option<JoinHandle<T>>) -> Result<T, tokio::task::JoinError> {
    match task {
        Some(task) => task.await,
        None => std::future::pending().await,
    }
}

pub(super) fn json(message: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(message).expect("a message of ours can be written as JSON")
}
