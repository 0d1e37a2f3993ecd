//! The way to an MQTT broker.

use super::gateway::Message;
use super::turn::{Line, News};
use crate::mqtt::{
    self, Broker, Handle, Happening, Introduction, Options, Publication, PublishError, Receipt,
};
use crate::protocol::{Kind, TO_CENTRE_BYTES_MAX};
use std::future::Future;
use tokio::sync::mpsc;

/// Messages that the broker gives before the first of them is on disk: what one commit can carry.
const UNACKNOWLEDGED_MAX: u16 = 128;

/// A line to a broker.
#[derive(Debug)]
pub(super) struct MqttLine(Handle);

/// The line, and the work that keeps it and tells the turn what comes. The broker keeps nothing for a centre that is away: what
/// it has missed it asks branches for, so that a centre that is never started again costs nobody anything.
pub(super) fn line(
    broker: Broker,
    client_id: String,
    at_least_ms: impl Fn() -> i64 + Send + 'static,
    news: mpsc::Sender<News>,
) -> (MqttLine, impl Future<Output = ()> + Send) {
    let options = Options {
        broker,
        client_id,
        session_expiry_s: 0,
        subscriptions: Kind::OF_BRANCH.iter().map(|kind| kind.of_all()).collect(),
        packet_bytes_max: u32::try_from(TO_CENTRE_BYTES_MAX).unwrap_or(u32::MAX),
        unacknowledged_max: UNACKNOWLEDGED_MAX,
    };
    let introduce = move || Introduction { will: None, birth: None, at_least_ms: at_least_ms() };
    let (handle, mut happenings, work) = mqtt::connect(options, introduce);
    let pump = async move {
        while let Some(happening) = happenings.recv().await {
            let told = match happening {
                Happening::Connected { .. } => News::Connected,
                Happening::Lost { .. } => News::Lost,
                Happening::Message(mqtt::Message { topic, payload, receipt, .. }) => {
                    News::Message { topic, payload, receipt: Some(receipt) }
                }
                Happening::Published { outcome, .. } => {
                    if let Err(why) = outcome {
                        tracing::warn!("the broker did not take a message: {why}");
                    }
                    News::Room
                }
            };
            if news.send(told).await.is_err() {
                return;
            }
        }
    };
    let work = async {
        tokio::select! {
            () = work => {}
            () = pump => {}
        }
    };
    (MqttLine(handle), work)
}

impl Line for MqttLine {
    fn say(&mut self, message: Message) -> Result<(), Message> {
        let publication = Publication {
            topic: message.topic.to_string(),
            payload: message.payload.clone(),
            retained: message.retained,
        };
        match self.0.try_publish(publication) {
            // Without a connection nothing is owed; a message that is too large will never be taken.
            Ok(_) | Err(PublishError::NotConnected) => Ok(()),
            Err(PublishError::Full) => Err(message),
            Err(error @ PublishError::TooLarge { .. }) => {
                tracing::error!("{}: {error}", message.topic);
                Ok(())
            }
        }
    }

    fn taken(&mut self, receipt: Receipt) {
        self.0.acknowledge(receipt);
    }
}
