//! `show` prints a part of the state; `expect` demands one, and no recording changes that.

use super::words::printer_in_words;
use super::world::World;
use rinda::domain::counter::CounterState;
use rinda::domain::duty::Duty;
use rinda::domain::ticket::{SlipState, TicketState};

impl World {
    /// Prints a part of the state.
    pub(crate) fn show(&mut self, words: &[&str]) -> Result<(), String> {
        let lines = match words {
            ["counters"] => self.counters_in_words(),
            ["duties"] => self.duties_in_words(),
            ["kiosks"] => self.kiosks_in_words(),
            ["tickets"] => self.tickets_in_words(),
            ["numbers"] => self.numbers_in_words(),
            ["hall"] => self.hall_in_words(),
            ["day"] => self.day_in_words(),
            _ => return Err("nothing like that can be shown".into()),
        };
        if lines.is_empty() {
            self.say("none");
        }
        for line in lines {
            self.say(&line);
        }
        Ok(())
    }

    /// Demands a part of the state.
    pub(crate) fn expect(&self, words: &[&str]) -> Result<(), String> {
        let (there, expected) = match words {
            ["line", line @ ..] => (self.line_in_words(), line.join(" ")),
            ["counter", counter, state @ ..] => {
                let prefix = format!("counter {counter}: ");
                let counters = self.counters_in_words();
                let there = counters.iter().find_map(|line| line.strip_prefix(&prefix));
                (there.unwrap_or("unknown").into(), state.join(" "))
            }
            ["day", day @ ..] => (self.day_in_words().join(", "), day.join(" ")),
            ["no", "duties"] => (self.duties_in_words().join(", "), String::new()),
            _ => return Err("nothing like that can be expected".into()),
        };
        if there == expected { Ok(()) } else { Err(format!("there is: {there}")) }
    }

    fn counters_in_words(&self) -> Vec<String> {
        let counters = self.branch().state().counters.iter();
        let state = |state: &CounterState| match state {
            CounterState::Closed => "closed".into(),
            CounterState::Free => "free".into(),
            CounterState::Calling { ticket } => format!("calls {}", self.number_of(*ticket)),
            CounterState::Serving { ticket } => format!("serves {}", self.number_of(*ticket)),
        };
        counters.map(|(id, counter)| format!("counter {id}: {}", state(counter))).collect()
    }

    fn duties_in_words(&self) -> Vec<String> {
        let duties = self.branch().duties().into_iter().map(|duty| match duty {
            Duty::Print { kiosk, job, ticket } => {
                format!("print {} at kiosk {kiosk} as job {job}", self.number_of(ticket))
            }
            Duty::Announce { number, counter, remote, .. } => {
                let phone = if remote { ", from a phone" } else { "" };
                format!("announce {number} at counter {counter}{phone}")
            }
        });
        duties.collect()
    }

    fn kiosks_in_words(&self) -> Vec<String> {
        let kiosks = self.branch().state().kiosks.iter().map(|(id, kiosk)| {
            let stuck = kiosk.stuck_buttons.iter().map(|button| format!(", button {button} stuck"));
            let last = kiosk.last.map(|last| format!(", last {}: slip {}", last.number, slip(last.slip)));
            let printer = printer_in_words(kiosk.printer);
            format!("kiosk {id}: printer {printer}{}{}", stuck.collect::<String>(), last.unwrap_or_default())
        });
        kiosks.collect()
    }

    fn tickets_in_words(&self) -> Vec<String> {
        let tickets = self.branch().state().tickets.values().map(|ticket| {
            let state = match ticket.state {
                TicketState::Waiting => "waiting".into(),
                TicketState::Called { counter, recalls, .. } => {
                    format!("called to counter {counter}, again {recalls} times")
                }
                TicketState::Serving { counter, .. } => format!("at counter {counter}"),
                TicketState::Parked { until_ms, .. } => {
                    format!("set aside until {}", self.at_steady(until_ms))
                }
                TicketState::Ended => "over".into(),
            };
            format!(
                "{}: {state}, slip {}{}, passed {} times by credit and {} times by returns",
                ticket.number,
                if ticket.copy { "(COPY) " } else { "" },
                slip(ticket.slip),
                ticket.slips,
                ticket.setbacks
            )
        });
        tickets.collect()
    }

    fn numbers_in_words(&self) -> Vec<String> {
        let given = self.branch().state().given.iter().map(|(date, given)| {
            let numbers = given.iter().map(|(series, count)| format!(" {series}{count:03}"));
            format!("{date}, up to:{}", numbers.collect::<String>())
        });
        given.collect()
    }

    fn hall_in_words(&self) -> Vec<String> {
        let calls = self.branch().state().calls.iter().map(|call| {
            format!("{} counter {}{}", call.number, call.counter, if call.shown { "" } else { ", owed" })
        });
        calls.collect()
    }

    fn day_in_words(&self) -> Vec<String> {
        let day = self.branch().state().day;
        vec![day.map_or_else(|| "closed".into(), |day| format!("{} open", day.date))]
    }
}

fn slip(slip: SlipState) -> String {
    match slip {
        SlipState::None => "none".into(),
        SlipState::Reserved { .. } => "owed".into(),
        SlipState::Sent { job } => format!("sent as job {job}"),
        SlipState::Printed => "printed".into(),
        SlipState::Failed => "failed".into(),
        SlipState::Uncertain => "uncertain".into(),
    }
}
