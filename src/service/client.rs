//! The command line's way to the port: one request on a connection of its own, over the socket.
//!
//! HTTP/1.0, because its answers end with the connection: nothing has to be taken out of pieces. It waits for as long as the port
//! has something to say; the person at the keyboard can end it.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The socket cannot be reached.
    #[error("{}: {source}{}", path.display(), advice(source))]
    Connect {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The line broke.
    #[error("the branch has stopped speaking: {0}")]
    Line(io::Error),
    /// The branch has gone before it said everything.
    #[error(
        "the branch ended, or began anew with another configuration, before it said everything; `rinda service status` says how it is"
    )]
    Ended,
    /// The answer makes no sense.
    #[error("the answer is not understood: {0}")]
    Garbage(String),
    /// The port refused, in words.
    #[error("{0}")]
    Refused(String),
}

fn advice(error: &io::Error) -> &'static str {
    let kind = error.kind();
    if kind == io::ErrorKind::PermissionDenied {
        "; run this as root, or as a member of the group that rinda runs as"
    } else if matches!(kind, io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) {
        "; does rinda run? If its state is elsewhere, name that with --state"
    } else {
        ""
    }
}

/// A way to the port.
#[derive(Debug)]
pub struct Client {
    socket: PathBuf,
    /// Two letters.
    language: &'static str,
    token: Option<String>,
}

#[derive(Deserialize)]
struct Words {
    words: String,
}

impl Client {
    /// Asks at a socket, for answers in this language.
    pub fn new(socket: &Path, language: &'static str) -> Self {
        Self { socket: socket.to_owned(), language, token: None }
    }

    /// Signs in: what is asked from here on is asked by somebody who knows the PIN.
    ///
    /// # Errors
    /// The refusal, or why there is no answer.
    pub fn sign_in(&mut self, pin: &str) -> Result<(), ClientError> {
        let body = serde_json::json!({ "pin": pin }).to_string();
        let signed_in: super::signing_in::SignedIn = parsed(&self.ask("POST", "/api/session", &body)?)?;
        self.token = Some(signed_in.token);
        Ok(())
    }

    /// The text of an answer.
    ///
    /// # Errors
    /// The refusal, or why there is no answer.
    pub fn ask(&self, method: &str, path: &str, body: &str) -> Result<String, ClientError> {
        let mut text = String::new();
        let (mut answer, length) = self.open(method, path, body)?;
        let taken = answer.read_to_string(&mut text).map_err(ClientError::Line)?;
        is_whole(taken as u64, length)?;
        Ok(text)
    }

    /// Writes a file that the port has; gives its length.
    ///
    /// # Errors
    /// The refusal, or why it is not whole.
    pub fn download(&self, path: &str, file: &mut impl Write) -> Result<u64, ClientError> {
        let (mut answer, length) = self.open("GET", path, "")?;
        let taken = io::copy(&mut answer, file).map_err(ClientError::Line)?;
        is_whole(taken, length)?;
        Ok(taken)
    }

    /// What an answer says.
    ///
    /// # Errors
    /// The refusal, or why there is no answer.
    pub fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        parsed(&self.ask("GET", path, "")?)
    }

    /// Gives `heard` each message of a stream, until it or the stream wants no more.
    ///
    /// # Errors
    /// The refusal, why there is no answer, or that the line broke.
    pub fn follow<T: DeserializeOwned>(
        &self,
        (method, path, body): (&str, &str, &str),
        mut heard: impl FnMut(T) -> bool,
    ) -> Result<(), ClientError> {
        let (answer, _) = self.open(method, path, body)?;
        for line in answer.lines() {
            let line = line.map_err(ClientError::Line)?;
            let Some(data) = line.strip_prefix("data: {") else { continue };
            if !heard(parsed(&format!("{{{data}"))?) {
                return Ok(());
            }
        }
        Err(ClientError::Ended)
    }

    /// The body of an answer that is no refusal, and its length where that was said.
    fn open(
        &self,
        method: &str,
        path: &str,
        body: &str,
    ) -> Result<(BufReader<UnixStream>, Option<u64>), ClientError> {
        let connect = |source| ClientError::Connect { path: self.socket.clone(), source };
        let mut stream = UnixStream::connect(&self.socket).map_err(connect)?;
        let token = self.token.as_ref().map(|token| format!("Authorization: Bearer {token}\r\n"));
        let kind = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
        let request = format!(
            "{method} {path}?lang={} HTTP/1.0\r\nHost: localhost\r\n{kind}Content-Length: {}\r\n{}\r\n{body}",
            self.language,
            body.len(),
            token.unwrap_or_default()
        );
        stream.write_all(request.as_bytes()).map_err(ClientError::Line)?;
        let mut answer = BufReader::new(stream);
        let mut line = String::new();
        let mut next = |answer: &mut BufReader<UnixStream>| {
            line.clear();
            match answer.read_line(&mut line).map_err(ClientError::Line)? {
                0 => Err(ClientError::Ended),
                _ => Ok(line.trim_end().to_owned()),
            }
        };
        let head = next(&mut answer)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse::<u16>().ok());
        let status = status.ok_or_else(|| ClientError::Garbage(head.clone()))?;
        let mut length = None;
        loop {
            let line = next(&mut answer)?;
            if line.is_empty() {
                break;
            }
            let value = line.to_ascii_lowercase();
            length =
                length.or(value.strip_prefix("content-length:").and_then(|text| text.trim().parse().ok()));
        }
        if (200..300).contains(&status) {
            return Ok((answer, length));
        }
        let mut text = String::new();
        answer.read_to_string(&mut text).map_err(ClientError::Line)?;
        let words = serde_json::from_str(&text).map_or(head, |Words { words }| words);
        Err(ClientError::Refused(words))
    }
}

/// Whether everything came, where it was said how much that is.
fn is_whole(taken: u64, length: Option<u64>) -> Result<(), ClientError> {
    if length.is_some_and(|length| length != taken) { Err(ClientError::Ended) } else { Ok(()) }
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, ClientError> {
    serde_json::from_str(text).map_err(|error| ClientError::Garbage(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::tests::Directory;
    use std::os::unix::net::UnixListener;

    #[test]
    fn a_branch_that_goes_while_it_answers_has_ended() {
        let directory = Directory::new();
        let path = directory.0.join("service.sock");
        let listener = UnixListener::bind(&path).unwrap();
        let pieces = [
            "",
            "HTTP/1.0 200 OK\r\n",
            "HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n",
            "HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\":",
        ];
        let port = std::thread::spawn(move || {
            for piece in pieces {
                let (mut line, _) = listener.accept().unwrap();
                // Whoever goes without reading resets the line.
                let _ = line.read(&mut [0; 1024]).unwrap();
                line.write_all(piece.as_bytes()).unwrap();
            }
        });
        for piece in pieces {
            let answer = Client::new(&path, "en").ask("GET", "/api/status", "");
            assert!(matches!(answer, Err(ClientError::Ended)), "{piece:?}: {answer:?}");
        }
        port.join().unwrap();
    }
}
