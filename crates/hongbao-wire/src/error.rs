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
    /// No `sign_type`.
    MissingSignatureType,
    /// A `sign_type` that is not supported.
    InvalidSignatureType,
    /// The app has no public key.
    MissingSignatureConfig,
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
    /// Something of ours failed; the call may have happened.
    Unknown,
}

impl CommonError {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::MissingMethod,
        Self::InvalidAppId,
        Self::MissingSignatureType,
        Self::InvalidSignatureType,
        Self::MissingSignatureConfig,
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
        Self::Unknown,
    ];

    /// `code`, `sub_code` and `sub_msg`.
    #[must_use]
    #[rustfmt::skip]
    pub fn row(self) -> (Code, &'static str, &'static str) {
        match self {
            Self::MissingMethod          => (Code::Missing,      "isv.missing-method",           "缺少方法名参数"),
            Self::InvalidAppId           => (Code::Invalid,      "isv.invalid-app-id",           "无效的AppID参数"),
            Self::MissingSignatureType   => (Code::Missing,      "isv.missing-signature-type",   "缺少签名类型参数"),
            Self::InvalidSignatureType   => (Code::Invalid,      "isv.invalid-signature-type",   "无效的签名类型"),
            Self::MissingSignatureConfig => (Code::Conditions,   "isv.missing-signature-config", "应用未配置对应签名算法的公钥或者证书"),
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
            Self::Unknown                => (Code::Unavailable,  "isp.unknow-error",             "系统繁忙"),
        }
    }
}
