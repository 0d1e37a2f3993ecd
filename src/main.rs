//! The command line of rinda.

#[path = "main/journald.rs"]
mod journald;
#[path = "main/log.rs"]
mod log;
#[cfg(test)]
#[path = "main/manual.rs"]
mod manual;
#[path = "main/past.rs"]
mod past;
#[path = "main/service.rs"]
mod service;
#[path = "main/takeaway.rs"]
mod takeaway;

use anyhow::anyhow;
use clap::{Args, Parser, Subcommand};
use past::{DayReport, Replay, Why};
use rinda::config::board::printer::Cable;
use rinda::daemon::{self, CentralOptions, DaemonError, PrinterProbe};
use rinda::devices::probe::{survey, tree::Tree};
use rinda::domain::ids::TicketNumber;
use rinda::mqtt::{Address, TlsFiles};
use rinda::study::{Policy, Study, plot};
use serde::Serialize;
use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use takeaway::{Backup, Bundle, Day, Restore, TakeOver};

/// The queue of a public office: paper tickets, counters and the hall, on one small device.
#[derive(Debug, Parser)]
#[command(version, after_help = "Start with `rinda demo`: it needs no files and no devices.")]
struct CommandLine {
    #[command(subcommand)]
    task: Task,
    /// What to log: error, warn, info, debug; or by room, for example `info,rinda::devices=debug`.
    #[arg(long, global = true, default_value = "info", value_name = "LEVEL")]
    log: String,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Show a whole branch in the browser: kiosk, printer, hall, counters, and switches for trouble.
    ///
    /// Everything is real but the devices: the slips are decoded from the bytes that a printer would get, the screens
    /// are the frames that a panel would show. Open the address that is printed; stop with Ctrl+C.
    Demo(Demo),
    /// Serve a branch until stopped.
    ///
    /// The state directory is created if it is missing. It holds everything that must survive; one process at a time uses
    /// it. `rinda check` says beforehand what is wrong with the two files. A branch that came up before goes on with its last good
    /// configuration when they are wrong, and says so. Exit code 78: they are wrong, and there is none.
    Run(Run),
    /// Tell a branch that may not ask the kernel whether the clock is synchronised; rinda-clock.service runs it.
    ClockWitness {
        /// The file to touch while it is.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Run a centre: phones ask it for numbers in many branches, over an MQTT broker.
    ///
    /// Make its key once with `rinda central-key`, and write the line that it prints into the site file of each branch. Phones reach it
    /// through a proxy that has the certificate for HTTPS: give its name with --host. The state directory is created if it is
    /// missing; it can be lost, because branches tell everything again. Several centres can run beside each other on one
    /// broker, with the same key and a state directory each. Stop with Ctrl+C or SIGTERM.
    Central(Central),
    /// Make the key with which a centre signs requests, and print the line that its branches need.
    ///
    /// The file can be read by its owner alone. One that is there is not touched. When a key may be known to others: make a new
    /// one under another name, let branches know both, change the centre's, and take the old one out of the branches.
    CentralKey(CentralKey),
    /// Read a board file and a site file and say everything that is wrong with them.
    ///
    /// Each line names file, line, column and key. Exit code 0: rinda would start. 1: it would not.
    Check(Check),
    /// List the devices of this machine, with the lines that a board file would have for them; or ask one printer.
    ///
    /// Nothing is opened for writing and nothing is changed. What this user may not open is listed too, with the group to
    /// join. With --printer, that printer is asked for its status, its names and an echo, which prints nothing, and the
    /// profile is shown that follows. Exit code 0: done. 1: the printer is in use, cannot be reached, or says nothing.
    Probe(Probe),
    /// Play a queue log through the forecast and say how good it was, beside other methods.
    ///
    /// The log is a table with a row for each person (day, service, priority, joined_s, called_s, finished_s, left_s, counter,
    /// outcome), also compressed. Every forecast rests only on what had happened before. Rows that cannot be true are named
    /// and left out; rows in another order than that of joining are put in order. Exit code 0: played. 1: not, or with
    /// --strict a row was wrong.
    Replay(Replay),
    /// Compare rules on made-up days: what a hold, a grace or a share does to the people of an office.
    ///
    /// The same people live through the same days under each policy, in an office with four counters where 40 of 100 join by
    /// phone: they set out when the forecast says so, and some come late or not at all. Prints a table; --svg draws it. Every
    /// policy is held against first-come, where everybody comes and takes a paper number.
    Simulate(Simulate),
    /// Copy the state of a branch into one file, also while it runs.
    ///
    /// The file is a .tar.gz that any tool opens. It is checked by reading it back, and replaces an older one of this name when it
    /// is whole. Keep it like a key: links to tickets are in it.
    Backup(Backup),
    /// Put a backup back into a state directory on which no branch runs.
    ///
    /// What happened after the backup is lost, and is said. The branch goes on in a new epoch, which the centre obeys, and for
    /// the rest of the day every series goes on above the next full thousand, at least 500 above the highest number that the
    /// backup knows of any day: so nobody gets a number that somebody else may hold. If you know of a higher one, or restore one
    /// backup twice on one day, say the newest number of each series that somebody has with --above.
    Restore(Restore),
    /// Make this device the one that serves the branch, after the centre has said that another one does.
    ///
    /// The branch must be stopped. It goes on in a new epoch, and its numbers as after `rinda restore`. Switch the other device
    /// off: of two that run, the centre obeys the one that took over last.
    TakeOver(TakeOver),
    /// Make one file for whoever helps from afar: configuration, newest events, devices. No secrets are in it.
    ///
    /// Links, persons, keys, PINs and passwords are taken out; read it with any tool before you give it away. Works while the
    /// branch runs, and with files that are wrong.
    Bundle(Bundle),
    /// Draw a service day from the journal: every slip, and what the hall showed; or all that was there at one moment.
    ///
    /// Pictures are named by the place of the event that they follow and the time in the office, so that they stand in order.
    /// Texts and sizes are those of the two files as they are now.
    Day(Day),
    /// Tell a ticket's way through the line, and everybody who was called while it waited or was set aside, with the reason.
    ///
    /// For the person who asks "was I skipped?". Reads only the journal, also while the branch runs. Exit code 0: told. 1: there
    /// is no such number.
    Why(Why),
    /// Tell a day of the branch in figures: who came, waits, services, who did not come, how good the forecasts were.
    ///
    /// Reads only the journal, also while the branch runs. Prints tables; --html writes a page with pictures that any browser
    /// prints, --csv the day as a log that `rinda replay` reads: a row ends when its person leaves the line, so that who was set aside has
    /// `left` there, also if they came back and were served later. Exit code 0: told. 1: there is no such day.
    Report(DayReport),
    /// See how a running branch is, watch it, and do what technicians do.
    ///
    /// Speaks with the branch over its socket (`curl --unix-socket` does the same; the API is described at /api/openapi.yaml). Whoever
    /// may open the socket may look: root, and the group of the user that rinda runs as. What changes something needs the PIN, and
    /// is written into an audit log. Exit code 0: done. 1: refused, or the branch cannot be reached.
    Service(service::Service),
}

#[derive(Debug, Args)]
struct Demo {
    /// Port on this machine for the page; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where the branch keeps its state; without it, in a temporary directory that is removed at the end.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Run {
    #[command(flatten)]
    files: Files,
    /// Where the branch keeps its state, for example /var/lib/rinda.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
}

#[derive(Debug, Args)]
struct Central {
    /// Where phones reach it, for example 127.0.0.1:8070 behind a proxy.
    #[arg(long, value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Where the operator's page is. Keep it on this machine or behind a proxy with a sign-in.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8071")]
    operator: SocketAddr,
    /// A name under which a proxy reaches it, with a port where it is not the scheme's own: queue.example.lv. May be repeated.
    #[arg(long = "host", value_name = "HOST")]
    hosts: Vec<String>,
    /// Pages that are open at once; each takes 13 KiB and a file handle, of which a process may have as many as `ulimit -Hn` says.
    #[arg(long, value_name = "COUNT", default_value_t = 20_000)]
    pages_max: usize,
    /// The broker: mqtts://host:port, or mqtt://host:port without TLS. See systemd/mosquitto.
    #[arg(long, value_name = "URL")]
    broker: Address,
    /// Certificates of authorities that vouch for the broker, in PEM.
    #[arg(long, value_name = "FILE", requires = "certificate")]
    ca: Option<PathBuf>,
    /// The centre's certificate, in PEM; its common name is `centre`.
    #[arg(long, value_name = "FILE", requires = "key")]
    certificate: Option<PathBuf>,
    /// The secret key of the certificate, in PEM.
    #[arg(long, value_name = "FILE", requires = "ca")]
    key: Option<PathBuf>,
    /// Where it keeps its state, for example /var/lib/rinda-central.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// The key that requests are signed with, made by `rinda central-key`.
    #[arg(long, value_name = "FILE")]
    request_key: PathBuf,
}

#[derive(Debug, Args)]
struct CentralKey {
    /// The file to make.
    #[arg(value_name = "FILE")]
    path: PathBuf,
    /// What branches call it, for example the year.
    #[arg(long, value_name = "NAME")]
    name: String,
}

#[derive(Debug, Args)]
struct Files {
    /// The board: which devices are there. See boards/virtual.toml.
    #[arg(long, value_name = "FILE")]
    board: PathBuf,
    /// The site: services, counters, hours, rules. See systemd/site.toml.
    #[arg(long, value_name = "FILE")]
    site: PathBuf,
}

#[derive(Debug, Args)]
struct Check {
    #[command(flatten)]
    files: Files,
    /// Also look into the state directory of the branch: which counters have no PIN where clerks must sign in.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Instead list the recordings that are missing in the directories `clips` of the board, as a studio needs them: a
    /// file, a tab, and the words to be heard in it.
    #[arg(long)]
    recordings: bool,
}

#[derive(Debug, Args)]
struct Probe {
    /// Print it for programs.
    #[arg(long)]
    json: bool,
    /// Ask this printer: usb:04b8:0e15, /dev/usb/lp0, serial:/dev/ttyUSB0@38400,xon_xoff or tcp:192.0.2.9:9100.
    #[arg(long, value_name = "PRINTER")]
    printer: Option<Cable>,
    /// The profile of printers of its kind, for what a printer cannot prove, such as its width.
    #[arg(long, value_name = "FILE", requires = "printer")]
    base: Option<PathBuf>,
    /// Where to write the profile; a file that is there is not touched. It belongs into the directory `printers` beside the
    /// board.
    #[arg(long, value_name = "FILE", requires = "printer")]
    profile_out: Option<PathBuf>,
    /// What the printer is called, for the head of the profile.
    #[arg(long, requires = "printer")]
    name: Option<String>,
}

#[derive(Debug, Args)]
struct Simulate {
    /// A policy: default, first-come, or choices such as hold_s=900,late_behind=5; may be given several times. Choices are
    /// hold_s, grace_s, late_behind, setbacks_max, slips_max, walk_in_share_percent, after_opening_min, before_closing_min,
    /// margin_s (how much earlier people are told to set out) and presence (check-in or assumed). Everything is held against
    /// first-come, also when it is not asked for.
    #[arg(long = "policy", value_name = "POLICY")]
    policies: Vec<Policy>,
    /// Days that count; with fewer than some 50, small differences mean little.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    days: u32,
    /// Which people; the same seed has the same people on every machine.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Of 100 people, how many join by phone.
    #[arg(long, default_value_t = 40, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    remote: u32,
    /// Where to draw the table as a picture.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

/// `EX_CONFIG` of sysexits.h: files that are wrong do not become right by trying again, and a service manager need not.
const CONFIG_WRONG: u8 = 78;

fn main() -> ExitCode {
    let line = CommandLine::parse();
    match start(line) {
        Ok(code) => code,
        Err(error) => {
            log::last_words(&error);
            match error.downcast_ref() {
                Some(DaemonError::Config(_)) => ExitCode::from(CONFIG_WRONG),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

fn start(line: CommandLine) -> anyhow::Result<ExitCode> {
    log::begin(&line.log)?;
    match line.task {
        Task::Demo(demo) => daemon::demo(demo.port, demo.state.as_deref())?,
        Task::Run(run) => daemon::run(&run.files.board, &run.files.site, &run.state)?,
        Task::ClockWitness { file } => daemon::witness_clock(&file)?,
        Task::Central(task) => daemon::central(central_options(task))?,
        Task::CentralKey(task) => {
            let public = daemon::make_central_key(&task.path, &task.name)?;
            let line = format!("request_keys = {{ {:?} = \"{public}\" }}", task.name);
            print(&format!("In [link] of the site file of each branch:\n{line}"))?;
        }
        Task::Check(Check { files, state, recordings }) => {
            let missing = recordings.then(|| daemon::missing_recordings(&files.board, &files.site)).flatten();
            if let Some(missing) = missing {
                for recording in missing {
                    print(&recording)?;
                }
                return Ok(ExitCode::SUCCESS);
            }
            let report = daemon::check(&files.board, &files.site, state.as_deref());
            print(&report)?;
            if report.summary.is_none() {
                return Ok(ExitCode::FAILURE);
            }
        }
        Task::Probe(task) => return probe(task),
        Task::Replay(task) => return past::replay(&task),
        Task::Simulate(task) => simulate(&task)?,
        Task::Why(task) => return past::why(&task),
        Task::Backup(task) => takeaway::back_up(&task)?,
        Task::Restore(task) => takeaway::restore(task)?,
        Task::TakeOver(task) => takeaway::take_over(&task)?,
        Task::Bundle(task) => takeaway::bundle(&task)?,
        Task::Day(task) => takeaway::day(&task)?,
        Task::Report(task) => return past::report(&task),
        Task::Service(task) => return service::service(task),
    }
    Ok(ExitCode::SUCCESS)
}

fn central_options(task: Central) -> CentralOptions {
    let Central { listen, operator, hosts, pages_max, broker, ca, certificate, key, state, request_key } =
        task;
    let tls = ca.zip(certificate).zip(key).map(|((ca, certificate), key)| TlsFiles { ca, certificate, key });
    CentralOptions { listen, operator, hosts, pages_max, broker, tls, state, request_key }
}

fn print(text: &impl Display) -> std::io::Result<()> {
    match writeln!(std::io::stdout(), "{text}") {
        // Who reads only the beginning has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

fn probe(task: Probe) -> anyhow::Result<ExitCode> {
    let Probe { json, printer, base, profile_out, name } = task;
    let Some(cable) = printer else {
        let inventory = survey(&Tree::default());
        show(&inventory, json)?;
        return Ok(ExitCode::SUCCESS);
    };
    let probe = PrinterProbe { cable, base, name, profile_out };
    let account = daemon::probe_printer(&probe, &mut |news| {
        // Who does not read it wants the end only.
        let _ = writeln!(std::io::stderr(), "{news}");
    })?;
    show(&account, json)?;
    Ok(if account.profile.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn show<T: Display + Serialize>(result: &T, json: bool) -> anyhow::Result<()> {
    if json {
        print(&serde_json::to_string_pretty(result)?)?;
    } else {
        print(result)?;
    }
    Ok(())
}

/// Days before the ones that count, for the forecast to get to know the office.
const STUDY_DAYS_BEFORE: u32 = 10;

fn simulate(task: &Simulate) -> anyhow::Result<()> {
    let usual = Policy::usual();
    let policies = if task.policies.is_empty() { &usual } else { &task.policies };
    let study = Study {
        days: task.days,
        days_before: STUDY_DAYS_BEFORE,
        seed: task.seed,
        remote_percent: task.remote,
    };
    let table = study.compare(policies, |policy| {
        if std::io::stderr().is_terminal() {
            // Who does not read it wants the table only.
            let _ = writeln!(std::io::stderr(), "{}", policy.name);
        }
    });
    if let Some(path) = &task.svg {
        std::fs::write(path, plot(&table)).map_err(|error| anyhow!("{}: {error}", path.display()))?;
    }
    print(&table)?;
    Ok(())
}

fn number(text: &str) -> Result<TicketNumber, String> {
    let number = TicketNumber::try_from(text.to_uppercase());
    number.map_err(|_| "a number is a letter and a count, for example A042".to_owned())
}
