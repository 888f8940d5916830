//! A client of the Alipay Open Platform gateway, for the real one and for Hongbao's.
//!
//! Each method of the gateway is a type: its fields are the request, and what it answers is typed
//! too. Requests are signed as the official Java SDK signs them; answers are verified as the bytes
//! that came, in whatever layout, before anything of them is believed.
//!
//! ```no_run
//! use hongbao_client::Client;
//! use hongbao_client::methods::marketing_voucher_query::VoucherQuery;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder()
//!     .gateway("https://openapi.alipay.com/gateway.do")
//!     .app_id("2014072300007148")
//!     .app_private_key(&std::fs::read("app.pem")?)
//!     .alipay_public_key(&std::fs::read("alipay.pem")?)
//!     .build()?;
//! let voucher_id = "20170616000730020041006ZYE2V".to_owned();
//! let voucher = client.call(&VoucherQuery { voucher_id }).await?;
//! println!("{} is {}, {} yuan left", voucher.name, voucher.status, voucher.available_amount);
//! # Ok(())
//! # }
//! ```
//!
//! A call that fails says whether it may have happened nevertheless
//! ([`CallError::may_have_happened`]): a command may then be repeated only with the same parameters.
//! Only queries are retried by the client itself.
//!
//! Money is [`Price`], whole fen; a moment is [`Date`], shown in Beijing time.

#![deny(missing_docs)]

mod admin;
mod answer;
mod build_error;
mod builder;
mod client;
mod error;
mod http_answer;
mod prepared;
mod transport;

pub use admin::{Admin, AdminError};
pub use answer::Answer;
pub use build_error::BuildError;
pub use builder::Builder;
pub use client::{Client, Request};
pub use error::{CallError, Refused};
pub use http_answer::HttpAnswer;
pub use prepared::Prepared;

pub use hongbao_api::methods;
pub use hongbao_wire::{Charset, Date, KeyError, OpenError, Price, SignType};

#[cfg(test)]
mod tests;
