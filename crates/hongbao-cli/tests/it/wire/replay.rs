//! The vectors over HTTP: full requests, exact answers, on every store; and the proof that nothing
//! the tables declare is without one.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use hongbao_api::{Kind, METHODS, Operator, Presence, Row, When};
use hongbao_engine::{Purpose, Stamp, Timestamp};
use hongbao_gateway::{
    App, Directory, Endpoint, Entropy, Limits, LostLines, Parts, Policy, admin_router,
    bootstrap_unit, number_key, router, serve,
};
use hongbao_sandbox::{FORBIDDEN_WORD, ForcedStore, WORLD, world};
use hongbao_store::{Clock, MemoryStore, SqliteStore, Store};
use hongbao_wire::{CommonError, parse_timestamp, response_key};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::harness::server::{Folder, Response, send};
use crate::vectors::{app_key, entries, golden, platform_key, sign_placeholder, wire_request};

/// 2026-01-01 00:00:00 in Beijing.
const NOW: Timestamp = Timestamp::from_secs(1_767_196_800);

/// What the admin side of a gateway in this process lets in.
pub(crate) const ADMIN_TOKEN: &str = "the administrator of this test";

#[derive(Debug)]
pub(crate) struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        NOW
    }
}

impl Entropy for Fixed {
    fn draw(&self) -> [u8; 32] {
        [7; 32]
    }
}

/// A gateway over a store that is given, founded with the vectors' keys and world.
pub(crate) async fn app(store: Arc<dyn Store>, limits: Limits) -> Arc<App> {
    let platform = platform_key();
    let stamp = Stamp { purpose: Purpose::Sandbox, world: WORLD };
    let mut works = vec![bootstrap_unit(stamp, &platform), number_key(Fixed.draw())];
    works.extend(world(app_key().public_key(), app_key().public_key()));
    store.migrate().await.unwrap();
    store.bootstrap(works).await.unwrap();
    let directory = Directory::load(store.as_ref()).await.unwrap();
    Arc::new(App::new(Parts {
        store: Arc::new(ForcedStore::new(store)),
        directory,
        key: platform,
        entropy: Arc::new(Fixed),
        clock: Arc::new(Fixed),
        limits,
        policy: Policy::of(Purpose::Sandbox),
        operator: Operator {
            forbidden_words: vec![FORBIDDEN_WORD.to_owned()],
            ..Operator::default()
        },
        admin_token: Some(ADMIN_TOKEN.to_owned()),
        gateway: "http://127.0.0.1/gateway.do".to_owned(),
        lost_lines: LostLines::default(),
    }))
}

