//! Conformance of refused requests: each test is named after its case in the protocol's list of
//! cases.

use hongbao_wire::{Charset, SignType, SigningKey};

use crate::harness::call::{CASH, Call, JAVA, VOUCHER};
use crate::harness::server::{CAMPAIGN, Folder, Server, post_head, serve};
use crate::wire::requests::{fails, on_a_sandbox, succeeds};

fn a_fresh_key() -> String {
    SigningKey::generate().unwrap().to_pem().unwrap()
}

#[test]
fn case_20_a_wrong_signature_is_explained_and_escaped() {
    on_a_sandbox(|folder, server| {
        let answer = Call::cash(folder).signed_by(&a_fresh_key()).send(server);
        fails(&answer, "isv.invalid-signature");
        let text = answer.text();
        let pairs = [
            "app_id=2014072300007148",
            &format!("biz_content={{&quot;crowd_no&quot;:&quot;{CAMPAIGN}&quot;}}"),
            "charset=utf-8",
            "format=JSON",
            &format!("method={CASH}"),
            "sign_type=RSA2",
            "timestamp=2026-01-01 00:00:00",
            "version=1.0",
        ];
        let expected = format!("网关生成的验签字符串为：{}\"}},\"sign\":\"", pairs.join("&amp;"));
        assert!(text.contains(&expected), "{text}");
    });
}

#[test]
fn case_20_an_explanation_is_inert_short_and_silent_about_tokens() {
    on_a_sandbox(|folder, server| {
        let markup = "<script>alert('1')</script>\"&";
        let call = Call::new(folder, CASH, markup).with("method", markup).with_sign("AAAA");
        let call = call.with("app_auth_token", "a-secret").with("auth_token", "another-secret");
        let text = call.send(server).text();
        for raw in ["<", ">", "'", "a-secret", "another-secret"] {
            assert!(!text.contains(raw), "{raw} in {text}");
        }
        assert!(text.contains(r"&lt;script&gt;alert(&#39;1&#39;)&lt;\/script&gt;&quot;&amp;"));
        assert!(
            text.contains("：app_auth_token=***&amp;app_id=")
                && text.contains("&amp;auth_token=***")
        );

        let long = format!("{{\"crowd_no\":\"{}\"}}", "x".repeat(2_048));
        let answer = Call::new(folder, CASH, &long).with_sign("AAAA").send(server).text();
        let named = format!("({} bytes, SHA-256 {})", long.len(), sha256(&long));
        assert!(answer.contains(&named) && !answer.contains("xxx"), "{answer}");
        let many = (0..200)
            .fold(Call::cash(folder), |call, n| call.with(&format!("p{n}"), "y".repeat(100)));
        let answer = many.with_sign("AAAA").send(server).text();
        assert!(answer.contains("bytes, SHA-256") && answer.len() < 2_000, "{answer}");
    });
}

fn sha256(text: &str) -> String {
    hongbao_wire::sha256_hex(text.as_bytes())
}

#[test]
fn case_20_nothing_is_explained_under_sha_1_in_production_or_without_end() {
    on_a_sandbox(|folder, server| {
        let call = Call::cash(folder).sign_type(SignType::Rsa).with_sign("AAAA");
        fails(&call.send(server), "isv.invalid-signature");
        assert!(!call.send(server).text().contains("app_id="));
        let call = Call::cash(folder).with_sign("AAAA");
        let silent = (0..1_000).any(|_| !call.send(server).text().contains("app_id="));
        assert!(silent, "bad signatures without end are explained without end");
    });
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.env("HONGBAO_EXPLAIN_SIGNATURE", "false");
    let server = Server::start(command);
    let answer = Call::cash(&folder).with_sign("AAAA").send(&server);
    fails(&answer, "isv.invalid-signature");
    assert!(!answer.text().contains("app_id="));
}

#[test]
fn case_20_a_charset_outside_the_url_is_pointed_out() {
    on_a_sandbox(|folder, server| {
        let layout = crate::harness::call::Layout { form: &["*"], ..JAVA };
        let call = Call::cash(folder).with_sign("AAAA");
        assert!(call.send_as(server, layout).text().contains("请确认charset参数放在了URL"));
        assert!(!call.send(server).text().contains("请确认charset参数放在了URL"));
    });
}

#[test]
fn case_21_a_missing_sign_and_a_missing_or_unknown_app() {
    on_a_sandbox(|folder, server| {
        let call = Call::cash(folder).without_sign();
        fails(&call.send(server), "isv.missing-signature");
        fails(&call.clone().without("app_id").send(server), "isv.invalid-app-id");
        fails(&call.clone().with("app_id", "1").send(server), "isv.invalid-app-id");
        fails(&call.with("app_id", "1".repeat(33)).send(server), "isv.invalid-app-id");
    });
}

