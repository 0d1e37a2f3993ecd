//! People who come to a branch of the demo by themselves, and clerks who serve them, so that there is something to see from
//! a phone. They act as people do: through the branch's inbox, and it may refuse them.

use crate::domain::command::Command;
use crate::domain::counter::CounterState;
use crate::domain::ids::{CounterId, KioskId};
use crate::domain::ticket::{Class, Language};
use crate::engine::{AskError, Handle, random_bits, random_link};
use crate::random::Random;
use std::time::Duration;
use tokio::sync::watch;

/// Each service takes so long at least, and up to twice as long.
const SERVICE_MIN: Duration = Duration::from_secs(25);
/// A person needs so long from the call to the counter.
const WALK: Duration = Duration::from_secs(6);
/// Between two looks of a clerk who has nobody.
const LOOK: Duration = Duration::from_secs(2);

/// Lets people come to whatever branch has power, as long as somebody polls this.
pub(super) async fn come_and_go(mut power: watch::Receiver<Option<Handle>>, visitors_every: Duration) {
    loop {
        let branch = power.borrow_and_update().clone();
        match branch {
            Some(branch) => {
                let counters: Vec<CounterId> =
                    branch.read(|branch, _| branch.settings().counters.keys().copied().collect());
                let mut people = tokio::task::JoinSet::new();
                people.spawn(visit(branch.clone(), visitors_every));
                for counter in counters {
                    people.spawn(serve(branch.clone(), counter));
                }
                if power.changed().await.is_err() {
                    return;
                }
            }
            None if power.changed().await.is_err() => return,
            None => {}
        }
    }
}

fn random() -> Random {
    #[expect(clippy::cast_possible_truncation, reason = "any bits are a seed")]
    Random::new(random_bits() as u64)
}

/// Up to twice the time, so that it is that long on average.
fn about(random: &mut Random, mean: Duration) -> Duration {
    let mean_ms = u64::try_from(mean.as_millis()).unwrap_or(u64::MAX / 4);
    Duration::from_millis(random.below(2 * mean_ms + 1))
}

async fn visit(branch: Handle, every: Duration) {
    let mut random = random();
    loop {
        tokio::time::sleep(about(&mut random, every)).await;
        let services: Vec<_> =
            branch.read(|branch, _| branch.settings().services.iter().map(|(id, _)| id.clone()).collect());
        let index = usize::try_from(random.below(services.len().max(1) as u64)).unwrap_or(0);
        let Some(service) = services.get(index).cloned() else { return };
        let (class, language) = (Class::Normal, Language::Lv);
        let take = Command::TakeTicket { kiosk: KioskId(1), service, class, language, link: random_link() };
        if let Err(AskError::Stopped) = branch.ask(take).await {
            return;
        }
    }
}

async fn serve(branch: Handle, counter: CounterId) {
    let mut random = random();
    loop {
        let state = branch.read(|branch, _| branch.state().counters.get(&counter).copied());
        let (command, before) = match state.unwrap_or(CounterState::Closed) {
            CounterState::Closed => (Command::OpenCounter { counter }, Duration::ZERO),
            CounterState::Free => (Command::CallNext { counter }, LOOK),
            CounterState::Calling { .. } => (Command::Start { counter }, WALK),
            CounterState::Serving { .. } => {
                (Command::Finish { counter }, SERVICE_MIN + about(&mut random, SERVICE_MIN / 2))
            }
        };
        tokio::time::sleep(before).await;
        match branch.ask(command).await {
            Ok(_) => {}
            // Nobody waits, or the branch is closed.
            Err(AskError::Refused(_)) => tokio::time::sleep(LOOK).await,
            Err(AskError::Stopped) => return,
        }
    }
}