/// The gateway in this process, over a store that is given, with the vectors' keys and world.
pub(crate) struct Gateway {
    pub(crate) address: SocketAddr,
    pub(crate) admin: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Gateway {
    pub(crate) fn start(store: Arc<dyn Store>, limits: Limits) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (listening, listens) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let app = app(store, limits).await;
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let admin = TcpListener::bind("127.0.0.1:0").await.unwrap();
                listening.send([&listener, &admin].map(|it| it.local_addr().unwrap())).unwrap();
                let endpoints = vec![
                    Endpoint::plain(listener, router(Arc::clone(&app))),
                    Endpoint::admin(admin, admin_router(Arc::clone(&app))),
                ];
                let stop = async {
                    let _ = stopped.await;
                };
                serve(endpoints, app, stop).await;
            });
        });
        let [address, admin] = listens.recv().unwrap();
        Self { address, admin, stop: Some(stop), thread: Some(thread) }
    }

    fn send(&self, head: &str, body: &[u8]) -> Response {
        let length = body.len();
        let head = format!("{head}\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}");
        let request = [head.as_bytes(), b"\r\n\r\n", body].concat();
        send(&self.address.to_string(), &request)
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        drop(self.stop.take());
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn memory() -> MemoryStore {
    MemoryStore::new(Arc::new(Fixed))
}

pub(crate) fn sqlite(folder: &Folder) -> SqliteStore {
    std::fs::create_dir_all(folder.path()).unwrap();
    SqliteStore::open(&folder.path().join("replay.db"), Arc::new(Fixed)).unwrap()
}

/// The vectors' limits: one of them waits until a call has taken too long.
fn limits(answers: usize) -> Limits {
    Limits { call_time: Duration::from_secs(2), answers, ..Limits::default() }
}

/// A gateway for each store that answers alike.
fn gateways(folder: &Folder) -> Vec<Gateway> {
    let stores: [Arc<dyn Store>; 2] = [Arc::new(memory()), Arc::new(sqlite(folder))];
    stores.into_iter().map(|store| Gateway::start(store, limits(1_024))).collect()
}

/// An answer as the vectors write it.
fn written(response: &Response) -> Vec<u8> {
    assert_eq!(response.status, 200);
    assert_eq!(response.header("trace_id"), Some("07".repeat(16).as_str()));
    assert_eq!(response.header("content-security-policy"), Some("default-src 'none'; sandbox"),);
    assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
    let content_type = response.header("content-type").unwrap();
    [b"content-type: ", content_type.as_bytes(), b"\n\n", &response.body, b"\n"].concat()
}

#[test]
fn wire_vectors_are_answered_to_the_byte() {
    let folder = Folder::new();
    let gateways = gateways(&folder);
    let overloaded = [Gateway::start(Arc::new(memory()), limits(0))];
    for case in entries("wire") {
        let (query, form) = wire_request(&case);
        let verb = if form.is_empty() { "GET" } else { "POST" };
        let is_overload = case.file_name().unwrap().to_str().unwrap().starts_with("overload");
        for gateway in if is_overload { &overloaded[..] } else { &gateways } {
            let head = format!("{verb} /gateway.do?{query} HTTP/1.1");
            golden(&case.join("answer"), &written(&gateway.send(&head, form.as_bytes())));
        }
    }
}

const ANSWER: &str = "\n### answer\n";

/// A transcript: the request's head (its first lines), its form, and what was answered.
fn replay(file: &Path, gateways: &[Gateway]) {
    let text = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
    let (head, form) = text.split(ANSWER).next().unwrap().split_once("\n\n").unwrap();
    let (target, headers) = head.split_once('\n').unwrap();
    let (path, query) = target.split_once('?').unwrap();
    let (query, form) = sign_placeholder(query, form.trim_end_matches('\n'));
    for gateway in gateways {
        let head = format!("{path}?{query} HTTP/1.1\r\n{}", headers.replace('\n', "\r\n"));
        let answer = written(&gateway.send(&head, form.as_bytes()));
        let request = format!("{path}?{query}\n{headers}\n\n{form}\n{ANSWER}");
        golden(file, &[request.as_bytes(), &answer].concat());
    }
}

#[test]
fn transcripts_are_answered_to_the_byte() {
    let folder = Folder::new();
    let gateways = gateways(&folder);
    for file in transcripts() {
        replay(&file, &gateways);
    }
}

fn transcripts() -> Vec<std::path::PathBuf> {
    entries("methods").iter().flat_map(|folder| entries(folder.to_str().unwrap())).collect()
}

/// What a file's answers say, as text.
pub(crate) fn answers(file: &Path) -> String {
    let text = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
    text.split(ANSWER).last().unwrap().to_owned()
}

/// Whether a value is written as its row says.
fn fits(value: &Value, row: &Row) -> bool {
    let text = value.as_str();
    let length = text.map_or(value.to_string().len(), |text| text.chars().count());
    row.max.is_none_or(|max| length <= usize::from(max))
        && match row.kind {
            Kind::List(_) => {
                let entries = value.as_array().unwrap();
                entries.iter().for_each(|entry| check_rows(entry.as_object().unwrap(), row.fields));
                true
            }
            Kind::String => text.is_some(),
            Kind::Word(words) => text.is_some_and(|text| words.contains(&text)),
            Kind::Date => text.is_some_and(|text| parse_timestamp(text.as_bytes()).is_some()),
            Kind::Price => text.is_some_and(|text| text.rsplit_once('.').unwrap().1.len() == 2),
            Kind::Number => value.is_u64(),
            Kind::Boolean => value.is_boolean(),
        }
}

/// An object's members are the rows, in their order.
pub(crate) fn check_rows(members: &serde_json::Map<String, Value>, rows: &[Row]) {
    let mut members = members.iter().peekable();
    for row in rows {
        match members.next_if(|(name, _)| *name == row.name) {
            Some((_, value)) => assert!(fits(value, row), "{}: {value}", row.name),
            None => assert_eq!(row.presence, Presence::Optional, "{} is missing", row.name),
        }
    }
    assert_eq!(members.next(), None, "no row, or out of order");
}

#[test]
fn a_success_has_the_tables_rows_in_their_order() {
    for spec in METHODS.iter().map(|entry| entry.spec) {
        let mut whole = 0;
        for file in entries(&format!("methods/{}", spec.method)) {
            if file.to_str().unwrap().contains("as-numbers") {
                continue; // its bytes are golden; read back, 1.00 would be 1.0
            }
            let text = answers(&file);
            let body: Value = match serde_json::from_str(text.split("\n\n").nth(1).unwrap()) {
                Ok(body) => body,
                Err(_) => continue, // in GBK
            };
            let node = body[response_key(Some(spec.method))].as_object().unwrap();
            if node["code"] != "10000" {
                continue;
            }
            let fields = node.iter().skip(2).map(|(name, value)| (name.clone(), value.clone()));
            check_rows(&fields.collect(), spec.response);
            whole += usize::from(node.len() == spec.response.len() + 2);
        }
        assert!(whole > 0, "{} has a success with all rows", spec.method);
    }
}

/// The sub_codes that the answers of these files hold.
fn sub_codes(files: impl IntoIterator<Item = std::path::PathBuf>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in files {
        let text = answers(&file);
        let after = text.split("\"sub_code\":\"").skip(1);
        found.extend(after.map(|rest| rest.split('"').next().unwrap().to_owned()));
    }
    found
}

#[test]
fn every_declared_error_has_a_vector() {
    for entry in METHODS {
        let spec = entry.spec;
        let found = sub_codes(entries(&format!("methods/{}", spec.method)));
        for row in spec.errors {
            assert!(found.contains(row.sub_code), "{}: {}", spec.method, row.sub_code);
        }
        assert!(spec.error(When::Empty).is_some() && spec.error(When::Malformed).is_some());
    }
    let wire = entries("wire").into_iter().map(|case| case.join("answer"));
    let found = sub_codes(wire.chain(transcripts()));
    for error in CommonError::ALL {
        let (_, sub_code, _) = error.row();
        assert!(found.contains(sub_code), "{sub_code}");
    }
}
