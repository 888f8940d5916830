//! One command, run to its end.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::harness::server::{Folder, hongbao};
use crate::vectors::app_key;

/// What a command answered.
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) said: String,
}

/// Runs `hongbao` with these arguments.
pub(crate) fn run(arguments: &[&str]) -> Done {
    run_with(arguments, |_| {}, b"")
}

/// The same with a changed command, and something on its standard input.
pub(crate) fn run_with(arguments: &[&str], change: impl Fn(&mut Command), input: &[u8]) -> Done {
    let mut command = hongbao();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    change(&mut command);
    let mut child = command.spawn().unwrap();
    // A command that is refused does not read.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Done {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        said: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Done {
    /// Checks that it was refused: exit code 2, nothing printed, a sentence and a remedy.
    pub(crate) fn refused(&self, sentence: &str, remedy: &str) {
        assert_eq!(self.code, Some(2), "{}", self.said);
        assert_eq!(self.out, "");
        let lines: Vec<_> = self.said.lines().collect();
        assert!(lines.len() == 2 && lines[0].starts_with("hongbao: "), "{}", self.said);
        assert!(lines[0].contains(sentence), "{sentence}: {}", self.said);
        assert!(lines[1].contains(remedy), "{remedy}: {}", self.said);
    }

    /// What it printed, if it went well.
    pub(crate) fn printed(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.said);
        self.out
    }
}

/// A file in a test's folder, and its path as an argument.
pub(crate) fn file(folder: &Folder, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = path(folder, name);
    std::fs::create_dir_all(folder.path()).unwrap();
    std::fs::write(&path, content).unwrap();
    path
}

/// Where a file of this name would be.
pub(crate) fn path(folder: &Folder, name: &str) -> String {
    let path: PathBuf = folder.path().join(name);
    path.into_os_string().into_string().unwrap()
}

/// The vectors' app's private key, and its public half, in files.
pub(crate) fn key_files(folder: &Folder) -> (String, String) {
    let private = file(folder, "private.txt", app_key().pkcs8_base64());
    (private, file(folder, "public.txt", app_key().public_key_base64()))
}