#[test]
fn case_22_an_app_without_a_key() {
    on_a_sandbox(|folder, server| {
        let call = Call::cash(folder).with("app_id", "2014072300007149").without_sign();
        let answer = call.send(server);
        fails(&answer, "isv.missing-signature-config");
        assert!(answer.text().contains(r#""code":"40003""#));
    });
}

#[test]
fn case_23_an_answer_stands_under_the_key_of_the_method_that_was_asked_for() {
    on_a_sandbox(|folder, server| {
        let answer = Call::cash(folder).without("method").send(server);
        fails(&answer, "isv.missing-method");
        assert!(answer.text().starts_with(r#"{"error_response":{"code":"40001""#));
        let (longest, too_long) = ("a.b".repeat(42) + "zz", "a".repeat(129));
        for (method, key) in [
            ("alipay.no.such.method", "alipay_no_such_method_response"),
            ("x", "x_response"),
            (&longest, &(longest.replace('.', "_") + "_response")),
            (&too_long, "error_response"),
            ("alipay.marketing.voucher.query ", "error_response"),
            ("Alipay.no.such.method", "error_response"),
            ("alipay_no", "error_response"),
            ("a\"b", "error_response"),
            ("方法", "error_response"),
        ] {
            let answer = Call::cash(folder).with("method", method).send(server);
            fails(&answer, "isv.invalid-method");
            let expected = format!(r#"{{"{key}":{{"code":"40002""#);
            assert!(answer.text().starts_with(&expected), "{method}: {}", answer.text());
        }
        // Whatever else is wrong: the key follows from the name alone.
        let answer = Call::cash(folder).with("method", "x.y").without("app_id").send(server);
        assert!(answer.text().starts_with(r#"{"x_y_response":{"#), "{}", answer.text());
    });
}

#[test]
fn case_24_of_a_parameter_twice_the_forms_value_counts_and_the_signature_decides() {
    on_a_sandbox(|folder, server| {
        let ask = |(query, form): &(String, String)| {
            let target = format!("/gateway.do?{query}");
            let head = post_head(&target, "application/x-www-form-urlencoded", form.len());
            // What is looked for is ASCII in any charset.
            String::from_utf8_lossy(&server.send((head + form).as_bytes()).body).into_owned()
        };
        let twice = |call: &Call, more: &str| {
            let (query, form) = call.laid_out(JAVA);
            ask(&(query, format!("{form}&{more}")))
        };
        let call = Call::cash(folder);
        // These mean what the query says, and the query's spelling is the one that is signed.
        for more in ["charset=utf-8", "charset=UTF-8", "charset=utf8", "charset=", "format=json"] {
            let answer = twice(&call, more);
            assert!(answer.contains(r#""code":"10000""#), "{more}: {answer}");
        }
        // These do not: what is verified holds them, and what is explained too.
        for (more, shown) in [
            ("charset=gbk", "charset=gbk"),
            ("charset=utf8&charset=gbk&charset=utf8", "charset=utf8"),
            ("timestamp=2026-01-01+00%3A00%3A01", "timestamp=2026-01-01 00:00:01"),
            ("x=1&x=2", "version=1.0&amp;x=2"),
        ] {
            let answer = twice(&call, more);
            assert!(answer.contains("isv.invalid-signature"), "{more}: {answer}");
            assert!(answer.contains(shown), "{more}: {answer}");
        }
        // Signed over the form's value, each is taken: URL and form as some SDKs fill them.
        for (in_query, in_form) in [("UTF-8", "utf-8"), ("gbk", "utf-8"), ("utf-8", "gbk")] {
            let (query, form) = call.clone().with("charset", in_form).laid_out(JAVA);
            let (from, to) = (format!("charset={in_form}"), format!("charset={in_query}"));
            let answer = ask(&(query.replace(&from, &to), format!("{form}&{from}")));
            assert!(answer.contains(r#""code":"10000""#), "{in_query}, {in_form}: {answer}");
        }
    });
}

#[test]
fn what_is_wrong_with_a_parameter_names_it_and_nothing_of_the_request() {
    on_a_sandbox(|folder, server| {
        let (query, form) = Call::cash(folder).laid_out(JAVA);
        for (more, said) in [
            ("version=2.0", "参数无效：version"),
            ("charset=%", "参数无效：charset"),
            ("biz_content=%zz", "参数无效：biz_content"),
            ("sign=%4", "参数无效：sign"),
            ("my_own=%", "参数无效：某个非公共参数的名称或取值无法解析"),
            ("my%=1", "参数无效：某个非公共参数的名称或取值无法解析"),
            ("=1", "参数无效：某个非公共参数的名称或取值无法解析"),
        ] {
            let answer = server.get(&format!("/gateway.do?{query}&{form}&{more}"));
            fails(&answer, "isv.invalid-parameter");
            let expected = format!("\"sub_msg\":\"{said}\"}}");
            assert!(answer.text().contains(&expected), "{more}: {}", answer.text());
        }
        let many: String = (0..300).map(|n| format!("&p{n}=1")).collect();
        let answer = server.get(&format!("/gateway.do?{query}&{form}{many}"));
        assert!(answer.text().contains("参数无效：参数个数过多"), "{}", answer.text());
    });
}

#[test]
fn bytes_that_are_not_text_of_the_charset_are_named_as_that() {
    on_a_sandbox(|folder, server| {
        let gbk: &[u8] = b"{\"crowd_no\":\"\xd6\xd0\"}";
        for (charset, bytes) in [("utf-8", gbk), ("gbk", b"\xff"), ("gb18030", b"\x81")] {
            let call = Call::cash(folder).in_charset(charset, bytes);
            for call in [call.clone(), call.with_sign("AAAA")] {
                let answer = call.send(server);
                let text =
                    Charset::parse(charset.as_bytes()).unwrap().decode(&answer.body).unwrap();
                assert!(text.contains("isv.invalid-signature"), "{text}");
                assert!(text.contains("不是charset参数所指字符集的文本"), "{text}");
            }
        }
        let answer = Call::cash(folder).in_charset("gbk", gbk).send(server);
        let text = String::from_utf8_lossy(&answer.body);
        assert!(text.contains("CASH_CAMPAIGN_NOT_EXIST"), "{text}");
    });
}

#[test]
fn a_signature_of_the_other_type_is_named_as_that() {
    on_a_sandbox(|folder, server| {
        for (said, used) in [("RSA2", SignType::Rsa), ("RSA", SignType::Rsa2)] {
            let call = Call::cash(folder).sign_type(used).with("sign_type", said);
            let answer = call.send(server);
            fails(&answer, "isv.invalid-signature");
            let expected = format!(
                "sign值与sign_type参数指定的签名类型不一致：sign_type参数值为{said}，您实际用的签名类型可能是{}",
                used.name()
            );
            assert!(answer.text().contains(&expected), "{}", answer.text());
        }
    });
}

#[test]
fn case_25_a_byte_altered_after_signing() {
    on_a_sandbox(|folder, server| {
        let sound = Call::cash(folder);
        let (_, sign) = sound.signed().pop().unwrap();
        let sign = String::from_utf8(sign).unwrap();
        succeeds(&sound.clone().with_sign(&sign).send(server));
        let altered = format!("{{\"crowd_no\":\"{}\"}}", CAMPAIGN.replacen('P', "Q", 1));
        let answer = sound.with("biz_content", altered).with_sign(&sign).send(server);
        fails(&answer, "isv.invalid-signature");
    });
}

#[test]
fn case_26_a_parameter_added_after_signing_and_an_unknown_one_that_is_signed() {
    on_a_sandbox(|folder, server| {
        let call = Call::cash(folder).with_unsigned("prod_code", "x");
        fails(&call.send(server), "isv.invalid-signature");
        succeeds(&Call::cash(folder).with("prod_code", "x").send(server));
    });
}

#[test]
fn case_27_broken_biz_content_is_a_format_error_and_nothing_worse() {
    on_a_sandbox(|folder, server| {
        let member = format!("\"crowd_no\":\"{CAMPAIGN}\"");
        let deep = format!("{{{member},\"x\":{}{}}}", "[".repeat(1_000), "]".repeat(1_000));
        for broken in [
            "crowd_no".to_owned(),
            format!("[{{{member}}}]"),
            format!("{{{member},}}"),
            format!("{{{member},{member}}}"),
            format!("{{\"crowd_no\":\"{}\"}}", "x".repeat(1 << 20)),
            format!("{{{member},\"x\":\"{}\"}}", "x".repeat(1 << 20)),
            deep,
        ] {
            fails(&Call::new(folder, CASH, &broken).send(server), "BIZ_CONTENT_FORMAT_ERROR");
            fails(&Call::new(folder, VOUCHER, &broken).send(server), "INVALID_PARAMETER");
        }
        let largest = format!("{{{member},\"x\":\"{}\"}}", "x".repeat((1 << 20) - 200));
        succeeds(&Call::new(folder, CASH, &largest).send(server));
    });
}

#[test]
fn case_28_unknown_members_of_biz_content_are_ignored() {
    on_a_sandbox(|folder, server| {
        let json = format!("{{\"x\":{{\"crowd_no\":1}},\"crowd_no\":\"{CAMPAIGN}\",\"y\":null}}");
        succeeds(&Call::new(folder, CASH, &json).send(server));
    });
}

#[test]
fn case_30_verbs_sizes_and_broken_escapes() {
    on_a_sandbox(|folder, server| {
        for verb in ["HEAD", "PUT"] {
            let head =
                format!("{verb} /gateway.do HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
            let answer = server.send(head.as_bytes());
            assert_eq!((answer.status, answer.body.len()), (405, 0));
        }
        let head = post_head("/gateway.do", "application/x-www-form-urlencoded", (4 << 20) + 1);
        assert_eq!(server.send(head.as_bytes()).status, 413);
        let (query, _) = Call::cash(folder).laid_out(JAVA);
        for broken in ["%", "%a", "%zz", "%%", "a=%F"] {
            let answer = server.get(&format!("/gateway.do?{query}&{broken}"));
            fails(&answer, "isv.invalid-parameter");
            assert!(answer.text().starts_with("{\"alipay_marketing_campaign_cash_detail_query_"));
        }
    });
}
