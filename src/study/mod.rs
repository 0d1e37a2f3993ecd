//! Made-up days under different rules, compared: what a hold, a grace or a share does to the people of an office.
//!
//! **Model.** [`people`] makes up who wants to come on a day, from a seed: the same people for every [`Policy`]. [`day`] lets
//! them live through it in the real branch: the real discipline, forecast, admission and set-out notice. [`measures`] tells
//! what they lived through, beside the same people under plain first-come, where everybody comes and takes a paper number.
//!
//! **Invariants.** The same seed and policy give the same figures on every machine.
//!
//! **Deliberately not here.** Real logs, which have an order of their own (`replay`), and faults (`simulation`).

mod day;
mod measures;
mod office;
mod people;
mod plot;
mod policy;
mod table;
#[cfg(test)]
mod tests;

pub use measures::Measures;
pub use plot::plot;
pub use policy::{BadPolicy, Policy};
pub use table::Table;

use day::Days;

/// What is studied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Study {
    /// Days that count.
    pub days: u32,
    /// Days that are lived through before, so that the forecast knows the office.
    pub days_before: u32,
    /// Who comes, and how long everything takes.
    pub seed: u64,
    /// Of a hundred people, how many join by phone.
    pub remote_percent: u32,
}

impl Study {
    /// What they live through under each of these policies, and under first-come, which the others are held against. Says
    /// which one is played next.
    pub fn compare(&self, policies: &[Policy], mut next: impl FnMut(&Policy)) -> Table {
        let mut play = |policy: &Policy| {
            next(policy);
            self.of(policy)
        };
        let rows: Vec<(String, Measures)> =
            policies.iter().map(|policy| (policy.name.clone(), play(policy))).collect();
        let played = policies.iter().zip(&rows).find(|(policy, _)| policy.everybody_comes);
        let first_come = played.map(|(_, (_, measures))| *measures);
        Table { rows, first_come: first_come.unwrap_or_else(|| play(&Policy::first_come())), days: self.days }
    }

    /// What the people of this study live through under a policy.
    pub fn of(&self, policy: &Policy) -> Measures {
        let mut days = Days::new(policy, self.seed);
        let mut lives = Vec::new();
        for day in 0..self.days_before + self.days {
            let people = people::who_wants_to_come(self.seed, day, self.remote_percent);
            let lived = days.live(day, people);
            if day >= self.days_before {
                lives.extend(lived);
            }
        }
        Measures::of(&lives, self.days)
    }
}
