//! `kill -9` at random moments of a start: the next start mends whatever was left.

use std::process::Stdio;
use std::time::Duration;

use hongbao_wire::SigningKey;

use crate::harness::random::Random;
use crate::harness::server::{CAMPAIGN, Folder, Server, serve};

const ROUNDS: u32 = 20;

/// Starts `hongbao` and kills it after so many microseconds, wherever it is by then.
fn start_and_kill(folder: &Folder, micros: u64) {
    let mut command = serve(folder);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_micros(micros));
    child.kill().unwrap();
    child.wait().unwrap();
}

/// What is on disk of the keys; `None` for a file that is not there.
fn key_files(folder: &Folder) -> [Option<String>; 2] {
    ["keys/platform.pem", "keys/app-2014072300007148.pem"]
        .map(|name| std::fs::read_to_string(folder.path().join(name)).ok())
}

/// Starts for good, and checks that everything is there, once.
fn check_mended(folder: &Folder) {
    let before = key_files(folder);
    let server = Server::start(serve(folder));
    let after = key_files(folder);
    for (before, after) in before.iter().zip(&after) {
        assert!(before.is_none() || before == after, "a key that was there has stayed");
    }
    let [platform, app] = after.map(|pem| SigningKey::from_pem(&pem.unwrap()).unwrap());
    assert_eq!(folder.sandbox("alipay_public_key"), platform.public_key_base64());
    assert_eq!(folder.sandbox("app_private_key"), app.pkcs8_base64());
    let answer = server.ask(folder, CAMPAIGN);
    assert!(answer.contains(r#""camp_status":"READY""#), "{answer}");
    server.signal("TERM");
    assert_eq!(server.end().0, Some(0));
}

#[test]
fn a_first_start_may_be_killed_at_any_moment() {
    let mut random = Random::new();
    for _ in 0..ROUNDS {
        let folder = Folder::new();
        start_and_kill(&folder, random.below(1_000_000));
        check_mended(&folder);
    }
}

#[test]
fn a_later_start_may_be_killed_at_any_moment() {
    let folder = Folder::new();
    check_mended(&folder);
    let keys = key_files(&folder);
    let mut random = Random::new();
    for _ in 0..ROUNDS {
        start_and_kill(&folder, random.below(60_000));
        check_mended(&folder);
        assert_eq!(key_files(&folder), keys);
    }
}
