//! A request's parameters as people have them: a query, a form, a whole URL, or `key=value` words; and
//! back into one urlencoded text.

use hongbao_wire::{Charset, Params, Part, SignType, urlencode};

use crate::command_error::CommandError;

/// As many as the gateway takes.
const MOST: usize = 256;

/// Reads a query or a form; several lines are its parts, and a URL counts from its question mark.
pub(crate) fn parts(text: &[u8]) -> impl Iterator<Item = Part<'_>> {
    text.split(|&byte| byte == b'\n').map(|line| Part::Urlencoded(query(line.trim_ascii())))
}

fn query(line: &[u8]) -> &[u8] {
    let mark = line.iter().position(|&byte| byte == b'?');
    let pair = line.iter().position(|&byte| byte == b'=').unwrap_or(line.len());
    match mark {
        Some(mark) if mark < pair => &line[mark + 1..],
        _ => line,
    }
}

/// Merges the parts of a request.
pub(crate) fn params<'a>(
    parts: impl IntoIterator<Item = Part<'a>>,
) -> Result<Params<'a>, CommandError> {
    let params = Params::read(parts, MOST);
    let flawed = |_| {
        CommandError::new(
            "the parameters have a broken percent escape, or a name that is empty or not ASCII",
            "Give each once, urlencoded, as in: app_id=2014072300007148&biz_content=%7B%7D",
        )
    };
    params.check().map_err(flawed)?;
    Ok(params)
}

/// What is signed has one value for each name; of two, a gateway takes the later, and asks the signature.
pub(crate) fn check_once(
    text: &[u8],
    words: &[(&str, &str)],
    merged: &Params<'_>,
) -> Result<(), CommandError> {
    let lines = text.split(|&byte| byte == b'\n').map(|line| query(line.trim_ascii()));
    let mut pairs = lines.flat_map(|line| line.split(|&byte| byte == b'&'));
    let is_lost = |pair: &[u8]| {
        let one = Params::read([Part::Urlencoded(pair)], MOST);
        one.iter().any(|one| !one.1.is_empty() && merged.iter().all(|kept| kept != one))
    };
    let is_said_twice = |(name, value): &(&str, &str)| {
        words.iter().any(|(other, said)| other == name && said != value)
    };
    if pairs.any(is_lost) || words.iter().any(is_said_twice) {
        let what = "the parameters have two values for one name";
        return Err(CommandError::new(what, "Give each once."));
    }
    Ok(())
}

/// `key=value` words as pairs of text.
pub(crate) fn words<'a>(
    words: impl Iterator<Item = &'a String>,
) -> Result<Vec<(&'a str, &'a str)>, CommandError> {
    let pair = |word: &'a String| {
        word.split_once('=').ok_or_else(|| {
            CommandError::new(
                format!("{word} is not key=value"),
                "Write key=value, as in: app_id=2014072300007148",
            )
        })
    };
    words.map(pair).collect()
}

/// Pairs of text as a part of a request in this charset.
pub(crate) fn encoded(
    pairs: &[(&str, &str)],
    charset: Charset,
) -> Result<Part<'static>, CommandError> {
    let encode = |text: &str| {
        charset.encode(text).map_err(|c| {
            let what = format!("{} cannot carry {c}", charset.name());
            CommandError::new(
                what,
                "Choose another charset, or write the character as \\uXXXX inside JSON.",
            )
        })
    };
    let pairs = pairs.iter().map(|(name, value)| Ok((encode(name)?, encode(value)?)));
    Ok(Part::Text(pairs.collect::<Result<_, CommandError>>()?))
}

/// The charset of this name.
pub(crate) fn charset(name: &str) -> Result<Charset, CommandError> {
    Charset::parse(name.as_bytes()).ok_or_else(|| {
        let known = Charset::ALL.map(Charset::name).join(", ");
        CommandError::new(
            format!("{name} is not a charset of the protocol"),
            format!("There are: {known}"),
        )
    })
}

/// The sign_type of this name.
pub(crate) fn sign_type(name: &str) -> Result<SignType, CommandError> {
    SignType::parse(name.as_bytes()).ok_or_else(|| {
        CommandError::new(format!("{name} is not a sign_type"), "There are: RSA2, RSA")
    })
}

/// All parameters but `sign`, urlencoded, and then this signature.
pub(crate) fn request(params: &Params<'_>, signature: &str) -> String {
    let others = params.iter().filter(|(name, _)| *name != b"sign");
    urlencode(others.chain([(b"sign".as_slice(), signature.as_bytes())]))
}
