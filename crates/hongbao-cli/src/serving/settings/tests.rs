//! What `--help` says of a setting's default is what an unset one does.

use std::path::Path;

use clap::ArgMatches;
use hongbao_engine::Purpose;
use hongbao_gateway::Limits;

use super::table::{SETTINGS, Setting};
use super::{File, Settings, command};

fn parse(arguments: &[&str]) -> ArgMatches {
    let words = [&["serve"], arguments].concat();
    command(&File::new()).try_get_matches_from(words).unwrap()
}

fn read(arguments: &[&str]) -> Settings {
    Settings::read(&parse(arguments))
}

/// The part of a documented default that is for this purpose.
fn documented(setting: &Setting, purpose: Purpose) -> String {
    let text = setting.default();
    let (production, sandbox) = text.split_once("; in a sandbox: ").unwrap_or((&text, &text));
    let part = if purpose == Purpose::Sandbox { sandbox } else { production };
    part.to_owned()
}

#[test]
fn a_documented_default_that_is_set_changes_nothing() {
    let mut checked = 0;
    for (purpose, switch) in
        [(Purpose::Production, "--sandbox=false"), (Purpose::Sandbox, "--sandbox=true")]
    {
        let unset = format!("{:?}", read(&[switch]));
        // The row of the switch itself is the loop's.
        for setting in SETTINGS.iter().filter(|setting| setting.name != "sandbox") {
            if setting.unset.is_empty() {
                let flag = format!("--{}={}", setting.name, documented(setting, purpose));
                assert_eq!(format!("{:?}", read(&[switch, &flag])), unset, "{flag}");
                checked += 1;
            }
        }
    }
    assert!(checked > 30, "{checked}");
    assert!(!read(&[]).sandbox, "the switch's own default");
}

/// What a default does that is not a value, for each such setting.
fn does(name: &str, settings: &Settings) -> bool {
    let policy = &settings.policy;
    let limits = &settings.operator.limits;
    match name {
        "tls-listen" => settings.tls_listen.is_none(),
        "tls-cert" | "tls-key" => settings.tls_files().is_none(),
        "admin-hosts" => policy.admin_hosts.is_empty(),
        "keys" => settings.keys() == settings.data.join("keys"),
        "database" => settings.database().is_none(),
        "public-url" => settings.public_url.is_none(),
        "forbidden-words" => settings.forbidden_words.is_none(),
        "timestamp-window" => policy.timestamp_window.is_none(),
        "limits-connections-address" => settings.limits.connections_address == 9_500,
        "limits-app-method" => settings.limits.app_method.is_none(),
        "limits-open-campaigns" => limits.open.is_none(),
        "limits-campaigns" => limits.campaigns.is_none(),
        "limits-status-changes" => limits.changes.is_none(),
        other => panic!("{other} says what an unset one does: show it here"),
    }
}

#[test]
fn a_default_that_follows_from_something_else_does_what_is_said() {
    for switch in ["--sandbox=false", "--sandbox=true"] {
        let mut settings = read(&[switch]);
        for setting in SETTINGS.iter().filter(|setting| !setting.unset.is_empty()) {
            assert!(does(setting.name, &settings), "{}", setting.name);
            let text = (setting.field)(&mut settings).text(setting.shape);
            assert_eq!(text, "", "{} has a value as its default", setting.name);
        }
    }
    let settings = read(&["--limits-connections=200", "--data=elsewhere"]);
    assert_eq!(settings.limits.connections_address, 190);
    assert_eq!(settings.keys(), Path::new("elsewhere/keys"));
}

#[test]
fn each_setting_reaches_the_field_that_its_row_names() {
    let examples = |setting: &Setting| match setting.shape {
        super::field::Shape::Switch => ["true", "false"],
        super::field::Shape::Count { .. } => ["7", "8"],
        super::field::Shape::Word(words) => [words[0], words[words.len() - 1]],
        super::field::Shape::Text | super::field::Shape::Folder | super::field::Shape::Hosts => {
            ["one", "two"]
        }
    };
    for setting in SETTINGS {
        for example in examples(setting) {
            let mut settings = read(&[&format!("--{}={example}", setting.name)]);
            let text = (setting.field)(&mut settings).text(setting.shape);
            assert_eq!(text, example, "{}", setting.name);
        }
        // Else what is documented would not be shown to be the server's.
        assert!(!setting.default().is_empty(), "{} has a documented default", setting.name);
    }
    assert_eq!(read(&["--replay-window=0"]).policy.replay_window, None);
    assert_eq!(read(&[]).limits.connections, Limits::default().connections);
}
