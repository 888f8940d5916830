//! By which names a request may come to the admin side. A page in a browser can make any name of its own
//! lead here; an address, or a name that the operator gave, cannot be borrowed so.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether a host is an address, this machine's own name, or one of these names, which may have a port.
pub(crate) fn is_allowed(host: &str, more: &[String]) -> bool {
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split_once(']').is_some_and(|(address, rest)| {
            address.parse::<Ipv6Addr>().is_ok()
                && (rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port))
        });
    }
    let name =
        host.split_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(name, _)| name);
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<Ipv4Addr>().is_ok()
        || more.iter().any(|more| [name, host].iter().any(|host| host.eq_ignore_ascii_case(more)))
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
