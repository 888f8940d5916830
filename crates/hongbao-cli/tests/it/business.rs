//! Campaigns, money and time, as callers and operators meet them, and their proof.

pub(crate) mod admin;
pub(crate) mod audit;
pub(crate) mod audit_live;
pub(crate) mod campaigns;
pub(crate) mod clock;
pub(crate) mod directory;
pub(crate) mod events;
pub(crate) mod jump;
pub(crate) mod money;
pub(crate) mod operator;
pub(crate) mod story;
pub(crate) mod wallets;
pub(crate) mod worlds;
