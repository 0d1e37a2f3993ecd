//! From turns to what people are told: the cues of each, from the head of the line to its end.

use super::pace::{LogNormal, as_real};
use super::{Cues, Experience, Forecast, Skills, Snapshot, skill};
use crate::domain::ids::ServiceId;
use crate::domain::ticket::WaitRange;

/// Goes along the line and tells each person what their turn is worth.
pub(super) struct Teller<'a> {
    experience: &'a Experience,
    services: &'a [&'a ServiceId],
    of_service: Vec<OfService>,
    gap_ms: f64,
    /// How many have been passed, by service.
    before: Vec<u32>,
}

/// What is the same for everybody who waits for one service.
struct OfService {
    competing: Skills,
    able: usize,
    mean_ms: f64,
    recent_ms: Option<f64>,
    longest_ms: u64,
    /// What was told last: nobody behind is told less.
    told: Option<WaitRange>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(
        experience: &'a Experience,
        snapshot: &Snapshot,
        gap: LogNormal,
        services: &'a [&'a ServiceId],
    ) -> Self {
        let of_service = snapshot.services.iter().enumerate().map(|(service, pace)| {
            let competing = snapshot.competing(service);
            let rivals = snapshot.line.iter().filter(|waiting| competing & skill(waiting.service) != 0);
            let here = rivals.filter(|waiting| waiting.expected_ms.is_none());
            let waits_ms = here.map(|waiting| snapshot.now_ms.saturating_sub(waiting.joined_ms));
            OfService {
                competing,
                able: snapshot.desks.iter().filter(|desk| desk.does(service)).count().max(1),
                mean_ms: pace.duration.mean_ms(),
                recent_ms: experience.recent_wait_ms(services, competing),
                longest_ms: waits_ms.max().unwrap_or(0),
                told: None,
            }
        });
        let of_service = of_service.collect();
        Self { experience, services, of_service, gap_ms: gap.mean_ms(), before: vec![0; services.len()] }
    }

    /// Somebody who waits for this is before all who come now.
    pub(super) fn pass(&mut self, service: usize) {
        self.before[service] += 1;
    }

    /// For somebody behind all who have been passed.
    pub(super) fn tell(&mut self, service: usize, turn_ms: f64) -> Forecast {
        let own = &self.of_service[service];
        let (mut ahead, mut work_ms) = (0, own.mean_ms + self.gap_ms);
        for (rival, &people) in self.before.iter().enumerate() {
            if own.competing & skill(rival) != 0 {
                ahead += people;
                work_ms += f64::from(people) * (self.of_service[rival].mean_ms + self.gap_ms);
            }
        }
        let share_ms = work_ms / as_real(own.able as u64);
        let cues = Cues::of(turn_ms, ahead, [own.recent_ms, Some(as_real(own.longest_ms)), Some(share_ms)]);
        let wait = WaitRange::of(self.experience.corrector.quantiles_ms(self.services[service], &cues));
        let wait = own.told.map_or(wait, |told| wait.at_least(told));
        self.of_service[service].told = Some(wait);
        Forecast { wait, cues }
    }
}
