//! A real branch behind a real socket, and a browser of a few lines.

use crate::access::audit::Audit;
use crate::access::tests::Directory;
use crate::domain::time::ClockTrust;
use crate::engine::clock::Reading;
use crate::engine::time_source::TimeSource;
use crate::engine::{Handle, Power, Thread};
use crate::http::browser::Browser;
use crate::journal::{Journal, Options};
use crate::ports::demo::Playground;
use crate::ports::sample::{WALL_MS, printer_ready, settings};
use crate::ports::{Clerks, Offered, Office, serve};
use crate::wording::Words;
use std::collections::BTreeMap;
use std::io;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;
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

/// A server that can be told to stop.
struct Server {
    stop: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
}

impl Server {
    async fn start(office: Office, offered: Offered) -> (Self, Browser) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(serve(listener, office, offered, async {
            let _ = stopped.await;
        }));
        (Self { stop, task }, Browser { address })
    }

    async fn end(self) {
        let _ = self.stop.send(());
        self.task.await.unwrap().unwrap();
    }
}

/// A branch whose day is open and whose printer works, and a server.
pub(super) struct World {
    browser: Browser,
    power: watch::Sender<Option<Handle>>,
    pub(super) faults: watch::Sender<BTreeMap<String, String>>,
    engine: Option<Thread>,
    server: Option<Server>,
    office: Office,
    offered: Offered,
    directory: Directory,
}

impl World {
    pub(super) async fn start(playground: Option<Arc<dyn Playground>>) -> Self {
        Self::start_offering(Offered::Everything, playground).await
    }

    pub(super) async fn start_offering(offered: Offered, playground: Option<Arc<dyn Playground>>) -> Self {
        let directory = Directory::new();
        let (power, cell) = watch::channel(None);
        let faults = watch::Sender::new(BTreeMap::new());
        let office = Office {
            settings: settings(),
            words: Arc::new(Words::load()),
            power: Power::new(cell),
            faults: faults.subscribe(),
            state: directory.0.clone(),
            clerks: Clerks::remembered(&directory.0, Audit::new(&directory.0)),
            playground,
            hosts: vec!["rinda.office.lv".into()],
        };
        let (server, browser) = Server::start(office.clone(), offered).await;
        let mut world =
            Self { browser, power, faults, engine: None, server: Some(server), office, offered, directory };
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

    /// The state directory.
    pub(super) fn state(&self) -> &Path {
        &self.directory.0
    }

    /// Ends the server, and starts another one that knows only what is on disk.
    pub(super) async fn restart(&mut self) {
        self.server.take().unwrap().end().await;
        self.office.clerks = Clerks::remembered(self.state(), Audit::new(self.state()));
        let (server, browser) = Server::start(self.office.clone(), self.offered).await;
        (self.server, self.browser) = (Some(server), browser);
    }

    /// Ends the server and waits for it.
    pub(super) async fn stop(mut self) {
        self.server.take().unwrap().end().await;
    }
}

impl Deref for World {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Before the directory goes.
        let _ = self.engine.take().map(Thread::cut_power);
    }
}
