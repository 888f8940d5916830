//! A PostgreSQL server for one test: in a folder of its own, on a socket in it, ended with the test.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::Duration;

use postgres::{Client, Config, NoTls};

/// A server that runs.
pub(super) struct Server {
    programs: Programs,
    folder: PathBuf,
    process: Option<Child>,
}

/// Its programs, and as whom they run.
struct Programs {
    folder: PathBuf,
    /// A user and a group: a server refuses to be root's.
    user: Option<(u32, u32)>,
}

impl Programs {
    /// The newest that Debian has installed.
    fn installed() -> Option<PathBuf> {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
        let version = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
        let folders = versions.map(|entry| entry.path()).filter(|f| f.join("bin/initdb").exists());
        folders.max_by_key(version).map(|folder| folder.join("bin"))
    }

    fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(self.folder.join(program));
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command.current_dir("/");
        command
    }
}

/// User and group of a name.
fn user(name: &str) -> Option<(u32, u32)> {
    let known = fs::read_to_string("/etc/passwd").ok()?;
    let line = known.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut numbers = line.split(':').skip(2).map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

impl Server {
    /// Starts one; `None` if PostgreSQL is not installed.
    pub(super) fn start() -> Option<Self> {
        let programs = Programs::installed()?;
        let folder = std::env::temp_dir().join(format!("hongbao-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let is_root = fs::metadata(&folder).unwrap().uid() == 0;
        let user = is_root.then(|| user("postgres").or_else(|| user("nobody")).unwrap());
        if let Some((user, group)) = user {
            chown(&folder, Some(user), Some(group)).unwrap();
        }
        fs::set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
        let programs = Programs { folder: programs, user };
        let mut server = Self { programs, folder, process: None };
        server.make();
        server.run();
        Some(server)
    }

    fn log(&self) -> File {
        let log = self.folder.join("log");
        File::options().create(true).append(true).open(log).unwrap()
    }

    /// A database that puts texts in the order of a language, unless it is told otherwise.
    fn make(&self) {
        let mut initdb = self.programs.command("initdb");
        initdb.args(["--username=hongbao", "--auth=trust", "--no-sync", "--encoding=UTF8"]);
        initdb.args(["--locale=C", "--locale-provider=icu", "--icu-locale=en-US", "-D"]);
        initdb.arg(self.folder.join("data")).stdout(self.log()).stderr(self.log());
        assert!(initdb.status().unwrap().success(), "{}", self.told());
    }

    fn run(&mut self) {
        // It ends with the thread that has started it, also with one that is killed.
        let postgres = self.programs.folder.join("postgres");
        let mut server = self.programs.command("/usr/bin/setpriv");
        server.args(["--pdeathsig", "INT"]).arg(postgres).arg("-D").arg(self.folder.join("data"));
        server.args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB"]);
        server.arg("-k").arg(&self.folder).stdout(self.log()).stderr(self.log());
        self.process = Some(server.spawn().unwrap());
    }

    /// A connection, as soon as the server takes one.
    pub(super) fn connect(&mut self) -> Client {
        let mut place = Config::new();
        place.host_path(&self.folder).user("hongbao").dbname("postgres");
        loop {
            if let Ok(client) = place.connect(NoTls) {
                return client;
            }
            let ended = self.process.as_mut().unwrap().try_wait().unwrap();
            assert!(ended.is_none(), "{ended:?}: {}", self.told());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// What it has written.
    fn told(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let mut stop = self.programs.command("pg_ctl");
            stop.args(["stop", "--mode=immediate", "--silent", "-D"]).arg(self.folder.join("data"));
            if !stop.status().is_ok_and(|status| status.success()) {
                let _ = process.kill();
            }
            let _ = process.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}
