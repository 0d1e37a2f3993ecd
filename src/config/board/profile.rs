//! Printers that are known by name.
//!
//! **Model.** `profile = "epson-tm-t20iii"` in a kiosk's printer table stands for the lines of
//! `printers/epson-tm-t20iii.toml` beside the board. What the table says itself wins, as with `inherit`. Every fact keeps
//! the place that it came from, and so does the word for how it is known: that word speaks only of a value from its own
//! file, so a fact that the board gives itself is never called unverified because of the profile.
//!
//! **Deliberately not here.** What the facts mean ([`super::printer`]).

use super::super::nearest::{nearest_few, suggestion};
use super::super::problem::{Problems, Spot};
use super::super::section::Section;
use super::super::tree::{self, Node, Table, Value};
use super::places::Places;
use super::printer::Printer;
use super::{is_plain_name, join, printer};
use std::path::Path;
use std::sync::Arc;

/// The version of the profile file that this program reads.
const SCHEMA: u32 = 1;
/// Where profiles lie, beside the board.
const DIRECTORY: &str = "printers";
/// So many names are told when one is not known.
const NAMES_TOLD: usize = 3;

/// Puts the facts of the named profiles into the printers of a board file. False when one could not be had.
pub(super) fn expand(board: &Path, file: &mut Table, problems: &Problems) -> bool {
    let mut whole = true;
    let Some(kiosks) = table_in(file, "kiosk") else { return whole };
    for (number, (_, Node { value, .. })) in kiosks {
        let Value::Table(kiosk) = value else { continue };
        let Some(printer) = table_in(kiosk, "printer") else { continue };
        let Some((_, Node { place, value: Value::Text(name) })) = printer.get("profile") else { continue };
        let spot = Spot { place: place.clone(), key: format!("kiosk.{number}.printer.profile") };
        match facts(board, name, &spot, problems) {
            Some(facts) => *printer = join(facts, std::mem::take(printer)),
            None => whole = false,
        }
    }
    whole
}

/// What a profile says.
fn facts(board: &Path, name: &str, spot: &Spot, problems: &Problems) -> Option<Table> {
    if !is_plain_name(name) {
        let what = format!("'{name}' is not the name of a profile");
        problems.error(spot, what, "write the file's name without directory and without .toml");
        return None;
    }
    let directory = board.with_file_name(DIRECTORY);
    let path = directory.join(format!("{name}.toml"));
    if !problems.files.has(&path) {
        problems.error(spot, format!("there is no {}", path.display()), advice(name, &directory));
        return None;
    }
    let table = tree::read(&path, problems)?;
    facts_in(&Spot::file(&path.display().to_string().into()), table, problems)
}

/// A printer that is known by the facts of a profile alone; its cable is of no account.
pub(in crate::config) fn read(path: &Path, problems: &Problems) -> Option<Printer> {
    let table = tree::read(path, problems)?;
    alone(&path.display().to_string().into(), table, problems)
}

/// The profile of a printer that is not known by name.
pub(in crate::config) fn generic(problems: &Problems) -> Option<Printer> {
    let file = "generic-80mm.toml".into();
    let table = tree::parse(&file, include_str!("../../../boards/printers/generic-80mm.toml"), problems)?;
    alone(&file, table, problems)
}

fn alone(file: &Arc<str>, table: Table, problems: &Problems) -> Option<Printer> {
    let errors_before = problems.errors();
    let file = Spot::file(file);
    let mut table = facts_in(&file, table, problems)?;
    let node = Node { place: file.place.clone(), value: Value::Text("virtual".to_owned()) };
    table.insert("driver".to_owned(), (file.place.clone(), node));
    let printer = printer::printer(Section::new(file, table, problems), &mut Places::default());
    printer.filter(|_| problems.errors() == errors_before)
}

/// The facts of a profile's file.
fn facts_in(file: &Spot, mut table: Table, problems: &Problems) -> Option<Table> {
    let schema = table.remove_entry("schema").into_iter().collect();
    if !super::super::schema_is_known(&mut Section::new(file.clone(), schema, problems), SCHEMA) {
        return None;
    }
    let known = || printer::FACTS.into_iter().chain(["provenance"]);
    table.retain(|key, (place, _)| {
        let is_fact = known().any(|fact| fact == key);
        if !is_fact {
            problems.error(&file.inside(key, place.clone()), "unknown key", suggestion(key, known()));
        }
        is_fact
    });
    Some(table)
}

/// What to write instead of a name that is not known.
fn advice(name: &str, directory: &Path) -> String {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".toml")?.to_owned()))
        .collect();
    names.sort();
    match nearest_few(name, names.iter().map(String::as_str), NAMES_TOLD).as_slice() {
        [] => format!("copy the directory '{DIRECTORY}' to where the board lies, or give the facts here"),
        nearest => format!("the nearest names are: {}", nearest.join(", ")),
    }
}

fn table_in<'t>(table: &'t mut Table, key: &str) -> Option<&'t mut Table> {
    let (_, node) = table.get_mut(key)?;
    if let Value::Table(inner) = &mut node.value { Some(inner) } else { None }
}
