//! Scenarios: what people do, in words, and the recorded answers of the branch.
//!
//! `tests/scenarios/*.txt` are read, played through `decide` and `apply`, and written again; they must come out as they
//! went in. A line at the left margin is a wish, a report or an `expect`; the indented lines below it are what the
//! branch answered. `RINDA_UPDATE=1` records the answers anew (an `expect` that does not hold fails all the same). After
//! every event the invariants are checked; at the end the events are replayed, and must lead to the same state, and to the
//! line that somebody with a pencil keeps.

mod coverage;
mod given;
mod sentences;
mod show;
mod words;
mod world;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use world::World;

/// A scenario's file, cut into the lines that are played and those that only explain.
struct Script(Vec<Part>);

enum Part {
    /// A blank line or a comment.
    Note(String),
    /// A line that is played, with its number in the file and what was recorded.
    Line { number: usize, text: String },
}

impl Script {
    fn read(text: &str) -> Self {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with("    "));
        let parts = lines.map(|(index, line)| match line.trim_end() {
            note if note.is_empty() || note.starts_with('#') => Part::Note(note.into()),
            text => Part::Line { number: index + 1, text: text.into() },
        });
        Self(parts.collect())
    }

    /// Plays all lines and writes the file as it should be; with it, the line that went wrong, if one did.
    fn play(&self, world: &mut World) -> (String, Option<String>) {
        let (mut out, mut wrong) = (String::new(), None);
        for part in &self.0 {
            match part {
                Part::Note(note) => writeln!(out, "{note}").unwrap(),
                Part::Line { text, .. } if wrong.is_some() => writeln!(out, "{text}").unwrap(),
                Part::Line { number, text } => {
                    writeln!(out, "{text}").unwrap();
                    let answer = world.line(text).unwrap_or_else(|words| {
                        wrong = Some(format!("line {number}: {text}\n  {words}"));
                        Vec::new()
                    });
                    for line in answer {
                        writeln!(out, "    {line}").unwrap();
                    }
                }
            }
        }
        (out, wrong)
    }
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    files
}

#[test]
fn every_transcript_is_as_recorded() {
    let update = std::env::var_os("RINDA_UPDATE").is_some();
    let mut complaints = Vec::new();
    for file in files() {
        let recorded = std::fs::read_to_string(&file).unwrap();
        let mut world = World::new();
        let (played, wrong) = Script::read(&recorded).play(&mut world);
        world.replay();
        let different = (played != recorded && !update).then(|| first_difference(&recorded, &played));
        complaints.extend(wrong.or(different).map(|what| format!("{}: {what}", file.display())));
        if played != recorded && update {
            std::fs::write(&file, played).unwrap();
        }
    }
    assert!(
        complaints.is_empty(),
        "{}\nIf the new answers are right, record them with RINDA_UPDATE=1.",
        complaints.join("\n")
    );
}

#[test]
fn the_scenarios_give_every_command_see_every_event_and_hear_every_refusal() {
    let mut seen = coverage::Seen::default();
    for file in files() {
        let mut world = World::new();
        Script::read(&std::fs::read_to_string(&file).unwrap()).play(&mut world);
        seen.add(world.seen());
    }
    assert_eq!(seen.missing(), Vec::<&str>::new());
}

fn first_difference(recorded: &str, played: &str) -> String {
    let mut pairs = recorded.lines().zip(played.lines()).enumerate();
    let (number, old, new) = pairs.find(|(_, (old, new))| old != new).map_or_else(
        || (recorded.lines().count().min(played.lines().count()), "…", "…"),
        |(index, (old, new))| (index, old, new),
    );
    format!("line {}\n  recorded: {old}\n  now:      {new}", number + 1)
}
