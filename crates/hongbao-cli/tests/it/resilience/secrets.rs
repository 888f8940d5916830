//! Files and folders that others laid down, may write to or may read: no start uses them, and none
//! writes to what they lead to.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, lchown, symlink};
use std::path::Path;

use crate::harness::server::{Folder, Server, serve};

/// Somebody who is neither root nor the user of these tests.
const NOBODY: u32 = 65_534;

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// A folder in which a sandbox has been, with a TLS listener.
fn founded() -> Folder {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--tls-listen", "127.0.0.1:0"]);
    drop(Server::start(command));
    folder
}

/// Checks that a start is refused: exit code 2, one sentence that names the path and says why, and one
/// with the remedy.
fn check_refused(folder: &Folder, path: &str, why: &str, remedy: &str) {
    let mut command = serve(folder);
    let output = command.args(["--tls-listen", "127.0.0.1:0"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{path}: {said}");
    let (sentence, next) = said.split_once('\n').unwrap();
    let path = folder.path().join(path);
    let path = path.to_str().unwrap().trim_end_matches('/');
    assert!(sentence.contains(path) && sentence.contains(why), "{said}");
    assert!(next.contains(remedy) && next.lines().count() == 1, "{said}");
}

#[test]
fn a_folder_or_file_that_others_may_write_is_refused() {
    let folder = founded();
    for (name, plain, modes) in [
        ("", 0o700, [0o770, 0o702, 0o1777]),
        ("keys", 0o700, [0o730, 0o777, 0o1777]),
        ("hongbao.db", 0o600, [0o620, 0o602, 0o666]),
        ("keys/platform.pem", 0o600, [0o620, 0o602, 0o666]),
        ("keys/app-2014072300007148.pem", 0o600, [0o620, 0o602, 0o666]),
        ("keys/admin-token", 0o600, [0o620, 0o602, 0o666]),
        ("keys/tls-key.pem", 0o600, [0o620, 0o602, 0o666]),
        ("keys/tls-cert.pem", 0o600, [0o620, 0o602, 0o666]),
    ] {
        let path = folder.path().join(name);
        for mode in modes {
            chmod(&path, mode);
            check_refused(&folder, name, "others may write to it", "chmod");
        }
        chmod(&path, plain);
    }
    Server::start(serve(&folder));
}

#[test]
fn a_private_key_or_token_that_others_may_read_is_refused() {
    let folder = founded();
    for name in ["platform.pem", "app-2014072300007150.pem", "admin-token", "tls-key.pem"] {
        let name = format!("keys/{name}");
        for mode in [0o644, 0o640, 0o604] {
            chmod(&folder.path().join(&name), mode);
            check_refused(&folder, &name, "others may read it", "chmod 600");
        }
        chmod(&folder.path().join(&name), 0o600);
    }
    for name in ["keys/tls-cert.pem", "sandbox.json", "", "keys"] {
        chmod(&folder.path().join(name), 0o755);
    }
    Server::start(serve(&folder));
    assert_eq!(mode(&folder.path().join("sandbox.json")), 0o600);
}

#[test]
#[expect(clippy::print_stderr, reason = "what was not tried is said")]
fn what_another_user_owns_is_refused() {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        eprintln!("only root can lay down files of another user: not tried");
        return;
    }
    let folder = founded();
    for name in
        ["", "keys", "hongbao.db", "keys/platform.pem", "keys/admin-token", "keys/tls-cert.pem"]
    {
        let path = folder.path().join(name);
        chown(&path, Some(NOBODY), None).unwrap();
        check_refused(&folder, name, "user 65534 owns it", "chown");
        chown(&path, Some(0), None).unwrap();
    }
    let (link, real) = (Folder::new(), folder.path().file_name().unwrap());
    symlink(real, link.path()).unwrap();
    lchown(link.path(), Some(NOBODY), None).unwrap();
    check_refused(&link, "", "user 65534 owns it", "chown");
    lchown(link.path(), Some(0), None).unwrap();
    drop(Server::start(serve(&link)));
    fs::remove_file(link.path()).unwrap();
}

#[test]
fn nothing_is_read_or_written_through_a_link_in_the_folders() {
    let (folder, elsewhere) = (founded(), Folder::new());
    fs::create_dir(elsewhere.path()).unwrap();
    let precious = elsewhere.path().join("precious");
    for name in ["keys/platform.pem", "keys/admin-token", "keys/tls-key.pem", "keys/tls-cert.pem"] {
        let path = folder.path().join(name);
        let moved = elsewhere.path().join("moved");
        fs::rename(&path, &moved).unwrap();
        for target in [&moved, &precious] {
            symlink(target, &path).unwrap();
            check_refused(&folder, name, "it is a link", "");
            fs::remove_file(&path).unwrap();
        }
        assert!(!precious.exists());
        fs::rename(&moved, &path).unwrap();
    }
    // What is laid down where files are made before they get their names.
    let fresh = Folder::new();
    fs::create_dir_all(fresh.path().join("keys")).unwrap();
    chmod(fresh.path(), 0o700);
    chmod(&fresh.path().join("keys"), 0o700);
    fs::write(&precious, "precious").unwrap();
    let names = ["keys/platform.pem", "keys/admin-token", "sandbox.json"];
    for laid_down in
        ["keys/platform.pem.new", "keys/platform.new", "sandbox.json.new", "sandbox.new"]
    {
        symlink(&precious, fresh.path().join(laid_down)).unwrap();
    }
    for laid_down in ["keys/admin-token.new", "keys/app-2014072300007148.pem.new"] {
        fs::write(fresh.path().join(laid_down), "").unwrap();
        chmod(&fresh.path().join(laid_down), 0o666);
    }
    symlink(&precious, fresh.path().join("sandbox.json")).unwrap();
    drop(Server::start(serve(&fresh)));
    assert_eq!(fs::read_to_string(&precious).unwrap(), "precious");
    for name in names {
        let made = fs::symlink_metadata(fresh.path().join(name)).unwrap();
        assert!(made.is_file() && made.mode() & 0o777 == 0o600, "{name}: {made:?}");
    }
}

#[test]
fn a_token_that_can_be_guessed_is_refused() {
    let folder = founded();
    let path = folder.path().join("keys/admin-token");
    let own = fs::read_to_string(&path).unwrap();
    for weak in [
        "a".repeat(64),
        "a".repeat(32),
        "0123456789abcdef".repeat(4),
        "0".repeat(60) + "1234",
        own[..63].to_owned(),
        own.clone() + "0",
        own.replace(['0', '1', '2', '3'], "g"),
        String::new(),
    ] {
        fs::write(&path, &weak).unwrap();
        check_refused(&folder, "keys/admin-token", "holds no token", "Remove the file");
    }
    fs::write(&path, own.to_uppercase() + "\n").unwrap();
    drop(Server::start(serve(&folder)));
    fs::remove_file(&path).unwrap();
    drop(Server::start(serve(&folder)));
    assert_ne!(fs::read_to_string(&path).unwrap(), own);
}

#[test]
fn a_key_pair_that_an_operator_names_may_be_a_link_but_is_nobody_elses() {
    let (folder, keys) = (founded(), Folder::new());
    fs::create_dir(keys.path()).unwrap();
    for name in ["tls-cert.pem", "tls-key.pem"] {
        symlink(
            fs::canonicalize(folder.path().join("keys").join(name)).unwrap(),
            keys.path().join(name),
        )
        .unwrap();
    }
    let start = || {
        let mut command = serve(&folder);
        command.args(["--tls-listen", "127.0.0.1:0", "--tls-cert"]);
        command.arg(keys.path().join("tls-cert.pem")).arg("--tls-key");
        command.arg(keys.path().join("tls-key.pem"));
        command
    };
    drop(Server::start(start()));
    chmod(&folder.path().join("keys/tls-key.pem"), 0o644);
    let output = start().output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("tls-key.pem cannot be trusted: others may read it (mode 0644)"),
        "{said}"
    );
}

/// The limits of a process's core, as the system shows them.
fn core_limits(process: &str) -> Vec<String> {
    let limits = fs::read_to_string(format!("/proc/{process}/limits")).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    line.split_whitespace().skip(4).take(2).map(str::to_owned).collect()
}

#[test]
fn a_crash_leaves_no_core_unless_one_is_asked_for() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    assert_eq!(core_limits(&server.child.id().to_string()), ["0", "0"]);
    drop(server);
    let mut command = serve(&folder);
    command.arg("--core-dumps");
    let server = Server::start(command);
    assert_eq!(core_limits(&server.child.id().to_string()), core_limits("self"));
}
