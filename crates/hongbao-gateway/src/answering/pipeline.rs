//! From parameters to the answer's bytes. The order of all checks is `decide`, top to bottom, and
//! that order is contract: each check answers only if all before it hold.

mod admission;

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt;
use hongbao_api::{Call, Caller, Context, MethodEntry, Units, When};
use hongbao_engine::{Compared, Home, Known, Once, ReceiptKey, Refusal, Timestamp};
use hongbao_store::{Answer, Failure};
use hongbao_wire::{
    Charset, CommonError, Flaw, Params, SignType, VerifyingKey, explain, parse_timestamp,
    response_key, sha256_hex, verify,
};
use tracing::Span;

use self::admission::Halt;
use crate::answering::reply::{Rejection, Reply, ReplyFormat};
use crate::directory::Client;
use crate::operating::metrics::{Stage, Stopwatch};
use crate::units::carry_out;
use crate::{App, failures};

/// A request as the pipeline sees it.
#[derive(Debug)]
pub(crate) struct GatewayRequest<'a> {
    pub(crate) params: Params<'a>,
    /// The method that it names, if there is one of that name.
    pub(crate) entry: Option<&'static MethodEntry>,
    /// The query, as it was sent.
    pub(crate) query: &'a str,
    pub(crate) peer: IpAddr,
    /// Set once its signature holds; until then it is a stranger's.
    pub(crate) is_signed: AtomicBool,
    /// Set once it has counted against its app's rate, which it does once however often it is checked.
    pub(crate) is_counted: AtomicBool,
}

/// Answers a request, whatever it holds; `None` only if an answer cannot be signed.
pub(crate) async fn answer(app: &App, asked: &GatewayRequest<'_>) -> Option<Reply> {
    let params = &asked.params;
    let spoken = params.get("charset").and_then(|name| Some((Charset::parse(name)?, name)));
    let (charset, name) = spoken.unwrap_or((Charset::Utf8, b"utf-8"));
    let method = params.get("method");
    let format = ReplyFormat {
        entry: asked.entry,
        key: response_key(method.and_then(|name| std::str::from_utf8(name).ok())),
        charset,
        spelled: String::from_utf8_lossy(name).into_owned(),
        sign_type: params.get("sign_type").and_then(SignType::parse).unwrap_or(SignType::Rsa2),
    };
    // Kept until the answer is signed, which is what takes time.
    let permit = app.answers.try_acquire();
    let _beside = app.audits.beside();
    let verdict = match &permit {
        Ok(_) => bounded(app, asked, &format).await,
        Err(_) => Err(CommonError::CallLimited.into()),
    };
    Reply::new(app, format, verdict).await
}

/// The verdict, within the time that a call may take, and with a panic kept from the connection.
async fn bounded(
    app: &App,
    asked: &GatewayRequest<'_>,
    format: &ReplyFormat,
) -> Result<Vec<u8>, Rejection> {
    let decided = AssertUnwindSafe(admission::decided(app, asked, format)).catch_unwind();
    match tokio::time::timeout(app.limits.call_time, decided).await {
        Ok(Ok(verdict)) => verdict,
        Ok(Err(_)) => {
            tracing::error!("a call panicked");
            Err(CommonError::Unknown.into())
        }
        Err(_) => {
            tracing::error!("a call took too long");
            Err(CommonError::Unknown.into())
        }
    }
}

