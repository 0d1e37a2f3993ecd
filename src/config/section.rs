//! Taking values out of a file's tree, with a word for everything that does not fit.
//!
//! **Model.** A [`Section`] is a table; asking it for a key gives an [`Item`], and an item turns itself into a text,
//! a number, a date, a list or another section. Whatever does not fit is noted and gives `None`, and reading goes on,
//! so that a person sees all problems at once. A section that is dropped notes the keys that nobody asked for.

use super::in_force::Setting;
use super::nearest::{nearest, suggestion};
use super::problem::{Place, Problems, Spot};
use super::tree::{Node, Table, Value};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use toml::value::Datetime;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) spot: Spot,
}

/// A table of the file.
#[derive(Debug)]
pub(super) struct Section<'p> {
    pub(super) spot: Spot,
    pub(super) problems: &'p Problems,
    entries: Table,
    asked: Vec<&'static str>,
    missing: Vec<&'static str>,
}

/// A value of the file, before it is known to fit.
#[derive(Debug)]
pub(super) struct Item<'p> {
    spot: Spot,
    value: Value,
    problems: &'p Problems,
}

impl<'p> Section<'p> {
    pub(super) fn new(spot: Spot, entries: Table, problems: &'p Problems) -> Self {
        Self { spot, problems, entries, asked: Vec::new(), missing: Vec::new() }
    }

