//! The folder where a server keeps its data, and where commands look for a sandbox.

use std::path::Path;

/// The folder where none is named.
pub(crate) const DEFAULT: &str = "./hongbao-data";

/// Whether this is that folder, however it is written.
pub(crate) fn is_default(folder: &Path) -> bool {
    folder == Path::new(DEFAULT) || Path::new(DEFAULT).strip_prefix(".") == Ok(folder)
}
