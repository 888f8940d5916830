//! The commands that make and check signatures, and what explains a bad one.

pub(crate) mod answer_mistakes;
pub(crate) mod choices;
pub(crate) mod diagnosis;
pub(crate) mod html_text;
pub(crate) mod json_text;
pub(crate) mod mistakes;
pub(crate) mod remarks;
pub(crate) mod request_text;
pub(crate) mod sign;
pub(crate) mod signing_steps;
pub(crate) mod verify;
