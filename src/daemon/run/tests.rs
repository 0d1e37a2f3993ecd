use super::*;
use crate::devices::sound::Place;
use crate::speech::Utterance;
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
    fn plan(&self, changes: &[(&str, &str)]) -> Plan {
        let mut text = include_str!("../../../boards/virtual.toml").to_owned();
        for (line, other) in changes {
            assert!(text.contains(line), "{line}");
            text = text.replace(line, other);
        }
        let board = self.0.join("board.toml");
        std::fs::write(&board, text).unwrap();
        let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("systemd/site.toml");
        plan(read_config(&board, &site).unwrap())
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
    let plan = directory.plan(&[
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
    let (served, ()) = tokio::join!(serve(plan, &state, listener, told), seen);
    served.unwrap();
}
