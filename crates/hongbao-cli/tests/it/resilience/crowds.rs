//! Crowds of strangers: thousands of connections that wait, begin, or send their bodies slowly, or in
//! tiny pieces. They cost what they send, and who comes after them is answered while they stand there.
//!
//! Nothing is timed. That an answer came at once is seen by what has not happened before it: every slow
//! client was still waited for, and none had been told that it was too slow.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use hongbao_gateway::Limits;
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::net::TcpSocket;

use crate::harness::server::{CAMPAIGN, Folder, Response, Server, detail_query, hongbao, serve};
use crate::vectors::sign_placeholder;
use crate::wire::replay::{Gateway, sqlite};

/// Far longer than anything here takes: who is not answered by then hangs.
const PATIENCE: Duration = Duration::from_secs(60);
const SLOW: usize = 9_000;
const IDLE: usize = 10_200;
const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// So that no body is ever cut off for its time, however busy the machine is; all else is the default.
const FOR_EVER: &[&str] = &["--limits-body-time", "3600"];

const NEIGHBOUR: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const HEALTHZ: &str = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
const POST: &str = "POST /gateway.do HTTP/1.1\r\nhost: x\r\nconnection: close\r\n";

/// A server with a sandbox, and the addresses of both its sides.
struct Crowded {
    folder: Folder,
    server: Server,
    gateway: SocketAddr,
    admin: SocketAddr,
}

impl Crowded {
    fn start(arguments: &[&str]) -> Self {
        let folder = Folder::new();
        let mut command = serve(&folder);
        command.args(["--log", "error"]).args(arguments);
        Self::of(folder, Server::start(command))
    }

    fn of(folder: Folder, server: Server) -> Self {
        let admin = folder.sandbox("admin");
        let admin = admin.strip_prefix("http://").unwrap().parse().unwrap();
        Self { gateway: server.address.parse().unwrap(), folder, server, admin }
    }

    /// Both sides answer whatever they answer without a crowd.
    fn check_all(&self, name: &str) {
        for address in [self.gateway, self.admin] {
            let answer = ask(connect(address), HEALTHZ.replace("x", "x\r\nconnection: close"));
            assert!(answer.ends_with("ok\n"), "{name}: {answer}");
        }
        let request = format!(
            "GET {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
            detail_query(&self.folder, CAMPAIGN)
        );
        let answer = ask(connect(self.gateway), request);
        assert!(answer.contains(r#""code":"10000""#), "{name}: {answer}");
        let request = format!(
            "GET /admin/v1/sandbox/clock HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             authorization: Bearer {}\r\n\r\n",
            self.folder.sandbox("admin_token")
        );
        let answer = ask(connect(self.admin), request);
        assert!(answer.starts_with("HTTP/1.1 200"), "{name}: {answer}");
    }

    /// The sum of a metric over its labels that hold this text.
    fn metric(&self, name: &str, label: &str) -> usize {
        let request = "GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        let text = ask(connect(self.admin), request.to_owned());
        let lines = text.lines().filter(|line| line.starts_with(name) && line.contains(label));
        lines.map(|line| line.rsplit(' ').next().unwrap().parse::<usize>().unwrap()).sum()
    }

    fn wait_for(&self, metric: &str, is_reached: impl Fn(usize) -> bool) {
        let is_reached = |_| is_reached(self.metric(metric, "gateway"));
        assert!((0..20_000).any(is_reached), "{metric}: {}", self.metric(metric, "gateway"));
    }

    /// The most memory that was ever resident, in bytes.
    fn peak(&self) -> usize {
        let path = format!("/proc/{}/status", self.server.child.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
    }
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect_timeout(&address, PATIENCE).unwrap();
    patient(stream)
}

fn patient(stream: TcpStream) -> TcpStream {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// A connection from another of this machine's addresses.
fn connect_from(source: Ipv4Addr, address: SocketAddr) -> TcpStream {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stream = runtime.block_on(async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(IpAddr::V4(source), 0)).unwrap();
        socket.connect(address).await.unwrap().into_std().unwrap()
    });
    stream.set_nonblocking(false).unwrap();
    patient(stream)
}

fn ask(mut stream: TcpStream, request: String) -> String {
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(read.is_ok(), "{read:?} after {answer}");
    answer
}

/// Connections that all say this.
fn crowd(count: usize, address: SocketAddr, says: &[u8]) -> Vec<TcpStream> {
    let join = |_| {
        let mut stream = connect(address);
        stream.write_all(says).unwrap();
        stream
    };
    (0..count).map(join).collect()
}

/// How many of these are waited for still: they were sent nothing, and not hung up on.
fn still_open(crowd: &mut [TcpStream]) -> usize {
    let is_open = |stream: &mut TcpStream| {
        stream.set_nonblocking(true).unwrap();
        let read = stream.read(&mut [0]);
        stream.set_nonblocking(false).unwrap();
        read.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    };
    crowd.iter_mut().map(is_open).filter(|open| *open).count()
}

/// Each connection is a file; how many this process may have of those that are wanted.
#[expect(clippy::print_stdout, reason = "a smaller crowd is not a secret")]
fn files(wanted: usize) -> usize {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).unwrap();
    let limit = limit.current.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap());
    let given = wanted.min(limit.saturating_sub(4_000));
    if given < wanted {
        println!("a crowd of {given} instead of {wanted}: the system gives no more files");
    }
    assert!(given >= 500, "the system gives {limit} files");
    given
}

