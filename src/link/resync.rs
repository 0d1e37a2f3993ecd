//! The wish of a person that the centre be told again how everything is, and whether it has come true.

use tokio::sync::{mpsc, oneshot};

/// People who wish it at once.
const WISHES_MAX: usize = 4;

/// A way to have the centre told again how everything is.
#[derive(Debug, Clone)]
pub struct Resync(mpsc::Sender<oneshot::Sender<bool>>);

impl Resync {
    /// Tells the centre how everything is, although it has not asked. Whether it says that it has it; waits for that while there is a
    /// connection, however long it takes.
    pub async fn ask(&self) -> bool {
        let (answer, stored) = oneshot::channel();
        self.0.send(answer).await.is_ok() && stored.await.unwrap_or(false)
    }
}

/// What was wished: the newest counts. Who drops a wish answers it with no.
pub(super) struct Wishes {
    coming: mpsc::Receiver<oneshot::Sender<bool>>,
    granted: Option<Wish>,
}

struct Wish {
    answer: oneshot::Sender<bool>,
    /// Up to where the centre was told.
    told: Option<u64>,
}

/// A wish, and where it is heard.
pub(super) fn wishes() -> (Resync, Wishes) {
    let (sender, coming) = mpsc::channel(WISHES_MAX);
    (Resync(sender), Wishes { coming, granted: None })
}

impl Wishes {
    /// The next one. May be dropped at any time.
    pub(super) async fn next(&mut self) -> Option<oneshot::Sender<bool>> {
        self.coming.recv().await
    }

    /// What was wished is on its way.
    pub(super) fn grant(&mut self, answer: oneshot::Sender<bool>) {
        self.granted = Some(Wish { answer, told: None });
    }

    /// The centre was told how everything is, up to here.
    pub(super) fn told(&mut self, seq: u64) {
        if let Some(wish) = &mut self.granted {
            wish.told = Some(seq);
        }
    }

    /// The centre says that it has stored everything up to here.
    pub(super) fn stored(&mut self, seq: u64) {
        if let Some(wish) = self.granted.take_if(|wish| wish.told.is_some_and(|told| told <= seq)) {
            // Who wanted to know it may have gone.
            let _ = wish.answer.send(true);
        }
    }

    /// Nobody can be told any more.
    pub(super) fn lost(&mut self) {
        self.granted = None;
    }
}
