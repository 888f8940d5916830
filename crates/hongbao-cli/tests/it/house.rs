//! Rules of the house: edges, documents, generated pages.

pub(crate) mod ci;
pub(crate) mod cycles;
pub(crate) mod docs;
pub(crate) mod edges;
pub(crate) mod names;
pub(crate) mod phrases;
pub(crate) mod readme;
pub(crate) mod security;
pub(crate) mod sources;
pub(crate) mod tidy;
pub(crate) mod transcript;
