//! What keeps secrets: files for their owner alone, and no key among the arguments.

pub(crate) mod key_guard;
pub(crate) mod private_file;
