//! What is to be said of a request besides its signature: bytes that are not text, and what the real
//! gateway may answer.

use hongbao_wire::Charset;

use crate::signing::mistakes::Pairs;
use crate::terminal::Value;

/// Of a request, as it was given and as it was read.
pub(crate) fn of_request(text: &[u8], pairs: &Pairs, charset: Charset) -> Vec<String> {
    let unknown = pairs.iter().find(|(name, _)| name == b"charset").and_then(|(_, value)| {
        let name = String::from_utf8_lossy(value);
        Charset::parse(value).is_none().then(|| {
            format!("charset says {}, which is not a charset of the protocol", Value(&name))
        })
    });
    let values = pairs.iter().filter_map(|(name, value)| undecodable(name, value, charset));
    values.chain(unknown).chain(in_form_only(text)).collect()
}

/// That a value is not text of the charset; `None` if it is.
fn undecodable(name: &[u8], value: &[u8], charset: Charset) -> Option<String> {
    if charset.decode(value).is_some() {
        return None;
    }
    let others = Charset::ALL.into_iter().filter(|other| *other != charset);
    let others: Vec<_> =
        others.filter(|other| other.decode(value).is_some()).map(Charset::name).collect();
    let what = match others.first() {
        Some(other) => format!("it may be {other}"),
        None => "it is not text of any charset here".to_owned(),
    };
    let name = String::from_utf8_lossy(name);
    Some(format!(
        "{} is not text in {}, which charset says: {what}. A gateway cannot read it, whatever its signature",
        Value(&name),
        charset.name()
    ))
}

/// That charset stands in the form only, where query and form can be told apart: a URL, or several lines.
fn in_form_only(text: &[u8]) -> Option<String> {
    let mut lines = text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let query = lines.next()?;
    let is_in = |line: &[u8]| {
        let starts = |at: usize| at == 0 || matches!(line[at - 1], b'&' | b'?');
        line.windows(8).enumerate().any(|(at, word)| word == b"charset=" && starts(at))
    };
    let in_form = lines.any(is_in);
    (in_form && !is_in(query)).then(|| {
        "charset stands in the form only: the real gateway may answer in GBK then; send charset in the URL's query".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use hongbao_wire::Charset;

    use super::of_request;

    #[test]
    fn charset_in_the_form_only_is_said() {
        for (text, is_said) in [
            ("http://x/gateway.do?app_id=1\ncharset=utf-8&a=1", true),
            ("app_id=1\r\n\r\na=1&charset=utf-8\n", true),
            ("http://x/gateway.do?app_id=1&charset=utf-8\na=1", false),
            ("charset=utf-8&app_id=1\ncharset=utf-8", false),
            ("app_id=1&charset=utf-8", false),
            ("app_id=1\nbiz_charset=1", false),
        ] {
            let remarks = of_request(text.as_bytes(), &Vec::new(), Charset::Utf8);
            assert_eq!(remarks.iter().any(|r| r.contains("may answer in GBK")), is_said, "{text}");
        }
    }
}
