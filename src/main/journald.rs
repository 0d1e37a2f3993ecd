//! What the program says, as records of journald with fields of their own.
//!
//! **Model.** Each event is one datagram in journald's native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL): `MESSAGE`, `PRIORITY`,
//! `SYSLOG_IDENTIFIER`, where it was said, and each field of the event under `RINDA_` and its name. So `RINDA_DEVICE=` finds all that
//! was said about a device, whatever the sentence was.
//!
//! **Invariants.** A record that journald does not take goes to the standard error output, as a line with its priority. A record
//! has room in a datagram: what is longer is cut.
//!
//! **Deliberately not here.** Spans: nobody opens any. Records in a sealed file, as the protocol has them for what is longer than a
//! datagram: nothing here is.

use std::fmt::{self, Write as _};
use std::io;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// Where journald listens (systemd-journald.service(8)).
pub(super) const SOCKET: &str = "/run/systemd/journal/socket";
/// What the first part of the names of fields is, so that they are nobody else's (systemd.journal-fields(7)).
const PREFIX: &str = "RINDA_";
/// A value is cut after so much: four of them have room in a datagram, whose longest is some 200 KiB (`net.core.wmem_default`), and no
/// event has more that are not short.
const VALUE_BYTES_MAX: usize = 48 * 1024;

/// The way to journald.
#[derive(Debug)]
pub(super) struct Journald {
    socket: UnixDatagram,
    path: PathBuf,
}

impl Journald {
    /// # Errors
    /// When nobody listens there.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let journald = Self { socket: UnixDatagram::unbound()?, path: path.to_owned() };
        // An empty one is no record.
        journald.send(&[])?;
        Ok(journald)
    }

    /// By name each time: a journald that began anew is found.
    fn send(&self, record: &[u8]) -> io::Result<()> {
        self.socket.send_to(record, &self.path).map(drop)
    }
}

impl<S: Subscriber> Layer<S> for Journald {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let record = Record::of(event);
        if self.send(&record.bytes).is_err() {
            super::log::complain(record.priority, &record.message);
        }
    }
}

/// The priority of syslog(3) that a level has: `error!` is a bug of ours, `warn!` a trouble that somebody can mend.
fn priority(level: Level) -> u8 {
    match level {
        Level::ERROR => 3,
        Level::WARN => 4,
        Level::INFO => 6,
        Level::DEBUG | Level::TRACE => 7,
    }
}

/// A record that grows.
struct Record {
    priority: u8,
    message: String,
    bytes: Vec<u8>,
}

impl Record {
    fn of(event: &Event<'_>) -> Self {
        let said = event.metadata();
        let mut record = Self {
            priority: priority(*said.level()),
            message: String::new(),
            bytes: Vec::with_capacity(512),
        };
        event.record(&mut record);
        record.put("PRIORITY", &record.priority.to_string());
        record.put("SYSLOG_IDENTIFIER", "rinda");
        record.put("TARGET", said.target());
        if let Some((file, line)) = said.file().zip(said.line()) {
            record.put("CODE_FILE", file);
            record.put("CODE_LINE", &line.to_string());
        }
        record
    }

    /// The name, the length in eight bytes, the least first, and the value: so it may have lines.
    fn put(&mut self, name: &str, value: &str) {
        let value = cut(value);
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.push(b'\n');
        self.bytes.extend_from_slice(&(value.len() as u64).to_le_bytes());
        self.bytes.extend_from_slice(value.as_bytes());
        self.bytes.push(b'\n');
    }
}

impl Visit for Record {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "message" => {
                value.clone_into(&mut self.message);
                self.put("MESSAGE", value);
            }
            name => self.put(&field_name(name), value),
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut text = String::new();
        // Text has room for more.
        let _ = write!(text, "{value:?}");
        self.record_str(field, &text);
    }
}

/// As journald wants names: capital letters, digits and low lines (systemd.journal-fields(7)).
fn field_name(name: &str) -> String {
    let fit = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' };
    PREFIX.chars().chain(name.chars().map(fit)).collect()
}

