//! What the README says of what there is, and of what is not there yet, in both languages.

use std::path::{Path, PathBuf};

use hongbao_api::{METHODS, MethodEntry, MethodSpec};

use crate::harness::server::{Folder, Server, hongbao, send, serve};
use crate::vectors::golden;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

fn page(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

const PAGES: [(&str, &str); 2] =
    [("README.md", "**Not there yet**"), ("README.zh-CN.md", "**尚未支持**")];

/// The one part of these pages that is generated.
#[test]
fn each_method_is_listed() {
    let words: [fn(&MethodSpec) -> &str; 2] = [|spec| spec.method, |spec| spec.title];
    for ((name, _), word) in PAGES.iter().zip(words) {
        let text = page(name);
        let (before, rest) = text.split_once("<!-- methods -->\n").unwrap();
        let (_, after) = rest.split_once("<!-- end of methods -->").unwrap();
        let mut list = String::new();
        for MethodEntry { spec, .. } in METHODS {
            list += &format!("* [{}](docs/methods/{}.md)\n", word(spec), spec.method);
        }
        let listed = format!("{before}<!-- methods -->\n{list}<!-- end of methods -->{after}");
        golden(&path(name), listed.as_bytes());
    }
}

/// The commit that adds one of these takes it out of both pages.
#[test]
fn what_is_not_there_yet_is_said_near_the_top_and_is_not_there() {
    for (name, words) in PAGES {
        let at = page(name).lines().position(|line| line.starts_with(words));
        assert!(at.is_some_and(|line| line < 30), "{name}");
    }
    let names = METHODS.iter().map(|entry| entry.spec.method);
    let vouchers: Vec<_> = names.filter(|name| !name.contains(".campaign.cash.")).collect();
    assert_eq!(vouchers, ["alipay.marketing.voucher.query"], "templates, sending, paying");
    let folder = Folder::new();
    let mut command = hongbao();
    command
        .args(["serve", "--sandbox", "--database", "postgres://x/y", "--data"])
        .arg(folder.path());
    assert_eq!(command.output().unwrap().status.code(), Some(2), "PostgreSQL");
    let server = Server::start(serve(&folder));
    assert_eq!(server.get("/v3/alipay/marketing/x").status, 404);
    let admin = folder.sandbox("admin");
    let admin = admin.trim_start_matches("http://");
    let token = folder.sandbox("admin_token");
    let request = format!(
        "GET /console/ HTTP/1.1\r\nhost: {admin}\r\nauthorization: Bearer {token}\r\n\
         connection: close\r\n\r\n"
    );
    assert_eq!(send(admin, request.as_bytes()).status, 404, "a web console");
}
