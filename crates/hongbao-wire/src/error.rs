//! The errors that every method can answer: what is wrong with the request, not with the business.
//!
//! Source of codes and texts: the platform's public error table, and answers of it that were published.

use crate::SignType;

/// The result code of an answer, and the text that goes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// 10000
    Success,
    /// 20000
    Unavailable,
    /// 20001
    Unauthorised,
    /// 40001
    Missing,
    /// 40002
    Invalid,
    /// 40003
    Conditions,
    /// 40004
    Business,
    /// 40005
    Limited,
}

impl Code {
    /// The value of `code`.
    #[must_use]
    pub fn number(self) -> &'static str {
        self.row().0
    }

    /// The value of `msg`.
    #[must_use]
    pub fn message(self) -> &'static str {
        self.row().1
    }

    fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::Success => ("10000", "Success"),
            Self::Unavailable => ("20000", "Service Currently Unavailable"),
            Self::Unauthorised => ("20001", "Insufficient Token Permissions"),
            Self::Missing => ("40001", "Missing Required Arguments"),
            Self::Invalid => ("40002", "Invalid Arguments"),
            Self::Conditions => ("40003", "Insufficient Conditions"),
            Self::Business => ("40004", "Business Failed"),
            Self::Limited => ("40005", "Call Limited"),
        }
    }
}

/// What is wrong with a request, whatever its method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CommonError {
    /// No `method`.
    MissingMethod,
    /// No `app_id`, or none that is known.
    InvalidAppId,
    /// The app is not online.
    InvalidAppState,
    /// No `sign_type`.
    MissingSignatureType,
    /// A `sign_type` that is not supported.
    InvalidSignatureType,
    /// The app has no public key.
    MissingSignatureConfig,
    /// An `app_cert_sn` that belongs to no certificate of the app.
    AppCertNotExist,
    /// No `sign`.
    MissingSignature,
    /// No `timestamp`.
    MissingTimestamp,
    /// A `timestamp` that is not `yyyy-MM-dd HH:mm:ss`.
    InvalidTimestamp,
    /// No `version`.
    MissingVersion,
    /// A parameter that cannot be read, or has no legal value.
    InvalidParameter(Flaw),
    /// A `charset` that is not supported.
    InvalidCharset,
    /// A `format` other than JSON.
    InvalidFormat,
    /// The signature does not fit.
    InvalidSignature,
    /// It does not fit as the request says, but it would as this type.
    SignedAs(SignType),
    /// A value that is not text of the charset, so that no text could have been signed.
    NotInCharset,
    /// No method has this name.
    InvalidMethod,
    /// The `app_auth_token` is unknown.
    InvalidAppAuthToken,
    /// More calls at once than the gateway answers.
    CallLimited,
    /// An `encrypt_type` that is not supported.
    InvalidEncryptType,
    /// The app has no key to decrypt with.
    InvalidEncryptKey,
    /// Something of ours failed; the call may have happened.
    Unknown,
}

impl CommonError {
    /// All of them; of those about a parameter, the one about `version`.
    pub const ALL: [Self; 24] = [
        Self::MissingMethod,
        Self::InvalidAppId,
        Self::InvalidAppState,
        Self::MissingSignatureType,
        Self::InvalidSignatureType,
        Self::MissingSignatureConfig,
        Self::AppCertNotExist,
        Self::MissingSignature,
        Self::MissingTimestamp,
        Self::InvalidTimestamp,
        Self::MissingVersion,
        Self::InvalidParameter(Flaw::VERSION),
        Self::InvalidCharset,
        Self::InvalidFormat,
        Self::InvalidSignature,
        Self::SignedAs(SignType::Rsa),
        Self::SignedAs(SignType::Rsa2),
        Self::NotInCharset,
        Self::InvalidMethod,
        Self::InvalidAppAuthToken,
        Self::CallLimited,
        Self::InvalidEncryptType,
        Self::InvalidEncryptKey,
        Self::Unknown,
    ];

