//! Garbage on the socket, in waves: the process stays, its other clients get their answers, and
//! nothing is left of it. Connections and memory are counted from outside, as an operator does.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use rustix::process::{Resource, getrlimit, setrlimit};

use crate::harness::random::Random;
use crate::harness::server::{CAMPAIGN, Folder, Server, detail_query, send, serve};

/// Far longer than anything here takes, so that a connection that is left open does not hang the test.
const PATIENCE: Duration = Duration::from_secs(20);
/// When nothing more is taken for so long, all buffers on the way are full.
const FULL: Duration = Duration::from_millis(100);
const WAVES: usize = 3;
const OVER_LIMIT: usize = (4 << 20) + 1;
const HALF_OPEN: usize = 1_000;
const UNREAD: usize = 8;
/// So often that no buffer on the way takes it all: the server has to hang up.
const ENDLESS: usize = 1 << 20;

/// What follows the start of a piece of garbage.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tail {
    Text(&'static str),
    /// The client says no more, where the server has to wait for it.
    Last(&'static str),
    /// So many random bytes.
    Bytes(usize),
    /// So many letters.
    Letters(usize),
}
use Tail::{Bytes, Last, Letters, Text};

impl Tail {
    fn bytes(self, random: &mut Random) -> Vec<u8> {
        match self {
            Text(text) | Last(text) => text.as_bytes().to_vec(),
            Bytes(count) => random.bytes(count),
            Letters(count) => vec![b'a'; count],
        }
    }
}

/// A kind of garbage: a start, a tail so many times, and the statuses of all answers to it.
struct Garbage {
    name: &'static str,
    start: &'static str,
    tail: Tail,
    times: usize,
    statuses: &'static [u16],
}

const fn row(
    name: &'static str,
    start: &'static str,
    (tail, times): (Tail, usize),
    statuses: &'static [u16],
) -> Garbage {
    Garbage { name, start, tail, times, statuses }
}

const GET: &str = "GET /gateway.do HTTP/1.1\r\nhost: x\r\n";
const POST: &str = "POST /gateway.do HTTP/1.1\r\nconnection: close\r\n";
const MULTIPART: &str = "POST /gateway.do HTTP/1.1\r\nconnection: close\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 520000\r\n\r\n";
const PART: &str = "--b\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\na\r\n";
const CHUNKED: &str = "POST /gateway.do HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n";
const TRAILERS: &str = "POST /gateway.do HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n";
const CHUNK: &str = "80\r\n0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n";
const BODY: &str = "POST /gateway.do HTTP/1.1\r\nconnection: close\r\ncontent-length: 4096\r\n\r\n";
const LARGE_BODY: &str = "POST /gateway.do HTTP/1.1\r\ncontent-length: 4194305\r\n\r\n";
const LARGE_CHUNK: &str =
    "POST /gateway.do HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n400001\r\n";

#[rustfmt::skip]
const GARBAGE: &[Garbage] = &[
    row("random bytes",               "", (Bytes(4_096), 1), &[400]),
    row("a random path",              "GET /gateway.do?", (Bytes(4_096), 1), &[400]),
    row("a random body",              BODY, (Bytes(4_096), 1), &[200]),
    row("a TLS hello",                "\x16\x03\x01\x02\0\x01\0\x01\x7f", (Bytes(512), 1), &[400]),
    row("HTTP/2",                     "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (Bytes(64), 1), &[]),
    row("a multipart form with none", POST, (Text("content-type: multipart/form-data; boundary=b\r\ncontent-length: 2\r\n\r\nab"), 1), &[400]),
    row("a form of 10,000 parts",     MULTIPART, (Text(PART), 10_000), &[400]),
    row("endless nothing",            "", (Text("\r\n\r\n\r\n\r\n"), ENDLESS), &[431]),
    row("an endless path",            "GET /", (Letters(1_024), ENDLESS), &[431]),
    row("an endless header",          "GET / HTTP/1.1\r\nx: ", (Letters(1_024), ENDLESS), &[431]),
    row("endless headers",            "GET / HTTP/1.1\r\n", (Text("x: y\r\nx: y\r\n"), ENDLESS), &[431]),
    row("a length of letters",        GET, (Text("content-length: ten\r\n\r\n"), 1), &[400]),
    row("a length below zero",        GET, (Text("content-length: -1\r\n\r\n"), 1), &[400]),
    row("a length beyond numbers",    GET, (Text("content-length: 99999999999999999999\r\n\r\n"), 1), &[400]),
    row("a length of exabytes",       GET, (Text("content-length: 9999999999999999999\r\n\r\n"), 1), &[413]),
    row("two lengths",                GET, (Text("content-length: 1\r\ncontent-length: 2\r\n\r\nab"), 1), &[400]),
    row("a length and chunks",        GET, (Text("content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"), 1), &[200]),
    row("a length that is too short", GET, (Text("content-length: 1\r\n\r\na\0\0\0\0"), 1), &[200, 400]),
    row("a length that is too long",  GET, (Last("content-length: 9\r\n\r\na"), 1), &[400]),
    row("a coding that is none",      GET, (Text("transfer-encoding: lies\r\n\r\n"), 1), &[400]),
    row("a chunk of letters",         CHUNKED, (Text("zz\r\n"), 1), &[400]),
    row("a chunk below zero",         CHUNKED, (Text("-1\r\n"), 1), &[400]),
    row("a chunk beyond numbers",     CHUNKED, (Text("fffffffffffffffff\r\n"), 1), &[400]),
    row("a chunk of exabytes",        CHUNKED, (Last("fffffffffffffff\r\na"), 1), &[400]),
    row("a chunk that is too short",  CHUNKED, (Text("1\r\nabc\r\n"), 1), &[400]),
    row("a chunk that is too long",   CHUNKED, (Last("9\r\nabc\r\n"), 1), &[400]),
    row("a chunk size of zeros",      CHUNKED, (Last("00000000"), 10_000), &[400]),
    row("an endless chunk extension", CHUNKED, (Text("1;aaaaaaaa"), ENDLESS), &[400]),
    row("endless chunk extensions",   CHUNKED, (Text("1;aaaaaaaa\r\na\r\n"), ENDLESS), &[400]),
    row("endless chunks",             CHUNKED, (Text(CHUNK), ENDLESS), &[413]),
    row("endless trailers",           TRAILERS, (Text("x: y\r\nx: y\r\n"), ENDLESS), &[400]),
    row("4 MiB + 1, said",            GET, (Text("content-length: 4194305\r\n\r\n"), 1), &[413]),
    row("4 MiB + 1, sent",            LARGE_BODY, (Letters(OVER_LIMIT), 1), &[413]),
    row("4 MiB + 1 in a chunk",       LARGE_CHUNK, (Letters(OVER_LIMIT), 1), &[413]),
];

/// The listeners, as indices of the addresses.
const GATEWAY: usize = 0;
const TLS: usize = 1;
const ADMIN: usize = 2;

/// Parts of requests that stop where a server has to wait.
const PARTS: [(usize, &str); 10] = [
    (GATEWAY, ""),
    (GATEWAY, "G"),
    (GATEWAY, "\r\n"),
    (GATEWAY, "GET /gateway.do HTTP/1.1\r\nhost: "),
    (GATEWAY, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\nGET"),
    (GATEWAY, "POST /gateway.do HTTP/1.1\r\ncontent-length: 1000\r\n\r\n"),
    (GATEWAY, "POST /gateway.do HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n9\r\na"),
    (TLS, "\x16\x03\x01\x02"),
    (TLS, "\x16\x03\x01\x02\0\x01\0"),
    (ADMIN, "GET /metrics"),
];

/// A server under garbage, and the one answer that its good client ever gets.
struct Besieged {
    server: Server,
    addresses: [String; 3],
    target: String,
    answer: String,
}

impl Besieged {
    fn start(folder: &Folder) -> Self {
        let mut command = serve(folder);
        // Each refusal is logged, and a pipe that nobody empties would stop the server.
        command.args(["--tls-listen", "127.0.0.1:0", "--log", "error"]);
        let server = Server::start(command);
        let addresses = ["gateway", "gateway_tls", "admin"]
            .map(|name| folder.sandbox(name).split('/').nth(2).unwrap().to_owned());
        let target = detail_query(folder, CAMPAIGN);
        let answer = server.get(&target).text();
        assert!(answer.contains(r#""code":"10000""#), "{answer}");
        Self { server, addresses, target, answer }
    }

    fn check_answer(&self) {
        assert_eq!(self.server.get(&self.target).text(), self.answer);
    }

    /// Runs bad clients while a good one keeps asking.
    fn beside_a_good_client(&self, bad: impl FnOnce() + Send) {
        std::thread::scope(|scope| {
            let bad = scope.spawn(bad);
            while !bad.is_finished() {
                self.check_answer();
            }
        });
    }

    /// The connections that are open, without the one that asks.
    fn open(&self) -> usize {
        let request = b"GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        let text = send(&self.addresses[ADMIN], request).text();
        let gauge = text.lines().find_map(|line| line.strip_prefix("hongbao_connections "));
        gauge.unwrap().parse::<usize>().unwrap() - 1
    }

    fn wait_until_open(&self, is_reached: impl Fn(usize) -> bool) {
        let reached = (0..5_000).any(|_| is_reached(self.open()));
        assert!(reached, "{} connections are open", self.open());
    }

    /// Resident memory in KiB.
    fn memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.server.child.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Every kind of garbage, at every listener. What only the gateway answers, only it is held to.
    fn throw_all(&self, random: &mut Random) {
        for garbage in GARBAGE {
            let statuses = throw(&self.addresses[GATEWAY], garbage, random);
            assert_eq!(statuses, garbage.statuses, "{}", garbage.name);
            throw(&self.addresses[TLS], garbage, random);
            throw(&self.addresses[ADMIN], garbage, random);
        }
    }

    /// Connections that only begin, each with one byte more when all are there.
    fn leave_half_open(&self) {
        let begin = |(listener, part): &(usize, &str)| {
            let mut stream = TcpStream::connect(&self.addresses[*listener]).unwrap();
            stream.write_all(part.as_bytes()).unwrap();
            stream
        };
        let mut streams: Vec<_> = PARTS.iter().cycle().take(HALF_OPEN).map(begin).collect();
        self.wait_until_open(|open| open >= HALF_OPEN);
        self.check_answer();
        streams.iter_mut().for_each(|stream| stream.write_all(b"a").unwrap());
        self.wait_until_open(|open| open >= HALF_OPEN);
        self.check_answer();
    }

    /// Clients that ask and ask and read nothing, until nobody takes their requests any more.
    fn read_nothing(&self) {
        let request = b"GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(100);
        let ask = |_| {
            let mut stream = TcpStream::connect(&self.addresses[ADMIN]).unwrap();
            stream.set_write_timeout(Some(FULL)).unwrap();
            while stream.write_all(&request).is_ok() {}
            stream
        };
        let _streams: Vec<_> = (0..UNREAD).map(ask).collect();
        self.check_answer();
    }
}

/// Sends garbage on a connection of its own, and gives the statuses of what is answered until the
/// server hangs up.
fn throw(address: &str, garbage: &Garbage, random: &mut Random) -> Vec<u16> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    // The start goes with the first tail: a head that is plainly wrong is only refused at once if
    // that is seen at the first look.
    let first = [garbage.start.as_bytes(), &garbage.tail.bytes(random)].concat();
    let mut sent = stream.write_all(&first);
    for _ in 1..garbage.times {
        sent = sent.and_then(|()| stream.write_all(&garbage.tail.bytes(random)));
    }
    if matches!(garbage.tail, Last(_)) {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut answers = Vec::new();
    // A reset ends a connection as well as a close does; only silence does not.
    let ended = stream.read_to_end(&mut answers).map_err(|error| error.kind());
    let name = garbage.name;
    assert!(!matches!(ended, Err(ErrorKind::WouldBlock | ErrorKind::TimedOut)), "{name}: open");
    assert!(garbage.times != ENDLESS || sent.is_err(), "{name}: all of it was taken");
    let answers = String::from_utf8_lossy(&answers).into_owned();
    answers.split("HTTP/1.1 ").skip(1).map(|answer| answer[..3].parse().unwrap()).collect()
}

/// Each connection is a file.
fn raise_file_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).unwrap();
}

#[test]
#[expect(clippy::print_stdout, reason = "a failure shows how memory grew")]
fn garbage_leaves_nothing_behind() {
    raise_file_limit();
    let folder = Folder::new();
    let besieged = Besieged::start(&folder);
    let mut random = Random::new();
    let memory = [(); WAVES].map(|()| {
        besieged.beside_a_good_client(|| besieged.throw_all(&mut random));
        besieged.beside_a_good_client(|| besieged.leave_half_open());
        besieged.wait_until_open(|open| open == 0);
        besieged.beside_a_good_client(|| besieged.read_nothing());
        besieged.wait_until_open(|open| open == 0);
        besieged.memory()
    });
    println!("KiB after each wave: {memory:?}");
    assert!(memory[WAVES - 1] * 10 <= memory[0] * 11, "KiB after each wave: {memory:?}");
    let server = besieged.server;
    assert_eq!(server.get("/readyz").status, 200);
    server.signal("TERM");
    assert_eq!(server.end().0, Some(0));
}
