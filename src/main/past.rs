//! The tasks that look back: why a ticket was called when it was, a day in figures, a log played again.

use super::{Files, Run, number, print};
use anyhow::{anyhow, bail};
use chrono::NaiveDate;
use clap::Args;
use rinda::daemon;
use rinda::domain::ids::TicketNumber;
use rinda::domain::ticket::Language;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Why {
    /// The number, for example A042.
    #[arg(value_name = "NUMBER", value_parser = number)]
    number: TicketNumber,
    #[command(flatten)]
    branch: Run,
    /// In which language: lv, ru, en or uk. Without it, in the public language of the site.
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct DayReport {
    /// Which day, for example 2026-11-26. Without it, the newest one.
    #[arg(value_name = "DAY")]
    date: Option<NaiveDate>,
    #[command(flatten)]
    branch: Run,
    /// Where to write the report as a page.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Where to write it as one picture (SVG).
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Where to write the day as a log: who was set aside has `left` there, also if they were served later.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// In which language: lv, ru, en or uk. Without it, in the public language of the site.
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Replay {
    /// The log: .csv, .csv.gz, or the state directory of a branch, also while it runs.
    #[arg(value_name = "LOG")]
    queue_log: PathBuf,
    /// Where to write what each person was told: day, joined_s, service, waited_s, p10, p50, p80, p90.
    ///
    /// Everybody who joined has a row, also who is not scored: on the days that are only learned from, who left (waited_s is
    /// empty) or did not wait (0), and who joined before any counter was seen at work; these are told what would hold if
    /// somebody came to work at once, and nothing in the row shows it.
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,
    /// Leave out of that file whoever is not scored: it has the people of the printed scores then, and nobody else.
    #[arg(long, requires = "predictions")]
    only_scored: bool,
    /// The first day that is scored; without it, the last four tenths of the days are.
    #[arg(long, value_name = "DATE")]
    score_from: Option<NaiveDate>,
    /// By how many seconds people with priority move up.
    #[arg(long, value_name = "SECONDS", default_value_t = 90)]
    priority_credit_s: u32,
    /// Refuse a log with a wrong row, and name all of them.
    #[arg(long)]
    strict: bool,
}

/// Wrong rows that are named one by one; of more only the number is said.
const FAULTS_NAMED: usize = 20;

pub(super) fn replay(task: &Replay) -> anyhow::Result<ExitCode> {
    let place = task.queue_log.display();
    let log = if task.queue_log.is_dir() {
        daemon::journal_log(&task.queue_log)?
    } else {
        rinda::replay::read(&task.queue_log).map_err(|error| anyhow!("{place} {error}"))?
    };
    let wrong = log.faults.len();
    let named = if task.strict { wrong } else { wrong.min(FAULTS_NAMED) };
    for fault in &log.faults[..named] {
        writeln!(std::io::stderr(), "{place}:{}: {}", fault.line, fault.what)?;
    }
    if wrong > named {
        writeln!(std::io::stderr(), "{place}: and {} more; --strict names all of them", wrong - named)?;
    }
    if let Some(first) = log.backwards.first() {
        let rows = log.backwards.len();
        let what = "rows that joined before the row above them";
        writeln!(std::io::stderr(), "{place}: {what}: {rows}, the first in line {first}; put in order")?;
    }
    if wrong > 0 {
        let good = log.visits.len();
        writeln!(std::io::stderr(), "{place}: wrong rows: {wrong}, good ones: {good}")?;
        if task.strict {
            return Ok(ExitCode::FAILURE);
        }
    }
    let replay = rinda::replay::Replay::of(&log, task.priority_credit_s);
    let from = task.score_from.or_else(|| replay.first_scored());
    let from = from.ok_or_else(|| anyhow!("{place}: no row can be replayed"))?;
    if let Some(path) = &task.predictions {
        let scored_from = task.only_scored.then_some(from);
        let write = || replay.write_predictions(BufWriter::new(File::create(path)?), scored_from);
        write().map_err(|error| anyhow!("{}: {error}", path.display()))?;
    }
    let report = replay.report(from);
    if let Some(why) = report.nothing_because() {
        bail!("{place}: from {from} on {why}, so there is nothing to score");
    }
    print(&report)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn why(task: &Why) -> anyhow::Result<ExitCode> {
    let Files { board, site } = &task.branch.files;
    let language = task.language.as_deref().map(language).transpose()?;
    let told = daemon::why(board, site, &task.branch.state, task.number, language)?;
    print(&told.lines.join("\n"))?;
    Ok(if told.known { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(super) fn report(task: &DayReport) -> anyhow::Result<ExitCode> {
    let Files { board, site } = &task.branch.files;
    let language = task.language.as_deref().map(language).transpose()?;
    let day = match daemon::report(board, site, &task.branch.state, task.date, language)? {
        Ok(day) => day,
        Err(words) => {
            print(&words)?;
            return Ok(ExitCode::FAILURE);
        }
    };
    for (path, drawn) in [(&task.html, &day.page), (&task.svg, &day.svg)] {
        if let Some(path) = path {
            std::fs::write(path, drawn).map_err(|error| anyhow!("{}: {error}", path.display()))?;
        }
    }
    if let Some(path) = &task.csv {
        let write = || rinda::replay::write(&day.log, BufWriter::new(File::create(path)?));
        write().map_err(|error| anyhow!("{}: {error}", path.display()))?;
    }
    print(&day.text)?;
    Ok(ExitCode::SUCCESS)
}

fn language(code: &str) -> anyhow::Result<Language> {
    match code {
        "lv" => Ok(Language::Lv),
        "ru" => Ok(Language::Ru),
        "en" => Ok(Language::En),
        "uk" => Ok(Language::Uk),
        other => Err(anyhow!("--language {other}: choose lv, ru, en or uk")),
    }
}
