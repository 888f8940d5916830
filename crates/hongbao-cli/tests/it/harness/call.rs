//! A request under construction: parameters, a key, and the places where an SDK puts things.

use hongbao_wire::{Empties, Params, Part, SignType, SigningKey, string_to_sign};

use crate::harness::server::{CAMPAIGN, Folder, Response, Server, post_head};

pub(crate) const CASH: &str = "alipay.marketing.campaign.cash.detail.query";
pub(crate) const VOUCHER: &str = "alipay.marketing.voucher.query";
/// The documents' voucher.
pub(crate) const VOUCHER_ID: &str = "20170616000730020041006ZYE2V";

/// Where a request's parameters stand, and how they are escaped.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    /// Names that stand in the form; the others stand in the query. `*` is all.
    pub(crate) form: &'static [&'static str],
    /// Names that stand in both.
    pub(crate) both: &'static [&'static str],
    pub(crate) lower_hex: bool,
    pub(crate) space: &'static str,
    pub(crate) target: &'static str,
}

/// Java's placement, which most SDKs share.
pub(crate) const JAVA: Layout = Layout {
    form: &["biz_content", "app_auth_token"],
    both: &[],
    lower_hex: false,
    space: "+",
    target: "/gateway.do",
};

/// A request under construction.
#[derive(Clone)]
pub(crate) struct Call {
    params: Vec<(String, Vec<u8>)>,
    sign_type: SignType,
    empties: Empties,
    /// Names that are sent but not signed.
    unsigned: Vec<String>,
    key: String,
    sign: Sign,
}

#[derive(Clone, PartialEq)]
enum Sign {
    Made,
    Missing,
    Given(String),
}

impl Call {
    /// A sound call of a method with this biz_content, in utf-8 and RSA2.
    pub(crate) fn new(folder: &Folder, method: &str, biz_content: &str) -> Self {
        let params = [
            ("app_id", "2014072300007148"),
            ("method", method),
            ("format", "JSON"),
            ("charset", "utf-8"),
            ("sign_type", "RSA2"),
            ("timestamp", "2026-01-01 00:00:00"),
            ("version", "1.0"),
            ("biz_content", biz_content),
        ];
        let params = params.map(|(name, value)| (name.to_owned(), value.into())).to_vec();
        let file = folder.path().join("keys/app-2014072300007148.pem");
        let key = std::fs::read_to_string(file).unwrap();
        let (sign_type, empties) = (SignType::Rsa2, Empties::Dropped);
        Self { params, sign_type, empties, unsigned: Vec::new(), key, sign: Sign::Made }
    }

    /// The documents' campaign, asked for.
    pub(crate) fn cash(folder: &Folder) -> Self {
        Self::new(folder, CASH, &format!("{{\"crowd_no\":\"{CAMPAIGN}\"}}"))
    }

    /// The documents' voucher, asked for.
    pub(crate) fn voucher(folder: &Folder) -> Self {
        Self::new(folder, VOUCHER, &format!("{{\"voucher_id\":\"{VOUCHER_ID}\"}}"))
    }

    /// With this parameter in place of what it was.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.params.retain(|(known, _)| known != name);
        self.params.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.params.retain(|(known, _)| known != name);
        self
    }

    /// In the charset of this name; biz_content is given as its bytes.
    pub(crate) fn in_charset(self, charset: &str, biz_content: &[u8]) -> Self {
        self.with("charset", charset).with("biz_content", biz_content)
    }

    pub(crate) fn sign_type(mut self, sign_type: SignType) -> Self {
        self.sign_type = sign_type;
        let name = if sign_type == SignType::Rsa { "RSA" } else { "RSA2" };
        self.with("sign_type", name)
    }

    pub(crate) fn keeping_empties(mut self) -> Self {
        self.empties = Empties::Kept;
        self
    }

    /// With a parameter that the signature does not cover.
    pub(crate) fn with_unsigned(mut self, name: &str, value: &str) -> Self {
        self.unsigned.push(name.to_owned());
        self.with(name, value)
    }

    pub(crate) fn signed_by(mut self, pem: &str) -> Self {
        self.key = pem.to_owned();
        self
    }

    pub(crate) fn without_sign(mut self) -> Self {
        self.sign = Sign::Missing;
        self
    }

    pub(crate) fn with_sign(mut self, sign: &str) -> Self {
        self.sign = Sign::Given(sign.to_owned());
        self
    }

    /// All parameters, the signature among them.
    pub(crate) fn signed(&self) -> Vec<(String, Vec<u8>)> {
        let mut params = self.params.clone();
        let sign = match &self.sign {
            Sign::Missing => return params,
            Sign::Given(sign) => sign.clone(),
            Sign::Made => {
                let covered = params.iter().filter(|(name, _)| !self.unsigned.contains(name));
                let pairs = covered.map(|(name, value)| (name.clone().into(), value.clone()));
                let text = Params::read([Part::Text(pairs.collect())], 256);
                let key = SigningKey::from_pem(&self.key).unwrap();
                key.sign(self.sign_type, &string_to_sign(&text, self.empties)).unwrap()
            }
        };
        params.push(("sign".to_owned(), sign.into()));
        params
    }

    /// The query and the form of this layout.
    pub(crate) fn laid_out(&self, layout: Layout) -> (String, String) {
        let (mut query, mut form) = (Vec::new(), Vec::new());
        for (name, value) in self.signed() {
            let pair = format!("{name}={}", escape(&value, layout));
            let in_both = layout.both.contains(&name.as_str());
            let in_form = layout.form.contains(&name.as_str()) || layout.form.contains(&"*");
            if in_both || !in_form {
                query.push(pair.clone());
            }
            if in_both || in_form {
                form.push(pair);
            }
        }
        (query.join("&"), form.join("&"))
    }

    /// Sends it as Java would.
    pub(crate) fn send(&self, server: &Server) -> Response {
        self.send_as(server, JAVA)
    }

    /// Sends it in this layout: POST if there is a form, else GET.
    pub(crate) fn send_as(&self, server: &Server, layout: Layout) -> Response {
        let (query, form) = self.laid_out(layout);
        let target = format!("{}?{query}", layout.target);
        if form.is_empty() {
            return server.get(&target);
        }
        let content_type = "application/x-www-form-urlencoded;charset=utf-8";
        server.send((post_head(&target, content_type, form.len()) + &form).as_bytes())
    }
}

fn escape(value: &[u8], layout: Layout) -> String {
    let escaped = value.iter().map(|&byte| match byte {
        b' ' => layout.space.to_owned(),
        byte if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) => char::from(byte).into(),
        byte if layout.lower_hex => format!("%{byte:02x}"),
        byte => format!("%{byte:02X}"),
    });
    escaped.collect()
}
