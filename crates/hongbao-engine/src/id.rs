//! Identifiers. Each is parsed once, at the edge; what holds one need not check it again.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// The home of a record: the short number of the merchant that funds it, or the directory.
///
/// Every record lives in exactly one home, and a command changes records of one home only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Home(u32);

impl Home {
    /// The home of what works only read: merchants, apps, keys, fixtures.
    pub const DIRECTORY: Self = Self(0);

    /// The home with this number; 0 is the directory.
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

/// What the text of one kind of identifier looks like.
pub trait Form {
    /// The greatest length in characters; the least is 1.
    const MAX: usize;
    /// Whether the character may stand in it; none beyond ASCII does.
    fn accepts(character: char) -> bool;
}

/// An identifier of one kind, in the form of that kind. Keys and records are full of them, so a copy shares
/// the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id<F>(Arc<str>, PhantomData<F>);

impl<F: Form> Id<F> {
    /// The identifier that this text spells, or `None` if no identifier of the kind looks so.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = !text.is_empty() && text.len() <= F::MAX;
        (fits && text.chars().all(F::accepts)).then(|| Self(text.into(), PhantomData))
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<F> fmt::Display for Id<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl UserId {
    /// The id of a user as the platform gives it: 2088 and twelve digits.
    #[must_use]
    pub fn of_platform(text: &str) -> Option<Self> {
        Self::parse(text).filter(|id| id.0.len() == 16 && id.0.starts_with("2088"))
    }
}

/// A cash campaign's id (`crowd_no`): an opaque handle of URL-safe Base64 characters.
pub type CrowdNo = Id<CrowdForm>;
/// A merchant's id (PID): digits, 16 of them in every published example.
pub type MerchantId = Id<MerchantForm>;
/// An application's id (`app_id`).
pub type AppId = Id<AppForm>;

/// A user's id: 16 digits that begin with 2088 in every published example.
pub type UserId = Id<UserForm>;
/// A voucher's id: 28 digits and capitals.
pub type VoucherId = Id<VoucherForm>;

/// The form of a [`UserId`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserForm {}
/// The form of a [`VoucherId`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VoucherForm {}
/// The form of a [`CrowdNo`]; the field's limit is 128.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CrowdForm {}
/// The form of a [`MerchantId`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MerchantForm {}
/// The form of an [`AppId`]; the parameter's limit is 32.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AppForm {}

impl Form for CrowdForm {
    const MAX: usize = 128;
    fn accepts(character: char) -> bool {
        character.is_ascii_alphanumeric() || matches!(character, '_' | '-')
    }
}

impl Form for MerchantForm {
    const MAX: usize = 16;
    fn accepts(character: char) -> bool {
        character.is_ascii_digit()
    }
}

impl Form for AppForm {
    const MAX: usize = 32;
    fn accepts(character: char) -> bool {
        character.is_ascii_alphanumeric()
    }
}

impl Form for UserForm {
    const MAX: usize = 16;
    fn accepts(character: char) -> bool {
        character.is_ascii_digit()
    }
}

impl Form for VoucherForm {
    const MAX: usize = 28;
    fn accepts(character: char) -> bool {
        character.is_ascii_digit() || character.is_ascii_uppercase()
    }
}
