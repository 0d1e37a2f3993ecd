//! `rinda service test`: what a technician can try.

use super::super::print;
use super::{ask_with_pin, pin};
use clap::Subcommand;
use rinda::domain::ids::{CounterId, KioskId};
use rinda::domain::trial::{Inputs, Trial};
use rinda::service::client::Client;
use rinda::service::{Tested, Watched, terminal};
use std::path::Path;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(super) enum Try {
    /// Let each lamp blink for some seconds, one after the other.
    Lamps,
    /// Show a test picture on each display for some seconds.
    Displays,
    /// Play the chime and some words in each language, at each place that is heard. Calls and answers go before.
    Sounds,
    /// Measure how long broker and central queue take to answer.
    Link,
    /// Show what the buttons and the scanner of a kiosk say, for a minute; they give no tickets then, and the kiosk says so.
    Buttons {
        /// The kiosk's number.
        kiosk: u8,
    },
    /// Show what the keys of a counter's keypad say, for a minute; they call nobody then.
    Keys {
        /// The counter's number.
        counter: u8,
    },
    /// Print a slip that is no ticket; says what the printer has proved. Refused while a ticket is owed or being printed.
    Slip {
        /// The kiosk's number.
        kiosk: u8,
    },
    /// Feed some white paper.
    Feed {
        /// The kiosk's number.
        kiosk: u8,
    },
    /// Feed some white paper and cut it off.
    Cut {
        /// The kiosk's number.
        kiosk: u8,
    },
    /// Feed some white paper, cut it off and hold it out, where there is a presenter.
    Present {
        /// The kiosk's number.
        kiosk: u8,
    },
}

/// What is asked for.
enum Wanted {
    Trial(Trial),
    Inputs(Inputs),
}

impl From<Try> for Wanted {
    fn from(test: Try) -> Self {
        let trial = match test {
            Try::Buttons { kiosk } => return Self::Inputs(Inputs::Kiosk(KioskId(kiosk))),
            Try::Keys { counter } => return Self::Inputs(Inputs::Counter(CounterId(counter))),
            Try::Lamps => Trial::Lamps {},
            Try::Displays => Trial::Displays {},
            Try::Sounds => Trial::Sounds {},
            Try::Link => Trial::Link {},
            Try::Slip { kiosk } => Trial::Slip { kiosk: KioskId(kiosk) },
            Try::Feed { kiosk } => Trial::Feed { kiosk: KioskId(kiosk) },
            Try::Cut { kiosk } => Trial::Cut { kiosk: KioskId(kiosk) },
            Try::Present { kiosk } => Trial::Present { kiosk: KioskId(kiosk) },
        };
        Self::Trial(trial)
    }
}

/// Tries it, or shows what is pressed.
pub(super) fn run(
    client: &mut Client,
    test: Try,
    pin_file: Option<&Path>,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let inputs = match test.into() {
        Wanted::Trial(trial) => return self::test(client, trial, pin_file, json),
        Wanted::Inputs(inputs) => inputs,
    };
    client.sign_in(&pin(pin_file, "PIN: ")?)?;
    let (body, mut shown, mut failed) = (serde_json::to_string(&inputs)?, 0, None);
    let mut words = String::new();
    let watched = client.follow(("POST", "/api/watch", &body), |seen: Watched| {
        let new = usize::try_from(seen.count - shown).unwrap_or(usize::MAX);
        shown = seen.count;
        let is_news = std::mem::replace(&mut words, seen.words.clone()) != seen.words;
        let rows = seen.told.iter().skip(seen.told.len().saturating_sub(new)).map(terminal::row);
        let lines: Vec<String> = rows.chain(is_news.then(|| seen.words.clone())).collect();
        let printed = if json {
            serde_json::to_string(&seen).map_err(anyhow::Error::from).and_then(|line| Ok(print(&line)?))
        } else {
            lines.iter().try_for_each(print).map_err(Into::into)
        };
        failed = printed.err();
        failed.is_none() && !seen.over
    });
    // Nobody else shall use it; that it ends by itself is enough when this fails.
    let _ = client.ask("DELETE", "/api/session", "");
    match failed {
        Some(error) => Err(error),
        None => Ok(watched.map(|()| ExitCode::SUCCESS)?),
    }
}

/// Tries it, and prints what was found.
pub(super) fn test(
    client: &mut Client,
    test: Trial,
    pin_file: Option<&Path>,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let body = serde_json::to_string(&test)?;
    let answer = ask_with_pin(client, pin_file, "/api/tests", &body)?;
    let tested: Tested = serde_json::from_str(&answer)?;
    if json {
        print(&answer)?;
    } else {
        let rows = tested.told.iter().map(terminal::row);
        print(&rows.chain([tested.words.clone()]).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(if tested.is_wrong() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
