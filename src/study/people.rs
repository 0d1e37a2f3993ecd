//! Who wants to come on a day, made up from a seed.
//!
//! The figures are those of the field: 40 of 100 join by phone, one in ten of them never comes, ways to the office are
//! log-normal with a median of 18 minutes, people misjudge them by a seventh, and one in ten sets out later than told.
//! The morning is busier than the afternoon.

use super::office::{CLOSES_MIN, OPENS_MIN, SERVICES};
use crate::random::Random;

const MINUTE_MS: u64 = 60_000;
/// People who want to come on a day: nine tenths of what the counters can do.
const PEOPLE: u32 = 225;
/// Nobody says or has a longer way.
const TRAVEL_MIN_MAX: f64 = 75.0;

/// Somebody.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Person {
    /// When they want a number, in milliseconds after midnight.
    pub(super) wants_ms: u64,
    /// For what, by its place among the services.
    pub(super) service: usize,
    /// How long that takes.
    pub(super) service_ms: u64,
    /// Whether they have a phone.
    pub(super) by_phone: bool,
    /// The way that they say they have.
    pub(super) travel_told_s: u32,
    /// The way that it is.
    pub(super) travel_ms: u64,
    /// How much later than told they set out.
    pub(super) dawdles_ms: u64,
    /// Whether they come at all; of people who are there, whether they are still there when called.
    pub(super) comes: bool,
}

/// Everybody who wants to come on this day, in the order in which they want a number.
pub(super) fn who_wants_to_come(seed: u64, day: u32, remote_percent: u32) -> Vec<Person> {
    let mut random = Random::new(seed.wrapping_mul(1_000_003).wrapping_add(u64::from(day)));
    let mut people: Vec<Person> = (0..PEOPLE).map(|_| person(&mut random, remote_percent)).collect();
    people.sort_by_key(|person| person.wants_ms);
    people
}

fn person(random: &mut Random, remote_percent: u32) -> Person {
    let by_phone = random.chance(remote_percent.into(), 100);
    let service = usize::from(random.chance(1, 2));
    let travel_min = (18.0 * libm::exp(0.5 * normal(random))).clamp(3.0, TRAVEL_MIN_MAX);
    let misjudged = libm::exp(0.14 * normal(random));
    let dawdles_min = if random.chance(1, 10) { 3 + random.below(18) } else { 0 };
    let comes = random.chance(if by_phone { 90 } else { 97 }, 100);
    let mean_ms = f64::from(SERVICES[service].2) * MINUTE_MS as f64;
    Person {
        wants_ms: wants_ms(random),
        service,
        // A log-normal time of this mean whose logarithm varies by 0.6.
        service_ms: whole(mean_ms * libm::exp(0.6 * normal(random) - 0.18)),
        by_phone,
        // People choose among whole five minutes.
        travel_told_s: u32::try_from(whole((travel_min / 5.0).ceil() * 5.0)).unwrap_or(u32::MAX) * 60,
        travel_ms: whole(travel_min * misjudged * MINUTE_MS as f64),
        dawdles_ms: dawdles_min * MINUTE_MS,
        comes,
    }
}

/// Half of the people come evenly over the day, half of them in its first half; nobody in its last half hour.
fn wants_ms(random: &mut Random) -> u64 {
    let (opens_ms, closes_ms) = (u64::from(OPENS_MIN) * MINUTE_MS, u64::from(CLOSES_MIN) * MINUTE_MS);
    let day_ms = closes_ms - opens_ms - 30 * MINUTE_MS;
    let span_ms = if random.chance(1, 2) { day_ms } else { day_ms / 2 };
    opens_ms + random.below(span_ms)
}

/// A draw from the normal distribution (Box and Muller 1958).
fn normal(random: &mut Random) -> f64 {
    let mut even = || (random.below(1 << 53) + 1) as f64 / (1u64 << 53) as f64;
    let (radius, turn) = (even(), even());
    libm::sqrt(-2.0 * libm::log(radius)) * libm::cos(std::f64::consts::TAU * turn)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "durations of a day, never negative"
)]
fn whole(value: f64) -> u64 {
    value.max(0.0).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_people_of_a_day_are_as_the_head_of_this_file_says() {
        let days: Vec<Person> = (0..100).flat_map(|day| who_wants_to_come(1, day, 40)).collect();
        let share = |fits: &dyn Fn(&Person) -> bool| {
            100.0 * days.iter().filter(|person| fits(person)).count() as f64 / days.len() as f64
        };
        let near = |value: f64, expect: f64| assert!((value - expect).abs() < 1.5, "{value} {expect}");
        near(share(&|person| person.by_phone), 40.0);
        near(share(&|person| person.by_phone && !person.comes), 4.0);
        near(share(&|person| person.travel_ms < 18 * MINUTE_MS), 50.0);
        near(share(&|person| person.dawdles_ms > 0), 10.0);
        let mean_ms = |service| {
            let times =
                days.iter().filter(|person| person.service == service).map(|person| person.service_ms);
            let (sum, count) = times.fold((0, 0), |(sum, count), ms| (sum + ms, count + 1));
            sum as f64 / f64::from(count) / MINUTE_MS as f64
        };
        assert!((mean_ms(0) - 10.0).abs() < 0.3 && (mean_ms(1) - 5.0).abs() < 0.15);
        assert_eq!(who_wants_to_come(1, 3, 40), who_wants_to_come(1, 3, 40));
    }
}
