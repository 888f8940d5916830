//! Conformance of requests: each test is named after its case in the protocol's list of cases.

use std::process::Command;

use hongbao_wire::{Charset, Date, SignType};
use serde_json::json;

use crate::business::admin::{ask_with, business_now, cash};
use crate::harness::call::{CASH, Call, JAVA, Layout, VOUCHER};
use crate::harness::server::{CAMPAIGN, Folder, Response, Server, post_head, serve};

/// Runs a test against a fresh sandbox.
pub(crate) fn on_a_sandbox(test: impl FnOnce(&Folder, &Server)) {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    test(&folder, &server);
}

pub(crate) fn succeeds(answer: &Response) {
    assert!(answer.text().contains(r#""code":"10000""#), "{}", answer.text());
}

pub(crate) fn fails(answer: &Response, sub_code: &str) {
    let expected = format!("\"sub_code\":\"{sub_code}\"");
    assert!(answer.text().contains(&expected), "{sub_code} expected: {}", answer.text());
}

const ALL_IN_FORM: Layout = Layout { form: &["*"], ..JAVA };
const ALL_IN_QUERY: Layout = Layout { form: &[], ..JAVA };

#[test]
fn case_01_java_puts_the_protocol_in_the_url_and_biz_content_in_the_body() {
    on_a_sandbox(|folder, server| {
        succeeds(&Call::cash(folder).send(server));
        succeeds(&Call::voucher(folder).send(server));
    });
}

#[test]
fn case_02_node_gets_the_same_answer_as_java() {
    on_a_sandbox(|folder, server| {
        let node = Call::cash(folder).without("format").with("app_auth_token", "");
        let node = node.keeping_empties();
        let layout = Layout { form: &["biz_content", "encrypt_type"], ..JAVA };
        assert_eq!(node.send_as(server, layout).body, Call::cash(folder).send(server).body);
    });
}

#[test]
fn case_03_python_sends_an_absolute_target() {
    on_a_sandbox(|folder, server| {
        let layout = Layout { target: "http://openapi.alipay.com/gateway.do", ..JAVA };
        succeeds(&Call::cash(folder).send_as(server, layout));
    });
}

#[test]
fn case_04_php_without_biz_content_is_a_get() {
    on_a_sandbox(|folder, server| {
        succeeds(&Call::cash(folder).send(server));
        for (call, sub_code) in [
            (Call::cash(folder), "BIZ_CONTENT_IS_EMPTY"),
            (Call::voucher(folder), "INVALID_PARAMETER"),
        ] {
            let answer = call.without("biz_content").send_as(server, ALL_IN_QUERY);
            fails(&answer, sub_code);
            assert!(answer.text().contains("\"sign\":\""));
        }
    });
}

#[test]
fn case_05_net_puts_all_in_the_body_and_charset_twice_in_lower_case_hex() {
    on_a_sandbox(|folder, server| {
        let layout = Layout { both: &["charset"], lower_hex: true, ..ALL_IN_FORM };
        let call = Call::new(folder, CASH, r#"{"crowd_no":"红包"}"#);
        fails(&call.send_as(server, layout), "CASH_CAMPAIGN_NOT_EXIST");
        succeeds(&Call::cash(folder).send_as(server, layout));
    });
}

#[test]
fn case_06_fzlee_puts_all_in_the_url_and_escapes_its_json() {
    on_a_sandbox(|folder, server| {
        let escaped = r#"{"crowd_no":"\u004f\u004f","x":"\u7ea2\u5305"}"#;
        let call = Call::new(folder, CASH, escaped).without("format").keeping_empties();
        fails(&call.send_as(server, ALL_IN_QUERY), "CASH_CAMPAIGN_NOT_EXIST");
        let own = CAMPAIGN.replacen('P', r"\u0050", 1);
        let call = Call::new(folder, CASH, &format!("{{\"crowd_no\":\"{own}\"}}"));
        succeeds(&call.without("format").send_as(server, ALL_IN_QUERY));
    });
}

#[test]
fn case_07_go_puts_all_in_the_body_with_charset_here_or_there() {
    on_a_sandbox(|folder, server| {
        succeeds(&Call::cash(folder).send_as(server, ALL_IN_FORM));
        let layout = Layout { both: &["charset"], ..ALL_IN_FORM };
        succeeds(&Call::cash(folder).send_as(server, layout));
    });
}

/// A multipart form as Java writes it: no blank after the colon, a line break before all.
fn multipart(call: &Call, disposition: &str, before: &str) -> (String, Vec<u8>) {
    let mut body = before.as_bytes().to_vec();
    for (name, value) in call.signed() {
        let head = format!("--edge\r\n{disposition}\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), &value, b"\r\n"].concat());
    }
    let file = format!("--edge\r\n{disposition}\"file\"; filename=\"a.bin\"\r\n\r\n\0\u{1}\r\n");
    body.extend(file.as_bytes());
    body.extend(b"--edge--\r\n");
    ("multipart/form-data;boundary=edge;charset=utf-8".to_owned(), body)
}

#[test]
fn case_08_a_multipart_forms_text_parts_are_parameters() {
    on_a_sandbox(|folder, server| {
        for (disposition, before) in [
            ("Content-Disposition:form-data;name=", "\r\n"),
            ("Content-Disposition: form-data; name=", ""),
            (
                "Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=",
                "",
            ),
        ] {
            let call = Call::new(folder, CASH, r#"{"crowd_no":"红 包+%"}"#);
            let (content_type, body) = multipart(&call, disposition, before);
            let head = post_head("/gateway.do", &content_type, body.len());
            let answer = server.send(&[head.as_bytes(), &body].concat());
            fails(&answer, "CASH_CAMPAIGN_NOT_EXIST");
        }
        let head = post_head("/gateway.do", "multipart/form-data;boundary=edge", 3);
        assert_eq!(server.send((head + "abc").as_bytes()).status, 400, "no form at all");
    });
}

#[test]
fn case_09_an_empty_parameter_may_be_signed() {
    on_a_sandbox(|folder, server| {
        let call = Call::cash(folder).with("notify_url", "").keeping_empties();
        succeeds(&call.send(server));
    });
}

#[test]
fn case_10_an_empty_parameter_may_be_sent_unsigned() {
    on_a_sandbox(|folder, server| {
        let call = Call::cash(folder).with("auth_token", "").with("terminal_type", "");
        succeeds(&call.send(server));
    });
}

#[test]
fn case_11_gbk_is_read_and_answered() {
    on_a_sandbox(|folder, server| {
        let chinese = Charset::Gbk.encode_json(r#"{"crowd_no":"中文"}"#);
        let answer = Call::cash(folder).in_charset("GBK", &chinese).send(server);
        assert_eq!(answer.header("content-type"), Some("text/html;charset=GBK"));
        let text = Charset::Gbk.decode(&answer.body).unwrap().into_owned();
        assert!(text.contains("CASH_CAMPAIGN_NOT_EXIST") && text.contains("现金活动不存在"));
    });
}

#[test]
fn case_12_an_emoji_in_utf_8_comes_back_raw() {
    on_a_sandbox(|folder, server| {
        let call = Call::new(folder, CASH, r#"{"crowd_no":"🧧"}"#);
        fails(&call.send(server), "CASH_CAMPAIGN_NOT_EXIST");
        assert!(call.with_sign("AAAA").send(server).text().contains("🧧"));
    });
}

#[test]
fn case_13_reserved_characters_verify() {
    on_a_sandbox(|folder, server| {
        for space in ["+", "%20"] {
            let call = Call::new(folder, CASH, r#"{"crowd_no":"+/&=% ~*!'()"}"#);
            let answer = call.send_as(server, Layout { space, ..JAVA });
            fails(&answer, "CASH_CAMPAIGN_NOT_EXIST");
        }
    });
}

#[test]
fn case_14_a_plus_in_sign_may_arrive_as_a_space() {
    on_a_sandbox(|folder, server| {
        // A signature has a plus in most cases; look for one that has.
        let plussed = (0..100).map(|n| Call::cash(folder).with("x", n.to_string())).find(|call| {
            call.signed().iter().any(|(name, value)| name == "sign" && value.contains(&b'+'))
        });
        let (query, form) = plussed.unwrap().laid_out(JAVA);
        let head = post_head(
            &format!("/gateway.do?{}", query.replace("%2B", "+")),
            "application/x-www-form-urlencoded",
            form.len(),
        );
        succeeds(&server.send((head + &form).as_bytes()));
    });
}

#[test]
fn case_15_the_same_request_twice_is_answered_twice() {
    on_a_sandbox(|folder, server| {
        let call = Call::cash(folder);
        succeeds(&call.send(server));
        succeeds(&call.send(server));
    });
}

#[test]
fn case_16_a_timestamp_is_checked_for_its_form_not_its_distance() {
    on_a_sandbox(|folder, server| {
        for timestamp in ["2026-01-01 00:00:00", "1999-12-31 23:59:59"] {
            succeeds(&Call::cash(folder).with("timestamp", timestamp).send(server));
        }
        for timestamp in ["2026-13-01 00:00:00", "2026-02-30 00:00:00", "2026-01-01"] {
            let answer = Call::cash(folder).with("timestamp", timestamp).send(server);
            fails(&answer, "isv.invalid-timestamp");
        }
    });
}

#[test]
fn case_16_a_window_refuses_what_is_further_off() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--timestamp-window", "600"]);
    let server = Server::start(command);
    let in_beijing = |hours: i32| {
        let ahead = format!("{} hours", 8 + hours);
        let output = Command::new("date").args(["-u", "-d", &ahead, "+%F %T"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    };
    succeeds(&Call::cash(&folder).with("timestamp", in_beijing(0)).send(&server));
    for hours in [-8, -1, 1] {
        let answer = Call::cash(&folder).with("timestamp", in_beijing(hours)).send(&server);
        fails(&answer, "isv.invalid-timestamp");
    }
}

#[test]
fn case_17_charsets_are_known_in_any_case_and_others_refused_in_utf_8() {
    on_a_sandbox(|folder, server| {
        for charset in ["UTF-8", "utf-8", "GBK", "gbk", "gb2312", "GB2312", "GB18030"] {
            let answer = Call::cash(folder).with("charset", charset).send(server);
            let content_type = format!("text/html;charset={charset}");
            assert_eq!(answer.header("content-type"), Some(content_type.as_str()));
            assert!(String::from_utf8_lossy(&answer.body).contains(r#""code":"10000""#));
        }
        let answer = Call::cash(folder).with("charset", "latin1").send(server);
        fails(&answer, "isv.invalid-charset");
        assert_eq!(answer.header("content-type"), Some("text/html;charset=utf-8"));
    });
}

#[test]
fn case_18_format_is_json_or_absent() {
    on_a_sandbox(|folder, server| {
        succeeds(&Call::cash(folder).without("format").send(server));
        for format in ["json", "JSON", "Json"] {
            succeeds(&Call::cash(folder).with("format", format).send(server));
        }
        for format in ["yaml", "xml"] {
            fails(&Call::cash(folder).with("format", format).send(server), "isv.invalid-format");
        }
    });
}

#[test]
fn case_19_rsa_and_rsa2_with_keys_of_1024_and_2048_bits() {
    on_a_sandbox(|folder, server| {
        let small = folder.path().join("keys/app-2014072300007150.pem");
        let small = std::fs::read_to_string(small).unwrap();
        for sign_type in [SignType::Rsa, SignType::Rsa2] {
            for method in [CASH, VOUCHER] {
                let call = if method == CASH { Call::cash(folder) } else { Call::voucher(folder) };
                let call = call.sign_type(sign_type);
                succeeds(&call.send(server));
                let call = call.with("app_id", "2014072300007150");
                fails(&call.send(server), "isv.invalid-signature");
                succeeds(&call.signed_by(&small).send(server));
            }
        }
        for sign_type in ["MD5", "rsa2", "RSA3"] {
            let answer = Call::cash(folder).with("sign_type", sign_type).send(server);
            fails(&answer, "isv.invalid-signature-type");
        }
    });
}

#[test]
fn a_slash_is_written_escaped_wherever_it_stands_in_a_node_and_plain_elsewhere() {
    on_a_sandbox(|folder, server| {
        let (name, text) = ("满100/减10", "a/b//c\\/");
        let end = Date::from_secs(business_now(folder) + 86_400).to_string();
        let plan = json!({
            "coupon_name": name, "prize_type": "fixed", "total_money": "20.00", "total_num": 10,
            "prize_msg": text, "start_time": "NowTime", "end_time": end,
        });
        let created = cash(folder, server, "create", &plan);
        let crowd_no = created["crowd_no"].as_str().unwrap();
        let asked = format!("{{\"crowd_no\":\"{crowd_no}\"}}");
        for charset in ["utf-8", "gbk", "gb2312", "gb18030"] {
            let call = Call::new(folder, CASH, "").in_charset(charset, asked.as_bytes());
            let answer = call.send(server);
            let body = Charset::parse(charset.as_bytes()).unwrap().decode(&answer.body).unwrap();
            let expected = r#""coupon_name":"满100\/减10","prize_msg":"a\/b\/\/c\\\/","#;
            assert!(body.contains(expected), "{body}");
        }
        let answer =
            ask_with(folder, "", "GET", ("campaigns", &json!({ "merchant": "2088001159940003" })));
        assert!(answer.text().contains(&format!("\"{name}\"")), "{}", answer.text());
    });
}
