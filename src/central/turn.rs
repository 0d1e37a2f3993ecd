//! The centre's turn: what has arrived, one commit, and then what follows from it.
//!
//! **Model.** One thread has the gateway, the store and the pages' looks. It takes what is there, news of branches and calls of
//! people, lets the gateway take them, commits, and only then tells: messages to branches, acknowledgements to the broker,
//! answers to people, looks to pages. Once a second time passes.
//!
//! **Invariants.** Nobody hears of anything that is not on disk. An error of the store ends the turn and with it the centre:
//! only a new process reads what is really on disk. The inbox is bounded; who finds it full is told to come again.
//!
//! **Deliberately not here.** Sockets: a [`Line`] is the broker, and calls come through a channel.

use super::gateway::{Gateway, Message, date};
use super::hub::{Hub, Page, Shown};
use super::key::CentreKey;
use super::secrets::Secrets;
use super::store::{Store, StoreError};
use super::view::Look;
use crate::domain::ids::{LinkId, RequestId, ServiceId};
use crate::domain::ticket::Language;
use crate::engine::time_source::TimeSource;
use crate::mqtt::Receipt;
use crate::protocol::{RequestBody, Wish};
use crate::wording::Words;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::MissedTickBehavior;

/// Calls of people that wait for their turn at the most.
pub const CALLS_MAX: usize = 1024;
/// What is taken in one turn at the most.
const TURN_MAX: usize = 256;
const SECOND: Duration = Duration::from_secs(1);
/// So long somebody waits for an answer to a join, to a step back, to a code: longer than a branch needs to connect again,
/// shorter than anybody's patience.
const ANSWER_MS: i64 = 120_000;
/// Leaving must arrive whenever the branch comes back today.
const LEAVE_MS: i64 = 12 * 3_600_000;

/// What the broker has for the centre.
#[derive(Debug)]
pub enum News {
    /// There is a connection.
    Connected,
    /// There is none any more.
    Lost,
    /// A branch says something.
    Message {
        /// Where.
        topic: String,
        /// What.
        payload: Vec<u8>,
        /// To be acknowledged when it is on disk.
        receipt: Option<Receipt>,
    },
    /// There is room for more messages.
    Room,
}

/// The way to the broker.
pub trait Line: Send {
    /// Gives a message to the connection.
    ///
    /// # Errors
    /// The message itself, when there is no room: there will be [`News::Room`].
    fn say(&mut self, message: Message) -> Result<(), Message>;
    /// A message is on disk.
    fn taken(&mut self, receipt: Receipt);
}

/// What somebody with a phone asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// To join.
    Join {
        /// Where.
        branch: String,
        /// For what.
        service: ServiceId,
        /// The reader's language.
        language: Language,
        /// Who.
        cookie: u128,
        /// What the page drew, the same when it tries again.
        drawn: String,
    },
    /// Something about a ticket.
    About {
        /// Which.
        link: LinkId,
        /// What.
        what: About,
        /// What the page drew, the same when it tries again.
        drawn: String,
    },
}

/// What can be asked about a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// To leave.
    Leave,
    /// To let others go first.
    MoreTime,
    /// To be there, with this code.
    CheckIn(String),
}

/// Why somebody cannot even be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unable {
    /// No such office or service.
    NoSuchOffice,
    /// No such ticket.
    NoSuchTicket,
    /// Too many wishes are open.
    Busy,
}

/// A wish that is on disk and on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnItsWay {
    /// Its id.
    pub request: RequestId,
    /// Whose ticket.
    pub link: LinkId,
}

/// A call.
#[derive(Debug)]
pub enum Call {
    /// Somebody reads a page.
    Follow(Page, Language, oneshot::Sender<watch::Receiver<Shown>>),
    /// Somebody asks for something.
    Ask(Ask, oneshot::Sender<Result<OnItsWay, Unable>>),
}

/// What the turn lives on.
pub struct Turn {
    gateway: Gateway,
    secrets: Secrets,
    store: Store,
    hub: Hub,
    words: Arc<Words>,
    clock: Arc<dyn TimeSource>,
    line: Box<dyn Line>,
    /// What the connection had no room for.
    held: Option<Message>,
}

