//! Which addresses are on the internet, and which keep the keys of a machine in a cloud: one rule for
//! all who fetch media from where a stranger says.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether the address is one that anyone on the internet can reach: not of this machine, a private
/// network, a cloud's metadata, a multicast group or a documentation's example (IANA's registries
/// of special-purpose addresses). An address of version 4 that is written as one of version 6 is
/// judged as what it is.
///
/// Ask it of what a name was resolved to and is connected to, not of what is written in a URL: a name
/// may lead anywhere, and elsewhere a moment later.
///
/// ```
/// assert!(ig_media::is_public_address([157, 240, 1, 1].into()));
/// assert!(!ig_media::is_public_address([192, 168, 1, 1].into()));
/// ```
pub fn is_public_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Whether the address is one under which a cloud tells a machine its keys: those that are good on
/// the link alone, and the one of AWS for version 6. No media are there, even for who may fetch from
/// private networks. None of them is [public](is_public_address).
///
/// ```
/// assert!(ig_media::is_cloud_metadata_address([169, 254, 169, 254].into()));
/// assert!(!ig_media::is_cloud_metadata_address([127, 0, 0, 1].into()));
/// ```
pub fn is_cloud_metadata_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(inner) => inner.is_link_local(),
            None => {
                let aws = Ipv6Addr::new(0xFD00, 0xEC2, 0, 0, 0, 0, 0, 0x254);
                address.is_unicast_link_local() || address == aws
            }
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127 | 224..=255, ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [192, 168, ..]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
    )
}

/// Global unicast, without the ranges within it that lead elsewhere.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [.., a, b, c, d] = address.octets();
    let inner = Ipv4Addr::new(a, b, c, d);
    match address.segments() {
        // An address of version 4 in the clothes of one of version 6; the second prefix is that of
        // networks that have the new version alone.
        [0, 0, 0, 0, 0, 0xFFFF, ..] | [0x64, 0xFF9B, 0, 0, 0, 0, ..] => is_public_v4(inner),
        [0x2001, 0..=0x1FF | 0xDB8, ..] | [0x2002, ..] | [0x3FFF, 0..=0xFFF, ..] => false,
        [0x2000..=0x3FFF, ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expect: bool, addresses: &str) {
        for address in addresses.split_whitespace() {
            assert_eq!(is_public_address(address.parse().unwrap()), expect, "{address}");
        }
    }

    #[test]
    fn addresses_where_a_cloud_keeps_its_keys() {
        let of_a_cloud = |address: &str| is_cloud_metadata_address(address.parse().unwrap());
        for address in "169.254.169.254 169.254.1.1 ::ffff:169.254.169.254 fe80::1 fd00:ec2::254"
            .split_whitespace()
        {
            assert!(of_a_cloud(address), "{address}");
            assert!(!is_public_address(address.parse().unwrap()), "{address}");
        }
        for address in
            "127.0.0.1 192.168.1.1 8.8.8.8 ::1 fd00:ec2::253 ::ffff:127.0.0.1".split_whitespace()
        {
            assert!(!of_a_cloud(address), "{address}");
        }
    }

    #[test]
    fn addresses_of_version_4() {
        check(true, "1.1.1.1 8.8.8.8 157.240.1.1 100.63.0.1 100.128.0.1 172.15.0.1 172.32.0.1");
        check(true, "192.0.1.1 192.167.0.1 192.169.0.1 198.17.0.1 198.20.0.1 223.255.255.255");
        check(false, "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.9.9.9");
        check(false, "169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1");
        check(false, "192.168.1.1 198.18.0.1 198.19.0.1 198.51.100.1 203.0.113.1 224.0.0.1");
        check(false, "239.255.255.250 240.0.0.1 255.255.255.255");
    }

    #[test]
    fn addresses_of_version_6() {
        check(true, "2606:4700:4700::1111 2a03:2880::1 2001:4860:4860::8888 ::ffff:8.8.8.8");
        check(true, "64:ff9b::8.8.8.8");
        check(false, ":: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1");
        check(false, "64:ff9b::10.0.0.1 64:ff9b:1::1 fe80::1 fec0::1 fc00::1 fd12:3456::1 ff02::1");
        check(false, "2001:db8::1 2001::1 2002:7f00:1::1 3fff::1 100::1 4000::1");
    }
}
