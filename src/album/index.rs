//! A day as a list of what there was to be seen, in words.

use super::place::Place;
use super::rerun::{Rerun, Sight};
use crate::domain::ticket::Language;
use crate::scene::hall::{HallBody, ShownCall};
use crate::slip::content::SlipContent;
use crate::wording::{Say, Words};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The hall, which looks different from before.
    Hall,
    /// A slip.
    Slip,
}

/// A picture in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Where.
    pub place: Place,
    /// The time in the office, as `10:42:30`.
    pub time: String,
    /// What it shows.
    pub kind: Kind,
    /// What can be read on it.
    pub words: String,
    /// The language of these words.
    pub language: Language,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// The service day.
    pub date: NaiveDate,
    /// Its pictures, in their order.
    pub pictures: Vec<Listed>,
}

/// Who writes the list.
pub(super) struct Lister<'a> {
    pub(super) pictures: Vec<Listed>,
    /// What the hall showed last.
    body: Option<HallBody>,
    words: &'a Words,
    say: Say<'a>,
}

impl<'a> Lister<'a> {
    /// Slips are listed in their own language, the hall in this one.
    pub(super) fn new(words: &'a Words, say: Say<'a>) -> Self {
        Self { pictures: Vec::new(), body: None, words, say }
    }

    pub(super) fn see(&mut self, rerun: &mut Rerun, sight: Sight) {
        let (kind, words, language) = match sight {
            Sight::Slip(ticket) => {
                let Some(ticket) = rerun.ticket(ticket) else { return };
                let content = SlipContent::of(ticket, rerun.settings(), self.words);
                (Kind::Slip, slip_in_words(content), ticket.language)
            }
            Sight::Hall => {
                let body = rerun.hall(self.say).body;
                if self.body.as_ref() == Some(&body) {
                    return;
                }
                let words = hall_in_words(&body);
                self.body = Some(body);
                (Kind::Hall, words, self.say.language())
            }
        };
        let time = rerun.local_time().format("%H:%M:%S").to_string();
        self.pictures.push(Listed { place: rerun.place(), time, kind, words, language });
    }
}

fn hall_in_words(body: &HallBody) -> String {
    match body {
        HallBody::Notice { title, advice } => [Some(title), advice.as_ref()]
            .into_iter()
            .flatten()
            .map(|words| sentence(words))
            .collect::<Vec<_>>()
            .join(" "),
        HallBody::Calls { newest_head, newest, remote_words, earlier_head, earlier, .. } => {
            let call = |call: &ShownCall| format!("{}, {}", call.number, call.counter);
            let earlier: Vec<String> = earlier.iter().map(call).collect();
            let earlier = (!earlier.is_empty()).then(|| format!("{earlier_head}: {}", earlier.join("; ")));
            let newest = format!("{newest_head}: {}", call(newest));
            let all = [Some(newest), remote_words.clone(), earlier].into_iter().flatten();
            all.map(|words| sentence(&words)).collect::<Vec<_>>().join(" ")
        }
    }
}

fn slip_in_words(content: SlipContent) -> String {
    let SlipContent { copy, service, number, rows, note, .. } = content;
    let rows = rows.into_iter().map(|(label, value)| format!("{label}: {value}"));
    let all = copy.into_iter().chain([number, service]).chain(rows).chain(note);
    all.map(|words| sentence(&words)).collect::<Vec<_>>().join(" ")
}

fn sentence(words: &str) -> String {
    if words.ends_with(['.', '!', '?', '…']) { words.to_owned() } else { format!("{words}.") }
}
