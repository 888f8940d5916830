//! Our own client in a loop, as the programs in `bench/clients` have the official SDKs: calls the gateway
//! that sandbox.json names as often as each line on stdin says, and answers each line with one of its
//! own. The program that asks measures.

use std::io::{BufRead, Write};

use hongbao_client::methods::marketing_campaign_cash_detail_query::CashDetailQuery;

use crate::Outcome;
use crate::programs::sandbox::Sandbox;
use crate::request::CAMPAIGN;

pub(crate) fn run(sandbox: &str) -> Outcome<()> {
    let client = Sandbox::read(sandbox.as_ref())?.client()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for line in std::io::stdin().lock().lines() {
        for _ in 0..line?.parse()? {
            let request = CashDetailQuery { crowd_no: CAMPAIGN.to_owned() };
            runtime.block_on(client.call(&request))?;
        }
        writeln!(std::io::stdout(), "done")?;
    }
    Ok(())
}
