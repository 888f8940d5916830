//! From parameters to the answer's bytes. The order of all checks is `decide`, top to bottom, and
//! that order is contract: each check answers only if all before it hold.

use hongbao_api::{Call, Entry, ErrorRow, When};
use hongbao_store::{Answer, Failure};
use hongbao_wire::{
    Charset, Code, CommonError, Params, SignType, error_node, parse_timestamp, response_key, seal,
    verify,
};

use crate::App;

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
enum No {
    Common(CommonError),
    Business(&'static ErrorRow),
}

impl From<CommonError> for No {
    fn from(error: CommonError) -> Self {
        Self::Common(error)
    }
}

impl No {
    fn row(&self) -> (Code, &'static str, &'static str) {
        match self {
            Self::Common(error) => error.row(),
            Self::Business(row) => (Code::Business, row.sub_code, row.message),
        }
    }
}

/// Answers a request, whatever it holds.
pub(crate) async fn answer(app: &App, params: &Params<'_>) -> Option<Reply> {
    let entry = params.get("method").and_then(hongbao_api::find);
    let spoken = params.get("charset").and_then(|name| Some((Charset::parse(name)?, name)));
    let (charset, name) = spoken.unwrap_or((Charset::Utf8, b"utf-8"));
    let (node, code, sub_code) = match decide(app, params, entry, charset).await {
        Ok(node) => (node, Code::Success, ""),
        Err(no) => {
            let (code, sub_code, message) = no.row();
            (error_node(code, sub_code, message, charset), code, sub_code)
        }
    };
    let method = entry.map(|entry| entry.spec.method);
    let signature = match app.key.sign(&node) {
        Ok(signature) => signature,
        Err(error) => {
            tracing::error!(%error, "an answer cannot be signed");
            return None;
        }
    };
    Some(Reply {
        charset: String::from_utf8_lossy(name).into_owned(),
        body: seal(&response_key(method), &node, &signature),
        outcome: Outcome { method: method.unwrap_or("-"), code: code.number(), sub_code },
    })
}

/// The order of all checks.
async fn decide(
    app: &App,
    params: &Params<'_>,
    entry: Option<&'static Entry>,
    charset: Charset,
) -> Result<Vec<u8>, No> {
    params.check()?;
    params.get("method").ok_or(CommonError::MissingMethod)?;
    let app_id = params.get("app_id").ok_or(CommonError::InvalidAppId)?;
    let client = app.directory.client(app_id).ok_or(CommonError::InvalidAppId)?;
    let sign_type = params.get("sign_type").ok_or(CommonError::MissingSignatureType)?;
    SignType::parse(sign_type).ok_or(CommonError::InvalidSignatureType)?;
    let key = client.key.as_ref().ok_or(CommonError::MissingSignatureConfig)?;
    params.get("sign").ok_or(CommonError::MissingSignature)?;
    let timestamp = params.get("timestamp").ok_or(CommonError::MissingTimestamp)?;
    parse_timestamp(timestamp).ok_or(CommonError::InvalidTimestamp)?;
    check_version(params)?;
    check_charset(params)?;
    check_format(params)?;
    verify(params, key)?;
    let entry = entry.ok_or(CommonError::InvalidMethod)?;
    check_app_auth_token(params)?;
    let call = Call {
        biz_content: params.get("biz_content"),
        charset,
        caller: client.home,
        fixture_home: &|id| app.directory.fixture_home(id),
    };
    run(app, entry, &call).await
}

fn check_version(params: &Params<'_>) -> Result<(), CommonError> {
    match params.get("version") {
        None => Err(CommonError::MissingVersion),
        Some(b"1.0") => Ok(()),
        Some(_) => Err(CommonError::InvalidParameter),
    }
}

fn check_charset(params: &Params<'_>) -> Result<(), CommonError> {
    match params.get("charset") {
        Some(name) if Charset::parse(name).is_none() => Err(CommonError::InvalidCharset),
        Some(_) | None => Ok(()),
    }
}

fn check_format(params: &Params<'_>) -> Result<(), CommonError> {
    match params.get("format") {
        Some(format) if !format.eq_ignore_ascii_case(b"json") => Err(CommonError::InvalidFormat),
        Some(_) | None => Ok(()),
    }
}

/// No token has been issued, so none is known.
fn check_app_auth_token(params: &Params<'_>) -> Result<(), CommonError> {
    match params.get("app_auth_token") {
        Some(_) => Err(CommonError::InvalidAppAuthToken),
        None => Ok(()),
    }
}

/// biz_content against its table, then the work itself.
async fn run(app: &App, entry: &'static Entry, call: &Call<'_>) -> Result<Vec<u8>, No> {
    let business = |when| entry.spec.error(when).map_or(CommonError::Unknown.into(), No::Business);
    if call.biz_content.is_some_and(|content| content.len() > app.limits.biz_content) {
        return Err(business(When::Malformed));
    }
    let work = entry.work(call).map_err(business)?;
    let answer =
        if work.writes { app.store.transact(work).await } else { app.store.read(work).await };
    match answer {
        Ok(Answer::Done(node)) => Ok(node),
        Ok(Answer::Refused(refusal)) => Err(business(When::Refused(refusal.cause()))),
        Err(failure) => {
            tracing::error!(error = &failure as &dyn std::error::Error, "the store has no answer");
            Err(match failure {
                Failure::Unavailable(_) | Failure::Unknown(_) => business(When::System),
                Failure::Broken(_) => CommonError::Unknown.into(),
            })
        }
    }
}