impl Turn {
    /// Opens the store.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub fn open(
        state: &Path,
        key: CentreKey,
        words: Arc<Words>,
        clock: Arc<dyn TimeSource>,
        line: Box<dyn Line>,
    ) -> Result<Self, StoreError> {
        let (store, stored) = Store::open(state)?;
        let gateway = Gateway::new(key.signing, stored, clock.read().wall_ms);
        Ok(Self { gateway, secrets: key.secrets, store, hub: Hub::default(), words, clock, line, held: None })
    }

    /// Turns until nobody can call any more.
    ///
    /// # Errors
    /// When the store failed.
    pub async fn run(
        mut self,
        mut news: mpsc::Receiver<News>,
        mut calls: mpsc::Receiver<Call>,
    ) -> Result<(), StoreError> {
        let mut second = tokio::time::interval(SECOND);
        second.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut heard, mut called) = (Vec::new(), Vec::new());
        loop {
            let mut is_second = false;
            tokio::select! {
                count = news.recv_many(&mut heard, TURN_MAX), if !news.is_closed() || !news.is_empty() => {
                    if count == 0 {
                        heard.push(News::Lost);
                    }
                }
                count = calls.recv_many(&mut called, TURN_MAX) => {
                    if count == 0 {
                        return Ok(());
                    }
                }
                _ = second.tick() => is_second = true,
            }
            self.turn(&mut heard, &mut called, is_second)?;
        }
    }

    fn turn(
        &mut self,
        heard: &mut Vec<News>,
        called: &mut Vec<Call>,
        is_second: bool,
    ) -> Result<(), StoreError> {
        let now_ms = self.clock.read().wall_ms;
        let mut receipts = Vec::new();
        for news in heard.drain(..) {
            match news {
                News::Connected => self.gateway.connected(now_ms),
                News::Lost => {
                    self.gateway.lost(now_ms);
                    self.held = None;
                }
                News::Message { topic, payload, receipt } => {
                    self.gateway.message(now_ms, &topic, &payload);
                    receipts.extend(receipt);
                }
                News::Room => {}
            }
        }
        let (mut answers, mut follows) = (Vec::new(), Vec::new());
        for call in called.drain(..) {
            match call {
                Call::Follow(page, language, reader) => follows.push((page, language, reader)),
                Call::Ask(ask, asker) => answers.push((self.ask(now_ms, ask), asker)),
            }
        }
        if is_second {
            self.gateway.pass(now_ms);
        }
        let rows = self.gateway.take_rows(now_ms);
        self.store.commit(&rows)?;
        receipts.into_iter().for_each(|receipt| self.line.taken(receipt));
        self.tell();
        for (answer, asker) in answers {
            // Who has gone away does not want to know.
            let _ = asker.send(answer);
        }
        let Self { gateway, hub, words, .. } = self;
        let changed = gateway.take_changed();
        let look = |language| Look { gateway, say: words.say(language), now_ms };
        hub.changed(&changed, look);
        if is_second {
            hub.pass(look);
        }
        for (page, language, reader) in follows {
            let _ = reader.send(hub.follow(page, look(language)));
        }
        Ok(())
    }

    /// Gives what is owed to the connection, as far as it has room.
    fn tell(&mut self) {
        while let Some(message) = self.held.take().or_else(|| self.gateway.next_message()) {
            if let Err(message) = self.line.say(message) {
                self.held = Some(message);
                return;
            }
        }
    }

    fn ask(&mut self, now_ms: i64, ask: Ask) -> Result<OnItsWay, Unable> {
        let (branch, request, link, not_after_ms, wish) = match ask {
            Ask::Join { branch, service, language, cookie, drawn } => {
                let mirror = self.gateway.branch(&branch).ok_or(Unable::NoSuchOffice)?;
                let state = &mirror.picture().ok_or(Unable::NoSuchOffice)?.state;
                if !state.now.services.iter().any(|known| known.service == service) {
                    return Err(Unable::NoSuchOffice);
                }
                let person = self.secrets.person(&branch, date(mirror, now_ms), cookie);
                let (request, link) = self.secrets.join(&branch, cookie, &drawn);
                (branch, request, link, now_ms + ANSWER_MS, Wish::Join { service, language, link, person })
            }
            Ask::About { link, what, drawn } => {
                let branch = self.gateway.branch_of(link).ok_or(Unable::NoSuchTicket)?.to_owned();
                let (name, valid_ms, wish) = match what {
                    About::Leave => ("leave", LEAVE_MS, Wish::Leave { link }),
                    About::MoreTime => ("more-time", ANSWER_MS, Wish::MoreTime { link }),
                    About::CheckIn(code) => ("check-in", ANSWER_MS, Wish::CheckIn { link, code }),
                };
                let requests = self.gateway.requests();
                // To leave is the same wish whoever presses when: its name is the link's, and again after it was in vain.
                let drawn = if matches!(wish, Wish::Leave { .. }) {
                    requests.vain_leaves(link).to_string()
                } else {
                    drawn
                };
                let request = self.secrets.request(link, name, &drawn);
                if let Some(open) = requests.open_like(link, &wish) {
                    return Ok(OnItsWay { request: open.body.request, link });
                }
                if requests.get(request).is_none() && !self.gateway.is_wanted(link) {
                    return Err(Unable::NoSuchTicket);
                }
                (branch, request, link, now_ms + valid_ms, wish)
            }
        };
        let body = RequestBody { branch, request, not_after_ms, wish };
        if self.gateway.ask(now_ms, body) { Ok(OnItsWay { request, link }) } else { Err(Unable::Busy) }
    }
}
