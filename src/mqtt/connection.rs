//! The task that owns the connection: it polls the client and does nothing else.
//!
//! What is known of the client (rumqttc 0.25): its `poll` may not be dropped half-way, so nothing is selected beside it; a
//! publish that waits for room from within this task would wait for ever, so everything here only tries; after a lost session
//! it forgets what was queued, and with a kept one it can be stuck behind a packet id of a former connection, so each
//! connection has a client of its own.

use super::attempts::{Attempts, Loss};
use super::broker::Broker;
use super::handle::{Handle, Publication, Receipt, Token, UNDER_WAY_MAX};
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::{ConnAck, Filter, LastWill, Packet, PubAckReason, SubscribeReasonCode};
use rumqttc::v5::{AsyncClient, ConnectionError, Event, EventLoop, MqttOptions, StateError};
use rumqttc::{Outgoing, TlsConfiguration, Transport};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// The client says that it is there when it has said nothing else for so long; a dead broker is noticed within twice that.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// The network, TLS and the broker's answer together.
const CONNECT_S_MAX: u64 = 20;

/// What does not change from connection to connection.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to.
    pub broker: Broker,
    /// No two connections at one time have the same.
    pub client_id: String,
    /// For how long the broker keeps our session, with what was not acknowledged, after a connection.
    pub session_expiry_s: u32,
    /// Filters of topics that are wanted, with QoS 1.
    pub subscriptions: Vec<String>,
    /// The broker gives no larger packet; it drops what is larger.
    pub packet_bytes_max: u32,
    /// The broker gives no more messages before some are acknowledged. Not less than it gives by itself (mosquitto's
    /// `max_inflight_messages`, by default 20): mosquitto 2.0.11 was seen not to go on with its queue otherwise.
    pub unacknowledged_max: u16,
}

/// How the owner introduces itself, made anew for each attempt.
#[derive(Debug, Clone, Default)]
pub struct Introduction {
    /// What the broker says when the connection is lost.
    pub will: Option<Publication>,
    /// What is said first, when the subscriptions are asked for.
    pub birth: Option<Publication>,
    /// It is at least so late, in milliseconds since 1970 UTC, whatever the wall clock says; certificates are held against that.
    pub at_least_ms: i64,
}

/// Something that happened to the connection.
#[derive(Debug)]
pub enum Happening {
    /// It is there. Nothing that was published before is under way any more.
    Connected {
        /// Whether the broker still has the session, with messages that were not acknowledged.
        session_kept: bool,
    },
    /// It is not, and will be tried again by itself.
    Lost {
        /// Why, in words.
        why: String,
    },
    /// Somebody has published something.
    Message(Message),
    /// The broker has taken a publication, which proves nothing about anybody else.
    Published {
        /// Which.
        token: Token,
        /// Otherwise why it will not, in words; no other attempt is made.
        outcome: Result<(), String>,
    },
}

/// A message.
#[derive(Debug)]
pub struct Message {
    /// Where it was published.
    pub topic: String,
    /// What.
    pub payload: Vec<u8>,
    /// Whether it was there before we asked for it.
    pub retained: bool,
    /// Whether the broker gave it before, and was not told that it had come.
    pub again: bool,
    /// What acknowledges it.
    pub receipt: Receipt,
}

/// A kept connection: the way to publish, what happens, and the work, which ends when the receiver of happenings is gone.
/// Dropping the work drops the connection. It must be polled within a runtime with I/O and time.
pub fn connect(
    options: Options,
    introduce: impl FnMut() -> Introduction + Send + 'static,
) -> (Handle, mpsc::Receiver<Happening>, impl Future<Output = ()> + Send + 'static) {
    let handle = Handle::default();
    // Room for everything that the broker may give and take at one time.
    let room = usize::from(options.unacknowledged_max) + usize::from(UNDER_WAY_MAX) + 2;
    let (happened, happenings) = mpsc::channel(room);
    let keeper = Keeper { options, handle: handle.clone(), happened, connection: 0 };
    (handle, happenings, keeper.keep(introduce))
}

