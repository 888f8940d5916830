//! What somebody without key or token meets: limits by address and in all, paths that lead nowhere, names
//! that lead to the admin side.

use std::io::{Read, Write};
use std::net::Ipv4Addr;
use std::num::NonZeroU32;
use std::sync::Arc;

use hongbao_gateway::{Limits, Rates};
use serde_json::Value;
use tokio::net::TcpSocket;

use crate::harness::server::{Folder, Response, Server, send, serve};
use crate::wire::replay::{Gateway, sqlite};

/// Sends a request from an address of this machine.
fn send_from(from: Ipv4Addr, to: &Gateway, target: &str) -> String {
    let request = format!("GET {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stream = runtime.block_on(async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((from, 0).into()).unwrap();
        socket.connect(to.address).await.unwrap()
    });
    let mut stream = stream.into_std().unwrap();
    stream.set_nonblocking(false).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

/// How many bad signatures are explained, of 13 apps' from so many addresses.
fn explained(gateway: &Gateway, addresses: impl Iterator<Item = Ipv4Addr>) -> usize {
    let apps = ["2014072300007148", "2014072300007154"].into_iter().map(str::to_owned);
    let apps: Vec<_> = apps.chain((61..68).map(|n| format!("20140723000071{n}"))).collect();
    let ask = |from, app: &String| {
        let target = format!(
            "/gateway.do?app_id={app}&method=alipay.marketing.voucher.query&charset=utf-8&version=1.0\
             &sign_type=RSA2&timestamp=2026-01-01%2000:00:00&sign=AAAA"
        );
        let text = send_from(from, gateway, &target);
        assert!(text.contains("isv.invalid-signature"), "{text}");
        text.contains("app_id=")
    };
    addresses.map(|from| apps.iter().filter(|app| ask(from, app)).count()).sum()
}

#[test]
fn explained_signatures_are_limited_by_address_and_in_all_whatever_the_app() {
    let folder = Folder::new();
    let rates = |each, all| Limits {
        explained: Rates {
            each: NonZeroU32::new(each).unwrap(),
            all: NonZeroU32::new(all).unwrap(),
        },
        ..Limits::default()
    };
    // A second gives one more each; what is asserted would take minutes.
    let gateway = Gateway::start(Arc::new(sqlite(&folder)), rates(1, 1_000_000));
    let one = explained(&gateway, std::iter::repeat_n(Ipv4Addr::LOCALHOST, 20));
    assert!((1..100).contains(&one), "{one} of 180 from one address");
    assert!(explained(&gateway, (2..22).map(|n| Ipv4Addr::new(127, 0, 0, n))) >= 20);
    drop(gateway);
    let folder = Folder::new();
    let gateway = Gateway::start(Arc::new(sqlite(&folder)), rates(1_000, 2));
    let many = explained(&gateway, (2..22).map(|n| Ipv4Addr::new(127, 0, n, 1)));
    assert!((2..100).contains(&many), "{many} of 180 from 20 addresses");
}

fn ask(address: &str, verb: &str, path: &str, host: &str) -> Response {
    let head = format!("{verb} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    send(address, head.as_bytes())
}

fn json(answer: &Response) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn a_path_that_leads_nowhere_says_what_is_served_and_where() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let gateway = folder.sandbox("gateway");
    for path in [
        "/",
        "/gateway.do/",
        "//gateway.do",
        "/gateway",
        "/v3/alipay/x?echo",
        "/metrics",
        "/echo%22%3Cb%3E",
    ] {
        for verb in ["GET", "POST", "PUT", "OPTIONS", "ECHO"] {
            let answer = ask(&server.address, verb, path, "echo");
            assert_eq!(answer.status, 404, "{verb} {path}");
            assert_eq!(answer.header("content-type"), Some("application/json"));
            let body = json(&answer);
            assert_eq!(body["gateway"], gateway, "{body}");
            assert!(body["message"].as_str().unwrap().contains(&gateway), "{body}");
            assert!(!body.to_string().to_lowercase().contains("echo"), "{body}");
        }
        assert!(ask(&server.address, "HEAD", path, "x").body.is_empty());
    }
    let admin = folder.sandbox("admin");
    let admin = admin.strip_prefix("http://").unwrap();
    for path in ["/", "/echo", "/gateway.do", "/metrics/echo"] {
        let answer = ask(admin, "GET", path, admin);
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        let detail = json(&answer)["detail"].as_str().unwrap().to_owned();
        for served in ["/admin/v1/", "/metrics", &gateway] {
            assert!(detail.contains(served), "{detail}");
        }
        assert!(!detail.contains("echo"), "{detail}");
    }
    assert_eq!(ask(admin, "GET", "/admin/v1/nothing", admin).status, 401);
}

#[test]
fn the_admin_side_answers_under_no_name_that_a_page_can_borrow() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--admin-hosts", "hongbao.internal, proxy.example.com:8443"]);
    let _server = Server::start(command);
    let admin = folder.sandbox("admin");
    let admin = admin.strip_prefix("http://").unwrap();
    for path in ["/metrics", "/", "/admin/v1/campaigns"] {
        let expected = if path == "/metrics" {
            200
        } else if path == "/" {
            404
        } else {
            401
        };
        for host in [
            admin,
            "localhost",
            "127.0.0.1:1",
            "[::1]:1",
            "hongbao.internal:1",
            "proxy.example.com:8443",
        ] {
            assert_eq!(ask(admin, "GET", path, host).status, expected, "{path} {host}");
        }
        for host in [
            "x",
            "[localhost]",
            "evil.example.com",
            "proxy.example.com",
            "hongbao.internal.evil.example.com",
        ] {
            let answer = ask(admin, "GET", path, host);
            assert_eq!(answer.status, 421, "{path} {host}");
            assert!(answer.text().contains("admin-hosts"), "{}", answer.text());
            let target = format!("http://{host}{path}");
            assert_eq!(ask(admin, "GET", &target, admin).status, 421, "{target}");
        }
        let twice = format!("{admin}\r\nhost: {admin}");
        assert_eq!(ask(admin, "GET", path, &twice).status, 400, "{path}");
    }
}

#[test]
fn an_answer_says_when_it_was_given() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    for path in ["/healthz", "/gateway.do", "/"] {
        let date = server.get(path).header("date").unwrap().to_owned();
        assert!(date.ends_with(" GMT") && date.len() == 29, "{date}");
    }
}
