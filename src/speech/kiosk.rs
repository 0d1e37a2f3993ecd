//! What a kiosk says: answers to questions, refusals, and what to do when no slip came out.
//!
//! Each has its twin on the display, from the same branch at the same moment. A person at the kiosk hears their own
//! language; who asks in none hears that of the ticket, or the public one.

use super::Utterance;
use crate::domain::branch::Branch;
use crate::domain::ids::{KioskId, LinkId, TicketNumber};
use crate::domain::refusal::Refusal;
use crate::domain::settings::SiteText;
use crate::domain::ticket::{Language, Presence, SlipState, Ticket, TicketState};
use crate::domain::time::Moment;
use crate::wording::Words;
use crate::wording::times::{LocalNow, clock};

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

/// "What does my ticket say?": everything that stands on the newest slip of this kiosk.
pub fn my_ticket(
    branch: &Branch,
    kiosk: KioskId,
    language: Option<Language>,
    now: Moment,
    words: &Words,
) -> Utterance {
    let Some(ticket) = branch.newest_ticket(kiosk, now) else {
        let language = language.unwrap_or(branch.settings().language);
        let say = words.say(language);
        return Utterance::words(language, format!("{}. {}.", say.kiosk_no_new_ticket(), say.kiosk_press()));
    };
    let language = language.unwrap_or(ticket.language);
    Utterance::words(language, contents(branch, ticket, language, words).join(" "))
}

fn contents(branch: &Branch, ticket: &Ticket, language: Language, words: &Words) -> Vec<String> {
    let (settings, say) = (branch.settings(), words.say(language));
    let name = |text: &SiteText| text.get(language).to_owned();
    let service = settings.service(&ticket.service);
    let service = service.map_or_else(|| ticket.service.to_string(), |service| name(&service.name));
    let joined = ticket.joined_clock_trusted.then(|| (ticket.joined.utc(), settings.calendar.zone));
    let mut sentences =
        vec![say.speech_your_number(&say.spoken_number(ticket.number)), say.speech_service(&service)];
    match ticket.state {
        TicketState::Called { counter, .. } | TicketState::Serving { counter, .. } => {
            sentences.push(say.speech_called_to(counter));
        }
        TicketState::Waiting | TicketState::Parked { .. } | TicketState::Ended => {
            sentences.extend(say.spoken_promise(ticket.promise.ahead, ticket.promise.wait(), joined));
        }
    }
    sentences.push(format!("{}.", say.slip_call_notice()));
    if settings.follow_url.is_some() {
        sentences.push(say.slip_follow());
    }
    sentences.extend(joined.map(|(at, zone)| say.speech_taken_at(&clock(at, zone))));
    sentences.push(format!("{}.", name(&settings.name)));
    sentences
}

/// Where the ticket of a scanned code stands, in its language; in the public one that no ticket has this code.
pub fn scanned(branch: &Branch, link: Option<LinkId>, now: Moment, words: &Words) -> Utterance {
    let Some(ticket) = link.and_then(|link| branch.ticket_by_link(link)) else {
        let language = branch.settings().language;
        return Utterance::words(language, format!("{}.", words.say(language).kiosk_code_unknown()));
    };
    let say = words.say(ticket.language);
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
    Utterance::words(ticket.language, [vec![number], standing].concat().join(" "))
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
    Utterance::words(language, words.say(language).refusal(refusal, local))
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
