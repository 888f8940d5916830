//! `hongbao campaign verify`: recomputes a finished campaign. The seed that it was drawn from must have
//! the hash that was shown from its creation, and every amount must follow from it.

use std::process::ExitCode;

use clap::{Arg, ArgMatches, Command};
use hongbao_api::CampaignState;
use hongbao_api::operations::campaign_draws::{CampaignDrawn, DrawListed, LARGEST};
use hongbao_client::AdminError;
use hongbao_engine::{CrowdNo, Fen, Seed, fixed_packet, random_packet};
use hongbao_wire::{Price, urlencode_text};

use crate::calling::credentials::flags;
use crate::command_error::CommandError;
use crate::exit::EXIT_NO;
use crate::operating::server::{AdminServer, refused};
use crate::terminal::{Value, print, say};

/// How it is called.
pub(crate) const WORDS: (&str, &str) = ("campaign", "verify");

/// The command.
pub(crate) fn command() -> Command {
    Command::new(WORDS.1)
        .about("重算已清算的活动 Recompute a settled campaign's draws from its seed and check them")
        .arg(
            Arg::new("crowd_no")
                .allow_hyphen_values(true)
                .value_name("CROWD_NO")
                .required(true)
                .help("The campaign's id 活动编号"),
        )
        .args(flags(&["data"]))
        .after_help(
            "Compare seed_sha256 with what campaign show said before the first draw.\n\n\
             Exit codes: 0 fair, 1 not fair, 2 cannot say: not settled yet, or no server",
        )
}

pub(crate) fn run(arguments: &ArgMatches) -> Result<ExitCode, CommandError> {
    let server = AdminServer::find(arguments)?;
    let crowd_no = arguments.get_one::<String>("crowd_no").map(String::as_str).unwrap_or_default();
    let path = format!("campaigns/{}", urlencode_text(crowd_no));
    let campaign: CampaignState = match server.ask("GET", &path, "") {
        Ok(json) => serde_json::from_str(&json).map_err(unreadable)?,
        Err(error @ AdminError::Refused { .. }) => {
            return Err(CommandError::new(error, "Check the campaign's id 核对活动编号"));
        }
        Err(error) => return refused(error, WORDS),
    };
    let mut recomputation = Recomputation::of(&campaign)?;
    let mut next = Some(0);
    while let Some(after) = next {
        let page =
            server.ask("GET", &format!("{path}/draws?after={after}&page_size={LARGEST}"), "");
        let page = page.map_err(|error| CommandError::new(error, "Try again."))?;
        let page: CampaignDrawn = serde_json::from_str(&page).map_err(unreadable)?;
        page.draws.iter().for_each(|draw| recomputation.follow(draw));
        next = page.next;
        if campaign.draws > u64::from(LARGEST) {
            say(&format!("{} of {} draws\n", recomputation.n, campaign.draws));
        }
    }
    recomputation.end(&campaign);
    print(&recomputation.verdict(&campaign));
    Ok(if recomputation.wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(EXIT_NO) })
}

fn unreadable(error: serde_json::Error) -> CommandError {
    CommandError::about("the answer cannot be read", error, "Update hongbao.")
}

/// What a campaign must have come to, draw by draw.
struct Recomputation {
    crowd_no: CrowdNo,
    total: Fen,
    count: u32,
    /// `None` where every packet is the same.
    seed: Option<Seed>,
    /// The draws so far, and what they leave.
    n: u64,
    rest: Fen,
    sent: Fen,
    /// What is not as it must be, a line each.
    wrong: Vec<String>,
}

impl Recomputation {
    /// Before the first draw; a complaint if the campaign is not settled.
    fn of(campaign: &CampaignState) -> Result<Self, CommandError> {
        if campaign.camp_status != "SETTLE" {
            let remedy = match campaign.settle_at {
                Some(at) => format!("It is due at {at} Beijing time; ask again then."),
                None => "Nobody has paid for it: nothing can be drawn.".to_owned(),
            };
            return Err(CommandError::new(
                "the campaign is not settled, its seed is a secret",
                remedy,
            ));
        }
        let seed = match campaign.prize_type.as_str() {
            "random" => Some(campaign.seed.as_deref().and_then(seed)),
            _ => None,
        };
        let crowd_no = CrowdNo::parse(&campaign.crowd_no);
        let (Some(crowd_no), None | Some(Some(_))) = (crowd_no, &seed) else {
            return Err(CommandError::new("the server shows no seed", "Update the server."));
        };
        let seed = seed.flatten();
        let (total, count) = (Fen::new(campaign.total_amount.fen()), campaign.total_num);
        let mut wrong = Vec::new();
        if let Some(seed) = seed.filter(|seed| seed.commitment() != campaign.seed_sha256) {
            let made = seed.commitment();
            wrong.push(format!(
                "seed: its SHA-256 is {made}, but {} was shown",
                Value(&campaign.seed_sha256)
            ));
        }
        Ok(Self { crowd_no, total, count, seed, n: 0, rest: total, sent: Fen::ZERO, wrong })
    }

    /// Holds a draw to what must have come of it.
    fn follow(&mut self, draw: &DrawListed) {
        self.n += 1;
        if draw.n != self.n {
            self.wrong.push(format!("draw {}: it is missing, the next one is {}", self.n, draw.n));
            self.n = draw.n;
        }
        let given = Fen::new(draw.amount.fen());
        let due = match self.seed {
            _ if draw.named => given,
            None => fixed_packet(self.total, self.count),
            Some(seed) => random_packet(self.total, self.count, &seed, (&self.crowd_no, self.n))
                .min(self.rest),
        };
        if given != due {
            let due = Price::from_fen(due.get());
            self.wrong.push(format!("draw {}: {} was given, {due} follows", self.n, draw.amount));
        }
        match (self.rest.checked_sub(given), self.sent.checked_add(given)) {
            (Some(rest), Some(sent)) => (self.rest, self.sent) = (rest, sent),
            _ => self.wrong.push(format!("draw {}: {} is more than any sum", self.n, draw.amount)),
        }
    }

    /// Holds the campaign to its draws.
    fn end(&mut self, campaign: &CampaignState) {
        if self.n != campaign.draws {
            let (seen, told) = (self.n, campaign.draws);
            self.wrong.push(format!("campaign: {told} draws are told of, {seen} are there"));
        }
        let sent = Price::from_fen(self.sent.get());
        if sent != campaign.send_amount {
            let told = campaign.send_amount;
            self.wrong.push(format!("campaign: {told} is said to be drawn, {sent} was"));
        }
    }

    fn verdict(&self, campaign: &CampaignState) -> String {
        let shown = self.seed.map(|_| format!("seed_sha256 {}", Value(&campaign.seed_sha256)));
        let mut lines: Vec<String> = shown.into_iter().chain(self.wrong.clone()).collect();
        let (draws, sent) = (campaign.draws, campaign.send_amount);
        lines.push(match (self.wrong.len(), self.seed) {
            (0, Some(_)) => {
                format!("fair 公正: {draws} draws, {sent} yuan, each follows from the seed")
            }
            (0, None) => format!("fair 公正: {draws} draws, {sent} yuan, each packet the same"),
            (wrong, _) => format!("not fair 不公正: {wrong} of it is not as it must be"),
        });
        lines.join("\n") + "\n"
    }
}

/// The seed that a text of hexadecimal digits names.
fn seed(hex: &str) -> Option<Seed> {
    let byte = |place: usize| u8::from_str_radix(hex.get(2 * place..2 * place + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..hex.len().div_ceil(2)).map(byte).collect();
    Some(Seed::new(bytes?.try_into().ok()?))
}
