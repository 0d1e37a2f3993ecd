//! The longest slip that a kiosk usually prints, drawn as its printer would get it.

use crate::config::Config;
use crate::config::board::KioskBoard;
use crate::config::board::printer::Printer;
use crate::config::report::SlipSize;
use crate::domain::forecast::{Cues, Forecast};
use crate::domain::ids::{JobId, KioskId, LinkId, TicketId, TicketNumber};
use crate::domain::kiosk::Roll;
use crate::domain::printer_profile::PrinterProfile;
use crate::domain::settings::{Button, Settings};
use crate::domain::ticket::{Origin, Presence, Promise, SlipState, Ticket, TicketState, WaitRange};
use crate::domain::time::{ClockTrust, Moment};
use crate::slip::press::SlipPress;
use crate::wording::Words;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A wait of hours has the longest words.
const WAIT: WaitRange = WaitRange { p10_s: 100 * 60, p50_s: 120 * 60, p80_s: 140 * 60, p90_s: 150 * 60 };
const FORECAST: Forecast =
    Forecast { wait: WAIT, cues: Cues { turn_ms: 7_200_000, ahead: 88, ratios: [0, 0, 0] } };
/// The afternoon of 30 November 2026.
const JOINED: Moment = Moment { steady_ms: 0, wall_ms: 1_796_040_000_000, trust: ClockTrust::Synced };

/// The longest of the slips that this kiosk's buttons ask for. `None` without buttons.
pub(super) fn longest_slip(kiosk: KioskId, printer: &Printer, settings: &Settings) -> Option<SlipSize> {
    let words = Words::load();
    let mut press = SlipPress::new(printer.profile, Arc::default());
    let buttons = settings.buttons.iter().filter(|button| button.kiosk == kiosk);
    let slips = buttons.filter_map(|button| {
        let job = press.job(JobId(0), &ticket(button, settings)?, settings, &words);
        let bytes = u32::try_from(job.bytes.len()).unwrap_or(u32::MAX);
        Some(SlipSize { bytes, rows: job.rows })
    });
    slips.max_by_key(|slip| slip.rows)
}

/// The paper of the kiosks whose board says how long a roll is.
pub(super) fn rolls(config: &Config) -> BTreeMap<KioskId, Roll> {
    let roll = |(&number, kiosk): (&KioskId, &KioskBoard)| {
        let length_mm = kiosk.printer.roll_length_m? * 1000;
        let PrinterProfile { dpi, feed_before_cut_mm, .. } = kiosk.printer.profile;
        let rows = longest_slip(number, &kiosk.printer, &config.settings)?.rows;
        let slip_mm = (rows * 254).div_ceil(dpi * 10) + feed_before_cut_mm;
        Some((number, Roll { length_mm, slip_mm }))
    };
    config.board.kiosks.iter().filter_map(roll).collect()
}

/// What a press of this button would give on a busy day.
fn ticket(button: &Button, settings: &Settings) -> Option<Ticket> {
    let series = settings.service(&button.service)?.series;
    Some(Ticket {
        id: TicketId(1),
        number: TicketNumber { series, count: 188 },
        service: button.service.clone(),
        origin: Origin::WalkIn,
        class: button.class,
        language: button.language,
        link: LinkId(u128::MAX),
        joined: JOINED,
        joined_clock_trusted: true,
        promise: Promise { ahead: 88, forecast: Some(FORECAST) },
        state: TicketState::Waiting,
        presence: Presence::Present,
        slip: SlipState::Reserved { since_ms: 0 },
        kiosk: Some(button.kiosk),
        copy: false,
        slips: 0,
        setbacks: 0,
        steps_back: 0,
        no_shows: 0,
        moved: false,
    })
}
