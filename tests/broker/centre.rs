//! A small centre: it asks, stores facts without a gap, and says how far it is.

use super::clients::{Client, PATIENCE};
use super::mosquitto::Mosquitto;
use super::office::{BRANCH, NOON_MS, Office, request_key};
use rinda::domain::ids::{LinkId, PersonToken, RequestId, ServiceId};
use rinda::domain::ticket::Language;
use rinda::engine::random_bits;
use rinda::mqtt::{Broker, Publication};
use rinda::protocol::{
    Fact, Facts, FactsBody, FromCentre, Kind, Life, Place, Reply, RequestBody, RequestKey, Signed, State,
    Topic, What, Wish,
};
use tokio::time::timeout;

/// How long requests are valid.
const HOUR_MS: i64 = 3_600_000;

pub(crate) struct Centre {
    client: Client,
    key: RequestKey,
    /// What is stored, and of which epoch.
    pub(crate) stored: Option<(u32, Place)>,
    /// Every fact that was stored since the last snapshot, in the order in which it came.
    pub(crate) facts: Vec<Fact>,
    pub(crate) snapshots: u32,
    /// Every reply that came, with its bytes.
    pub(crate) replies: Vec<(Reply, Vec<u8>)>,
    pub(crate) state: Option<State>,
    pub(crate) life: Option<Life>,
}

impl Centre {
    /// A centre that knows nothing.
    pub(crate) async fn start(broker: Broker) -> Self {
        let topics = Kind::OF_BRANCH.map(Kind::of_all);
        let client = Client::of_centre(broker, &topics.each_ref().map(String::as_str)).await;
        Self {
            client,
            key: request_key(),
            stored: None,
            facts: Vec::new(),
            snapshots: 0,
            replies: Vec::new(),
            state: None,
            life: None,
        }
    }

    /// A new branch, which is connected.
    pub(crate) async fn meets(&mut self, broker: &Mosquitto) -> Office {
        let office = Office::linked(broker.known_as(BRANCH));
        self.until("a birth", |centre| centre.life.as_ref().is_some_and(|life| life.online)).await;
        office
    }

    /// A request of somebody, signed.
    pub(crate) fn signed(&self, wish: Wish) -> Signed {
        self.signed_until(wish, NOON_MS + HOUR_MS)
    }

    pub(crate) fn signed_until(&self, wish: Wish, not_after_ms: i64) -> Signed {
        let request = RequestId(random_bits());
        self.key.sign(&RequestBody { branch: BRANCH.to_owned(), request, not_after_ms, wish })
    }

    /// Publishes a request.
    pub(crate) async fn send(&mut self, signed: &Signed) -> RequestId {
        self.publish(Kind::Request, serde_json::to_vec(signed).unwrap(), false).await;
        request_of(signed)
    }

    /// Publishes any bytes where requests are.
    pub(crate) async fn send_bytes(&mut self, bytes: &[u8]) {
        self.publish(Kind::Request, bytes.to_vec(), false).await;
    }

    /// Says how far it is.
    pub(crate) async fn acknowledge(&mut self) {
        if let Some((epoch, upto)) = self.stored {
            self.say(&FromCentre::Acknowledge { epoch, upto }, true).await;
        }
    }

    pub(crate) async fn say(&mut self, word: &FromCentre, retained: bool) {
        self.publish(Kind::Centre, serde_json::to_vec(word).unwrap(), retained).await;
    }

