//! The database that a setting names: where it is, whether nobody else can write it, and how it is opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hongbao_store::{Clock, MemoryStore, SqliteStore, Store};

use crate::secrets::private_file;
use crate::serving::settings::Settings;
use crate::serving::start_error::StartError;

/// The store; and of an older copy, the last number that must be left out.
pub(crate) fn open(
    settings: &Settings,
    clock: Arc<dyn Clock>,
) -> Result<(Arc<dyn Store>, Option<u64>), StartError> {
    match database_file(settings.database(), &settings.data)? {
        None => Ok((Arc::new(MemoryStore::new(clock)), None)),
        Some(path) => {
            check_database(&path)?;
            let store = if settings.accepts_older {
                SqliteStore::open_older(&path, clock)?
            } else {
                SqliteStore::open(&path, clock)?
            };
            let left_out = store.left_out();
            Ok((Arc::new(store), left_out))
        }
    }
}

/// Checks that nobody else owns or may write the database, what belongs to it, and its folder; and a link
/// to it is followed only if nobody else made it.
fn check_database(path: &Path) -> Result<(), StartError> {
    let link = path.symlink_metadata().is_ok_and(|found| found.is_symlink());
    if link {
        private_file::check_link(path).map_err(|fault| StartError::unused(path, fault))?;
    }
    // A file that is not there yet is made in the folder that is named.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    if !folder.exists() {
        return Ok(()); // opening it says so
    }
    private_file::check_folder(folder).map_err(|fault| StartError::unused(folder, fault))?;
    for ending in ["", "-wal", "-shm", "-journal", "-batches"] {
        let mut file = path.clone().into_os_string();
        file.push(ending);
        let file = PathBuf::from(file);
        private_file::check_file(&file).map_err(|fault| StartError::unused(&file, fault))?;
    }
    Ok(())
}

/// The file that a setting names, or the one in the data folder; `None`: the database is in memory.
pub(crate) fn database_file(url: Option<&str>, data: &Path) -> Result<Option<PathBuf>, StartError> {
    match url {
        None => Ok(Some(data.join("hongbao.db"))),
        Some("memory:") => Ok(None),
        Some(url) => match url.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            Some(path) => Ok(Some(PathBuf::from(path))),
            None => Err(StartError::DatabaseUrl(url.to_owned())),
        },
    }
}
