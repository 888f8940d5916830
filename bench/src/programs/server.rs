//! Programs under measurement: started on the server's core, asked once, stopped when done with.

use std::fs::Permissions;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use hongbao_wire::{SigningKey, VerifyingKey};
use rustix::process::Pid;

use crate::Outcome;
use crate::answer::body;
use crate::clock::{CpuTime, SERVER_CORE, now, pin, unpin};
use crate::request::APP;

/// The copy of a new folder's database, which nobody serves.
const SEED: &str = "seed";

/// A running program that answers on an address.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// From its start until it said that it is ready, or answered.
    pub(crate) ready_after: Duration,
}

impl Server {
    /// The sandbox in this folder, with these arguments beside the usual ones.
    pub(crate) fn hongbao(binary: &Path, folder: &Path, arguments: &[&str]) -> Outcome<Self> {
        Self::hongbao_under(&mut Command::new(binary), folder, arguments)
    }

    /// The same through a command that already is the program, or something that runs it.
    pub(crate) fn hongbao_under(
        command: &mut Command,
        folder: &Path,
        arguments: &[&str],
    ) -> Outcome<Self> {
        let log = std::fs::File::create(folder.with_extension("log"))?;
        command.args(["serve", "--sandbox", "--ready-json", "--listen", "127.0.0.1:0"]);
        command.args(["--admin-listen", "127.0.0.1:0", "--data"]).arg(folder).args(arguments);
        command.env_clear().stdout(Stdio::piped()).stderr(log);
        pin(SERVER_CORE)?;
        let start = now();
        let child = command.spawn();
        unpin()?;
        let mut child = child?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let ready_after = start.elapsed();
        let Some(gateway) = line.split('"').nth(3) else {
            let log = std::fs::read_to_string(folder.with_extension("log"))?;
            return Err(format!("the program did not start: {}", log.trim()).into());
        };
        let address = gateway.trim_start_matches("http://").trim_end_matches("/gateway.do").into();
        Ok(Self { child, address, ready_after })
    }

    /// A peer, started by a command that is told a port, once it answers there.
    pub(crate) fn peer(mut command: Command, port: u16, probe: &[u8]) -> Outcome<Self> {
        let address = format!("127.0.0.1:{port}");
        pin(SERVER_CORE)?;
        let start = now();
        let child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        unpin()?;
        let mut server = Self { child: child?, address, ready_after: Duration::ZERO };
        while server.ask(probe).is_err() {
            if start.elapsed() > Duration::from_secs(60) || server.child.try_wait()?.is_some() {
                return Err("it does not answer".into());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        server.ready_after = start.elapsed();
        Ok(server)
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    pub(crate) fn cpu(&self) -> Outcome<CpuTime> {
        CpuTime::of(self.pid())
    }

    /// Sends a request on a connection of its own and gives the answer's body.
    pub(crate) fn ask(&self, request: &[u8]) -> Outcome<Vec<u8>> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        stream.write_all(request)?;
        let (mut read, mut bytes) = (Vec::new(), [0; 16 << 10]);
        loop {
            match stream.read(&mut bytes)? {
                0 => return Err("an answer broke off".into()),
                count => read.extend_from_slice(&bytes[..count]),
            }
            if let Some(body) = body(&read) {
                return Ok(body.to_vec());
            }
        }
    }

    /// Bytes of memory that are resident now.
    pub(crate) fn resident(&self) -> Outcome<f64> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path)?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? * 1_024.0)
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn end(mut self) -> Outcome<()> {
        rustix::process::kill_process(self.pid(), rustix::process::Signal::TERM)?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A sandbox's folder, the program that serves it, and the keys in it.
pub(crate) struct Folder {
    pub(crate) binary: PathBuf,
    pub(crate) path: PathBuf,
    pub(crate) app: SigningKey,
    pub(crate) platform: SigningKey,
    pub(crate) platform_public: VerifyingKey,
}

impl Folder {
    /// A new folder, seeded by one start of the program; with the keys of another one, if told so.
    pub(crate) fn new(binary: PathBuf, path: PathBuf, keys: Option<&Self>) -> Outcome<Self> {
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path)?;
        if let Some(other) = keys {
            let keys = path.join("keys");
            std::fs::create_dir(&keys)?;
            std::fs::set_permissions(&keys, Permissions::from_mode(0o700))?;
            for key in other.path.join("keys").read_dir()? {
                let key = key?;
                std::fs::copy(key.path(), keys.join(key.file_name()))?;
            }
        }
        Server::hongbao(&binary, &path, &[])?.end()?;
        // The records as they are now, for servers that each need their own.
        copy_database(&path, "hongbao", SEED)?;
        let key = |name: &str| -> Outcome<SigningKey> {
            let pem = std::fs::read_to_string(path.join("keys").join(name))?;
            Ok(SigningKey::from_pem(&pem)?)
        };
        let (app, platform) = (key(&format!("app-{APP}.pem"))?, key("platform.pem")?);
        let platform_public = VerifyingKey::from_der(platform.public_key())?;
        Ok(Self { binary, path, app, platform, platform_public })
    }

    /// The same program built with its symbols.
    pub(crate) fn with_symbols(&self) -> PathBuf {
        let name = self.binary.file_name().unwrap_or_default().to_string_lossy();
        self.path.with_file_name(format!("{name}-with-symbols"))
    }

    /// The program on the folder's own database.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Outcome<Server> {
        Server::hongbao(&self.binary, &self.path, arguments)
    }

    /// The program on a database of this name, which holds what the folder held at first.
    pub(crate) fn serve_copy(&self, name: &str, arguments: &[&str]) -> Outcome<Server> {
        if !self.path.join(format!("{name}.db")).exists() {
            copy_database(&self.path, SEED, name)?;
        }
        let database = format!("sqlite:{}", self.path.join(format!("{name}.db")).display());
        self.serve(&[&["--database", &database], arguments].concat())
    }
}

/// Copies a database that nobody has open, with the files that belong to it.
fn copy_database(folder: &Path, from: &str, to: &str) -> Outcome<()> {
    for ending in ["db", "db-wal", "db-batches"] {
        let from = folder.join(format!("{from}.{ending}"));
        if from.exists() {
            std::fs::copy(from, folder.join(format!("{to}.{ending}")))?;
        }
    }
    Ok(())
}
