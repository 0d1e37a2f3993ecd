//! What it costs to tell everybody how long it takes: five hundred people wait for three services at twelve counters.

use crate::table::{Goal, Sample, Table, number};
use anyhow::{Context, Result};
use rinda::domain::forecast::{Break, Came, Experience, Snapshot, Waiting, Work, skill};
use rinda::domain::ids::{CounterId, ServiceId};
use std::hint::black_box;
use std::time::Instant;

const PEOPLE: u64 = 500;
const COUNTERS: u8 = 12;
const SERVICES: [&str; 3] = ["passport", "eid", "other"];
const TYPICAL_MS: u64 = 600_000;
const NOW_MS: u64 = 8 * 3_600_000;
/// Calls that have been learned from.
const CALLS: u64 = 2_000;

pub(crate) fn updates(count: usize, table: &mut Table) -> Result<()> {
    let services = SERVICES.map(ServiceId::new);
    let keys: Vec<&ServiceId> = services.iter().collect();
    let mut experience = Experience::default();
    for call in 0..CALLS {
        let service = &services[usize::try_from(call % 3)?];
        experience.learn_service(
            CounterId(u8::try_from(call % 12)?),
            service,
            120_000 + call * 7919 % 900_000,
        );
        let told = experience.forecasts(&snapshot(&experience, &services, call % 20)?, &keys);
        let told = told.of_joining[0].context("a counter does it")?;
        experience.learn_wait(service, &told, 60_000 + call * 104_729 % 1_800_000);
    }
    let snapshot = snapshot(&experience, &services, PEOPLE)?;
    let mut sample = Sample::default();
    for _ in 0..count {
        let begin = Instant::now();
        black_box(experience.forecasts(black_box(&snapshot), &keys));
        sample.push(begin.elapsed());
    }
    let beside = format!(
        "{} updates, {PEOPLE} people, {COUNTERS} counters; p99 {} ms",
        sample.len(),
        number(sample.p99_ms())
    );
    table.row("forecasts for everybody, p50", (sample.p50_ms(), "ms"), Goal::AtMost(1.0), beside);
    let learned_kib = f64::from(u32::try_from(serde_json::to_vec(&experience)?.len())?) / 1024.0;
    let beside = format!("after {CALLS} calls; each ticket that waits has some 100 bytes more");
    table.row(
        "what forecasts have learned, in a checkpoint",
        (learned_kib, "KiB"),
        Goal::AtMost(1024.0),
        beside,
    );
    Ok(())
}

fn snapshot(experience: &Experience, services: &[ServiceId], people: u64) -> Result<Snapshot> {
    let gone = experience.gone(Came::Here);
    let waiting = |number: u64| Waiting {
        service: usize::try_from(number * 5 % 3).unwrap_or(0),
        joined_ms: NOW_MS - (people - number) * 20_000,
        gone,
        // Two of five have joined by phone and are on the way.
        expected_ms: (number % 5 < 2).then_some(3_600_000),
    };
    let desk = |number: u8| {
        let skills =
            if number.is_multiple_of(3) { skill(0) | skill(1) | skill(2) } else { skill(0) | skill(1) };
        let work =
            Work::Busy { service: usize::from(number % 2), since_ms: NOW_MS - u64::from(number) * 50_000 };
        // All go for lunch, one after the other, and half of them home after it.
        let lunch_ms = (1 + i64::from(number)) * 900_000;
        let lunch = Break { from_ms: lunch_ms, until_ms: Some(lunch_ms + 1_800_000) };
        let home = number.is_multiple_of(2).then_some(Break { from_ms: 4 * 3_600_000, until_ms: None });
        let breaks = [lunch].into_iter().chain(home).collect::<Vec<_>>();
        let mut desk = experience.desk(CounterId(number), skills, work);
        desk.breaks = breaks;
        desk
    };
    Ok(Snapshot {
        now_ms: NOW_MS,
        services: services.iter().map(|service| experience.service(service, TYPICAL_MS)).collect(),
        line: (0..people).map(waiting).collect(),
        desks: (0..COUNTERS).map(desk).collect(),
    })
}
