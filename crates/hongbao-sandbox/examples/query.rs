//! Both documented queries, and what to do about each kind of error.
//!
//! Here they go to a sandbox of this process; for the real gateway only the builder's values change.

use std::error::Error;

use hongbao_client::methods::marketing_campaign_cash_detail_query::CashDetailQuery;
use hongbao_client::methods::marketing_voucher_query::VoucherQuery;
use hongbao_client::{CallError, Charset, Client};
use hongbao_sandbox::Sandbox;

const CAMPAIGN: &str = "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx";
const VOUCHER: &str = "20170616000730020041006ZYE2V";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start()?;
    let client = Client::builder()
        .gateway(sandbox.gateway())
        .app_id(sandbox.app_id())
        .app_private_key(sandbox.app_private_key())
        .alipay_public_key(sandbox.alipay_public_key())
        .charset(Charset::Gbk)
        .build()?;

    let campaign = client.call(&CashDetailQuery { crowd_no: CAMPAIGN.to_owned() }).await?;
    print(&format!(
        "{}: {} of {} yuan drawn",
        campaign.coupon_name, campaign.send_amount, campaign.total_amount
    ));

    let voucher = client.call(&VoucherQuery { voucher_id: VOUCHER.to_owned() }).await?;
    print(&format!("{}: {}, until {}", voucher.name, voucher.status, voucher.gmt_expired));
    for bill in &voucher.bill_details {
        print(&format!("  {} {} yuan at {}", bill.biz_type, bill.amount, bill.gmt_create));
    }

    match client.call(&CashDetailQuery { crowd_no: "nothing".to_owned() }).await {
        Ok(_) => return Err("that campaign is not there".into()),
        // The business says no: the code is the same with and without the prefix `isv.`.
        Err(CallError::Refused(no)) => print(&format!("refused: {}", no.business_code())),
        // Repeat a command only with the same parameters if it may have happened.
        Err(error) if error.may_have_happened() => return Err(error.into()),
        // Nothing was sent, or nothing changed.
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Prints a line; nobody minds if nobody reads it.
fn print(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{line}");
}
