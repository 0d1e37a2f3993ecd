//! A story in words, for the person who asks and for the clerk who answers.

use super::{Because, Step, Story};
use crate::domain::event::ParkReason;
use crate::domain::settings::Settings;
use crate::domain::ticket::Language;
use crate::domain::time::Moment;
use crate::wording::Words;
use crate::wording::times::date_and_clock;

/// The story, one sentence a line, and a last one that says whether anybody was put before the ticket.
pub fn in_words(story: &Story, settings: &Settings, words: &Words, language: Language) -> Vec<String> {
    let say = words.say(language);
    let zone = settings.calendar.zone;
    let service = |id: &crate::domain::ids::ServiceId| {
        let known = settings.service(id);
        known.map_or_else(|| id.to_string(), |service| service.name.get(language).to_owned())
    };
    let sentence = |step: &Step| match step {
        Step::Joined { service: id, ahead } => say.why_joined(story.number, &service(id), *ahead),
        Step::Called(counter) => say.why_called(*counter),
        Step::CalledAgain(counter) => say.why_called_again(*counter),
        Step::Started(counter) => say.why_started(*counter),
        Step::SetAside(ParkReason::Clerk) => say.why_set_aside(),
        Step::SetAside(ParkReason::NoShow) => say.why_set_aside_no_show(),
        Step::SetAside(ParkReason::TurnPassed) => say.why_set_aside_not_here(),
        Step::CameBack => say.why_came_back(),
        Step::LetOthersGoFirst => say.why_let_others_go_first(),
        Step::PassedOn(id) => say.why_passed_on(&service(id)),
        Step::Served => say.why_served(),
        Step::DidNotCome => say.why_did_not_come(),
        Step::Cancelled => say.why_cancelled(),
        Step::Expired => say.why_expired(),
        Step::Other { number, counter, because } => match because {
            Because::JoinedEarlier => say.why_other_joined_earlier(*number, *counter),
            Because::Priority => say.why_other_priority(*number, *counter),
            Because::Returned => say.why_other_returned(*number, *counter),
            Because::OtherService => say.why_other_service(*number, *counter),
            Because::NotHere => say.why_other_not_here(*number, *counter),
            Because::WithoutTurn => say.why_other_without_turn(*number, *counter),
        },
    };
    let time = |at: Moment| date_and_clock(at.utc(), zone);
    let lines = story.steps.iter().map(|(at, step)| format!("{}  {}", time(*at), sentence(step)));
    let passed = story
        .steps
        .iter()
        .filter(|(_, step)| matches!(step, Step::Other { because, .. } if !because.in_order()));
    let passed = u32::try_from(passed.count()).unwrap_or(u32::MAX);
    lines.chain([say.why_passed(passed)]).collect()
}
