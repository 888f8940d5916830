//! What a start tells: a sandbox's `sandbox.json`, and the ready line with one command to try.

use std::path::{Path, PathBuf};

use hongbao_sandbox::{Addresses, CAMPAIGN, Keys, Manifest};

use crate::secrets::private_file;
use crate::serving::data_folder;
use crate::serving::settings::Settings;
use crate::serving::start_error::StartError;
use crate::terminal::{Value, print, print_json};

/// Writes `sandbox.json` into the data folder and gives its path.
pub(crate) fn write_manifest(
    data: &Path,
    addresses: Addresses,
    keys: &Keys<'_>,
) -> Result<PathBuf, StartError> {
    let manifest = Manifest::new(addresses, keys).map_err(StartError::Key)?;
    let path = data.join("sandbox.json");
    let failed = |source| StartError::File { path: path.clone(), source };
    let json = manifest.to_json().map_err(|error| failed(error.into()))?;
    // What stands there already needs no room on the disk.
    let is_there = private_file::read_own(&path).is_ok_and(|text| text.as_ref() == Some(&json));
    if !is_there {
        private_file::write(&path, json.as_bytes()).map_err(failed)?;
    }
    Ok(std::path::absolute(&path).unwrap_or(path))
}

/// Says where it listens, and of a sandbox a command to try, as a shell takes it.
pub(crate) fn announce(settings: &Settings, gateway: &str, manifest: Option<&Path>) {
    let attempt = manifest.map(|_| attempt(&settings.data));
    if settings.ready_json {
        let ready = serde_json::json!({
            "gateway": gateway,
            "sandbox": manifest,
            "pid": std::process::id(),
            "try": attempt,
        });
        print_when_read(print_json, format!("{ready}\n"));
        return;
    }
    let mut text = format!("hongbao is ready 已就绪\n  gateway 网关   {}\n", Value(gateway));
    if let Some(path) = manifest {
        let path = path.display().to_string();
        let path = Value(&path);
        text += &format!("  sandbox 沙箱   {path} (app id, keys, fixtures 密钥与样例)\n");
    }
    if let Some(attempt) = attempt {
        text += &format!("  try 试一试     {}\n", Value(&attempt));
    }
    text += "  stop 停止      Ctrl-C\n";
    print_when_read(print, text);
}

/// Prints on stdout without waiting for its reader: the server serves, read or not.
fn print_when_read(print: fn(&str), text: String) {
    std::thread::spawn(move || print(&text));
}

/// The documents' query of this sandbox, by the program as it was called.
fn attempt(data: &Path) -> String {
    let program = std::env::args_os().next().unwrap_or_else(|| "hongbao".into());
    let mut command = format!(
        "{} call alipay.marketing.campaign.cash.detail.query crowd_no={CAMPAIGN}",
        quoted(Path::new(&program))
    );
    if !data_folder::is_default(data) {
        let data = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
        command += &format!(" --data {}", quoted(&data));
    }
    command
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@".contains(c);
    if text.chars().all(is_plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