/// A POST of so many bytes, in one piece or in chunks of this size.
fn post(length: usize, chunks: Option<usize>) -> Vec<u8> {
    let Some(size) = chunks else {
        let head = format!("{POST}content-length: {length}\r\n\r\n");
        return [head.as_bytes(), &vec![b'a'; length]].concat();
    };
    let mut request = format!("{POST}transfer-encoding: chunked\r\n\r\n").into_bytes();
    for start in (0..length).step_by(size) {
        let size = size.min(length - start);
        request.extend(format!("{size:x}\r\n").into_bytes());
        request.resize(request.len() + size, b'a');
        request.extend(b"\r\n");
    }
    request.extend(b"0\r\n\r\n");
    request
}

fn check_post(mut stream: TcpStream, request: &[u8]) {
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let response = Response::parse(&answer);
    assert_eq!(response.status, 200);
    assert!(response.text().contains("isv.missing-method"), "{}", response.text());
}

#[test]
fn an_honest_body_is_answered_beside_thousands_of_slow_ones() {
    let count = files(SLOW);
    let crowded = Crowded::start(FOR_EVER);
    let head = format!("{POST}content-length: {}\r\n\r\n", 4 * MIB);
    let says = [head.as_bytes(), &[b'a'; KIB]].concat();
    let mut slow = crowd(count / 2, crowded.gateway, &says);
    let chunked = format!("{POST}transfer-encoding: chunked\r\n\r\n{KIB:x}\r\n");
    let says = [chunked.as_bytes(), &[b'a'; KIB]].concat();
    slow.extend(crowd(count / 2, crowded.gateway, &says));
    let all = slow.len() * KIB;
    crowded.wait_for("hongbao_body_bytes", |bytes| bytes >= all);
    for (length, chunks) in [
        (0, None),
        (1, None),
        (2 * KIB, None),
        (70 * KIB, Some(1_000)),
        (MIB, None),
        (4 * MIB, None),
        (4 * MIB, Some(64 * KIB)),
    ] {
        check_post(connect(crowded.gateway), &post(length, chunks));
    }
    crowded.check_all("beside slow bodies");
    assert_eq!(still_open(&mut slow), slow.len(), "each slow body is still waited for");
    assert_eq!(crowded.metric("hongbao_bodies_lost", ""), 0);
    assert_eq!(crowded.metric("hongbao_connections_given_way", ""), 0);
}

#[test]
#[expect(clippy::print_stdout, reason = "a failure shows what it was before")]
fn a_body_costs_its_bytes_however_small_its_pieces_are() {
    const BODY: usize = 128 * KIB;
    let crowded = Crowded::start(FOR_EVER);
    crowded.check_all("alone");
    let before = crowded.peak();
    std::thread::scope(|scope| {
        for size in [1, 1, 2, 3, 7] {
            let stream = connect(crowded.gateway);
            scope.spawn(move || check_post(stream, &post(BODY, Some(size))));
        }
    });
    let peak = crowded.peak();
    println!("the peak went from {before} to {peak} bytes");
    assert!(peak <= before + 5 * MIB, "the peak went from {before} to {peak} bytes");
}

