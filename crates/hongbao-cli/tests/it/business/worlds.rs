//! Every fixture answers what its line says, over HTTP, in utf-8 and GBK.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Arc;

use hongbao_api::{METHODS, Presence};
use hongbao_engine::{Books, Home, Purpose, Stamp, User, UserId, Work};
use hongbao_gateway::{bootstrap_unit, stamp};
use hongbao_sandbox::{APP_1024, Fixture, WORLD, fixtures};
use hongbao_store::{SqliteStore, Store};
use hongbao_wire::{Charset, SigningKey};

use crate::harness::call::Call;
use crate::harness::server::{CAMPAIGN, Folder, Server, serve};
use crate::wire::replay::Fixed;

/// The call that a line of the list describes, in a charset.
fn call(folder: &Folder, fixture: &Fixture, charset: &str) -> Call {
    let entry = METHODS.iter().find(|entry| entry.spec.method == fixture.method).unwrap();
    let required = entry.spec.request.iter().filter(|row| row.presence == Presence::Required);
    let mut fields: BTreeMap<_, _> = required.map(|row| (row.name, row.example)).collect();
    fields.extend(&fixture.with);
    if fixture.field != "app_id" {
        fields.insert(fixture.field, fixture.id);
    }
    let json = serde_json::to_string(&fields).unwrap();
    let bytes = Charset::parse(charset.as_bytes()).unwrap().encode(&json).unwrap();
    let call = Call::new(folder, fixture.method, &json).in_charset(charset, &bytes);
    match (fixture.field, fixture.id) {
        ("app_id", APP_1024) => {
            let file = folder.path().join(format!("keys/app-{APP_1024}.pem"));
            call.with("app_id", APP_1024).signed_by(&std::fs::read_to_string(file).unwrap())
        }
        ("app_id", id) => call.with("app_id", id),
        _ => call,
    }
}

fn check(folder: &Folder, server: &Server, fixture: &Fixture, charset: &str) {
    let answer = call(folder, fixture, charset).send(server);
    let decoded = Charset::parse(charset.as_bytes()).unwrap();
    let text = decoded.decode(&answer.body).unwrap().into_owned();
    assert!(text.contains(&format!(":\"{}\"", fixture.gives)), "{fixture:?}: {text}");
    let content_type = format!("text/html;charset={charset}");
    assert_eq!(answer.header("content-type"), Some(content_type.as_str()));
}

#[test]
fn each_fixture_gives_what_its_line_says() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    each_fixture(&folder, &server, &["utf-8", "GBK"]);
}

/// Holds each fixture to its line, in these charsets.
pub(crate) fn each_fixture(folder: &Folder, server: &Server, charsets: &[&str]) {
    // At once, because some take as long as a call may take.
    std::thread::scope(|scope| {
        for &charset in charsets {
            for fixture in fixtures() {
                scope.spawn(move || check(folder, server, &fixture, charset));
            }
        }
    });
}

#[test]
fn the_number_app_gets_the_same_answer_with_bare_prices() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    for call in [Call::cash(&folder), Call::voucher(&folder)] {
        let texts = call.send(&server).text();
        let numbers = call.with("app_id", "2014072300007151").send(&server).text();
        assert!(numbers.contains("_amount\":") && !numbers.contains("_amount\":\""), "{numbers}");
        let unquoted = ["20000.00", "102.73", "1.00"]
            .iter()
            .fold(texts, |text, price| text.replace(&format!("\"{price}\""), price));
        let node = |text: &str| text.split(",\"sign\"").next().unwrap().to_owned();
        assert_eq!(node(&numbers), node(&unquoted));
    }
}

/// `sandbox.json` is made to be cut by scripts: each flat name stands once in the file.
#[test]
fn a_script_can_cut_sandbox_json() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--tls-listen", "127.0.0.1:0"]);
    let _server = Server::start(command);
    let path = folder.path().join("sandbox.json");
    let text = std::fs::read_to_string(&path).unwrap();
    for name in [
        "gateway",
        "app_id",
        "app_private_key",
        "app_private_key_pkcs1",
        "alipay_public_key",
        "merchant_pid",
        "admin",
        "gateway_tls",
        "tls_ca",
    ] {
        assert_eq!(text.matches(&format!("\"{name}\": \"")).count(), 1, "{name}");
        let script = format!("sed -n 's/.*\"{name}\": \"\\([^\"]*\\)\".*/\\1/p' \"$0\"");
        let output = Command::new("sh").args(["-c", &script]).arg(&path).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim_end(), folder.sandbox(name));
    }
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["fixtures"].as_array().unwrap().len(), fixtures().len());
    assert_eq!(json["users"].as_array().unwrap().len(), 10);
    assert!(text.contains(CAMPAIGN));
}

/// The first user of the world, of whom an older one knows less.
fn known_user() -> Work {
    let run = |books: &mut Books| {
        let (id, login_id) = (UserId::parse("2088102146165572").unwrap(), None);
        let user = User { id, login_id, enterprise: false, uncertified: false, risky: false };
        books.register(user).map(|()| Vec::new())
    };
    Work { home: Home::DIRECTORY, writes: true, hint: Vec::new(), run: Box::new(run) }
}

#[test]
fn an_older_world_is_given_what_it_lacks_and_keeps_what_it_has() {
    let folder = Folder::new();
    drop(Server::start(serve(&folder)));
    let platform = std::fs::read_to_string(folder.path().join("keys/platform.pem")).unwrap();
    let platform = SigningKey::from_pem(&platform).unwrap();
    let path = folder.path().join("older.db");
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let store = SqliteStore::open(&path, Arc::new(Fixed)).unwrap();
    runtime.block_on(async {
        store.migrate().await.unwrap();
        let older = Stamp { purpose: Purpose::Sandbox, world: WORLD - 1 };
        store.bootstrap(vec![bootstrap_unit(older, &platform), known_user()]).await.unwrap();
    });
    drop(store);
    let draw = |by: &str, id: &str| {
        let biz_content = format!("{{\"crowd_no\":\"{CAMPAIGN}\",\"{by}\":\"{id}\"}}");
        Call::new(&folder, "alipay.marketing.campaign.cash.trigger", &biz_content)
    };
    let mut answers = Vec::new();
    for _ in 0..2 {
        let mut command = serve(&folder);
        command.arg(format!("--database=sqlite:{}", path.display()));
        let server = Server::start(command);
        let login = draw("login_id", "username@gmail.com").send(&server).text();
        assert!(login.contains("USER_NOT_EXIST"), "a user who is known stays so: {login}");
        let again = draw("user_id", "2088102146165580").send(&server).text();
        assert!(again.contains("\"repeat_trigger_flag\":\"true\""), "{again}");
        answers.push((again, Call::cash(&folder).send(&server).text()));
    }
    assert_eq!(answers[0], answers[1], "a second start adds nothing");
    let store = SqliteStore::open(&path, Arc::new(Fixed)).unwrap();
    let stamp = runtime.block_on(stamp(&store)).unwrap().unwrap();
    assert_eq!((stamp.purpose, stamp.world), (Purpose::Sandbox, WORLD));
}
