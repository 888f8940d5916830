//! A request, signed and ready to be sent: parameters, string-to-sign, signature, query, form.

use std::fmt;

use hongbao_wire::{
    Charset, Date, Empties, KeyError, Params, Part, SignType, SigningKey, string_to_sign, urlencode,
};

/// What Java sends in the form; everything else stands in the query.
const IN_FORM: [&str; 2] = ["biz_content", "app_auth_token"];

/// More parameters than a request of this client has.
const PARAMETERS: usize = 64;

/// How a client's requests are made.
pub(crate) struct Signer {
    pub(crate) app_id: String,
    pub(crate) key: SigningKey,
    pub(crate) sign_type: SignType,
    pub(crate) charset: Charset,
    pub(crate) app_auth_token: Option<String>,
}

/// A request, signed. `Debug` shows neither a token nor the signature.
#[derive(Clone)]
pub struct Prepared {
    method: String,
    parameters: Vec<(&'static str, Vec<u8>)>,
    string_to_sign: Vec<u8>,
    signature: String,
    charset: Charset,
    sign_type: SignType,
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("method", &self.method).finish_non_exhaustive()
    }
}

impl Signer {
    /// The request that calls a method at a moment, with this JSON text as biz_content.
    pub(crate) fn prepare(
        &self,
        method: &str,
        biz_content: &str,
        now: Date,
    ) -> Result<Prepared, KeyError> {
        let text = |value: &str| value.as_bytes().to_vec();
        let mut parameters = vec![
            ("app_id", text(&self.app_id)),
            ("method", text(method)),
            ("format", text("json")),
            ("charset", text(self.charset.name())),
            ("sign_type", text(self.sign_type.name())),
            ("timestamp", now.to_string().into_bytes()),
            ("version", text("1.0")),
            ("biz_content", self.charset.encode_json(biz_content)),
        ];
        parameters
            .extend(self.app_auth_token.as_ref().map(|token| ("app_auth_token", text(token))));
        let pairs = parameters.iter().map(|(name, value)| (text(name), value.clone())).collect();
        let params = Params::read([Part::Text(pairs)], PARAMETERS);
        let string_to_sign = string_to_sign(&params, Empties::Dropped);
        let signature = self.key.sign(self.sign_type, &string_to_sign)?;
        let (method, charset, sign_type) = (method.to_owned(), self.charset, self.sign_type);
        Ok(Prepared { method, parameters, string_to_sign, signature, charset, sign_type })
    }
}

impl Prepared {
    /// The method that it calls.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// All parameters but `sign`, as bytes of the charset, tokens included.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.parameters.iter().map(|(name, value)| (*name, value.as_slice()))
    }

    /// What was signed, as bytes of the charset.
    #[must_use]
    pub fn string_to_sign(&self) -> &[u8] {
        &self.string_to_sign
    }

    /// Its signature, Base64.
    #[must_use]
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// The URL's query: the public parameters and the signature.
    #[must_use]
    pub fn query(&self) -> String {
        let public = self.parameters().filter(|(name, _)| !IN_FORM.contains(name));
        let all = public.chain([("sign", self.signature.as_bytes())]);
        urlencode(all.map(|(name, value)| (name.as_bytes(), value)))
    }

    /// The form that is posted: biz_content, and a token where there is one.
    #[must_use]
    pub fn form(&self) -> String {
        let inner = self.parameters().filter(|(name, _)| IN_FORM.contains(name));
        urlencode(inner.map(|(name, value)| (name.as_bytes(), value)))
    }

    /// The form's content type.
    #[must_use]
    pub fn content_type(&self) -> String {
        format!("application/x-www-form-urlencoded;charset={}", self.charset.name())
    }

    /// The charset that it is written in.
    #[must_use]
    pub fn charset(&self) -> Charset {
        self.charset
    }

    /// How it is signed, and its answer must be.
    #[must_use]
    pub fn sign_type(&self) -> SignType {
        self.sign_type
    }
}
