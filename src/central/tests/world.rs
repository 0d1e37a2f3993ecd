//! A centre behind real sockets, a phone, and a branch at the other end of the line.

use super::super::gateway::Message;
use super::super::key::CentreKey;
use super::super::sample::{Teller, WALL_MS, now};
use super::super::start::{Places, Running, run};
use super::super::turn::{Line, News};
use crate::domain::ids::{LinkId, RequestId, TicketId};
use crate::domain::remote::{Request, Wish};
use crate::domain::time::ClockTrust;
use crate::engine::clock::Reading;
use crate::engine::time_source::TimeSource;
use crate::http::browser::{Answer, Browser};
use crate::mqtt::Receipt;
use crate::protocol::{self, Keys, Kind, Reply, Topic, What};
use chrono::DateTime;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use tokio::sync::mpsc;

/// A clock that is set by hand.
#[derive(Debug)]
struct Hand(AtomicI64);

impl TimeSource for Hand {
    fn read(&self) -> Reading {
        let ms = self.0.load(Ordering::Relaxed);
        Reading { mono_ms: (ms - WALL_MS).cast_unsigned(), wall_ms: ms, trust: ClockTrust::Synced }
    }
}

/// The centre's end of a line without a broker.
struct Wire(mpsc::UnboundedSender<Message>);

impl Line for Wire {
    fn say(&mut self, message: Message) -> Result<(), Message> {
        // A test that is over listens no more.
        let _ = self.0.send(message);
        Ok(())
    }

    fn taken(&mut self, _: Receipt) {}
}

pub(super) struct World {
    running: Option<Running>,
    pub(super) news: mpsc::Sender<News>,
    pub(super) said: mpsc::UnboundedReceiver<Message>,
    pub(super) phone: Browser,
    pub(super) operator: Browser,
    pub(super) teller: Teller,
    clock: Arc<Hand>,
    directory: PathBuf,
    /// What the phone's cookie is.
    pub(super) cookie: String,
}

impl World {
    /// A centre, and a branch that is connected and open.
    pub(super) async fn start() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let directory = std::env::temp_dir().join(format!("rinda-central-{}-{count}", std::process::id()));
        let _ = std::fs::remove_dir_all(&directory);
        let clock = Arc::new(Hand(AtomicI64::new(WALL_MS)));
        let mut teller = Teller::new(1, 7);
        teller.happens(What::DayOpened { date: now().date_naive(), anew: true });
        let (running, news, said) = Self::run(&directory, &clock);
        let (phone, operator) = (Browser { address: running.address }, Browser { address: running.operator });
        let running = Some(running);
        let mut world =
            Self { running, news, said, phone, operator, teller, clock, directory, cookie: String::new() };
        world.connect(1).await;
        world
    }

    fn run(
        directory: &std::path::Path,
        clock: &Arc<Hand>,
    ) -> (Running, mpsc::Sender<News>, mpsc::UnboundedReceiver<Message>) {
        let local = "127.0.0.1:0".parse().unwrap();
        let places =
            Places { listen: local, operator: local, hosts: vec!["rinda.lv".into()], connections_max: 100 };
        let key = CentreKey::new("2026", &[7; 32]).unwrap();
        let (news, heard) = mpsc::channel(64);
        let (say, said) = mpsc::unbounded_channel();
        let line = Box::new(Wire(say));
        let clock = Arc::clone(clock);
        let running = run(places, directory, key, clock, line, heard, std::future::pending()).unwrap();
        (running, news, said)
    }

    /// The process ends and another one begins.
    pub(super) async fn restart(&mut self) {
        self.running.take().unwrap().stop().unwrap();
        let (running, news, said) = Self::run(&self.directory, &self.clock);
        (self.phone, self.operator) =
            (Browser { address: running.address }, Browser { address: running.operator });
        (self.running, self.news, self.said) = (Some(running), news, said);
        self.news.send(News::Connected).await.unwrap();
    }

    pub(super) async fn connect(&mut self, connection: u64) {
        self.news.send(News::Connected).await.unwrap();
        self.hear(Kind::Life, &self.teller.life(connection, true)).await;
        self.tell().await;
    }

    pub(super) async fn hear(&self, kind: Kind, message: &impl serde::Serialize) {
        let topic = Topic { branch: "riga-2".into(), kind }.to_string();
        let payload = serde_json::to_vec(message).unwrap();
        self.news.send(News::Message { topic, payload, receipt: None }).await.unwrap();
    }

    /// The branch tells all it knows.
    pub(super) async fn tell(&self) {
        self.hear(Kind::Facts, &self.teller.snapshot()).await;
        let now = DateTime::from_timestamp_millis(self.clock.0.load(Ordering::Relaxed)).unwrap();
        self.hear(Kind::State, &self.teller.state(now)).await;
    }

    /// The next request that reaches the branch, and that is really for it.
    pub(super) async fn request(&mut self) -> Request {
        let keys = CentreKey::new("2026", &[7; 32]).unwrap();
        let keys = Keys([("2026".to_owned(), keys.signing.public())].into());
        loop {
            let message = self.said.recv().await.expect("the centre has ended");
            if message.topic.kind == Kind::Request {
                return keys.open("riga-2", &message.payload).unwrap();
            }
        }
    }

    pub(super) async fn reply(&self, request: RequestId, answer: protocol::Answer) {
        self.hear(Kind::Reply, &Reply { request, answer }).await;
    }

    /// Time passes, and something happens that everybody sees.
    pub(super) fn pass(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::Relaxed);
    }

    /// The phone gets its cookie as a browser does: with the stream of a page.
    pub(super) async fn meet(&mut self) {
        let mut stream = self.phone.follow("/o/riga-2/events").await;
        let head = stream.head().await.to_lowercase();
        let cookie = head.split_once("set-cookie: rinda=").unwrap().1.split(';').next().unwrap().to_owned();
        assert!(head.contains("httponly; samesite=strict; path=/;"), "{head}");
        self.cookie = format!("Cookie: rinda={cookie}");
    }

    pub(super) async fn post(&self, path: &str, body: serde_json::Value) -> Answer {
        self.phone.send("POST", path, &[&self.cookie], &body.to_string()).await
    }

    pub(super) async fn join(&self, drawn: &str) -> Answer {
        self.post("/api/join", json!({ "branch": "riga-2", "service": "passport", "drawn": drawn })).await
    }

    /// The phone joins and the branch gives it a number.
    pub(super) async fn joined(&mut self) -> (LinkId, TicketId) {
        self.meet().await;
        self.join("abc").await;
        let request = self.request().await;
        let Wish::Join { link, .. } = request.wish else { panic!("{request:?}") };
        let ticket = self.teller.takes(Some(request.id), link);
        self.tell().await;
        (link, ticket)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.running.take());
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}
