//! SDKs against a running server, their own signature verification on: the official ones for Java,
//! Node.js and Python, fzlee's for Python, smartwalle's and go-pay's for Go.

mod expected;
pub(crate) mod proxy;

use std::ffi::OsStr;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use hongbao_wire::Charset;

use crate::harness::server::{Folder, Server, serve, serve_at};
use expected::Way;
use proxy::{Answers, Proxy};

/// Every charset with every sign type.
const WAYS: [Way; 8] = [
    ("GBK", "RSA2"),
    ("GBK", "RSA"),
    ("utf-8", "RSA2"),
    ("utf-8", "RSA"),
    ("gb2312", "RSA2"),
    ("gb2312", "RSA"),
    ("gb18030", "RSA2"),
    ("gb18030", "RSA"),
];
/// For SDKs that know one charset only.
const UTF_8: [Way; 2] = [("utf-8", "RSA2"), ("utf-8", "RSA")];

fn interop(folder: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../interop")).join(folder)
}

/// A program of a folder of `interop`, without the environment's proxies: the server is near.
fn program(folder: &str, runtime: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(runtime);
    command.current_dir(interop(folder));
    for name in ["http_proxy", "https_proxy", "all_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    command
}

fn java(class: &str) -> Command {
    let mut command = program("java", "java");
    // Until Java 18 the first sets what is printed, since then the second.
    command.args(["-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"]);
    command.args(["-cp", "lib/*:classes", class]);
    command
}

fn node() -> Command {
    let mut command = program("node", "node");
    command.arg("cases.mjs");
    command
}

fn python(folder: &str) -> Command {
    let mut command = program(folder, interop(folder).join("venv/bin/python"));
    command.arg("cases.py").env("PYTHONUTF8", "1");
    command
}

fn go() -> Command {
    program("go", interop("go").join("cases"))
}

fn output(mut command: Command, sandbox: &Path, ways: &[Way]) -> Output {
    command.arg(sandbox);
    for (charset, sign_type) in ways {
        command.args([charset, sign_type]);
    }
    command.output().expect("the SDK is there; `make test` fetches it")
}

/// Runs a program and gives what it printed.
fn run(command: Command, folder: &Folder, ways: &[Way]) -> String {
    let output = output(command, &folder.path().join("sandbox.json"), ways);
    let printed = String::from_utf8(output.stdout).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "it failed:\n{printed}\n{said}");
    printed
}

/// Runs a program against a server of its own and compares what it prints.
fn check(command: Command, ways: &[Way], expected: fn(Way) -> Vec<String>) {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    expected::check(&run(command, &folder, ways), ways, expected);
}

/// A proxy that keeps answers is not noticed; one that alters them makes the SDK fail at the first,
/// with these words.
fn check_proxied(command: fn() -> Command, success: &str, refusal: &str) {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let sandbox = std::fs::read_to_string(folder.path().join("sandbox.json")).unwrap();
    let through = |answers| {
        let proxy = Proxy::start(&server.address, answers);
        let path = folder.path().join("proxied.json");
        std::fs::write(&path, sandbox.replace(&server.address, &proxy.address)).unwrap();
        let output = output(command(), &path, &UTF_8[..1]);
        let printed = String::from_utf8(output.stdout).unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), printed, said)
    };
    let (succeeded, printed, said) = through(Answers::Kept);
    assert!(succeeded && printed.starts_with(success), "{printed}\n{said}");
    let (succeeded, printed, said) = through(Answers::Altered);
    assert!(!succeeded && printed.is_empty(), "it took an altered answer: {printed}");
    assert!(said.contains(refusal), "{said}");
}

#[test]
fn java_prints_success_for_the_documents_examples() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    for class in ["DocumentExample", "VoucherDocumentExample"] {
        let printed = run(java(class), &folder, &WAYS);
        assert_eq!(printed, "调用成功\n".repeat(WAYS.len()), "{class}");
    }
}

