//! Outside payments: which campaign a payment has paid, by the reference that the merchant's payment bears.
//! Within a home one reference pays one campaign.

use crate::{CrowdNo, Home, Kind};

/// What a reference has paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The home of the merchant that paid.
    pub home: Home,
    /// The reference.
    pub reference: String,
    /// The campaign.
    pub crowd_no: CrowdNo,
}

impl Kind for Payment {
    const NAME: &'static str = "payment";
    type Id = String;
    type Held = Self;

    fn id(&self) -> Self::Id {
        self.reference.clone()
    }

    fn home(&self) -> Home {
        self.home
    }

    fn place(&self) -> String {
        self.reference.clone()
    }
}
