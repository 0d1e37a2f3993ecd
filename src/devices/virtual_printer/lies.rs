//! What a printer says about itself that is not so: sensors that are dirty or stuck, and a firmware that hides trouble.

/// What a printer says that is not so. It does not know that it lies: where a sensor stops it, a wrong one stops it too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lies {
    /// What its paper sensor sees.
    pub paper: PaperLie,
    /// Its statuses say that all is well, whatever is.
    pub all_is_well: bool,
    /// Its near-end sensor says now this and now that.
    pub near_end_flickers: bool,
}

/// What a paper sensor sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PaperLie {
    /// What there is.
    #[default]
    Truth,
    /// Paper, always: without any it prints on nothing, and answers as if it had printed.
    Always,
    /// No paper, ever.
    Never,
}

/// A near-end sensor that flickers changes its mind so often.
pub(super) const FLICKER_MS: u64 = 700;
