//! Keys: in any form that people have them, and what they do.

pub(crate) mod key;
pub(crate) mod key_document;
pub(crate) mod key_error;
pub(crate) mod key_form;
pub(crate) mod key_text;
pub(crate) mod rsa_legacy;
pub(crate) mod unmarked;