/// Each connection of the process has a number of its own, so that a receipt of one acknowledges nothing of another, whoever
/// keeps them.
static CONNECTIONS: AtomicU64 = AtomicU64::new(1);

struct Keeper {
    options: Options,
    handle: Handle,
    happened: mpsc::Sender<Happening>,
    connection: u64,
}

/// Nobody listens any more.
struct Gone;

impl Keeper {
    async fn keep(mut self, mut introduce: impl FnMut() -> Introduction) {
        let (start, mut attempts) = (Instant::now(), Attempts::default());
        let now_ms = || u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let address = self.options.broker.address.clone();
        loop {
            let ended = self.connection(introduce(), &mut attempts, &now_ms).await;
            self.handle.end();
            let Ok(loss) = ended else { return };
            let (wait_ms, is_news) = attempts.failed(now_ms(), &loss, random());
            if is_news {
                tracing::warn!(broker = %address, why = loss.why, "{address}: {}", loss.why);
            }
            if self.tell(Happening::Lost { why: loss.why }).await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(wait_ms)).await;
        }
    }

    /// One connection, from the attempt to its end.
    async fn connection(
        &mut self,
        introduction: Introduction,
        attempts: &mut Attempts,
        now_ms: &impl Fn() -> u64,
    ) -> Result<Loss, Gone> {
        let Introduction { will, birth, at_least_ms } = introduction;
        let options = match self.client_options(will, at_least_ms, attempts.begins_anew()) {
            Ok(options) => options,
            Err(why) => return Ok(Loss { why, garbled: false }),
        };
        // One for each publication and each acknowledgement, the birth, and the subscriptions.
        let room = usize::from(UNDER_WAY_MAX) + usize::from(self.options.unacknowledged_max) + 2;
        let (client, mut events) = AsyncClient::new(options, room);
        self.connection = CONNECTIONS.fetch_add(1, Ordering::Relaxed);
        loop {
            match events.poll().await {
                Ok(Event::Incoming(Packet::ConnAck(answer))) => {
                    if attempts.works(now_ms()) {
                        let broker = &self.options.broker.address;
                        tracing::info!(%broker, "{broker}: works again");
                    }
                    self.begin(&client, &answer, birth.as_ref()).await?;
                }
                Ok(event) => {
                    if let Some(loss) = self.event(event).await? {
                        return Ok(loss);
                    }
                }
                Err(error) => return Ok(loss(&error, &events)),
            }
        }
    }

    async fn begin(
        &self,
        client: &AsyncClient,
        answer: &ConnAck,
        birth: Option<&Publication>,
    ) -> Result<(), Gone> {
        let filters = self.options.subscriptions.iter().map(|filter| Filter::new(filter, QoS::AtLeastOnce));
        // The client is new and has room; it does not subscribe to nothing.
        if !self.options.subscriptions.is_empty() && client.try_subscribe_many(filters).is_err() {
            tracing::error!("the subscriptions are no filters of topics: {:?}", self.options.subscriptions);
        }
        let packet_bytes_max = answer.properties.as_ref().and_then(|properties| properties.max_packet_size);
        self.handle.begin(self.connection, client.clone(), packet_bytes_max, self.options.unacknowledged_max);
        if let Some(birth) = birth
            && let Err(error) = self.handle.try_publish(birth.clone())
        {
            let broker = &self.options.broker.address;
            tracing::warn!(%broker, "{broker}: what is said first: {error}");
        }
        self.tell(Happening::Connected { session_kept: answer.session_present }).await
    }

    async fn event(&self, event: Event) -> Result<Option<Loss>, Gone> {
        match event {
            Event::Outgoing(Outgoing::Publish(packet)) => self.handle.sent(packet),
            Event::Outgoing(Outgoing::PubAck(_)) => self.handle.has_acknowledged(),
            Event::Incoming(Packet::PubAck(answer)) => {
                if let Some(token) = self.handle.acknowledged(answer.pkid) {
                    let taken =
                        matches!(answer.reason, PubAckReason::Success | PubAckReason::NoMatchingSubscribers);
                    let refused = || format!("the broker says {:?}", answer.reason);
                    let outcome = if taken { Ok(()) } else { Err(refused()) };
                    self.tell(Happening::Published { token, outcome }).await?;
                }
            }
            Event::Incoming(Packet::Publish(publish)) => {
                let receipt = Receipt::of(self.connection, &publish);
                let topic = String::from_utf8_lossy(&publish.topic).into_owned();
                let (payload, retained, again) = (publish.payload.into(), publish.retain, publish.dup);
                self.tell(Happening::Message(Message { topic, payload, retained, again, receipt })).await?;
            }
            Event::Incoming(Packet::SubAck(answer)) => {
                let taken = |code: &SubscribeReasonCode| matches!(code, SubscribeReasonCode::Success(_));
                if let Some(refused) = answer.return_codes.iter().find(|code| !taken(code)) {
                    let why = format!("the broker gives us no messages: {refused:?}");
                    return Ok(Some(Loss { why, garbled: false }));
                }
            }
            Event::Incoming(_) | Event::Outgoing(_) => {}
        }
        Ok(None)
    }

    fn client_options(
        &self,
        will: Option<Publication>,
        at_least_ms: i64,
        anew: bool,
    ) -> Result<MqttOptions, String> {
        let Options { broker, client_id, .. } = &self.options;
        let mut options = MqttOptions::new(client_id, &broker.address.host, broker.address.port);
        if broker.address.encrypted {
            let files = broker.tls.as_ref().ok_or("the files for TLS are not named")?;
            let config = files.read(at_least_ms).map_err(|error| error.to_string())?;
            options.set_transport(Transport::tls_with_config(TlsConfiguration::Rustls(Arc::new(config))));
        }
        // What is said is said at once: packets are small, and TCP would keep them back for some 40 ms to fill a segment.
        let mut network = options.network_options();
        network.set_tcp_nodelay(true);
        options.set_network_options(network);
        options.set_keep_alive(KEEP_ALIVE);
        options.set_connection_timeout(CONNECT_S_MAX);
        options.set_clean_start(anew);
        options.set_session_expiry_interval(Some(self.options.session_expiry_s));
        options.set_max_packet_size(Some(self.options.packet_bytes_max));
        options.set_receive_maximum(Some(self.options.unacknowledged_max));
        options.set_outgoing_inflight_upper_limit(UNDER_WAY_MAX);
        options.set_manual_acks(true);
        if let Some(Publication { topic, payload, retained }) = will {
            options.set_last_will(LastWill::new(topic, payload, QoS::AtLeastOnce, retained, None));
        }
        Ok(options)
    }

    async fn tell(&self, happening: Happening) -> Result<(), Gone> {
        self.happened.send(happening).await.map_err(|_| Gone)
    }
}

