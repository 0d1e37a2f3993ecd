//! The bare limits: `write` and `fdatasync` of as many bytes on the same disk, and the same asked of another thread.

use super::machine;
use super::table::Sample;
use anyhow::Result;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

/// Room that is written over again and again, as SQLite's log is.
const ROOM_BYTES: usize = 1 << 20;

/// Two files that are written to: one into blocks that it owns, one that grows.
pub(crate) struct Bare {
    room: File,
    growing: File,
    turn: Vec<u8>,
    next: usize,
    /// How long writing over took, each time.
    pub(crate) overwriting: Sample,
    /// How long appending took, each time.
    pub(crate) appending: Sample,
}

impl Bare {
    /// Files in this directory; `turn_bytes` is what one turn writes.
    pub(crate) fn new(directory: &Path, turn_bytes: usize) -> Result<Self> {
        let open =
            |name| OpenOptions::new().write(true).create(true).truncate(true).open(directory.join(name));
        let (room, growing) = (open("bare.room")?, open("bare.growing")?);
        room.write_all_at(&vec![1; ROOM_BYTES], 0)?;
        room.sync_all()?;
        let turn = vec![2; turn_bytes.clamp(1, ROOM_BYTES)];
        Ok(Self {
            room,
            growing,
            turn,
            next: 0,
            overwriting: Sample::default(),
            appending: Sample::default(),
        })
    }

    /// Writes over owned blocks, once.
    pub(crate) fn overwrite(&mut self) -> Result<()> {
        let turns = ROOM_BYTES / self.turn.len();
        let at = (self.next % turns * self.turn.len()) as u64;
        self.next += 1;
        let begin = Instant::now();
        self.room.write_all_at(&self.turn, at)?;
        self.room.sync_data()?;
        self.overwriting.push(begin.elapsed());
        Ok(())
    }

    /// What the kernel alone needs of a processor to write over owned blocks and sync once, in milliseconds.
    pub(crate) fn cpu_ms(&mut self, times: u32) -> Result<f64> {
        let before = machine::own_cpu_ns()?;
        (0..times).try_for_each(|_| self.overwrite())?;
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let used_ms = (machine::own_cpu_ns()? - before) as f64 / 1e6;
        Ok(used_ms / f64::from(times))
    }

    /// Makes the other file longer, once.
    pub(crate) fn append(&mut self) -> Result<()> {
        let at = self.growing.metadata()?.len();
        let begin = Instant::now();
        self.growing.write_all_at(&self.turn, at)?;
        self.growing.sync_data()?;
        self.appending.push(begin.elapsed());
        Ok(())
    }
}

/// The way of a press without anything done on it: one thread asks, a second writes and syncs, a third is told and tells
/// the first.
pub(crate) fn relayed(directory: &Path, turn_bytes: usize, times: usize) -> Result<Sample> {
    let mut bare = Bare::new(directory, turn_bytes)?;
    let (asks, asked) = mpsc::channel::<()>();
    let (commits, committed) = mpsc::channel::<Result<()>>();
    let (tells, told) = mpsc::channel::<Result<()>>();
    let mut took = Sample::default();
    thread::scope(|threads| {
        threads.spawn(move || asked.iter().try_for_each(|()| commits.send(bare.overwrite())));
        threads.spawn(move || committed.iter().try_for_each(|result| tells.send(result)));
        for _ in 0..times {
            let begin = Instant::now();
            asks.send(())?;
            told.recv()??;
            took.push(begin.elapsed());
        }
        drop(asks);
        Ok(took)
    })
}
