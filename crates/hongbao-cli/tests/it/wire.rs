//! Requests and answers over HTTP: conformance, the order of checks, the vectors.

pub(crate) mod answers;
pub(crate) mod fields;
pub(crate) mod http;
pub(crate) mod once;
pub(crate) mod order;
pub(crate) mod overload;
pub(crate) mod receipts;
pub(crate) mod refusals;
pub(crate) mod remembered;
pub(crate) mod replay;
pub(crate) mod requests;
pub(crate) mod rounds;
