//! A broker with the shipped configuration, its authority, and certificates for whoever wants to be somebody.

use rinda::mqtt::{Broker, TlsFiles};
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;

const CONFIGURATION: &str = include_str!("../../systemd/mosquitto/rinda.conf");
const ACCESS: &str = include_str!("../../systemd/mosquitto/acl");

/// As it is shipped.
const PACKET_BYTES_MAX: u32 = 2 << 20;

/// A running broker. Ends with the value.
pub(crate) struct Mosquitto {
    directory: PathBuf,
    port: u16,
    process: Option<(Child, JoinHandle<Vec<String>>)>,
}

impl Mosquitto {
    /// Starts it on a port that was free a moment ago.
    pub(crate) fn start() -> Self {
        Self::with_packets_of(PACKET_BYTES_MAX)
    }

    /// Starts one that takes and gives packets of so many bytes at the most.
    pub(crate) fn with_packets_of(bytes_max: u32) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let directory = directory();
        make_authority(&directory);
        make_certificate(&directory, "broker", "broker");
        let home = "/etc/mosquitto/rinda/";
        assert!(CONFIGURATION.contains("listener 8883\n") && CONFIGURATION.contains(home));
        let own = CONFIGURATION.replace("listener 8883\n", &format!("listener {port} 127.0.0.1\n"));
        let own = own.replace(home, &format!("{}/", directory.display()));
        let limit = |bytes_max: u32| format!("max_packet_size {bytes_max}\n");
        assert!(own.contains(&limit(PACKET_BYTES_MAX)));
        let own = own.replace(&limit(PACKET_BYTES_MAX), &limit(bytes_max));
        fs::write(directory.join("conf.d/rinda.conf"), own).unwrap();
        fs::write(directory.join("acl"), ACCESS).unwrap();
        // As Debian's main file has it. The user counts only where the tests are run by root.
        let at = directory.display();
        let main = format!(
            "user root\npersistence true\npersistence_location {at}/\nlog_dest stderr\ninclude_dir {at}/conf.d\n"
        );
        fs::write(directory.join("mosquitto.conf"), main).unwrap();
        let mut broker = Self { directory, port, process: None };
        broker.start_again();
        broker
    }

    /// How somebody with this common name connects. The authority gives a certificate to everybody who asks here.
    pub(crate) fn known_as(&self, name: &str) -> Broker {
        let files = make_certificate(&self.directory, name, name);
        self.reached_with(files)
    }

    /// How somebody connects for whom a strange authority vouches.
    pub(crate) fn stranger(&self, name: &str) -> Broker {
        let strange = self.directory.join("strange");
        fs::create_dir_all(&strange).unwrap();
        make_authority(&strange);
        let own = make_certificate(&strange, name, name);
        self.reached_with(TlsFiles { ca: self.directory.join("ca.pem"), ..own })
    }

    /// How somebody connects who believes in another authority than the broker's.
    pub(crate) fn of_another_faith(&self, name: &str) -> Broker {
        let files = self.stranger(name).tls.unwrap();
        self.reached_with(TlsFiles { ca: self.directory.join("strange/ca.pem"), ..files })
    }

    /// Ends it as it likes to be ended: its memory is on disk.
    pub(crate) fn stop(&mut self) {
        self.end("-TERM");
    }

    /// Ends it as no broker likes, and takes its memory away.
    pub(crate) fn kill_and_forget(&mut self) {
        self.end("-KILL");
        let _ = fs::remove_file(self.directory.join("mosquitto.db"));
    }

    /// Starts it on the same port with what it remembers.
    pub(crate) fn start_again(&mut self) {
        let configuration = self.directory.join("mosquitto.conf");
        let mut broker = Command::new("/usr/sbin/mosquitto");
        let mut process = broker.arg("-c").arg(configuration).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut said = Vec::new();
        loop {
            match log.next() {
                Some(line) => said.push(line.unwrap()),
                None => panic!("mosquitto has ended at once: {said:#?}"),
            }
            if said.last().is_some_and(|line| line.ends_with(" running")) {
                break;
            }
        }
        let rest = std::thread::spawn(move || {
            said.extend(log.map_while(Result::ok));
            said
        });
        self.process = Some((process, rest));
    }

    fn end(&mut self, signal: &str) -> Vec<String> {
        let Some((mut process, log)) = self.process.take() else { return Vec::new() };
        let _ = Command::new("kill").args([signal, &process.id().to_string()]).status();
        let _ = process.wait();
        log.join().unwrap_or_default()
    }

    fn reached_with(&self, tls: TlsFiles) -> Broker {
        let address = format!("mqtts://127.0.0.1:{}", self.port).parse().unwrap();
        Broker { address, tls: Some(tls) }
    }
}

impl Drop for Mosquitto {
    #[expect(clippy::print_stdout, reason = "the test runner shows it with a failure")]
    fn drop(&mut self) {
        let log = self.end("-KILL");
        if std::thread::panicking() {
            println!("the broker's log:\n{}", log.join("\n"));
        }
        let _ = fs::remove_dir_all(&self.directory);
    }
}

fn directory() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::SeqCst);
    let name = format!("rinda-broker-{}-{count}", std::process::id());
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // A run that was interrupted may have left one: process ids come again.
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(directory.join("conf.d")).unwrap();
    directory
}

fn make_authority(at: &Path) {
    openssl(at, &["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=authority"]);
}

fn make_certificate(at: &Path, file: &str, name: &str) -> TlsFiles {
    let (key, certificate, subject) = (format!("{file}.key"), format!("{file}.pem"), format!("/CN={name}"));
    let by_authority = ["-CA", "ca.pem", "-CAkey", "ca.key", "-addext", "basicConstraints=CA:FALSE"];
    let own =
        ["-keyout", &key, "-out", &certificate, "-subj", &subject, "-addext", "subjectAltName=IP:127.0.0.1"];
    openssl(at, &[&own[..], &by_authority[..]].concat());
    TlsFiles { ca: at.join("ca.pem"), certificate: at.join(certificate), key: at.join(key) }
}

fn openssl(at: &Path, more: &[&str]) {
    let mut openssl = Command::new("openssl");
    openssl.current_dir(at).args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
    ]);
    let done = openssl.args(["-days", "2"]).args(more).output().unwrap();
    assert!(done.status.success(), "openssl {more:?}: {}", String::from_utf8_lossy(&done.stderr));
}