fn loss(error: &ConnectionError, events: &EventLoop) -> Loss {
    let (host, port) = events.options.broker_address();
    let garbled = matches!(
        error,
        ConnectionError::MqttState(
            StateError::Deserialization(_) | StateError::WrongPacket | StateError::Unsolicited(_)
        )
    );
    let why = if let ConnectionError::Timeout(_) = error {
        format!("{host} does not answer on port {port}")
    } else if let ConnectionError::ConnectionRefused(code) = error {
        format!("the broker refuses us: {code:?}")
    } else if let ConnectionError::MqttState(StateError::AwaitPingResp) = error {
        "the broker has fallen silent".to_owned()
    } else if let ConnectionError::MqttState(StateError::ServerDisconnect { reason_code, .. }) = error {
        format!("the broker ends the connection: {reason_code:?}")
    } else if let ConnectionError::MqttState(StateError::ConnectionAborted) = error {
        "the broker is gone".to_owned()
    } else {
        error.to_string()
    };
    Loss { why, garbled }
}

/// Spreads the attempts of many; anything would do.
fn random() -> u64 {
    getrandom::u64().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// Takes one connection, agrees to it, says something that is no MQTT, and gives whether a new session was asked for.
    async fn garble(listener: &TcpListener) -> bool {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut connect = [0; 256];
        let length = stream.read(&mut connect).await.unwrap();
        // The length of the rest is one byte; the name of the protocol and its version come before the flags.
        assert_eq!((connect[0], &connect[4..9]), (0x10, &b"MQTT\x05"[..]), "{:?}", &connect[..length]);
        let accepted = [0x20, 3, 0, 0, 0];
        stream.write_all(&[&accepted[..], &[0, 0]].concat()).await.unwrap();
        connect[9] & 2 != 0
    }

    /// Agrees to a connection, gives so many messages at once, and reads until each has its acknowledgement.
    async fn flood(listener: &TcpListener, messages: u8) {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = [0; 4096];
        let _ = stream.read(&mut bytes).await.unwrap();
        let mut said = vec![0x20, 3, 0, 0, 0];
        for packet in 1..=messages {
            // QoS 1, the topic "a", the packet's id, no properties, no text.
            said.extend([0x32, 6, 0, 1, b'a', 0, packet, 0]);
        }
        stream.write_all(&said).await.unwrap();
        let mut awaited = messages;
        while awaited > 0 {
            let length = stream.read(&mut bytes).await.unwrap();
            assert!(length > 0, "{awaited} acknowledgements did not come");
            for packet in bytes[..length].chunks(4) {
                assert_eq!(packet[..3], [0x40, 2, 0]);
                awaited -= 1;
            }
        }
    }

    #[tokio::test]
    async fn a_broker_that_gives_more_than_it_may_gets_every_acknowledgement() {
        const MESSAGES: u8 = 200;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("mqtt://{}", listener.local_addr().unwrap()).parse().unwrap();
        let options = Options {
            broker: Broker { address, tls: None },
            client_id: "riga-2".into(),
            session_expiry_s: 1,
            subscriptions: Vec::new(),
            packet_bytes_max: 1 << 10,
            unacknowledged_max: 2,
        };
        let (handle, mut happenings, work) = connect(options, Introduction::default);
        let owner = async {
            let mut receipts = Vec::new();
            while receipts.len() < usize::from(MESSAGES) {
                if let Some(Happening::Message(message)) = happenings.recv().await {
                    receipts.push(message.receipt);
                }
            }
            receipts.into_iter().for_each(|receipt| handle.acknowledge(receipt));
            happenings
        };
        let work = tokio::spawn(work);
        let ((), happenings) = tokio::join!(flood(&listener, MESSAGES), owner);
        drop(happenings);
        work.abort();
    }

    #[tokio::test]
    async fn a_session_that_says_again_what_nobody_understands_is_left_behind() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("mqtt://{}", listener.local_addr().unwrap()).parse().unwrap();
        let options = Options {
            broker: Broker { address, tls: None },
            client_id: "riga-2".into(),
            session_expiry_s: 1,
            subscriptions: Vec::new(),
            packet_bytes_max: 1 << 10,
            unacknowledged_max: 1,
        };
        let (happened, mut happenings) = mpsc::channel(100);
        let mut keeper = Keeper { options, handle: Handle::default(), happened, connection: 0 };
        let mut attempts = Attempts::default();
        let mut anew = Vec::new();
        for _ in 0..5 {
            let connection = keeper.connection(Introduction::default(), &mut attempts, &|| 0);
            let (ended, was_anew) = tokio::join!(connection, garble(&listener));
            let Ok(loss) = ended else { panic!("somebody listens") };
            assert!(loss.garbled, "{loss:?}");
            attempts.failed(0, &loss, 0);
            anew.push(was_anew);
        }
        assert_eq!(anew, [false, false, false, true, false]);
        happenings.close();
        while let Ok(happening) = happenings.try_recv() {
            assert!(matches!(happening, Happening::Connected { session_kept: false }), "{happening:?}");
        }
    }
}
