//! The choices of a manager, as a line of text.

use crate::domain::forecast::SET_OUT_MARGIN_S;
use crate::domain::settings::{RemotePresence, RemoteRules, Rules};
use std::collections::BTreeSet;
use std::str::FromStr;

/// How an office treats its people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// What it was called.
    pub name: String,
    /// The rules of the line.
    pub rules: Rules,
    /// The rules for people who join by phone.
    pub remote: RemoteRules,
    /// How much earlier than needed people are told to set out.
    pub margin_s: u32,
    /// Nobody joins by phone: everybody comes and takes a paper number.
    pub everybody_comes: bool,
}

/// A policy that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPolicy {
    /// Not a known choice.
    #[error(
        "'{0}' is no choice; write default, first-come, or some of hold_s, grace_s, late_behind, setbacks_max, \
             slips_max, walk_in_share_percent, after_opening_min, before_closing_min, margin_s and presence, for example \
             hold_s=900,late_behind=5"
    )]
    Unknown(String),
    /// Everybody comes and takes paper, and something for people who do not.
    #[error("first-come goes with no other choice: everybody comes and takes a paper number then")]
    NotAlone,
    /// The same thing twice.
    #[error("'{0}' is chosen twice in one policy; choose it once, or give --policy twice")]
    Twice(String),
    /// How it is known who is here.
    #[error("presence = '{0}': write check-in or assumed")]
    Presence(String),
    /// Not a number, or one that is out of range.
    #[error("{key} = '{value}': write a number from {least} to {most}")]
    Number {
        /// Which choice.
        key: String,
        /// What was written.
        value: String,
        /// The smallest that is possible.
        least: u32,
        /// The largest.
        most: u32,
    },
}

impl Policy {
    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            rules: Rules::default(),
            remote: RemoteRules { joins_per_hour_max: u32::MAX, ..RemoteRules::default() },
            margin_s: SET_OUT_MARGIN_S,
            everybody_comes: false,
        }
    }

    /// Everybody comes and takes a paper number: what the others are held against.
    pub fn first_come() -> Self {
        Self { everybody_comes: true, ..Self::named("first-come") }
    }

    /// What is compared when nobody chooses: first-come, the design's values, and what each of them is good for.
    pub fn usual() -> Vec<Self> {
        [
            "first-come",
            "default",
            "presence=assumed",
            "hold_s=0",
            "late_behind=1",
            "late_behind=100",
            "setbacks_max=20",
            "walk_in_share_percent=0",
            "walk_in_share_percent=50",
            "margin_s=0",
            "margin_s=900",
        ]
        .iter()
        .filter_map(|text| text.parse().ok())
        .collect()
    }
}

impl FromStr for Policy {
    type Err = BadPolicy;

    fn from_str(text: &str) -> Result<Self, BadPolicy> {
        let mut policy = Self::named(text.trim());
        let mut chosen = BTreeSet::new();
        for choice in text.split(',').map(str::trim) {
            let (key, value) = match choice.split_once('=') {
                Some((key, value)) => (key.trim(), Some(value.trim())),
                None => (choice, None),
            };
            if !chosen.insert(key) {
                return Err(BadPolicy::Twice(key.to_owned()));
            }
            match (key, value) {
                ("default", None) => {}
                ("first-come", None) => policy.everybody_comes = true,
                ("presence", Some(value)) => policy.remote.presence = presence(value)?,
                (key, Some(value)) => policy.choose(key, value)?,
                (_, None) => return Err(BadPolicy::Unknown(choice.to_owned())),
            }
        }
        if policy.everybody_comes && chosen.len() > 1 {
            return Err(BadPolicy::NotAlone);
        }
        Ok(policy)
    }
}

fn presence(value: &str) -> Result<RemotePresence, BadPolicy> {
    match value {
        "check-in" => Ok(RemotePresence::CheckIn),
        "assumed" => Ok(RemotePresence::Assumed),
        other => Err(BadPolicy::Presence(other.to_owned())),
    }
}

impl Policy {
    fn choose(&mut self, key: &str, value: &str) -> Result<(), BadPolicy> {
        let within = |least: u32, most: u32| {
            let found = value.parse().ok().filter(|number: &u32| (least..=most).contains(number));
            let refused = || BadPolicy::Number { key: key.to_owned(), value: value.to_owned(), least, most };
            found.ok_or_else(refused)
        };
        let number = |most| within(0, most);
        let small = || number(100).map(|number| u8::try_from(number).unwrap_or(u8::MAX));
        const DAY_S: u32 = 86_400;
        match key {
            "hold_s" => self.rules.hold_s = number(DAY_S)?,
            "grace_s" => self.rules.grace_s = number(DAY_S)?,
            "late_behind" => self.rules.late_behind = within(1, 1000)?,
            "setbacks_max" => self.rules.setbacks_max = small()?,
            "slips_max" => self.rules.slips_max = small()?,
            "walk_in_share_percent" => self.remote.walk_in_share_percent = number(100)?,
            "after_opening_min" => self.remote.after_opening_min = number(1440)?,
            "before_closing_min" => self.remote.before_closing_min = number(1440)?,
            "margin_s" => self.margin_s = number(DAY_S)?,
            _ => return Err(BadPolicy::Unknown(key.to_owned())),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_and_a_wrong_one_is_told_what_to_write() {
        let policy: Policy = "hold_s=900, late_behind=5,presence=assumed".parse().unwrap();
        assert_eq!((policy.rules.hold_s, policy.rules.late_behind), (900, 5));
        assert_eq!(policy.remote.presence, RemotePresence::Assumed);
        assert_eq!(policy.rules.grace_s, Rules::default().grace_s);
        assert_eq!("first-come".parse(), Ok(Policy::first_come()));
        let refused = |text: &str| text.parse::<Policy>().unwrap_err();
        assert_eq!(refused("fair"), BadPolicy::Unknown("fair".into()));
        assert_eq!(refused("hold=1"), BadPolicy::Unknown("hold".into()));
        assert!(matches!(refused("walk_in_share_percent=101"), BadPolicy::Number { most: 100, .. }));
        assert!(matches!(refused("hold_s=-1"), BadPolicy::Number { .. }));
        for contradiction in ["default,first-come", "first-come,hold_s=1"] {
            assert_eq!(refused(contradiction), BadPolicy::NotAlone);
        }
        assert_eq!(refused("hold_s=1,grace_s=1,hold_s=2"), BadPolicy::Twice("hold_s".into()));
        assert_eq!(refused("presence=maybe").to_string(), "presence = 'maybe': write check-in or assumed");
        assert!(matches!(refused("late_behind=0"), BadPolicy::Number { least: 1, .. }));
        assert_eq!(Policy::usual().len(), 11, "each of them can be read");
    }
}
