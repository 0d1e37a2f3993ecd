//! The report on a terminal.

use super::Report;
use super::sheet::{Clerk, Sheet, Table};
use crate::domain::settings::Settings;
use crate::wording::Say;

/// The report as lines of text; numbers stand at the right of their columns.
pub fn text(report: &Report, settings: &Settings, say: Say<'_>) -> String {
    let Sheet { title, of, notes, tables } = Clerk { report, settings, say }.sheet();
    let head = [format!("{title}: {of}")].into_iter().chain(notes);
    let blocks = [head.collect::<Vec<_>>().join("\n")].into_iter();
    let tables = tables.iter().filter(|table| !table.rows.is_empty()).map(drawn);
    blocks.chain(tables).collect::<Vec<_>>().join("\n\n")
}

fn drawn(table: &Table) -> String {
    let lines = || [&table.columns].into_iter().chain(&table.rows);
    let width = |column: usize| {
        let cells = lines().filter_map(|line| line.get(column)).map(|cell| cell.chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..table.columns.len()).map(width).collect();
    let line = |cells: &Vec<String>| {
        let cells = cells.iter().zip(&widths).enumerate();
        let cells = cells.map(|(column, (cell, &width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("  {cell:>width$}"),
        });
        cells.collect::<String>().trim_end().to_owned()
    };
    let head = [table.head.to_uppercase()].into_iter();
    head.chain(lines().map(line)).chain(table.note.clone()).collect::<Vec<_>>().join("\n")
}
