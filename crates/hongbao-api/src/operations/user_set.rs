//! Registers a person, or says what the platform knows about one: a login, by which packets can be drawn
//! too, and what drawing is refused for.

use hongbao_engine::{Books, Key, Refusal, Stop, User, UserId};
use serde::{Deserialize, Serialize};

use crate::contract::behaviour::{Behaviour, Context};
use crate::contract::operation::{Operation, OperationSpec, Verb};
use crate::contract::refusal_row::refused;
use crate::contract::spec::{Kind, Presence, Row, row};

/// Registers a person, or replaces what is known; what is left out is cleared.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UserSet {
    /// The number: 2088 and twelve digits.
    pub user_id: String,
    /// The login: a mobile number or an e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_id: Option<String>,
    /// Whether it is an enterprise, which may not draw; default: `false`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enterprise: Option<bool>,
    /// Whether real-name verification is missing; default: `false`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertified: Option<bool>,
    /// Whether risk control refuses the user; default: `false`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risky: Option<bool>,
}

/// What is stored of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UserKnown {
    /// The user's id.
    pub user_id: String,
    /// The login, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_id: Option<String>,
    /// Whether it is an enterprise, which may not draw.
    pub enterprise: bool,
    /// Whether real-name verification is missing.
    pub uncertified: bool,
    /// Whether risk control refuses the user.
    pub risky: bool,
}

impl From<&User> for UserKnown {
    fn from(user: &User) -> Self {
        Self {
            user_id: user.id.to_string(),
            login_id: user.login_id.clone(),
            enterprise: user.enterprise,
            uncertified: user.uncertified,
            risky: user.risky,
        }
    }
}

impl Operation for UserSet {
    type Response = UserKnown;

    #[rustfmt::skip]
    const SPEC: OperationSpec = OperationSpec {
        name: "user set",
        verb: Verb::Post,
        path: "users",
        title: "登记用户",
        title_en: "Register a user",
        request: &rows(Presence::Optional),
        response: &rows(Presence::Required),
        refusals: &[
            refused(Refusal::UserIdIllegal, "user_id 为 2088 开头的 16 位数字", "A user_id is 2088 and 12 digits"),
            refused(Refusal::LoginTaken,    "这个登录号属于另一个用户", "Another user has this login"),
        ],
    };
}

#[rustfmt::skip]
const fn rows(flags: Presence) -> [Row; 5] {
    [
        row("user_id",     Kind::String,  Presence::Required, 16,  "2088102146165572", "用户编号", "The user's id"),
        row("login_id",    Kind::String,  Presence::Optional, 128, "username@gmail.com", "登录号：手机号或邮箱", "The login: a mobile number or an e-mail address"),
        row("enterprise",  Kind::Boolean, flags,              5,   "true", "true 为企业用户，不能领取；不填为 false", "true: an enterprise, which may not draw; default: false"),
        row("uncertified", Kind::Boolean, flags,              5,   "true", "true 为未通过实名认证；不填为 false", "true: identity not verified; default: false"),
        row("risky",       Kind::Boolean, flags,              5,   "true", "true 为风控不通过；不填为 false", "true: refused by risk control; default: false"),
    ]
}

impl Behaviour<UserKnown> for UserSet {
    type Command = User;

    fn command(self, _: &Context) -> Result<User, Refusal> {
        Ok(User {
            id: UserId::of_platform(&self.user_id).ok_or(Refusal::UserIdIllegal)?,
            login_id: self.login_id,
            enterprise: self.enterprise.unwrap_or(false),
            uncertified: self.uncertified.unwrap_or(false),
            risky: self.risky.unwrap_or(false),
        })
    }

    fn hint(user: &User, _: &Context) -> Vec<Key> {
        let login = user.login_id.clone().map(Key::Login);
        [Key::User(user.id.clone())].into_iter().chain(login).collect()
    }

    fn run(user: &User, books: &mut Books, _: &Context) -> Result<UserKnown, Stop> {
        books.register(user.clone())?;
        Ok(UserKnown::from(user))
    }
}
