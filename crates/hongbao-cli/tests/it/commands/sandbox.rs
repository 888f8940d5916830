//! The sandbox inside a test, as Rust users start it.

use hongbao_client::methods::marketing_campaign_cash_detail_query::CashDetailQuery;
use hongbao_client::{CallError, Client};
use hongbao_sandbox::Sandbox;

use crate::harness::server::CAMPAIGN;

fn ask(client: &Client, crowd_no: &str) -> Result<String, CallError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let request = CashDetailQuery { crowd_no: crowd_no.to_owned() };
    runtime.block_on(client.call(&request)).map(|campaign| campaign.camp_status.clone())
}

#[test]
fn several_do_not_meet_and_each_ends_with_its_test() {
    let sandboxes = [0; 3].map(|_| Sandbox::start().unwrap());
    for (index, sandbox) in sandboxes.iter().enumerate() {
        assert_eq!(ask(sandbox.client(), CAMPAIGN).unwrap(), "READY");
        for other in &sandboxes[..index] {
            assert_ne!(sandbox.gateway(), other.gateway());
            assert_eq!(sandbox.alipay_public_key(), other.alipay_public_key());
        }
    }
    let [first, second, _] = sandboxes;
    let client = first.client().clone();
    drop(first);
    let error = ask(&client, CAMPAIGN).unwrap_err();
    assert!(matches!(error, CallError::Unreachable { .. }), "{error:?}");
    assert!(ask(second.client(), CAMPAIGN).is_ok());
}

#[test]
fn it_has_the_whole_pipeline() {
    let sandbox = Sandbox::start().unwrap();
    let Err(CallError::Refused(no)) = ask(sandbox.client(), "nothing") else { panic!("found") };
    assert_eq!((no.sub_code.as_str(), no.verified), ("CASH_CAMPAIGN_NOT_EXIST", true));
    let other = hongbao_wire::SigningKey::generate().unwrap();
    let client = Client::builder()
        .gateway(sandbox.gateway())
        .app_id(sandbox.app_id())
        .app_private_key(other.pkcs8_base64())
        .alipay_public_key(sandbox.alipay_public_key())
        .build();
    let Err(CallError::Refused(no)) = ask(&client.unwrap(), CAMPAIGN) else { panic!("believed") };
    assert_eq!(no.sub_code, "isv.invalid-signature");
    assert!(no.sub_msg.contains("app_id=2014072300007148"), "{}", no.sub_msg);
    let debug = format!("{sandbox:?}");
    assert!(!debug.contains(&sandbox.app_private_key()[60..120]), "{debug}");
}
