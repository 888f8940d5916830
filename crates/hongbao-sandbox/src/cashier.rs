//! What stands behind a campaign's `pay_url` in a sandbox: how it is paid here. The real gateway shows
//! its cashier there.
//!
//! The page repeats nothing of the address that led to it: a person who makes others open it could have
//! written anything there.

use hongbao_gateway::{Page, Pages, Visit};

/// The pages under [`Cashier::PREFIX`].
#[derive(Debug)]
pub struct Cashier;

impl Cashier {
    /// Where they stand.
    pub const PREFIX: &str = "/cashier";
    /// The path of a `pay_url`.
    pub const PAY: &str = "/cashier/pay";
}

impl Pages for Cashier {
    fn page(&self, visit: &Visit<'_>) -> Option<Page> {
        (visit.verb == "GET" && visit.path == Self::PAY).then(|| Page {
            status: 200,
            content_type: "text/html; charset=utf-8",
            body: HOW_TO_PAY.into(),
        })
    }
}

const HOW_TO_PAY: &str = r#"<!DOCTYPE html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>沙箱收银台 / The sandbox's cashier</title>
<h1>在沙箱中付款 / How to pay in this sandbox</h1>
<p>沙箱没有真实付款。活动编号（crowd_no）就是本页地址中 <code>crowdNo=</code> 后面的内容。请执行：</p>
<p lang="en">Nothing is really paid in a sandbox. The campaign's id (crowd_no) is what follows
<code>crowdNo=</code> in this page's address. Run:</p>
<pre>hongbao campaign pay &lt;crowd_no&gt;</pre>
<p>或调用管理接口（地址和令牌即 sandbox.json 中的 admin 和 admin_token）：</p>
<p lang="en">Or call the admin operation (address and token are admin and admin_token in sandbox.json):</p>
<pre>POST /admin/v1/campaigns/&lt;crowd_no&gt;/pay
Authorization: Bearer &lt;admin_token&gt;</pre>
<p>付款后用活动详情查询可看到状态变为 PAID 或 READY。创建后 24 小时内有效。</p>
<p lang="en">After that the detail query shows PAID or READY. It can be paid for 24 hours after it was created.</p>
</html>
"#;
