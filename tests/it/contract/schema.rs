//! The part of JSON Schema that the contract uses. A word that it does not know is an error: nothing is left unchecked.

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use yaml_rust2::{Yaml, YamlLoader};

/// The contract.
pub(super) struct Contract(Value);

/// Words that say nothing about a value.
const SILENT: [&str; 1] = ["description"];

impl Contract {
    /// The text of a contract.
    pub(super) fn read(text: &str) -> Self {
        Self(json(&YamlLoader::load_from_str(text).unwrap()[0]))
    }

    /// Addresses of all channels.
    pub(super) fn topics(&self) -> BTreeSet<String> {
        let channels = self.0["channels"].as_object().unwrap().values();
        channels.map(|channel| channel["address"].as_str().unwrap().to_owned()).collect()
    }

    /// Every value that an enumeration or a constant allows, and the name of every property.
    pub(super) fn words(&self) -> BTreeSet<String> {
        let mut words = BTreeSet::new();
        gather(&self.0["components"]["schemas"], &mut words);
        words
    }

    /// Whether a message is as its schema says; the place and the reason if not.
    pub(super) fn check(&self, name: &str, message: &Value) -> Result<(), String> {
        self.fits(self.schema(name), message, name)
    }

    fn schema(&self, name: &str) -> &Map<String, Value> {
        self.0["components"]["schemas"][name]
            .as_object()
            .unwrap_or_else(|| panic!("there is no schema {name}"))
    }

    fn fits(&self, schema: &Map<String, Value>, value: &Value, at: &str) -> Result<(), String> {
        for (word, rule) in schema {
            let holds = match word.as_str() {
                "$ref" => {
                    let name = rule.as_str().unwrap().strip_prefix("#/components/schemas/").unwrap();
                    self.fits(self.schema(name), value, at)?;
                    true
                }
                "type" => is_of(rule.as_str().unwrap(), value),
                "enum" => rule.as_array().unwrap().contains(value),
                "const" => rule == value,
                "minimum" => value.as_i64().is_none_or(|number| number >= rule.as_i64().unwrap()),
                "maximum" => value.as_i64().is_none_or(|number| number <= rule.as_i64().unwrap()),
                "pattern" => {
                    let pattern = regex_lite::Regex::new(rule.as_str().unwrap()).unwrap();
                    value.as_str().is_none_or(|text| pattern.is_match(text))
                }
                "required" => {
                    let lacking = rule
                        .as_array()
                        .unwrap()
                        .iter()
                        .find(|key| value.get(key.as_str().unwrap()).is_none());
                    match lacking {
                        Some(key) => return Err(format!("{at} lacks {key}")),
                        None => true,
                    }
                }
                "properties" => {
                    for (key, schema) in rule.as_object().unwrap() {
                        if let Some(value) = value.get(key) {
                            self.fits(schema.as_object().unwrap(), value, &format!("{at}.{key}"))?;
                        }
                    }
                    true
                }
                "additionalProperties" => {
                    assert_eq!(rule, &Value::Bool(false));
                    let known = schema["properties"].as_object().unwrap();
                    let own = value.as_object().into_iter().flat_map(Map::keys);
                    let strange = own.into_iter().find(|key| !known.contains_key(*key));
                    match strange {
                        Some(key) => return Err(format!("{at}.{key} is not in the contract")),
                        None => true,
                    }
                }
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.fits(rule.as_object().unwrap(), item, &format!("{at}[{index}]"))?;
                    }
                    true
                }
                "oneOf" => {
                    let choices = rule.as_array().unwrap().iter().map(|schema| schema.as_object().unwrap());
                    let whys: Vec<_> = choices.map(|schema| self.fits(schema, value, at)).collect();
                    let fitting = whys.iter().filter(|why| why.is_ok()).count();
                    if fitting != 1 {
                        return Err(format!("{at} fits {fitting} of the choices: {whys:?}"));
                    }
                    true
                }
                silent if SILENT.contains(&silent) => true,
                other => panic!("the contract says {other}, which is not checked"),
            };
            if !holds {
                return Err(format!("{at} is {value}, against {word}: {rule}"));
            }
        }
        Ok(())
    }
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "null" => value.is_null(),
        other => panic!("no such type: {other}"),
    }
}

fn gather(schema: &Value, words: &mut BTreeSet<String>) {
    match schema {
        Value::Object(rules) => {
            for (word, rule) in rules {
                match (word.as_str(), rule) {
                    ("const", Value::String(text)) => drop(words.insert(text.clone())),
                    ("enum", Value::Array(all)) => {
                        words.extend(all.iter().map(|text| text.as_str().unwrap().to_owned()));
                    }
                    ("properties", Value::Object(properties)) => {
                        words.extend(properties.keys().cloned());
                        gather(rule, words);
                    }
                    _ => gather(rule, words),
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|schema| gather(schema, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn json(yaml: &Yaml) -> Value {
    match yaml {
        Yaml::String(text) => text.clone().into(),
        Yaml::Integer(number) => (*number).into(),
        Yaml::Boolean(is) => (*is).into(),
        Yaml::Null => Value::Null,
        Yaml::Array(all) => all.iter().map(json).collect(),
        Yaml::Hash(all) => {
            all.iter().map(|(key, value)| (key.as_str().unwrap().to_owned(), json(value))).collect()
        }
        other @ (Yaml::Real(_) | Yaml::Alias(_) | Yaml::BadValue) => panic!("the contract has {other:?}"),
    }
}
