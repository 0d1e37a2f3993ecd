//! What a slip says: the ticket and the site, in words.

use crate::domain::ids::{KioskId, LinkId};
use crate::domain::printer_profile::PrinterProfile;
use crate::domain::settings::Settings;
use crate::domain::ticket::{Language, Ticket};
use crate::wording::Words;
use crate::wording::times::date_and_clock;
use chrono::{DateTime, Utc};

/// The texts of a slip, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipContent {
    /// The mark of a second slip.
    pub copy: Option<String>,
    /// The office.
    pub office: String,
    /// The service.
    pub service: String,
    /// The number, large.
    pub number: String,
    /// Labels with their values.
    pub rows: Vec<(String, String)>,
    /// A sentence instead of missing rows.
    pub note: Option<String>,
    /// Where the code leads, and what it is for.
    pub code: Option<(String, String)>,
    /// The last line.
    pub foot: String,
}

/// The link in a code: what stands on a slip, or the link alone, as a person would type it. `None` for every other code.
pub fn link_of(code: &str, follow_url: Option<&str>) -> Option<LinkId> {
    let link = follow_url.and_then(|url| code.strip_prefix(url)).unwrap_or(code);
    LinkId::try_from(link.to_owned()).ok()
}

/// Instead of a number; no number looks like it, and no code of a slip is the same.
const TEST: &str = "TEST";

/// Letters that not every code page has.
const LETTERS: [&str; 4] = ["ĀČĒĢĪĶĻŅŠŪŽ", "ЁЖЙЦЩЪЫЬЭЮЯ", "ABGJKMQRWXZ", "ҐЄЖІЇЙЦЩЬЮЯ"];

impl SlipContent {
    /// A slip that is no ticket: what it is, where it comes from, and what the printer can do. `now` when the clock is trusted.
    pub fn test(
        kiosk: KioskId,
        profile: &PrinterProfile,
        settings: &Settings,
        words: &Words,
        now: Option<DateTime<Utc>>,
    ) -> Self {
        let say = words.say(settings.language);
        let letters = Language::ALL.into_iter().zip(LETTERS);
        let letters =
            letters.map(|(language, letters)| (words.say(language).language_name(), letters.to_owned()));
        let zone = settings.calendar.zone;
        let notice = say.trial_slip_notice();
        Self {
            copy: Some(say.trial_slip()),
            office: settings.name.get(settings.language).to_owned(),
            service: say.service_printer(kiosk),
            number: TEST.to_owned(),
            rows: [(say.trial_slip_width(), format!("{} / {} dpi", profile.width_dots, profile.dpi))]
                .into_iter()
                .chain(letters)
                .collect(),
            note: None,
            code: Some((TEST.to_owned(), say.trial_slip_code())),
            foot: now.map_or(notice.clone(), |at| format!("{} · {notice}", date_and_clock(at, zone))),
        }
    }

    /// The slip of a ticket, in the ticket's language. Clock times only if the clock was trusted when it was taken.
    pub fn of(ticket: &Ticket, settings: &Settings, words: &Words) -> Self {
        let say = words.say(ticket.language);
        let zone = settings.calendar.zone;
        let joined = ticket.joined_clock_trusted.then(|| ticket.joined.utc());
        let name = |text: &crate::domain::settings::SiteText| text.get(ticket.language).to_owned();
        let notice = say.slip_call_notice();
        Self {
            copy: ticket.copy.then(|| say.slip_copy()),
            office: name(&settings.name),
            service: say.service_name(settings, &ticket.service),
            number: ticket.number.to_string(),
            rows: say.promise(ticket.promise.ahead, ticket.promise.wait(), joined.map(|at| (at, zone))),
            note: ticket.promise.forecast.is_none().then(|| say.slip_no_forecast()),
            code: settings
                .follow_url
                .as_ref()
                .map(|url| (format!("{url}{}", ticket.link), say.slip_follow())),
            foot: joined.map_or(notice.clone(), |at| format!("{} · {notice}", date_and_clock(at, zone))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, follow_url: Option<&str>, expect: Option<LinkId>) {
        assert_eq!(link_of(code, follow_url), expect, "{code} {follow_url:?}");
    }

    #[test]
    fn the_code_of_a_slip_is_known_and_no_other() {
        let (link, url) = (LinkId(u128::MAX / 7), "https://rinda.example/t/");
        check(&format!("{url}{link}"), Some(url), Some(link));
        check(&link.to_string(), Some(url), Some(link));
        check(&link.to_string().to_lowercase(), None, Some(link));
        check(&format!("https://other.example/t/{link}"), Some(url), None);
        check(&format!("{url}{link}"), None, None);
        check(&format!("{url}{link}0"), Some(url), None);
        check("4750232110005", Some(url), None);
        check("", Some(url), None);
    }
}
