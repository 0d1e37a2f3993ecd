//! What is in force, value by value, each with the place that it comes from.
//!
//! For who asks a running branch "why is this so?": the line of the board, of the file that it inherits from, of a printer's
//! profile or of the site; or nothing, where no file says anything and the built-in value stands in. A table of a list is told by the
//! name that it gives itself and not by its place, so that one that goes or comes changes nothing of the others.

use super::problem::{Place, Spot};
use super::tree::{Node, Table, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A value that is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Its key, with the tables around it: `rules.hold_s`, `service[eid].series`.
    pub key: String,
    /// The value as a file would have it.
    pub value: String,
    /// Where it stands: `site.toml:37:10`; nothing for a built-in value.
    pub place: Option<String>,
}

impl Setting {
    fn at(key: &str, value: String, place: &Place) -> Self {
        Self { key: key.to_owned(), value, place: Some(place.to_string()) }
    }

    pub(super) fn built_in(spot: &Spot, value: String) -> Self {
        Self { key: spot.key.clone(), value, place: None }
    }
}

/// A value that one configuration has otherwise than another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Its key.
    pub key: String,
    /// What it was; nothing where it was not there.
    pub before: Option<String>,
    /// What it is then; nothing where it is not there any more.
    pub after: Option<String>,
    /// Where that stands.
    pub place: Option<String>,
}

/// What is otherwise after than before, by key.
pub fn differences(before: &[Setting], after: &[Setting]) -> Vec<Difference> {
    let (before, after) = (by_key(before), by_key(after));
    let keys = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
    let mut found: Vec<Difference> = keys
        .filter_map(|key| {
            let value = |settings: &BTreeMap<_, &Setting>| Some(settings.get(key)?.value.clone());
            let (old, new) = (value(&before), value(&after));
            let place = after.get(key).and_then(|setting| setting.place.clone());
            (old != new).then(|| Difference { key: key.0.to_owned(), before: old, after: new, place })
        })
        .collect();
    found.sort_by(|a, b| a.key.cmp(&b.key));
    found
}

/// Both files can have the same key, such as `schema`.
fn by_key(settings: &[Setting]) -> BTreeMap<(&str, u32), &Setting> {
    let mut found = BTreeMap::new();
    for setting in settings {
        let same = found.range((&*setting.key, 0)..=(&*setting.key, u32::MAX)).count();
        found.insert((&*setting.key, u32::try_from(same).unwrap_or(u32::MAX)), setting);
    }
    found
}

/// Every value of a file, in the order of the keys.
pub(super) fn of_file(table: &Table) -> Vec<Setting> {
    let mut found = Vec::new();
    in_table("", table, &mut found);
    found
}

fn in_table(above: &str, table: &Table, found: &mut Vec<Setting>) {
    for (key, (_, node)) in table {
        let key = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        in_node(&key, node, found);
    }
}

fn in_node(key: &str, node: &Node, found: &mut Vec<Setting>) {
    match &node.value {
        Value::Table(table) => in_table(key, table, found),
        Value::List(items) if items.iter().any(|item| matches!(item.value, Value::Table(_))) => {
            let named = |by: &str| items.iter().map(|item| name_of(item, by)).collect::<Option<Vec<_>>>();
            let (keys, dates) = (named("key"), named("date"));
            // People see them in this order.
            found.extend(
                keys.as_ref().map(|keys| Setting::at(key, format!("[{}]", keys.join(", ")), &node.place)),
            );
            let numbers = || (1..=items.len()).map(|number| number.to_string()).collect();
            for (name, item) in keys.or(dates).unwrap_or_else(numbers).into_iter().zip(items) {
                in_node(&format!("{key}[{name}]"), item, found);
            }
        }
        value @ (Value::Text(_)
        | Value::Integer(_)
        | Value::Real(_)
        | Value::Flag(_)
        | Value::Time(_)
        | Value::List(_)
        | Value::Unreadable(_)) => found.push(Setting::at(key, written(value), &node.place)),
    }
}

/// What a table says of itself under this key.
fn name_of(item: &Node, key: &str) -> Option<String> {
    let Value::Table(table) = &item.value else { return None };
    match &table.get(key)?.1.value {
        Value::Text(text) => Some(text.clone()),
        Value::Time(time) => Some(time.to_string()),
        Value::Integer(_)
        | Value::Real(_)
        | Value::Flag(_)
        | Value::List(_)
        | Value::Table(_)
        | Value::Unreadable(_) => None,
    }
}

/// A value as TOML has it.
fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("{text:?}"),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Time(time) => time.to_string(),
        Value::Unreadable(text) => text.clone(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| written(&item.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) => {
            let pairs = table.iter().map(|(key, (_, node))| format!("{key} = {}", written(&node.value)));
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
    }
}
