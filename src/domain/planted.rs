//! Bugs that can be planted, to prove that the simulation finds them.
//!
//! Without the feature `planted-bugs` every question here is answered with a constant no, and the compiler removes the
//! branch. With it, a bug is planted for the current thread only, so that tests can run side by side.

/// A mistake that somebody could make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// Events become visible (and so are printed) before they are on disk.
    PrintBeforeSync,
    /// A command is answered before its events are on disk.
    AcknowledgeBeforeSync,
    /// After a damaged journal the numbers begin anew.
    NumberReusedAfterCrash,
    /// A called ticket stays in the line.
    CallTwice,
    /// A clock jump closes the day.
    DayResetOnClockJump,
    /// After a restart a slip under way is taken for printed.
    DutyForgottenOnRestart,
    /// A successful write counts as a printed slip.
    PrintedWithoutEvidence,
    /// The printer's buffer is not cleared when paper runs out.
    GhostTicket,
    /// A call is dropped when the next one comes.
    CallOverwritten,
    /// An absent ticket is called.
    AbsentCalled,
    /// A return from parking goes to the front, whomever it passes.
    SetbacksUnbounded,
    /// A parked ticket never expires.
    HoldForgotten,
    /// A parked ticket expires a minute before its hold ends.
    HoldCutShort,
    /// A counter that meets an absent ticket finds nobody behind it.
    AbsentBlocks,
    /// People who are on the way are not counted among those before a newcomer.
    OnTheWayNotAhead,
    /// Whoever joins stands before the last one.
    NewestPassesLast,
    /// Whoever is back in time waits behind some, and whoever is late behind one.
    LatenessPays,
    /// Of those who come back, the last one stands before the others.
    LastBackFirst,
    /// Whoever waits for other clerks counts as passed, too.
    OtherClerksCounted,
    /// A turn that the full disk refused stays in what the next turns are decided on.
    DraftKeptOnFullDisk,
    /// The state that is kept beside the events has a turn in it that is not written yet.
    CheckpointBeforeCommit,
    /// After a sync that failed, what the cache has is taken for safe.
    FailedSyncForgotten,
    /// After a journal was cut short, ids of the lost events are given again.
    IdsReusedAfterLoss,
    /// A printer that cannot be cleared is used on after a job that was interrupted.
    LeftoverForgotten,
    /// Half a slip stays in the printer's mouth, and the next one hangs on it.
    RemnantKept,
    /// A copy takes no paper, says the count of slips.
    CopyNotCounted,
    /// A test of a printer begins although a ticket's slip is owed there.
    TestBeforeTicket,
    /// The next ticket has the job that a test had.
    TestSharesJob,
    /// Paper that is no ticket takes none, says the count of slips.
    TestPaperNotCounted,
    /// A press that is no wish is dropped without a word.
    BounceForgotten,
    /// A contact that was lost while it was closed counts as let go.
    LostIsRelease,
    /// A job whose evidence is late is not cleared: what comes later is taken for the next one's.
    LateAnswerTaken,
    /// Any job's echo is evidence for the job under way.
    AnyEchoTaken,
    /// What was sent before the cable was pulled out is sent again when it is in.
    SentAgainAfterReplug,
    /// A byte that is no answer ends the conversation.
    NoiseIsFinal,
    /// Letters that a terminal has echoed stay in the printer's line, and stand on the next slip.
    LettersKept,
    /// One slip is owed at a time, so that a silent printer keeps the other kiosk waiting.
    OnePrinterAtATime,
    /// Every word of a near-end sensor that flickers becomes a row on disk.
    FlickerOnDisk,
    /// A press while an answer is shown only puts the answer away.
    AnswerSwallowsPress,
    /// A press at once after another is a wish of its own.
    BounceActsTwice,
    /// The language that somebody chose at a kiosk is still there for the next person.
    ChoiceOutlivesTicket,
    /// A request that comes again is taken again.
    RequestTakenTwice,
    /// Whoever has left before the join arrived joins all the same.
    TombstoneForgotten,
    /// A request that nobody waits for any more is granted.
    LateRequestTaken,
    /// Nothing of the day is kept for people who are here.
    WalkInsForgotten,
    /// A person who has a ticket gets another.
    PersonForgotten,
    /// Whatever somebody types is a good code.
    AnyCodeTaken,
    /// A request is acknowledged before its answer is on disk.
    AcknowledgedBeforeCommit,
    /// A message to the centre leaves out its last fact.
    FactLeftOut,
    /// What was lost on the way to the centre is never said again.
    SilenceIsFinal,
    /// A centre that knows nothing of the branch is told nothing.
    NoSnapshot,
    /// A last will that comes late is believed.
    StaleWillBelieved,
    /// The centre takes facts although some before them are missing.
    GapIgnored,
    /// A centre that is told how everything is keeps what it has.
    ToldAgainInVain,
    /// A branch that comes from a backup goes on with the numbers of that time.
    RestoredNumbersRepeat,
    /// A counter that is held calls people.
    HeldCounterCalls,
    /// A number whose paper is void still stands at its kiosk.
    VoidNumberShown,
    /// What a person says of the time counts although a server says it.
    StatedTimeOverServer,
    /// A person who puts right what was said of the time is not believed for a while.
    StatedTimeDoubted,
    /// What a person says of the time counts only at the next turn that comes by itself.
    StatedTimeWaits,
    /// What a person said of the time is forgotten when the program starts again.
    StatedTimeForgotten,
    /// What a person said of the time is believed after the machine was off.
    StatedTimeOutlivesBoot,
    /// That another configuration is in force is not journalled.
    ConfigurationUnsaid,
    /// That a part began anew is not journalled.
    PartRestartUnsaid,
    /// A device that was not found is not looked for again.
    DeviceGivenUp,
    /// A device that was not found is tried again without a pause that grows.
    PausesForgotten,
    /// A device that was not found is no fault for anybody.
    MissingUnsaid,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 67] = [
        Self::PrintBeforeSync,
        Self::AcknowledgeBeforeSync,
        Self::NumberReusedAfterCrash,
        Self::CallTwice,
        Self::DayResetOnClockJump,
        Self::DutyForgottenOnRestart,
        Self::PrintedWithoutEvidence,
        Self::GhostTicket,
        Self::CallOverwritten,
        Self::AbsentCalled,
        Self::SetbacksUnbounded,
        Self::HoldForgotten,
        Self::HoldCutShort,
        Self::AbsentBlocks,
        Self::OnTheWayNotAhead,
        Self::NewestPassesLast,
        Self::LatenessPays,
        Self::LastBackFirst,
        Self::OtherClerksCounted,
        Self::DraftKeptOnFullDisk,
        Self::CheckpointBeforeCommit,
        Self::FailedSyncForgotten,
        Self::IdsReusedAfterLoss,
        Self::LeftoverForgotten,
        Self::RemnantKept,
        Self::CopyNotCounted,
        Self::TestBeforeTicket,
        Self::TestSharesJob,
        Self::TestPaperNotCounted,
        Self::BounceForgotten,
        Self::LostIsRelease,
        Self::LateAnswerTaken,
        Self::AnyEchoTaken,
        Self::SentAgainAfterReplug,
        Self::NoiseIsFinal,
        Self::LettersKept,
        Self::OnePrinterAtATime,
        Self::FlickerOnDisk,
        Self::AnswerSwallowsPress,
        Self::BounceActsTwice,
        Self::ChoiceOutlivesTicket,
        Self::RequestTakenTwice,
        Self::TombstoneForgotten,
        Self::LateRequestTaken,
        Self::WalkInsForgotten,
        Self::PersonForgotten,
        Self::AnyCodeTaken,
        Self::AcknowledgedBeforeCommit,
        Self::FactLeftOut,
        Self::SilenceIsFinal,
        Self::NoSnapshot,
        Self::StaleWillBelieved,
        Self::GapIgnored,
        Self::ToldAgainInVain,
        Self::RestoredNumbersRepeat,
        Self::HeldCounterCalls,
        Self::VoidNumberShown,
        Self::StatedTimeOverServer,
        Self::StatedTimeDoubted,
        Self::StatedTimeWaits,
        Self::StatedTimeForgotten,
        Self::StatedTimeOutlivesBoot,
        Self::ConfigurationUnsaid,
        Self::PartRestartUnsaid,
        Self::DeviceGivenUp,
        Self::PausesForgotten,
        Self::MissingUnsaid,
    ];
}

#[cfg(feature = "planted-bugs")]
thread_local! {
    static PLANTED: std::cell::Cell<Option<Bug>> = const { std::cell::Cell::new(None) };
}

/// Plants a bug for this thread, or removes it.
#[cfg(feature = "planted-bugs")]
pub fn plant(bug: Option<Bug>) {
    PLANTED.set(bug);
}

/// Whether this bug is planted.
#[cfg(feature = "planted-bugs")]
pub fn planted(bug: Bug) -> bool {
    PLANTED.get() == Some(bug)
}

/// Whether this bug is planted: never.
#[cfg(not(feature = "planted-bugs"))]
pub const fn planted(_bug: Bug) -> bool {
    false
}
