//! Signatures: what is signed, with what, and why one does not hold.

pub(crate) mod explain;
pub(crate) mod sign;
pub(crate) mod sign_type;
pub(crate) mod signature_block;
