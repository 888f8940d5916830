//! The official SDKs against a running server, their own signature verification on.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::server::{Folder, Server, serve};

/// What each case must print: its name, then code and fields, separated by tabs.
const EXPECTED: &[&str] = &[
    "success\t10000\tPOYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx\tXXX周年庆红包\t\
     XX送您大红包\trandom\t20000.00\t0.00\t1000\t1000\t20160901029410190092922308762004\tREADY",
    "foreign\t40004\tCAMP_OPERATOR_ILLEGAL\t活动创建人与调用者不一致",
    "unknown\t40004\tCASH_CAMPAIGN_NOT_EXIST\t现金活动不存在",
    "chinese\t40004\tCASH_CAMPAIGN_NOT_EXIST\t现金活动不存在",
    "reserved\t40004\tCASH_CAMPAIGN_NOT_EXIST\t现金活动不存在",
    "empty\t40004\tBIZ_CONTENT_IS_EMPTY\t入参不合法,biz_content字段为空",
    "malformed\t40004\tBIZ_CONTENT_FORMAT_ERROR\t入参不合法,biz_content字段格式错误",
    "wrong-key\t40002\tisv.invalid-signature\t验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：…",
];

fn interop(folder: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../interop")).join(folder)
}

/// Runs an SDK's program and gives what it printed.
fn run(command: &mut Command) -> String {
    let output = command.output().expect("the runtime is installed; `make test` installs it");
    let printed = String::from_utf8(output.stdout).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "it failed; did `make test` fetch the SDK?\n{printed}\n{said}"
    );
    printed
}

fn java(program: &str, folder: &Folder, charset: &str) -> String {
    let mut command = Command::new("java");
    command.args(["-Dfile.encoding=UTF-8", "-cp", "lib/*:classes", program]);
    command.arg(folder.path().join("sandbox.json")).arg(charset);
    run(command.current_dir(interop("java")))
}

/// An expected line that ends with `…` says how the printed one begins.
fn check(printed: &str, expected: &[&str]) {
    let printed: Vec<_> = printed.lines().collect();
    assert_eq!(printed.len(), expected.len(), "{printed:#?}");
    for (printed, expected) in printed.iter().zip(expected) {
        match expected.strip_suffix('…') {
            Some(beginning) => assert!(printed.starts_with(beginning), "{printed}"),
            None => assert_eq!(printed, expected),
        }
    }
}

#[test]
fn java_prints_success_for_the_documents_example() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    for charset in ["GBK", "utf-8"] {
        assert_eq!(java("DocumentExample", &folder, charset), "调用成功\n", "{charset}");
    }
}

#[test]
fn java_gets_the_right_answer_in_each_case() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    for charset in ["GBK", "utf-8"] {
        check(&java("Cases", &folder, charset), EXPECTED);
    }
}

#[test]
fn node_gets_the_right_answer_in_each_case() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    let mut command = Command::new("node");
    command.arg("cases.mjs").arg(folder.path().join("sandbox.json"));
    let printed = run(command.current_dir(interop("node")));
    // Node also sends an empty parameter, and signs it.
    let kept_empty = EXPECTED[0].replace("success", "empty-parameter");
    let mut expected = EXPECTED.to_vec();
    expected.insert(5, &kept_empty);
    check(&printed, &expected);
}
