//! Somebody who is connected, and waits for what happens.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not awaited is kept, whatever it is")]

use rinda::mqtt::{
    Broker, Handle, Happening, Introduction, Message, Options, Publication, PublishError, Token, connect,
};
use rinda::protocol::{TO_BRANCH_BYTES_MAX, TO_CENTRE_BYTES_MAX};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Far longer than anything takes; who waits for longer waits in vain.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A connection and what has happened to it. Dropping it drops the connection.
pub(crate) struct Client {
    pub(crate) handle: Handle,
    happenings: mpsc::Receiver<Happening>,
    work: JoinHandle<()>,
    put_aside: VecDeque<Happening>,
}

impl Client {
    /// Begins to connect as a branch does.
    pub(crate) fn new(broker: Broker, id: &str, subscriptions: &[&str], introduction: Introduction) -> Self {
        Self::taking(TO_BRANCH_BYTES_MAX, broker, id, subscriptions, introduction)
    }

    /// Begins to connect as the centre does, and is connected.
    pub(crate) async fn of_centre(broker: Broker, subscriptions: &[&str]) -> Self {
        let introduction = Introduction::default();
        let mut client = Self::taking(TO_CENTRE_BYTES_MAX, broker, "centre", subscriptions, introduction);
        client.is_connected().await;
        client
    }

    fn taking(
        bytes_max: usize,
        broker: Broker,
        id: &str,
        subscriptions: &[&str],
        introduction: Introduction,
    ) -> Self {
        let options = Options {
            broker,
            client_id: id.to_owned(),
            session_expiry_s: 3_600,
            subscriptions: subscriptions.iter().map(ToString::to_string).collect(),
            packet_bytes_max: bytes_max.try_into().unwrap(),
            unacknowledged_max: 64,
        };
        let (handle, happenings, work) = connect(options, move || introduction.clone());
        Self { handle, happenings, work: tokio::spawn(work), put_aside: VecDeque::new() }
    }

    /// Is connected.
    pub(crate) async fn connected(broker: Broker, id: &str, subscriptions: &[&str]) -> Self {
        let mut client = Self::new(broker, id, subscriptions, Introduction::default());
        client.is_connected().await;
        client
    }

    /// Waits for a connection; whether the broker kept the session.
    pub(crate) async fn is_connected(&mut self) -> bool {
        self.find("a connection", |happening| match happening {
            Happening::Connected { session_kept } => Ok(session_kept),
            other => Err(other),
        })
        .await
    }

    /// Waits until the connection is lost, or an attempt has failed; why.
    pub(crate) async fn is_lost(&mut self) -> String {
        self.find("the end of the connection", |happening| match happening {
            Happening::Lost { why } => Ok(why),
            other => Err(other),
        })
        .await
    }

    /// Waits for the next message.
    pub(crate) async fn message(&mut self) -> Message {
        self.message_for("a message").await
    }

    /// Waits for the next message, which may be what is hoped for.
    pub(crate) async fn message_for(&mut self, what: &str) -> Message {
        self.find(what, |happening| match happening {
            Happening::Message(message) => Ok(message),
            other => Err(other),
        })
        .await
    }

    /// Waits for the next message, acknowledges it and gives its text.
    pub(crate) async fn hear(&mut self) -> String {
        let message = self.message().await;
        self.handle.acknowledge(message.receipt);
        String::from_utf8(message.payload).unwrap()
    }

    /// Publishes a text and waits for what the broker says to it.
    pub(crate) async fn say(&mut self, topic: &str, payload: &str, retained: bool) -> Result<(), String> {
        self.publish(publication(topic, payload, retained)).await
    }

    /// Publishes and waits for what the broker says to it.
    pub(crate) async fn publish(&mut self, publication: Publication) -> Result<(), String> {
        let token = self.handle.try_publish(publication).unwrap();
        self.find("an acknowledgement", |happening| match happening {
            Happening::Published { token: published, outcome } if published == token => Ok(outcome),
            other => Err(other),
        })
        .await
    }

    /// Waits for what the broker says to any publication.
    pub(crate) async fn any_published(&mut self) -> Result<(), String> {
        self.find("an acknowledgement", |happening| match happening {
            Happening::Published { outcome, .. } => Ok(outcome),
            other => Err(other),
        })
        .await
    }

    /// Publishes, if there is room.
    pub(crate) fn try_say(&self, topic: &str, payload: &str, retained: bool) -> Result<Token, PublishError> {
        self.handle.try_publish(publication(topic, payload, retained))
    }

    /// Ends the connection as a power cut does.
    pub(crate) async fn vanish(self) {
        self.work.abort();
        let _ = self.work.await;
    }

    /// The first of these that happens; what else happens is kept for later.
    async fn find<T>(&mut self, what: &str, mut wanted: impl FnMut(Happening) -> Result<T, Happening>) -> T {
        let mut aside = VecDeque::new();
        let found = loop {
            let happening = match self.put_aside.pop_front() {
                Some(happening) => happening,
                None => match timeout(PATIENCE, self.happenings.recv()).await {
                    Ok(happening) => happening.unwrap(),
                    Err(_) => panic!("waited in vain for {what}; there was {aside:?}"),
                },
            };
            match wanted(happening) {
                Ok(found) => break found,
                Err(other) => aside.push_back(other),
            }
        };
        aside.append(&mut self.put_aside);
        self.put_aside = aside;
        found
    }
}

/// Something to publish.
pub(crate) fn publication(topic: &str, payload: &str, retained: bool) -> Publication {
    Publication { topic: topic.to_owned(), payload: payload.into(), retained }
}
