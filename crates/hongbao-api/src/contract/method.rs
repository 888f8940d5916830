//! What a method is: its contract, its table of errors, and how its registration is called.

use std::fmt;

use hongbao_engine::{Fault, Home, Once, PriceStyle, Product, Refusal, Stop, Work};
use hongbao_wire::{Charset, success_node};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::contract::behaviour::{Behaviour, Context, HomeOf, once};
use crate::contract::spec::Row;
use crate::contract::units::Units;
use crate::values::biz_content::{Fields, Misfit};
use crate::values::price_style;

/// A method's contract: its types and its table. The type itself is the request, what biz_content
/// says once the table has accepted it.
pub trait Method: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What the node says, in the table's order.
    type Response: Serialize + DeserializeOwned;
    /// The table.
    const SPEC: MethodSpec;
    /// Whether it changes anything.
    const WRITES: bool;
    /// The row of the request that tells a call that is repeated from a new one. Where one that writes has
    /// none, only its signature can tell.
    const OWN_KEY: Option<&'static str> = None;
}

/// The table of a method.
#[derive(Debug, Serialize)]
pub struct MethodSpec {
    /// Which family of methods it belongs to.
    #[serde(skip)]
    pub family: Family,
    /// The method's name.
    pub method: &'static str,
    /// Its official title.
    pub title: &'static str,
    /// What biz_content holds.
    pub request: &'static [Row],
    /// What the answer's node holds after `code` and `msg`, in this order.
    pub response: &'static [Row],
    /// Its business errors.
    pub errors: &'static [ErrorRow],
}

impl MethodSpec {
    /// The event that a misfit is: the row's own, where the table has an error for it, or that of all.
    fn event(&self, misfit: &Misfit) -> When {
        match misfit {
            Misfit::Value(row) | Misfit::Word(row) if self.error(When::Row(row.name)).is_some() => {
                When::Row(row.name)
            }
            Misfit::Value(_)
            | Misfit::Word(_)
            | Misfit::Form(_)
            | Misfit::Absent(_)
            | Misfit::Text(_)
            | Misfit::Twice(_)
            | Misfit::Unknown(_) => When::Malformed,
        }
    }

    /// The row for an event; `None` where the method declares none.
    #[must_use]
    pub fn error(&self, when: When) -> Option<&'static ErrorRow> {
        self.errors.iter().find(|row| row.when.contains(&when))
    }
}

/// A family of methods, whose business errors and products are of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Cash red-packet campaigns. The real gateway has been seen to write `isv.` before their codes.
    Cash,
    /// Vouchers.
    Voucher,
}

impl Family {
    /// What a merchant must have signed for to call it; `None` where nothing is needed.
    #[must_use]
    pub fn product(self) -> Option<Product> {
        match self {
            Self::Cash => Some(Product::CashCampaign),
            Self::Voucher => None,
        }
    }

    /// What stands before its business codes where the server imitates the prefix.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Cash => "isv.",
            Self::Voucher => "",
        }
    }
}

/// One business error, and the events that cause it.
#[derive(Debug, Serialize)]
pub struct ErrorRow {
    /// The events; none where the document repeats a row.
    #[serde(skip)]
    pub when: &'static [When],
    /// The value of `sub_code`.
    pub sub_code: &'static str,
    /// The value of `sub_msg`.
    pub message: &'static str,
    /// What the caller can do, in Chinese.
    pub solution: &'static str,
    /// What the caller can do, in English.
    pub solution_en: &'static str,
}

/// The events that a method's table gives a business error for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The merchant has not signed for the product.
    NotOpened,
    /// More calls than the limit allows; nothing happened.
    TooFrequent,
    /// biz_content is absent or empty.
    Empty,
    /// biz_content is not a JSON object, or a row of the request does not fit.
    Malformed,
    /// This row of the request does not fit, and the table has an error of its own for it.
    Row(&'static str),
    /// The store is not available; nothing happened.
    Unavailable,
    /// The store did not say whether it happened.
    Unsure,
    /// The engine refused.
    Refused(Refusal),
}

/// An error's row.
pub(crate) const fn error(
    when: &'static [When],
    sub_code: &'static str,
    message: &'static str,
    solution: &'static str,
    solution_en: &'static str,
) -> ErrorRow {
    ErrorRow { when, sub_code, message, solution, solution_en }
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
    /// Whether a campaign is looked for where it lives, which its id tells. Otherwise it is looked for with
    /// the caller, whose it mostly is: that costs no hash.
    pub elsewhere: bool,
    /// What the call is known by if it comes again; `None` where that is another call.
    pub once: Option<Once>,
}

impl Call<'_> {
    fn home_of(&self, place: HomeOf<'_>) -> Home {
        if matches!(place, HomeOf::Campaign(_)) && !self.elsewhere {
            return self.context.home();
        }
        place.find(self.fixture_home, &self.context)
    }
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
pub struct MethodEntry {
    /// Its contract.
    pub spec: &'static MethodSpec,
    /// Whether it changes anything.
    pub writes: bool,
    /// The row of the request that tells a call that is repeated from a new one, if there is one.
    pub own_key: Option<&'static str>,
    prepare: fn(&Call<'_>) -> Result<Units, When>,
}

impl MethodEntry {
    pub(crate) const fn of<M: Method + Behaviour<M::Response>>() -> Self {
        let (writes, own_key) = (M::WRITES, M::OWN_KEY);
        Self { spec: const { &M::SPEC }, writes, own_key, prepare: prepare::<M> }
    }

    /// Whether it changes something each time it is called: nothing in its request tells a repeat.
    #[must_use]
    pub fn is_unkeyed(&self) -> bool {
        self.writes && self.own_key.is_none()
    }

    /// Checks biz_content against the table and makes the units of work that answer the call. Their answer is
    /// the node's bytes, in the call's charset.
    ///
    /// # Errors
    ///
    /// [`When::Empty`], [`When::Malformed`], [`When::Row`], or [`When::Refused`] for a value that cannot be
    /// one of its field.
    pub fn units(&self, call: &Call<'_>) -> Result<Units, When> {
        (self.prepare)(call)
    }
}

fn prepare<M: Method + Behaviour<M::Response>>(call: &Call<'_>) -> Result<Units, When> {
    let bytes = call.biz_content.ok_or(When::Empty)?;
    let text = call.charset.decode(bytes).ok_or(When::Malformed)?;
    let spec = const { &M::SPEC };
    // Members that no row names are ignored.
    let fields = Fields::of_object(&text);
    let request = fields.and_then(|fields| fields.request::<M>(spec.request));
    let request = request.map_err(|misfit| spec.event(&misfit))?;
    let (charset, price_style, context) = (call.charset, call.price_style, call.context.clone());
    let command = request.command(&context).map_err(When::Refused)?;
    let work = Work {
        home: call.home_of(M::place(&command)),
        writes: M::WRITES,
        hint: M::hint(&command, &context),
        run: Box::new(move |books| {
            let response = M::run(&command, books, &context)?;
            if M::WRITES {
                books.witness(&context.caller, M::SPEC.method)?;
            }
            let fields = price_style::write(&response, M::SPEC.response, price_style);
            fields
                .and_then(|fields| success_node(&fields, charset))
                .map_err(|_| Stop::Faulty(Fault::Unspeakable))
        }),
    };
    Ok(match &call.once {
        Some(known) => once(work, known.clone()),
        None => work,
    }
    .into())
}
