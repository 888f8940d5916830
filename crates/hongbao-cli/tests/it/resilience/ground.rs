//! A server that loses what it stands on: its folder, its database, room on its disk. What cannot be kept
//! is not acknowledged, and `/readyz` says why.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::json;

use crate::business::admin::{campaign, draw};
use crate::harness::call::Call;
use crate::harness::server::{Folder, Server, hongbao, serve, serve_at};
use crate::harness::shell::run;

/// A draw of the buyer with this number, made while the folder is there.
fn order(folder: &Folder, crowd_no: &str, n: u64) -> Call {
    let user_id = format!("2088102146166{n:03}");
    let order = json!({ "crowd_no": crowd_no, "user_id": user_id, "out_biz_no": format!("n{n}") });
    Call::new(folder, "alipay.marketing.campaign.cash.trigger", &order.to_string())
}

fn is_acknowledged(call: &Call, server: &Server) -> bool {
    call.send(server).text().contains("\"code\":\"10000\"")
}

fn ready(server: &Server) -> (u16, String) {
    let answer = server.get("/readyz");
    (answer.status, answer.text())
}

/// Waits until a server is, or is not, ready; what it says then.
fn wait_for(server: &Server, status: u16) -> String {
    for _ in 0..1_000 {
        let (found, text) = ready(server);
        if found == status {
            return text;
        }
        sleep(Duration::from_millis(50));
    }
    panic!("/readyz does not come to {status}: {:?}", ready(server));
}

#[test]
fn nothing_is_acknowledged_in_a_folder_that_has_gone() {
    type Loss = fn(&Path);
    let losses: [Loss; 4] = [
        |folder| fs::remove_dir_all(folder).unwrap(),
        |folder| fs::rename(folder, folder.with_extension("away")).unwrap(),
        |folder| fs::remove_file(folder.join("hongbao.db-wal")).unwrap(),
        |folder| {
            let (file, copy) = (folder.join("hongbao.db"), folder.join("copy"));
            fs::copy(&file, &copy).unwrap();
            fs::rename(&copy, &file).unwrap();
        },
    ];
    for lose in losses {
        let folder = Folder::new();
        let server = Server::start_unheard(serve(&folder));
        let crowd_no = campaign(&folder, &server, "fixed", 86_400);
        let [before, first, second] = [1, 2, 3].map(|n| order(&folder, &crowd_no, n));
        assert!(is_acknowledged(&before, &server));
        assert_eq!(ready(&server), (200, "ready\n".to_owned()));
        lose(folder.path());
        assert!(!is_acknowledged(&first, &server));
        let (status, text) = ready(&server);
        assert_eq!(status, 503);
        assert!(text.contains("\nstore-gone: "), "{text}");
        assert!(!is_acknowledged(&second, &server));
        assert!(!is_acknowledged(&before, &server), "an earlier draw may be gone as well");
        let _ = fs::remove_dir_all(folder.path().with_extension("away"));
    }
}

#[test]
fn a_folder_that_nobody_calls_is_missed_as_well() {
    let folder = Folder::new();
    let server = Server::start_unheard(serve(&folder));
    let away = folder.path().with_extension("away");
    fs::rename(folder.path(), &away).unwrap();
    let (status, text) = ready(&server);
    assert_eq!(status, 503, "{text}");
    fs::rename(&away, folder.path()).unwrap();
    wait_for(&server, 200);
    let crowd_no = campaign(&folder, &server, "fixed", 86_400);
    draw(&folder, &server, &crowd_no, &json!({ "user_id": "2088102146166001" }));
    drop(server);
    let server = Server::start_unheard(serve(&folder));
    let again = draw(&folder, &server, &crowd_no, &json!({ "user_id": "2088102146166001" }));
    assert_eq!(again["repeat_trigger_flag"], "true", "it was kept: {again}");
}

#[test]
fn a_second_server_is_refused_whatever_the_folder_is_called() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    let link = Folder::new();
    symlink(folder.path().file_name().unwrap(), link.path()).unwrap();
    let other = Folder::new();
    drop(Server::start(serve(&other)));
    fs::remove_file(other.path().join("hongbao.db")).unwrap();
    symlink(
        fs::canonicalize(folder.path().join("hongbao.db")).unwrap(),
        other.path().join("hongbao.db"),
    )
    .unwrap();
    let _ = fs::remove_file(folder.path().join("hongbao.db-lock"));
    for folder in [&folder, &link, &other] {
        let output = serve(folder).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("is in use by another process"), "{said}");
    }
    fs::remove_file(link.path()).unwrap();
}

