//! What is made of an HTTP answer once its signature holds.

use std::ops::Deref;

use hongbao_wire::{Charset, Code, Opened, SignType, Verdict, VerifyingKey};
use serde::Deserialize;

use crate::{CallError, HttpAnswer, Refused};

/// A method's response, signed by the platform. Its fields can be used directly.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer<T> {
    /// The response.
    pub response: T,
    /// What came.
    pub http: HttpAnswer,
}

impl<T> Deref for Answer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.response
    }
}

/// How a client reads answers.
pub(crate) struct Verifier {
    pub(crate) key: VerifyingKey,
    pub(crate) sign_type: SignType,
}

/// What every node says first.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Head {
    code: String,
    msg: String,
    sub_code: String,
    sub_msg: String,
}

impl Verifier {
    /// The node of a success, as text. `asked` is the charset of the request, which an answer that
    /// declares none is in.
    pub(crate) fn read(
        &self,
        method: &str,
        asked: Charset,
        answer: HttpAnswer,
    ) -> Result<Answer<String>, CallError> {
        if answer.status != 200 {
            return Err(CallError::Status(answer));
        }
        let charset = answer.charset().unwrap_or(asked);
        let opened = match Opened::read(&answer.body, charset, Some(method)) {
            Ok(opened) => opened,
            Err(source) => return Err(CallError::NoAnswer { source, answer }),
        };
        let verdict = opened.verify(self.sign_type, &self.key);
        if opened.text.starts_with('"') {
            let verified = verdict == Verdict::Verified;
            return Err(CallError::Encrypted { verified, answer });
        }
        let head: Head = serde_json::from_str(&opened.text).unwrap_or_default();
        let success = head.code == Code::Success.number() && head.sub_code.is_empty();
        let response = opened.text.into_owned();
        match verdict {
            Verdict::Forged => Err(CallError::Forged(answer)),
            Verdict::Verified if success => Ok(Answer { response, http: answer }),
            Verdict::Unsigned if success || head.sub_code.is_empty() => {
                Err(CallError::SignatureMissing(answer))
            }
            Verdict::Verified | Verdict::Unsigned => Err(CallError::Refused(Box::new(Refused {
                code: head.code,
                msg: head.msg,
                sub_code: head.sub_code,
                sub_msg: head.sub_msg,
                verified: verdict == Verdict::Verified,
                answer,
                method: method.to_owned(),
            }))),
        }
    }
}
