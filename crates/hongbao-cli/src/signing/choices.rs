//! The flags that say how to sign or to verify, and what holds without them.

use clap::{Arg, ArgMatches};
use hongbao_wire::{Charset, SignType};

use crate::calling::credentials::Credentials;
use crate::command_error::CommandError;
use crate::signing::request_text;

/// The flags that say how to sign, where the parameters do not.
pub(crate) fn choices() -> [Arg; 2] {
    [
        Arg::new("sign-type")
            .long("sign-type")
            .value_parser(["RSA2", "RSA"])
            .help("SHA-256 or SHA-1 [default: the parameters' or the profile's, else RSA2]"),
        Arg::new("charset").long("charset").value_name("NAME").help(
            "utf-8, gbk, gb2312, gb18030 [default: the parameters' or the profile's, else utf-8]",
        ),
    ]
}

/// What `--sign-type` says, else the profile, else RSA2.
pub(crate) fn chosen_sign_type(
    arguments: &ArgMatches,
    credentials: &Credentials,
) -> Result<SignType, CommandError> {
    let flag = arguments.get_one::<String>("sign-type").cloned();
    let name = flag.map_or_else(|| credentials.sign_type(), |name| Ok(Some(name)))?;
    name.map_or(Ok(SignType::Rsa2), |name| request_text::sign_type(&name))
}

/// What `--charset` says, else the profile, else utf-8.
pub(crate) fn chosen_charset(
    arguments: &ArgMatches,
    credentials: &Credentials,
) -> Result<Charset, CommandError> {
    let flag = arguments.get_one::<String>("charset").cloned();
    let name = flag.map_or_else(|| credentials.charset(), |name| Ok(Some(name)))?;
    name.map_or(Ok(Charset::Utf8), |name| request_text::charset(&name))
}
