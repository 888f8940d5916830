//! What a method is, and how its registration is called.

use std::fmt;
use std::sync::Arc;

use hongbao_engine::{
    Books, CampaignLimits, CrowdNo, Fault, Home, Key, Known, MerchantId, NumberKey, Once,
    PriceStyle, ReceiptKey, Stop, Work,
};
use hongbao_wire::{Charset, success_node};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::biz_content::{self, Fields, Misfit};
use crate::{Problem, Spec, When, price_style};

/// A method's contract: its types and its table. The type itself is the request, what biz_content
/// says once the table has accepted it.
pub trait Method: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What the node says, in the table's order.
    type Response: Serialize + DeserializeOwned;
    /// The table.
    const SPEC: Spec;
    /// Whether it changes anything.
    const WRITES: bool;
    /// The row of the request that tells a call that is repeated from a new one. Where one that writes has
    /// none, only its signature can tell.
    const OWN_KEY: Option<&'static str> = None;
}

/// A method's behaviour, beside its contract in the one file that each has in `methods/`.
pub(crate) trait Behaviour: Method {
    /// Whether it may make much due at once, so that the caller wants to find it booked.
    const MOVES_TIME: bool = false;
    /// The identifier whose home the work runs in; empty where it is the caller's.
    fn subject(&self) -> &str;
    /// The home that the identifier itself names, where we gave it.
    fn home(&self, key: &NumberKey) -> Option<Home> {
        key.home_of(&CrowdNo::parse(self.subject())?)
    }
    /// The records that `serve` asks for first.
    fn hint(&self, context: &Context) -> Vec<Key>;
    /// What it does, on what the books hold, for the merchant that calls.
    fn serve(&self, books: &mut Books, context: &Context) -> Result<Self::Response, Stop>;
}

/// What a behaviour knows beside its request: who calls, and what the operator decided.
#[derive(Debug, Clone)]
pub struct Context {
    /// The home of the merchant that calls.
    pub caller: Home,
    /// That merchant.
    pub merchant: MerchantId,
    /// What a new record's secrets are made from; drawn anew for each call.
    pub entropy: [u8; 32],
    /// What the numbers follow from that we give, and read a home off.
    pub number_key: NumberKey,
    /// What the operator decided.
    pub operator: Arc<Operator>,
}

/// What an operator decides about the business.
#[derive(Debug, Clone)]
pub struct Operator {
    /// Seconds from a campaign's end until what is left goes back.
    pub settle_delay: i64,
    /// Whether every well-formed user number is a user's.
    pub users_are_open: bool,
    /// Where merchants pay for campaigns; the campaign's number is put behind it.
    pub pay_url: String,
    /// Words that no name or text of a campaign may hold.
    pub forbidden_words: Vec<String>,
    /// How much merchants may do with campaigns.
    pub limits: CampaignLimits,
}

impl Default for Operator {
    fn default() -> Self {
        Self {
            settle_delay: 1_800,
            users_are_open: true,
            pay_url: "http://127.0.0.1:8600/cashier/pay?crowdNo=".to_owned(),
            forbidden_words: Vec::new(),
            limits: CampaignLimits::default(),
        }
    }
}

/// One authenticated call of a method.
pub struct Call<'a> {
    /// The raw biz_content, if there is one.
    pub biz_content: Option<&'a [u8]>,
    /// The charset it is written in, and the answer too.
    pub charset: Charset,
    /// How the caller wants prices written.
    pub price_style: PriceStyle,
    /// Who calls, and what the operator decided.
    pub context: Context,
    /// Where an identifier lives that no rule of ours minted.
    pub fixture_home: &'a (dyn Fn(&str) -> Option<Home> + Sync),
    /// What the call is known by if it comes again; `None` where that is another call.
    pub once: Option<Once>,
}

impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("charset", &self.charset)
            .field("caller", &self.context.caller)
            .finish_non_exhaustive()
    }
}

