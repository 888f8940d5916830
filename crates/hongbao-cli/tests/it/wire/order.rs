//! The order of checks: a request that breaks two of them is answered with the one that comes first.

use crate::harness::call::{CASH, Call};
use crate::harness::server::{Folder, Server, serve};

/// A way to break a request, and what the gateway answers to it alone.
struct Breach {
    sub_code: &'static str,
    /// What it changes; two that change the same cannot be combined.
    slot: &'static str,
    apply: fn(Call) -> Call,
}

const fn breach(slot: &'static str, sub_code: &'static str, apply: fn(Call) -> Call) -> Breach {
    Breach { sub_code, slot, apply }
}

/// All breaches, in the order in which the gateway checks for them.
const BREACHES: &[Breach] = &[
    breach("flaw", "isv.invalid-parameter", |call| call.with("名", "1")),
    breach("method", "isv.missing-method", |call| call.without("method")),
    breach("app", "isv.invalid-app-id", |call| call.without("app_id")),
    breach("app", "isv.invalid-app-id", |call| call.with("app_id", "2014072300009999")),
    breach("app", "isv.invalid-app-state", |call| call.with("app_id", "2014072300007153")),
    breach("type", "isv.missing-signature-type", |call| call.without("sign_type")),
    breach("type", "isv.invalid-signature-type", |call| call.with("sign_type", "MD5")),
    breach("app", "isv.missing-signature-config", |call| call.with("app_id", "2014072300007149")),
    breach("cert", "isv.app-cert-not-exist", |call| call.with("app_cert_sn", "0")),
    breach("sign", "isv.missing-signature", Call::without_sign),
    breach("timestamp", "isv.missing-timestamp", |call| call.without("timestamp")),
    breach("timestamp", "isv.invalid-timestamp", |call| call.with("timestamp", "yesterday")),
    breach("version", "isv.missing-version", |call| call.without("version")),
    breach("version", "isv.invalid-parameter", |call| call.with("version", "2.0")),
    breach("charset", "isv.invalid-charset", |call| call.with("charset", "latin1")),
    breach("format", "isv.invalid-format", |call| call.with("format", "yaml")),
    breach("text", "isv.invalid-signature", |call| call.with("notify_url", b"\xd6\xd0".as_slice())),
    breach("sign", "isv.invalid-signature", |call| call.with_sign("AAAA")),
    breach("method", "isv.invalid-method", |call| call.with("method", "alipay.no.such")),
    breach("token", "aop.invalid-app-auth-token", |call| call.with("app_auth_token", "t")),
    breach("app", "PRODUCT_IS_NOT_OPENED", |call| call.with("app_id", "2014072300007152")),
    breach("encrypt", "isv.invalid-encrypt-type", |call| call.with("encrypt_type", "SM4")),
    breach("biz", "BIZ_CONTENT_IS_EMPTY", |call| call.without("biz_content")),
    breach("biz", "BIZ_CONTENT_FORMAT_ERROR", |call| call.with("biz_content", "[]")),
    breach("biz", "CASH_CAMPAIGN_NOT_EXIST", |call| {
        call.with("biz_content", "{\"crowd_no\":\"x\"}")
    }),
];

fn check(server: &Server, call: &Call, sub_code: &str) {
    let answer = call.send(server).text();
    let expected = format!("\"sub_code\":\"{sub_code}\"");
    assert!(answer.contains(&expected), "{sub_code} expected: {answer}");
}

#[test]
fn each_breach_is_answered_with_its_own_error() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    for breach in BREACHES {
        check(&server, &(breach.apply)(Call::cash(&folder)), breach.sub_code);
    }
}

/// Every pair, not only neighbours: swapping any two checks changes an answer here.
#[test]
fn of_two_breaches_the_earlier_is_answered() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let mut pairs = 0;
    for (position, first) in BREACHES.iter().enumerate() {
        for second in BREACHES[position + 1..].iter().filter(|later| later.slot != first.slot) {
            let call = (second.apply)((first.apply)(Call::cash(&folder)));
            check(&server, &call, first.sub_code);
            pairs += 1;
        }
    }
    assert!(pairs > 200, "{pairs}");
}

/// The rate comes after the product, and before what the request is about.
#[test]
fn the_rate_is_checked_between_product_and_content() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--limits-app-method", "1"]);
    let server = Server::start(command);
    let not_signed = Call::cash(&folder).with("app_id", "2014072300007152");
    check(&server, &not_signed, "PRODUCT_IS_NOT_OPENED");
    check(&server, &not_signed, "PRODUCT_IS_NOT_OPENED");

    // The first call takes the second's place; which one is refused depends on the clock, so ask
    // until one is: an app that asks faster than once a second cannot go on for ever.
    let broken = Call::new(&folder, CASH, "[]").with("encrypt_type", "SM4");
    let refused = (0..1_000).any(|_| broken.send(&server).text().contains("CALL_TOO_FREQUENCY"));
    assert!(refused);
    let voucher = Call::voucher(&folder).with("encrypt_type", "SM4");
    let refused = (0..1_000).any(|_| voucher.send(&server).text().contains("SYSTEM_ERROR"));
    assert!(refused);
}
