//! What the kernel says about threads, memory and disks, from `/proc`.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;

/// CPU time of this process by the names of its threads, in nanoseconds; only of threads that still run.
pub(crate) fn thread_cpu_ns() -> Result<BTreeMap<String, u64>> {
    let threads = activity(std::process::id())?;
    Ok(threads.into_iter().map(|(name, thread)| (name, thread.cpu_ns)).collect())
}

/// CPU time of the calling thread, in nanoseconds.
pub(crate) fn own_cpu_ns() -> Result<u64> {
    let schedstat = fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(schedstat.split(' ').next().unwrap_or_default().parse()?)
}

/// What a thread has done so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Activity {
    /// How often it went to sleep, and was woken.
    pub(crate) sleeps: u64,
    /// How long it was on a processor, in nanoseconds.
    pub(crate) cpu_ns: u64,
}

/// What the threads of a process have done, by their names; only of those that still run.
pub(crate) fn activity(pid: u32) -> Result<BTreeMap<String, Activity>> {
    let mut by_name = BTreeMap::<String, Activity>::new();
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        let path = task?.path();
        // A thread may have ended since it was listed.
        let Ok(name) = fs::read_to_string(path.join("comm")) else { continue };
        let Ok(status) = fs::read_to_string(path.join("status")) else { continue };
        let Ok(schedstat) = fs::read_to_string(path.join("schedstat")) else { continue };
        let activity = by_name.entry(name.trim().to_owned()).or_default();
        activity.sleeps += field(&status, "voluntary_ctxt_switches:")?;
        activity.cpu_ns += schedstat.split(' ').next().unwrap_or_default().parse::<u64>()?;
    }
    Ok(by_name)
}

/// Bytes that this process has written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    /// Given to `write` and its relatives.
    pub(crate) logical: u64,
    /// Of pages that became dirty, and so go to the disk, 4096 at a time.
    pub(crate) pages: u64,
}

/// What this process has written since its start.
pub(crate) fn written() -> Result<Written> {
    let text = fs::read_to_string("/proc/self/io")?;
    Ok(Written { logical: field(&text, "wchar:")?, pages: field(&text, "write_bytes:")? })
}

/// Resident memory of a process, in KiB.
pub(crate) fn resident_kib(pid: u32) -> Result<u64> {
    field(&fs::read_to_string(format!("/proc/{pid}/status"))?, "VmRSS:")
}

/// The machine and how busy it is, in one line.
pub(crate) fn description() -> Result<String> {
    let cpus = fs::read_to_string("/proc/cpuinfo")?;
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown", |(_, model)| model);
    let count = std::thread::available_parallelism()?;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    Ok(format!("{count} × {model}, Linux {}", kernel.trim()))
}

/// Processes that wanted to run in the last minute, on average.
pub(crate) fn load() -> Result<String> {
    let text = fs::read_to_string("/proc/loadavg")?;
    Ok(text.split(' ').next().unwrap_or_default().to_owned())
}

fn field(text: &str, name: &str) -> Result<u64> {
    let value = text.lines().find_map(|line| line.strip_prefix(name));
    let value = value.and_then(|value| value.split_whitespace().next()).with_context(|| name.to_owned())?;
    Ok(value.parse()?)
}

/// CPU time of a process so far, in milliseconds, as the kernel counts it in hundredths of a second.
pub(crate) fn cpu_ms(pid: u32) -> Result<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = stat.rsplit_once(") ").context("no name")?;
    let ticks = fields.split(' ').skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(ticks * 10)
}

/// How many handles a process may have.
pub(crate) fn handles() -> Result<usize> {
    let limits = fs::read_to_string("/proc/self/limits")?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).context("no limit")?;
    Ok(line.split_whitespace().nth(1).context("no limit")?.parse().unwrap_or(usize::MAX))
}
