//! The keypads of counters: what their shell does, without a runtime.

use super::contacts::Presses;
use super::world::{Flow, Receipt, World};
use crate::devices::buttons::Outcome;
use crate::domain::command::{ButtonReport, Command};
use crate::domain::counter::CounterKey;
use crate::domain::ids::CounterId;

/// The counters whose clerks have one.
pub(super) const AT_COUNTERS: [CounterId; 2] = [CounterId(1), CounterId(2)];

/// The place of the key that asks for this, if one does.
pub(super) fn key_of(counter: CounterId, command: &Command) -> Option<u8> {
    let asks = |key: &CounterKey| key.command(counter) == *command;
    let index = CounterKey::ALL.iter().position(asks).filter(|_| AT_COUNTERS.contains(&counter))?;
    u8::try_from(index + 1).ok()
}

impl World {
    /// The presses at a keypad.
    pub(super) fn keypad(&mut self, counter: CounterId) -> &mut Presses {
        self.powered().keypads.get_mut(&counter).expect("only counters with a keypad are asked about theirs")
    }

    /// A clerk presses a key.
    pub(super) fn key_is_pressed(&mut self, counter: CounterId, key: u8) {
        let truth_ms = self.clocks.truth_ms;
        self.trace.line(truth_ms, || format!("key {key} of counter {counter} is pressed"));
        if let Some(contacts) = self.keypads.get_mut(&counter) {
            contacts.press(truth_ms, key, &self.temper, &mut self.random);
        }
    }

    /// Everything that keypads do at this moment.
    pub(super) fn keypads_act(&mut self) -> Flow {
        let (truth_ms, now_ms) = (self.clocks.truth_ms, self.clocks.running_ms());
        for counter in AT_COUNTERS {
            let on = self.on.as_mut().expect("the device is on in this step");
            let parts = self.keypads.get_mut(&counter).zip(on.keypads.get_mut(&counter));
            let Some((contacts, presses)) = parts else { continue };
            let outcomes = presses.follow(truth_ms, now_ms, contacts)?;
            outcomes.into_iter().for_each(|outcome| self.key_outcome(counter, outcome));
        }
        Ok(())
    }

    fn key_outcome(&mut self, counter: CounterId, outcome: Outcome) {
        match outcome {
            Outcome::Report { button: key, report } => {
                let receipt = match report {
                    ButtonReport::Bounced(count) => Receipt::KeyBounces(counter, count),
                    ButtonReport::Stuck => Receipt::Button,
                    // The press that ends a stuck key is no wish; the journal has the key as freed.
                    ButtonReport::Freed => {
                        self.keypad(counter).account(1);
                        Receipt::Button
                    }
                };
                self.ask(Command::ReportKey { counter, key, report }, receipt);
            }
            Outcome::Wish { button } => {
                let key =
                    CounterKey::ALL.get(usize::from(button) - 1).expect("clerks press keys that there are");
                self.ask(key.command(counter), Receipt::Key(counter));
            }
        }
    }
}
