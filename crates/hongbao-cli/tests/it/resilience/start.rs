//! Starting, starting again, refusing to start, stopping.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use crate::harness::server::{CAMPAIGN, Folder, Server, detail_query, hongbao, serve};

/// Starts once and stops again, so that the folder holds a sandbox.
fn founded() -> Folder {
    let folder = Folder::new();
    stop(Server::start(serve(&folder)));
    folder
}

fn stop(server: Server) {
    server.signal("TERM");
    assert_eq!(server.end().0, Some(0));
}

/// Checks that a start is refused: exit code 2, one sentence with what matters, one with a remedy.
fn check_refused(command: &mut Command, sentence: &str) {
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(output.stdout.is_empty());
    assert!(said.starts_with("hongbao: ") && said.contains(sentence), "{said}");
    assert_eq!(said.lines().count(), 2, "{said}");
}

/// `hongbao serve` without the sandbox.
fn production(folder: &Folder) -> Command {
    let mut command = hongbao();
    command.args(["serve", "--ready-json", "--data"]).arg(folder.path());
    command.args(["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]);
    command
}

#[test]
fn a_second_start_finds_everything_as_it_was() {
    let folder = Folder::new();
    let names = ["app_private_key", "alipay_public_key", "app_id", "merchant_pid"];
    let state = || names.map(|name| folder.sandbox(name));
    let server = Server::start(serve(&folder));
    let (first, answer) = (state(), server.ask(&folder, CAMPAIGN));
    assert!(answer.contains(r#""camp_status":"READY""#));
    stop(server);

    let server = Server::start(serve(&folder));
    assert_eq!(state(), first);
    assert_eq!(server.ask(&folder, CAMPAIGN), answer);
    assert_eq!(folder.sandbox("gateway"), format!("http://{}/gateway.do", server.address));
}

#[test]
fn what_holds_a_private_key_is_its_owners_only() {
    let folder = founded();
    for (name, expected) in [
        ("", 0o700),
        ("keys", 0o700),
        ("keys/platform.pem", 0o600),
        ("keys/app-2014072300007148.pem", 0o600),
        ("sandbox.json", 0o600),
        ("hongbao.db", 0o600),
    ] {
        let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, expected, "{name}");
    }
}

#[test]
fn a_database_serves_one_process() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    check_refused(&mut serve(&folder), "is in use by another process");
}

#[test]
fn a_damaged_database_is_one_clear_sentence() {
    for (from, garbage) in [(0, vec![b'x'; 100]), (0, vec![0xFF; 5_000]), (100, vec![0xFF; 3_000])]
    {
        let folder = founded();
        let path = folder.path().join("hongbao.db");
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[from..from + garbage.len()].copy_from_slice(&garbage);
        std::fs::write(&path, bytes).unwrap();
        check_refused(&mut serve(&folder), "is damaged");
    }
}

#[test]
fn a_database_out_of_reach_is_one_clear_sentence() {
    let folder = founded();
    let mut command = serve(&folder);
    command.args(["--database", "sqlite:/no/such/folder/x.db"]);
    check_refused(&mut command, "cannot be opened");
    let mut command = serve(&folder);
    command.args(["--database", "mysql://x"]);
    check_refused(&mut command, "is not a database URL");
}

#[test]
fn a_log_level_that_is_none_is_one_clear_sentence() {
    let mut command = serve(&founded());
    command.args(["--log", "warn,hongbao_gateway=loud"]);
    check_refused(&mut command, "is not a list of levels");
}

#[test]
fn a_database_and_its_keys_belong_together() {
    let key = |folder: &Folder| folder.path().join("keys/platform.pem");
    let (folder, other) = (founded(), founded());
    std::fs::remove_file(key(&folder)).unwrap();
    check_refused(&mut serve(&folder), "the key that this database was created with is missing");
    std::fs::copy(key(&other), key(&folder)).unwrap();
    check_refused(&mut serve(&folder), "does not know the platform's key");
    std::fs::write(key(&folder), "no key").unwrap();
    check_refused(&mut serve(&folder), "does not contain a key");
}

#[test]
fn a_sandbox_stays_a_sandbox_and_production_production() {
    let folder = founded();
    check_refused(&mut production(&folder), "is a sandbox");

    let folder = Folder::new();
    stop(Server::start(production(&folder)));
    check_refused(&mut serve(&folder), "is for production");
}

#[test]
fn a_taken_address_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = serve(&Folder::new());
    command.env("HONGBAO_LISTEN", "127.0.0.1:1").args(["--listen", &address]);
    check_refused(&mut command, &format!("cannot listen on {address}"));
}

#[test]
fn memory_is_a_database_too() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.env("HONGBAO_DATABASE", "memory:");
    let server = Server::start(command);
    assert!(server.ask(&folder, CAMPAIGN).contains(r#""code":"10000""#));
    assert!(!folder.path().join("hongbao.db").exists());
}

#[test]
fn a_shutdown_answers_what_it_has_accepted() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let target = detail_query(&folder, CAMPAIGN);
    let head = format!(
        "POST {target} HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 1\r\n\r\n"
    );
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    // The interim answer says that the call is under way.
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    assert!(interim.starts_with(b"HTTP/1.1 100"));
    server.signal("TERM");
    while TcpStream::connect(&server.address).is_ok() {}
    stream.write_all(b"&").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(r#""code":"10000""#), "{answer}");
    assert_eq!(server.end().0, Some(0));
}

#[test]
fn the_log_has_each_call_and_no_secret() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.env("HONGBAO_LOG", "trace");
    let server = Server::start(command);
    let target = detail_query(&folder, CAMPAIGN);
    let answer = server.get(&target);
    let trace_id = answer.header("trace_id").unwrap().to_owned();
    server.signal("TERM");
    let (_, log) = server.end();
    assert!(log.contains(&trace_id));
    let sent = target.split("sign=").nth(1).unwrap();
    let text = answer.text();
    let received = text.split(r#""sign":""#).nth(1).unwrap().trim_end_matches("\"}");
    let key = folder.sandbox("app_private_key");
    for secret in [sent, received, &key[60..120], "PRIVATE KEY"] {
        assert!(!log.contains(secret), "the log holds {secret}");
    }
}

/// What a start prints as a command to try, run by a shell as it stands.
#[test]
fn the_command_to_try_runs() {
    let folder = Folder::new();
    let odd = Folder::within(folder.path(), "it's a \"folder\"");
    std::fs::create_dir_all(folder.path()).unwrap();
    for in_json in [true, false] {
        let mut command = serve(&odd);
        if !in_json {
            let arguments: Vec<_> = command.get_args().map(std::ffi::OsStr::to_owned).collect();
            command = hongbao();
            command.args(arguments.iter().filter(|argument| *argument != "--ready-json"));
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut attempts = lines.filter_map(|line| {
            if in_json {
                let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
                Some(ready["try"].as_str().unwrap().to_owned())
            } else {
                line.trim_start().strip_prefix("try 试一试").map(str::to_owned)
            }
        });
        let attempt = attempts.next().unwrap();
        let output = Command::new("sh").args(["-c", &attempt]).output().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{attempt}: {:?}", String::from_utf8(output.stderr));
        assert!(printed.contains("10000 Success (signature verified)"), "{printed}");
    }
}
