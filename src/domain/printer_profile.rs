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
    /// How it is given a slip.
    pub mode: Mode,
    /// What it can do with text.
    pub text: TextAbilities,
}

/// How a printer is given a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// As a picture: every letter is right, and a slip has tens of thousands of bytes.
    Raster,
    /// As text in the printer's own letters: some hundred bytes, for serial lines that are slow.
    Text,
}

/// What a printer can do with text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextAbilities {
    /// Its code pages.
    pub pages: CodePages,
    /// Whether it draws QR codes itself (`GS ( k`).
    pub qr_code: bool,
    /// Whether it takes letters above 7F for halves of Chinese ones until it is told not to (`FS .`).
    pub double_byte: bool,
}

/// A code page that can be of use for the languages of slips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodePage {
    /// Windows, Baltic. Has all letters of Latvian.
    Cp1257,
    /// DOS, Baltic. Has all letters of Latvian.
    Cp775,
    /// ISO 8859-13. Has all letters of Latvian.
    Iso8859_13,
    /// Windows, Cyrillic. Has all letters of Russian and Ukrainian.
    Cp1251,
    /// DOS, Cyrillic. Has all letters of Russian, and of Ukrainian all but two.
    Cp866,
}

/// By which number `ESC t n` chooses each code page; `None` where the printer does not have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodePages(pub [Option<u8>; CodePage::ALL.len()]);

impl CodePage {
    /// All, the more useful ones first.
    pub const ALL: [Self; 5] = [Self::Cp1257, Self::Cp775, Self::Iso8859_13, Self::Cp1251, Self::Cp866];
}

impl CodePages {
    /// None at all.
    pub const NONE: Self = Self([None; CodePage::ALL.len()]);

    /// Those that the printer has, with their numbers.
    pub fn iter(self) -> impl Iterator<Item = (CodePage, u8)> {
        CodePage::ALL.into_iter().zip(self.0).filter_map(|(page, number)| Some((page, number?)))
    }
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
        mode: Mode::Raster,
        text: TextAbilities { pages: CodePages::NONE, qr_code: false, double_byte: false },
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