/// The order of all checks, under this version of the directory or a newer.
async fn decide(
    app: &App,
    asked: &GatewayRequest<'_>,
    format: &ReplyFormat,
    version: u64,
) -> Result<Vec<u8>, Halt> {
    let params = &asked.params;
    params.check()?;
    params.get("method").ok_or(CommonError::MissingMethod)?;
    let app_id = params.get("app_id").ok_or(CommonError::InvalidAppId)?;
    let client = app.directory.client(app_id).ok_or(CommonError::InvalidAppId)?;
    check_online(&client)?;
    let sign_type = params.get("sign_type").ok_or(CommonError::MissingSignatureType)?;
    SignType::parse(sign_type).ok_or(CommonError::InvalidSignatureType)?;
    let key = client.credentials().key().ok_or(CommonError::MissingSignatureConfig)?;
    check_absent(params, "app_cert_sn", CommonError::AppCertNotExist)?;
    params.get("sign").ok_or(CommonError::MissingSignature)?;
    let moment = check_timestamp(app, params, format.entry)?;
    check_version(params)?;
    check_charset(params)?;
    check_format(params)?;
    params.check_text(format.charset)?;
    let signature = check_signature(app, asked, format, key)?;
    asked.is_signed.store(true, Ordering::Relaxed);
    let entry = format.entry.ok_or(CommonError::InvalidMethod)?;
    check_absent(params, "app_auth_token", CommonError::InvalidAppAuthToken)?;
    check_product(&client, entry)?;
    check_rate(app, entry, asked, app_id)?;
    check_encryption(params)?;
    let call = Call {
        biz_content: params.get("biz_content"),
        charset: format.charset,
        price_style: client.price_style().unwrap_or(app.policy.price_style),
        context: Context {
            caller: Caller::Merchant {
                home: client.merchant().home,
                id: client.merchant().id.clone(),
                app: client.app().clone(),
            },
            entropy: app.entropy.draw(),
            number_key: app.directory.number_key,
            operator: Arc::clone(&app.operator),
        },
        fixture_home: &|id| app.directory.fixture_home(id),
        elsewhere: false,
        once: app.policy.once_window(entry).map(|window| Once {
            key: ReceiptKey::signed(&String::from_utf8_lossy(app_id), &sha256_hex(&signature)),
            command: entry.spec.method.to_owned(),
            known: Known::Window(moment, window),
        }),
    };
    run(app, entry, call, version).await
}

fn check_online(client: &Client) -> Result<(), CommonError> {
    if client.is_online() { Ok(()) } else { Err(CommonError::InvalidAppState) }
}

/// No certificate is registered and no token issued, so none is known.
fn check_absent(params: &Params<'_>, name: &str, error: CommonError) -> Result<(), CommonError> {
    if params.get(name).is_none() { Ok(()) } else { Err(error) }
}

/// The request's moment, which a signature that is remembered must not be older than.
fn check_timestamp(
    app: &App,
    params: &Params<'_>,
    entry: Option<&MethodEntry>,
) -> Result<Timestamp, CommonError> {
    let text = params.get("timestamp").ok_or(CommonError::MissingTimestamp)?;
    let secs = parse_timestamp(text).ok_or(CommonError::InvalidTimestamp)?;
    let once_window = entry.and_then(|entry| app.policy.once_window(entry));
    match app.policy.timestamp_window.or(once_window) {
        Some(window) if app.clock.now().secs().abs_diff(secs) > u64::from(window) => {
            Err(CommonError::InvalidTimestamp)
        }
        Some(_) | None => Ok(Timestamp::from_secs(secs)),
    }
}

