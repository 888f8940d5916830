//! What an operation of the admin side is: its contract, its refusals, and how its registration is called.

use std::fmt;

use hongbao_engine::{
    Compared, Fault, Findings, Home, Known, Once, ReceiptKey, Stop, Timestamp, Work,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Problem;
use crate::contract::behaviour::{Behaviour, Context, once};
use crate::contract::refusal_row::{KEY_REUSED, RefusalRow};
use crate::contract::spec::Row;
use crate::contract::units::Units;
use crate::values::biz_content::{Fields, Misfit};

/// An operation's contract: its types and its table. The type itself is the request, what path, query and
/// body say once the table has accepted them.
pub trait Operation: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What the answer says, in the table's order.
    type Response: Serialize + DeserializeOwned;
    /// The table.
    const SPEC: OperationSpec;
    /// Of one that may make much due at once: puts into its answer how many entries are not booked yet. The
    /// others are booked before it is answered.
    const LEFT: Option<fn(&mut Self::Response, u64)> = None;
}

/// The table of an operation.
#[derive(Debug)]
pub struct OperationSpec {
    /// Its words on the command line.
    pub name: &'static str,
    /// How it is asked for.
    pub verb: Verb,
    /// Under which path below `/admin/v1/`; `{name}` is a field of the request.
    pub path: &'static str,
    /// Its title, in Chinese.
    pub title: &'static str,
    /// Its title, in English.
    pub title_en: &'static str,
    /// What path, query and body hold.
    pub request: &'static [Row],
    /// What the answer holds, in this order.
    pub response: &'static [Row],
    /// What it is refused for by the business; one that writes also for a reused key.
    pub refusals: &'static [RefusalRow],
}

impl OperationSpec {
    /// The problem of fields that do not fit: a wrong word's own refusal, where one is declared.
    fn problem(&self, misfit: &Misfit) -> Problem {
        if let Misfit::Word(row) = misfit
            && let Some(own) = self.refusals.iter().find(|own| own.field == Some(row.name))
        {
            return Problem::of(own.refusal, Compared::Nothing).about_row(row);
        }
        Problem::of_fields(misfit, self.name, self.request)
    }

    /// All that it is refused for by the business.
    pub fn all_refusals(&self) -> impl Iterator<Item = &'static RefusalRow> {
        let shared: &[RefusalRow] = if self.verb.writes() { &[KEY_REUSED] } else { &[] };
        self.refusals.iter().chain(shared)
    }
}

/// The verb of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Looks.
    Get,
    /// Does.
    Post,
    /// Sets.
    Put,
}

impl Verb {
    /// As HTTP spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }

    /// Whether it changes anything.
    #[must_use]
    pub const fn writes(self) -> bool {
        match self {
            Self::Get => false,
            Self::Post | Self::Put => true,
        }
    }
}

/// A registered operation.
#[derive(Debug)]
pub struct OperationEntry {
    /// Its contract.
    pub spec: &'static OperationSpec,
    /// If what it made due is to be booked before it is answered: puts into its answer how much is left.
    pub left: Option<Left>,
    operate: fn(&OperationRequest<'_>) -> Result<Task, Problem>,
}

/// Makes of an answer, and of how many entries are due and not booked, an answer that says both.
pub type Left = fn(&[u8], u64) -> Result<Vec<u8>, Problem>;

/// What an operation asks for.
#[derive(Debug)]
pub enum Task {
    /// Units of work; their answer is JSON.
    Units(Units),
    /// The proof of the whole ledger, which is not a unit of work: it sees every home, at no one moment.
    /// The answer is made from how many numbered records were checked, and from what does not hold.
    Prove(fn(u64, &Findings) -> Result<Vec<u8>, Problem>),
    /// The machine's clock is believed from now on; no record is concerned. What it makes due is booked
    /// before the answer, which is made from what it shows, and from how many entries are due and not booked.
    AcceptClock(fn(Timestamp, u64) -> Result<Vec<u8>, Problem>),
}

impl OperationEntry {
    pub(crate) const fn of<O: Operation + Behaviour<O::Response>>() -> Self {
        let left: Option<Left> = if O::LEFT.is_some() { Some(with_left::<O>) } else { None };
        Self { spec: const { &O::SPEC }, left, operate: operate::<O> }
    }

    /// An operation that is not a unit of work.
    pub(crate) const fn task<O: Operation>(
        operate: fn(&OperationRequest<'_>) -> Result<Task, Problem>,
    ) -> Self {
        Self { spec: const { &O::SPEC }, left: None, operate }
    }

    /// Checks the fields against the table and makes the task that does it.
    ///
    /// # Errors
    ///
    /// The problem of a field that is missing, malformed, unknown or given twice, or of a value that cannot
    /// be one of its field.
    pub fn task_of(&self, asked: &OperationRequest<'_>) -> Result<Task, Problem> {
        (self.operate)(asked)
    }
}

/// An operation that an administrator asks for, in JSON.
pub struct OperationRequest<'a> {
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

impl fmt::Debug for OperationRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OperationRequest").finish_non_exhaustive()
    }
}

impl OperationRequest<'_> {
    /// The request that the fields spell. Unlike a method's, they may hold nothing that no row names:
    /// a name that is misspelt must not pass for a field that is left out.
    pub(crate) fn request<O: Operation>(&self) -> Result<O, Problem> {
        let spec = const { &O::SPEC };
        self.fields(spec).map_err(|misfit| spec.problem(&misfit))
    }

    fn fields<O: Operation>(&self, spec: &'static OperationSpec) -> Result<O, Misfit> {
        let mut fields = match self.json {
            "" => Fields::default(),
            json => Fields::of_object(json)?,
        };
        for (name, text) in self.texts {
            fields.add(name, text)?;
        }
        fields.all_known(spec.request)?;
        fields.request(spec.request)
    }
}

/// The work of a request: its answer is JSON, and money in it is text of yuan.
fn operate<O: Operation + Behaviour<O::Response>>(
    asked: &OperationRequest<'_>,
) -> Result<Task, Problem> {
    let request: O = asked.request()?;
    let writes = O::SPEC.verb.writes();
    // What is compared is what the table made of the fields, not how they were spelled.
    let known = asked.key.filter(|_| writes).map(|key| {
        let text = serde_json::to_string(&(O::SPEC.name, &request));
        text.map(|command| Once { key: ReceiptKey::given(key), command, known: Known::Day })
    });
    let known = known.transpose().map_err(|_| Problem::new("broken", 500))?;
    let context = asked.context.clone();
    let command = request.command(&context);
    let command = command.map_err(|refusal| Problem::of(refusal, Compared::Nothing))?;
    let work = Work {
        home: O::place(&command).find(asked.home_of, &context),
        writes,
        hint: O::hint(&command, &context),
        run: Box::new(move |books| {
            let response = O::run(&command, books, &context)?;
            if writes {
                books.witness(&context.caller, O::SPEC.name)?;
            }
            serde_json::to_vec(&response).map_err(|_| Stop::Faulty(Fault::Unspeakable))
        }),
    };
    let work = match known {
        Some(known) => once(work, known),
        None => work,
    };
    Ok(Task::Units(work.into()))
}

fn with_left<O: Operation>(answer: &[u8], left: u64) -> Result<Vec<u8>, Problem> {
    let broken = |_| Problem::new("broken", 500);
    let mut response: O::Response = serde_json::from_slice(answer).map_err(broken)?;
    if let Some(put) = O::LEFT {
        put(&mut response, left);
    }
    json(&response)
}

/// An answer as JSON.
pub(crate) fn json(answer: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(answer).map_err(|_| Problem::new("broken", 500))
}
