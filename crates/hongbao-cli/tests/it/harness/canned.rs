//! A server that answers every request with the same bytes, whatever it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A running server; it ends with this value.
pub(crate) struct Canned {
    pub(crate) address: String,
    ended: Arc<AtomicBool>,
}

impl Canned {
    /// Answers with this status and body over HTTP.
    pub(crate) fn http(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let body: Vec<u8> = body.into();
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
        Self::bytes([head.into_bytes(), body].concat())
    }

    /// Answers with these bytes, once something was asked.
    pub(crate) fn bytes(answer: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let ended = Arc::new(AtomicBool::new(false));
        let end = Arc::clone(&ended);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                if end.load(Ordering::SeqCst) {
                    break;
                }
                // What a client does not take, its own outcome says.
                let _ = serve(&mut client.unwrap(), &answer);
            }
        });
        Self { address, ended }
    }
}

impl Drop for Canned {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the thread, which waits for a connection.
        let _ = TcpStream::connect(&self.address);
    }
}

/// Reads a request, if it is one, and answers.
fn serve(client: &mut TcpStream, answer: &[u8]) -> std::io::Result<()> {
    let mut reader = BufReader::new(client.try_clone()?);
    let mut length = 0;
    loop {
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line)?;
        let line = String::from_utf8_lossy(&line).to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() || !line.is_ascii() {
            break;
        }
    }
    reader.read_exact(&mut vec![0; length])?;
    client.write_all(answer)
}
