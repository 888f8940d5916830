//! Calls over a connection: what is sent, and what becomes of the troubles of a network.

use std::net::TcpListener;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hongbao_wire::{
    Charset, Envelope, Params, Part, Price, SignType, parse_timestamp, response_key, verify,
};

use super::gateway::{Gateway, http};
use super::{PLATFORM, client, vectors};
use crate::methods::marketing_campaign_cash_detail_query::CashDetailQuery;
use crate::methods::marketing_voucher_query::{VoucherDetail, VoucherQuery};
use crate::{Answer, Builder, CallError, Client, Request};

const NODE: &str = r#"{"code":"10000","msg":"Success","name":"商户代金券","voucher_id":"1","user_id":"2","template_id":"3","gmt_active":"2015-04-02 13:32:43","gmt_expired":"2015-04-02 13:32:43","total_amount":1.00,"available_amount":"0.50","status":"ENABLED","gmt_create":"2015-04-02 13:32:43","extend_info":"{}"}"#;

fn signed(node: &str, charset: Charset, sign_type: SignType) -> Vec<u8> {
    let node = charset.encode_json(node);
    let sign = PLATFORM.sign(sign_type, &node).unwrap();
    let body =
        Envelope::new(&response_key(Some(VoucherQuery::METHOD)), &node, Some(&sign)).to_bytes();
    http("200 OK", &format!("text/html;charset={}", charset.name()), &body)
}

fn success() -> Vec<u8> {
    signed(NODE, Charset::Utf8, SignType::Rsa2)
}

fn query() -> VoucherQuery {
    VoucherQuery { voucher_id: "20170616000730020041006ZYE2V".to_owned() }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(future)
}

fn call(client: &Client) -> Result<Answer<VoucherDetail>, CallError> {
    run(client.call(&query()))
}

/// The query and the form of a request that came.
fn parts(request: &str) -> (&str, &str, &str) {
    let (head, form) = request.split_once("\r\n\r\n").unwrap();
    let target = head.split(' ').nth(1).unwrap();
    (head, target.split_once('?').unwrap().1, form)
}

