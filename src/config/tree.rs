//! A file as a tree of values, each with its place.
//!
//! The tree is ours and not the parser's because a board can inherit from another file: after joining the two,
//! every value still knows which file it came from.

use super::problem::{Place, Problems, Spot};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};
use toml::value::Datetime;

/// The largest file that is read. The packaged site has some 8 KiB.
pub(super) const FILE_BYTES_MAX: u64 = 256 * 1024;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
}

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Real(f64),
    Flag(bool),
    Time(Datetime),
    List(Vec<Node>),
    Table(Table),
    /// A number that no field could hold; written as it stands in the file.
    Unreadable(String),
}

/// A table by key; each value comes with the place of its key.
pub(super) type Table = BTreeMap<String, (Place, Node)>;

impl Value {
    /// What it is, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "a whole number",
            Self::Real(_) => "a number with a fraction",
            Self::Flag(_) => "true or false",
            Self::Time(_) => "a date or time",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Unreadable(_) => "a number out of range",
        }
    }
}

/// Reads a file. `None` when it could not be read or is not TOML; the reasons are in `problems`.
pub(super) fn read(path: &Path, problems: &Problems) -> Option<Table> {
    let name: Arc<str> = path.display().to_string().into();
    match problems.files.text(path) {
        Ok(text) => parse(&name, &text, problems),
        Err((what, advice)) => {
            problems.error(&Spot::file(&name), what, advice);
            None
        }
    }
}

/// Parses the text of a file.
pub(super) fn parse(file: &Arc<str>, text: &str, problems: &Problems) -> Option<Table> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let lines = Lines { file, text, starts: line_starts(text) };
    for error in &errors {
        let place = lines.place(error.span().map_or(0, |span| span.start));
        let spot = Spot { place, key: String::new() };
        problems.error(&spot, format!("not valid TOML: {}", error.message()), "mend this line");
    }
    errors.is_empty().then(|| lines.table(root.get_ref()))
}

/// Turns byte positions into places, and the parser's values into ours.
struct Lines<'a> {
    file: &'a Arc<str>,
    text: &'a str,
    starts: Vec<usize>,
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

impl Lines<'_> {
    fn place(&self, at: usize) -> Place {
        let line = self.starts.partition_point(|&start| start <= at);
        let start = self.starts[line - 1];
        let column = self.text.get(start..at).map_or(0, |before| before.chars().count()) + 1;
        let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
        Place { file: self.file.clone(), line: number(line), column: number(column) }
    }

    fn table(&self, table: &DeTable<'_>) -> Table {
        table
            .iter()
            .map(|(key, value)| (key.get_ref().to_string(), (self.place(key.span().start), self.node(value))))
            .collect()
    }

    fn node(&self, value: &Spanned<DeValue<'_>>) -> Node {
        let place = self.place(value.span().start);
        let value = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(digits) => integer(digits),
            DeValue::Float(digits) => match digits.as_str().parse::<f64>() {
                Ok(number) if number.is_finite() => Value::Real(number),
                Ok(_) | Err(_) => Value::Unreadable(digits.to_string()),
            },
            DeValue::Boolean(flag) => Value::Flag(*flag),
            DeValue::Datetime(time) => Value::Time(*time),
            DeValue::Array(items) => Value::List(items.iter().map(|item| self.node(item)).collect()),
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Node { place, value }
    }
}

fn integer(digits: &DeInteger<'_>) -> Value {
    match i64::from_str_radix(digits.as_str(), digits.radix()) {
        Ok(number) => Value::Integer(number),
        Err(_) => Value::Unreadable(digits.to_string()),
    }
}
