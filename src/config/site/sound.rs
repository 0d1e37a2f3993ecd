//! What is heard, and when nothing is.

use super::hours;
use crate::config::problem::Problems;
use crate::config::section::{At, Item, Section};
use crate::domain::settings::{HallCall, QuietHours, SoundRules};

const HALL_CALLS: [(&str, HallCall); 2] = [("spoken", HallCall::Spoken), ("chime", HallCall::Chime)];

/// The table `[sound]`, which may be left out, and so may each of its lines.
pub(super) fn read(file: &mut Section<'_>) -> SoundRules {
    let mut rules = SoundRules::default();
    let Some(mut section) = file.optional("sound").and_then(Item::section) else { return rules };
    let problems = section.problems;
    rules.quiet = section.optional("quiet").and_then(|item| quiet(item, problems));
    if let Some(At { value, .. }) = section.optional("hall_call").and_then(|item| item.choice(&HALL_CALLS)) {
        rules.hall_call = value;
    }
    rules
}

/// `"20:00-7:00"`.
fn quiet(item: Item<'_>, problems: &Problems) -> Option<QuietHours> {
    let At { value: text, spot } = item.text()?;
    match hours::from_until(&text) {
        Some((from, until)) if from != until => Some(QuietHours { from, until }),
        Some(_) => {
            problems.error(&spot, format!("'{text}' is no time at all"), "leave the line out");
            None
        }
        None => {
            problems.error(&spot, format!("'{text}' are no hours"), "write for example \"20:00-7:00\"");
            None
        }
    }
}
