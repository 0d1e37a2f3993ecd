//! `rinda service reload`: what the files would change, and having them tried.

use super::{ask_with_pin, print};
use clap::Args;
use rinda::service::client::Client;
use rinda::service::reload::{Compared, PROBATION_S, Reloading};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Reload {
    /// Only print what would change. This needs no PIN.
    #[arg(long, conflicts_with = "seconds")]
    compare: bool,
    /// How long they are tried.
    #[arg(long, default_value_t = PROBATION_S, value_parser = clap::value_parser!(u32).range(1..=3600))]
    seconds: u32,
    /// Read the PIN from this file, or with - from the standard input.
    #[arg(long, value_name = "FILE")]
    pin_file: Option<PathBuf>,
}

pub(super) fn run(client: &mut Client, task: &Reload, json: bool) -> anyhow::Result<ExitCode> {
    let Reload { compare, seconds, pin_file } = task;
    let compared: Compared = if *compare {
        client.get("/api/reload")?
    } else {
        let body = serde_json::to_string(&Reloading { seconds: *seconds })?;
        serde_json::from_str(&ask_with_pin(client, pin_file.as_deref(), "/api/reload", &body)?)?
    };
    if json {
        print(&serde_json::to_string(&compared)?)?;
    } else {
        print(&compared.words)?;
        for (row, difference) in compared.told.iter().zip(&compared.differences) {
            // What is not there any more stands nowhere.
            let place = difference.place.as_deref().unwrap_or("built in");
            let place = difference.after.as_ref().map(|_| format!("    # {place}")).unwrap_or_default();
            print(&format_args!("  {}: {}{place}", row.label, row.value))?;
        }
    }
    Ok(if compared.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
