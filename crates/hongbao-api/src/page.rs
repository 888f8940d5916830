//! Pages in Markdown from the tables: one for each method, one for all operations. Committed under `docs/`,
//! kept fresh by a test.

use std::fmt::Write;

use crate::{MethodEntry, OPERATIONS, OperationSpec, Presence, Row};

/// What is to be known of a method whose calls have no key of their own.
const UNKEYED: &str = "
请求里没有能认出重复调用的字段。生产环境（及设了 `--replay-window` 的沙箱）因此按签名识别：同样的已签名字节再来一次，\
得到先前的应答，事情不会发生第二次。同一秒内内容相同的两次调用签名相同，算一次；要做两次，请让 `timestamp` 相差一秒。\
`timestamp` 与服务器时间相差超过 24 小时（或 `--timestamp-window`）得到 `isv.invalid-timestamp`。

No field of the request tells a repeated call from a new one. In production (and in a sandbox that sets
`--replay-window`) the signature does: the same signed bytes again are answered as before, and nothing happens
twice. Two equal calls within one second have the same signature and are one call; to do a thing twice, let a
second pass. A `timestamp` that is more than 24 hours (or `--timestamp-window`) off the server's time is
answered `isv.invalid-timestamp`.
";

/// The page of a method, Chinese beside English.
#[must_use]
pub fn page(entry: &MethodEntry) -> String {
    let spec = entry.spec;
    let mut page = format!(
        "<!-- Generated from the method's table; `make update` writes it again. -->\n\
         # {}\n\n{}\n",
        spec.method, spec.title
    );
    if entry.is_unkeyed() {
        page.push_str(UNKEYED);
    }
    fields(&mut page, "## 请求参数 / Request (`biz_content`)", spec.request);
    fields(&mut page, "## 响应参数 / Response", spec.response);
    page.push_str("\n## 业务错误码 / Business errors\n\n| sub_code | sub_msg | 解决方案 / Solution |\n|---|---|---|\n");
    for row in spec.errors {
        // Writing to a String cannot fail.
        let _ = writeln!(
            page,
            "| {} | {} | {} / {} |",
            row.sub_code, row.message, row.solution, row.solution_en
        );
    }
    page
}

/// The page of the admin side: each operation, under its path and as a command.
#[must_use]
pub fn operations_page() -> String {
    let mut page = String::from(
        "<!-- Generated from the operations' tables; `make update` writes it again. -->\n\
         # 管理接口 / The admin side\n\n\
         JSON 进出，金额以元为单位的文本；请求头带 `authorization: Bearer` 与 `sandbox.json` 的 `admin_token`；\
         拒绝为 RFC 9457 的 problem；写操作可带 `idempotency-key`，重复请求得到先前的应答。\n\n\
         JSON in and out, amounts as text in yuan; requests carry `authorization: Bearer` and the\n\
         `admin_token` of `sandbox.json`; a refusal is a problem as RFC 9457 has it. Write operations\n\
         accept an `idempotency-key`; a retry with the same key returns the original response.\n\n\
         Boolean 只接受 `true` 与 `false`；数字可写作 JSON 数字或文本，逐位保留；未列出的字段、重复的字段与重复的\n\
         请求头一律拒绝，problem 的 `detail` 指明是哪一个。应答是所存的内容。\n\n\
         A Boolean is `true` or `false` and nothing else. A number may be a JSON number or text; its digits\n\
         are kept. A field that is not listed, a field given twice and a header given twice are refused;\n\
         the problem's `detail` names it. The answer is what was stored.\n",
    );
    for entry in OPERATIONS {
        let OperationSpec { name, verb, path, title, title_en, .. } = *entry.spec;
        let verb = verb.name();
        // Writing to a String cannot fail.
        let _ = write!(
            page,
            "\n## {name}\n\n{title} {title_en}: `{verb} /admin/v1/{path}`, `hongbao {name}`\n"
        );
        fields(&mut page, "### 请求参数 / Request", entry.spec.request);
        fields(&mut page, "### 响应参数 / Response", entry.spec.response);
        refusals(&mut page, entry.spec);
    }
    page
}

/// A line for each refusal, under the name and the status that a problem has.
fn refusals(page: &mut String, spec: &OperationSpec) {
    let mut rows = spec.all_refusals().peekable();
    if rows.peek().is_some() {
        page.push_str(
            "\n### 拒绝 / Refusals\n\n| 状态 / Status | type | 说明 / Meaning |\n|---|---|---|\n",
        );
    }
    for row in rows {
        let (status, name) = (row.status(), row.refusal.name());
        let _ = writeln!(page, "| {status} | `{name}` | {} / {} |", row.meaning, row.meaning_en);
    }
}

fn fields(page: &mut String, title: &str, rows: &[Row]) {
    let _ = write!(
        page,
        "\n{title}\n\n| 参数 / Field | 类型 / Type | 必填 / Required | 最大长度 / Max | 说明 / Meaning | 示例 / Example |\n|---|---|---|---|---|---|\n"
    );
    lines(page, "", rows);
}

/// A line for each row, and under a list one for each field of its entries.
fn lines(page: &mut String, above: &str, rows: &[Row]) {
    for row in rows {
        let required = if row.presence == Presence::Required { "是 / yes" } else { "否 / no" };
        let kind = match row.kind.words() {
            [] => row.kind.name().to_owned(),
            words => format!("{}: `{}`", row.kind.name(), words.join("` `")),
        };
        let max = row.max.map(|max| max.to_string()).unwrap_or_default();
        let _ = writeln!(
            page,
            "| {above}{} | {kind} | {required} | {max} | {} / {} | {} |",
            row.name, row.meaning, row.meaning_en, row.example
        );
        lines(page, &format!("{above}{}[].", row.name), row.fields);
    }
}