/// A registered method.
#[derive(Debug)]
pub struct Entry {
    /// Its contract.
    pub spec: &'static Spec,
    /// Whether it changes anything.
    pub writes: bool,
    /// Whether what it made due is booked before it is answered.
    pub moves_time: bool,
    /// The row of the request that tells a call that is repeated from a new one, if there is one.
    pub own_key: Option<&'static str>,
    prepare: fn(&Call<'_>) -> Result<Work, When>,
    operate: fn(&Asked<'_>) -> Result<Task, Problem>,
}

/// What an operation asks for.
#[derive(Debug)]
pub enum Task {
    /// One work in one home; its answer is JSON.
    Work(Work),
    /// The proof of the whole ledger, which is not a unit of work: it sees every home, at no one moment.
    Audit,
    /// The machine's clock is believed from now on; no record is concerned.
    AcceptClock,
}

impl Entry {
    pub(crate) const fn of<M: Behaviour>() -> Self {
        Self {
            spec: const { &M::SPEC },
            writes: M::WRITES,
            moves_time: M::MOVES_TIME,
            own_key: M::OWN_KEY,
            prepare: prepare::<M>,
            operate: |asked| operate::<M>(asked).map(Task::Work),
        }
    }

    /// An operation that is not a unit of work.
    pub(crate) const fn task<M: Method>(operate: fn(&Asked<'_>) -> Result<Task, Problem>) -> Self {
        let (spec, prepare) = (const { &M::SPEC }, |_: &Call<'_>| Err(When::Malformed));
        let (writes, own_key) = (M::WRITES, M::OWN_KEY);
        Self { spec, writes, moves_time: false, own_key, prepare, operate }
    }

    /// Whether it changes something each time it is called: nothing in its request tells a repeat.
    #[must_use]
    pub fn is_unkeyed(&self) -> bool {
        self.writes && self.own_key.is_none()
    }

    /// Checks an operation's fields against its table and makes the task that does it.
    ///
    /// # Errors
    ///
    /// The problem of a field that is missing, malformed, unknown or given twice.
    pub fn operation(&self, asked: &Asked<'_>) -> Result<Task, Problem> {
        (self.operate)(asked)
    }

    /// Checks biz_content against the table and makes the work that answers the call. The work's
    /// answer is the node's bytes, in the call's charset.
    ///
    /// # Errors
    ///
    /// [`When::Empty`] or [`When::Malformed`].
    pub fn work(&self, call: &Call<'_>) -> Result<Work, When> {
        (self.prepare)(call)
    }
}

/// An operation that an administrator asks for, in JSON.
pub struct Asked<'a> {
    /// The fields of the body: one JSON object, or nothing.
    pub json: &'a str,
    /// The fields of path and query, by their names: text as it stands.
    pub texts: &'a [(String, String)],
    /// What its caller calls it, so that asking again does nothing again; only for one that writes.
    pub key: Option<&'a str>,
    /// Who calls, and what the operator decided; an administrator has no home of its own.
    pub context: Context,
    /// Where an identifier lives that does not say so itself: a fixture's, or a merchant's.
    pub home_of: &'a (dyn Fn(&str) -> Option<Home> + Sync),
}

impl fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asked").finish_non_exhaustive()
    }
}

impl Asked<'_> {
    /// The request that the fields spell. Unlike a method's, they may hold nothing that no row names:
    /// a name that is misspelt must not pass for a field that is left out.
    pub(crate) fn request<M: Method>(&self) -> Result<M, Problem> {
        let spec = const { &M::SPEC };
        self.fields(spec).map_err(|misfit| Problem::of_fields(&misfit, spec))
    }

    fn fields<M: Method>(&self, spec: &'static Spec) -> Result<M, Misfit> {
        let mut fields = match self.json {
            "" => Fields::default(),
            json => Fields::of_object(json)?,
        };
        for (name, text) in self.texts {
            fields.add(name, text)?;
        }
        fields.all_known(spec)?;
        fields.request(spec)
    }
}

/// The same for an operation: its answer is JSON, and money in it is text of yuan.
fn operate<M: Behaviour>(asked: &Asked<'_>) -> Result<Work, Problem> {
    let request: M = asked.request()?;
    let context = asked.context.clone();
    let home = home(&request, asked.home_of, &context);
    let Some(key) = asked.key.filter(|_| M::WRITES).map(ReceiptKey::given) else {
        return Ok(operation(home, request, context));
    };
    // What is compared is what the table made of the fields, not how they were spelled.
    let command = serde_json::to_string(&(M::SPEC.method, &request))
        .map_err(|_| Problem::new("broken", 500))?;
    Ok(once(operation(home, request, context), Once { key, command, known: Known::Day }))
}

/// The same work, which happens once.
fn once(work: Work, once: Once) -> Work {
    let Work { home, writes, mut hint, run } = work;
    hint.push(Key::Receipt(once.key.clone()));
    let run = Box::new(move |books: &mut Books| books.once(&once, &run));
    Work { home, writes, hint, run }
}

/// The work of an operation in a home.
pub(crate) fn operation<M: Behaviour>(home: Home, request: M, context: Context) -> Work {
    Work {
        home,
        writes: M::WRITES,
        hint: request.hint(&context),
        run: Box::new(move |books| {
            let response = request.serve(books, &context)?;
            serde_json::to_vec(&response).map_err(|_| Stop::Faulty(Fault::Unspeakable))
        }),
    }
}

/// Where a request's work runs.
fn home<M: Behaviour>(
    request: &M,
    home_of: &dyn Fn(&str) -> Option<Home>,
    context: &Context,
) -> Home {
    let home = request.home(&context.number_key);
    home.or_else(|| home_of(request.subject())).unwrap_or(context.caller)
}

fn prepare<M: Behaviour>(call: &Call<'_>) -> Result<Work, When> {
    let bytes = call.biz_content.ok_or(When::Empty)?;
    let text = call.charset.decode(bytes).ok_or(When::Malformed)?;
    let request: M = biz_content::parse(&text, const { &M::SPEC })?;
    let (charset, price_style, context) = (call.charset, call.price_style, call.context.clone());
    let work = Work {
        home: home(&request, call.fixture_home, &context),
        writes: M::WRITES,
        hint: request.hint(&context),
        run: Box::new(move |books| {
            let response = request.serve(books, &context)?;
            let fields = price_style::write(&response, M::SPEC.response, price_style);
            fields
                .and_then(|fields| success_node(&fields, charset))
                .map_err(|_| Stop::Faulty(Fault::Unspeakable))
        }),
    };
    Ok(match &call.once {
        Some(known) => once(work, known.clone()),
        None => work,
    })
}
