//! Generated pages match the tables they come from, and the table of proofs has no gap.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use hongbao_api::operations::audit::{invariant_meaning, invariant_name};
use hongbao_api::{
    ErrorRow, METHODS, MethodSpec, Presence, Row, When, camp_status, operations_page, page,
    voucher_status,
};
use hongbao_engine::{Invariant, State, VoucherState};
use hongbao_sandbox::{Fixture, fixtures};
use hongbao_wire::CommonError;

use crate::harness::server::hongbao;
use crate::vectors::{entries, golden, updating};
use crate::wire::replay::answers;

const GENERATED: &str =
    "<!-- Generated from the code's tables; `make update` writes it again. -->\n";

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

#[test]
fn each_method_has_its_page_and_no_page_is_left_over() {
    let folder = docs().join("methods");
    let mut expected: Vec<_> =
        METHODS.iter().map(|entry| format!("{}.md", entry.spec.method)).collect();
    if updating() {
        std::fs::create_dir_all(&folder).unwrap();
    }
    for entry in METHODS {
        golden(&folder.join(format!("{}.md", entry.spec.method)), page(entry).as_bytes());
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
fn each_operation_has_its_place_on_the_page() {
    golden(&docs().join("operations.md"), operations_page().as_bytes());
}

#[test]
fn each_fixture_has_its_line() {
    golden(&docs().join("fixtures.md"), hongbao_sandbox::page().as_bytes());
}

/// A fact of a state's row, as people read it.
fn fact(name: &str, required: Option<bool>) -> Option<String> {
    required.map(|yes| if yes { name.to_owned() } else { format!("not {name}") })
}

fn campaign_conditions(state: State) -> String {
    let row = state.requires();
    let facts = [
        fact("settled", row.settled),
        fact("paid", row.paid),
        fact("over", row.over),
        fact("started", row.started),
        fact("paused", row.paused),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn voucher_conditions(state: VoucherState) -> String {
    let row = state.requires();
    let facts = [
        fact("deleted", row.deleted),
        fact("transferred", row.transferred),
        fact("issued", row.issued),
        fact("disabled", row.disabled),
        fact("claimed", row.claimed),
        fact("in a payment", row.paying),
        fact("in a refund", row.refunding),
        fact("used up", row.spent),
        fact("refunded late", row.refunded_late),
        fact("expired", row.expired),
        fact("active", row.active),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[test]
fn each_state_has_its_line() {
    let mut text = format!(
        "{GENERATED}# 状态 / States\n\n状态不存储，由事实得出。No state is stored; each follows from facts.\n\n\
         ## 现金活动 / Campaigns\n\n| camp_status | facts |\n|---|---|\n"
    );
    for state in State::ALL {
        let _ = writeln!(text, "| {} | {} |", camp_status(state), campaign_conditions(state));
    }
    text.push_str("\n## 券 / Vouchers\n\n| status | facts |\n|---|---|\n");
    for state in VoucherState::ALL {
        let _ = writeln!(text, "| {} | {} |", voucher_status(state), voucher_conditions(state));
    }
    golden(&docs().join("states.md"), text.as_bytes());
}

#[test]
fn each_common_error_has_its_line() {
    let mut text = format!(
        "{GENERATED}# 公共错误码 / Common errors\n\n每个方法都可能给出；业务错误见各方法页。\
         Every method can answer them; business errors are on the methods' pages.\n\n\
         | code | msg | sub_code | sub_msg |\n|---|---|---|---|\n"
    );
    for error in CommonError::ALL {
        let (code, sub_code, message) = error.row();
        let (number, msg) = (code.number(), code.message());
        let _ = writeln!(text, "| {number} | {msg} | {sub_code} | {message} |");
    }
    golden(&docs().join("errors.md"), text.as_bytes());
}

#[test]
fn each_invariant_has_its_line() {
    let mut text = format!(
        "{GENERATED}# 不变量 / Invariants\n\n账簿必须符合的，由 `hongbao audit` 核对。What must hold of the \
         ledger; [`hongbao audit`](audit.md) proves it.\n\n| invariant | 说明 / Meaning |\n|---|---|\n"
    );
    for invariant in Invariant::ALL {
        let (chinese, english) = invariant_meaning(invariant);
        let _ = writeln!(text, "| {} | {chinese} / {english} |", invariant_name(invariant));
    }
    golden(&docs().join("invariants.md"), text.as_bytes());
}

/// What proves each row, state and error of a method: its vectors, and the fixtures they use.
struct Proofs {
    method: &'static str,
    vectors: Vec<Vector>,
    fixtures: Vec<Fixture>,
}

struct Vector {
    name: String,
    request: String,
    answer: String,
}

impl Proofs {
    fn of(spec: &MethodSpec) -> Self {
        let vector = |file: PathBuf| {
            let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
            let answer = answers(&file);
            let request = text[..text.len() - answer.len()].to_owned();
            let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
            Vector { name, request, answer }
        };
        let vectors =
            entries(&format!("methods/{}", spec.method)).into_iter().map(vector).collect();
        Self { method: spec.method, vectors, fixtures: fixtures() }
    }

    /// A line of the table. There must be a vector of this name, or one that begins so, whose answer
    /// holds the text; the fixture is the one that such a vector asks for.
    fn line(&self, what: &str, name: &str, text: &str) -> String {
        let fits = |v: &&Vector| v.name.starts_with(name) && v.answer.contains(text);
        let vectors: Vec<_> = self.vectors.iter().filter(fits).collect();
        assert!(!vectors.is_empty(), "{}: {what} has no vector {name}*", self.method);
        let is_used = |f: &&Fixture| {
            let gives = text.contains(f.gives) || (name == "success" && f.gives != "10000");
            gives && vectors.iter().any(|vector| vector.request.contains(f.id))
        };
        let fixture = self.fixtures.iter().find(is_used);
        let fixture = fixture.map_or("the request itself".to_owned(), |f| format!("`{}`", f.id));
        let names: Vec<_> = vectors.iter().map(|vector| vector.name.as_str()).take(3).collect();
        format!("| {what} | {} | {fixture} |\n", names.join(", "))
    }
}

fn rows(text: &mut String, proofs: &Proofs, above: &str, these: &[Row]) {
    for row in these {
        let what = format!("{above}{}", row.name);
        text.push_str(&proofs.line(&what, "success", &format!("\"{}\":", row.name)));
        rows(text, proofs, &format!("{what}[]."), row.fields);
    }
}

/// The states that a method's record can be in, as the wire spells them.
fn states(spec: &MethodSpec) -> Vec<&'static str> {
    let rows = spec.response.iter();
    let states = rows.filter(|row| matches!(row.name, "camp_status" | "status"));
    states.flat_map(|row| row.kind.words()).copied().collect()
}

/// An event's name as vectors have it: a refusal's public name, and `row-prize-type` for
/// `Row("prize_type")`.
fn event_name(when: When) -> String {
    match when {
        When::Row(name) => format!("row-{}", name.replace('_', "-")),
        When::Refused(refusal) => refusal.name().to_owned(),
        When::NotOpened => "not-opened".to_owned(),
        When::TooFrequent => "too-frequent".to_owned(),
        When::Empty => "empty".to_owned(),
        When::Malformed => "malformed".to_owned(),
        When::Unavailable => "unavailable".to_owned(),
        When::Unsure => "unsure".to_owned(),
    }
}

fn error_lines(text: &mut String, proofs: &Proofs, row: &ErrorRow) {
    let sub_code = format!("\"sub_code\":\"{}\"", row.sub_code);
    for &when in row.when {
        let what = format!("{}: {when:?}", row.sub_code);
        text.push_str(&proofs.line(&what, &event_name(when), &sub_code));
    }
    if row.when.is_empty() {
        text.push_str(&proofs.line(&format!("{}, repeated", row.sub_code), "", &sub_code));
    }
}

#[test]
fn each_row_state_and_error_of_the_documents_has_its_proof() {
    let mut text = format!(
        "{GENERATED}# 证明 / Proofs\n\n两份文档的每个字段、状态与错误码：来源是该方法的文档页；测试是重放 \
         `vectors/methods` 的向量；样例是给出它的编号。For each row, state and error of the documents: its \
         source is the method's page of the platform; its tests are the vectors that `replay.rs` replays \
         (three at most are named); its fixture is the identifier that such a vector asks for.\n"
    );
    for spec in METHODS.iter().map(|entry| entry.spec) {
        let proofs = Proofs::of(spec);
        let head =
            |title: &str| format!("\n### {title}\n\n| what | test | fixture |\n|---|---|---|\n");
        let _ = write!(text, "\n## {} {}\n", spec.method, spec.title);
        text += &head("请求 / Request");
        for row in spec.request {
            text += &proofs.line(&format!("{}, present", row.name), "success", "\"10000\"");
            let wrong = format!("{}, absent, of another type or too long", row.name);
            text += &proofs.line(&wrong, "malformed", "\"40004\"");
        }
        text += &head("响应 / Response");
        rows(&mut text, &proofs, "", spec.response);
        text += &head("状态 / States");
        for state in states(spec) {
            let name = format!("state-{state}");
            text += &proofs.line(state, &name, &format!("status\":\"{state}\""));
        }
        text += &head("错误 / Errors");
        for row in spec.errors {
            error_lines(&mut text, &proofs, row);
        }
        let forced = fixtures().into_iter().filter(|fixture| fixture.method == spec.method);
        for fixture in forced.filter(|fixture| fixture.gives == "isp.unknow-error") {
            let what = format!("20000 isp.unknow-error: {}", fixture.about);
            let holds = proofs.vectors.iter().find(|vector| vector.request.contains(fixture.id));
            let name = &holds.unwrap_or_else(|| panic!("{fixture:?} has no vector")).name;
            text += &proofs.line(&what, name, "isp.unknow-error");
        }
    }
    golden(&docs().join("proofs.md"), text.as_bytes());
}

#[test]
fn each_fixture_that_gives_a_state_or_an_error_is_declared() {
    let declared: BTreeSet<String> = METHODS
        .iter()
        .flat_map(|entry| {
            let errors = entry.spec.errors.iter().map(|row| row.sub_code.to_owned());
            errors.chain(states(entry.spec).into_iter().map(str::to_owned))
        })
        .chain(CommonError::ALL.iter().map(|error| error.row().1.to_owned()))
        .chain(["10000".to_owned()])
        .collect();
    for fixture in fixtures() {
        assert!(declared.contains(fixture.gives), "{fixture:?}");
    }
}

/// What a command prints, and its exit code.
fn print(arguments: &[&str]) -> (Option<i32>, String) {
    let output = hongbao().arg("spec").args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

fn check_printed(printed: &serde_json::Value, rows: &[Row]) {
    let printed = printed.as_array().unwrap();
    assert_eq!(printed.len(), rows.len());
    for (row, expected) in printed.iter().zip(rows) {
        assert_eq!(row["name"], expected.name);
        assert_eq!(row["type"], expected.kind.name());
        match expected.kind.words() {
            [] => assert_eq!(row.get("words"), None),
            words => assert_eq!(row["words"], serde_json::json!(words)),
        }
        assert_eq!(row["max"], serde_json::json!(expected.max));
        assert_eq!(row["required"], expected.presence == Presence::Required);
        assert_eq!(row["example"], expected.example);
        if !expected.fields.is_empty() {
            check_printed(&row["fields"], expected.fields);
        }
    }
}

#[test]
fn the_command_prints_the_contract() {
    let (code, json) = print(&["--json"]);
    assert_eq!(code, Some(0));
    let specs: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(specs.len(), METHODS.len());
    for (spec, entry) in specs.iter().zip(METHODS) {
        assert_eq!(spec["method"], entry.spec.method);
        assert_eq!(spec["title"], entry.spec.title);
        check_printed(&spec["request"], entry.spec.request);
        check_printed(&spec["response"], entry.spec.response);
        let errors = spec["errors"].as_array().unwrap();
        let codes = errors.iter().map(|row| row["sub_code"].as_str().unwrap());
        assert!(codes.eq(entry.spec.errors.iter().map(|row| row.sub_code)));
    }
    let one = &METHODS[0];
    assert_eq!(print(&[one.spec.method]), (Some(0), page(one)));
    assert_eq!(print(&["alipay.no.such.method"]).0, Some(1));
}
