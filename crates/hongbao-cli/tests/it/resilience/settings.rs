//! Settings from four sources, TLS, metrics.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::business::admin::metrics;
use crate::harness::call::Call;
use crate::harness::server::{CAMPAIGN, Folder, Server, detail_query, hongbao, serve};

/// What `--print-config` says of a setting: its value and its source.
fn printed(text: &str, name: &str) -> (String, String) {
    let line = text.lines().find(|line| line.split_whitespace().next() == Some(name)).unwrap();
    let value = line.split('"').nth(1).unwrap().to_owned();
    (value, line.rsplit("# ").next().unwrap().to_owned())
}

#[test]
fn a_flag_wins_over_the_environment_that_over_the_file_that_over_the_default() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path()).unwrap();
    let file = folder.path().join("hongbao.toml");
    let text = "isv-prefix = true\nprice_json = \"number\"\nlog = \"warn\"\n[limits]\napp_method = 7\nstatus_changes = 3\n";
    std::fs::write(&file, text).unwrap();
    let mut command = hongbao();
    command.env("HONGBAO_LOG", "debug").env("HONGBAO_LISTEN", "127.0.0.1:1");
    // Set to nothing, a variable says nothing.
    command.env("HONGBAO_DATA", "").env("HONGBAO_PUBLIC_URL", "").env("HONGBAO_ISV_PREFIX", "");
    command.args(["serve", "--print-config", "--listen", "127.0.0.1:2", "--config"]).arg(&file);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    for (name, value, source) in [
        ("listen", "127.0.0.1:2", "flag"),
        ("log", "debug", "environment"),
        ("isv-prefix", "true", "file"),
        ("price-json", "number", "file"),
        ("limits-app-method", "7", "file"),
        ("data", "./hongbao-data", "default"),
        ("public-url", "", "default"),
        ("sandbox", "false", "default"),
        ("settle-delay", "1800", "default"),
        ("limits-status-changes", "3", "file"),
    ] {
        assert_eq!(printed(&text, name), (value.to_owned(), source.to_owned()), "{name}");
    }
}

#[test]
fn a_wrong_setting_is_named() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path()).unwrap();
    let file = folder.path().join("hongbao.toml");
    for (content, sentence) in [
        ("listen", "is not valid TOML: line 1: "),
        ("listne = \"x\"", "has an unknown setting, listne"),
        ("listen = [1]", "listen is neither text, number nor true or false"),
        ("price-json = \"words\"", "invalid value 'words'"),
        ("[limits]\napp_method = 0", "invalid value '0'"),
        ("users = \"closed\"", "invalid value 'closed'"),
        ("admin-hosts = \"http://x/\"", "is not a host's name"),
        ("admin_hosts = [\"x\", \"x:99999\"]", "is not a host's name"),
        ("admin_hosts = [1]", "admin-hosts is neither"),
    ] {
        std::fs::write(&file, content).unwrap();
        let mut command = hongbao();
        command.env("HONGBAO_CONFIG", &file).args(["serve", "--sandbox"]);
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(sentence), "{said}");
    }
}

#[test]
fn tls_serves_the_same_gateway_under_the_real_ones_name() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--tls-listen", "127.0.0.1:0"]);
    let server = Server::start(command);
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(folder.sandbox("tls_ca")).unwrap()).unwrap();
    let config =
        Arc::new(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth());
    let url = folder.sandbox("gateway_tls");
    let address = url.strip_prefix("https://").unwrap().strip_suffix("/gateway.do").unwrap();
    let target = detail_query(&folder, CAMPAIGN);
    for name in ["localhost", "127.0.0.1", "openapi.alipay.com"] {
        let name = ServerName::try_from(name).unwrap();
        let connection = ClientConnection::new(Arc::clone(&config), name).unwrap();
        let mut stream = StreamOwned::new(connection, TcpStream::connect(address).unwrap());
        let request = format!("GET {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        // The server closes without a farewell in TLS's own words; what matters has come by then.
        let _ = stream.read_to_string(&mut answer);
        assert!(answer.ends_with(&server.get(&target).text()), "{answer}");
    }
    let name = ServerName::try_from("example.com").unwrap();
    let connection = ClientConnection::new(config, name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(address).unwrap());
    assert!(stream.write_all(b"x").is_err(), "a certificate for another name");
}

#[test]
fn production_wants_a_certificate_for_tls() {
    let folder = Folder::new();
    let mut command = hongbao();
    command.args(["serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]);
    command.args(["--tls-listen", "127.0.0.1:0", "--data"]).arg(folder.path());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("needs a certificate"));
}

#[test]
fn metrics_count_calls_and_time_their_stages() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    Call::cash(&folder).send(&server);
    Call::cash(&folder).send(&server);
    Call::cash(&folder).without("version").send(&server);
    let text = metrics(&folder);
    let method = "alipay.marketing.campaign.cash.detail.query";
    for line in [
        format!("hongbao_calls_total{{method=\"{method}\",code=\"10000\",sub_code=\"\"}} 2"),
        format!(
            "hongbao_calls_total{{method=\"{method}\",code=\"40001\",sub_code=\"isv.missing-version\"}} 1"
        ),
        "hongbao_stage_seconds_count{stage=\"verify\"} 2".to_owned(),
        "hongbao_stage_seconds_count{stage=\"store\"} 2".to_owned(),
        "hongbao_stage_seconds_count{stage=\"sign\"} 3".to_owned(),
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
    }
    assert_eq!(server.get("/metrics").status, 404, "the gateway's listener does not tell");
}

/// Each setting that `serve --help` has, and the default that it says.
fn documented() -> Vec<(String, String)> {
    let output = hongbao().args(["serve", "--help"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let options = text.split("\n      --").skip(1).filter_map(|option| {
        let words = option.split_whitespace().collect::<Vec<_>>().join(" ");
        let (name, rest) = words.split_once([' ', '['])?;
        let default = rest.split_once("[default: ")?.1.split_once(']')?.0;
        Some((name.to_owned(), default.to_owned()))
    });
    options.collect()
}

#[test]
fn an_unset_setting_is_what_the_help_says() {
    let documented = documented();
    assert!(documented.len() > 30, "{documented:?}");
    for (purpose, is_production) in [("--sandbox=false", true), ("--sandbox=true", false)] {
        let output = hongbao().args(["serve", purpose, "--print-config"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.lines().count(), documented.len(), "each setting has a default");
        for (name, default) in documented.iter().filter(|(name, _)| name != "sandbox") {
            let (value, source) = printed(&text, name);
            assert_eq!(source, "default", "{name}");
            let (production, sandbox) =
                default.split_once("; in a sandbox: ").unwrap_or((default, default));
            let expected = if is_production { production } else { sandbox };
            // Where a default is not a value, what it does is held by the command's own tests.
            assert!(value == expected || value.is_empty(), "{name}: {value:?}, not {expected:?}");
        }
    }
}
