//! Which branch there is at this moment.

use super::Handle;
use tokio::sync::watch;

/// The cell that holds the running branch. Empty while the branch has no power: between a cut and the return from disk.
/// Its sender belongs to the daemon. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Power(watch::Receiver<Option<Handle>>);

impl Power {
    /// Looks at a cell that the daemon keeps.
    pub fn new(cell: watch::Receiver<Option<Handle>>) -> Self {
        Self(cell)
    }

    /// The branch, if it has power and still runs. Keep it short: an engine lives for as long as it can be asked.
    pub fn branch(&self) -> Option<Handle> {
        self.0.borrow().clone().filter(runs)
    }

    /// The same, and marks it as seen for [`Power::changed`].
    pub fn branch_and_mark(&mut self) -> Option<Handle> {
        self.0.borrow_and_update().clone().filter(runs)
    }

    /// Waits until the branch has come or gone since [`Power::branch_and_mark`]. Never ends after the daemon has gone.
    pub async fn changed(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// A branch that has stopped by itself is no branch, even before the daemon has noticed.
fn runs(branch: &Handle) -> bool {
    branch.turns().has_changed().is_ok()
}
