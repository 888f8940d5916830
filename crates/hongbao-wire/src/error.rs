//! The errors that every method can answer: what is wrong with the request, not with the business.
//!
//! Source of codes and texts: the platform's public error table.

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
    InvalidParameter,
    /// A `charset` that is not supported.
    InvalidCharset,
    /// A `format` other than JSON.
    InvalidFormat,
    /// The signature does not fit.
    InvalidSignature,
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
    /// All of them.
    pub const ALL: [Self; 21] = [
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
        Self::InvalidParameter,
        Self::InvalidCharset,
        Self::InvalidFormat,
        Self::InvalidSignature,
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
            Self::InvalidParameter       => (Code::Invalid,      "isv.invalid-parameter",        "参数无效"),
            Self::InvalidCharset         => (Code::Invalid,      "isv.invalid-charset",          "字符集错误"),
            Self::InvalidFormat          => (Code::Invalid,      "isv.invalid-format",           "无效的数据格式"),
            Self::InvalidSignature       => (Code::Invalid,      "isv.invalid-signature",        "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配"),
            Self::InvalidMethod          => (Code::Invalid,      "isv.invalid-method",           "不存在的方法名"),
            Self::InvalidAppAuthToken    => (Code::Unauthorised, "aop.invalid-app-auth-token",   "无效的应用授权令牌"),
            Self::CallLimited            => (Code::Limited,      "isv.app-call-limited",         "应用调用次数超限，包含调用频率超限"),
            Self::InvalidEncryptType     => (Code::Invalid,      "isv.invalid-encrypt-type",     "无效的加密类型"),
            Self::InvalidEncryptKey      => (Code::Invalid,      "isv.decryption-error-not-valid-encrypt-key", "解密出错, 未配置加密密钥或加密密钥格式错误"),
            Self::Unknown                => (Code::Unavailable,  "isp.unknow-error",             "系统繁忙"),
        }
    }
}
