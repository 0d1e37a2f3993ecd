//! What stands in SQLite's log (WAL) behind the part that SQLite recovers.
//!
//! SQLite ends its recovery at the first frame whose check sum is wrong, and says nothing: right for a write that a
//! power cut tore, wrong for a card that spoiled a turn which was acknowledged long ago. The two can be told apart.
//! A turn is written only after the one before was synced, so at most one turn can be torn. Where the ends of two
//! stand behind the recovered part, the first of them was acknowledged. A torn frame shows an end that is none when what says it and
//! the salts lie in two sectors, of which one has the bytes of an older log: such an end counts only in a frame that is whole.
//!
//! Layout: "WAL File Format" in SQLite's "Database File Format". All numbers are big-endian.

const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;

/// The first word of a log; its last bit tells the byte order of the check sums.
const MAGIC: u32 = 0x377f_0682;

/// What a disk writes whole, or not at all.
const SECTOR_BYTES: usize = 512;

/// Why the log must have held more turns than the `frames` that SQLite recovered from it; `None` when nothing says so.
pub(super) fn missing_turns(log: &[u8], frames: usize) -> Option<String> {
    let (header, body) = log.split_at_checked(HEADER_BYTES)?;
    if !header_adds_up(header) {
        return Some("the header of the log is damaged".to_owned());
    }
    let frame_bytes = FRAME_HEADER_BYTES + word(header, 8) as usize;
    let sums = Sums::of(header);
    let before =
        std::iter::once(&header[24..32]).chain(body.chunks_exact(frame_bytes).map(|frame| &frame[16..24]));
    let behind = body.chunks_exact(frame_bytes).zip(before).enumerate().skip(frames);
    // Frames of an older log have two other salts. One that is right is enough: the damage may be in the other.
    let ours = |frame: &[u8]| frame[8..12] == header[16..20] || frame[12..16] == header[20..24];
    let is_whole = |frame: &[u8], before: &[u8]| {
        sums.after(sums.after((word(before, 0), word(before, 4)), &frame[..8]), &frame[FRAME_HEADER_BYTES..])
            == (word(frame, 16), word(frame, 20))
    };
    let is_parted = |index: usize| {
        (HEADER_BYTES + index * frame_bytes) % SECTOR_BYTES > SECTOR_BYTES - FRAME_HEADER_BYTES
    };
    // The frame that ends a turn says how long the database is then; all others say 0.
    let ends = behind.filter(|(index, (frame, before))| {
        ours(frame) && word(frame, 4) != 0 && (!is_parted(*index) || is_whole(frame, before))
    });
    let ends = ends.count();
    (ends > 1).then(|| format!("the log goes on with {ends} turns behind a frame that is damaged"))
}

/// The part of the log that SQLite recovered.
pub(super) fn recovered(log: &[u8], frames: usize) -> &[u8] {
    let frame_bytes = log.get(8..12).map_or(0, |_| FRAME_HEADER_BYTES + word(log, 8) as usize);
    let length = if frames == 0 { 0 } else { HEADER_BYTES + frames * frame_bytes };
    log.get(..length).unwrap_or(log)
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().fold(0, |word, &byte| word << 8 | u32::from(byte))
}

fn header_adds_up(header: &[u8]) -> bool {
    let magic = word(header, 0);
    magic & !1 == MAGIC
        && Sums::of(header).after((0, 0), &header[..24]) == (word(header, 24), word(header, 28))
}

/// The check sums of a log, in its byte order.
#[derive(Clone, Copy)]
struct Sums {
    big_endian: bool,
}

impl Sums {
    fn of(header: &[u8]) -> Self {
        Self { big_endian: word(header, 0) & 1 == 1 }
    }

    /// Goes on from the sums before these bytes, whose number is a multiple of eight.
    fn after(self, (mut first, mut second): (u32, u32), bytes: &[u8]) -> (u32, u32) {
        let summed = |at| if self.big_endian { word(bytes, at) } else { word(bytes, at).swap_bytes() };
        for at in (0..bytes.len()).step_by(8) {
            first = first.wrapping_add(summed(at)).wrapping_add(second);
            second = second.wrapping_add(summed(at + 4)).wrapping_add(first);
        }
        (first, second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE_BYTES: usize = 512;
    /// Its header lies in two sectors.
    const PARTED: usize = 41;

    /// A log of frames that end a turn of this length, or none.
    fn log(ends: &[u32]) -> Vec<u8> {
        let salts = *b"saltsalt";
        let words = [MAGIC | 1, 3_007_000, u32::try_from(PAGE_BYTES).unwrap(), 1];
        let mut log: Vec<u8> = words.into_iter().flat_map(u32::to_be_bytes).chain(salts).collect();
        let sums = Sums { big_endian: true };
        let mut newest = sums.after((0, 0), &log);
        let bytes = |(first, second): (u32, u32)| [first.to_be_bytes(), second.to_be_bytes()].concat();
        log.extend(bytes(newest));
        for (page, end) in (1_u32..).zip(ends) {
            let named = [page.to_be_bytes(), end.to_be_bytes()].concat();
            let data = [u8::try_from(page).unwrap(); PAGE_BYTES];
            newest = sums.after(sums.after(newest, &named), &data);
            log.extend([&named[..], &salts, &bytes(newest), &data].concat());
        }
        log
    }

    fn frame(log: &mut [u8], index: usize) -> &mut [u8] {
        &mut log[HEADER_BYTES + index * (FRAME_HEADER_BYTES + PAGE_BYTES)..]
    }

    #[test]
    fn two_ends_behind_a_damaged_frame_are_a_turn_that_is_missing() {
        let mut log = log(&[1; PARTED]);
        assert_eq!(missing_turns(&log, PARTED), None);
        frame(&mut log, PARTED - 2)[FRAME_HEADER_BYTES] ^= 1;
        assert!(missing_turns(&log, PARTED - 2).is_some_and(|why| why.contains("2 turns")));
        assert_eq!(missing_turns(&log, PARTED - 1), None, "one can be torn");
    }

    /// The sector with the beginning of its header was not written: there the frame of an older log ends a turn.
    #[test]
    fn half_a_header_of_an_older_log_is_no_end() {
        let ends: Vec<u32> = [1; PARTED].into_iter().chain([0, 47]).collect();
        let mut log = log(&ends);
        assert_eq!(missing_turns(&log, PARTED), None);
        frame(&mut log, PARTED)[..8].copy_from_slice(&[0, 0, 0, 37, 0, 0, 0, 37]);
        assert_eq!(missing_turns(&log, PARTED), None);
    }

    #[test]
    fn a_header_in_two_sectors_counts_in_a_frame_that_is_whole() {
        let mut log = log(&[1; PARTED + 1]);
        frame(&mut log, PARTED - 1)[FRAME_HEADER_BYTES] ^= 1;
        assert!(missing_turns(&log, PARTED - 1).is_some_and(|why| why.contains("2 turns")));
        frame(&mut log, PARTED)[FRAME_HEADER_BYTES] ^= 1;
        assert_eq!(missing_turns(&log, PARTED - 1), None);
    }
}