#[test]
fn case_53_and_61_a_request_is_what_java_sends() {
    for (charset, sign_type) in [(Charset::Utf8, SignType::Rsa2), (Charset::Gbk, SignType::Rsa)] {
        let gateway = Gateway::start(vec![signed(NODE, charset, sign_type)]);
        let client = client(&gateway.url, |builder| {
            builder.charset(charset).sign_type(sign_type).app_auth_token("token of a merchant")
        });
        let voucher = call(&client).unwrap();
        assert_eq!(voucher.name, "商户代金券");
        assert_eq!(voucher.total_amount, Price::from_fen(100));
        assert_eq!(voucher.http.trace_id.as_deref(), Some("0a1b"));

        let requests = gateway.requests();
        let (head, query, form) = parts(&requests[0]);
        assert!(head.starts_with("POST /gateway.do?"), "{head}");
        let content_type =
            format!("content-type: application/x-www-form-urlencoded;charset={}", charset.name());
        assert!(head.contains(&content_type), "{head}");
        let names = |text: &str| -> Vec<String> {
            text.split('&').map(|pair| pair.split('=').next().unwrap().to_owned()).collect()
        };
        let public = "app_id method format charset sign_type timestamp version sign";
        assert_eq!(names(query), public.split(' ').collect::<Vec<_>>());
        assert_eq!(names(form), ["biz_content", "app_auth_token"]);

        let read = [query, form].map(|part| Part::Urlencoded(part.as_bytes()));
        let params = Params::read(read, 64);
        let app = vectors::app_key().verifying_key();
        assert!(verify(&params, sign_type, app).is_ok());
        let biz_content = params.get("biz_content").unwrap();
        assert_eq!(biz_content, br#"{"voucher_id":"20170616000730020041006ZYE2V"}"#);
        // Beijing time, whatever zone this machine is in.
        let said = parse_timestamp(params.get("timestamp").unwrap()).unwrap();
        #[expect(clippy::disallowed_methods, reason = "what the client's clock is compared with")]
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        assert!(now.abs_diff(u64::try_from(said).unwrap()) < 600, "{said} is not {now}");
    }
}

#[test]
fn chinese_is_sent_in_the_charset_that_was_asked_for() {
    let crowd_no = "红包€".to_owned();
    let json = serde_json::to_string(&CashDetailQuery { crowd_no }).unwrap();
    let client = client("http://127.0.0.1:9/gateway.do", |b| b.charset(Charset::Gbk));
    let prepared = client.prepare(CashDetailQuery::METHOD, &json).unwrap();
    assert!(prepared.form().contains("%BA%EC%B0%FC%5Cu20ac"), "{}", prepared.form());
}

/// The error of a call to a gateway that does this, and how many requests reached it.
fn trouble(
    answers: Vec<Vec<u8>>,
    with: impl FnOnce(Builder) -> Builder,
) -> (CallError, Vec<String>) {
    let gateway = Gateway::start(answers);
    let client = client(&gateway.url, |builder| with(builder.attempts(1)));
    let error = call(&client).unwrap_err();
    (error, gateway.requests())
}

#[test]
fn case_60_troubles_of_the_network_are_told_apart() {
    let html = http("502 Bad Gateway", "text/html", b"<html>busy</html>");
    let (error, _) = trouble(vec![html], |b| b);
    assert!(matches!(&error, CallError::Status(answer) if answer.status == 502), "{error}");
    assert_eq!(error.answer().unwrap().text(), "<html>busy</html>");
    assert!(error.may_have_happened() && error.is_transient());

    let html = http("200 OK", "text/html", b"<html>busy</html>");
    let (error, _) = trouble(vec![html], |b| b);
    assert!(matches!(error, CallError::NoAnswer { .. }), "{error}");

    let mut cut = success();
    cut.truncate(cut.len() - 40);
    for broken in [Vec::new(), b"HTTP/1.1 200 OK\r\ncontent".to_vec(), cut] {
        let (error, _) = trouble(vec![broken], |b| b);
        assert!(matches!(error, CallError::Broken(_)), "{error}");
        assert!(error.may_have_happened() && error.answer().is_none());
    }
    let (error, _) = trouble(vec![b"no HTTP".to_vec()], |b| b);
    assert!(matches!(error, CallError::NotHttp(_)), "{error}");
    assert!(error.may_have_happened() && error.answer().is_none());

    let long = http("200 OK", "text/html", &[b' '; 4097]);
    let (error, _) = trouble(vec![long], |b| b.answer_limit(4096));
    assert!(matches!(error, CallError::TooLong(4096)), "{error}");
    // A body without announced length, which never ends, is cut off all the same.
    let head = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
    let endless = [head, vec![b' '; 1 << 20]].concat();
    let (error, _) = trouble(vec![endless], |b| b.answer_limit(4096));
    assert!(matches!(error, CallError::TooLong(4096)), "{error}");
}

#[test]
fn case_60_who_does_not_answer_is_waited_for_no_longer_than_allowed() {
    // It listens, accepts by itself, and nobody reads.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/gateway.do", silent.local_addr().unwrap());
    let timeout = Duration::from_millis(50);
    let error = call(&client(&url, |builder| builder.timeout(timeout))).unwrap_err();
    assert!(matches!(error, CallError::TimedOut(waited) if waited == timeout), "{error}");
    assert!(error.may_have_happened() && !error.is_transient());
    drop(silent);

    // Nobody listens there any more.
    let error = call(&client(&url, |builder| builder)).unwrap_err();
    assert!(matches!(&error, CallError::Unreachable { gateway, .. } if *gateway == url), "{error}");
    assert!(!error.may_have_happened() && error.is_transient());
    let https = url.replace("http:", "https:");
    let error = call(&client(&https, |builder| builder.attempts(1))).unwrap_err();
    assert!(matches!(error, CallError::Unreachable { .. }), "{error}");
}

#[test]
fn case_60_a_query_is_tried_again_and_nothing_else() {
    let busy = r#"{"code":"40004","msg":"","sub_code":"SYSTEM_ERROR","sub_msg":"系统繁忙"}"#;
    let busy = || signed(busy, Charset::Utf8, SignType::Rsa2);
    let html = || http("503 Service Unavailable", "text/html", b"busy");
    let gateway = Gateway::start(vec![html(), busy(), success()]);
    let client = |gateway: &Gateway| client(&gateway.url, |builder| builder);
    assert_eq!(call(&client(&gateway)).unwrap().status, "ENABLED");
    assert_eq!(gateway.requests().len(), 3);

    let gateway = Gateway::start(vec![html(), html(), busy()]);
    let error = call(&client(&gateway)).unwrap_err();
    assert!(matches!(error, CallError::Refused(_)), "the last one's: {error}");
    assert_eq!(gateway.requests().len(), 3);

    // A method that no table knows may be a command.
    let gateway = Gateway::start(vec![html()]);
    let client = client(&gateway);
    let error = run(client.call_raw("alipay.trade.pay", "{}")).unwrap_err();
    assert!(matches!(error, CallError::Status(_)), "{error}");
    assert_eq!(gateway.requests().len(), 1);

    // A refusal is not an outage.
    let no = r#"{"code":"40004","msg":"","sub_code":"INVALID_PARAMETER","sub_msg":"参数有误"}"#;
    let (error, requests) =
        trouble(vec![signed(no, Charset::Utf8, SignType::Rsa2)], |b| b.attempts(3));
    assert!(!error.is_transient() && !error.may_have_happened());
    assert_eq!(requests.len(), 1);
}

#[test]
fn what_does_not_fit_the_table_names_its_row_and_keeps_the_body() {
    let node = NODE.replace("\"0.50\"", "\"half\"");
    let (error, _) = trouble(vec![signed(&node, Charset::Utf8, SignType::Rsa2)], |b| b);
    let CallError::Misfit { source, answer } = &error else { panic!("{error}") };
    assert!(source.to_string().contains("price"), "{source}");
    assert!(answer.text().contains("half"));
}