fn cut(value: &str) -> &str {
    let end = (0..=value.len().min(VALUE_BYTES_MAX)).rev().find(|&at| value.is_char_boundary(at));
    &value[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use tracing_subscriber::layer::SubscriberExt;

    /// Plays journald: a socket of its own. Removed with the value.
    struct Listener {
        path: PathBuf,
        socket: UnixDatagram,
    }

    impl Listener {
        fn new(test: &str) -> Self {
            let path = std::env::temp_dir().join(format!("rinda-journald-{test}-{}", std::process::id()));
            // From an interrupted run with the same process id.
            let _ = std::fs::remove_file(&path);
            let socket = UnixDatagram::bind(&path).unwrap();
            // What was sent is there; nothing is waited for.
            socket.set_nonblocking(true).unwrap();
            Self { path, socket }
        }

        /// The next record, by its fields, as the protocol says that they are read.
        fn record(&self) -> BTreeMap<String, String> {
            let mut datagram = vec![0; 1 << 20];
            let bytes = self.socket.recv(&mut datagram).unwrap();
            let mut rest = &datagram[..bytes];
            let mut fields = BTreeMap::new();
            while !rest.is_empty() {
                let end = rest.iter().position(|&byte| byte == b'\n').unwrap();
                let (name, value) = (String::from_utf8(rest[..end].to_vec()).unwrap(), &rest[end + 1..]);
                let length = usize::try_from(u64::from_le_bytes(value[..8].try_into().unwrap())).unwrap();
                let (value, after) = value[8..].split_at(length);
                rest = after.strip_prefix(b"\n").unwrap();
                let before = fields.insert(name.clone(), String::from_utf8(value.to_vec()).unwrap());
                assert_eq!(before, None, "{name} stands there twice");
            }
            fields
        }
    }

    impl Drop for Listener {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.path);
        }
    }

    /// The fields of what is said.
    fn heard(test: &str, say: impl FnOnce()) -> BTreeMap<String, String> {
        let listener = Listener::new(test);
        let journald = Journald::open(&listener.path).unwrap();
        assert!(listener.record().is_empty(), "that somebody listens is asked without a record");
        tracing::subscriber::with_default(tracing_subscriber::registry().with(journald), say);
        listener.record()
    }

    #[test]
    fn an_event_is_a_record_with_its_fields() {
        let device = "kiosk 1: printer";
        let operation = None::<&str>;
        let line = line!() + 2;
        let fields = heard("fields", || {
            tracing::warn!(device, kiosk = 1, operation, why = %"no\npaper", "{device}: Papīra nav");
        });
        let line = line.to_string();
        let expect = [
            ("MESSAGE", "kiosk 1: printer: Papīra nav"),
            ("PRIORITY", "4"),
            ("SYSLOG_IDENTIFIER", "rinda"),
            ("TARGET", module_path!()),
            ("CODE_FILE", file!()),
            ("CODE_LINE", line.as_str()),
            ("RINDA_DEVICE", device),
            ("RINDA_KIOSK", "1"),
            ("RINDA_WHY", "no\npaper"),
        ];
        assert_eq!(fields, expect.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    }

    #[test]
    fn a_level_has_the_priority_that_its_readers_expect() {
        let check = |expect: &str, say: fn()| assert_eq!(heard("priority", say)["PRIORITY"], expect);
        check("3", || tracing::error!("a bug"));
        check("4", || tracing::warn!("a device"));
        check("6", || tracing::info!("news"));
        check("7", || tracing::debug!("a detail"));
        check("7", || tracing::trace!("a small detail"));
    }

    #[test]
    fn what_is_too_long_for_a_datagram_is_cut_between_letters() {
        let long = "ā".repeat(1 << 20);
        let fields = heard("long", || tracing::warn!(why = long, "x{long}"));
        assert_eq!(fields["MESSAGE"], format!("x{}", "ā".repeat(VALUE_BYTES_MAX / 2 - 1)));
        assert_eq!(fields["RINDA_WHY"].len(), VALUE_BYTES_MAX);
    }

    #[test]
    fn names_are_such_as_journald_takes() {
        for (name, expect) in
            [("device", "RINDA_DEVICE"), ("file.line", "RINDA_FILE_LINE"), ("ā1", "RINDA__1")]
        {
            assert_eq!(field_name(name), expect);
        }
    }

    #[test]
    fn nobody_who_listens_is_an_error_and_one_who_begins_anew_is_found() {
        let listener = Listener::new("anew");
        let path = listener.path.clone();
        let journald = Journald::open(&path).unwrap();
        drop(listener);
        assert!(Journald::open(&path).is_err());
        let anew = Listener::new("anew");
        tracing::subscriber::with_default(tracing_subscriber::registry().with(journald), || {
            tracing::info!("still here");
        });
        assert_eq!(anew.record()["MESSAGE"], "still here");
    }
}