    /// The value of a key that may be left out.
    pub(super) fn optional(&mut self, key: &'static str) -> Option<Item<'p>> {
        self.asked.push(key);
        let (_, node) = self.entries.remove(key)?;
        Some(self.item(key, node))
    }

    /// The value of a key that may be left out; then this one is in force.
    pub(super) fn optional_or(&mut self, key: &'static str, built_in: impl Display) -> Option<Item<'p>> {
        let item = self.optional(key);
        if item.is_none() {
            let spot = self.spot.inside(key, self.spot.place.clone());
            self.problems.in_force([Setting::built_in(&spot, built_in.to_string())]);
        }
        item
    }

    /// The table of a key that may be left out; then it is empty.
    pub(super) fn optional_section(&mut self, key: &'static str) -> Option<Section<'p>> {
        match self.optional(key) {
            Some(item) => item.section(),
            None => {
                let spot = self.spot.inside(key, self.spot.place.clone());
                Some(Section::new(spot, Table::new(), self.problems))
            }
        }
    }

    /// Where the value of a key stands, without asking for it.
    pub(super) fn place(&self, key: &str) -> Option<&Place> {
        self.entries.get(key).map(|(_, node)| &node.place)
    }

    /// The value of a key that must be there.
    pub(super) fn required(&mut self, key: &'static str) -> Option<Item<'p>> {
        let item = self.optional(key);
        if item.is_none() {
            self.missing.push(key);
        }
        item
    }

    /// All values of a table whose keys are numbers, by number; `example` is what an empty one lacks.
    pub(super) fn numbered(mut self, numbers: RangeInclusive<u8>, example: &str) -> BTreeMap<u8, Item<'p>> {
        let entries = std::mem::take(&mut self.entries);
        if entries.is_empty() {
            self.problems.error(&self.spot, "is empty", format!("add {example}"));
        }
        let mut items = BTreeMap::new();
        for (key, (place, node)) in entries {
            // Only one spelling for each number: "01" and "1" would be two keys for one thing.
            match key.parse::<u8>() {
                Ok(number) if numbers.contains(&number) && number.to_string() == key => {
                    items.insert(number, self.item(&key, node));
                }
                Ok(_) | Err(_) => self.problems.error(
                    &self.spot.inside(&key, place),
                    format!("'{key}' is not a number from {} to {}", numbers.start(), numbers.end()),
                    "use the number that people see",
                ),
            }
        }
        items
    }

    /// Of these keys those that are missing, and not only misspelt. Nothing more is said of them.
    pub(super) fn take_missing(&mut self, keys: &[&'static str]) -> Vec<&'static str> {
        let misspelt: Vec<&str> =
            self.entries.keys().filter_map(|key| nearest(key, self.asked.iter().copied())).collect();
        let is_taken = |key: &&str| keys.contains(key) && !misspelt.contains(key);
        let (taken, rest) = self.missing.iter().partition(|key| is_taken(key));
        self.missing = rest;
        taken
    }

    /// All values of a table whose keys are names that the file chooses; `example` is what an empty one lacks.
    pub(super) fn named(mut self, example: &str) -> BTreeMap<String, Item<'p>> {
        let entries = std::mem::take(&mut self.entries);
        if entries.is_empty() {
            self.problems.error(&self.spot, "is empty", format!("add {example}"));
        }
        entries.into_iter().map(|(key, (_, node))| (key.clone(), self.item(&key, node))).collect()
    }

    /// Forgets the keys that were not asked for: they belong to a version that this program does not know.
    pub(super) fn give_up(mut self) {
        self.entries.clear();
        self.missing.clear();
    }

    fn item(&self, key: &str, node: Node) -> Item<'p> {
        Item { spot: self.spot.inside(key, node.place), value: node.value, problems: self.problems }
    }
}

impl Drop for Section<'_> {
    fn drop(&mut self) {
        for (key, (place, _)) in std::mem::take(&mut self.entries) {
            let spot = self.spot.inside(&key, place);
            // A misspelt key is one problem, not also a missing one.
            if let Some(meant) = nearest(&key, self.asked.iter().copied()) {
                self.missing.retain(|&missing| missing != meant);
            }
            self.problems.error(&spot, "unknown key", suggestion(&key, self.asked.iter().copied()));
        }
        for key in &self.missing {
            let spot = self.spot.inside(key, self.spot.place.clone());
            let to = if self.spot.key.is_empty() { "the file" } else { "this table" };
            self.problems.error(&spot, "is missing", format!("add it to {to}"));
        }
    }
}

impl<'p> Item<'p> {
    /// Where it stands.
    pub(super) fn spot(&self) -> &Spot {
        &self.spot
    }

    /// A text that is not blank and can be shown.
    pub(super) fn text(self) -> Option<At<String>> {
        match self.value {
            Value::Text(text) if text.trim().is_empty() => {
                self.problems.error(&self.spot, "is empty", "write some words");
                None
            }
            Value::Text(text) if text.contains(char::is_control) => {
                self.problems.error(
                    &self.spot,
                    "has a line break or another control character",
                    "write it in one line",
                );
                None
            }
            Value::Text(value) => Some(At { value, spot: self.spot }),
            Value::Integer(_)
            | Value::Real(_)
            | Value::Flag(_)
            | Value::Time(_)
            | Value::List(_)
            | Value::Table(_)
            | Value::Unreadable(_) => self.wrong_kind("a text in quotation marks"),
        }
    }

    /// The absolute path of a file or a device.
    pub(super) fn path(self) -> Option<PathBuf> {
        let problems = self.problems;
        let At { value: text, spot } = self.text()?;
        let path = PathBuf::from(text);
        if !path.is_absolute() {
            problems.error(
                &spot,
                format!("'{}' does not begin at the root", path.display()),
                "begin it with '/'",
            );
            return None;
        }
        Some(path)
    }

    /// A whole number.
    pub(super) fn number(self, range: RangeInclusive<u32>) -> Option<At<u32>> {
        self.number_shown(range, |number| number.to_string())
    }

    /// A whole number that people know in hexadecimal, such as an address on a bus.
    pub(super) fn hexadecimal(self, range: RangeInclusive<u32>) -> Option<At<u32>> {
        self.number_shown(range, |number| format!("{number:#04x}"))
    }

    fn number_shown(self, range: RangeInclusive<u32>, show: fn(u32) -> String) -> Option<At<u32>> {
        let wanted = format!("a whole number from {} to {}", show(*range.start()), show(*range.end()));
        match self.value {
            Value::Integer(number) => match u32::try_from(number) {
                Ok(value) if range.contains(&value) => Some(At { value, spot: self.spot }),
                Ok(value) => self.out_of_range(&show(value), &wanted),
                Err(_) => self.out_of_range(&number.to_string(), &wanted),
            },
            Value::Unreadable(ref digits) => self.out_of_range(digits, &wanted),
            Value::Text(_)
            | Value::Real(_)
            | Value::Flag(_)
            | Value::Time(_)
            | Value::List(_)
            | Value::Table(_) => self.wrong_kind(&wanted),
        }
    }

    /// A number that may have a fraction.
    pub(super) fn real(self, range: RangeInclusive<f64>) -> Option<At<f64>> {
        let wanted = format!("a number from {} to {}", range.start(), range.end());
        let number = match self.value {
            Value::Real(number) => number,
            // Every whole number that could be in range is exact as a float.
            Value::Integer(number) => match i32::try_from(number) {
                Ok(number) => number.into(),
                Err(_) => return self.out_of_range(&number.to_string(), &wanted),
            },
            Value::Unreadable(ref digits) => return self.out_of_range(digits, &wanted),
            Value::Text(_) | Value::Flag(_) | Value::Time(_) | Value::List(_) | Value::Table(_) => {
                return self.wrong_kind(&wanted);
            }
        };
        if range.contains(&number) {
            Some(At { value: number, spot: self.spot })
        } else {
            self.out_of_range(&number.to_string(), &wanted)
        }
    }

    /// Yes or no.
    pub(super) fn flag(self) -> Option<bool> {
        match self.value {
            Value::Flag(flag) => Some(flag),
            Value::Text(_)
            | Value::Integer(_)
            | Value::Real(_)
            | Value::Time(_)
            | Value::List(_)
            | Value::Table(_)
            | Value::Unreadable(_) => self.wrong_kind("true or false"),
        }
    }

    /// A date without a time.
    pub(super) fn date(self) -> Option<At<NaiveDate>> {
        match self.value {
            Value::Time(Datetime { date: Some(date), time: None, offset: None }) => {
                match NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()) {
                    Some(value) => Some(At { value, spot: self.spot }),
                    None => self.out_of_range(&date.to_string(), "a date of the calendar"),
                }
            }
            Value::Text(_)
            | Value::Integer(_)
            | Value::Real(_)
            | Value::Flag(_)
            | Value::Time(_)
            | Value::List(_)
            | Value::Table(_)
            | Value::Unreadable(_) => {
                self.wrong_kind("a date without quotation marks, for example 2026-11-18")
            }
        }
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(self, choices: &[(&'static str, T)]) -> Option<At<T>> {
        let problems = self.problems;
        let At { value: word, spot } = self.text()?;
        match choices.iter().find(|(name, _)| *name == word) {
            Some(&(_, value)) => Some(At { value, spot }),
            None => {
                let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
                problems.error(&spot, format!("'{word}' is not known here"), suggestion(&word, names));
                None
            }
        }
    }

    /// A table.
    pub(super) fn section(self) -> Option<Section<'p>> {
        self.section_such_as("a table")
    }

    /// A table, which a message describes like this.
    pub(super) fn section_such_as(self, wanted: &str) -> Option<Section<'p>> {
        match self.value {
            Value::Table(entries) => Some(Section::new(self.spot, entries, self.problems)),
            Value::Text(_)
            | Value::Integer(_)
            | Value::Real(_)
            | Value::Flag(_)
            | Value::Time(_)
            | Value::List(_)
            | Value::Unreadable(_) => self.wrong_kind(wanted),
        }
    }

    /// A list that is not empty; its items count from 1 in messages.
    pub(super) fn list(self) -> Option<At<Vec<Item<'p>>>> {
        match self.value {
            Value::List(nodes) if nodes.is_empty() => {
                self.problems.error(&self.spot, "is empty", "name at least one");
                None
            }
            Value::List(nodes) => {
                let item = |(index, node): (usize, Node)| {
                    let key = format!("{}[{}]", self.spot.key, index + 1);
                    Item { spot: Spot { place: node.place, key }, value: node.value, problems: self.problems }
                };
                let value = nodes.into_iter().enumerate().map(item).collect();
                Some(At { value, spot: self.spot })
            }
            Value::Text(_)
            | Value::Integer(_)
            | Value::Real(_)
            | Value::Flag(_)
            | Value::Time(_)
            | Value::Table(_)
            | Value::Unreadable(_) => self.wrong_kind("a list in square brackets"),
        }
    }

    fn wrong_kind<T>(&self, wanted: &str) -> Option<T> {
        self.problems.error(&self.spot, format!("is {}", self.value.kind()), format!("write {wanted}"));
        None
    }

    fn out_of_range<T>(&self, found: &str, wanted: &str) -> Option<T> {
        self.problems.error(&self.spot, format!("{found} is out of range"), format!("write {wanted}"));
        None
    }
}

/// Notes a value that stands twice. True when it is new.
pub(super) fn is_new<K: Ord>(
    seen: &mut BTreeMap<K, Place>,
    key: K,
    name: &str,
    spot: &Spot,
    problems: &Problems,
) -> bool {
    let Some(first) = seen.get(&key) else {
        seen.insert(key, spot.place.clone());
        return true;
    };
    used_already(name, first, spot, problems);
    false
}

/// Notes that something was used before.
pub(super) fn used_already(name: &str, first: &Place, spot: &Spot, problems: &Problems) {
    let first = first_use(first, spot);
    problems.error(spot, format!("{name} is used {first} already"), "use each only once");
}

/// Where something was used before, seen from another place.
pub(super) fn first_use(first: &Place, spot: &Spot) -> String {
    if first.file == spot.place.file { format!("in line {}", first.line) } else { format!("at {first}") }
}
