//! The table of settings: what `--help`, the configuration file and the start read.

use hongbao_engine::Purpose;

use crate::serving::settings::Settings;
use crate::serving::settings::field::{Field, Shape};

/// A setting: everything that the program knows of it.
pub(super) struct Setting {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    /// Where its value is kept, and so where its default is written.
    pub(super) field: fn(&mut Settings) -> &mut dyn Field,
    /// What an unset one does, where its default is not a value but follows from something else.
    pub(super) unset: &'static str,
    pub(super) doc: &'static str,
}

const fn setting(
    name: &'static str,
    shape: Shape,
    field: fn(&mut Settings) -> &mut dyn Field,
    unset: &'static str,
    doc: &'static str,
) -> Setting {
    Setting { name, shape, field, unset, doc }
}

#[rustfmt::skip]
pub(super) const SETTINGS: &[Setting] = &[
    setting("sandbox",            Shape::Switch, |s| &mut s.sandbox, "", "Seed and serve a sandbox: test keys, constant fixtures"),
    setting("listen",             Shape::Text,   |s| &mut s.listen, "", "Where the gateway listens; port 0 takes a free one"),
    setting("tls-listen",         Shape::Text,   |s| &mut s.tls_listen, "no TLS", "Where the gateway listens over TLS as well"),
    setting("tls-cert",           Shape::Folder, |s| &mut s.tls_cert, "a sandbox makes its own", "Certificate chain for TLS, PEM"),
    setting("tls-key",            Shape::Folder, |s| &mut s.tls_key, "a sandbox makes its own", "Private key for TLS, PEM"),
    setting("admin-listen",       Shape::Text,   |s| &mut s.admin_listen, "", "Where the admin side listens: operations that move money, behind a token, and /metrics"),
    setting("admin-hosts",        Shape::Hosts,  |s| &mut s.policy.admin_hosts, "none", "More names that the admin side may be reached by, such as hongbao.internal,proxy:8443"),
    setting("data",               Shape::Folder, |s| &mut s.data, "", "Where database, keys and sandbox.json are"),
    setting("keys",               Shape::Folder, |s| &mut s.keys, "keys inside --data", "Where the private keys are"),
    setting("database",           Shape::Text,   |s| &mut s.database, "hongbao.db inside --data", "sqlite:PATH or memory:"),
    setting("public-url",         Shape::Text,   |s| &mut s.public_url, "the address it listens on", "How clients reach the gateway, such as https://pay.example.com"),
    setting("ready-json",         Shape::Switch, |s| &mut s.ready_json, "", "Print the ready line as one JSON object"),
    setting("log",                Shape::Text,   |s| &mut s.log, "", "What is logged, such as warn or hongbao_gateway=debug"),
    setting("core-dumps",         Shape::Switch, |s| &mut s.core_dumps, "", "Let a crash leave a core, which holds every key, and debuggers look into the process"),
    setting("explain-signature",  Shape::Switch, |s| &mut s.policy.explain_signature, "", "Answer a bad signature with the string-to-sign"),
    setting("sign-unknown-app",   Shape::Switch, |s| &mut s.policy.sign_unknown_app, "", "Sign errors for unknown apps; the real gateway does not"),
    setting("isv-prefix",         Shape::Switch, |s| &mut s.policy.isv_prefix, "", "Write isv. before the cash family's business codes"),
    setting("price-json",         Shape::Word(&["string", "number", "document"]), |s| &mut s.policy.price_style, "", "How prices are written for apps without a style of their own; document: as each method's sample prints them"),
    setting("settle-delay",       Shape::Count { from: 0 }, |s| &mut s.operator.settle_delay, "", "Seconds from a campaign's end until its remaining balance is refunded"),
    setting("users",              Shape::Word(&["open", "registered"]), |s| &mut s.operator.users_are_open, "", "Who may draw: any well-formed user id, or registered users"),
    setting("forbidden-words",    Shape::Folder, |s| &mut s.forbidden_words, "none", "File of words that no name or text of a campaign may hold, one a line"),
    setting("timestamp-window",   Shape::Count { from: 1 }, |s| &mut s.policy.timestamp_window, "any number", "Seconds that a request's timestamp may be off"),
    setting("replay-window",      Shape::Count { from: 0 }, |s| &mut s.policy.replay_window, "", "The same for commands without a key of their own, where no timestamp-window is set: within it one that was signed once happens once; 0: each time it comes"),
    setting("clock-tolerance",    Shape::Count { from: 0 }, |s| &mut s.clock_tolerance, "", "Seconds that the machine's clock may jump ahead before commands are refused; 0: any number"),
    setting("limits-connections", Shape::Count { from: 1 }, |s| &mut s.limits.connections, "", "Connections to the gateway; at this bound those that only wait give way to new ones"),
    setting("limits-connections-address", Shape::Count { from: 1 }, |s| &mut s.connections_address, "95 % of --limits-connections", "The same for one address; behind a proxy all clients have the proxy's"),
    setting("limits-bodies-address", Shape::Count { from: 1 }, |s| &mut s.limits.bodies_address, "", "Bytes that one address's request bodies may take of the memory for all; behind a proxy all clients have the proxy's address"),
    setting("limits-body-time",   Shape::Count { from: 1 }, |s| &mut s.limits.body_time, "", "Seconds that a request's body may take to arrive"),
    setting("limits-app-method",  Shape::Count { from: 1 }, |s| &mut s.limits.app_method, "no limit", "Calls of one app and method in a second"),
    setting("limits-open-campaigns", Shape::Count { from: 1 }, |s| &mut s.operator.limits.open, "no limit", "Campaigns of one merchant that are paid and not settled; one more is neither created nor paid"),
    setting("limits-campaigns",   Shape::Count { from: 1 }, |s| &mut s.operator.limits.campaigns, "no limit", "Campaigns of all merchants, past ones too"),
    setting("limits-status-changes", Shape::Count { from: 1 }, |s| &mut s.operator.limits.changes, "no limit", "Changes of one campaign's state by its merchant in a day"),
    setting("limits-tick",        Shape::Count { from: 1 }, |s| &mut s.limits.tick, "", "Seconds until what became due is looked for again, and booked"),
    setting("limits-signatures",  Shape::Count { from: 0 }, |s| &mut s.limits.signatures, "", "Bytes for the signatures of equal answers; 0 signs each again"),
];

impl Setting {
    /// What an unset one does, as `--help` says it.
    pub(super) fn default(&self) -> String {
        if !self.unset.is_empty() {
            return self.unset.to_owned();
        }
        let value = |purpose| (self.field)(&mut Settings::unset(purpose)).text(self.shape);
        let (production, sandbox) = (value(Purpose::Production), value(Purpose::Sandbox));
        if production == sandbox {
            production
        } else {
            format!("{production}; in a sandbox: {sandbox}")
        }
    }
}
