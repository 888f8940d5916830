//! An older copy of a database is not served unasked, and gives no number twice.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::business::admin::{campaign, command, draw};
use crate::harness::server::{Folder, Server, serve};
use crate::harness::shell::run;

fn stop(server: Server) {
    server.signal("TERM");
    assert_eq!(server.end().0, Some(0));
}

fn check_refused(folder: &Folder) {
    let output = serve(folder).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    let (sentence, remedy) = said.split_once('\n').unwrap();
    assert!(sentence.contains("hongbao.db is an older copy"), "{said}");
    assert!(remedy.contains("--accept-older-copy"), "{said}");
}

fn accept(folder: &Folder) -> Server {
    let mut command = serve(folder);
    command.arg("--accept-older-copy");
    Server::start(command)
}

fn order(n: u64) -> Value {
    json!({ "user_id": format!("2088102146166{n:03}"), "out_biz_no": format!("n{n}") })
}

fn audit(folder: &Folder) -> (Option<i32>, String) {
    let done = run(&["audit", "--data", folder.path().to_str().unwrap()]);
    (done.code, done.out + &done.said)
}

fn remove(path: &Path) {
    for ending in ["-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(ending);
        let _ = fs::remove_file(file);
    }
}

#[test]
fn an_older_copy_gives_no_number_that_was_given() {
    let folder = Folder::new();
    let (file, copy) = (folder.path().join("hongbao.db"), folder.path().join("copy.db"));
    let server = Server::start(serve(&folder));
    let crowd_no = campaign(&folder, &server, "fixed", 86_400);
    let kept = draw(&folder, &server, &crowd_no, &order(1))["biz_no"].clone();
    stop(server);
    fs::copy(&file, &copy).unwrap();
    let server = Server::start(serve(&folder));
    let lost = [2, 3].map(|n| draw(&folder, &server, &crowd_no, &order(n))["biz_no"].clone());
    stop(server);
    fs::copy(&copy, &file).unwrap();
    check_refused(&folder);
    check_refused(&folder);

    let server = accept(&folder);
    let again = draw(&folder, &server, &crowd_no, &order(1));
    assert_eq!((&again["biz_no"], &again["repeat_trigger_flag"]), (&kept, &json!("true")));
    for n in [3, 2, 4] {
        let new = draw(&folder, &server, &crowd_no, &order(n));
        assert_eq!(new["repeat_trigger_flag"], "false");
        assert!(!lost.contains(&new["biz_no"]) && new["biz_no"] != kept, "{new}");
    }
    let proof = command(&folder, &["audit"]);
    assert!(proof.code == Some(0) && proof.out.contains("holds"), "{}", proof.out);
    stop(server);
    stop(Server::start(serve(&folder)));
    assert_eq!(audit(&folder).0, Some(0));

    // The gap, and no other: without its record the numbers are missing, and with another they are too.
    let hand = rusqlite::Connection::open(&file).unwrap();
    hand.execute_batch("UPDATE gap SET last = last - 1 WHERE home = 1").unwrap();
    let (code, told) = audit(&folder);
    assert!(code == Some(1) && told.contains("number 1/"), "{told}");
    hand.execute_batch("DELETE FROM gap WHERE home = 1").unwrap();
    let (code, told) = audit(&folder);
    assert!(code == Some(1) && told.contains("numbers 1/"), "{told}");
}

#[test]
fn a_log_that_is_lost_after_a_kill_is_told() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let crowd_no = campaign(&folder, &server, "fixed", 86_400);
    draw(&folder, &server, &crowd_no, &order(1));
    drop(server);
    // The next start writes down how far it had come; then it is killed, too.
    let server = Server::start(serve(&folder));
    drop(server);
    remove(&folder.path().join("hongbao.db"));
    check_refused(&folder);
    let server = accept(&folder);
    campaign(&folder, &server, "fixed", 86_400);
    let proof = command(&folder, &["audit"]);
    assert!(proof.code == Some(0), "{}", proof.out);
}

#[test]
fn a_database_that_was_copied_alone_is_told() {
    let (folder, other) = (Folder::new(), Folder::new());
    stop(Server::start(serve(&folder)));
    fs::create_dir(other.path()).unwrap();
    fs::rename(folder.path().join("keys"), other.path().join("keys")).unwrap();
    fs::copy(folder.path().join("hongbao.db"), other.path().join("hongbao.db")).unwrap();
    check_refused(&other);
    stop(accept(&other));
    stop(Server::start(serve(&other)));
    assert_eq!(audit(&other).0, Some(0));
}
