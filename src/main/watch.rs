//! `rinda service watch`: the picture, kept current.

use rinda::domain::ticket::Language;
use rinda::service::client::{Client, ClientError};
use rinda::service::picture::Picture;
use rinda::service::terminal;
use rinda::wording::Words;
use rustix::termios::tcgetwinsize;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

/// When the branch is not there, it is asked again after so long.
const RETRY: Duration = Duration::from_secs(2);
/// Begins the screen anew: to the corner, and everything away.
const CLEAR: &str = "\x1b[H\x1b[2J";

/// Until somebody ends it or reads no more: also while the branch is away.
pub(super) fn watch(client: &Client, language: Language, json: bool) -> anyhow::Result<()> {
    let words = Words::load();
    let is_screen = io::stdout().is_terminal() && !json;
    let mut shown = BTreeSet::new();
    let mut failed = None;
    loop {
        let ended = client.follow(("GET", "/api/status/events", ""), |picture: Picture| {
            let say = words.say(language);
            let text = || terminal::text(&picture, say);
            let printed = if json {
                serde_json::to_string(&picture).map_err(anyhow::Error::from).and_then(|line| tell(&line))
            } else if is_screen {
                let fitted = size().map_or_else(text, |size| terminal::fitted(&picture, say, size));
                tell(&format_args!("{CLEAR}{fitted}"))
            } else {
                news(&mut shown, &text())
            };
            failed = printed.err();
            failed.is_none()
        });
        if let Some(error) = failed {
            let reason = error.downcast_ref().map(io::Error::kind);
            return if reason == Some(io::ErrorKind::BrokenPipe) { Ok(()) } else { Err(error) };
        }
        match ended {
            Err(error @ (ClientError::Refused(_) | ClientError::Garbage(_))) => return Err(error.into()),
            Err(error) => writeln!(io::stderr(), "{error}")?,
            Ok(()) => return Ok(()),
        }
        std::thread::sleep(RETRY);
    }
}

/// That of the terminal that is printed on; nothing where it does not know (a serial line).
fn size() -> Option<terminal::Size> {
    let size = tcgetwinsize(io::stdout()).ok()?;
    (size.ws_row > 0 && size.ws_col > 0).then_some(terminal::Size { rows: size.ws_row, columns: size.ws_col })
}

/// Prints for somebody who may stop reading, and then there is nothing more to do.
fn tell(text: &impl Display) -> anyhow::Result<()> {
    Ok(writeln!(io::stdout(), "{text}")?)
}

/// Prints the lines that were not there before.
fn news(shown: &mut BTreeSet<String>, text: &str) -> anyhow::Result<()> {
    let lines: BTreeSet<String> = text.lines().map(ToOwned::to_owned).collect();
    for line in text.lines().filter(|line| !shown.contains(*line)) {
        tell(&line)?;
    }
    *shown = lines;
    Ok(())
}
