//! What the SDKs' programs must print, in one table. It knows no SDK's way of starting.

/// A charset and a sign type.
pub(super) type Way = (&'static str, &'static str);

/// How many lines, from the first, every program prints; Java's and Node's print them all.
const SHARED: usize = 10;

/// Of each case its name, then code and fields, separated by tabs. A line that ends with `…` says
/// how the printed one begins.
const CASES: [&str; 21] = [
    "success\t10000\tPOYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx\tXXX周年庆红包\t\
     XX送您大红包\trandom\t20000.00\t102.73\t1000\t1000\t20160901029410190092922308762004\tREADY",
    "foreign\t40004\tCAMP_OPERATOR_ILLEGAL\t活动创建人与调用者不一致",
    "unknown\t40004\tCASH_CAMPAIGN_NOT_EXIST\t现金活动不存在",
    "chinese\t40004\tCASH_CAMPAIGN_NOT_EXIST\t现金活动不存在",
    "reserved\t40004\tCASH_CAMPAIGN_NOT_EXIST\t现金活动不存在",
    "empty\t40004\tBIZ_CONTENT_IS_EMPTY\t入参不合法,biz_content字段为空",
    "malformed\t40004\tBIZ_CONTENT_FORMAT_ERROR\t入参不合法,biz_content字段格式错误",
    "wrong-key\t40002\tisv.invalid-signature\t验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：…",
    "voucher-success\t10000\t商户代金券\t20170616000730020041006ZYE2V\t2088102146165572\t\
     0616844525285551005194106549\t1.00\t1.00\tENABLED\t{}\t\
     2015040200073002576500000001\t1.00\tS\t2088001159940003\t商户名称\tV_USE\t\
     2015040200073002576500000001\t1.00\tS\t2088001159940003\t商户名称\tV_REFUND",
    "voucher-unknown\t40004\tINVALID_PARAMETER\t参数有误",
    "unknown-app\t40002\tisv.invalid-app-id\t无效的AppID参数",
    "no-key\t40003\tisv.missing-signature-config\t应用未配置对应签名算法的公钥或者证书",
    "offline\t40003\tisv.invalid-app-state\t应用状态不满足条件",
    "no-product\t40004\tPRODUCT_IS_NOT_OPENED\t产品未签约",
    "unavailable\t40004\tUNKNOW_SYSTEM_ERROR\t系统繁忙,请稍后再试",
    "limited\t40004\tCALL_TOO_FREQUENCY\t调用过于频繁",
    "panic\t20000\tisp.unknow-error\t系统繁忙",
    "app-auth-token\t20001\taop.invalid-app-auth-token\t无效的应用授权令牌",
    "key-of-1024-bits\t10000\tPOYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx\tXXX周年庆红包\t\
     XX送您大红包\trandom\t20000.00\t102.73\t1000\t1000\t20160901029410190092922308762004\tREADY",
    "prices-as-numbers\t10000\tPOYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx\tXXX周年庆红包\t\
     XX送您大红包\trandom\t20000.0\t102.73\t1000\t1000\t20160901029410190092922308762004\tREADY",
    "voucher-prices-as-numbers\t10000\t商户代金券\t20170616000730020041006ZYE2V\t2088102146165572\t\
     0616844525285551005194106549\t1.0\t1.0\tENABLED\t{}\t\
     2015040200073002576500000001\t1.0\tS\t2088001159940003\t商户名称\tV_USE\t\
     2015040200073002576500000001\t1.0\tS\t2088001159940003\t商户名称\tV_REFUND",
];

fn lines(cases: &[&str], (_, sign_type): Way) -> Vec<String> {
    // A bad signature is not explained under SHA-1.
    let explained = |line: &&str| sign_type == "RSA2" || !line.ends_with('…');
    let line = |case: &&str| match case.split_once("，网关") {
        Some((constant, _)) if !explained(case) => constant.to_owned(),
        Some(_) | None => (*case).to_owned(),
    };
    cases.iter().map(line).collect()
}

/// What the programs of the official Python SDK and of smartwalle's print.
pub(super) fn shared(way: Way) -> Vec<String> {
    lines(&CASES[..SHARED], way)
}

/// What fzlee's prints: that SDK cannot leave biz_content out.
pub(super) fn fzlee(way: Way) -> Vec<String> {
    let mut lines = shared(way);
    lines.retain(|line| !line.starts_with("empty\t"));
    lines
}

pub(super) fn java(way: Way) -> Vec<String> {
    lines(&CASES, way)
}

/// What Node's prints: it also sends an empty parameter, and signs it. And JavaScript writes the
/// number 20000.00 as 20000, Java as 20000.0.
pub(super) fn node(way: Way) -> Vec<String> {
    let mut lines = lines(&CASES, way);
    for line in lines.iter_mut().filter(|line| line.contains("prices-as-numbers\t")) {
        *line = line.replace(".0\t", "\t");
    }
    lines.push(lines[0].replace("success", "empty-parameter"));
    lines
}

/// Compares what a program printed, one way after the other.
pub(super) fn check(printed: &str, ways: &[Way], expected: fn(Way) -> Vec<String>) {
    let mut printed = printed.lines();
    for way in ways {
        for expected in expected(*way) {
            let line = printed.next().unwrap_or("nothing more");
            match expected.strip_suffix('…') {
                Some(beginning) => assert!(line.starts_with(beginning), "{way:?}: {line}"),
                None => assert_eq!(line, expected, "{way:?}"),
            }
        }
    }
    assert_eq!(printed.next(), None, "more than was expected");
}
