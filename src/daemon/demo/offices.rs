//! The four pilot branches, from the example site: each with its own name, and with as many people as suit it.

use crate::domain::calendar::{Calendar, Hours};
use crate::domain::settings::{RemoteRules, Settings, SiteText, SoundRules};
use crate::domain::ticket::Language;
use chrono::NaiveTime;
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// A branch of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DemoOffice {
    /// Its key.
    pub(super) key: &'static str,
    names: [&'static str; 4],
    /// Whether it keeps the hours of the example site; the others are always open.
    keeps_hours: bool,
    /// Seconds between two visitors that come by themselves, on average; nobody comes by themselves without it.
    pub(super) visitors_every_s: Option<u64>,
}

/// The first is the one that the visitor of the demo plays with.
pub(super) const OFFICES: [DemoOffice; 4] = [
    DemoOffice {
        key: "riga-2",
        names: [
            "PMLP · Rīgas 2. nodaļa",
            "УДГМ · 2-е Рижское отделение",
            "OCMA · Riga office 2",
            "УСГМ · 2-ге Ризьке відділення",
        ],
        keeps_hours: false,
        visitors_every_s: None,
    },
    DemoOffice {
        key: "riga-3",
        names: [
            "PMLP · Rīgas 3. nodaļa",
            "УДГМ · 3-е Рижское отделение",
            "OCMA · Riga office 3",
            "УСГМ · 3-тє Ризьке відділення",
        ],
        keeps_hours: false,
        visitors_every_s: Some(15),
    },
    DemoOffice {
        key: "riga-4",
        names: [
            "PMLP · Rīgas 4. nodaļa",
            "УДГМ · 4-е Рижское отделение",
            "OCMA · Riga office 4",
            "УСГМ · 4-те Ризьке відділення",
        ],
        keeps_hours: false,
        visitors_every_s: Some(24),
    },
    DemoOffice {
        key: "tukums",
        names: [
            "PMLP · Tukuma nodaļa",
            "УДГМ · Тукумское отделение",
            "OCMA · Tukums office",
            "УСГМ · Тукумське відділення",
        ],
        keeps_hours: true,
        visitors_every_s: Some(90),
    },
];

impl DemoOffice {
    /// Its name.
    pub(super) fn name(&self) -> SiteText {
        let [lv, ru, en, uk] = self.names.map(str::to_owned);
        let other = BTreeMap::from([(Language::Ru, ru), (Language::En, en), (Language::Uk, uk)]);
        SiteText { lv, other }
    }

    /// The example site for this branch. Its slips and its hall lead to the phones' page at `phones`.
    pub(super) fn settings(&self, example: &Settings, phones: SocketAddr) -> Settings {
        let mut settings = Settings {
            key: self.key.to_owned(),
            name: self.name(),
            follow_url: Some(format!("http://{phones}/t/")),
            // Somebody who tries it at night wants to hear it.
            sound: SoundRules { quiet: None, ..example.sound },
            ..example.clone()
        };
        // Nobody wants to watch ten minutes of doubt.
        settings.rules.clock_settle_s = 15;
        let check_in_url = Some(format!("http://{phones}/c/{}?code=", self.key));
        settings.remote = Some(RemoteRules {
            after_opening_min: 0,
            before_closing_min: 0,
            check_in_url,
            ..example.remote.clone().unwrap_or_default()
        });
        if !self.keeps_hours {
            open_at_any_hour(&mut settings);
        }
        settings
    }
}

fn open_at_any_hour(settings: &mut Settings) {
    let end = NaiveTime::from_hms_opt(23, 59, 59).expect("a time of day");
    let always = Some(Hours { from: NaiveTime::MIN, until: end });
    settings.calendar =
        Calendar { week: [always; 7], exceptions: BTreeMap::new(), ..settings.calendar.clone() };
    for (_, service) in &mut settings.services {
        service.last_ticket_before_close_min = 0;
    }
    settings.rules.admit_by_forecast = false;
    if let Some(remote) = &mut settings.remote {
        remote.walk_in_share_percent = 0;
    }
}
