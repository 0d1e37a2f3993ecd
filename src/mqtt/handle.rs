//! What the owner of a connection publishes and acknowledges with.

use rumqttc::v5::AsyncClient;
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::Publish;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Publications that have no acknowledgement of the broker yet, at the most.
pub const UNDER_WAY_MAX: u16 = 16;

/// Something to be published, with QoS 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Where.
    pub topic: String,
    /// What.
    pub payload: Vec<u8>,
    /// Whether the broker keeps it for those who come later.
    pub retained: bool,
}

/// One publication, for as long as the process lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token(pub u64);

/// Why something is not published now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    /// Nothing is owed to a broker that is not there: publish what is owed when there is one again.
    #[error("there is no connection")]
    NotConnected,
    /// Wait for [`super::Happening::Published`].
    #[error("{UNDER_WAY_MAX} publications are under way")]
    Full,
    /// It will never be taken.
    #[error("the broker takes {max} bytes at the most")]
    TooLarge {
        /// What the broker says, for a whole packet.
        max: u32,
    },
}

/// What is needed to acknowledge one message.
#[derive(Debug)]
pub struct Receipt {
    connection: u64,
    /// Nothing for a message that needs none.
    packet: Option<u16>,
}

impl Receipt {
    pub(super) fn of(connection: u64, publish: &Publish) -> Self {
        Self { connection, packet: (publish.qos != QoS::AtMostOnce).then_some(publish.pkid) }
    }

    /// Whether the broker waits for the acknowledgement.
    pub fn is_awaited(&self) -> bool {
        self.packet.is_some()
    }
}

/// A way to publish. Cheap to clone; all clones share one connection.
#[derive(Debug, Clone, Default)]
pub struct Handle(Arc<Mutex<Shared>>);

#[derive(Debug, Default)]
struct Shared {
    next: u64,
    live: Option<Live>,
}

/// What is known of the connection that is there.
#[derive(Debug)]
struct Live {
    connection: u64,
    client: AsyncClient,
    packet_bytes_max: Option<u32>,
    /// In the order in which they were given to the client; the packet id once it is sent.
    under_way: VecDeque<(Token, Option<u16>)>,
    /// Packet ids of messages that have been taken, of which the client does not know yet: the broker may give more than it was
    /// asked to (mosquitto 2.0.11 does), and an acknowledgement that it never gets would keep one of its places for ever.
    taken: VecDeque<u16>,
    /// Acknowledgements that the client knows and has not sent.
    acknowledging: usize,
    /// How many of them it has room for.
    acknowledging_max: usize,
}

impl Live {
    fn has_room(&self) -> bool {
        self.under_way.len() < usize::from(UNDER_WAY_MAX)
    }

    /// Gives the client as many acknowledgements as it has room for.
    fn hand_over(&mut self) {
        while self.acknowledging < self.acknowledging_max
            && let Some(packet) = self.taken.pop_front()
        {
            let mut publish = Publish::new("", QoS::AtLeastOnce, Vec::new(), None);
            publish.pkid = packet;
            // It has room for them, so the connection has just ended, and the message comes again with the next one.
            if self.client.try_ack(&publish).is_ok() {
                self.acknowledging += 1;
            }
        }
    }
}

/// A packet's header, the length of its topic, its id and its properties.
const OVERHEAD_BYTES: usize = 16;

impl Handle {
    /// Whether there is a connection with room for a publication.
    pub fn has_room(&self) -> bool {
        self.shared().live.as_ref().is_some_and(Live::has_room)
    }

    /// Gives something to the connection; that the broker has it will be a [`super::Happening::Published`].
    ///
    /// # Errors
    /// Why not now.
    pub fn try_publish(&self, publication: Publication) -> Result<Token, PublishError> {
        let mut shared = self.shared();
        let token = Token(shared.next);
        let live = shared.live.as_mut().ok_or(PublishError::NotConnected)?;
        let Publication { topic, payload, retained } = publication;
        let bytes = OVERHEAD_BYTES + topic.len() + payload.len();
        if let Some(max) = live.packet_bytes_max.filter(|max| bytes > *max as usize) {
            return Err(PublishError::TooLarge { max });
        }
        if !live.has_room() {
            return Err(PublishError::Full);
        }
        let given = live.client.try_publish(topic, QoS::AtLeastOnce, retained, payload);
        given.map_err(|_| PublishError::Full)?;
        live.under_way.push_back((token, None));
        shared.next += 1;
        Ok(token)
    }

    /// Tells the broker that a message has been taken. After the end of its connection this does nothing: the broker sends it
    /// again.
    #[expect(clippy::needless_pass_by_value, reason = "nobody acknowledges twice")]
    pub fn acknowledge(&self, receipt: Receipt) {
        let mut shared = self.shared();
        if let Some(live) = shared.live.as_mut().filter(|live| live.connection == receipt.connection)
            && let Some(packet) = receipt.packet
        {
            live.taken.push_back(packet);
            live.hand_over();
        }
    }

    /// There is a connection, whose client has room for so many acknowledgements beside everything else.
    pub(super) fn begin(
        &self,
        connection: u64,
        client: AsyncClient,
        packet_bytes_max: Option<u32>,
        acknowledging_max: u16,
    ) {
        self.shared().live = Some(Live {
            connection,
            client,
            packet_bytes_max,
            under_way: VecDeque::new(),
            taken: VecDeque::new(),
            acknowledging: 0,
            acknowledging_max: acknowledging_max.into(),
        });
    }

    /// The client has sent an acknowledgement.
    pub(super) fn has_acknowledged(&self) {
        if let Some(live) = &mut self.shared().live {
            live.acknowledging = live.acknowledging.saturating_sub(1);
            live.hand_over();
        }
    }

    pub(super) fn end(&self) {
        self.shared().live = None;
    }

    /// The oldest publication that was not sent is sent, under this packet id.
    pub(super) fn sent(&self, packet: u16) {
        if let Some(live) = &mut self.shared().live
            && let Some((_, unsent)) = live.under_way.iter_mut().find(|(_, sent)| sent.is_none())
        {
            *unsent = Some(packet);
        }
    }

    /// The broker has acknowledged a packet; which publication that was.
    pub(super) fn acknowledged(&self, packet: u16) -> Option<Token> {
        let mut shared = self.shared();
        let under_way = &mut shared.live.as_mut()?.under_way;
        let at = under_way.iter().position(|(_, sent)| *sent == Some(packet))?;
        under_way.remove(at).map(|(token, _)| token)
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
