//! `kill -9` under load: many callers draw from one random campaign while it is paused and resumed, the
//! process is killed at a random moment and started again, and callers ask again for whatever they did
//! not hear. Then the books are opened: whatever anybody was told is there, nobody has more than allowed,
//! and the money is whole.
//!
//! `ROUNDS=20` says how often (`make faults`), `SEED=7` replays one choice of moments.

mod books;
mod callers;

use std::sync::Arc;
use std::time::Duration;

use hongbao_client::methods::marketing_campaign_cash_create::CashCreate;
use hongbao_client::methods::marketing_campaign_cash_status_modify::CashStatusModify;
use hongbao_client::{Admin, Client, Date, Price};

use self::callers::Hammer;
use crate::harness::random::{Random, said};
use crate::harness::server::{Folder, Server, serve_at};

const CALLERS: usize = 64;
const PACKETS: i64 = 10_000;
/// How many fen a packet has on average.
const AVERAGE: i64 = 60;
const ROUNDS: u64 = 5;

/// A sandbox that can be killed, and comes back where it was.
struct Victim {
    folder: Folder,
    server: Server,
}

impl Victim {
    fn start() -> Self {
        let folder = Folder::new();
        let server = Server::start_unheard(serve_at(&folder, "127.0.0.1:0"));
        Self { folder, server }
    }

    fn kill(&mut self) {
        self.server.child.kill().unwrap();
        self.server.child.wait().unwrap();
    }

    fn restart(&mut self) {
        self.server = Server::start_unheard(serve_at(&self.folder, &self.server.address));
    }

    fn client(&self) -> Client {
        let sandbox = |name: &str| self.folder.sandbox(name);
        Client::builder()
            .gateway(&sandbox("gateway"))
            .app_id(&sandbox("app_id"))
            .app_private_key(sandbox("app_private_key"))
            .alipay_public_key(sandbox("alipay_public_key"))
            .timeout(Duration::from_secs(60))
            .build()
            .unwrap()
    }

    /// The admin side has another port after each start.
    async fn operate(&self, path: &str, body: &str) {
        let (url, token) = (self.folder.sandbox("admin"), self.folder.sandbox("admin_token"));
        let admin = Admin::new(&url, &token, Duration::from_secs(60)).unwrap();
        admin.ask("POST", path, body).await.unwrap();
    }
}

fn plan() -> CashCreate {
    CashCreate {
        coupon_name: "name".to_owned(),
        prize_type: "random".to_owned(),
        total_money: Price::from_fen(PACKETS * AVERAGE),
        total_num: PACKETS,
        prize_msg: "text".to_owned(),
        start_time: "NowTime".to_owned(),
        end_time: Date::from_secs(now() + 86_400).to_string(),
        merchant_link: None,
        send_freqency: Some(callers::FREQUENCY.to_owned()),
    }
}

#[expect(clippy::disallowed_methods, reason = "a campaign of a running server ends after now")]
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

/// One round; `whole` draws all that there is instead of closing the campaign.
async fn round(random: &mut Random, whole: bool) {
    let mut victim = Victim::start();
    let client = victim.client();
    let crowd_no = client.call(&plan()).await.unwrap().response.crowd_no;
    victim.operate(&format!("campaigns/{crowd_no}/pay"), r#"{"reference":"faults"}"#).await;
    let hammer = Hammer::new(crowd_no.clone());
    let callers: Vec<_> = (0..CALLERS)
        .map(|number| {
            let random = Random::of(random.next());
            tokio::spawn(callers::call(number, Arc::clone(&hammer), victim.client(), random))
        })
        .collect();
    let modify = async |status: &str| {
        let (crowd_no, camp_status) = (crowd_no.clone(), status.to_owned());
        client.call(&CashStatusModify { crowd_no, camp_status }).await.unwrap();
    };
    let mut heard = 0;
    for _ in 0..2 {
        heard += random.below(500);
        hammer.heard(heard).await;
        modify("PAUSE").await;
        modify("READY").await;
    }
    heard += random.below(1_000);
    hammer.heard(heard).await;
    tokio::time::sleep(Duration::from_micros(random.below(5_000))).await;
    victim.kill();
    victim.restart();
    hammer.server_is_back();
    if !whole {
        hammer.heard(heard + 300).await;
        modify("CLOSED").await;
        hammer.stop();
    }
    for caller in callers {
        caller.await.unwrap();
    }
    if whole {
        modify("CLOSED").await;
    }
    victim.operate(&format!("campaigns/{crowd_no}/settle"), "").await;
    victim.kill();
    books::check(&victim.folder, &hammer, whole);
}

#[test]
#[expect(clippy::print_stdout, reason = "a failure shows the seed")]
fn what_was_answered_survives_a_kill() {
    let mut random = said("SEED").map_or_else(Random::new, Random::of);
    let rounds = said("ROUNDS").unwrap_or(ROUNDS);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    for number in 1..=rounds {
        println!("round {number} of {rounds}");
        runtime.block_on(round(&mut random, number == rounds));
    }
}
