//! Records: what is kept, and what is seen of many at once.

pub(crate) mod due;
pub(crate) mod kind;
pub(crate) mod receipt;
pub(crate) mod record;
pub(crate) mod view;

pub use self::due::{Backoff, Due, DueKey};
pub use self::kind::Kind;
pub use self::receipt::{Receipt, ReceiptKey};
pub use self::record::{AnyKind, Found, KINDS, Key, Listed, Record};
pub use self::view::{Draws, DrawsOf, Page, PageOf, Seen, View, Wallet};
