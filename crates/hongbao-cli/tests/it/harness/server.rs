//! A running `hongbao`, and requests to it as bytes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use hongbao_wire::{Empties, Params, Part, SignType, SigningKey, string_to_sign};

/// The documents' campaign.
pub(crate) const CAMPAIGN: &str =
    "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx";

/// A data folder of one test, removed when the test ends.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("data-{}-{number}", std::process::id());
        Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name))
    }

    /// A data folder inside another one.
    pub(crate) fn within(folder: &Path, name: &str) -> Self {
        Self(folder.join(name))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// A value of sandbox.json, cut out as a script would do it.
    pub(crate) fn sandbox(&self, name: &str) -> String {
        let text = std::fs::read_to_string(self.0.join("sandbox.json")).unwrap();
        let start = text.find(&format!("\"{name}\": \"")).unwrap() + name.len() + 5;
        text[start..].split('"').next().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// `hongbao serve --sandbox` on this folder and a free port, not started yet.
pub(crate) fn serve(folder: &Folder) -> Command {
    serve_at(folder, "127.0.0.1:0")
}

/// The same, on this address.
pub(crate) fn serve_at(folder: &Folder, listen: &str) -> Command {
    let mut command = hongbao();
    command.args(["serve", "--sandbox", "--ready-json", "--data"]).arg(folder.path());
    command.args(["--listen", listen, "--admin-listen", "127.0.0.1:0"]);
    command
}

/// The built command, with nothing of this process's environment that could steer it.
pub(crate) fn hongbao() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hongbao"));
    command.env_clear();
    command
}

/// A running server; it ends with this value.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) address: String,
}

impl Server {
    /// Starts a server and waits for its ready line.
    pub(crate) fn start(command: Command) -> Self {
        Self::start_with(command, Stdio::piped())
    }

    /// The same for one that says more than a pipe holds, and is not listened to.
    pub(crate) fn start_unheard(command: Command) -> Self {
        Self::start_with(command, Stdio::null())
    }

    /// The same for one whose log goes there.
    pub(crate) fn start_with(mut command: Command, stderr: Stdio) -> Self {
        command.stderr(stderr);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let gateway = line.split('"').nth(3).unwrap_or_else(|| {
            let _ = child.kill();
            let said = child.stderr.take().map(read).unwrap_or_default();
            panic!("no ready line but {line:?}: {said}")
        });
        let address = gateway.strip_prefix("http://").unwrap().strip_suffix("/gateway.do").unwrap();
        Self { address: address.to_owned(), child }
    }

    pub(crate) fn send(&self, request: &[u8]) -> Response {
        send(&self.address, request)
    }

    pub(crate) fn get(&self, target: &str) -> Response {
        self.send(
            format!("GET {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes(),
        )
    }

    /// Asks for a campaign as the folder's own app, and gives the answer's text.
    pub(crate) fn ask(&self, folder: &Folder, crowd_no: &str) -> String {
        self.get(&detail_query(folder, crowd_no)).text()
    }

    /// Sends a signal, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &pid]).status().unwrap().success());
    }

    /// Waits for the end; the exit code, and what was said on stderr.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        // What is said may be more than a pipe holds: it is read while the server ends.
        let said = read(self.child.stderr.take().unwrap());
        (self.child.wait().unwrap().code(), said)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The head of a POST.
pub(crate) fn post_head(target: &str, content_type: &str, length: usize) -> String {
    format!(
        "POST {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
         content-type: {content_type}\r\ncontent-length: {length}\r\n\r\n"
    )
}

/// The target of a signed query for a campaign.
pub(crate) fn detail_query(folder: &Folder, crowd_no: &str) -> String {
    let pem = folder.path().join("keys/app-2014072300007148.pem");
    let key = SigningKey::from_pem(&std::fs::read_to_string(pem).unwrap()).unwrap();
    let query = format!(
        "app_id=2014072300007148&method=alipay.marketing.campaign.cash.detail.query&charset=utf-8\
         &sign_type=RSA2&timestamp=2026-01-01%2000:00:00&version=1.0\
         &biz_content=%7B%22crowd_no%22:%22{crowd_no}%22%7D"
    );
    let params = Params::read([Part::Urlencoded(query.as_bytes())], 20);
    let sign = key.sign(SignType::Rsa2, &string_to_sign(&params, Empties::Dropped)).unwrap();
    let sign = sign.replace('+', "%2B");
    format!("/gateway.do?{query}&sign={sign}")
}

fn read(mut stderr: ChildStderr) -> String {
    let mut text = String::new();
    stderr.read_to_string(&mut text).unwrap();
    text
}

/// Sends these bytes on a connection of their own and gives all that comes back.
pub(crate) fn send(address: &str, request: &[u8]) -> Response {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    Response::parse(&bytes)
}

/// An HTTP answer.
pub(crate) struct Response {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head, body: bytes[end + 4..].to_vec() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find_map(|(header, value)| header.eq_ignore_ascii_case(name).then_some(value))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}
