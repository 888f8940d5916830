//! What commands read: a file, or `-` for the standard input.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::{Arg, value_parser};

use crate::complaint::Complaint;

/// The whole content of a file, or of the standard input.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Complaint> {
    let content = if is_stdin(path) { read_stdin() } else { std::fs::read(path) };
    content.map_err(|source| {
        let what = format!("{} cannot be read", name(path));
        Complaint::about(what, source, "Name a file that is there, or - for the standard input.")
    })
}

/// What it is called in a sentence.
pub(crate) fn name(path: &Path) -> String {
    if is_stdin(path) { "the standard input".to_owned() } else { path.display().to_string() }
}

/// Whether it is `-`.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == OsStr::new("-")
}

/// A flag that names a file to read.
pub(crate) fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name("FILE").value_parser(value_parser!(PathBuf)).help(help)
}

fn read_stdin() -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    io::stdin().read_to_end(&mut content)?;
    Ok(content)
}
