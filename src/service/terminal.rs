//! The picture on a terminal.
//!
//! **Invariants.** What is wrong stands first, and stays on the screen however small that is: for it devices that work are summed up,
//! then what comes last is left out, then the advice. What is left out is counted.

use super::picture::Picture;
use super::told::{self, Row};
use crate::wording::Say;

/// Labels take so many letters; longer ones push their value aside.
const LABEL_CHARS: usize = 30;

/// What a terminal has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Lines.
    pub rows: u16,
    /// Letters in a line; longer ones go on in the next.
    pub columns: u16,
}

impl Size {
    /// The lines that a text takes.
    fn rows_of(self, text: &str) -> usize {
        text.lines().map(|line| line.chars().count().div_ceil(self.columns.max(1).into()).max(1)).sum()
    }
}

/// The picture as plain text: what is wrong first.
pub fn text(picture: &Picture, say: Say<'_>) -> String {
    let mut lines = wrong(picture, say, true);
    lines.insert(1, String::new());
    for section in &picture.told {
        lines.extend([String::new(), section.head.clone()]);
        lines.extend(section.rows.iter().map(row));
    }
    lines.join("\n") + "\n"
}

/// The same for a screen of this size, which is never full: the cursor has the last line.
pub fn fitted(picture: &Picture, say: Say<'_>, size: Size) -> String {
    let whole = text(picture, say);
    let room = usize::from(size.rows.saturating_sub(1));
    if size.rows_of(&whole) <= room {
        return whole.trim_end().to_owned();
    }
    let count = whole.lines().filter(|line| !line.is_empty()).count();
    // One line says what is left out.
    let room = room.saturating_sub(1);
    let rows_of = |lines: &[String]| lines.iter().map(|line| size.rows_of(line)).sum::<usize>();
    let mut lines = wrong(picture, say, true);
    if rows_of(&lines) > room {
        lines = wrong(picture, say, false);
    }
    lines.extend(rest(picture, say));
    while rows_of(&lines) > room && lines.pop().is_some() {}
    let left_out = say.service_left_out(u32::try_from(count.saturating_sub(lines.len())).unwrap_or(u32::MAX));
    lines.push(left_out);
    lines.join("\n")
}

/// Which branch it is and what is wrong with it, with what to do about it or without.
fn wrong(picture: &Picture, say: Say<'_>, with_advice: bool) -> Vec<String> {
    let mut lines = vec![format!("{} ({}), rinda {}", picture.name, picture.key, picture.version)];
    lines.push(if picture.faults.is_empty() { say.fault_none() } else { say.service_wrong() });
    for fault in &picture.faults {
        lines.push(format!("  ! {}", fault.what));
        lines.extend(with_advice.then(|| format!("    {}", fault.advice)));
    }
    lines
}

/// Everything else; of the devices those that do not work, and how many do.
fn rest(picture: &Picture, say: Say<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for section in &picture.told {
        lines.push(section.head.clone());
        if section.head != say.service_devices() {
            lines.extend(section.rows.iter().map(row));
            continue;
        }
        let works = picture.devices.iter().map(|now| now.condition.works());
        let (well, ill): (Vec<_>, Vec<_>) = section.rows.iter().zip(works).partition(|&(_, works)| works);
        lines.extend(ill.into_iter().map(|(one, _)| row(one)));
        lines.push(row(&told::row(say.service_devices_work(), well.len().to_string())));
    }
    lines
}

/// A row as a line.
pub fn row(row: &Row) -> String {
    let mark = if row.is_wrong { '!' } else { ' ' };
    match row.label.as_str() {
        "" => format!("{mark} {}", row.value),
        label => format!("{mark} {label:<LABEL_CHARS$} {}", row.value),
    }
}

#[cfg(test)]
mod tests {
    use super::super::history::Condition;
    use super::super::machine::Machine;
    use super::super::picture::DeviceNow;
    use super::super::reload::Standing;
    use super::super::told::Section;
    use super::*;
    use crate::domain::ticket::Language;
    use crate::domain::trial::Device;
    use crate::wording::Words;
    use crate::wording::faults::Fault;

    const DEVICES: usize = 30;

    /// So many faults, and devices of which one does not work.
    fn picture(faults: usize, say: Say<'_>) -> Picture {
        let named = |number| format!("lamp {number}");
        let device = |number| DeviceNow {
            device: Device::Named(named(number)),
            condition: if number == 7 { Condition::Fails("no line".into()) } else { Condition::Works },
        };
        let rows = (0..DEVICES).map(|number| {
            let is_wrong = number == 7;
            Row { is_wrong, ..told::row(named(number), if is_wrong { "no line" } else { "works" }) }
        });
        let queue = Section { head: "Queue".into(), rows: vec![told::row("Day".into(), "open")] };
        let devices = Section { head: say.service_devices(), rows: rows.collect() };
        let clock = Section { head: "Clock".into(), rows: vec![told::row("Time".into(), "10:42")] };
        let fault =
            |number| Fault { what: format!("What {number}"), advice: "Advice ".repeat(20), remedy: None };
        Picture {
            version: "1".into(),
            key: "riga-2".into(),
            name: "Riga".into(),
            configuration: Standing::Files,
            faults: (0..faults).map(fault).collect(),
            queue: None,
            devices: (0..DEVICES).map(device).collect(),
            history: Vec::new(),
            centre: None,
            machine: Machine::default(),
            told: vec![queue, devices, clock],
        }
    }

    #[test]
    fn a_small_screen_shows_what_is_wrong_and_counts_what_it_leaves_out() {
        let words = Words::load();
        let say = words.say(Language::En);
        for faults in 0..12 {
            let picture = picture(faults, say);
            let whole = text(&picture, say);
            let all = whole.lines().filter(|line| !line.is_empty()).count();
            for rows in 16..100 {
                let size = Size { rows, columns: 80 };
                let shown = fitted(&picture, say, size);
                assert!(size.rows_of(&shown) < rows.into(), "{rows}: {shown}");
                assert!((0..faults).all(|number| shown.contains(&format!("  ! What {number}"))), "{shown}");
                if shown == whole.trim_end() {
                    continue;
                }
                assert!(size.rows_of(&whole) >= rows.into(), "{rows} were enough");
                let last = say.service_left_out(u32::try_from(all + 1 - shown.lines().count()).unwrap());
                assert_eq!(shown.lines().last(), Some(&*last), "{shown}");
            }
        }
    }

    #[test]
    fn devices_that_work_take_one_line_where_there_is_no_room() {
        let words = Words::load();
        let say = words.say(Language::En);
        let shown = fitted(&picture(1, say), say, Size { rows: 24, columns: 80 });
        let expect = "Riga (riga-2), rinda 1
What is wrong
  ! What 0
    Advice Advice Advice";
        assert!(shown.starts_with(expect), "{shown}");
        let expect = "Queue
  Day                            open
Devices
! lamp 7                         no line
  Devices that work              29
Clock
  Time                           10:42
Lines not shown: 28. All are in: rinda service status";
        assert!(shown.ends_with(expect), "{shown}");
        let wide = fitted(&picture(1, say), say, Size { rows: 99, columns: 80 });
        assert!(wide.contains("  lamp 29 ") && !wide.contains("not shown"), "{wide}");
    }

    #[test]
    fn a_screen_that_is_hardly_one_shows_what_fits() {
        let words = Words::load();
        let say = words.say(Language::En);
        for rows in 0..4 {
            for columns in 0..3 {
                assert!(fitted(&picture(3, say), say, Size { rows, columns }).lines().count() <= 2);
            }
        }
    }
}
