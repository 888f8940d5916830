//! More calls at once than are answered: the surplus is told so at once, and the others lose nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hongbao_gateway::Limits;

use crate::harness::server::{Folder, send};
use crate::vectors::sign_placeholder;
use crate::wire::replay::{Gateway, sqlite};

const CALLS: usize = 64;

/// Distinct timestamps, one node; nothing is remembered, so that each success waits for its signature.
fn request(number: usize) -> String {
    let query = format!(
        "app_id=2014072300007148&method=alipay.marketing.voucher.query&charset=utf-8&sign_type=RSA2\
         &timestamp=2026-01-01%2000:00:{number:02}&version=1.0\
         &biz_content=%7B%22voucher_id%22:%2220170616000730020041006ZYE2V%22%7D&sign=<sign>"
    );
    let (query, _) = sign_placeholder(&query, "");
    format!("GET /gateway.do?{query} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
}

/// How many successes and how many sheds come of all calls at once, where so many are answered.
fn at_once(answers: usize) -> (usize, usize) {
    let folder = Folder::new();
    let limits = Limits { answers, signatures: 0, ..Limits::default() };
    let gateway = Gateway::start(Arc::new(sqlite(&folder)), limits);
    let requests: Vec<_> = (0..CALLS).map(|number| request(number % 60)).collect();
    let (good, shed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for request in &requests {
            scope.spawn(|| {
                let text = send(&gateway.address.to_string(), request.as_bytes()).text();
                let code = text.split("\"code\":\"").nth(1).unwrap();
                match &code[..5] {
                    "10000" => good.fetch_add(1, Ordering::Relaxed),
                    "40005" => shed.fetch_add(1, Ordering::Relaxed),
                    _ => panic!("{text}"),
                };
            });
        }
    });
    (good.into_inner(), shed.into_inner())
}

#[test]
fn a_surplus_of_calls_is_shed_and_the_rest_is_answered() {
    assert_eq!(at_once(CALLS), (CALLS, 0));
    // Whether two calls meet is up to the machine; that none of so many ever do, is not.
    let shed = (0..100).any(|_| {
        let (good, shed) = at_once(1);
        assert!(good > 0 && good + shed == CALLS, "{good} and {shed}");
        shed > 0
    });
    assert!(shed);
}
