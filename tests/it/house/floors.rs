//! Who may import whom: a file imports from its own room and from rooms on floors below, and from nothing else.

use super::tokens::{Token, tokens};
use super::{File, files_below};
use std::collections::BTreeSet;
use std::path::Path;

/// The map of the house has a table of floors and rooms.
const MAP: &str = include_str!("../../../src/lib.rs");

/// The floor of a room, by the map.
fn floor(room: &str) -> Option<u8> {
    let rows = MAP.lines().filter_map(|line| line.strip_prefix("//! | ")?.split_once(" | [`"));
    let mut rooms = rows.filter_map(|(floor, rest)| Some((rest.split_once("`]")?.0, floor)));
    rooms.find(|(name, _)| *name == room).and_then(|(_, floor)| floor.parse().ok())
}

/// What is wrong with the imports of a file.
fn complaints(path: &Path, source: &str) -> Vec<String> {
    let module = module_of(path);
    let Some(home) = module.first().map(String::as_str) else { return Vec::new() };
    let Some(home_floor) = floor(home) else {
        return vec![format!("{}: the room {home} has no floor", path.display())];
    };
    let named = rooms_named(&tokens(source), &module);
    let wrong = named.iter().filter(|&&room| room != home).filter_map(|room| match floor(room) {
        None => Some(format!("{}: {room} is no room", path.display())),
        Some(floor) if floor >= home_floor => {
            Some(format!("{}: {home} must not know {room}", path.display()))
        }
        Some(_) => None,
    });
    wrong.collect()
}

/// The module that a file below `src` is; nothing for the crate's root and the command line, which may see all.
fn module_of(path: &Path) -> Vec<String> {
    let inner = path.strip_prefix("src").unwrap_or(path).with_extension("");
    let mut module: Vec<String> = inner.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    if module.first().is_some_and(|first| first == "lib" || first == "main") {
        module.clear();
    }
    module
}

/// The first names behind every `crate::`, and behind every chain of `super::` that reaches the crate's root.
fn rooms_named<'a>(tokens: &[Token<'a>], module: &[String]) -> BTreeSet<Token<'a>> {
    let mut rooms = BTreeSet::new();
    // What every open brace belongs to: a module written in place, or something else.
    let mut braces: Vec<bool> = Vec::new();
    for at in 0..tokens.len() {
        match tokens[at] {
            "{" => braces.push(at >= 2 && tokens[at - 2] == "mod"),
            "}" => {
                braces.pop();
            }
            "crate" => rooms.extend(names_after(&tokens[at + 1..])),
            "super" if at == 0 || tokens[at - 1] != "::" => {
                let depth = module.len() + braces.iter().filter(|&&in_place| in_place).count();
                let chain = tokens[at..].chunks(2).take_while(|pair| pair[0] == "super").count();
                if chain >= depth {
                    rooms.extend(names_after(&tokens[at + 2 * chain - 1..]));
                }
            }
            _ => {}
        }
    }
    rooms
}

/// The name behind `::`, or each first name in the braces behind it.
fn names_after<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    match tokens {
        ["::", "{", group @ ..] => {
            let mut depth = 0;
            let mut names = Vec::new();
            let mut first = true;
            for &token in group {
                match token {
                    "}" if depth == 0 => break,
                    "{" => depth += 1,
                    "}" => depth -= 1,
                    "," if depth == 0 => first = true,
                    name if first => {
                        names.push(name);
                        first = false;
                    }
                    _ => {}
                }
            }
            names
        }
        ["::", name, ..] => vec![name],
        _ => Vec::new(),
    }
}

#[test]
fn every_file_knows_only_the_floors_below() {
    let files: Vec<File> = files_below(&["src"]).into_iter().filter(File::is_rust).collect();
    assert!(files.len() > 50, "the source was not found");
    let all: Vec<String> = files.iter().flat_map(|file| complaints(&file.path, &file.text)).collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
}

fn check(path: &str, source: &str, expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(|complaint| format!("{path}: {complaint}")).collect();
    assert_eq!(complaints(Path::new(path), source), expected, "{source}");
}

#[test]
fn an_import_from_above_or_beside_is_found() {
    check("src/domain/ticket.rs", "use crate::engine::turn::Engine;", &["domain must not know engine"]);
    check("src/journal/mod.rs", "use crate::slip;", &["journal must not know slip"]);
    check(
        "src/devices/mod.rs",
        "use crate::{domain::{ids, time}, ports::page};",
        &["devices must not know ports"],
    );
    check("src/daemon/mod.rs", "use crate::simulation::random;", &["daemon must not know simulation"]);
    check("src/slip/layout.rs", "use super::super::scene::frame;", &["slip must not know scene"]);
    check("src/slip/mod.rs", "use super::{domain, scene};", &["slip must not know scene"]);
    check("src/engine.rs", "fn f() -> crate::devices::Lamp { g() }", &["engine must not know devices"]);
    check(
        "src/scene/a/b.rs",
        "mod t { use super::super::super::super::config::C; }",
        &["scene must not know config"],
    );
    check(
        "src/wording/mod.rs",
        "macro_rules! m { () => { $crate::journal::J } }",
        &["wording must not know journal"],
    );
    check("src/domain/mod.rs", "use crate::cellar::Wine;", &["cellar is no room"]);
    check("src/cellar/mod.rs", "use crate::domain;", &["the room cellar has no floor"]);
}

#[test]
fn what_is_allowed_is_not_complained_about() {
    check("src/engine/turn.rs", "use crate::{domain::ids::TicketId, engine::clock, journal};", &[]);
    check("src/simulation/world.rs", "use crate::daemon; use crate::ports;", &[]);
    check("src/domain/branch/day.rs", "use super::super::event::Event; pub(crate) fn f() {}", &[]);
    check("src/slip/mod.rs", "mod t { use super::super::slip::x; use super::scene; } // crate::scene", &[]);
    check("src/main.rs", "use rinda::daemon; mod x; use crate::x;", &[]);
    check("src/main/x.rs", "use super::print; use rinda::daemon;", &[]);
    check("src/lib.rs", "//! [`crate::engine`]\npub mod engine;", &[]);
}
