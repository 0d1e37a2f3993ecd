//! The promises that are checked after every step, by name, and what a broken one looks like.

use std::fmt;

/// A promise of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promise {
    /// A number is given once per service date and series, and once per true date.
    NumberGivenOnce,
    /// What anybody saw is in the journal, whatever happens to the power.
    DurableBeforeVisible,
    /// Every byte that a printer got has an earlier durable row.
    RowBeforeByte,
    /// Every press that a machine can know ends as a ticket, an answer, a refusal or a journalled bounce, and no contact that
    /// was lost and not let go becomes a wish.
    PressAccountedFor,
    /// A press acts once, however its contact bounces.
    PressActsOnce,
    /// A ticket is in the language that its person chose, and nobody gets the language of the person before.
    LanguageIsTheirs,
    /// Who is called is the first who is here and can be served at that counter, a counter finds nobody only when there is
    /// nobody, and no number is given up within its hold.
    CalledInOrder,
    /// Whoever joins is told of everybody before them, here or on the way, who waits for the same clerks.
    AheadIsEverybody,
    /// Nobody is called to a counter that is held.
    HeldIsQuiet,
    /// A number whose paper is void is shown no more.
    VoidIsGone,
    /// Nobody is called twice, unless it is a recall.
    CalledOnce,
    /// A request is answered once, and each copy of it gets the same bytes.
    AnsweredOnce,
    /// Nobody joins who has left.
    WhoLeftIsGone,
    /// A request does nothing after its time.
    NothingAfterItsTime,
    /// A person who is elsewhere has one ticket at a time.
    OneTicketAPerson,
    /// Of each cap a share is kept for people who are here.
    WalkInsHaveTheirShare,
    /// Whoever is checked in by a code has read it here.
    CheckedInHere,
    /// A branch that is served by one device is never taken for two.
    OneDeviceIsEnough,
    /// When the faults stop, the centre's mirror is the branch.
    CentreKnowsEverything,
    /// Replaying the journal gives the live state exactly.
    ReplayIsLive,
    /// A slip that is said to be printed is on paper, whole: unless what said so was a lie. There are two such lies, and
    /// nobody behind a cable can tell them from the truth: a printer whose sensor sees paper where there is none, which
    /// prints on nothing and answers as always; and noise that is taken for a queued status, which is one byte. No other
    /// job's echo, no late answer and no false status is enough, and with job echoes no noise is.
    PrintedIsOnPaper,
    /// A slip that is said to be lost never comes out whole, and none comes out twice.
    NoGhost,
    /// Half a slip is cut off before the next one is printed.
    SlipsAreParted,
    /// A test of a printer begins only when no ticket's slip is owed there, has a job that nobody else has, and comes to an end;
    /// all that holds for a ticket's paper holds for its paper.
    TestsGiveWay,
    /// A device in trouble is a fault in words, is asked again, ends its job in time, and keeps no other kiosk waiting.
    TroubleStopsNobody,
    /// A call is on the screen for its time before it counts as shown.
    CallShownLongEnough,
    /// The day is opened and closed by the calendar or a person, never by a clock that jumped.
    DayStaysOpen,
    /// The time that a person says counts only where no server says it.
    ServerKnowsBest,
    /// The time that a person says counts when they are told that it is done, also if it puts right what was said before.
    StatedTimeCounts,
    /// The time that a person says counts until the machine boots, through every start of the program, and no longer.
    StatedTimeLasts,
    /// What is due happens: holds end.
    DueHappens,
    /// The journal says which configuration is in force.
    ConfigurationIsKnown,
    /// The journal says which part began anew, and when.
    RestartsAreKnown,
    /// The invariants of the branch.
    Invariant,
    /// Memory, queues and files stay bounded.
    Bounded,
    /// A start is refused only when nothing tells which numbers were given.
    Starts,
    /// When the faults stop, everything owed is delivered and every ticket ends with a reason.
    ComesToRest,
}

impl fmt::Display for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{promise}: {how}")]
pub struct Broken {
    /// Which.
    pub promise: Promise,
    /// How.
    pub how: String,
}

/// Complains unless this holds.
pub(super) fn ensure(
    promise: Promise,
    holds: bool,
    otherwise: impl FnOnce() -> String,
) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(Broken { promise, how: otherwise() }) }
}