#[test]
fn java_lives_through_a_campaigns_story() {
    for way in [("utf-8", "RSA2"), ("GBK", "RSA")] {
        let folder = Folder::new();
        let _server = Server::start(serve(&folder));
        let expected = "pay 200\n\
             trigger order_1 1.00 false 春节红包\n\
             trigger order_2 1.00 false 春节红包\n\
             trigger order_1 1.00 true 春节红包\n\
             detail READY 2.00 of 10.00\n\
             list READY 春节红包\n";
        assert_eq!(run(java("CampaignStory"), &folder, &[way]), expected, "{way:?}");
    }
}

#[test]
fn java_gets_the_right_answer_in_each_case() {
    check(java("Cases"), &WAYS, expected::java);
}

#[test]
fn java_refuses_an_altered_answer() {
    check_proxied(|| java("DocumentExample"), "调用成功\n", "sign check fail");
}

#[test]
fn node_gets_the_right_answer_in_each_case() {
    check(node(), &UTF_8, expected::node);
}

#[test]
fn node_refuses_an_altered_answer() {
    check_proxied(node, "success\t10000\t", "验签失败");
}

#[test]
fn python_gets_the_right_answer_in_each_case() {
    check(python("python"), &WAYS, expected::shared);
}

#[test]
fn python_refuses_an_altered_answer() {
    check_proxied(|| python("python"), "success\t10000\t", "response sign verify failed");
}

/// The SDK connects to port 80 only. Elsewhere its program turns connections to the server's port;
/// here nothing of the SDK is touched.
#[test]
fn python_gets_the_right_answer_from_port_80() {
    let address = "127.0.0.80:80";
    if let Err(error) = TcpListener::bind(address) {
        panic!(
            "the SDK needs a server on port 80, but {address} cannot be bound ({error}): be root"
        );
    }
    let folder = Folder::new();
    let _server = Server::start(serve_at(&folder, address));
    let printed = run(python("python"), &folder, &UTF_8);
    expected::check(&printed, &UTF_8, expected::shared);
}

#[test]
fn fzlee_gets_the_right_answer_in_each_case() {
    check(python("fzlee"), &UTF_8, expected::fzlee);
}

#[test]
fn fzlee_refuses_an_altered_answer() {
    check_proxied(|| python("fzlee"), "success\t10000\t", "AliPayValidationError");
}

#[test]
fn go_gets_the_right_answer_in_each_case() {
    check(go(), &UTF_8[..1], expected::shared);
}

#[test]
fn go_refuses_an_altered_answer() {
    check_proxied(go, "success\t10000\t", "crypto/rsa: verification error");
}

/// Its types want a draw's amount as text and a campaign's amounts as numbers.
#[test]
fn gopay_lives_through_a_campaigns_story_in_typed_calls() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--price-json", "document"]);
    let _server = Server::start(command);
    let expected = "create 10000\n\
         pay 200\n\
         trigger 1.50 false 满100/减10\n\
         detail READY 1.50 of 10.00, 10 packets\n";
    let command = program("gopay", interop("gopay").join("cases"));
    assert_eq!(run(command, &folder, &[]), expected);
}

/// Java decodes and encodes as we do whatever an answer holds raw, character by character.
#[test]
fn java_reads_back_every_character_that_is_sent_raw() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path()).unwrap();
    let file = folder.path().join("raw.txt");
    let mut lines = String::new();
    for (name, charset) in
        [("GBK", Charset::Gbk), ("GB2312", Charset::Gb2312), ("GB18030", Charset::Gb18030)]
    {
        for c in '\u{80}'..='\u{10ffff}' {
            let bytes = charset.encode_json(&c.to_string());
            if !bytes.starts_with(b"\\u") {
                let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                lines += &format!("{name} {:x} {hex}\n", u32::from(c));
            }
        }
    }
    std::fs::write(&file, lines).unwrap();
    let output = java("Charsets").arg(&file).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed, "GB18030\t1111911\nGB2312\t7443\nGBK\t23832\n");
}
