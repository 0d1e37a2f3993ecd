//! GPIO chips and their lines, by the kernel's character devices, which are opened for reading.

use super::inventory::{BoardLines, Fact, Found, Kind, quoted};
use super::tree::Tree;
use crate::devices::gpio::is_header;
use gpiocdev::Chip;
use rustix::fs::Access;
use std::collections::BTreeMap;
use std::path::Path;

/// Lines of a Raspberry Pi's header that no bus needs, in the order in which they are proposed.
const HEADER_FREE: [usize; 11] = [17, 27, 22, 23, 24, 25, 5, 6, 12, 13, 26];

/// What the kernel tells of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Empty where it has none.
    pub(super) name: String,
    /// Who uses it.
    pub(super) user: Option<String>,
}

pub(super) fn chips() -> Kind {
    let (devices, trouble) = match gpiocdev::chip::chips() {
        Ok(paths) => (paths.iter().map(|path| look(path)).collect(), None),
        Err(error) => (Vec::new(), Some(format!("the GPIO chips cannot be listed: {error}"))),
    };
    Kind {
        kind: "gpio_chips",
        title: "GPIO chips",
        devices,
        trouble,
        look_at: "on a board with a header look for /dev/gpiochip* and into the kernel's log (`dmesg | grep -i gpio`)",
    }
}

fn look(path: &Path) -> Found {
    match read(path) {
        Ok((label, lines)) => chip(path, &label, &lines),
        Err(error) => {
            let node = path.display().to_string();
            let denial = Tree::default().denial(&node, Access::READ_OK);
            let trouble = denial.unwrap_or_else(|| format!("it cannot be read: {error}"));
            Found {
                name: "GPIO chip".into(),
                path: Some(path.into()),
                trouble: Some(trouble),
                ..Found::default()
            }
        }
    }
}

fn read(path: &Path) -> Result<(String, Vec<Line>), gpiocdev::Error> {
    let chip = Chip::from_path(path)?;
    let label = chip.info()?.label;
    let lines = chip
        .line_info_iter()?
        .map(|info| info.map(|info| Line { name: info.name, user: info.used.then(|| user(info.consumer)) }));
    Ok((label, lines.collect::<Result<_, _>>()?))
}

fn user(consumer: String) -> String {
    if consumer.is_empty() { "the kernel".into() } else { consumer }
}

pub(super) fn chip(path: &Path, label: &str, lines: &[Line]) -> Found {
    let number = u64::try_from(lines.len()).unwrap_or(u64::MAX);
    let shown =
        |at: usize, line: &Line| if line.name.is_empty() { format!("line {at}") } else { line.name.clone() };
    let named: Vec<String> =
        lines.iter().map(|line| line.name.clone()).filter(|name| !name.is_empty()).collect();
    let used: BTreeMap<String, String> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((shown(at, line), line.user.clone()?)))
        .collect();
    let place = place(label, lines);
    let board = place.map(|place| {
        let line = format!("button.1 = {{ driver = \"gpio\", chip = {}, {place} }}", quoted(label));
        BoardLines::new(&["[kiosk.1]"], vec![line])
    });
    let trouble = board.is_none().then(|| "none of its lines is free and has a name".to_owned());
    let facts = [
        ("lines", Fact::Number(number)),
        ("named_lines", if named.is_empty() { "none".into() } else { Fact::List(named) }),
        ("lines_in_use", if used.is_empty() { "none".into() } else { Fact::Map(used) }),
    ];
    Found { name: label.to_owned(), path: Some(path.into()), facts: facts.into(), board, trouble }
}

/// A line that is free, as a board file names it.
fn place(label: &str, lines: &[Line]) -> Option<String> {
    if is_header(label) {
        let free = |at: &usize| lines.get(*at).is_some_and(|line| line.user.is_none());
        return HEADER_FREE.into_iter().find(free).map(|at| format!("pin = {at}"));
    }
    let unique = |line: &&Line| lines.iter().filter(|other| other.name == line.name).count() == 1;
    let free = lines.iter().filter(|line| !line.name.is_empty() && line.user.is_none()).find(unique)?;
    Some(format!("line = {}", quoted(&free.name)))
}
