//! The story of a campaign that the README tells, line by line as a shell runs it.

use std::path::Path;
use std::process::Command;

use crate::harness::server::{Folder, Server, serve};

/// The shell's lines below this heading of a README.
fn story(readme: &str, heading: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(readme);
    let text = std::fs::read_to_string(path).unwrap();
    let (_, below) = text.split_once(heading).unwrap();
    let (_, block) = below.split_once("```sh\n").unwrap();
    block.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_readmes_story_is_true() {
    let story_en = story("README.md", "## A campaign's life\n");
    assert_eq!(story_en, story("README.zh-CN.md", "## 一个活动的一生\n"));
    assert!(story_en.lines().count() <= 10, "ten lines");
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path()).unwrap();
    let data = Folder::within(folder.path(), "hongbao-data");
    let _server = Server::start(serve(&data));
    let command = Path::new(env!("CARGO_BIN_EXE_hongbao")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", command.display());
    let mut shell = Command::new("sh");
    shell.args(["-euc", &story_en]).current_dir(folder.path()).env_clear().env("PATH", path);
    let output = shell.output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{said}");
    for expected in
        ["trigger_result", "READY", "total_amount", "SETTLE", "seed_sha256", "100.00", "holds"]
    {
        assert!(printed.contains(expected), "{expected}: {printed}");
    }
}
