//! What somebody wanted, as plain words.
//!
//! **Model.** An entry of the audit log says it as the port was asked: for acts and tests that is a piece of JSON, `{"act":"void-slip",
//! "number":"E001"}`. Programs want that; people read "void slip, number E001".
//!
//! **Invariants.** Whatever has another shape stays as it is: entries of every version can be told.

use serde_json::{Map, Value};

/// The keys that name what is wanted.
const NAMES: [&str; 2] = ["act", "test"];

/// What was wanted, in words.
pub fn in_words(what: &str) -> String {
    let (before, json) = what.find('{').map_or((what, ""), |begin| what.split_at(begin));
    match serde_json::from_str::<Map<String, Value>>(json) {
        Ok(wanted) => format!("{before}{}", told(&wanted)),
        Err(_) => what.to_owned(),
    }
}

fn told(wanted: &Map<String, Value>) -> String {
    let named = NAMES.iter().find_map(|&key| Some((key, wanted.get(key)?.as_str()?)));
    let name = named.map(|(key, name)| match key {
        "test" => format!("test {}", name.replace('-', " ")),
        _ => name.replace('-', " "),
    });
    let rest = wanted.iter().filter(|(key, value)| !NAMES.contains(&key.as_str()) && !value.is_null());
    let rest = rest.map(|(key, value)| match value.as_str() {
        Some(text) => format!("{key} {text}"),
        None => format!("{key} {value}"),
    });
    name.into_iter().chain(rest).collect::<Vec<_>>().join(", ")
}

#[test]
fn what_was_wanted_is_told_in_words_and_anything_else_as_it_is() {
    let check = |what, expected: &str| assert_eq!(in_words(what), expected);
    check(r#"{"act":"void-slip","number":"E001"}"#, "void slip, number E001");
    check(r#"{"act":"reprint","number":"E001","kiosk":null}"#, "reprint, number E001");
    check(r#"{"act":"open-day"}"#, "open day");
    check(r#"{"test":"lamps"}"#, "test lamps");
    check(r#"{"test":"slip","kiosk":1}"#, "test slip, kiosk 1");
    check(r#"watch {"kiosk":9}"#, "watch kiosk 9");
    check("sign in at counter 2", "sign in at counter 2");
    check("reload, tried for 60 s {", "reload, tried for 60 s {");
    check("{}x", "{}x");
}