fn check_version(params: &Params<'_>) -> Result<(), CommonError> {
    match params.get("version") {
        None => Err(CommonError::MissingVersion),
        Some(b"1.0") => Ok(()),
        Some(_) => Err(CommonError::InvalidParameter(Flaw::VERSION)),
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

/// The signature's bytes. A sandbox explains one that fits in no way, but never under SHA-1: a signature over
/// text that a stranger chose is what collisions are made for.
fn check_signature(
    app: &App,
    asked: &GatewayRequest<'_>,
    format: &ReplyFormat,
    key: &VerifyingKey,
) -> Result<Vec<u8>, Rejection> {
    let params = &asked.params;
    let watch = Stopwatch::start();
    let verdict = verify(params, format.sign_type, key);
    app.metrics.observe(Stage::Verify, watch);
    verdict.map_err(|error| {
        let may = app.policy.explain_signature
            && format.sign_type == SignType::Rsa2
            && error == CommonError::InvalidSignature;
        if may && app.throttle.explained.admits(asked.peer) {
            // The documents want the charset in the query.
            let has_charset = asked.query.split('&').any(|pair| pair.starts_with("charset="));
            Rejection::Explained(explain(params, format.charset, has_charset))
        } else {
            error.into()
        }
    })
}

/// Only methods that declare the error need the product.
fn check_product(client: &Client, entry: &'static MethodEntry) -> Result<(), Rejection> {
    let needed = entry.spec.family.product();
    match entry.spec.error(When::NotOpened) {
        Some(row) if needed.is_some_and(|product| !client.has(product)) => {
            Err(Rejection::Business(row))
        }
        Some(_) | None => Ok(()),
    }
}

fn check_rate(
    app: &App,
    entry: &'static MethodEntry,
    asked: &GatewayRequest<'_>,
    app_id: &[u8],
) -> Result<(), Rejection> {
    let is_counted = asked.is_counted.swap(true, Ordering::Relaxed);
    if is_counted || app.throttle.admits_call(app_id, entry.spec.method) {
        Ok(())
    } else {
        Err(business(entry, When::TooFrequent))
    }
}

/// No app has a key to decrypt with yet.
fn check_encryption(params: &Params<'_>) -> Result<(), CommonError> {
    match params.get("encrypt_type") {
        None => Ok(()),
        Some(b"AES") => Err(CommonError::InvalidEncryptKey),
        Some(_) => Err(CommonError::InvalidEncryptType),
    }
}

/// biz_content against its table, then the units of work themselves.
async fn run(
    app: &App,
    entry: &'static MethodEntry,
    mut call: Call<'_>,
    version: u64,
) -> Result<Vec<u8>, Halt> {
    if call.biz_content.is_some_and(|content| content.len() > app.limits.biz_content) {
        return Err(business(entry, When::Malformed).into());
    }
    let own = call.context.home();
    let mut answer = ask(app, (units(entry, &call)?, own), version).await;
    if matches!(answer, Ok(Answer::Refused(Refusal::CampaignUnknown, _))) {
        // The caller has none of this id. If another has, that one's facts decide how it is refused.
        call.elsewhere = true;
        let units = units(entry, &call)?;
        if units.first.home != own {
            answer = ask(app, (units, own), version).await;
        }
    }
    match answer {
        Ok(Answer::Done(node)) => Ok(node),
        Ok(Answer::Refused(_, Compared::Directory { newest, .. })) => Err(Halt::Outdated(newest)),
        Ok(Answer::Refused(refusal, compared)) => Err(refused(entry, refusal, compared).into()),
        Err(failure) => {
            failures::tell(&failure, "the store has no answer");
            let rejection = match failure {
                Failure::Unavailable(_) | Failure::Untimely => business(entry, When::Unavailable),
                Failure::Unknown(_) => business(entry, When::Unsure),
                Failure::Limited => business(entry, When::TooFrequent),
                Failure::Broken(_) => CommonError::Unknown.into(),
            };
            Err(rejection.into())
        }
    }
}

fn units(entry: &'static MethodEntry, call: &Call<'_>) -> Result<Units, Rejection> {
    entry.units(call).map_err(|when| {
        if let When::Refused(refusal) = when {
            refused(entry, refusal, Compared::Nothing)
        } else {
            business(entry, when)
        }
    })
}

/// What the store answers to the units of work of a caller who is at home there.
async fn ask(app: &App, (units, own): (Units, Home), version: u64) -> Result<Answer, Failure> {
    let units = units.admitted_under(version);
    let watch = Stopwatch::start();
    // A command begins in its caller's home; elsewhere it reads, and can only be refused.
    let answer = if units.first.home == own {
        carry_out(app.store.as_ref(), units).await
    } else {
        app.store.read(units.first).await
    };
    app.metrics.observe(Stage::Store, watch);
    answer
}

/// What the method answers to a refusal. Why it was refused is for the log alone.
fn refused(entry: &'static MethodEntry, refusal: Refusal, compared: Compared) -> Rejection {
    let call = Span::current();
    call.record("refusal", refusal.name());
    if !compared.is_nothing() {
        call.record("compared", tracing::field::display(compared));
    }
    if refusal == Refusal::RequestStale {
        return CommonError::InvalidTimestamp.into();
    }
    business(entry, When::Refused(refusal))
}

/// The method's own error for an event; one that it does not declare is a system error.
fn business(entry: &'static MethodEntry, when: When) -> Rejection {
    entry.spec.error(when).map_or(Rejection::Common(CommonError::Unknown), Rejection::Business)
}
