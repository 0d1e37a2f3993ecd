//! What a kiosk says: answers to questions, refusals, and what to do when no slip came out.
//!
//! Each has its twin on the display, from the same branch at the same moment. A person at the kiosk hears their own
//! language; who asks in none hears that of the ticket, or the public one.

use super::Utterance;
use crate::domain::branch::Branch;
use crate::domain::ids::{KioskId, LinkId, TicketNumber};
use crate::domain::refusal::Refusal;
use crate::domain::ticket::{Language, Presence, SlipState, Ticket, TicketState};
use crate::domain::time::Moment;
use crate::wording::times::LocalNow;
use crate::wording::{Say, Words};

/// "Which number is now?"
pub fn numbers_now(branch: &Branch, language: Language, now: Moment, words: &Words) -> Utterance {
    let say = words.say(language);
    if branch.state().day.is_none() {
        return refusal(branch, &Refusal::Closed { opens: next_opening(branch, now) }, language, now, words);
    }
    let numbers = branch.numbers_now();
    if numbers.is_empty() {
        return Utterance::words(language, format!("{}.", say.hall_nobody_called()));
    }
    let numbers = numbers.iter().map(|now| say.speech_number_at(&say.spoken_number(now.number), now.counter));
    let sentences: Vec<String> = [say.speech_numbers_now()].into_iter().chain(numbers).collect();
    Utterance::words(language, sentences.join(" "))
}

/// "What about my ticket?": where the newest one of this kiosk stands.
pub fn my_ticket(
    branch: &Branch,
    kiosk: KioskId,
    language: Option<Language>,
    now: Moment,
    words: &Words,
) -> Utterance {
    let say = words.say(language.unwrap_or(branch.settings().language));
    let Some(number) = branch.newest_number(kiosk, now) else {
        let press = branch.kiosk_works(kiosk).then(|| say.kiosk_press());
        let sentences = [say.kiosk_no_new_ticket()].into_iter().chain(press);
        let sentences: Vec<String> = sentences.map(|sentence| format!("{sentence}.")).collect();
        return Utterance::words(say.language(), sentences.join(" "));
    };
    match branch.ticket_by_number(number) {
        Some(ticket) => standing(branch, ticket, now, words.say(language.unwrap_or(ticket.language))),
        None => {
            let number = say.speech_your_number(&say.spoken_number(number));
            Utterance::words(say.language(), format!("{number} {}", say.follow_over()))
        }
    }
}

/// Where the ticket of a scanned code stands, in its language; in the public one that no ticket has this code.
pub fn scanned(branch: &Branch, link: Option<LinkId>, now: Moment, words: &Words) -> Utterance {
    let Some(ticket) = link.and_then(|link| branch.ticket_by_link(link)) else {
        let language = branch.settings().language;
        return Utterance::words(language, format!("{}.", words.say(language).kiosk_code_unknown()));
    };
    standing(branch, ticket, now, words.say(ticket.language))
}

/// The number, the service, and where the ticket stands at this moment.
fn standing(branch: &Branch, ticket: &Ticket, now: Moment, say: Say<'_>) -> Utterance {
    let service = branch.settings().service(&ticket.service);
    let service = service
        .map_or_else(|| ticket.service.to_string(), |service| service.name.get(say.language()).to_owned());
    let waits = ticket.state == TicketState::Waiting && ticket.presence == Presence::Present;
    let forecast = branch.forecast_of(ticket.id, now.steady_ms).filter(|(ahead, _)| waits && *ahead > 0);
    let standing = match forecast {
        Some((ahead, forecast)) => {
            let clock = branch.clock_trusted(now).then(|| (now.utc(), branch.settings().calendar.zone));
            say.spoken_promise(ahead, forecast.map(|forecast| forecast.wait), clock)
        }
        None => say.standing(branch, ticket, now),
    };
    let number = say.speech_your_number(&say.spoken_number(ticket.number));
    let service = say.speech_service(&say.spoken_text(&service));
    Utterance::words(say.language(), [vec![number, service], standing].concat().join(" "))
}

/// How loud it is from now on.
pub fn volume(step: u32, steps: u32, language: Language, words: &Words) -> Utterance {
    Utterance::words(language, format!("{}.", words.say(language).kiosk_volume(step, steps)))
}

/// The kiosk speaks another language from now on.
pub fn language_chosen(language: Language, words: &Words) -> Utterance {
    let say = words.say(language);
    Utterance::words(language, format!("{}. {}", say.language_name(), say.kiosk_language_chosen()))
}

/// Why a press gave no ticket.
pub fn refusal(
    branch: &Branch,
    refusal: &Refusal,
    language: Language,
    now: Moment,
    words: &Words,
) -> Utterance {
    let trusted_now = branch.clock_trusted(now).then(|| now.utc());
    let local = LocalNow { zone: branch.settings().calendar.zone, now: trusted_now };
    Utterance::words(language, words.say(language).visitor_refusal(refusal, local))
}

/// An answer takes long.
pub fn please_wait(language: Language, words: &Words) -> Utterance {
    Utterance::words(language, format!("{}.", words.say(language).kiosk_please_wait()))
}

/// A slip did not come out, or nobody knows: its owner must hear the number. `None` when there is nothing to say.
pub fn without_slip(
    branch: &Branch,
    number: TicketNumber,
    slip: SlipState,
    words: &Words,
) -> Option<Utterance> {
    let language =
        branch.ticket_by_number(number).map_or(branch.settings().language, |ticket| ticket.language);
    let say = words.say(language);
    let what = match slip {
        SlipState::Failed => format!("{}.", say.kiosk_slip_failed()),
        SlipState::Uncertain => say.kiosk_slip_uncertain(),
        SlipState::None | SlipState::Reserved { .. } | SlipState::Sent { .. } | SlipState::Printed => {
            return None;
        }
    };
    let number = say.speech_remember_number(&say.spoken_number(number));
    Some(Utterance::words(language, format!("{what} {number} {}", say.kiosk_in_line())))
}

fn next_opening(branch: &Branch, now: Moment) -> Option<chrono::DateTime<chrono::Utc>> {
    branch.clock_trusted(now).then(|| branch.settings().calendar.next_opening(now.utc())).flatten()
}
