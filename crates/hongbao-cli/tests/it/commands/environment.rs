//! `hongbao env` in each format, read back as its readers do; completions; help.

use std::process::Command;

use serde_json::Value;

use crate::harness::server::{Folder, Server, serve};
use crate::harness::shell::{file, run};

const NAMES: [(&str, &str); 8] = [
    ("ALIPAY_GATEWAY", "gateway"),
    ("ALIPAY_APP_ID", "app_id"),
    ("ALIPAY_APP_PRIVATE_KEY", "app_private_key"),
    ("ALIPAY_APP_PRIVATE_KEY_PKCS1", "app_private_key_pkcs1"),
    ("ALIPAY_PUBLIC_KEY", "alipay_public_key"),
    ("ALIPAY_MERCHANT_PID", "merchant_pid"),
    ("ALIPAY_GATEWAY_TLS", "gateway_tls"),
    ("ALIPAY_TLS_CA", "tls_ca"),
];

/// A folder whose sandbox.json has values that are hard to quote.
fn hard() -> Folder {
    let folder = Folder::new();
    let json: Value = NAMES.iter().map(|(_, name)| (*name, hard_value(name))).collect();
    file(&folder, "sandbox.json", json.to_string());
    folder
}

fn hard_value(name: &str) -> String {
    format!(" {name}='\"$HOME`\\ #!:=红🧧")
}

fn printed(folder: &Folder, format: &str) -> String {
    run(&["env", "--format", format, "--data", folder.path().to_str().unwrap()]).printed()
}

#[test]
fn a_shell_reads_every_value_as_it_is() {
    let folder = hard();
    for (name, field) in NAMES {
        let script = format!("{}printf %s \"${name}\"", printed(&folder, "sh"));
        let output = Command::new("sh").args(["-c", &script]).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), hard_value(field));
    }
}

#[test]
fn a_dotenv_file_reads_every_value_as_it_is() {
    let text = printed(&hard(), "dotenv");
    for (line, (name, field)) in text.lines().zip(NAMES) {
        let quoted = line.strip_prefix(&format!("{name}=\"")).unwrap().strip_suffix('"').unwrap();
        let mut value = String::new();
        let mut rest = quoted.chars();
        while let Some(c) = rest.next() {
            value.extend(if c == '\\' { rest.next() } else { Some(c) });
        }
        assert_eq!(value, hard_value(field));
    }
}

/// A value as `java.util.Properties` loads it.
fn loaded(escaped: &str) -> String {
    let mut units = Vec::new();
    let mut rest = escaped.trim_start().chars();
    while let Some(c) = rest.next() {
        match (c, c == '\\') {
            (c, false) => units.push(u16::try_from(u32::from(c)).unwrap()),
            (_, true) => match rest.next().unwrap() {
                'u' => {
                    let hex: String = rest.by_ref().take(4).collect();
                    units.push(u16::from_str_radix(&hex, 16).unwrap());
                }
                c => units.push(u16::try_from(u32::from(c)).unwrap()),
            },
        }
    }
    String::from_utf16(&units).unwrap()
}

#[test]
fn java_reads_every_property_as_it_is() {
    let text = printed(&hard(), "properties");
    assert!(text.is_ascii());
    let names = [
        "alipay.gateway",
        "alipay.app-id",
        "alipay.app-private-key",
        "alipay.app-private-key-pkcs1",
        "alipay.public-key",
        "alipay.merchant-pid",
        "alipay.gateway-tls",
        "alipay.tls-ca",
    ];
    for (line, (name, (_, field))) in text.lines().zip(names.into_iter().zip(NAMES)) {
        let value = line.strip_prefix(&format!("{name}=")).unwrap();
        assert_eq!(loaded(value), hard_value(field));
    }
}

#[test]
fn a_real_sandbox_gives_what_it_has() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    let text = printed(&folder, "dotenv");
    let expected: String = NAMES[..6]
        .iter()
        .map(|(name, field)| format!("{name}={}\n", folder.sandbox(field)))
        .collect();
    assert_eq!(text, expected, "bare where nothing needs quotes, and no TLS where there is none");
    let empty = Folder::new();
    run(&["env", "--data", empty.path().to_str().unwrap()])
        .refused("no sandbox in", "Start one with: hongbao");
}

#[test]
fn each_shell_can_complete_each_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(&["completions", shell]).printed();
        for word in ["serve", "keys", "convert", "sign", "verify", "env", "completions"] {
            assert!(script.contains(word), "{word} for {shell}");
        }
    }
    assert_eq!(run(&["completions", "tcsh"]).code, Some(2));
}

#[test]
fn help_has_examples_and_exit_codes() {
    for command in ["env", "sign", "verify", "completions"] {
        let help = run(&[command, "--help"]).printed();
        assert!(help.contains("Examples:") && help.contains("Exit codes: 0 "), "{help}");
    }
    assert!(run(&["keys", "--help"]).printed().contains("Exit codes: 0 "));
    for command in ["new", "convert", "show"] {
        assert!(run(&["keys", command, "--help"]).printed().contains("Examples:"));
    }
    let json: Value = serde_json::json!({ "app_private_key": "SECRET" });
    let folder = Folder::new();
    file(&folder, "sandbox.json", json.to_string());
    let data = folder.path().to_str().unwrap();
    assert!(!run(&["sign", "a=1", "--data", data]).said.contains("SECRET"));
}
