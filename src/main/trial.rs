//! `rinda service test`: what a technician can try.

use super::super::print;
use super::ask_with_pin;
use clap::Subcommand;
use rinda::domain::ids::KioskId;
use rinda::domain::trial::Trial;
use rinda::service::client::Client;
use rinda::service::{Tested, terminal};
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

impl From<Try> for Trial {
    fn from(test: Try) -> Self {
        match test {
            Try::Lamps => Self::Lamps {},
            Try::Displays => Self::Displays {},
            Try::Sounds => Self::Sounds {},
            Try::Link => Self::Link {},
            Try::Slip { kiosk } => Self::Slip { kiosk: KioskId(kiosk) },
            Try::Feed { kiosk } => Self::Feed { kiosk: KioskId(kiosk) },
            Try::Cut { kiosk } => Self::Cut { kiosk: KioskId(kiosk) },
            Try::Present { kiosk } => Self::Present { kiosk: KioskId(kiosk) },
        }
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
