//! The kernel's old frame buffer (`/dev/fb0`), for boards whose graphics have no mode setting.
//!
//! Its size and format come from `/sys/class/graphics`; its memory is mapped, because some drivers refuse `write`.

use super::surface::{PixelFormat, Surface};
use super::{Feed, ScreenError, Wake};
use memmap2::MmapMut;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

/// What the kernel says about a frame buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Geometry {
    width_px: u32,
    height_px: u32,
    pitch_bytes: usize,
    format: PixelFormat,
}

pub(super) fn show(path: &Path, feed: &mut Feed, shown: &mut dyn FnMut()) -> Result<(), ScreenError> {
    let kernel = |operation| move |source| ScreenError::kernel(path, operation, source);
    let name = path.file_name().unwrap_or_default();
    let geometry = Geometry::read(&Path::new("/sys/class/graphics").join(name), path)?;
    let file = OpenOptions::new().read(true).write(true).open(path).map_err(kernel("opening"))?;
    let length = geometry.pitch_bytes * geometry.height_px as usize;
    let mut memory = map(&file, length).map_err(kernel("mapping its memory"))?;
    memory.fill(0);
    feed.begin();
    shown();
    loop {
        let Geometry { width_px, height_px, pitch_bytes, format } = geometry;
        feed.copy(&mut Surface { bytes: &mut memory, pitch_bytes, width_px, height_px, format });
        match feed.wait() {
            Wake::Frame | Wake::Look => {}
            Wake::Stop => return Ok(()),
        }
    }
}

#[expect(unsafe_code, reason = "a mapped file can change under its reader; these bytes are only written")]
fn map(file: &fs::File, length: usize) -> io::Result<MmapMut> {
    // SAFETY: the memory of a screen has no invariants, and nobody makes it shorter.
    unsafe { memmap2::MmapOptions::new().len(length).map_mut(file) }
}

impl Geometry {
    fn read(directory: &Path, device: &Path) -> Result<Self, ScreenError> {
        let number = |name: &str, part: usize| {
            let text = fs::read_to_string(directory.join(name))
                .map_err(|source| ScreenError::kernel(device, "asking for its size", source))?;
            let found = text.trim().split(',').nth(part).and_then(|number| number.parse::<u32>().ok());
            found.ok_or_else(|| {
                let source = io::Error::new(io::ErrorKind::InvalidData, format!("{name} says {text:?}"));
                ScreenError::kernel(device, "asking for its size", source)
            })
        };
        let format = match number("bits_per_pixel", 0)? {
            32 => PixelFormat::Xrgb8888,
            16 => PixelFormat::Rgb565,
            bits => return Err(ScreenError::Format { device: device.display().to_string(), bits }),
        };
        Ok(Self {
            width_px: number("virtual_size", 0)?,
            height_px: number("virtual_size", 1)?,
            pitch_bytes: number("stride", 0)? as usize,
            format,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)], expect: Result<Geometry, &str>) {
        let directory = std::env::temp_dir().join(format!("rinda-fb-{}-{}", std::process::id(), files.len()));
        fs::create_dir_all(&directory).unwrap();
        for (name, text) in files {
            fs::write(directory.join(name), text).unwrap();
        }
        let read = Geometry::read(&directory, Path::new("/dev/fb0"));
        fs::remove_dir_all(directory).unwrap();
        assert_eq!(read.map_err(|error| error.to_string()), expect.map_err(str::to_owned));
    }

    #[test]
    fn the_kernel_says_how_large_it_is() {
        let size = [("bits_per_pixel", "32\n"), ("virtual_size", "1024,768\n"), ("stride", "4096\n")];
        let format = PixelFormat::Xrgb8888;
        check(&size, Ok(Geometry { width_px: 1024, height_px: 768, pitch_bytes: 4096, format }));
        check(&size[..2], Err("/dev/fb0: asking for its size: No such file or directory (os error 2)"));
        check(
            &[("bits_per_pixel", "8\n")],
            Err("/dev/fb0: 8 bits per pixel cannot be shown, only 16 and 32"),
        );
    }
}
