//! `rinda service`: the command line's face of the service port.

mod audit;
mod reload;
mod trial;
mod watch;

use super::{number, print};
use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use rinda::access::{Holder, PinError, remove_pin, set_pin};
use rinda::daemon::{self, socket_for};
use rinda::domain::ids::{CounterId, KioskId, TicketNumber};
use rinda::domain::ticket::Language;
use rinda::domain::trial::Trial;
use rinda::http::language::{code, language_of};
use rinda::service::acts::Act;
use rinda::service::client::Client;
use rinda::service::picture::Picture;
use rinda::service::{Done, StatedTime, Told, terminal};
use rinda::wording::Words;
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
use serde::Deserialize;
use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Service {
    #[command(subcommand)]
    task: Task,
    /// The state directory of the branch; without it, that of the installed system: the socket is in /run/rinda then.
    #[arg(long, global = true, value_name = "DIR")]
    state: Option<PathBuf>,
    /// In which language: lv, ru, en or uk.
    #[arg(long, global = true, value_name = "LANGUAGE", default_value = "en", value_parser = language)]
    language: Language,
    /// Print it for programs, where there is something to print.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Say what is wrong and what to do, and how everything is.
    Status,
    /// The same, kept current until Ctrl+C; without a terminal, a line for each change.
    Watch,
    /// Print the configuration in force, and where each value comes from.
    Config,
    /// Have the two files tried, if nothing is wrong with them; the PIN is asked for.
    ///
    /// Prints what they change. The branch starts again with them within seconds: nobody loses a place, and who has signed in stays
    /// so. They are kept when the time is over and nothing is wrong that was not wrong before; else the branch goes back to the
    /// configuration before, also when it crashes, and says why (`rinda service status`). `act keep-configuration` and `act go-back`
    /// decide earlier. Exits with 1, and nothing changes, when the files are wrong: then it prints what `rinda check` would.
    Reload(reload::Reload),
    /// Print the numbers that Prometheus gets.
    Metrics,
    /// Tell a ticket's way through the line, and who was called while it waited or was set aside, with the reason.
    Why {
        /// The number, for example A042.
        #[arg(value_name = "NUMBER", value_parser = number)]
        number: TicketNumber,
    },
    /// Do something; the PIN is asked for.
    Act {
        #[command(subcommand)]
        act: Do,
        /// Read the PIN from this file, or with - from the standard input.
        #[arg(long, global = true, value_name = "FILE")]
        pin_file: Option<PathBuf>,
    },
    /// Try devices; the PIN is asked for. Prints what was found, and exits with 1 when something does not work.
    ///
    /// A test changes neither the queue nor its journal, and gives way to people: a display that somebody needs shows what that
    /// person needs. Ctrl+C ends it.
    Test {
        #[command(subcommand)]
        test: trial::Try,
        /// Read the PIN from this file, or with - from the standard input.
        #[arg(long, global = true, value_name = "FILE")]
        pin_file: Option<PathBuf>,
    },
    /// Try everything that needs nobody, and print a report; the PIN is asked for.
    ///
    /// A test slip at each kiosk, a test picture on each display, each lamp, the sounds, broker and central queue; of other devices whether a
    /// fault is known. Takes half a minute. Exits with 1 when something does not work.
    SelfTest {
        /// Read the PIN from this file, or with - from the standard input.
        #[arg(long, value_name = "FILE")]
        pin_file: Option<PathBuf>,
    },
    /// Take the state of the branch away in one file, for `rinda restore`; the PIN is asked for.
    Backup {
        /// The file to make; one that is there is not touched.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Read the PIN from this file, or with - from the standard input.
        #[arg(long, value_name = "FILE")]
        pin_file: Option<PathBuf>,
    },
    /// Take a support bundle away in one file; there are no secrets in it.
    Bundle {
        /// The file to make; one that is there is not touched.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Set the PIN; it is asked for twice. Needs --state, and counts at once.
    SetPin {
        /// Read the PIN from this file, or with - from the standard input.
        #[arg(long, value_name = "FILE")]
        pin_file: Option<PathBuf>,
    },
    /// Set the PIN of a counter, for its clerks; it is asked for twice. Needs --state, and counts at once.
    ///
    /// From then on the console of this counter asks for it. The site is not read: a counter that it does not have can get a PIN, too,
    /// and then nobody needs it. On a port for consoles alone (`[ports] consoles` of the board) a counter
    /// without a PIN lets nobody in.
    SetCounterPin {
        /// The counter's number.
        #[arg(value_parser = clap::value_parser!(u8).range(1..=99))]
        counter: u8,
        /// Read the PIN from this file, or with - from the standard input.
        #[arg(long, value_name = "FILE")]
        pin_file: Option<PathBuf>,
        /// Take the PIN away instead.
        #[arg(long, conflicts_with = "pin_file")]
        remove: bool,
    },
    /// The record of who did what. Needs --state; the branch need not run.
    Audit {
        #[command(subcommand)]
        task: audit::Audit,
    },
}

#[derive(Debug, Subcommand)]
enum Do {
    /// Open the service day.
    OpenDay,
    /// Close the service day.
    CloseDay,
    /// Close a counter whose clerk has gone.
    CloseCounter {
        /// Its number.
        counter: u8,
    },
    /// Call nobody to a counter until it is released; whoever is there is served.
    HoldCounter {
        /// Its number.
        counter: u8,
    },
    /// Call people to a counter again.
    ReleaseCounter {
        /// Its number.
        counter: u8,
    },
    /// Say that the paper of a ticket is no good: its ticket ends with it.
    VoidSlip {
        /// The ticket's number, for example A042.
        #[arg(value_parser = number)]
        number: TicketNumber,
    },
    /// Say what time it is, where no server does. It holds until the device is switched off, or a server says it.
    StateTime {
        /// Date and time as the clocks of the office have them, 2026-11-26T10:42; or with a zone, 2026-11-26T10:42:00+02:00.
        at: StatedTime,
    },
    /// Say that a new roll was put in.
    NewRoll {
        /// The kiosk's number.
        kiosk: u8,
    },
    /// Say that a printer was switched off and on.
    PowerCycled {
        /// The kiosk's number.
        kiosk: u8,
    },
    /// Print a ticket's slip once more; it says COPY.
    Reprint {
        /// The ticket's number, for example A042.
        #[arg(value_parser = number)]
        number: TicketNumber,
        /// At which kiosk; without it where the ticket came out.
        #[arg(long)]
        kiosk: Option<u8>,
    },
    /// Say that somebody who was set aside is here.
    CheckIn {
        /// The ticket's number, for example A042.
        #[arg(value_parser = number)]
        number: TicketNumber,
    },
    /// Take a ticket out of the line.
    Cancel {
        /// The ticket's number, for example A042.
        #[arg(value_parser = number)]
        number: TicketNumber,
    },
    /// Tell the central queue how everything is, although it has not asked; waits until it says that it has it.
    Resync,
    /// Let the printer of a kiosk go and open it again; a slip on its way comes out first.
    RestartPrinter {
        /// The kiosk's number.
        kiosk: u8,
    },
    /// Let all displays go and open them again.
    RestartDisplays,
    /// End the connection to the central queue and make it anew.
    RestartLink,
    /// Keep the configuration that is being tried, although its time is not over.
    KeepConfiguration,
    /// Go back from the configuration that is being tried to the one before it.
    GoBack,
}

impl From<Do> for Act {
    fn from(act: Do) -> Self {
        match act {
            Do::OpenDay => Self::OpenDay {},
            Do::CloseDay => Self::CloseDay {},
            Do::CloseCounter { counter } => Self::CloseCounter { counter: CounterId(counter) },
            Do::HoldCounter { counter } => Self::HoldCounter { counter: CounterId(counter) },
            Do::ReleaseCounter { counter } => Self::ReleaseCounter { counter: CounterId(counter) },
            Do::VoidSlip { number } => Self::VoidSlip { number },
            Do::StateTime { at } => Self::StateTime { at },
            Do::NewRoll { kiosk } => Self::NewRoll { kiosk: KioskId(kiosk) },
            Do::PowerCycled { kiosk } => Self::PowerCycled { kiosk: KioskId(kiosk) },
            Do::Reprint { number, kiosk } => Self::Reprint { number, kiosk: kiosk.map(KioskId) },
            Do::CheckIn { number } => Self::CheckIn { number },
            Do::Cancel { number } => Self::Cancel { number },
            Do::Resync => Self::Resync {},
            Do::RestartPrinter { kiosk } => Self::RestartPrinter { kiosk: KioskId(kiosk) },
            Do::RestartDisplays => Self::RestartDisplays {},
            Do::RestartLink => Self::RestartLink {},
            Do::KeepConfiguration => Self::KeepConfiguration {},
            Do::GoBack => Self::GoBack {},
        }
    }
}

fn language(text: &str) -> Result<Language, String> {
    language_of(text).ok_or_else(|| "write lv, ru, en or uk".to_owned())
}

pub(super) fn service(service: Service) -> anyhow::Result<ExitCode> {
    let Service { task, state, language, json } = service;
    let mut client = Client::new(&socket_for(state.as_deref()), code(language));
    let state =
        || state.as_deref().ok_or_else(|| anyhow!("name the state directory: --state /var/lib/rinda"));
    match task {
        Task::Status if json => print(&client.ask("GET", "/api/status", "")?)?,
        Task::Status => {
            let picture: Picture = client.get("/api/status")?;
            print(&terminal::text(&picture, Words::load().say(language)))?;
        }
        Task::Watch => watch::watch(&client, language, json)?,
        Task::Config if json => print(&client.ask("GET", "/api/config", "")?)?,
        Task::Config => {
            for Line { key, value, place } in client.get::<Vec<Line>>("/api/config")? {
                print(&format_args!("{key} = {value}    # {}", place.as_deref().unwrap_or("built in")))?;
            }
        }
        Task::Reload(task) => return reload::run(&mut client, &task, json),
        Task::Metrics => print(&client.ask("GET", "/metrics", "")?.trim_end())?,
        Task::Why { number } => {
            let Told { lines } = client.get(&format!("/api/why/{number}"))?;
            print(&lines.join("\n"))?;
        }
        Task::Act { act, pin_file } => {
            let body = serde_json::to_string(&Act::from(act))?;
            let answer = ask_with_pin(&mut client, pin_file.as_deref(), "/api/acts", &body)?;
            let done: Done = serde_json::from_str(&answer)?;
            print(&if json { answer } else { done.words })?;
        }
        Task::Test { test, pin_file } => {
            return trial::run(&mut client, test, pin_file.as_deref(), json);
        }
        Task::SelfTest { pin_file } => {
            return trial::test(&mut client, Trial::All {}, pin_file.as_deref(), json);
        }
        Task::Backup { file, pin_file } => {
            client.sign_in(&pin(pin_file.as_deref(), "PIN: ")?)?;
            let taken = download(&client, "/api/backup", &file);
            // That it ends by itself is enough when this fails.
            let _ = client.ask("DELETE", "/api/session", "");
            print(&format_args!("{} has {} bytes.", file.display(), taken?))?;
        }
        Task::Bundle { file } => {
            let taken = download(&client, "/api/bundle", &file)?;
            print(&format_args!("{} has {taken} bytes.", file.display()))?;
        }
        Task::SetPin { pin_file } => set(state()?, Holder::Technician, pin_file.as_deref())?,
        Task::SetCounterPin { counter, remove: true, .. } => {
            let (state, holder) = (state()?, Holder::Counter(CounterId(counter)));
            recorded(state, &format!("remove the PIN of {holder}"), || remove_pin(state, holder))?;
            print(&format_args!("Counter {counter} has no PIN any more."))?;
        }
        Task::SetCounterPin { counter, pin_file, .. } => {
            set(state()?, Holder::Counter(CounterId(counter)), pin_file.as_deref())?;
        }
        Task::Audit { task } => return audit::run(task, state()?, json),
    }
    Ok(ExitCode::SUCCESS)
}

/// Asks for something that needs the PIN, and signs out.
fn ask_with_pin(
    client: &mut Client,
    pin_file: Option<&Path>,
    address: &str,
    body: &str,
) -> anyhow::Result<String> {
    client.sign_in(&pin(pin_file, "PIN: ")?)?;
    let answer = client.ask("POST", address, body);
    // Nobody else shall use it; that it ends by itself is enough when this fails.
    let _ = client.ask("DELETE", "/api/session", "");
    Ok(answer?)
}

fn set(state: &Path, holder: Holder, pin_file: Option<&Path>) -> anyhow::Result<()> {
    // Before somebody types.
    if !state.is_dir() {
        bail!(
            "{}: there is no such directory; name the one that the branch has its state in",
            state.display()
        );
    }
    let typed = pin(pin_file, "New PIN: ")?;
    if pin_file.is_none() && typed != pin(None, "Once more: ")? {
        bail!("the two are not the same; nothing was changed");
    }
    recorded(state, &format!("set the PIN of {holder}"), || set_pin(state, holder, &typed))?;
    print(
        &"The PIN is set. It counts from now on; who has signed in with another one has to sign in again.",
    )?;
    Ok(())
}

/// In the audit log before it is done, and what came of it after.
fn recorded(state: &Path, what: &str, act: impl FnOnce() -> Result<(), PinError>) -> anyhow::Result<()> {
    daemon::record(state, what, "asked")?;
    let done = act();
    let outcome = done.as_ref().map_or_else(ToString::to_string, |()| "done".to_owned());
    daemon::record(state, what, &outcome)?;
    Ok(done?)
}

/// A line of the configuration.
#[derive(Deserialize)]
struct Line {
    key: String,
    value: String,
    place: Option<String>,
}

/// Readable by its owner alone; a part of a file is none.
fn download(client: &Client, address: &str, path: &Path) -> anyhow::Result<u64> {
    let mut new = File::options();
    let file = new.write(true).create_new(true).mode(0o600).open(path);
    let mut file = file.map_err(|error| anyhow!("{}: {error}", path.display()))?;
    let taken = client.download(address, &mut file).map_err(anyhow::Error::from);
    let taken = taken.and_then(|bytes| file.sync_all().map(|()| bytes).map_err(Into::into));
    if taken.is_err() {
        // Nothing more can be done about it than about the failure.
        let _ = std::fs::remove_file(path);
    }
    taken
}

/// A PIN from a file, or from the keyboard without showing it.
fn pin(file: Option<&Path>, prompt: &str) -> anyhow::Result<String> {
    let text = match file {
        Some(path) if path.as_os_str() == "-" => first_line(&mut io::stdin().lock())?,
        Some(path) => {
            let file = File::open(path).map_err(|error| anyhow!("{}: {error}", path.display()))?;
            first_line(&mut io::BufReader::new(file))?
        }
        None if io::stdin().is_terminal() => typed(prompt)?,
        None => bail!(
            "there is no terminal to ask for the PIN; name a file with --pin-file, or - for the standard input"
        ),
    };
    Ok(text)
}

fn first_line(input: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn typed(prompt: &str) -> anyhow::Result<String> {
    write!(io::stderr(), "{prompt}")?;
    let terminal = io::stdin();
    let before = tcgetattr(&terminal)?;
    let mut silent = before.clone();
    silent.local_modes -= LocalModes::ECHO;
    tcsetattr(&terminal, OptionalActions::Flush, &silent)?;
    let line = first_line(&mut terminal.lock());
    tcsetattr(&terminal, OptionalActions::Now, &before)?;
    writeln!(io::stderr())?;
    Ok(line?)
}