    /// `code`, `sub_code` and `sub_msg`.
    #[must_use]
    #[rustfmt::skip]
    pub fn row(self) -> (Code, &'static str, &'static str) {
        match self {
            Self::MissingMethod          => (Code::Missing,      "isv.missing-method",           "缺少方法名参数"),
            Self::InvalidAppId           => (Code::Invalid,      "isv.invalid-app-id",           "无效的AppID参数"),
            Self::InvalidAppState        => (Code::Conditions,   "isv.invalid-app-state",        "应用状态不满足条件"),
            Self::MissingSignatureType   => (Code::Missing,      "isv.missing-signature-type",   "缺少签名类型参数"),
            Self::InvalidSignatureType   => (Code::Invalid,      "isv.invalid-signature-type",   "无效的签名类型"),
            Self::MissingSignatureConfig => (Code::Conditions,   "isv.missing-signature-config", "应用未配置对应签名算法的公钥或者证书"),
            Self::AppCertNotExist        => (Code::Invalid,      "isv.app-cert-not-exist",       "应用公钥证书不存在"),
            Self::MissingSignature       => (Code::Missing,      "isv.missing-signature",        "缺少签名参数"),
            Self::MissingTimestamp       => (Code::Missing,      "isv.missing-timestamp",        "缺少时间戳参数"),
            Self::InvalidTimestamp       => (Code::Invalid,      "isv.invalid-timestamp",        "非法的时间戳参数"),
            Self::MissingVersion         => (Code::Missing,      "isv.missing-version",          "缺少版本参数"),
            Self::InvalidParameter(flaw) => (Code::Invalid,      "isv.invalid-parameter",        flaw.0),
            Self::InvalidCharset         => (Code::Invalid,      "isv.invalid-charset",          "字符集错误"),
            Self::InvalidFormat          => (Code::Invalid,      "isv.invalid-format",           "无效的数据格式"),
            Self::InvalidSignature       => (Code::Invalid,      "isv.invalid-signature",        "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配"),
            Self::SignedAs(SignType::Rsa)  => (Code::Invalid,    "isv.invalid-signature",        "验签出错，sign值与sign_type参数指定的签名类型不一致：sign_type参数值为RSA2，您实际用的签名类型可能是RSA"),
            Self::SignedAs(SignType::Rsa2) => (Code::Invalid,    "isv.invalid-signature",        "验签出错，sign值与sign_type参数指定的签名类型不一致：sign_type参数值为RSA，您实际用的签名类型可能是RSA2"),
            Self::NotInCharset           => (Code::Invalid,      "isv.invalid-signature",        "验签出错，请求参数值的字节不是charset参数所指字符集的文本，请确认charset参数放在了URL查询字符串中且各参数值使用charset参数指示的字符集编码"),
            Self::InvalidMethod          => (Code::Invalid,      "isv.invalid-method",           "不存在的方法名"),
            Self::InvalidAppAuthToken    => (Code::Unauthorised, "aop.invalid-app-auth-token",   "无效的应用授权令牌"),
            Self::CallLimited            => (Code::Limited,      "isv.app-call-limited",         "应用调用次数超限，包含调用频率超限"),
            Self::InvalidEncryptType     => (Code::Invalid,      "isv.invalid-encrypt-type",     "无效的加密类型"),
            Self::InvalidEncryptKey      => (Code::Invalid,      "isv.decryption-error-not-valid-encrypt-key", "解密出错, 未配置加密密钥或加密密钥格式错误"),
            Self::Unknown                => (Code::Unavailable,  "isp.unknow-error",             "系统繁忙"),
        }
    }
}

/// What `isv.invalid-parameter` is about, as its message: a parameter of the protocol by its name, and
/// never text of the request, so that each message is signed once and a stranger cannot buy more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Flaw(&'static str);

impl Flaw {
    /// A version that is not supported.
    pub const VERSION: Self = Self("参数无效：version");
    /// A parameter that is not one of the protocol's.
    pub const OTHER: Self = Self("参数无效：某个非公共参数的名称或取值无法解析");
    /// More parameters than are read.
    pub const TOO_MANY: Self = Self("参数无效：参数个数过多");

    /// A value that cannot be read, under this name.
    #[must_use]
    pub fn of(name: &[u8]) -> Self {
        let known = NAMED.iter().find(|(known, _)| known.as_bytes() == name);
        known.map_or(Self::OTHER, |(_, message)| Self(message))
    }
}

/// The protocol's parameters, each with the message about it.
const NAMED: [(&str, &str); 16] = [
    ("app_id", "参数无效：app_id"),
    ("method", "参数无效：method"),
    ("format", "参数无效：format"),
    ("charset", "参数无效：charset"),
    ("sign_type", "参数无效：sign_type"),
    ("sign", "参数无效：sign"),
    ("timestamp", "参数无效：timestamp"),
    ("version", "参数无效：version"),
    ("app_auth_token", "参数无效：app_auth_token"),
    ("auth_token", "参数无效：auth_token"),
    ("biz_content", "参数无效：biz_content"),
    ("notify_url", "参数无效：notify_url"),
    ("return_url", "参数无效：return_url"),
    ("encrypt_type", "参数无效：encrypt_type"),
    ("app_cert_sn", "参数无效：app_cert_sn"),
    ("alipay_root_cert_sn", "参数无效：alipay_root_cert_sn"),
];
