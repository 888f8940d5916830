//! The workspace's own sources, as text, for the tests of house rules.

use std::path::{Path, PathBuf};

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Folders that are made or fetched, and not ours.
const FETCHED: [&str; 3] = ["target", "node_modules", "venv"];

/// All files below a folder with this ending.
pub(crate) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !FETCHED.iter().any(|name| path.ends_with(name)) {
            found.extend(files(&path, ending));
        } else if path.to_str().unwrap().ends_with(ending) {
            found.push(path);
        }
    }
    found
}

/// Each crate's name and the folder of its sources.
pub(crate) fn crates() -> Vec<(String, PathBuf)> {
    let folders = std::fs::read_dir(root().join("crates")).unwrap();
    let mut folders: Vec<_> = folders.map(|entry| entry.unwrap().path()).collect();
    folders.push(root().join("bench"));
    folders.sort();
    let named = folders.into_iter().map(|folder| {
        (folder.file_name().unwrap().to_str().unwrap().to_owned(), folder.join("src"))
    });
    named.filter(|(_, sources)| sources.is_dir()).collect()
}

/// A source without comments and without its tests, which rustfmt puts at its end.
pub(crate) fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let production = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    production
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n")
        .collect()
}

/// Whether a file is part of a crate's tests.
pub(crate) fn is_test(path: &Path) -> bool {
    path.components()
        .any(|part| part.as_os_str().to_string_lossy().trim_end_matches(".rs") == "tests")
}
