//! The facts about a ticket printer that decide what it is sent and what its answers prove.
//!
//! They come from the board file, never from the printer itself: model names that printers tell are not to be trusted.

/// A ticket printer that understands ESC/POS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrinterProfile {
    /// Dots of a line: 384 on 58 mm paper, 576 or 640 on 80 mm, 512 at 180 dpi. A multiple of 8.
    pub width_dots: u32,
    /// Dots to the inch, in both directions: 180 or 203.
    pub dpi: u32,
    /// How it proves that a slip came out.
    pub evidence: Evidence,
    /// How it cuts.
    pub cut: Cut,
    /// Paper between the print head and the cutter or the tear bar.
    pub feed_before_cut_mm: u32,
    /// Whether it has a sensor for a roll that is near its end; without one its near-end bits mean nothing.
    pub near_end_sensor: bool,
    /// The most that it prints in a second, by its data sheet: nothing comes out faster than this.
    pub speed_mm_s_max: u32,
    /// How it forgets what it has received.
    pub clear: Clear,
    /// What it is asked for its state.
    pub status: StatusReport,
    /// Whether it can be told to say by itself when its state changes (`GS a`).
    pub automatic_status: bool,
    /// Which command cuts.
    pub cut_command: CutCommand,
    /// Holds a slip out to people, where it has one.
    pub presenter: Option<Presenter>,
}

/// How a printer tells its state when it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusReport {
    /// Four bytes, one for each of `DLE EOT 1` to `4`.
    Epson,
    /// One block for `DLE EOT 14h`: it also tells a jam, and whether a slip is still in the exit.
    CustomFull,
}

/// Which command cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutCommand {
    /// `GS V`, which feeds to the cutter.
    GsV,
    /// `ESC i` or `ESC m`, which cut where the paper is.
    Esc,
}

/// A presenter: it cuts a slip and holds it out until it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presenter {
    /// How far it holds the slip out.
    pub present_mm: u32,
    /// How long people have.
    pub timeout_s: u32,
    /// What becomes of a slip that nobody takes in this time.
    pub on_timeout: OnTimeout,
}

/// What becomes of a slip that nobody takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnTimeout {
    /// It is drawn back into the kiosk.
    Retract,
    /// It is pushed out.
    Eject,
    /// It stays, and no other one is printed.
    Hold,
}

/// How a printer forgets what it has received and not printed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clear {
    /// `DLE DC4 8`, at any time, and it answers when it is done.
    DleDc4,
    /// `DLE ENQ 2`, only while it reports an error that a person can end, and without an answer.
    DleEnq,
    /// Nothing but switching it off.
    PowerCycle,
}

/// How a printer proves that a slip came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// It echoes the job's id when printing is completed (`GS ( H` function 48).
    JobEcho,
    /// It answers a queued status after the cut (`GS r 1`), and its real-time status is clean.
    QueuedStatus,
}

/// How a printer cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// All through.
    Full,
    /// A bridge stays.
    Partial,
    /// It has no cutter; people tear.
    None,
}

impl PrinterProfile {
    /// A common receipt printer for 80 mm paper. Simulated printers differ from it in what they say.
    pub const COMMON: Self = Self {
        width_dots: 576,
        dpi: 203,
        evidence: Evidence::JobEcho,
        cut: Cut::Partial,
        feed_before_cut_mm: 14,
        near_end_sensor: true,
        speed_mm_s_max: 150,
        clear: Clear::DleDc4,
        status: StatusReport::Epson,
        automatic_status: false,
        cut_command: CutCommand::GsV,
        presenter: None,
    };

    /// How many rows of dots are at least as long as this.
    pub fn rows(&self, length_mm: u32) -> u32 {
        length_mm.saturating_mul(self.dpi * 10).div_ceil(254)
    }

    /// The least time in which so many rows of dots can be printed.
    pub fn print_ms_min(&self, rows: u32) -> u64 {
        // rows / (dpi / 25.4 mm) / speed, in milliseconds.
        u64::from(rows) * 25_400 / (u64::from(self.dpi) * u64::from(self.speed_mm_s_max)).max(1)
    }
}
