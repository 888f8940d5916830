//! Generated pages match the tables they come from.

use std::path::Path;

use hongbao_api::{METHODS, page};

use crate::server::hongbao;
use crate::vectors::{golden, updating};

#[test]
fn each_method_has_its_page_and_no_page_is_left_over() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/methods");
    let mut expected: Vec<_> =
        METHODS.iter().map(|entry| format!("{}.md", entry.spec.method)).collect();
    if updating() {
        std::fs::create_dir_all(&folder).unwrap();
    }
    for entry in METHODS {
        golden(&folder.join(format!("{}.md", entry.spec.method)), page(entry.spec).as_bytes());
    }
    let mut found: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn the_command_prints_the_contract() {
    let print = |arguments: &[&str]| {
        let output = hongbao().arg("spec").args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, json) = print(&["--json"]);
    assert_eq!(code, Some(0));
    let specs: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(specs.len(), METHODS.len());
    for (spec, entry) in specs.iter().zip(METHODS) {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        assert_eq!(text(&spec["method"]), entry.spec.method);
        assert_eq!(text(&spec["title"]), entry.spec.title);
        for (rows, expected) in
            [(&spec["request"], entry.spec.request), (&spec["response"], entry.spec.response)]
        {
            let rows = rows.as_array().unwrap();
            assert_eq!(rows.len(), expected.len());
            for (row, expected) in rows.iter().zip(expected) {
                assert_eq!(text(&row["name"]), expected.name);
                assert_eq!(text(&row["type"]), format!("{:?}", expected.kind));
                assert_eq!(row["max"], expected.max);
                assert!(row["required"].is_boolean() && row["example"].is_string());
            }
        }
        let codes = spec["errors"].as_array().unwrap().iter().map(|row| text(&row["sub_code"]));
        assert!(codes.eq(entry.spec.errors.iter().map(|row| row.sub_code)));
    }

    let one = METHODS[0].spec;
    assert_eq!(print(&[one.method]), (Some(0), page(one)));
    assert_eq!(print(&["alipay.no.such.method"]).0, Some(1));
}
