//! A story in words, for the person who asks and for the clerk who answers.

use super::{Because, Step, Story};
use crate::domain::event::ParkReason;
use crate::domain::ids::{CounterId, ServiceId, TicketNumber};
use crate::domain::settings::Settings;
use crate::wording::Say;
use crate::wording::times::date_and_clock;

/// What is told about a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Whether the journal knows such a ticket.
    pub known: bool,
    /// Why its newest call was its own and not another's, in one sentence; `None` when it was not called.
    pub call: Option<String>,
    /// Its way: sentences with their times, and a last one that says whether anybody was put before it. That there is no such
    /// number, when there is none.
    pub lines: Vec<String>,
}

/// The story in words.
pub(super) fn told(number: TicketNumber, story: Option<&Story>, settings: &Settings, say: Say<'_>) -> Told {
    let Some(story) = story else {
        return Told { known: false, call: None, lines: vec![say.why_unknown(number)] };
    };
    let teller = Teller { number, settings, say };
    let is_call = |step: &Step| matches!(step, Step::Called { .. } | Step::StartedWithoutTurn(_));
    let call =
        story.steps.iter().rev().find(|(_, step)| is_call(step)).map(|(_, step)| teller.sentence(step));
    let time = |at: chrono::DateTime<chrono::Utc>| date_and_clock(at, settings.calendar.zone);
    let way = story.steps.iter().map(|(at, step)| format!("{}  {}", time(at.utc()), teller.sentence(step)));
    let before_it = story.steps.iter().filter_map(|(_, step)| {
        if let Step::Other { because, .. } = step {
            Some(*because).filter(|because| !because.in_order())
        } else {
            None
        }
    });
    let (aside, waiting): (Vec<Because>, Vec<Because>) = before_it.partition(|because| because.is_aside());
    let passed = match (aside.len(), waiting.len()) {
        (0, waiting) => say.why_passed(count(waiting)),
        (aside, waiting) => say.why_passed_aside(count(aside + waiting), count(aside)),
    };
    Told { known: true, call, lines: way.chain([passed]).collect() }
}

fn count(people: usize) -> u32 {
    u32::try_from(people).unwrap_or(u32::MAX)
}

struct Teller<'a> {
    number: TicketNumber,
    settings: &'a Settings,
    say: Say<'a>,
}

impl Teller<'_> {
    fn sentence(&self, step: &Step) -> String {
        let say = self.say;
        match step {
            Step::Joined { service, ahead } => say.why_joined(self.number, &self.service(service), *ahead),
            Step::Called { counter, instead_of } => self.called(*counter, *instead_of),
            Step::CalledAgain(counter) => say.why_called_again(*counter),
            Step::Started(counter) => say.why_started(*counter),
            Step::StartedWithoutTurn(counter) => say.why_other_without_turn(self.number, *counter),
            Step::SetAside(ParkReason::Clerk) => say.why_set_aside(),
            Step::SetAside(ParkReason::NoShow) => say.why_set_aside_no_show(),
            Step::SetAside(ParkReason::TurnPassed) => say.why_set_aside_not_here(),
            Step::CameBack => say.why_came_back(),
            Step::LetOthersGoFirst => say.why_let_others_go_first(),
            Step::PassedOn(service) => say.why_passed_on(&self.service(service)),
            Step::Served => say.why_served(),
            Step::DidNotCome => say.why_did_not_come(),
            Step::Cancelled => say.why_cancelled(),
            Step::Expired => say.why_expired(),
            Step::Other { number, counter, because } => self.other(*number, *counter, *because),
        }
    }

    /// Why this one and not that one.
    fn called(&self, counter: CounterId, instead_of: Option<(TicketNumber, Because)>) -> String {
        let (number, say) = (self.number, self.say);
        let Some((other, because)) = instead_of else { return say.why_called_first(number, counter) };
        match because {
            Because::Priority => say.why_called_priority(number, counter, other),
            Because::Returned => say.why_called_returned(number, counter, other),
            Because::OtherService => say.why_called_service(number, counter, other),
            Because::NotHere => say.why_called_not_here(number, counter, other),
            Because::SetAside => say.why_called_set_aside(number, counter, other),
            Because::LetGoFirst => say.why_called_let_go_first(number, counter, other),
            Because::StoodBefore => say.why_called_stood_before(number, counter, other),
            Because::PassedOn => say.why_called_passed_on(number, counter, other),
            Because::JoinedEarlier | Because::OtherErrand | Because::WithoutTurn => {
                say.why_called_first(number, counter)
            }
        }
    }

    fn other(&self, number: TicketNumber, counter: CounterId, because: Because) -> String {
        let say = self.say;
        match because {
            Because::JoinedEarlier => say.why_other_joined_earlier(number, counter),
            Because::Priority => say.why_other_priority(number, counter),
            Because::Returned => say.why_other_returned(number, counter),
            Because::OtherService => say.why_other_service(number, counter),
            Because::NotHere => say.why_other_not_here(number, counter),
            Because::SetAside => say.why_other_set_aside(number, counter),
            Because::OtherErrand => say.why_other_errand(number, counter),
            Because::LetGoFirst => say.why_other_let_go_first(number, counter),
            Because::StoodBefore => say.why_other_stood_before(number, counter),
            Because::PassedOn => say.why_other_passed_on(number, counter),
            Because::WithoutTurn => say.why_other_without_turn(number, counter),
        }
    }

    fn service(&self, id: &ServiceId) -> String {
        self.say.service_name(self.settings, id)
    }
}
