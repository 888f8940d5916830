//! Sums over the rows of many users, with a checksum of whose they are: two sums are the same only if each
//! user's part is, in whatever order the rows came.

/// A sum, and the sum of salted hashes of users, each as often as the user's part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) all: i128,
    pub(super) users: u128,
}

impl Sum {
    /// Adds a part, of the user with this hash.
    pub(super) fn add(&mut self, user: u128, part: i64) {
        let part = i128::from(part);
        self.all = self.all.wrapping_add(part);
        self.users = self.users.wrapping_add(user.wrapping_mul(part.cast_unsigned()));
    }
}
