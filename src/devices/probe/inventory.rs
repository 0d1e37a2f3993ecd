//! What was found, for people and for programs.

use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// The longest line of a list.
const COLUMNS: usize = 100;
/// Where values begin.
const INDENT: usize = 22;

/// Everything, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inventory {
    /// Also those of which there are none.
    pub kinds: Vec<Kind>,
}

/// Devices of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kind {
    /// For programs: `gpio_chips`, `buses`, `printers`, `serial_ports`, `screens`, `sound_cards`, `inputs`.
    pub kind: &'static str,
    /// For people.
    #[serde(skip)]
    pub title: &'static str,
    /// In the order of their names.
    pub devices: Vec<Found>,
    /// What is in the way of looking.
    pub trouble: Option<String>,
    /// Where to look when there should be one.
    #[serde(skip)]
    pub look_at: &'static str,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Found {
    /// As people know it.
    pub name: String,
    /// Its device file, if it has one.
    pub path: Option<PathBuf>,
    /// What is known.
    pub facts: BTreeMap<&'static str, Fact>,
    /// What a board file says of it, when it can be used.
    pub board: Option<BoardLines>,
    /// Why it cannot be used or looked at, and what to do.
    pub trouble: Option<String>,
}

/// Something that is known about a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Fact {
    /// A word or a sentence.
    Text(String),
    /// A count.
    Number(u64),
    /// Several.
    List(Vec<String>),
    /// By name.
    Map(BTreeMap<String, String>),
}

/// Lines of a board file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardLines {
    /// In which table they stand: in any of these.
    pub tables: &'static [&'static str],
    /// The lines.
    pub lines: Vec<String>,
    /// What the file's beginning has to say as well.
    pub top: Option<String>,
}

impl BoardLines {
    pub(super) fn new(tables: &'static [&'static str], lines: Vec<String>) -> Self {
        Self { tables, lines, top: None }
    }
}

/// A text as a board file writes it.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

impl From<&str> for Fact {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::List(items) => f.write_str(&items.join(", ")),
            Self::Map(items) => {
                let items: Vec<String> =
                    items.iter().map(|(name, value)| format!("{name} ({value})")).collect();
                f.write_str(&items.join(", "))
            }
        }
    }
}

impl fmt::Display for Inventory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, kind) in self.kinds.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write!(f, "{kind}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        let said = match &self.trouble {
            Some(trouble) => trouble.clone(),
            None if self.devices.is_empty() => format!("none found; {}", self.look_at),
            None => String::new(),
        };
        for line in wrapped(&said, COLUMNS).iter().filter(|line| !line.is_empty()) {
            writeln!(f, "  {line}")?;
        }
        self.devices.iter().try_for_each(|found| write!(f, "{found}"))
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => writeln!(f, "  {}  {}", path.display(), self.name)?,
            None => writeln!(f, "  {}", self.name)?,
        }
        for (name, fact) in &self.facts {
            row(f, &name.replace('_', " "), &fact.to_string())?;
        }
        if let Some(board) = &self.board {
            if let Some(top) = &board.top {
                row_as_is(f, "board file", top)?;
            }
            row_as_is(f, if board.top.is_none() { "board file" } else { "" }, &board.tables.join(" or "))?;
            board.lines.iter().try_for_each(|line| row_as_is(f, "", line))?;
        }
        match &self.trouble {
            Some(trouble) => row(f, "but", trouble),
            None => Ok(()),
        }
    }
}

fn row_as_is(f: &mut fmt::Formatter<'_>, label: &str, text: &str) -> fmt::Result {
    writeln!(f, "    {label:<width$}{text}", width = INDENT - 4)
}

/// A row whose value is broken between words where it is too long.
fn row(f: &mut fmt::Formatter<'_>, label: &str, text: &str) -> fmt::Result {
    let labels = std::iter::once(label).chain(std::iter::repeat(""));
    labels.zip(wrapped(text, COLUMNS - INDENT)).try_for_each(|(label, line)| row_as_is(f, label, &line))
}

fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
