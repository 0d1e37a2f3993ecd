//! A flood at the consoles, which stand in the branch's network: the queue and the technician's port go on.

use super::*;
use crate::domain::ids::KioskId;
use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::TcpStream as Line;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::UnixStream;
use tokio::task::spawn_blocking;

/// More than there are seats.
const SILENT: usize = 160;
/// Connections of each kind in a round: thousands in all, and at no time more than a machine has ports for.
const OF_KIND: usize = 100;
/// So many people come.
const SLIPS: usize = 3;
/// A server that reads no more must not keep a flooder.
const STUCK: Duration = Duration::from_secs(1);

/// A kind of flood: one round of it.
type Flooder = Box<dyn FnMut(SocketAddr) -> io::Result<()> + Send>;

fn flooders() -> Vec<Flooder> {
    let mut silent = VecDeque::new();
    vec![
        // Slow ones: a head that never ends.
        Box::new(move |address| {
            while silent.len() < SILENT {
                silent.push_back(line(address, "GET /counter/1 HTTP/1.1\r\nX-Slow: 1\r\n")?);
            }
            silent.pop_front();
            Ok(())
        }),
        Box::new(|address| Line::connect(address).map(drop)),
        Box::new(|address| pour(line(address, "GET / HTTP/1.1\r\nX-Long: ")?, &[b'x'; 1 << 20])),
        Box::new(|address| {
            let head = format!(
                "POST /api/counter/1/session HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n"
            );
            let head = format!("{head}Transfer-Encoding: chunked\r\n\r\n100000\r\n");
            pour(line(address, &head)?, &[b'x'; 1 << 20])
        }),
        Box::new(|address| {
            let request = format!("GET /counter/1 HTTP/1.1\r\nHost: {address}\r\n\r\n").repeat(20);
            pour(line(address, &request)?, b"")
        }),
        Box::new(|address| {
            let body = r#"{"pin":"000000"}"#;
            let head =
                format!("POST /api/counter/1/session HTTP/1.1\r\nHost: {address}\r\nContent-Length: 16");
            pour(line(address, &format!("{head}\r\nContent-Type: application/json\r\n\r\n{body}"))?, b"")
        }),
    ]
}

fn line(address: SocketAddr, words: &str) -> io::Result<Line> {
    let mut line = Line::connect(address)?;
    line.set_write_timeout(Some(STUCK))?;
    line.set_read_timeout(Some(STUCK))?;
    line.write_all(words.as_bytes())?;
    Ok(line)
}

/// Sends the rest, and reads the beginning of what is answered.
fn pour(mut line: Line, rest: &[u8]) -> io::Result<()> {
    line.write_all(rest)?;
    line.read(&mut [0; 64]).map(drop)
}

/// A flood, round by round, until it is told to end.
struct Flood {
    rounds: watch::Receiver<u32>,
    over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Flood {
    fn begin(address: SocketAddr) -> Self {
        let (count, rounds) = watch::channel(0);
        let over = Arc::new(AtomicBool::new(false));
        let (is_over, mut flooders) = (Arc::clone(&over), flooders());
        let round = move || {
            while !is_over.load(Ordering::Relaxed) {
                std::thread::scope(|scope| {
                    for flooder in &mut flooders {
                        // To be turned away is what a flood gets.
                        scope.spawn(move || (0..OF_KIND).for_each(|_| drop(flooder(address))));
                    }
                });
                count.send_modify(|count| *count += 1);
            }
        };
        Self { rounds, over, thread: std::thread::spawn(round) }
    }

    /// Returns when a round has ended.
    async fn goes_on(&mut self) {
        self.rounds.changed().await.unwrap();
    }

    /// The last round needs the server.
    async fn end(self) {
        self.over.store(true, Ordering::Relaxed);
        spawn_blocking(|| self.thread.join().unwrap()).await.unwrap();
    }
}

/// Asks on a connection of its own; gives the answer.
async fn asks(mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin, host: &str, request: &str) -> String {
    let request = format!("{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_flood_at_the_consoles_stops_neither_tickets_nor_technicians() {
    let directory = Directory::new("flood");
    let (plan, in_force) = directory.plan(&[]);
    let (board, state) = (Arc::clone(&plan.board), directory.state());
    let listeners =
        [TcpListener::bind("127.0.0.1:0").await.unwrap(), TcpListener::bind("127.0.0.1:0").await.unwrap()];
    let [pages, consoles] = listeners.each_ref().map(|listener| listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let told = async { drop(stopped.await) };
    let seen = async {
        let page = async |request: &str| {
            asks(TcpStream::connect(pages).await.unwrap(), &pages.to_string(), request).await
        };
        // By the clock of this machine the day may be open already.
        page("POST /api/day/open").await;
        page("POST /api/counter/1/open").await;
        let kiosk = &board.kiosks[&KioskId(1)];
        let printer = kiosk.virtual_printer().unwrap();
        let mut flood = Flood::begin(consoles);
        // A press that is too short or too long for its button is none: somebody presses again.
        while printer.look(|printer| printer.pieces().len()) < SLIPS {
            kiosk.set_contact(1, true);
            flood.goes_on().await;
            kiosk.set_contact(1, false);
            let socket = UnixStream::connect(state.join("service.sock")).await.unwrap();
            assert!(asks(socket, "localhost", "GET /api/status").await.starts_with("HTTP/1.1 200"));
            assert!(page("GET /hall").await.starts_with("HTTP/1.1 200"));
        }
        flood.end().await;
        loop {
            let stream = TcpStream::connect(consoles).await.unwrap();
            let request = format!("GET /counter/1 HTTP/1.1\r\nHost: {consoles}\r\nConnection: close\r\n\r\n");
            let (mut stream, mut answer) = (BufReader::new(stream), Vec::new());
            // As long as the last of the flood is here, it is closed without an answer.
            let asked = stream.get_mut().write_all(request.as_bytes()).await;
            let heard = stream.read_to_end(&mut answer).await;
            if asked.is_ok() && heard.is_ok() && answer.starts_with(b"HTTP/1.1 200") {
                break;
            }
        }
        stop.send(()).unwrap();
    };
    let [pages, consoles] = listeners.map(ready);
    let doors = Doors { pages, hall_page: pending(), consoles };
    let (served, ()) = tokio::join!(serve(plan, in_force, &state, doors, nobody(), told), seen);
    served.unwrap();
}
