//! Values: read from requests, written into answers, and read back.

pub(crate) mod biz_content;
pub(crate) mod price_style;
pub(crate) mod response;
pub(crate) mod status;
pub(crate) mod wire_value;
pub(crate) mod wording;
