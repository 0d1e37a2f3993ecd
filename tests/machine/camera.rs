//! A camera in front of the machine's monitors: whoever started the machine has its emulator make a picture.

use super::monitor::Monitor;
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Cursor, Read, Write};

/// The serial line to the photographer.
const LINE: &str = "/dev/ttyS1";

/// What a monitor shows, red, green and blue, row by row.
#[derive(Debug)]
pub(crate) struct Photograph {
    pub(crate) width: usize,
    pub(crate) height: usize,
    bytes: Vec<u8>,
}

impl Photograph {
    /// Takes one.
    pub(crate) fn take(monitor: &Monitor) -> Self {
        let line = OpenOptions::new().read(true).write(true).open(LINE).unwrap();
        let mut settings = tcgetattr(&line).unwrap();
        settings.make_raw();
        tcsetattr(&line, OptionalActions::Now, &settings).unwrap();
        let mut line = BufReader::new(line);
        writeln!(line.get_mut(), "{}", monitor.output).unwrap();
        let mut length = String::new();
        line.read_line(&mut length).unwrap();
        let mut file = vec![0; length.trim().parse().unwrap()];
        line.read_exact(&mut file).unwrap();
        let mut reader = png::Decoder::new(Cursor::new(file)).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
        Self { width: info.width as usize, height: info.height as usize, bytes }
    }

    /// Its pixels, row by row.
    pub(crate) fn pixels(&self) -> &[[u8; 3]] {
        self.bytes.as_chunks().0
    }
}
