//! `given` lines: how this office differs from the example.

use super::world::{World, span};
use chrono::NaiveTime;
use rinda::domain::calendar::Hours;
use rinda::domain::ids::{CounterId, Series};
use rinda::domain::settings::{RemotePresence, RemoteRules, Service};

impl World {
    /// Changes the office or what it knows, before it starts or while it is off.
    pub(crate) fn given(&mut self, words: &[&str]) -> Result<(), String> {
        match words {
            ["slips", "are", "watched"] => self.slips_watched = true,
            ["calls", "are", "watched"] => self.calls_watched = true,
            ["joining", "is", "not", "limited", "by", "the", "forecast"] => {
                self.settings.rules.admit_by_forecast = false;
            }
            ["phones", "cannot", "join"] => self.settings.remote = None,
            [
                "phones",
                "join",
                after,
                "min",
                "after",
                "opening",
                "until",
                before,
                "min",
                "before",
                "closing",
            ] => {
                self.remote()?.after_opening_min = after.parse().map_err(|_| "no number")?;
                self.remote()?.before_closing_min = before.parse().map_err(|_| "no number")?;
            }
            ["whoever", "joins", "by", "phone", "is", "taken", "to", "be", "here"] => {
                self.remote()?.presence = RemotePresence::Assumed;
            }
            [percent, "%", "are", "kept", "for", "people", "who", "are", "here"] => {
                self.remote()?.walk_in_share_percent = percent.parse().map_err(|_| "no number")?;
            }
            [key, "takes", number, unit] => self.service(key)?.typical_s = seconds(number, unit)?,
            ["at", "most", cap, key, "tickets", "a", "day"] => {
                self.service(key)?.cap = Some(cap.parse().map_err(|_| "no number")?);
            }
            ["the", "last", key, "ticket", number, "min", "before", "closing"] => {
                self.service(key)?.last_ticket_before_close_min = number.parse().map_err(|_| "no number")?;
            }
            ["on", date, count, series, "numbers", "were", "given"] => {
                let date = date.parse().map_err(|_| "no date")?;
                let letter = series.chars().next().unwrap_or(' ');
                let series = Series::try_from(letter)?;
                let count = count.parse().map_err(|_| "no number")?;
                self.given.entry(date).or_default().insert(series, count);
            }
            ["counter", number, "is", "gone"] => {
                let counter = number.parse().map(CounterId).map_err(|_| "no number")?;
                self.settings.counters.remove(&counter).ok_or("there is no such counter")?;
            }
            ["somebody", "works", "at", "counter", number, "from", from, "to", until] => {
                let counter = number.parse().map(CounterId).map_err(|_| "no number")?;
                let counter = self.settings.counters.get_mut(&counter).ok_or("there is no such counter")?;
                let time = |text| NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| "no time");
                counter.hours.push(Hours { from: time(from)?, until: time(until)? });
            }
            ["a", rule @ .., "of", number, unit] => self.rule_of_time(rule, number, unit)?,
            ["at", "most", number, rule @ ..] => self.rule_of_count(rule, number)?,
            _ => return Err("no such given".into()),
        }
        Ok(())
    }

    fn rule_of_time(&mut self, rule: &[&str], number: &str, unit: &str) -> Result<(), String> {
        let rules = &mut self.settings.rules;
        let value_s = match rule {
            ["hold"] => &mut rules.hold_s,
            ["grace"] => &mut rules.grace_s,
            ["credit"] => &mut rules.priority_credit_s,
            _ => return Err("no such rule".into()),
        };
        *value_s = seconds(number, unit)?;
        Ok(())
    }

    fn rule_of_count(&mut self, rule: &[&str], number: &str) -> Result<(), String> {
        let value = match rule {
            ["passes", "by", "credit"] => &mut self.settings.rules.slips_max,
            ["passes", "by", "returns"] => &mut self.settings.rules.setbacks_max,
            ["recalls"] => &mut self.settings.rules.recalls_max,
            ["joins", "of", "one", "person"] => &mut self.remote()?.joins_per_person_max,
            ["steps", "back"] => &mut self.remote()?.steps_back_max,
            _ => return Err("no such rule".into()),
        };
        *value = number.parse().map_err(|_| "no number")?;
        Ok(())
    }

    fn remote(&mut self) -> Result<&mut RemoteRules, String> {
        self.settings.remote.as_mut().ok_or("phones cannot join".into())
    }

    fn service(&mut self, key: &str) -> Result<&mut Service, String> {
        let mut services = self.settings.services.iter_mut();
        services.find(|(id, _)| &*id.0 == key).map(|(_, service)| service).ok_or("no such service".into())
    }
}

fn seconds(number: &str, unit: &str) -> Result<u32, String> {
    u32::try_from(span(number, unit)?.num_seconds()).map_err(|_| "a negative span".into())
}