/// What a process's files may hold; beyond it writing fails, as on a disk that is full.
fn limit_files(server: &Server, bytes: Option<u64>) {
    let pid = Pid::from_raw(i32::try_from(server.child.id()).unwrap());
    prlimit(pid, Resource::Fsize, Rlimit { current: bytes, maximum: None }).unwrap();
}

#[test]
fn after_a_full_disk_the_server_gets_ready_by_itself() {
    let folder = Folder::new();
    let plain = serve(&folder);
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
    command.env_clear().arg(plain.get_program()).args(plain.get_args());
    let server = Server::start_unheard(command);
    let crowd_no = campaign(&folder, &server, "fixed", 86_400);
    let log = fs::metadata(folder.path().join("hongbao.db-wal")).unwrap().len();
    limit_files(&server, Some(log));
    let lost: Vec<u64> =
        (0..50).filter(|n| !is_acknowledged(&order(&folder, &crowd_no, *n), &server)).collect();
    assert!(!lost.is_empty(), "the log has room");
    let text = wait_for(&server, 503);
    assert!(text.contains("\nstore-full: ") || text.contains("\nstore-unwritable: "), "{text}");
    limit_files(&server, None);
    wait_for(&server, 200);
    let refused = lost[0];
    let answer = order(&folder, &crowd_no, refused).send(&server).text();
    assert!(!answer.contains("\"repeat_trigger_flag\":\"true\""), "it had not happened: {answer}");
    assert!(run(&["audit", "--data", folder.path().to_str().unwrap()]).printed().contains("holds"));
}

#[test]
fn damage_is_a_reason_for_not_starting_or_for_not_being_ready() {
    // Without the directory's lane nothing can be said of the database: it is not served.
    let folder = damaged("lane");
    let output = serve(&folder).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && said.contains("malformed"), "{said}");

    // What is damaged elsewhere shows as soon as it is looked at.
    for name in ["due_first", "due_home", "campaign"] {
        let folder = damaged(name);
        let server = Server::start_unheard(serve(&folder));
        let text = wait_for(&server, 503);
        assert!(text.contains("\nstore-damaged: "), "{name}: {text}");
    }
}

/// A folder in whose database the first page of this table or index is overwritten.
fn damaged(name: &str) -> Folder {
    let folder = Folder::new();
    drop(Server::start(serve(&folder)));
    let path = folder.path().join("hongbao.db");
    let hand = rusqlite::Connection::open(&path).unwrap();
    let number = |sql: &str| hand.query_row(sql, [], |row| row.get::<_, u64>(0)).unwrap();
    let page = number(&format!("SELECT rootpage FROM sqlite_schema WHERE name = '{name}'"));
    let size = number("PRAGMA page_size");
    drop(hand);
    let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start((page - 1) * size)).unwrap();
    file.write_all(&vec![0xFF; usize::try_from(size).unwrap()]).unwrap();
    drop(file);
    folder
}

/// A link that leads nowhere in the place of SQLite's index cannot be opened, by root neither: as on a
/// read-only medium.
#[test]
fn a_database_at_rest_is_proved_where_nothing_can_be_written() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let crowd_no = campaign(&folder, &server, "fixed", 86_400);
    draw(&folder, &server, &crowd_no, &json!({ "user_id": "2088102146166001" }));
    server.signal("TERM");
    assert_eq!(server.end().0, Some(0));
    symlink("/no/such/folder/x", folder.path().join("hongbao.db-shm")).unwrap();
    let audit = || {
        let mut command = hongbao();
        let output = command.args(["audit", "--data"]).arg(folder.path()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), said)
    };
    let (code, printed, said) = audit();
    assert!(code == Some(0) && printed.contains("the ledger holds"), "{printed}{said}");
    fs::write(folder.path().join("hongbao.db-wal"), [7; 100]).unwrap();
    let (code, _, said) = audit();
    assert!(code == Some(2) && said.contains("hongbao.db"), "its log cannot be read: {said}");
}

/// A folder in the place of the file that is renamed, which is not empty, cannot be removed.
#[test]
fn what_stands_in_sandbox_json_already_is_not_written_again() {
    let folder = Folder::new();
    let free = || TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let [gateway, admin] = [free(), free()];
    let start = |admin: &str| {
        let mut command = serve_at(&folder, &gateway);
        command.args(["--admin-listen", admin]);
        command
    };
    drop(Server::start(start(&admin)));
    fs::create_dir_all(folder.path().join("sandbox.json.new/x")).unwrap();
    drop(Server::start(start(&admin)));
    let output = start("127.0.0.1:0").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && said.contains("sandbox.json cannot be"), "{said}");
}
