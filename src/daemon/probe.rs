//! `rinda probe --printer`: one printer is asked what it is, and its profile is written.

use super::DaemonError;
use crate::config::board::printer::Cable;
use crate::config::{generic_printer, read_profile};
use crate::devices::printer::wire::UsbTree;
use crate::devices::probe::interview::account::{Account, Circumstances};
use crate::devices::probe::interview::interview;
use crate::devices::probe::interview::talk::News;
use crate::devices::probe::inventory::Fact;
use crate::domain::printer_profile::StatusReport;
use crate::domain::ticket::Language;
use crate::wording::Words;
use chrono::Local;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Which printer is asked, and what is made of its answers.
#[derive(Debug, Clone)]
pub struct PrinterProbe {
    /// What leads to it.
    pub cable: Cable,
    /// The profile of printers of its kind.
    pub base: Option<PathBuf>,
    /// What people call it.
    pub name: Option<String>,
    /// Where its profile is written; nothing is written over.
    pub profile_out: Option<PathBuf>,
}

/// Asks a printer, tells how it goes, and writes its profile.
///
/// # Errors
/// The base is wrong, the printer is in use or cannot be reached, or the profile cannot be written.
pub fn probe_printer(probe: &PrinterProbe, tell: &mut dyn FnMut(News)) -> Result<Account, DaemonError> {
    let PrinterProbe { cable, base, name, profile_out } = probe;
    let known = match base {
        None => None,
        Some(path) => Some(read_profile(path).map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            DaemonError::Config(lines.join("\n"))
        })?),
    };
    let base_file = base.as_ref().map(|path| path.display().to_string());
    let base = known.unwrap_or_else(generic_printer);
    let full_status = base.profile.status == StatusReport::CustomFull;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let asking = interview(cable, UsbTree::default(), full_status, tell);
    let findings = runtime.map_err(DaemonError::Thread)?.block_on(asking)?;
    let stem = profile_out.as_ref().and_then(|path| path.file_stem()).map(|stem| stem.to_string_lossy());
    let circumstances = Circumstances {
        cable,
        base: &base,
        base_file: base_file.as_deref(),
        name: name.as_deref(),
        profile_name: stem.as_deref(),
        date: Local::now().date_naive(),
    };
    let words = Words::load();
    let mut account = Account::new(&findings, circumstances, words.say(Language::En));
    if let (Some(path), Some(profile)) = (profile_out, &account.profile) {
        write(path, profile)?;
        account.printer.facts.insert("profile_file", Fact::Text(path.display().to_string()));
    }
    Ok(account)
}

fn write(path: &Path, profile: &str) -> Result<(), DaemonError> {
    let written = File::create_new(path).and_then(|mut file| file.write_all(profile.as_bytes()));
    written.map_err(|source| DaemonError::Directory { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::board::printer::Provenance;
    use crate::devices::probe::interview::question::Question;
    use std::io::Read;
    use std::net::TcpListener;

    /// A printer in the network that answers its status and an echo, for one connection.
    fn printer() -> Cable {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        std::thread::spawn(move || {
            let (mut socket, _) = listener.accept().unwrap();
            let mut bytes = [0; 64];
            while let Ok(count @ 1..) = socket.read(&mut bytes) {
                let answer: &[u8] = match bytes[..count] {
                    [0x10, 4, _] => &[0x12],
                    [0x1d, 0x72, 1] => &[0],
                    [0x1d, 0x49, _] => b"_N\0",
                    [0x1d, 0x28, 0x48, .., a, b, c, d] => &[0x37, 0x22, a, b, c, d, 0],
                    _ => &[],
                };
                socket.write_all(answer).unwrap();
            }
        });
        Cable::Network { address }
    }

    #[test]
    fn a_profile_is_written_once_and_never_over_another() {
        let directory = std::env::temp_dir().join(format!("rinda-probe-out-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&directory);
        std::fs::create_dir_all(&directory).unwrap();
        let path = directory.join("front-desk.toml");
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("boards/printers/epson-tm-t88v.toml");
        let probe = |base: &Path| PrinterProbe {
            cable: printer(),
            base: Some(base.to_owned()),
            name: None,
            profile_out: Some(path.clone()),
        };
        let mut asked = Vec::new();
        let account = probe_printer(&probe(&base), &mut |news| asked.push(news)).unwrap();
        assert!(asked.contains(&News::Asks(Question::Echo)));
        let board = account.printer.board.unwrap();
        assert_eq!(board.lines.last().unwrap(), "profile = \"front-desk\"");
        let written = read_profile(&path).unwrap();
        assert_eq!(written.profile.width_dots, 512);
        assert_eq!(written.origin.provenance["evidence"], Provenance::Probed);

        let again = probe_printer(&probe(&base), &mut |_| {}).unwrap_err().to_string();
        assert_eq!(again, format!("{}: File exists (os error 17)", path.display()));
        let wrong = probe_printer(&probe(&directory.join("none.toml")), &mut |_| {}).unwrap_err().to_string();
        std::fs::remove_dir_all(&directory).unwrap();
        assert!(wrong.contains("none.toml: cannot be read"), "{wrong}");
    }
}
