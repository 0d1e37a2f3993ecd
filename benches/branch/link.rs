//! The link beside the bare broker: a request's way to its reply, and thirty days alone.

use super::bare::Bare;
use super::broker::centre::{Centre, join, request_of};
use super::broker::clients::Client;
use super::broker::mosquitto::Mosquitto;
use super::broker::office::BRANCH;
use super::table::{Goal, Sample, Table, number};
use anyhow::{Result, ensure};
use rinda::domain::command::Command;
use rinda::domain::ids::{CounterId, ServiceId};
use rinda::engine::{Handle, random_link};
use rinda::mqtt::Publication;
use rinda::protocol::{self, Kind, Reply, Topic};
use std::path::Path;
use std::time::Instant;

/// What one turn of a join writes.
const TURN_BYTES: usize = 4096;

/// One request after the other, beside a subscriber that answers at once and a sync.
pub(crate) async fn round_trips(directory: &Path, requests: usize, table: &mut Table) -> Result<()> {
    let broker = Mosquitto::start();
    let bare = bare_round_trips(&broker, requests).await?;
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let office = centre.meets(&broker).await;
    let (mut sync, mut took) = (Bare::new(directory, TURN_BYTES)?, Sample::default());
    for _ in 0..requests {
        sync.overwrite()?;
        let signed = centre.signed(join(random_link()));
        let begin = Instant::now();
        centre.send(&signed).await;
        let (Reply { answer, .. }, _) = centre.replies_to(request_of(&signed), 1).await.remove(0);
        took.push(begin.elapsed());
        centre.replies.clear();
        if let protocol::Answer::Joined { number, .. } = answer {
            office.handle().ask(Command::Cancel { number }).await?;
        }
    }
    let beside = format!(
        "a subscriber that answers at once {} ms, a bare sync {} ms",
        number(bare.p50_ms()),
        number(sync.overwriting.p50_ms())
    );
    let limit_ms = bare.p50_ms() + sync.overwriting.p50_ms();
    let what = format!("request published → reply received, p50 of {}", took.len());
    table.row(what, (took.p50_ms(), "ms"), Goal::None, beside);
    table.row("", (took.p50_ms() / limit_ms, "× both"), Goal::AtMost(3.0), "");
    let beside = format!("{} ms and {} ms", number(bare.p99_ms()), number(sync.overwriting.p99_ms()));
    table.row("the same, p99", (took.p99_ms(), "ms"), Goal::None, beside);
    Ok(())
}

/// The same messages through the same broker without a branch.
async fn bare_round_trips(broker: &Mosquitto, requests: usize) -> Result<Sample> {
    let topic = |kind| Topic { branch: BRANCH.to_owned(), kind }.to_string();
    let (request, reply) = (topic(Kind::Request), topic(Kind::Reply));
    let mut echo = Client::connected(broker.known_as(BRANCH), "bare", &[&request]).await;
    let mut centre = Client::of_centre(broker.known_as("centre"), &[&reply]).await;
    // The length of a signed request and of a reply.
    let (question, answer) = ("q".repeat(450), "a".repeat(130));
    echo.say(&reply, &answer, false).await.map_err(anyhow::Error::msg)?;
    centre.hear().await;
    let answers = tokio::spawn(async move {
        loop {
            echo.hear().await;
            // Nobody has a bare round trip under way but this one.
            let _ = echo.try_say(&reply, &answer, false);
        }
    });
    let mut took = Sample::default();
    for _ in 0..requests {
        let publication =
            Publication { topic: request.clone(), payload: question.clone().into(), retained: false };
        let begin = Instant::now();
        centre.publish(publication).await.map_err(anyhow::Error::msg)?;
        centre.hear().await;
        took.push(begin.elapsed());
    }
    answers.abort();
    Ok(took)
}

/// The centre hears nothing for thirty days, and then everything.
pub(crate) async fn alone(people_a_day: usize, table: &mut Table) -> Result<()> {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let mut office = centre.meets(&broker).await;
    centre.stores(office.seq()).await;
    office.unlink();
    let (before, known_facts) = (office.seq(), centre.facts.len());
    let mut people = 0;
    for day in 0..DAYS_ALONE {
        if day > 0 {
            office.switch_off();
            office.noon_ms += DAY_MS;
            office.switch_on();
        }
        // The first is a Monday.
        if day % 7 < 5 {
            people += serve(&office.handle(), people_a_day).await?;
        }
    }
    let (events, begin) = (office.seq() - before, Instant::now());
    office.link(broker.known_as(BRANCH));
    while centre.stored.is_none_or(|(_, upto)| upto.seq < office.seq()) {
        let known = centre.stored;
        centre.until("facts", |centre| centre.stored != known).await;
    }
    let took_s = begin.elapsed().as_secs_f64();
    let facts = centre.facts.len() - known_facts;
    let beside = format!("{people} people, {events} events, {facts} facts; at most four messages under way");
    let what = format!("{DAYS_ALONE} days without a network, then told");
    table.row(what, (took_s, "s"), Goal::AtMost(60.0), beside);
    ensure!(centre.snapshots == 1, "the centre knew the branch and was given a snapshot");
    Ok(())
}

/// Serves so many at least, each as soon as they come; how many.
async fn serve(handle: &Handle, people: usize) -> Result<usize> {
    for (counter, _) in COUNTERS {
        // It may be open.
        let _ = handle.ask(Command::OpenCounter { counter }).await;
    }
    let rounds = people.div_ceil(COUNTERS.len());
    for _ in 0..rounds {
        let asked = COUNTERS.map(|(counter, service)| {
            let (service, link) = (ServiceId::new(service), random_link());
            [Command::WalkDirect { counter, service, link }, Command::Finish { counter }]
        });
        let answers: Vec<_> = asked.into_iter().flatten().map(|command| handle.ask(command)).collect();
        for answer in answers {
            answer.await?;
        }
    }
    Ok(rounds * COUNTERS.len())
}

/// Counters, and what each does here.
const COUNTERS: [(CounterId, &str); 3] =
    [(CounterId(1), "passport"), (CounterId(2), "eid"), (CounterId(3), "other")];
const DAYS_ALONE: usize = 30;
const DAY_MS: i64 = 24 * 3_600_000;
