//! Which answers are signed anew and which have a signature that is remembered, as `/metrics` tells.

use hongbao_wire::{CommonError, SignType};

use crate::business::admin::metric;
use crate::harness::call::Call;
use crate::harness::server::{Folder, Server, serve};

/// How many signatures of this kind of node came from there.
fn count(folder: &Folder, node: &str, from: &str) -> u64 {
    metric(folder, &format!("hongbao_signatures_total{{node=\"{node}\",from=\"{from}\"}}"))
}

#[test]
fn equal_answers_are_signed_once_for_all_callers_at_any_time() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let call = Call::cash(&folder);
    let later = call.clone().with("timestamp", "2026-01-01 00:00:01");
    for (call, made, remembered) in [
        (&call, 1, 0),
        (&call, 1, 1),
        (&later, 1, 2),
        (&call.clone().sign_type(SignType::Rsa), 2, 2),
        (&later.clone().sign_type(SignType::Rsa), 2, 3),
        (&call.clone().with("charset", "GBK"), 3, 3),
        (&Call::voucher(&folder), 4, 3),
    ] {
        let answer = call.send(&server).body;
        assert!(String::from_utf8_lossy(&answer).contains("\"code\":\"10000\""));
        let counted = (count(&folder, "success", "key"), count(&folder, "success", "memory"));
        assert_eq!(counted, (made, remembered));
    }
}

/// What a bad signature asked for is not even looked up.
#[test]
fn only_a_caller_who_has_proved_who_he_is_reaches_the_memory() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    Call::cash(&folder).send(&server);
    let before = count(&folder, "error", "key");
    for _ in 0..3 {
        Call::cash(&folder).with_sign("AAAA").send(&server);
    }
    assert_eq!(count(&folder, "error", "key") - before, 3, "explained each time");
    assert_eq!((count(&folder, "success", "key"), count(&folder, "success", "memory")), (1, 0));
}

#[test]
fn what_strangers_are_told_was_signed_before() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--explain-signature=false", "--limits-signatures", "0"]);
    let server = Server::start(command);
    let all = u64::try_from(CommonError::ALL.len()).unwrap();
    assert!(
        (0..10_000).any(|_| count(&folder, "constant", "key") == all),
        "signed after the start"
    );
    for (call, node, from) in [
        (Call::cash(&folder).with_sign("AAAA"), "constant", "memory"),
        (Call::cash(&folder).with("app_id", "1"), "constant", "memory"),
        (Call::cash(&folder).with("biz_content", "[]"), "error", "key"),
        (Call::cash(&folder), "success", "key"),
    ] {
        call.send(&server);
        let before = count(&folder, node, from);
        call.send(&server);
        assert_eq!(count(&folder, node, from), before + 1, "{node}");
    }
}
