//! Slow clients: each of them is cut off, by the one limit that is for it, while a client that keeps
//! pace is served. The limits are short here, and the gateway runs in this process.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use hongbao_gateway::Limits;

use crate::harness::server::Folder;
use crate::wire::replay::{Gateway, sqlite};

/// A limit under test, long enough for a client that keeps pace on a busy machine; all others stay too
/// long to matter.
const SHORT: Duration = Duration::from_secs(1);
/// How long a client waits between two bytes, reading meanwhile.
const PAUSE: Duration = Duration::from_millis(10);
/// So many pauses are far more than any limit here: a connection that is still open then stays so.
const PAUSES: usize = 3_000;

/// What a slow client does with its answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answers {
    Read,
    Left,
}

/// A slow client: what it says first, what it says again and again, and how its answers begin.
struct Slow {
    name: &'static str,
    limits: fn(Limits) -> Limits,
    first: &'static str,
    again: &'static str,
    answers: Answers,
    answer: &'static str,
}

const HEALTHZ: &str = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";

/// The head is an administrator's; the token is [`ADMIN_TOKEN`](crate::wire::replay::ADMIN_TOKEN).
const OPERATION: &str = "POST /admin/v1/users HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer the administrator of this test\r\ncontent-length: 100000\r\n\r\n";

const fn head(limits: Limits) -> Limits {
    Limits { head_time: SHORT, ..limits }
}

const fn idle(limits: Limits) -> Limits {
    Limits { idle_time: SHORT, ..limits }
}

const fn body(limits: Limits) -> Limits {
    Limits { body_time: SHORT, ..limits }
}

const fn write(limits: Limits) -> Limits {
    Limits { write_time: SHORT, ..limits }
}

const fn slow(
    name: &'static str,
    limits: fn(Limits) -> Limits,
    [first, again]: [&'static str; 2],
    (answers, answer): (Answers, &'static str),
) -> Slow {
    Slow { name, limits, first, again, answers, answer }
}

#[rustfmt::skip]
const SLOW: &[Slow] = &[
    slow("a head by the byte",   head,  ["GET /healthz HTTP/1.1\r\nhost: ", "x"], (Answers::Read, "")),
    slow("headers by the byte",  head,  ["GET /healthz HTTP/1.1\r\nhost: x\r\n", "a:\r\n"], (Answers::Read, "")),
    slow("half a head",          head,  ["GET /hea", ""], (Answers::Read, "")),
    slow("half a second head",   head,  [concat!("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n", "GET /hea"), "l"], (Answers::Read, "HTTP/1.1 200")),
    slow("nothing at all",       idle,  ["", ""], (Answers::Read, "")),
    slow("nothing any more",     idle,  [HEALTHZ, ""], (Answers::Read, "HTTP/1.1 200")),
    slow("nothing after a call", idle,  ["GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n", ""], (Answers::Read, "HTTP/1.1 503")),
    slow("a body by the byte",   body,  ["POST /gateway.do HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n", "x"], (Answers::Read, "HTTP/1.1 408")),
    slow("chunks by the byte",   body,  ["POST /gateway.do HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n", "1\r\nx\r\n"], (Answers::Read, "HTTP/1.1 408")),
    slow("no body",              body,  ["POST /gateway.do HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\n", ""], (Answers::Read, "HTTP/1.1 408")),
    slow("an operation's body",  body,  [OPERATION, "x"], (Answers::Read, "HTTP/1.1 408")),
    slow("an operation's no body", body, [OPERATION, ""], (Answers::Read, "HTTP/1.1 408")),
    slow("an operation's head",  head,  ["POST /admin/v1/users HTTP/1.1\r\nhost: ", "x"], (Answers::Read, "")),
    slow("answers that are left", write, [HEALTHZ, HEALTHZ], (Answers::Left, "")),
];

fn is_too_slow(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// A client that keeps pace on one connection, for longer than any one request may take.
struct Good(TcpStream);

impl Good {
    fn check_answer(&mut self, name: &str) {
        self.0.write_all(HEALTHZ.as_bytes()).expect(name);
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\nok\n") {
            let mut bytes = [0; 1_024];
            let count = self.0.read(&mut bytes).expect(name);
            assert!(count > 0, "{name}: the good client was cut off");
            answer.extend(&bytes[..count]);
        }
        assert!(answer.starts_with(b"HTTP/1.1 200"));
    }
}

/// Goes on slowly until the server hangs up, and gives what was read by then.
fn go_on(stream: &mut TcpStream, slow: &Slow, good: &mut Good) -> String {
    let mut answer = Vec::new();
    for _ in 0..PAUSES {
        good.check_answer(slow.name);
        let ended = match slow.answers {
            Answers::Read => {
                // Whether this is taken is seen when the answer is read.
                let _ = stream.write_all(slow.again.as_bytes());
                let mut bytes = [0; 1_024];
                let read = stream.read(&mut bytes);
                answer.extend(&bytes[..*read.as_ref().unwrap_or(&0)]);
                read.map(|count| count == 0)
            }
            Answers::Left => stream.write_all(&slow.again.as_bytes().repeat(1_000)).map(|()| false),
        };
        if ended.unwrap_or_else(|error| !is_too_slow(&error)) {
            return String::from_utf8(answer).unwrap();
        }
    }
    panic!("{}: still open", slow.name);
}

#[test]
fn who_does_not_keep_pace_is_cut_off() {
    for slow in SLOW {
        let folder = Folder::new();
        let long = Duration::from_secs(600);
        let limits = Limits {
            head_time: long,
            idle_time: long,
            body_time: long,
            write_time: long,
            ..Limits::default()
        };
        let gateway = Gateway::start(Arc::new(sqlite(&folder)), (slow.limits)(limits));
        let connect = |address, time| {
            let stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(time)).unwrap();
            stream.set_write_timeout(Some(time)).unwrap();
            stream
        };
        let mut good = Good(connect(gateway.address, Duration::from_secs(20)));
        let is_operation = slow.first.contains("/admin/");
        let address = if is_operation { gateway.admin } else { gateway.address };
        let mut stream = connect(address, PAUSE);
        stream.write_all(slow.first.as_bytes()).unwrap();
        let answer = go_on(&mut stream, slow, &mut good);
        assert!(answer.starts_with(slow.answer), "{}: {answer}", slow.name);
        assert_eq!(answer.is_empty(), slow.answer.is_empty(), "{}: {answer}", slow.name);
        for _ in 0..2 {
            good.check_answer(slow.name);
        }
    }
}
