mod flood;

use super::*;
use crate::devices::faults::Faults;
use crate::devices::sound::Place;
use crate::speech::Utterance;
use embedded_graphics::prelude::Size;
use std::future::{pending, ready};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// A directory with a board file and a state, gone after the test.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("rinda-run-{name}-{}", std::process::id()));
        // From an interrupted run with the same process id.
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The example site on the virtual board, where some lines are others.
    fn plan(&self, changes: &[(&str, &str)]) -> (Plan, InForce) {
        let mut text = include_str!("../../../boards/virtual.toml").to_owned();
        for (line, other) in changes {
            assert!(text.contains(line), "{line}");
            text = text.replace(line, other);
        }
        let board = self.0.join("board.toml");
        std::fs::write(&board, text).unwrap();
        let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("systemd/site.toml");
        let store = Store::of(&self.state());
        let Choice { config, texts, origin } = Choice::at_start(&board, &site, &store).unwrap();
        (plan(config), InForce { files: [board, site], store, texts, settings: Mutex::default(), origin })
    }

    fn state(&self) -> PathBuf {
        self.0.join("state")
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The service port is at its socket only.
fn nobody() -> Technicians<impl Future<Output = Door<TcpListener>>> {
    let sizes = Sizes { hall: Size::new(640, 360), slip_dots: 384 };
    let (bundler, lasting): (Bundler, _) = (Arc::new(|_, _| Ok(())), Arc::default());
    Technicians { address: pending(), sizes, bundler, lasting }
}

/// A branch with one door for everything.
fn only_pages<P>(pages: P) -> Doors<P, impl Future<Output = TcpListener>, impl Future<Output = TcpListener>> {
    Doors { pages, hall_page: pending(), consoles: pending() }
}

/// Reads a stream of views until one has all of these words.
async fn until(address: SocketAddr, words: &[&str]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET /api/counter/1/events?lang=en HTTP/1.1\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut lines = BufReader::new(stream).lines();
    loop {
        let line = lines.next_line().await.unwrap().expect("the stream goes on");
        if words.iter().all(|&word| line.contains(word)) {
            return line;
        }
    }
}

#[tokio::test]
async fn what_is_missing_is_told_on_the_pages_of_a_branch_that_serves() {
    let directory = Directory::new("missing");
    let (plan, in_force) = directory.plan(&[
        (
            "key.1 = { action = \"call_next\", driver = \"virtual\" }",
            "key.1 = { action = \"call_next\", driver = \"key\", device = \"No such pad\", key = \"KEY_KP1\" }",
        ),
        (
            "[hall.sound]\ndriver = \"virtual\"",
            "[hall.sound]\ndriver = \"alsa\"\nsink = \"plughw:CARD=NoSuchCard\"",
        ),
    ]);
    let voice = plan.board.sounds.voice(Place::Hall);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let told = async { drop(stopped.await) };
    let state = directory.state();
    let seen = async {
        voice.call(Utterance { chime: true, words: None }, false);
        let named = ["counter 1: keyboard No such pad", "sound at plughw:CARD=NoSuchCard"];
        let view = until(address, &named).await;
        assert!(view.contains("\"power\":true"), "{view}");
        stop.send(()).unwrap();
    };
    let doors = only_pages(ready(listener));
    let (served, ()) = tokio::join!(serve(plan, in_force, &state, doors, nobody(), told), seen);
    served.unwrap();
}

#[tokio::test]
async fn a_branch_whose_address_never_comes_works_and_ends_when_it_is_told() {
    let directory = Directory::new("nowhere");
    let (plan, in_force) = directory.plan(&[]);
    let mut frames = plan.board.hall.frames();
    let state = directory.state();
    let told = async { frames.changed().await.unwrap() };
    serve(plan, in_force, &state, only_pages(pending()), nobody(), told).await.unwrap();
}

#[tokio::test]
async fn hall_page_and_consoles_have_doors_of_their_own() {
    let directory = Directory::new("doors");
    let (plan, in_force) = directory.plan(&[]);
    let listeners =
        [TcpListener::bind("0.0.0.0:0").await.unwrap(), TcpListener::bind("0.0.0.0:0").await.unwrap()];
    let [hall, consoles] = listeners.each_ref().map(|listener| listener.local_addr().unwrap().port());
    let (stop, stopped) = oneshot::channel::<()>();
    let told = async { drop(stopped.await) };
    let state = directory.state();
    let seen = async {
        let status = async |port: u16, path: &str| {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            let line = BufReader::new(stream).lines().next_line().await.unwrap().unwrap();
            line.split(' ').nth(1).unwrap().to_owned()
        };
        assert_eq!(status(hall, "/hall").await, "200");
        assert_eq!(status(hall, "/counter/1").await, "404");
        assert_eq!(status(consoles, "/counter/1").await, "200");
        assert_eq!(status(consoles, "/api/counter/1/events").await, "403");
        assert_eq!(status(consoles, "/hall").await, "404");
        stop.send(()).unwrap();
    };
    let [hall_page, consoles] = listeners.map(ready);
    let doors = Doors { pages: pending(), hall_page, consoles };
    let (served, ()) = tokio::join!(serve(plan, in_force, &state, doors, nobody(), told), seen);
    served.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_address_that_comes_later_is_listened_on_then() {
    let (faults, mut tries) = (Faults::default(), 0);
    let register = faults.watch();
    let address = SocketAddr::from(([192, 0, 2, 1], 80));
    let listener = listen_when_possible(Attempts::new("web server".into(), faults), async || {
        tries += 1;
        let listed = register.borrow().get("web server").cloned();
        assert_eq!(listed.is_some_and(|why| why.contains("cannot listen on 192.0.2.1:80")), tries > 1);
        let source = io::Error::from(io::ErrorKind::AddrNotAvailable);
        if tries < 10 {
            Err(DaemonError::Listen { address, said_by: "ports.listen", source })
        } else {
            Ok("a listener")
        }
    });
    assert_eq!(listener.await, "a listener");
    assert!(register.borrow().is_empty());
    assert_eq!(tries, 10);
}

#[tokio::test]
async fn who_cannot_listen_names_the_key_of_that_port() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (faults, address) = (Faults::default(), taken.local_addr().unwrap());
    let mut register = faults.watch();
    let listening = listen_if_wanted(Attempts::new("hall page".into(), faults), Some(address), "ports.hall");
    let why = async {
        let told = register.wait_for(|faults| faults.contains_key("hall page")).await.unwrap();
        told["hall page"].clone()
    };
    let why = tokio::select! {
        _ = listening => panic!("{address} is taken"),
        why = why => why,
    };
    let expected = format!(
        "cannot listen on {address}: Address already in use (os error 98); choose another port (ports.hall)"
    );
    assert_eq!(why, expected);
}
