//! How each SDK cuts the signed bytes and the signature out of an answer, told again as oracles.
//!
//! An oracle knows nothing of how this crate lays an answer out: it says what that SDK would verify,
//! right or wrong. What each one tolerates and what it stumbles on is held against the facts known
//! of the real SDKs in the tests below, so that an oracle that is too kind shows there.

mod answer;
mod cases;
mod counting;
mod layouts;
mod official;
mod values;

use serde_json::Value;

use crate::Charset;

/// An answer as it reaches an SDK.
struct Body<'a> {
    raw: &'a [u8],
    /// The raw bytes, decoded.
    text: &'a str,
    charset: Charset,
}

impl Body<'_> {
    /// A cut of the text, as the bytes that the SDK gives its verifier.
    fn cut(&self, content: &str, sign: String) -> Cut {
        Cut { content: self.charset.encode_json(content), sign }
    }

    /// The root object's `sign`, as a JSON parser reads it.
    fn sign(&self) -> Result<String, &'static str> {
        sign_in(self.text)
    }
}

/// What an SDK verifies: these bytes against this signature.
#[derive(Debug, PartialEq, Eq)]
struct Cut {
    content: Vec<u8>,
    sign: String,
}

/// What an SDK cuts out of an answer to the method whose node has this name.
type Oracle = fn(&Body<'_>, &str) -> Result<Cut, &'static str>;

struct Client {
    name: &'static str,
    /// What it can be set to, or what it is fixed to.
    charsets: &'static [Charset],
    cut: Oracle,
}

const UTF_8: &[Charset] = &[Charset::Utf8];
const GBK: &[Charset] = &[Charset::Gbk];
const BOTH: &[Charset] = &[Charset::Utf8, Charset::Gbk];

const JAVA: &str = "Java v2, .NET v2, EasySDK Java and C#";
const PHP: &str = "PHP AopClient";
const PHP_CERT: &str = "PHP AopCertClient";
const EASY_PHP: &str = "EasySDK PHP";
const PYTHON: &str = "Python";
const NODE_JS: &str = "Node with validateSign";
const SMARTWALLE: &str = "smartwalle";
const GOPAY: &str = "gopay";
const FZLEE: &str = "fzlee";
const WANDERCN: &str = "wandercn";

const CLIENTS: [Client; 10] = [
    Client { name: JAVA, charsets: BOTH, cut: official::java },
    Client { name: PHP, charsets: BOTH, cut: official::php },
    Client { name: PHP_CERT, charsets: BOTH, cut: official::php_cert },
    Client { name: EASY_PHP, charsets: UTF_8, cut: official::easy_php },
    Client { name: PYTHON, charsets: BOTH, cut: official::python },
    Client { name: NODE_JS, charsets: UTF_8, cut: official::node },
    Client { name: SMARTWALLE, charsets: UTF_8, cut: counting::smartwalle },
    Client { name: GOPAY, charsets: BOTH, cut: counting::gopay },
    Client { name: FZLEE, charsets: UTF_8, cut: counting::fzlee },
    Client { name: WANDERCN, charsets: UTF_8, cut: counting::wandercn },
];

const ERROR_NODE: &str = "error_response";

fn sign_in(json: &str) -> Result<String, &'static str> {
    let root: Value = serde_json::from_str(json).map_err(|_| "not JSON")?;
    root["sign"].as_str().map(str::to_owned).ok_or("no sign")
}

fn first(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

fn last(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).rposition(|window| window == part)
}
