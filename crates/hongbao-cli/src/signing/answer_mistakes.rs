//! What could have been signed instead of an answer's node: the node as it was before a tool wrote the
//! answer anew. Each way to write it is tried, fewest changes first, and each change has a name.

use std::borrow::Cow;

use hongbao_api::Row;
use hongbao_wire::{Charset, Opened};

use crate::signing::json_text::{Letters, Order, Slashes, Style, Tree};
use crate::signing::mistakes::Candidate;

const ORDERS: [Order; 4] = [Order::AsItIs, Order::Table, Order::CodeFirst, Order::Sorted];
const SLASHES: [Slashes; 3] = [Slashes::AsTheyAre, Slashes::Plain, Slashes::Escaped];
const LETTERS: [Letters; 6] = [
    Letters::AsTheyAre,
    Letters::Raw,
    Letters::Numbered,
    Letters::NumberedUpper,
    Letters::Go,
    Letters::Gson,
];

/// Of an answer to a method: its node, as it came, then as it may have been.
pub(crate) fn of_answer<'a>(
    opened: &'a Opened<'_>,
    method: Option<&str>,
) -> impl Iterator<Item = Candidate> + 'a {
    let right = std::iter::once_with(|| Candidate::right(opened.node.to_vec()));
    // As the SDKs, which take `\/` and `/` for the same.
    let unescaped = opened.without_escaped_slashes().map(Candidate::right);
    let recoded = Charset::ALL.into_iter().filter_map(|to| {
        Some(Candidate::wrong(other_charset(opened, to)?, to.encode(&opened.text).ok()?))
    });
    let entry = method.and_then(|method| hongbao_api::find(method.as_bytes()));
    let rows = entry.map_or(&[][..], |entry| entry.spec.response);
    let tree = Tree::read(&opened.text);
    let rewritten = tree.into_iter().flat_map(move |tree| {
        ways().into_iter().filter_map(move |(style, charset)| {
            let message = charset.map_or(opened.charset, |charset| charset);
            let message = message.encode(&tree.written(style, rows)).ok()?;
            let mistakes = names(opened, &tree, (style, charset), rows)?;
            Some(Candidate { mistakes, reading: "", message })
        })
    });
    right.chain(unescaped).chain(recoded).chain(rewritten)
}

/// All ways to write a node, fewest changes first; `None` is the charset that it is in.
fn ways() -> Vec<(Style, Option<Charset>)> {
    let charsets = || [None].into_iter().chain(Charset::ALL.map(Some));
    let mut ways = Vec::new();
    for order in ORDERS {
        for slashes in SLASHES {
            for letters in LETTERS {
                for is_spaced in [false, true] {
                    let style = Style { order, slashes, letters, is_spaced };
                    ways.extend(charsets().map(|charset| (style, charset)));
                }
            }
        }
    }
    ways.sort_by_key(|(style, charset)| {
        usize::from(style.order != Order::AsItIs)
            + usize::from(style.slashes != Slashes::AsTheyAre)
            + usize::from(style.letters != Letters::AsTheyAre)
            + usize::from(style.is_spaced)
            + usize::from(charset.is_some())
    });
    ways
}

/// What was changed on the way from this style to the text at hand; `None` if a change that the style
/// names changes nothing.
fn names(
    opened: &Opened<'_>,
    tree: &Tree,
    (style, charset): (Style, Option<Charset>),
    rows: &[Row],
) -> Option<Vec<Cow<'static, str>>> {
    const AS_IT_IS: Style = Style {
        order: Order::AsItIs,
        slashes: Slashes::AsTheyAre,
        letters: Letters::AsTheyAre,
        is_spaced: false,
    };
    let plain = tree.written(AS_IT_IS, rows);
    let changes = |style| tree.written(style, rows) != plain;
    let mut names: Vec<Cow<'static, str>> = Vec::new();
    if tree.written(Style { is_spaced: style.is_spaced, ..AS_IT_IS }, rows) != *opened.text {
        names.push("the answer was reformatted: white space was added or taken away".into());
    }
    if style.order != Order::AsItIs {
        let order = Style { order: style.order, ..AS_IT_IS };
        changes(order)
            .then(|| names.push("its members stand in another order than was signed".into()))?;
    }
    if style.slashes != Slashes::AsTheyAre {
        let slashes = Style { slashes: style.slashes, letters: style.letters, ..AS_IT_IS };
        changes(slashes).then(|| {
            names.push(match style.slashes {
                Slashes::Escaped => "it has / where \\/ was signed".into(),
                Slashes::AsTheyAre | Slashes::Plain => "it has \\/ where / was signed".into(),
            });
        })?;
    }
    if style.letters != Letters::AsTheyAre {
        let letters = Style { letters: style.letters, ..AS_IT_IS };
        changes(letters).then(|| {
            names.push(match style.letters {
                Letters::AsTheyAre | Letters::Raw => {
                    "it has \\u escapes where the characters themselves were signed".into()
                }
                Letters::Numbered | Letters::NumberedUpper | Letters::Go | Letters::Gson => {
                    "it has characters where \\u escapes were signed, or other escapes".into()
                }
            });
        })?;
    }
    if let Some(charset) = charset {
        names.push(other_charset(opened, charset)?.into());
    }
    // Without a change the node itself has been tried.
    (!names.is_empty()).then_some(names)
}

/// That it was signed in this charset; `None` if that makes no difference.
fn other_charset(opened: &Opened<'_>, to: Charset) -> Option<String> {
    (to != opened.charset && !opened.text.is_ascii()).then(|| {
        format!(
            "the signature fits the node in {}, but the answer is in {} here: keep its bytes as they came",
            to.name(),
            opened.charset.name()
        )
    })
}
