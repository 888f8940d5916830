//! The Rust client against a running server, and against every answer that is kept in `vectors/`.

use std::path::Path;

use hongbao_client::methods::marketing_campaign_cash_detail_query::CashDetailQuery;
use hongbao_client::methods::marketing_voucher_query::VoucherQuery;
use hongbao_client::{Builder, CallError, Charset, Client, HttpAnswer, Prepared, Price, SignType};

use crate::harness::call::VOUCHER_ID;
use crate::harness::server::{CAMPAIGN, Folder, Server, serve};
use crate::vectors::{app_key, entries, platform_key, wire_request};

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(future)
}

/// A client of the sandbox in this folder.
fn client(folder: &Folder, with: impl FnOnce(Builder) -> Builder) -> Client {
    let builder = Client::builder()
        .gateway(&folder.sandbox("gateway"))
        .app_id(&folder.sandbox("app_id"))
        .app_private_key(folder.sandbox("app_private_key"))
        .alipay_public_key(folder.sandbox("alipay_public_key"));
    with(builder).build().unwrap()
}

#[test]
fn the_client_reads_both_documents_in_every_charset_and_type() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    for charset in [Charset::Utf8, Charset::Gbk, Charset::Gb2312, Charset::Gb18030] {
        for sign_type in [SignType::Rsa, SignType::Rsa2] {
            let client = client(&folder, |b| b.charset(charset).sign_type(sign_type));
            let request = CashDetailQuery { crowd_no: CAMPAIGN.to_owned() };
            let campaign = run(client.call(&request)).unwrap();
            assert_eq!(campaign.coupon_name, "XXX周年庆红包");
            assert_eq!(campaign.total_amount, Price::from_fen(2_000_000));
            assert_eq!((campaign.total_count, campaign.camp_status.as_str()), (1_000, "READY"));
            let request = VoucherQuery { voucher_id: VOUCHER_ID.to_owned() };
            let voucher = run(client.call(&request)).unwrap();
            assert_eq!((voucher.name.as_str(), voucher.bill_details.len()), ("商户代金券", 2));
            assert_eq!(voucher.http.trace_id.as_ref().unwrap().len(), 32);
        }
    }
}

#[test]
fn prices_as_numbers_and_prefixed_codes_are_the_same_to_the_client() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--price-json", "number", "--isv-prefix"]);
    let _server = Server::start(command);
    let client = client(&folder, |builder| builder);
    let ask = |crowd_no: &str| run(client.call(&CashDetailQuery { crowd_no: crowd_no.to_owned() }));
    assert_eq!(ask(CAMPAIGN).unwrap().total_amount, Price::from_fen(2_000_000));
    let Err(CallError::Refused(no)) = ask("nothing") else { panic!("found") };
    assert_eq!(no.sub_code, "isv.CASH_CAMPAIGN_NOT_EXIST");
    assert_eq!(no.business_code(), "CASH_CAMPAIGN_NOT_EXIST");
    assert!(no.verified && no.solutions().next().is_some());
}

#[test]
fn the_client_speaks_tls_to_whom_it_trusts() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--tls-listen", "127.0.0.1:0"]);
    let _server = Server::start(command);
    let authority = std::fs::read(folder.sandbox("tls_ca")).unwrap();
    let gateway = folder.sandbox("gateway_tls");
    let request = VoucherQuery { voucher_id: VOUCHER_ID.to_owned() };
    let trusting = client(&folder, |b| b.gateway(&gateway).root_certificates(&authority));
    assert!(run(trusting.call(&request)).is_ok());
    let error = run(client(&folder, |b| b.gateway(&gateway)).call(&request)).unwrap_err();
    assert!(matches!(error, CallError::Handshake { .. }), "{error:?}");
    assert!(!error.may_have_happened());
}

/// An answer that is kept, and what its request said.
struct Kept {
    name: String,
    method: String,
    sign_type: SignType,
    content_type: String,
    body: Vec<u8>,
}

