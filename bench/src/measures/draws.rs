//! Draws over HTTP, one packet after the other from one campaign: what a call costs that writes, against
//! one that only reads.

use hongbao_client::methods::marketing_campaign_cash_create::CashCreate;
use hongbao_client::{Date, Price};

use crate::answer::Known;
use crate::programs::contestant::{Contestant, DRAWS};
use crate::programs::sandbox::Sandbox;
use crate::programs::server::{Folder, Server};
use crate::{Outcome, REQUESTS, ROUNDS, request};

const TRIGGER: &str = "alipay.marketing.campaign.cash.trigger";
const SUCCESS: &str = "{\"alipay_marketing_campaign_cash_trigger_response\":{\"code\":\"10000\"";
/// A warm-up, and the rounds.
const COUNT: usize = (ROUNDS + 1) * REQUESTS;
/// More packets than are drawn, so that the campaign is never used up.
const PACKETS: i64 = 1_000_000;

pub(crate) fn contestant(of: &str, folder: &Folder) -> Outcome<Contestant> {
    let Drawing { server, requests } = drawing(folder, COUNT)?;
    let remark = "one campaign, each packet committed to disk and signed";
    Ok(Contestant::part(of, DRAWS, server, known()).on(remark).asking(requests))
}

/// How answers to draws begin.
pub(crate) fn known() -> Known {
    Known::beginning(SUCCESS)
}

/// A server with a campaign, and requests to draw from it.
pub(crate) struct Drawing {
    pub(crate) server: Server,
    pub(crate) requests: Vec<Vec<u8>>,
}

/// So many requests: each for another user, under another number.
pub(crate) fn drawing(folder: &Folder, count: usize) -> Outcome<Drawing> {
    let server = folder.serve_copy("draws", &[])?;
    let crowd_no = campaign(folder)?;
    eprintln!("signing {count} draws");
    let content = |number: usize| {
        format!(
            "{{\"user_id\":\"2088{number:012}\",\"crowd_no\":\"{crowd_no}\",\"out_biz_no\":\"{number}\"}}"
        )
    };
    // One more, which is looked at closely.
    let mut requests = request::signed_as(&folder.app, TRIGGER, count + 1, &content)?;
    check(folder, &server, &requests.split_off(count))?;
    Ok(Drawing { server, requests })
}

/// Looks at one answer closely: the others are only looked at where they begin.
fn check(folder: &Folder, server: &Server, requests: &[Vec<u8>]) -> Outcome<()> {
    let body = server.ask(requests.first().ok_or("no request")?)?;
    if request::is_signed(&body, &folder.platform_public, "10000")? {
        Ok(())
    } else {
        Err(format!("no packet, but {}", String::from_utf8_lossy(&body)).into())
    }
}

/// Creates a campaign and pays for it, as its merchant would.
fn campaign(folder: &Folder) -> Outcome<String> {
    let sandbox = Sandbox::read(&folder.path.join("sandbox.json"))?;
    let (client, admin) = (sandbox.client()?, sandbox.admin()?);
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed()?.as_secs();
    let plan = CashCreate {
        coupon_name: "bench".to_owned(),
        prize_type: "random".to_owned(),
        total_money: Price::from_fen(PACKETS * 100),
        total_num: PACKETS,
        prize_msg: "bench".to_owned(),
        start_time: "NowTime".to_owned(),
        end_time: Date::from_secs(i64::try_from(now)? + 86_400).to_string(),
        merchant_link: None,
        send_freqency: None,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let crowd_no = client.call(&plan).await?.response.crowd_no;
        admin
            .ask("POST", &format!("campaigns/{crowd_no}/pay"), "{\"reference\":\"bench\"}")
            .await?;
        Ok(crowd_no)
    })
}
