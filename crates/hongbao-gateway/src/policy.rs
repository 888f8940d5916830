//! How a gateway answers where operators differ.

use hongbao_engine::PriceStyle;

/// The choices of whoever runs the gateway.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Whether a bad signature is answered with the string-to-sign.
    pub explain_signature: bool,
    /// Whether errors for an unknown app, or one without a key, are signed. The real gateway does
    /// not; then some SDKs cannot show them.
    pub sign_unknown_app: bool,
    /// Whether business codes carry the prefix that the real gateway has been seen to write.
    pub isv_prefix: bool,
    /// How many seconds a request's timestamp may be off; `None` is any number. Many SDKs send their
    /// machine's local time.
    pub timestamp_window: Option<u32>,
    /// How prices are written for apps that have no style of their own.
    pub price_style: PriceStyle,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            explain_signature: false,
            sign_unknown_app: true,
            isv_prefix: false,
            timestamp_window: None,
            price_style: PriceStyle::String,
        }
    }
}
