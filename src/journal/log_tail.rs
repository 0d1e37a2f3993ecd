//! What stands in SQLite's log (WAL) behind the part that SQLite recovers.
//!
//! SQLite ends its recovery at the first frame whose check sum is wrong, and says nothing: right for a write that a
//! power cut tore, wrong for a card that spoiled a turn which was acknowledged long ago. The two can be told apart.
//! A turn is written only after the one before was synced, so at most one turn can be torn. Where the ends of two
//! stand behind the recovered part, the first of them was acknowledged.
//!
//! Layout: "WAL File Format" in SQLite's "Database File Format". All numbers are big-endian.

const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;

/// The first word of a log; its last bit tells the byte order of the check sums.
const MAGIC: u32 = 0x377f_0682;

/// Why the log must have held more turns than the `frames` that SQLite recovered from it; `None` when nothing says so.
pub(super) fn missing_turns(log: &[u8], frames: usize) -> Option<String> {
    let (header, body) = log.split_at_checked(HEADER_BYTES)?;
    if !header_adds_up(header) {
        return Some("the header of the log is damaged".to_owned());
    }
    let page_bytes = word(header, 8) as usize;
    let behind = body.chunks_exact(FRAME_HEADER_BYTES + page_bytes).skip(frames);
    // Frames of an older log have two other salts. One that is right is enough: the damage may be in the other.
    let ours = |frame: &[u8]| frame[8..12] == header[16..20] || frame[12..16] == header[20..24];
    // The frame that ends a turn says how long the database is then; all others say 0.
    let ends = behind.filter(|frame| ours(frame) && word(frame, 4) != 0).count();
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
    if magic & !1 != MAGIC {
        return false;
    }
    let summed = |at| if magic & 1 == 1 { word(header, at) } else { word(header, at).swap_bytes() };
    let (mut first, mut second) = (0u32, 0u32);
    for at in (0..24).step_by(8) {
        first = first.wrapping_add(summed(at)).wrapping_add(second);
        second = second.wrapping_add(summed(at + 4)).wrapping_add(first);
    }
    (first, second) == (word(header, 24), word(header, 28))
}
