//! A gateway on a port of this machine that gives what it is told, one connection after the other.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

/// A gateway that answers each connection's one request with the next of its answers.
pub(super) struct Gateway {
    pub(super) url: String,
    thread: JoinHandle<Vec<String>>,
}

impl Gateway {
    /// Each answer is sent as it stands, and the connection is closed behind it.
    pub(super) fn start(answers: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/gateway.do", listener.local_addr().unwrap());
        let serve = move || {
            let serve = |answer: &Vec<u8>| {
                let (mut stream, _) = listener.accept().unwrap();
                let request = read(&mut stream);
                // The client may have had enough before the end.
                let _ = stream.write_all(answer);
                request
            };
            answers.iter().map(serve).collect()
        };
        Self { url, thread: std::thread::spawn(serve) }
    }

    /// The requests that came, once all answers are given.
    pub(super) fn requests(self) -> Vec<String> {
        self.thread.join().unwrap()
    }
}

/// A request: its head, and as much body as it announces.
fn read(stream: &mut TcpStream) -> String {
    let mut request = String::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).unwrap();
        request.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
        let (head, body) = request.split_once("\r\n\r\n").unwrap_or((&request, ""));
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
        let complete = length.is_some_and(|length| body.len() >= length.parse().unwrap());
        if count == 0 || complete {
            return request;
        }
    }
}

/// An HTTP answer of this status, with this body.
pub(super) fn http(status: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ntrace_id: 0a1b\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}
