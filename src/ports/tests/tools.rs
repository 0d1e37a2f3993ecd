//! A real branch behind a real socket, and a browser of a few lines.

use crate::domain::time::ClockTrust;
use crate::engine::clock::Reading;
use crate::engine::time_source::TimeSource;
use crate::engine::{Handle, Thread};
use crate::journal::{Journal, Options};
use crate::ports::demo::Playground;
use crate::ports::power::Power;
use crate::ports::sample::{WALL_MS, printer_ready, settings};
use crate::ports::{Offered, Office, serve};
use crate::wording::Words;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

/// 10:42 on a Tuesday, for ever.
#[derive(Debug)]
struct Still;

impl TimeSource for Still {
    fn read(&self) -> Reading {
        Reading { mono_ms: 0, wall_ms: WALL_MS, trust: ClockTrust::Synced }
    }
}

/// A directory that is gone after the test.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("rinda-ports-{}-{count}", std::process::id()));
        // A run that was interrupted may have left one: process ids come again.
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A branch whose day is open and whose printer works, and a server.
pub(super) struct World {
    pub(super) address: SocketAddr,
    power: watch::Sender<Option<Handle>>,
    pub(super) faults: watch::Sender<BTreeMap<String, String>>,
    engine: Option<Thread>,
    stop: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<io::Result<()>>>,
    directory: Directory,
}

impl World {
    pub(super) async fn start(playground: Option<Arc<dyn Playground>>) -> Self {
        Self::start_offering(Offered::Everything, playground).await
    }

    pub(super) async fn start_offering(offered: Offered, playground: Option<Arc<dyn Playground>>) -> Self {
        let directory = Directory::new();
        let (power, cell) = watch::channel(None);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let faults = watch::Sender::new(BTreeMap::new());
        let office = Office {
            settings: settings(),
            words: Arc::new(Words::load()),
            power: Power::new(cell),
            faults: faults.subscribe(),
            playground,
            hosts: vec!["rinda.office.lv".into()],
        };
        let server = tokio::spawn(serve(listener, office, offered, async {
            let _ = stopped.await;
        }));
        let mut world =
            Self { address, power, faults, engine: None, stop: Some(stop), server: Some(server), directory };
        world.restore_power().await;
        world
    }

    pub(super) async fn restore_power(&mut self) {
        let (journal, recovered) = Journal::open(&self.directory.0, Options::default()).unwrap();
        let (engine, branch) = Thread::start(settings(), journal, recovered, Arc::new(Still)).unwrap();
        branch.ask(printer_ready()).await.unwrap();
        self.engine = Some(engine);
        self.power.send_replace(Some(branch));
    }

    /// Takes the power away and waits until the branch has gone.
    pub(super) async fn cut_power(&mut self) {
        let engine = self.engine.take().unwrap();
        self.power.send_replace(None);
        tokio::task::spawn_blocking(|| engine.cut_power()).await.unwrap().unwrap();
    }

    /// The branch stops as after a disk error: the cell still holds it, and nobody has noticed.
    pub(super) async fn stop_engine(&mut self) {
        let engine = self.engine.take().unwrap();
        tokio::task::spawn_blocking(|| engine.cut_power()).await.unwrap().unwrap();
    }

    pub(super) fn branch(&self) -> Handle {
        self.power.borrow().clone().unwrap()
    }

    /// Ends the server and waits for it.
    pub(super) async fn stop(mut self) {
        let _ = self.stop.take().map(|stop| stop.send(()));
        self.server.take().unwrap().await.unwrap().unwrap();
    }

    /// Sends bytes as they are and reads until the server closes.
    pub(super) async fn send_raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        // The server may answer and close before it has read everything.
        let _ = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        Answer::parse(&answer)
    }

    /// A request with these headers beside the usual ones.
    pub(super) async fn send(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Answer {
        let named = headers.iter().any(|header| header.starts_with("Host:"));
        let host = if named { String::new() } else { format!("Host: {}\r\n", self.address) };
        let more: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        let length = body.len();
        let typed = !body.is_empty() && !headers.iter().any(|header| header.starts_with("Content-Type:"));
        let more = if typed { format!("Content-Type: application/json\r\n{more}") } else { more };
        let request = format!(
            "{method} {path} HTTP/1.1\r\n{host}Connection: close\r\nContent-Length: {length}\r\n{more}\r\n{body}"
        );
        self.send_raw(request.as_bytes()).await
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "").await
    }

    pub(super) async fn post(&self, path: &str, body: &str) -> Answer {
        self.send("POST", path, &[], body).await
    }

    pub(super) async fn follow(&self, path: &str) -> Stream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).await.unwrap();
        Stream(BufReader::new(stream))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Before the directory goes.
        let _ = self.engine.take().map(Thread::cut_power);
    }
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Self { status, head, body: bytes.get(end + 4..).unwrap_or_default().to_vec() }
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(super) fn words(&self) -> String {
        self.json()["words"].as_str().unwrap().to_owned()
    }
}

/// A stream of server-sent events.
pub(super) struct Stream(BufReader<TcpStream>);

impl Stream {
    /// The next message; nothing when the server has closed.
    pub(super) async fn next(&mut self) -> Option<Value> {
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).await.unwrap() == 0 {
                return None;
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return Some(serde_json::from_str(data).unwrap());
            }
        }
    }

    /// The first message that is as wanted.
    pub(super) async fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self.next().await.expect("the stream ended too early");
            if wanted(&message) {
                return message;
            }
        }
    }
}
