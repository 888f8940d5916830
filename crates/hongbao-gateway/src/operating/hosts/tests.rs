//! Names that may lead to the admin side, and names that may not.

use super::is_allowed;

fn check(host: &str, expected: bool) {
    let more = ["hongbao.internal", "proxy.example.com:8443"].map(str::to_owned);
    assert_eq!(is_allowed(host, &more), expected, "{host}");
}

#[test]
fn names_that_cannot_be_borrowed_are_allowed() {
    for host in [
        "127.0.0.1",
        "127.0.0.1:8601",
        "10.1.2.3:80",
        "[::1]",
        "[::1]:8601",
        "[fe80::1]:1",
        "localhost",
        "LocalHost:8601",
        "hongbao.internal",
        "HONGBAO.internal:1",
        "proxy.example.com:8443",
    ] {
        check(host, true);
    }
}

#[test]
fn other_names_are_not() {
    for host in [
        "",
        ":",
        ":8601",
        "x",
        "evil.example.com",
        "[localhost]",
        "[localhost]:8601",
        "localhost]",
        "[127.0.0.1]",
        "[hongbao.internal]",
        "[::1",
        "::1",
        "[::1]x",
        "[::1]:x",
        "127.0.0.1:x",
        "127.0.0.1.evil.example.com",
        "localhost.evil.example.com",
        "localhost:1:2",
        "user@localhost",
        "127.1",
        "0x7f.0.0.1",
        "proxy.example.com",
        "proxy.example.com:8444",
        "x.hongbao.internal",
        "hongbao.internal.example.com",
    ] {
        check(host, false);
    }
}