#[test]
#[expect(clippy::print_stdout, reason = "a failure shows what it was before")]
fn one_address_has_its_share_of_the_memory_and_others_have_the_rest() {
    const CROWD: usize = 100;
    let crowded =
        Crowded::start(&["--limits-bodies-address", "67108864", "--limits-body-time", "3600"]);
    let before = crowded.peak();
    let mut says = post(4 * MIB, None);
    says.pop();
    let mut large: Vec<_> = (0..CROWD).map(|_| connect(crowded.gateway)).collect();
    // Some of these are dropped before they have said all; that is theirs.
    large.iter_mut().for_each(|stream| _ = stream.write_all(&says));
    crowded.wait_for("hongbao_bodies_lost", |bodies| bodies > 0);
    for chunks in [None, Some(64 * KIB)] {
        check_post(connect(crowded.gateway), &post(4 * MIB, chunks));
        check_post(connect_from(NEIGHBOUR, crowded.gateway), &post(4 * MIB, chunks));
    }
    crowded.check_all("beside large bodies");
    assert!(still_open(&mut large) > 0, "as many as there is memory for are waited for");
    assert_eq!(crowded.metric("hongbao_bodies_lost", "refused"), 0);
    let peak = crowded.peak();
    println!("the peak went from {before} to {peak} bytes");
    assert!(peak <= before + 128 * MIB, "the peak went from {before} to {peak} bytes");
}

#[test]
fn idle_connections_give_way_on_both_sides() {
    let count = files(IDLE);
    for admin_is_flooded in [false, true] {
        let crowded = Crowded::start(&[]);
        let address = if admin_is_flooded { crowded.admin } else { crowded.gateway };
        let _idle = crowd(count, address, b"");
        crowded.check_all("beside idle connections");
        let given_way = crowded.metric("hongbao_connections_given_way", "waiting");
        let most = if admin_is_flooded { 512 } else { 9_500 };
        assert!(given_way > 0 || count <= most);
        assert_eq!(crowded.metric("hongbao_connections_given_way", "refused"), 0);
    }
}

#[test]
fn whatever_a_crowd_has_begun_gives_way() {
    const CROWD: usize = 200;
    let crowded = Crowded::start(&["--limits-connections", "40", "--tls-listen", "127.0.0.1:0"]);
    let tls = crowded.folder.sandbox("gateway_tls");
    let tls = tls.split('/').nth(2).unwrap().parse().unwrap();
    let body = format!("{POST}content-length: 10\r\n\r\na");
    let chunked = format!("{POST}transfer-encoding: chunked\r\n\r\n1\r\na\r\n");
    for (name, address, says) in [
        ("nothing", crowded.gateway, ""),
        ("a request, and nothing more", crowded.gateway, HEALTHZ),
        ("half a head", crowded.gateway, "GET /healthz HTTP/1.1\r\nho"),
        ("half a second head", crowded.gateway, &(HEALTHZ.to_owned() + "GET /hea")),
        ("half a body", crowded.gateway, &body),
        ("chunks", crowded.gateway, &chunked),
        ("no TLS", tls, ""),
        ("half a TLS hello", tls, "\x16\x03\x01\x02\0\x01"),
        ("nothing to the admin side", crowded.admin, ""),
        ("half a head to the admin side", crowded.admin, "GET /metrics HT"),
    ] {
        let mut neighbour = connect_from(NEIGHBOUR, crowded.gateway);
        let mut ask_neighbour = || {
            neighbour.write_all(HEALTHZ.as_bytes()).unwrap();
            let mut answer = Vec::new();
            while !answer.ends_with(b"\r\n\r\nok\n") {
                let mut bytes = [0; 1_024];
                let count = neighbour.read(&mut bytes).unwrap();
                assert!(count > 0, "{name}: another address's connection was cut off");
                answer.extend(&bytes[..count]);
            }
        };
        ask_neighbour();
        let _crowd: Vec<_> = (0..CROWD)
            .map(|_| {
                let mut stream = connect(address);
                let _ = stream.write_all(says.as_bytes());
                stream
            })
            .collect();
        // Each listener accepts in order: once this one has been accepted, whatever becomes of it, no
        // connection of the crowd is still to come that could push out the next one elsewhere.
        let mut last = connect(address);
        let _ = last.write_all(HEALTHZ.replace("x", "x\r\nconnection: close").as_bytes());
        let _ = last.read_to_end(&mut Vec::new());
        crowded.check_all(name);
        ask_neighbour();
    }
}

