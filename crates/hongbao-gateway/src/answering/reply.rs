//! A verdict's answer: the node in the request's charset, its signature, the envelope around both.

use hongbao_api::{ErrorRow, MethodEntry};
use hongbao_wire::{Charset, Code, CommonError, Envelope, KeyError, SignType, error_node};

use crate::App;
use crate::operating::metrics::{CallResult, Stage, Stopwatch};

/// An answer of the protocol.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The charset, as the request spelled it.
    pub(crate) charset: String,
    /// The signed envelope.
    pub(crate) body: Vec<u8>,
    /// What the log says about it.
    pub(crate) result: CallResult,
}

/// Why a request is not answered with success.
#[derive(Debug)]
pub(crate) enum Rejection {
    Common(CommonError),
    /// A bad signature, with the string-to-sign.
    Explained(String),
    Business(&'static ErrorRow),
}

impl From<CommonError> for Rejection {
    fn from(error: CommonError) -> Self {
        Self::Common(error)
    }
}

impl Rejection {
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

/// In which form the reply is written, whatever it says.
pub(crate) struct ReplyFormat {
    pub(crate) entry: Option<&'static MethodEntry>,
    /// The key of the node.
    pub(crate) key: String,
    pub(crate) charset: Charset,
    /// The charset's name, as the request spelled it.
    pub(crate) spelled: String,
    pub(crate) sign_type: SignType,
}

impl Reply {
    /// The answer to a verdict, signed as it is sent; `None` only if it cannot be signed.
    pub(crate) async fn new(
        app: &App,
        format: ReplyFormat,
        verdict: Result<Vec<u8>, Rejection>,
    ) -> Option<Self> {
        let spec = format.entry.map(|entry| entry.spec);
        let (code, sub_code) = match &verdict {
            Ok(_) => (Code::Success, ""),
            Err(rejection) => (rejection.row().0, rejection.row().1),
        };
        let watch = Stopwatch::start();
        let sealed = seal_verdict(app, &format, verdict).await.inspect_err(|error| {
            tracing::error!(%error, "an answer cannot be signed");
        });
        app.metrics.observe(Stage::Sign, watch);
        let method = spec.map_or("-", |spec| spec.method);
        let result = CallResult { method, code: code.number(), sub_code };
        Some(Self { charset: format.spelled, body: sealed.ok()?, result })
    }
}

/// A verdict's node, signed and in its envelope. Only what must not be signed again is remembered.
async fn seal_verdict(
    app: &App,
    format: &ReplyFormat,
    verdict: Result<Vec<u8>, Rejection>,
) -> Result<Vec<u8>, KeyError> {
    let ReplyFormat { entry, ref key, charset, sign_type, .. } = *format;
    let spec = entry.map(|entry| entry.spec);
    match verdict {
        Ok(node) => {
            let signature = app.signer.sign_success(sign_type, &node).await?;
            Ok(Envelope::new(key, &node, Some(&signature)).to_bytes())
        }
        Err(Rejection::Common(error)) => {
            let unknown =
                matches!(error, CommonError::InvalidAppId | CommonError::MissingSignatureConfig);
            let signed = !unknown || app.policy.sign_unknown_app;
            let constant = app.signer.constant(error, charset, sign_type)?;
            Ok(Envelope::new(key, &constant.node, signed.then_some(&*constant.signature))
                .to_bytes())
        }
        Err(rejection @ (Rejection::Explained(_) | Rejection::Business(_))) => {
            let (code, sub_code, message) = rejection.row();
            let prefix = match (&rejection, spec) {
                (Rejection::Business(_), Some(spec)) if app.policy.isv_prefix => {
                    spec.family.prefix()
                }
                _ => "",
            };
            let node = error_node(code, &format!("{prefix}{sub_code}"), message, charset);
            Ok(Envelope::new(key, &node, Some(&app.signer.sign_error(sign_type, &node).await?))
                .to_bytes())
        }
    }
}
