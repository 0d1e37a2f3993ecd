//! A browser of a few lines, for tests of servers.

use serde_json::Value;
use std::net::SocketAddr;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// Asks one server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Browser {
    pub(crate) address: SocketAddr,
}

impl Browser {
    /// Sends bytes as they are and reads until the server closes.
    pub(crate) async fn send_raw(&self, bytes: &[u8]) -> Answer {
        Self::speak(TcpStream::connect(self.address).await.unwrap(), bytes).await
    }

    /// The same on a line that is there.
    pub(crate) async fn speak(mut stream: impl AsyncRead + AsyncWrite + Unpin, bytes: &[u8]) -> Answer {
        // The server may answer and close before it has read everything.
        let _ = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        Answer::parse(&answer)
    }

    /// A request with these headers beside the usual ones.
    pub(crate) async fn send(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Answer {
        self.send_raw(&Self::request(&self.address.to_string(), method, path, headers, body)).await
    }

    /// The bytes of a request.
    pub(crate) fn request(host: &str, method: &str, path: &str, headers: &[&str], body: &str) -> Vec<u8> {
        let named = headers.iter().any(|header| header.starts_with("Host:"));
        let host = if named { String::new() } else { format!("Host: {host}\r\n") };
        let more: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        let length = body.len();
        let typed = !body.is_empty() && !headers.iter().any(|header| header.starts_with("Content-Type:"));
        let more = if typed { format!("Content-Type: application/json\r\n{more}") } else { more };
        format!(
            "{method} {path} HTTP/1.1\r\n{host}Connection: close\r\nContent-Length: {length}\r\n{more}\r\n{body}"
        )
        .into_bytes()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "").await
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> Answer {
        self.send("POST", path, &[], body).await
    }

    pub(crate) async fn follow(&self, path: &str) -> Stream {
        let stream = TcpStream::connect(self.address).await.unwrap();
        Stream::begin(stream, &self.address.to_string(), path).await
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Self { status, head, body: bytes.get(end + 4..).unwrap_or_default().to_vec() }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn words(&self) -> String {
        self.json()["words"].as_str().unwrap().to_owned()
    }
}

/// A stream of server-sent events.
pub(crate) struct Stream<S = TcpStream>(BufReader<S>);

impl<S: AsyncRead + AsyncWrite + Unpin> Stream<S> {
    /// Asks for it on a line that is there.
    pub(crate) async fn begin(mut stream: S, host: &str, path: &str) -> Self {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        Self(BufReader::new(stream))
    }

    /// The head of the answer. To be asked for before anything else.
    pub(crate) async fn head(&mut self) -> String {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(self.0.read_line(&mut head).await.unwrap(), 0, "no head: {head}");
        }
        head
    }

    /// The next message; nothing when the server has closed.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).await.unwrap() == 0 {
                return None;
            }
            // Without data it only says that the server is there.
            if let Some(data) = line.strip_prefix("data: ").filter(|data| !data.trim().is_empty()) {
                return Some(serde_json::from_str(data).unwrap());
            }
        }
    }

    /// The first message that is as wanted.
    pub(crate) async fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self.next().await.expect("the stream ended too early");
            if wanted(&message) {
                return message;
            }
        }
    }
}