/// A call that is being answered keeps its connection, however many come meanwhile.
#[test]
fn an_answer_under_way_never_gives_way() {
    let folder = Folder::new();
    let limits = Limits {
        call_time: Duration::from_secs(3),
        connections: 4,
        connections_address: 4,
        ..Limits::default()
    };
    let gateway = Gateway::start(Arc::new(sqlite(&folder)), limits);
    let query = "app_id=2014072300007148&method=alipay.marketing.voucher.query&charset=utf-8\
                 &sign_type=RSA2&timestamp=2026-01-01%2000:00:00&version=1.0\
                 &biz_content=%7B%22voucher_id%22:%2220170616000730020041ERRSILEN%22%7D&sign=<sign>";
    let (query, _) = sign_placeholder(query, "");
    let head = "HTTP/1.1\r\nhost: x\r\nconnection: close\r\n";
    let healthz = HEALTHZ.replace('x', "x\r\nconnection: close");
    let begin = |request: String| {
        let mut stream = connect(gateway.address);
        stream.write_all(request.as_bytes()).unwrap();
        // The gateway has one thread here: what comes later is answered after this has begun.
        for _ in 0..2 {
            assert!(ask(connect(gateway.address), healthz.clone()).ends_with("ok\n"));
        }
        stream
    };
    let get = begin(format!("GET /gateway.do?{query} {head}\r\n"));
    let length = query.len();
    let post = begin(format!("POST /gateway.do {head}content-length: {length}\r\n\r\n{query}"));
    // Each of these pushes another one of them out: the two calls are not among those that can be.
    let mut crowd: Vec<_> = (0..500).map(|_| connect(gateway.address)).collect();
    let left = ask(connect(gateway.address), healthz.clone());
    assert!(left.ends_with("ok\n"));
    assert!(still_open(&mut crowd) < 4);
    for call in [get, post] {
        let answer = ask(call, String::new());
        assert!(answer.contains(r#""code":"20000""#), "{answer}");
    }
}

/// A server that may open no more than 256 files, as in some containers: its connections stay within.
#[test]
fn few_files_are_no_reason_to_answer_nobody() {
    let folder = Folder::new();
    let mut command = std::process::Command::new("sh");
    command.env_clear().args(["-c", "ulimit -n 256 && exec \"$0\" \"$@\""]);
    command.arg(hongbao().get_program()).args(serve(&folder).get_args()).args(["--log", "error"]);
    let crowded = Crowded::of(folder, Server::start(command));
    for (address, name) in [(crowded.gateway, "gateway"), (crowded.admin, "admin")] {
        let _idle = crowd(1_000, address, b"");
        crowded.check_all(name);
    }
}

/// A process that is kept from running for a moment loses no connection meanwhile: the system holds
/// them for it.
#[test]
fn connections_wait_for_a_server_that_is_held_up() {
    const CROWD: usize = 600;
    let held = std::fs::read_to_string("/proc/sys/net/core/somaxconn").unwrap();
    assert!(held.trim().parse::<usize>().unwrap() > CROWD, "the system holds {held}");
    let crowded = Crowded::start(&[]);
    crowded.server.signal("STOP");
    let mut waiting = crowd(CROWD, crowded.gateway, HEALTHZ.as_bytes());
    crowded.server.signal("CONT");
    for stream in &mut waiting {
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        assert_eq!(&status, b"HTTP/1.1 200");
    }
}
