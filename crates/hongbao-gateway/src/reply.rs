//! A verdict's answer: the node in the request's charset, its signature, the envelope around both.

use std::borrow::Cow;
use std::sync::Arc;

use hongbao_api::{Entry, ErrorRow};
use hongbao_wire::{
    Charset, Code, CommonError, KeyError, SignType, error_node, response_key, seal,
};

use crate::App;
use crate::metrics::{Stage, Stopwatch};

/// An answer of the protocol.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The charset, as the request spelled it.
    pub(crate) charset: String,
    /// The signed envelope.
    pub(crate) body: Vec<u8>,
    /// What the log says about it.
    pub(crate) outcome: Outcome,
}

/// What the log says about an answer.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) method: &'static str,
    pub(crate) code: &'static str,
    pub(crate) sub_code: &'static str,
}

/// Why a request is not answered with success.
#[derive(Debug)]
pub(crate) enum No {
    Common(CommonError),
    /// A bad signature, with the string-to-sign.
    Explained(String),
    Business(&'static ErrorRow),
}

impl From<CommonError> for No {
    fn from(error: CommonError) -> Self {
        Self::Common(error)
    }
}

impl No {
    fn row(&self) -> (Code, &'static str, &str) {
        match self {
            Self::Common(error) => error.row(),
            Self::Explained(text) => {
                let (code, sub_code, _) = CommonError::InvalidSignature.row();
                (code, sub_code, text)
            }
            Self::Business(row) => (Code::Business, row.sub_code, row.message),
        }
    }
}

/// How the answer is to be given, whatever it will be.
pub(crate) struct Manner {
    pub(crate) entry: Option<&'static Entry>,
    pub(crate) charset: Charset,
    /// The charset's name, as the request spelled it.
    pub(crate) spelled: String,
    pub(crate) sign_type: SignType,
}

impl Reply {
    /// The answer to a verdict, signed as it is sent; `None` only if it cannot be signed.
    pub(crate) fn new(app: &App, manner: Manner, verdict: &Result<Vec<u8>, No>) -> Option<Self> {
        let spec = manner.entry.map(|entry| entry.spec);
        let (node, code, sub_code) = match verdict {
            Ok(node) => (Cow::Borrowed(node), Code::Success, ""),
            Err(no) => {
                let (code, sub_code, message) = no.row();
                let prefix = match (no, spec) {
                    (No::Business(_), Some(spec)) if app.policy.isv_prefix => spec.family.prefix(),
                    _ => "",
                };
                let spelled = format!("{prefix}{sub_code}");
                let node = error_node(code, &spelled, message, manner.charset);
                (Cow::Owned(node), code, sub_code)
            }
        };
        let signature = sign(app, manner.sign_type, verdict, &node).inspect_err(|error| {
            tracing::error!(%error, "an answer cannot be signed");
        });
        let method = spec.map(|spec| spec.method);
        Some(Self {
            charset: manner.spelled,
            body: seal(&response_key(method), &node, signature.ok()?.as_deref()),
            outcome: Outcome { method: method.unwrap_or("-"), code: code.number(), sub_code },
        })
    }
}

/// The signature of a verdict's node; none where the real gateway's unsigned errors are imitated.
fn sign(
    app: &App,
    sign_type: SignType,
    verdict: &Result<Vec<u8>, No>,
    node: &[u8],
) -> Result<Option<Arc<str>>, KeyError> {
    let watch = Stopwatch::start();
    let signature = match verdict {
        Err(No::Common(CommonError::InvalidAppId | CommonError::MissingSignatureConfig))
            if !app.policy.sign_unknown_app =>
        {
            return Ok(None);
        }
        Err(No::Common(_)) => app.signer.sign_constant(sign_type, node),
        Ok(_) | Err(No::Explained(_) | No::Business(_)) => app.signer.sign(sign_type, node),
    };
    app.metrics.observe(Stage::Sign, watch);
    signature.map(Some)
}
