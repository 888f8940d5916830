//! A proxy before a server that may flip a bit of what it passes on. Of HTTP it knows no more than
//! Content-Length, of the protocol no more than one name.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What the proxy does to answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    Kept,
    Altered,
}

/// A running proxy; it ends with this value.
pub(crate) struct Proxy {
    pub(crate) address: String,
    ended: Arc<AtomicBool>,
}

impl Proxy {
    /// Passes requests on to the server at this address, one at a time.
    pub(crate) fn start(server: &str, answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let ended = Arc::new(AtomicBool::new(false));
        let (server, end) = (server.to_owned(), Arc::clone(&ended));
        std::thread::spawn(move || {
            for client in listener.incoming() {
                if end.load(Ordering::SeqCst) {
                    break;
                }
                // What a client cannot send or take, it will complain of itself.
                let _ = pass(&mut client.unwrap(), &server, answers);
            }
        });
        Self { address, ended }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the thread, which waits for a connection.
        let _ = TcpStream::connect(&self.address);
    }
}

/// Passes one request on, and its answer back.
fn pass(client: &mut TcpStream, server: &str, answers: Answers) -> std::io::Result<()> {
    let request = message(client)?;
    let mut server = TcpStream::connect(server)?;
    server.write_all(&request)?;
    let mut answer = message(&mut server)?;
    if answers == Answers::Altered {
        flip(&mut answer);
    }
    // Otherwise the client would keep the connection for its next request, and the others wait.
    let line = find(&answer, b"\r\n").unwrap();
    client.write_all(&answer[..line])?;
    client.write_all(b"\r\nconnection: close")?;
    client.write_all(&answer[line..])
}

/// The lowest bit of the first digit of an amount: 2 becomes 3, and the answer is still JSON.
fn flip(answer: &mut [u8]) {
    let name = b"\"total_amount\":\"";
    if let Some(start) = find(answer, name) {
        answer[start + name.len()] ^= 1;
    }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

/// A head, and as many bytes after it as it says.
fn message(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let mut bytes = Vec::new();
    let mut length = 0;
    loop {
        let start = bytes.len();
        if reader.read_until(b'\n', &mut bytes)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let line = String::from_utf8_lossy(&bytes[start..]).to_ascii_lowercase();
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let head = bytes.len();
    bytes.resize(head + length, 0);
    reader.read_exact(&mut bytes[head..])?;
    Ok(bytes)
}
