//! The rules of the house that no compiler knows: who may import whom, and how files look.

mod floors;
mod style;
mod tokens;

use std::path::{Path, PathBuf};

/// A file of the repository: its path from the top, and its text.
struct File {
    path: PathBuf,
    text: String,
}

impl File {
    fn is_rust(&self) -> bool {
        self.path.extension().is_some_and(|extension| extension == "rs")
    }
}

/// All text files below these, in the order of their paths.
fn files_below(tops: &[&str]) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut waiting: Vec<PathBuf> = tops.iter().map(|top| root.join(top)).collect();
    let mut files = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(path.read_dir().unwrap().map(|entry| entry.unwrap().path()));
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            files.push(File { path: path.strip_prefix(root).unwrap().into(), text });
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}
