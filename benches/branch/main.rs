//! Speed and size of a branch, in one run beside the bare limit: `cargo bench`. With `-- --quick` it ends in two minutes, and
//! its figures are rough; with `-- --only PART` it measures one part: presses, wires, frames, tickets, forecast, link,
//! country, start, service-page, rest or soak.

#![expect(clippy::print_stdout, reason = "the table is for whoever runs the bench")]

mod bare;
mod binary;
mod broker;
mod country;
mod far_end;
mod forecast;
mod frames;
mod link;
mod machine;
mod office;
mod pages;
mod presses;
mod rest;
mod service_page;
mod soak;
mod table;
mod tickets;
mod wires;

use anyhow::{Context, Result};
use country::Country;
use std::path::{Path, PathBuf};
use std::time::Duration;
use table::Table;

/// How much is measured.
struct Extent {
    presses: usize,
    slips: usize,
    frames: usize,
    requests: usize,
    crowd: usize,
    people_a_day: usize,
    country: Country,
    rest: Duration,
    lives: usize,
    starts: usize,
    tickets: usize,
    events: usize,
}

const FULL: Extent = Extent {
    presses: 1000,
    slips: 80,
    frames: 200,
    requests: 1000,
    crowd: 10_000,
    people_a_day: 1500,
    country: Country { branches: 1000, pages: 20_000, time: Duration::from_secs(60), looks: 200 },
    rest: Duration::from_secs(30),
    lives: 300,
    starts: 10,
    tickets: 1_000_000,
    events: 1_000_000,
};
const QUICK: Extent = Extent {
    presses: 60,
    slips: 12,
    frames: 20,
    requests: 100,
    crowd: 500,
    people_a_day: 30,
    country: Country { branches: 50, pages: 500, time: Duration::from_secs(5), looks: 20 },
    rest: Duration::from_secs(5),
    lives: 20,
    starts: 2,
    tickets: 5_000,
    events: 10_000,
};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if let Some(at) = arguments.iter().position(|argument| argument == soak::CHILD) {
        let [directory, tickets, keep] = arguments.get(at + 1..at + 4).context("arguments")? else {
            unreachable!("three were taken")
        };
        return runtime.block_on(soak::child(Path::new(directory), tickets.parse()?, keep.parse()?));
    }
    if let Some(at) = arguments.iter().position(|argument| argument == pages::CHILD) {
        let [address, paths] = arguments.get(at + 1..at + 3).context("arguments")? else {
            unreachable!("two were taken")
        };
        return runtime.block_on(pages::child(address, Path::new(paths)));
    }
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let only = arguments.iter().skip_while(|argument| *argument != "--only").nth(1);
    let wanted = |part: &str| only.is_none_or(|only| part == only);
    let directory = Directory::new()?;
    let mut table = Table::default();
    let load = machine::load()?;
    runtime.block_on(measure(&directory.0, if quick { &QUICK } else { &FULL }, wanted, &mut table))?;
    println!("{}\nLoad before {load}, after {}.\n", machine::description()?, machine::load()?);
    println!("{}", table.to_markdown());
    Ok(())
}

async fn measure(
    directory: &Path,
    extent: &Extent,
    wanted: impl Fn(&str) -> bool,
    table: &mut Table,
) -> Result<()> {
    if wanted("presses") {
        let one = presses::one_source(&part(directory, "one")?, extent.presses, table).await?;
        presses::many_sources(&part(directory, "many")?, 8, 1 + extent.presses / 50, one, table).await?;
    }
    if wanted("wires") {
        wires::serial(&part(directory, "serial")?, extent.slips, table).await?;
        wires::network(&part(directory, "network")?, extent.slips, table).await?;
    }
    if wanted("frames") {
        frames::copies(extent.frames, table)?;
    }
    if wanted("tickets") {
        tickets::lives(&part(directory, "tickets")?, extent.lives, table).await?;
    }
    if wanted("forecast") {
        forecast::updates(extent.presses, table)?;
    }
    if wanted("link") {
        link::round_trips(&part(directory, "link")?, extent.requests, table).await?;
        link::crowd(extent.crowd, table)?;
        link::alone(extent.people_a_day, table).await?;
    }
    if wanted("country") {
        country::measure(&part(directory, "country")?, extent.country, table).await?;
    }
    if wanted("start") {
        binary::empty(&part(directory, "empty")?, extent.starts, table)?;
    }
    if wanted("service-page") {
        service_page::cost(&part(directory, "service-page")?, extent.slips, table)?;
    }
    if wanted("rest") {
        rest::at_rest(&part(directory, "rest")?, extent.rest, table)?;
    }
    if wanted("soak") {
        let kept = directory.join("kept");
        let keep = extent.events / soak::EVENTS_OF_A_LIFE / 10 * 10 + 10;
        soak::memory(&part(directory, "soak")?, extent.tickets, (keep, &kept), table)?;
        let events = keep * soak::EVENTS_OF_A_LIFE;
        binary::full(&part(directory, "full")?, &kept, events, extent.starts, table)?;
    }
    Ok(())
}

/// A word to the parent process.
fn say(word: &str) {
    println!("{word}");
}

fn part(directory: &Path, name: &str) -> Result<PathBuf> {
    let part = directory.join(name);
    std::fs::create_dir(&part)?;
    Ok(part)
}

/// A directory on the disk that `target/` is on, removed at the end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Result<Self> {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            println!("{}: {error}", self.0.display());
        }
    }
}
