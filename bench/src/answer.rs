//! HTTP answers as they come off a connection, and what they are worth.

/// What an answer is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Worth {
    /// The success that was asked for.
    Good,
    /// Told that there is too much to do.
    Shed,
    /// Anything else.
    Other,
}

/// Bodies that were verified before; the same bytes are worth the same again.
#[derive(Debug, Default, Clone)]
pub(crate) struct Known {
    bodies: Vec<(Vec<u8>, Worth)>,
    /// What a success begins with, where no two are the same.
    beginning: Option<&'static [u8]>,
}

impl Known {
    /// Answers of which none is like another: good are those that begin so.
    pub(crate) fn beginning(text: &'static str) -> Self {
        Self { bodies: Vec::new(), beginning: Some(text.as_bytes()) }
    }

    pub(crate) fn add(&mut self, body: Vec<u8>, worth: Worth) {
        self.bodies.push((body, worth));
    }

    pub(crate) fn worth(&self, body: &[u8]) -> Worth {
        if self.beginning.is_some_and(|beginning| body.starts_with(beginning)) {
            return Worth::Good;
        }
        let known = self.bodies.iter().find(|(known, _)| known == body);
        known.map_or(Worth::Other, |(_, worth)| *worth)
    }
}

/// The body of a whole answer; `None` while it is not whole.
pub(crate) fn body(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let (head, rest) = bytes.split_at(end);
    match content_length(head) {
        Some(length) => rest.get(..length),
        // In chunks, as some peers write: the load generator looks no further into those.
        None => rest.ends_with(b"0\r\n\r\n").then_some(rest),
    }
}

fn content_length(head: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"content-length:";
    let line = head
        .split(|&byte| byte == b'\n')
        .find(|line| line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME)))?;
    std::str::from_utf8(line.get(NAME.len()..)?).ok()?.trim().parse().ok()
}
