//! What HTTP itself may do to the gateway: verbs, paths, targets, sizes, broken connections.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::harness::server::{CAMPAIGN, Folder, Server, detail_query, serve};

const LIMIT: usize = 4 << 20;

#[test]
fn only_get_and_post_reach_the_gateway() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    for (verb, target, status) in [
        ("HEAD", "/gateway.do", 405),
        ("PUT", "/gateway.do", 405),
        ("DELETE", "/gateway.do", 405),
        ("OPTIONS", "/gateway.do", 405),
        ("GET", "/", 404),
        ("GET", "/gateway.do/", 404),
        ("POST", "/gateway", 404),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
    ] {
        let head = format!("{verb} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let response = server.send(head.as_bytes());
        assert_eq!(response.status, status, "{verb} {target}");
        if status == 405 {
            assert!(response.body.is_empty());
            assert_eq!(response.header("allow"), Some("GET, POST"));
        }
    }
}

#[test]
fn an_absolute_target_is_as_good_as_a_path() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let target = detail_query(&folder, CAMPAIGN);
    let answer = server.get(&format!("http://openapi.alipay.com{target}"));
    assert!(answer.text().contains(r#""code":"10000""#));
    assert_eq!(answer.text(), server.get(&target).text(), "equal requests, equal answers");
}

#[test]
fn a_body_may_have_4_mib_and_no_byte_more() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let head = |length: usize| {
        format!(
            "POST /gateway.do HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
        )
    };
    let whole = [head(LIMIT).as_bytes(), &vec![b'a'; LIMIT][..]].concat();
    let answer = server.send(&whole);
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("isv.missing-method"));
    assert_eq!(server.send(head(LIMIT + 1).as_bytes()).status, 413);

    let chunk = format!("{:x}\r\n{}\r\n", LIMIT + 1, "a".repeat(LIMIT + 1));
    let chunked = "POST /gateway.do HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
    assert_eq!(server.send((chunked.to_owned() + &chunk).as_bytes()).status, 413);
}

#[test]
fn a_head_may_have_32_kib() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let head = |filling: usize| {
        let filling = "a".repeat(filling);
        format!("GET /gateway.do HTTP/1.1\r\nconnection: close\r\nx: {filling}\r\n\r\n")
    };
    assert_eq!(server.send(head((32 << 10) - 100).as_bytes()).status, 200);
    assert_eq!(server.send(head(32 << 10).as_bytes()).status, 431);
    assert_eq!(server.send(head(60 << 10).as_bytes()).status, 431);
}

#[test]
fn a_large_biz_content_is_malformed() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    // It counts instead of the one in the query, and the signature does not cover it; what counts here
    // is that nothing breaks before that.
    let form = format!("biz_content={}", "%7B".repeat(1 << 20));
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        detail_query(&folder, CAMPAIGN),
        form.len()
    );
    assert!(server.send((head + &form).as_bytes()).text().contains("isv.invalid-signature"));
}

#[test]
fn a_connection_that_breaks_off_hurts_nobody() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    for part in
        ["", "GET /gate", "POST /gateway.do HTTP/1.1\r\ncontent-length: 10\r\n\r\nabc", "\0\0\0"]
    {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        stream.write_all(part.as_bytes()).unwrap();
        drop(stream);
    }
    assert!(server.ask(&folder, CAMPAIGN).contains(r#""code":"10000""#));
}

#[test]
fn a_connection_serves_many_requests() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let request = format!("GET {} HTTP/1.1\r\nhost: x\r\n\r\n", detail_query(&folder, CAMPAIGN));
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.write_all(request.repeat(3).as_bytes()).unwrap();
    let last = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    stream.write_all(last.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert_eq!(text.matches(r#""code":"10000""#).count(), 3);
    assert!(text.ends_with("ok\n"));
}