    /// Listens and stores until it is so.
    pub(crate) async fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let listen = async {
            while !is_so(self) {
                self.hear(what).await;
            }
        };
        // The picture of a branch comes again and again, also when nothing else does.
        assert!(timeout(PATIENCE, listen).await.is_ok(), "listened in vain for {what}");
    }

    /// Listens until there is a reply to this request, so many times.
    pub(crate) async fn replies_to(&mut self, request: RequestId, times: usize) -> Vec<(Reply, Vec<u8>)> {
        let of = |centre: &Self| -> Vec<(Reply, Vec<u8>)> {
            centre.replies.iter().filter(|(reply, _)| reply.request == request).cloned().collect()
        };
        self.until("a reply", |centre| of(centre).len() >= times).await;
        of(self)
    }

    /// Asks, and waits for the reply.
    pub(crate) async fn ask(&mut self, wish: Wish) -> Reply {
        let signed = self.signed(wish);
        let request = self.send(&signed).await;
        self.replies_to(request, 1).await.remove(0).0
    }

    /// Listens until everything up to there is stored.
    pub(crate) async fn stores(&mut self, seq: u64) {
        self.until("facts", |centre| centre.stored.is_some_and(|(_, upto)| upto.seq >= seq)).await;
    }

    /// Waits until the connection that was lost is there again.
    pub(crate) async fn is_back(&mut self) {
        self.client.is_lost().await;
        self.client.is_connected().await;
    }

    /// How many tickets were given for a request.
    pub(crate) fn tickets_for(&self, id: RequestId) -> usize {
        let is_for = |fact: &&Fact| matches!(&fact.what, What::TicketTaken { request: Some(request), .. } if *request == id);
        self.facts.iter().filter(is_for).count()
    }

    async fn hear(&mut self, what: &str) {
        let message = self.client.message_for(what).await;
        let kind = Topic::parse(&message.topic).unwrap().kind;
        match kind {
            Kind::Facts => self.store(serde_json::from_slice(&message.payload).unwrap()).await,
            Kind::Reply => {
                let reply = serde_json::from_slice(&message.payload).unwrap();
                self.replies.push((reply, message.payload));
            }
            Kind::State => self.state = Some(serde_json::from_slice(&message.payload).unwrap()),
            Kind::Life => {
                let life: Life = serde_json::from_slice(&message.payload).unwrap();
                if self.life.as_ref().is_none_or(|known| life.is_newer_than(known)) {
                    let is_birth = life.online;
                    self.life = Some(life);
                    if is_birth {
                        self.say_where_it_is().await;
                    }
                }
            }
            Kind::Request | Kind::Centre => panic!("the centre heard itself"),
        }
        self.client.handle.acknowledge(message.receipt);
    }

    async fn say_where_it_is(&mut self) {
        let epoch = self.life.as_ref().map_or(0, |life| life.epoch);
        match self.stored {
            Some(_) => self.acknowledge().await,
            None => self.say(&FromCentre::Resync { epoch, after: None }, false).await,
        }
    }

    async fn store(&mut self, facts: Facts) {
        let Facts { epoch, upto, body, .. } = facts;
        let stored = self.stored.filter(|(known, _)| *known == epoch).map(|(_, upto)| upto);
        match (body, stored) {
            (FactsBody::Snapshot(_), _) => {
                self.snapshots += 1;
                self.facts.clear();
            }
            (FactsBody::Log { after, facts }, Some(stored)) if after.seq <= stored.seq => {
                if upto.seq <= stored.seq {
                    return self.acknowledge().await;
                }
                self.facts.extend(facts.into_iter().filter(|fact| fact.seq > stored.seq));
            }
            (FactsBody::Log { .. }, after) => {
                return self.say(&FromCentre::Resync { epoch, after }, false).await;
            }
        }
        self.stored = Some((epoch, upto));
        self.acknowledge().await;
    }

    async fn publish(&mut self, kind: Kind, payload: Vec<u8>, retained: bool) {
        let topic = Topic { branch: BRANCH.to_owned(), kind }.to_string();
        self.client.publish(Publication { topic, payload, retained }).await.unwrap();
    }
}

/// Which request this is.
pub(crate) fn request_of(signed: &Signed) -> RequestId {
    serde_json::from_str::<RequestBody>(&signed.body).unwrap().request
}

/// Somebody wants to join with a link of their own.
pub(crate) fn join(link: LinkId) -> Wish {
    let (service, person) = (ServiceId::new("passport"), PersonToken(random_bits()));
    Wish::Join { service, language: Language::En, link, person }
}
