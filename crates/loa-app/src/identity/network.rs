//! From which network somebody comes: what is counted where attempts are limited.

use std::net::{IpAddr, Ipv6Addr};

use crate::route::ip;

/// What is counted of a network address. Of IPv6 its first 64 bits, as "2001:db8:1:2::/64": who is given one address there
/// is given all of them (RFC 6177), and would never be counted twice. Of IPv4, in whichever spelling, the address itself.
/// What is no address, as that of a proxy that tells none, stands for itself.
pub fn counted(address: &str) -> String {
    match ip(address).map(|known| known.to_canonical()) {
        Some(IpAddr::V4(four)) => four.to_string(),
        Some(IpAddr::V6(six)) => {
            let first = u128::from(six) & !u128::from(u64::MAX);
            format!("{}/64", Ipv6Addr::from(first))
        }
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn a_network_of_ipv6_counts_as_one() {
        for (address, want) in [
            ("203.0.113.7", "203.0.113.7"),
            ("203.0.113.7:4711", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
            ("2001:0DB8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
            ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
            ("", ""),
            ("unknown", "unknown"),
        ] {
            assert_eq!(counted(address), want, "{address}");
        }
    }
}
