//! A real branch behind a real socket, and a browser of a few lines.

use crate::domain::time::ClockTrust;
use crate::engine::clock::Reading;
use crate::engine::time_source::TimeSource;
use crate::engine::{Handle, Power, Thread};
use crate::http::browser::Browser;
use crate::journal::{Journal, Options};
use crate::ports::demo::Playground;
use crate::ports::sample::{WALL_MS, printer_ready, settings};
use crate::ports::{Offered, Office, serve};
use crate::wording::Words;
use std::collections::BTreeMap;
use std::io;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
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
    browser: Browser,
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
            state: directory.0.clone(),
            playground,
            hosts: vec!["rinda.office.lv".into()],
        };
        let server = tokio::spawn(serve(listener, office, offered, async {
            let _ = stopped.await;
        }));
        let mut world = Self {
            browser: Browser { address },
            power,
            faults,
            engine: None,
            stop: Some(stop),
            server: Some(server),
            directory,
        };
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