impl Kept {
    /// From a file's answer, and the parameters that were sent for it.
    fn new(name: &Path, answer: &[u8], sent: &str, method: &str) -> Self {
        let head = answer.iter().position(|&byte| byte == b'\n').unwrap();
        let content_type = String::from_utf8(answer[..head].to_vec()).unwrap();
        let body = answer[head + 2..].strip_suffix(b"\n").unwrap();
        let rsa = sent.split(['&', '?', '\n', ' ']).any(|pair| pair == "sign_type=RSA");
        Self {
            name: name.display().to_string(),
            method: method.to_owned(),
            sign_type: if rsa { SignType::Rsa } else { SignType::Rsa2 },
            content_type: content_type.replace("content-type: ", ""),
            body: body.to_vec(),
        }
    }

    /// What the client makes of this body in place of the one that is kept.
    fn read(&self, (client, call): (&Client, &Prepared), body: Vec<u8>) -> Result<(), CallError> {
        let answer = HttpAnswer::from_body(body, Some(self.content_type.clone()));
        client.read(call, answer).map(drop)
    }

    /// The bytes of which none may be altered: the node, and the signature but for its last few.
    fn covered(&self) -> Vec<usize> {
        let find = |part: &[u8]| self.body.windows(part.len()).position(|window| window == part);
        let (start, end) = (find(b":{").unwrap() + 1, find(b",\"sign\":\"").unwrap());
        let signature = end + b",\"sign\":\"".len();
        (start..end).chain(signature..signature + 340).collect()
    }
}

/// Every answer in `vectors/`.
fn kept() -> Vec<Kept> {
    let mut kept = Vec::new();
    for case in entries("wire") {
        let (query, form) = wire_request(&case);
        let answer = std::fs::read(case.join("answer")).unwrap();
        let sent = format!("{query}&{form}");
        let method = sent.split('&').find_map(|pair| pair.strip_prefix("method="));
        kept.push(Kept::new(&case, &answer, &sent, method.unwrap_or("none")));
    }
    for folder in entries("methods") {
        let method = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for file in entries(folder.to_str().unwrap()) {
            let bytes = std::fs::read(&file).unwrap();
            let mark = b"\n### answer\n";
            let at = bytes.windows(mark.len()).position(|window| window == mark).unwrap();
            let (request, answer) = (&bytes[..at], &bytes[at + mark.len()..]);
            kept.push(Kept::new(&file, answer, &String::from_utf8_lossy(request), &method));
        }
    }
    kept
}

#[test]
fn the_client_believes_every_answer_that_is_kept_and_none_that_is_altered() {
    let clients = [SignType::Rsa, SignType::Rsa2].map(|sign_type| {
        let builder = Client::builder().gateway("http://127.0.0.1:9/gateway.do").app_id("1");
        let builder = builder.app_private_key(app_key().pkcs8_base64()).sign_type(sign_type);
        builder.alipay_public_key(platform_key().public_key_base64()).build().unwrap()
    });
    let all = kept();
    assert!(all.len() > 60);
    for kept in all {
        let client = &clients[usize::from(kept.sign_type == SignType::Rsa2)];
        let call = client.prepare(&kept.method, "{}").unwrap();
        let reader = (client, &call);
        match kept.read(reader, kept.body.clone()) {
            Ok(()) => {}
            Err(CallError::Refused(no)) => assert!(no.verified, "{}", kept.name),
            Err(error) => panic!("{}: {error:?}", kept.name),
        }
        for place in kept.covered() {
            let mut altered = kept.body.clone();
            altered[place] ^= 1;
            let read = kept.read(reader, altered);
            let refused = matches!(read, Err(CallError::Forged(_) | CallError::NoAnswer { .. }));
            assert!(refused, "{}, byte {place}: {read:?}", kept.name);
        }
        let mut renamed = kept.body.clone();
        renamed[2] ^= 1;
        let read = kept.read(reader, renamed);
        assert!(matches!(read, Err(CallError::NoAnswer { .. })), "{}: {read:?}", kept.name);
    }
}
