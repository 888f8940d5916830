//! A gateway that answers every request with the same signed bytes, at once: so that a client's time is
//! the client's own.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use crate::Outcome;
use crate::clock::{LOAD_CORE, pin};

/// Starts answering, on the load's core and for as long as this program runs; the address.
pub(crate) fn start(body: &[u8]) -> Outcome<String> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html;charset=utf-8\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let answer = [head.as_bytes(), body].concat();
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    std::thread::spawn(move || {
        let _ = pin(LOAD_CORE);
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            // A client that goes away ends its thread, which is all that is to be done about it.
            std::thread::spawn(move || serve(stream, &answer));
        }
    });
    Ok(address)
}

fn serve(mut stream: TcpStream, answer: &[u8]) -> Outcome<()> {
    stream.set_nodelay(true)?;
    let (mut read, mut bytes) = (Vec::new(), [0; 16 << 10]);
    loop {
        match stream.read(&mut bytes)? {
            0 => return Ok(()),
            count => read.extend_from_slice(&bytes[..count]),
        }
        // A request is whole when its body is: requests and answers end in the same way.
        if crate::answer::body(&read).is_some() {
            stream.write_all(answer)?;
            read.clear();
        }
    }
}
