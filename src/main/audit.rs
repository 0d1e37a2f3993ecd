//! `rinda service audit`: the record of who did what.

use super::print;
use anyhow::bail;
use clap::Subcommand;
use rinda::access::audit::words::in_words;
use rinda::access::audit::{self, Chain, Entry};
use std::path::Path;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Print all entries that can be read, and the places that do not fit.
    ///
    /// Exit code 1: something is wrong with the record, or it is missing.
    Show,
    /// Check that no entry was changed, taken out or put in, and that none is missing at the end.
    ///
    /// Prints the sum of the newest entry. Keep it elsewhere: with --sum it shows later that nobody has written the whole record anew.
    /// Exit code 1: something is wrong with it, or it is missing.
    Verify {
        /// A sum that was printed before.
        #[arg(long, value_name = "SUM")]
        sum: Option<String>,
    },
}

pub(super) fn run(task: Audit, state: &Path, json: bool) -> anyhow::Result<ExitCode> {
    match task {
        Audit::Show => show(state, json),
        Audit::Verify { sum } => verify(state, sum.as_deref(), json),
    }
}

/// For programs the entries alone; what is wrong is an error in the end.
fn show(state: &Path, json: bool) -> anyhow::Result<ExitCode> {
    let mut wrong = None;
    for place in audit::read(state)? {
        match place {
            Ok((_, entry)) => print(&if json { serde_json::to_string(&entry)? } else { told(&entry) })?,
            Err(error) => {
                if !json {
                    print(&format_args!("!  {error}"))?;
                }
                wrong = wrong.or(Some(error));
            }
        }
    }
    match wrong {
        Some(error) => Err(error.into()),
        None => Ok(ExitCode::SUCCESS),
    }
}

fn told(entry: &Entry) -> String {
    let Entry { number, at, clock_trusted, who, what, outcome, .. } = entry;
    let at =
        at.map_or_else(|| "at an unknown time".to_owned(), |at| at.format("%Y-%m-%d %H:%M:%SZ").to_string());
    let doubt = if *clock_trusted { "" } else { " (clock not trusted)" };
    format!("{number}  {at}{doubt}  {who}: {}: {outcome}", in_words(what))
}

fn verify(state: &Path, sum: Option<&str>, json: bool) -> anyhow::Result<ExitCode> {
    let chain = audit::verify(state)?;
    if let Some(sum) = sum
        && !chain.entries.iter().any(|(known, _)| known == sum)
    {
        bail!(
            "the chain is whole, but has no entry with this sum: it was written anew, or the entry is older than what is kept"
        );
    }
    if json {
        print(&serde_json::to_string_pretty(&chain)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let Chain { oldest, newest_number, newest, .. } = chain;
    print(&format_args!("Entries {oldest} to {newest_number} are whole.\nNewest sum: {newest}"))?;
    Ok(ExitCode::SUCCESS)
}
