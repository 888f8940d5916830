//! Files and folders that hold secrets: made for their owner alone, whole or not at all, and never taken
//! from others.
//!
//! Only the user that runs this process and root may own them or write them, else somebody else's key
//! could be taken for ours. Who owns a file is asked of the handle that is then read. It does not know
//! what the files hold.

use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use hongbao_wire::Charset;
use rustix::fs::OFlags;
use rustix::io::Errno;

use crate::input;

/// What may be done to a file's secrets by others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Secrecy {
    /// Nothing: a private key, a token.
    Private,
    /// They may read it: a certificate.
    Public,
}

/// Whether a file may be reached through a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Links {
    /// It may: an operator has named the file.
    Followed,
    /// It may not: it stands in a folder of ours, where nobody needs one.
    Refused,
}

/// Why a file or a folder is not used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error(transparent)]
    System(#[from] io::Error),
    #[error("user {0} owns it")]
    Foreign(u32),
    #[error("others may write to it (mode {0:04o})")]
    Writable(u32),
    #[error("others may read it (mode {0:04o})")]
    Readable(u32),
    #[error("it is a link")]
    Link,
    #[error("it is neither a plain file nor a folder where one is wanted")]
    Kind,
}

/// Whether this user's files are taken: our own, and root's.
fn is_trusted(user: u32) -> bool {
    user == 0 || user == rustix::process::geteuid().as_raw()
}

/// Whether others than the owner may change it, or a link to it leads there by another's will.
fn check_owner(found: &Metadata) -> Result<(), Fault> {
    if !is_trusted(found.uid()) {
        return Err(Fault::Foreign(found.uid()));
    }
    let mode = found.mode() & 0o7777;
    // A link's mode says nothing. The sticky bit keeps nobody from putting files into a folder.
    if !found.is_symlink() && mode & 0o022 != 0 {
        return Err(Fault::Writable(mode));
    }
    Ok(())
}

/// Makes a folder and those above it, for the owner only; one that is there must be nobody else's.
pub(crate) fn make_folder(path: &Path) -> Result<(), Fault> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    check_folder(path)
}

/// Checks that nobody else may put files into a folder.
pub(crate) fn check_folder(path: &Path) -> Result<(), Fault> {
    check_owner(&path.symlink_metadata()?)?;
    let found = File::open(path)?.metadata()?;
    if !found.is_dir() {
        return Err(Fault::Kind);
    }
    check_owner(&found)
}

/// Checks that nobody else made a link.
pub(crate) fn check_link(path: &Path) -> Result<(), Fault> {
    check_owner(&path.symlink_metadata()?)
}

/// Checks that a file, if it is there, is a plain one and that nobody else may write to it. It is not
/// opened, for a lock may hang on it; its folder has to be nobody else's.
pub(crate) fn check_file(path: &Path) -> Result<(), Fault> {
    let found = match path.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    check_owner(&found)?;
    if found.is_symlink() {
        return Err(Fault::Link);
    }
    if found.is_file() { Ok(()) } else { Err(Fault::Kind) }
}

/// Opens a file to read it, if it is a plain one and nobody else's.
pub(crate) fn open(path: &Path, secrecy: Secrecy, links: Links) -> Result<File, Fault> {
    // A pipe in the place of a file must not hold up the start.
    let flags = match links {
        Links::Followed => OFlags::NONBLOCK,
        Links::Refused => OFlags::NONBLOCK | OFlags::NOFOLLOW,
    };
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path);
    let file = file.map_err(|error| match error.raw_os_error() {
        Some(code) if code == Errno::LOOP.raw_os_error() => Fault::Link,
        _ => Fault::System(error),
    })?;
    let found = file.metadata()?;
    if !found.is_file() {
        return Err(Fault::Kind);
    }
    check_owner(&found)?;
    let mode = found.mode() & 0o7777;
    // What root gives to read to the group that this process is in is given to this process.
    let is_given = found.uid() != rustix::process::geteuid().as_raw() && mode & 0o037 == 0;
    if secrecy == Secrecy::Private && mode & 0o077 != 0 && !is_given {
        return Err(Fault::Readable(mode));
    }
    Ok(file)
}

/// Reads a text out of such a file.
pub(crate) fn read(path: &Path, secrecy: Secrecy, links: Links) -> Result<String, Fault> {
    let mut content = Vec::new();
    open(path, secrecy, links)?.read_to_end(&mut content)?;
    Ok(input::decoded(&content, Charset::Utf8)?)
}

/// The text of a file that is ours alone; `None` if there is no file.
pub(crate) fn read_own(path: &Path) -> Result<Option<String>, Fault> {
    match read(path, Secrecy::Private, Links::Refused) {
        Ok(text) => Ok(Some(text)),
        Err(Fault::System(error)) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Writes a file that must not exist yet.
pub(crate) fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    // Exclusive: neither an existing file nor a link of this name is opened.
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    let written = file.write_all(content).and_then(|()| file.sync_all());
    if written.is_err() {
        // What is not whole must not stand there; the first error is the one to tell.
        let _ = std::fs::remove_file(path);
    }
    written
}

/// Writes a file in one step: beside its place, to the disk, then under its name. What a killed process
/// left beside it, or somebody else laid down there, is removed and not written to.
pub(crate) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    create(&beside, content)?;
    std::fs::rename(&beside, path)?;
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => File::open(".")?.sync_all(),
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// From now on a crash leaves no file with what this process knows, and no other process of the same
/// user can look into it.
pub(crate) fn forbid_core_dumps() -> io::Result<()> {
    let none = rustix::process::Rlimit { current: Some(0), maximum: Some(0) };
    rustix::process::setrlimit(rustix::process::Resource::Core, none)?;
    // A limit does not hold for a system that pipes cores to a program.
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}
