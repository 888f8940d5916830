//! The pages for people who start a sandbox in their own tests: they show the files that are run.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::harness::server::Folder;
use crate::vectors::golden;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What the pages show: a heading in each language, what there is to say, and the files.
const PARTS: [(&str, &str, &str, &[&str]); 4] = [
    (
        "JUnit 5",
        "An extension starts a sandbox before the first test of a class and ends it after the last.",
        "扩展在一个测试类的第一个测试之前启动沙箱，在最后一个测试之后结束。",
        &["junit/HongbaoSandbox.java", "junit/CampaignTest.java", "junit/pom.xml"],
    ),
    (
        "pytest",
        "A fixture does the same for the whole run. The official SDK connects to port 80 whatever its \
         URL says; the second fixture gives its connections the sandbox's port, so nobody needs root.",
        "fixture 在整个测试过程中提供沙箱。官方 SDK 不管 URL 怎么写都连接 80 端口；第二个 fixture 让它连到沙箱的端口，\
         因此不需要 root。",
        &["pytest/conftest.py", "pytest/test_campaign.py", "pytest/requirements.txt"],
    ),
    (
        "Vitest",
        "A global set-up, which also takes a sandbox that runs already (`SANDBOX_JSON`).",
        "全局 setup；也可以使用已在运行的沙箱（`SANDBOX_JSON`）。",
        &[
            "vitest/sandbox.js",
            "vitest/vitest.config.js",
            "vitest/campaign.test.js",
            "vitest/package.json",
        ],
    ),
    (
        "GitHub Actions",
        "A pipeline that starts one sandbox for all its steps. Others read alike.",
        "在流水线里为所有步骤启动一个沙箱，其他 CI 系统写法类似。",
        &["pipeline/tests.yml"],
    ),
];

const ENGLISH: &str = "<!-- Generated from interop/ci; `make update` writes it again. -->\n\
    # A sandbox in your tests\n\n\
    [简体中文](ci.zh-CN.md)\n\n\
    Put the static binary of `make dist` where your tests find it and name it in `HONGBAO`. Started with \
    `--listen 127.0.0.1:0 --ready-json` it takes a free port and prints one JSON line once it is ready: \
    `gateway`, `sandbox` (the path of `sandbox.json`, with app id and keys) and `pid`. `--database \
    memory:` forgets everything at its end. A start takes milliseconds, so each class or run can have \
    one of its own. All files below are run by this project's own tests.\n";

const CHINESE: &str = "<!-- 由 interop/ci 生成；`make update` 重新生成。 -->\n\
    # 在测试里使用沙箱\n\n\
    [English](ci.md)\n\n\
    把 `make dist` 生成的静态二进制文件放到测试能找到的地方，用环境变量 `HONGBAO` 指明。以 `--listen 127.0.0.1:0 --ready-json` \
    启动时使用空闲端口，就绪后打印一行 JSON：`gateway`、`sandbox`（`sandbox.json` 的路径，内有 app id 与密钥）和 `pid`。\
    `--database memory:` 结束后不留数据。启动只需几毫秒，每个测试类或每次运行都可以有自己的沙箱。\
    下面的文件都由本项目自己的测试运行。\n";

#[test]
fn the_pages_show_the_files_that_are_run() {
    let (mut english, mut chinese) = (ENGLISH.to_owned(), CHINESE.to_owned());
    for (title, about, about_zh, files) in PARTS {
        for (page, about) in [(&mut english, about), (&mut chinese, about_zh)] {
            write!(page, "\n## {title}\n\n{about}\n").unwrap();
            for file in files {
                let text = std::fs::read_to_string(root().join("interop/ci").join(file)).unwrap();
                let (_, name) = file.split_once('/').unwrap();
                let (_, language) = file.rsplit_once('.').unwrap();
                write!(page, "\n`{name}`\n\n```{language}\n{}\n```\n", text.trim_end()).unwrap();
            }
        }
    }
    golden(&root().join("docs/ci.md"), english.as_bytes());
    golden(&root().join("docs/ci.zh-CN.md"), chinese.as_bytes());
}

/// The scripts of a pipeline's steps, in their order; `npm` is left to the Vitest suite.
fn steps() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("interop/ci/pipeline/tests.yml")).unwrap();
    let mut steps = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim() != "run: |" {
            continue;
        }
        let depth = line.len() - line.trim_start().len();
        let mut script = String::new();
        while let Some(line) = lines.next_if(|line| line.len() - line.trim_start().len() > depth) {
            script += line.trim();
            script.push('\n');
        }
        if !script.contains("npm") {
            steps.push(script);
        }
    }
    steps
}

/// Ends the pipeline's sandbox, whichever step failed.
struct End<'a>(&'a Folder);

impl Drop for End<'_> {
    fn drop(&mut self) {
        let ready = std::fs::read_to_string(self.0.path().join("ready.json")).unwrap_or_default();
        if let Some((_, pid)) = ready.split_once("\"pid\":") {
            let pid = pid.trim_end().trim_end_matches('}');
            let _ = Command::new("kill").arg(pid).stderr(Stdio::null()).status();
        }
    }
}

#[test]
fn the_pipelines_steps_start_ask_and_stop_a_sandbox() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path()).unwrap();
    let _end = End(&folder);
    let environment = folder.path().join("environment");
    std::fs::write(&environment, "").unwrap();
    let steps = steps();
    assert_eq!(steps.len(), 3, "start, ask, stop");
    for script in steps {
        let mut step = Command::new("bash");
        step.args(["-e", "-o", "pipefail", "-c", &script]).current_dir(folder.path());
        step.env("HONGBAO", env!("CARGO_BIN_EXE_hongbao")).env("RUNNER_TEMP", folder.path());
        step.env("GITHUB_ENV", &environment);
        // What earlier steps wrote there is set in later ones.
        for line in std::fs::read_to_string(&environment).unwrap().lines() {
            let (name, value) = line.split_once('=').unwrap();
            step.env(name, value);
        }
        // The server outlives its step, so it must not hold the test's own output.
        let status = step.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(status.unwrap().success(), "{script}");
    }
}
