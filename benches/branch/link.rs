//! The link beside the bare broker: a request's way to its reply, a crowd that joins at once, and thirty days alone.

use super::bare::Bare;
use super::broker::centre::{Centre, join, request_of};
use super::broker::clients::Client;
use super::broker::mosquitto::Mosquitto;
use super::broker::office::BRANCH;
use super::office::given;
use super::table::{Goal, Sample, Table, number};
use anyhow::{Result, anyhow, ensure};
use rinda::domain::command::{Command, SlipOutcome};
use rinda::domain::duty::Duty;
use rinda::domain::event::PrintEvidence;
use rinda::domain::ids::{CounterId, KioskId, RequestId, ServiceId};
use rinda::domain::kiosk::PrinterState;
use rinda::domain::ticket::{Class, Language};
use rinda::engine::{Handle, random_link};
use rinda::mqtt::{Publication, PublishError};
use rinda::protocol::{self, Kind, Reply, Signed, Topic};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

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

/// Many join at once, and somebody presses at the kiosk meanwhile.
///
/// A thread of its own, which ends with it: whatever is not the branch gives way to it, as if it ran on other machines.
pub(crate) fn crowd(people: usize, table: &mut Table) -> Result<()> {
    let alone =
        || tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(meet(people, table));
    std::thread::scope(|scope| scope.spawn(alone).join().map_err(|_| anyhow!("the crowd has panicked"))?)
}

async fn meet(people: usize, table: &mut Table) -> Result<()> {
    let broker = std::thread::spawn(|| give_way().map(|()| Mosquitto::start()));
    let broker = broker.join().map_err(|_| anyhow!("the broker's thread has panicked"))??;
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let office = centre.meets(&broker).await;
    let ready = Command::ReportPrinter { kiosk: KIOSK, printer: PrinterState::Ready };
    office.handle().ask(ready).await?;
    for counter in [CounterId(1), CounterId(2)] {
        office.handle().ask(Command::OpenCounter { counter }).await?;
    }
    let enough = people.min(1000);
    let quiet = pressing(office.handle(), move |presses| presses >= enough);
    centre.until("the last press", |_| quiet.is_finished()).await;
    let quiet = joined(quiet)?;
    let signed: Vec<_> = (0..people).map(|_| centre.signed(join(random_link()))).collect();
    let asked: BTreeSet<RequestId> = signed.iter().map(request_of).collect();
    let publisher = Client::connected(broker.known_as("centre"), "crowd", &[]).await;
    let (mut answered, mut known) = (BTreeSet::new(), 0);
    let end = Arc::new(AtomicBool::new(false));
    let ended = Arc::clone(&end);
    let meanwhile = pressing(office.handle(), move |_| ended.load(Ordering::SeqCst));
    give_way()?;
    let begin = Instant::now();
    let publishing = tokio::spawn(publish(publisher, signed));
    while answered.len() < people {
        centre.until("replies", |centre| centre.replies.len() > known).await;
        answered.extend(centre.replies.iter().skip(known).map(|(reply, _)| reply.request));
        known = centre.replies.len();
    }
    let took_s = begin.elapsed().as_secs_f64();
    end.store(true, Ordering::SeqCst);
    let pressed = joined(meanwhile)?;
    let published_s = publishing.await??.as_secs_f64();
    ensure!(asked == answered, "what was answered is not what was asked");
    let is_ticket = |reply: &&(Reply, Vec<u8>)| matches!(reply.0.answer, protocol::Answer::Joined { .. });
    let tickets = centre.replies.iter().filter(is_ticket).count();
    let beside = format!(
        "published in {} s; every request has its reply: {tickets} tickets, then the day is full",
        number(published_s)
    );
    table.row(
        format!("{people} people join at once, until the last reply"),
        (took_s, "s"),
        Goal::None,
        beside,
    );
    let beside = |p: &str, ms: f64| format!("in peace {p} {} ms", number(ms));
    let what = format!("a press at the kiosk meanwhile, p50 of {}", pressed.len());
    table.row(what, (pressed.p50_ms(), "ms"), Goal::None, beside("p50", quiet.p50_ms()));
    table.row("the same, p99", (pressed.p99_ms(), "ms"), Goal::None, beside("p99", quiet.p99_ms()));
    table.row("", (pressed.p99_ms() / quiet.p99_ms(), "× in peace"), Goal::AtMost(2.0), "");
    Ok(())
}

/// What this thread starts from now on, and itself, is run when nobody else is ready.
fn give_way() -> Result<()> {
    Ok(rustix::process::setpriority_process(None, 19)?)
}

/// Publishes all of them as fast as the broker takes them; how long that took.
async fn publish(mut client: Client, requests: Vec<Signed>) -> Result<Duration> {
    let topic = Topic { branch: BRANCH.to_owned(), kind: Kind::Request }.to_string();
    let (begin, mut under_way) = (Instant::now(), 0);
    for request in requests {
        let request = serde_json::to_string(&request)?;
        while let Err(error) = client.try_say(&topic, &request, false) {
            ensure!(error == PublishError::Full, error);
            client.any_published().await.map_err(anyhow::Error::msg)?;
            under_way -= 1;
        }
        under_way += 1;
    }
    for _ in 0..under_way {
        client.any_published().await.map_err(anyhow::Error::msg)?;
    }
    Ok(begin.elapsed())
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
const KIOSK: KioskId = KioskId(1);

/// Somebody who presses again as soon as the slip is out, on a thread of their own, until it is enough.
fn pressing(
    handle: Handle,
    is_enough: impl Fn(usize) -> bool + Send + 'static,
) -> JoinHandle<Result<Sample>> {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let mut took = Sample::default();
        while !is_enough(took.len()) {
            took.push(runtime.block_on(press(&handle))?);
        }
        Ok(took)
    })
}

fn joined(thread: JoinHandle<Result<Sample>>) -> Result<Sample> {
    thread.join().map_err(|_| anyhow!("the thread that presses has panicked"))?
}

/// One press, its slip, and a goodbye, so that the line stays as long as the crowd makes it; how long the press took.
async fn press(handle: &Handle) -> Result<Duration> {
    let wish = Command::TakeTicket {
        kiosk: KIOSK,
        service: ServiceId::new("passport"),
        class: Class::Normal,
        language: Language::Lv,
        link: random_link(),
    };
    let begin = Instant::now();
    let answer = handle.ask(wish).await?;
    let took = begin.elapsed();
    for duty in handle.read(|branch, _| branch.duties()) {
        if let Duty::Print { kiosk, job, .. } = duty {
            let outcome = SlipOutcome::Printed(PrintEvidence::JobEcho);
            handle.ask(Command::ReportSlip { kiosk, job, outcome }).await?;
        }
    }
    handle.ask(Command::Cancel { number: given(&answer)? }).await?;
    Ok(took)
}
