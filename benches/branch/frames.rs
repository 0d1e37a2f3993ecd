//! A frame on its way to a screen: copied into memory like that of a graphics card, beside a bare copy of as many bytes.

#![expect(unsafe_code, reason = "a mapped file can change under its reader; nobody else has this one")]

use super::table::{Goal, Sample, Table, number};
use anyhow::{Context, Result};
use embedded_graphics::geometry::{OriginDimensions, Point, Size};
use embedded_graphics::primitives::Rectangle;
use memmap2::MmapMut;
use rinda::config::board::screen::Rotation;
use rinda::devices::screen::surface::{PixelFormat, Surface};
use rinda::scene::frame::Frame;
use rustix::fs::{MemfdFlags, ftruncate, memfd_create};
use std::hint::black_box;
use std::time::Instant;

const SIZE: Size = Size::new(1920, 1080);
/// Cards like rows to begin at round addresses.
const PITCH_BYTES: usize = 8192;
/// About what changes when a number is called.
const CHANGED: Rectangle = Rectangle::new(Point::new(64, 200), Size::new(1200, 420));

/// Copies of a whole frame and of a part of it, upright and turned.
pub(crate) fn copies(times: usize, table: &mut Table) -> Result<()> {
    let frame = Frame::new(SIZE);
    let all = Rectangle::new(Point::zero(), frame.size());
    for (what, area, rotation) in [
        ("a whole frame 1920×1080", all, Rotation::Upright),
        ("a whole frame 1920×1080, turned by a quarter", all, Rotation::Right),
        ("what a call changes of it, 1200×420", CHANGED, Rotation::Upright),
    ] {
        let (mut memory, width_px, height_px) = screen(rotation)?;
        let (mut copied, mut bare) = (Sample::default(), Sample::default());
        let row_bytes = 4 * area.size.width as usize;
        let source = vec![0x5a; row_bytes];
        for _ in 0..times {
            let begin = Instant::now();
            let format = PixelFormat::Xrgb8888;
            let mut surface =
                Surface { bytes: &mut memory, pitch_bytes: PITCH_BYTES, width_px, height_px, format };
            black_box(surface.copy(&frame, &area, rotation));
            copied.push(begin.elapsed());
            let begin = Instant::now();
            for row in memory.chunks_exact_mut(PITCH_BYTES).take(area.size.height as usize) {
                row[..row_bytes].copy_from_slice(black_box(&source));
            }
            bare.push(begin.elapsed());
        }
        table.row(
            format!("{what}, copied to a screen's memory, p50 of {}", copied.len()),
            (copied.p50_ms(), "ms"),
            Goal::None,
            format!(
                "p99 {} ms; as many bytes copied bare, row by row: p50 {} ms",
                number(copied.p99_ms()),
                number(bare.p50_ms())
            ),
        );
    }
    Ok(())
}

/// The memory of a screen that hangs so, and its size in its own rows and columns.
fn screen(rotation: Rotation) -> Result<(MmapMut, u32, u32)> {
    let size = rinda::devices::screen::surface::turned(SIZE, rotation);
    // A turned screen has more rows; the bare copy needs as many as it has.
    let rows = size.height.max(SIZE.height) as usize;
    let file = memfd_create("screen", MemfdFlags::CLOEXEC)?;
    ftruncate(&file, u64::try_from(PITCH_BYTES * rows)?)?;
    // SAFETY: the file has no name, and nobody else has it open.
    let mut memory = unsafe { MmapMut::map_mut(&file) }.context("the memory cannot be mapped")?;
    memory.fill(0);
    Ok((memory, size.width, size.height))
}
