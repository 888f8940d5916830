//! Flags that several commands have in one form.

use std::path::PathBuf;

use clap::{Arg, ArgAction, value_parser};

/// A flag that is given or not.
pub(crate) fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

/// A flag that names a file to read.
pub(crate) fn file(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name("FILE").value_parser(value_parser!(PathBuf)).help(help)
}
