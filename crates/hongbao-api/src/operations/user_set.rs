//! Registers a person, or says what the platform knows about one: a login, by which packets can be drawn
//! too, and what drawing is refused for.

use hongbao_engine::{Books, Key, Refusal, Stop, User, UserId};
use serde::{Deserialize, Serialize};

use crate::method::{Behaviour, Context, Method};
use crate::spec::{Family, Kind, Presence, Spec, Surface, Verb, row};

/// Registers a person, or changes what is known; what is left out is not so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UserSet {
    /// The number: 2088 and twelve digits.
    pub user_id: String,
    /// The login: a mobile number or an e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_id: Option<String>,
    /// `true`: an enterprise, which may not draw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enterprise: Option<String>,
    /// `true`: has not shown who it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertified: Option<String>,
    /// `true`: risk control holds it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risky: Option<String>,
}

impl Method for UserSet {
    type Response = Self;
    const WRITES: bool = true;

    #[rustfmt::skip]
    const SPEC: Spec = Spec {
        surface: Surface::Admin { verb: Verb::Post, path: "users" },
        family: Family::World,
        method: "user set",
        title: "登记用户",
        request: ROWS,
        response: ROWS,
        errors: &[],
    };
}

#[rustfmt::skip]
const ROWS: &[crate::Row] = &[
    row("user_id",     Kind::String, Presence::Required, 16,  "2088102146165572", "用户编号", "The number"),
    row("login_id",    Kind::String, Presence::Optional, 128, "username@gmail.com", "登录号：手机号或邮箱", "The login: a mobile number or an e-mail address"),
    row("enterprise",  Kind::String, Presence::Optional, 5,   "true", "true 为企业用户，不能领取", "true: an enterprise, which may not draw"),
    row("uncertified", Kind::String, Presence::Optional, 5,   "true", "true 为未通过实名认证", "true: has not shown who it is"),
    row("risky",       Kind::String, Presence::Optional, 5,   "true", "true 为风控不通过", "true: risk control holds it back"),
];

impl Behaviour for UserSet {
    fn subject(&self) -> &'static str {
        ""
    }

    fn hint(&self, _: &Context) -> Vec<Key> {
        let login = self.login_id.clone().map(Key::Login);
        UserId::of_platform(&self.user_id).map(Key::User).into_iter().chain(login).collect()
    }

    fn serve(&self, books: &mut Books, _: &Context) -> Result<Self, Stop> {
        let id = UserId::of_platform(&self.user_id).ok_or(Refusal::UserIdIllegal)?;
        let yes = |flag: &Option<String>| flag.as_deref() == Some("true");
        books.register(User {
            id,
            login_id: self.login_id.clone(),
            enterprise: yes(&self.enterprise),
            uncertified: yes(&self.uncertified),
            risky: yes(&self.risky),
        })?;
        Ok(self.clone())
    }
}
