//! The folder where a server keeps its data, and where commands look for a sandbox.

use std::path::Path;

use crate::secrets::private_file::{self, Fault};
use crate::serving::start_error::StartError;

/// The folder where none is named.
pub(crate) const DEFAULT: &str = "./hongbao-data";

/// Whether this is that folder, however it is written.
pub(crate) fn is_default(folder: &Path) -> bool {
    folder == Path::new(DEFAULT) || Path::new(DEFAULT).strip_prefix(".") == Ok(folder)
}

/// Makes a folder of the server's, for its owner only.
pub(crate) fn make(path: &Path) -> Result<(), StartError> {
    private_file::make_folder(path).map_err(|fault| match fault {
        Fault::System(source) => StartError::Folder { path: path.to_owned(), source },
        fault => StartError::unused(path, fault),
    })
}
