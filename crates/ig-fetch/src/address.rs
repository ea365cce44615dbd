//! The addresses that may be reached.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// How far a fetch may reach. A cloud's metadata service, which has the keys of a machine, is
/// out of reach in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "an address is on the internet or it is not")]
pub enum Reach {
    /// Only to the internet: a fetch cannot reach into a private network.
    Public,
    /// Also to this machine and its networks, because the caller is already on them.
    Local,
}

/// An address from which nothing may be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RefusedAddress {
    address: IpAddr,
    is_metadata: bool,
}

impl Reach {
    /// Why `address` is out of reach. The argument must be the address of the connection, not the
    /// one in a URL: a name may resolve to anything, and to something else a moment later.
    pub(crate) fn refuses(self, address: IpAddr) -> Option<RefusedAddress> {
        let is_metadata = is_metadata(address);
        let is_refused = is_metadata || self == Self::Public && !is_public(address);
        is_refused.then_some(RefusedAddress { address, is_metadata })
    }
}

impl fmt::Display for RefusedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.is_metadata {
            true => "the metadata of a cloud",
            false => "this machine, a private network or reserved",
        };
        write!(f, "{}, which is {what}", self.address)
    }
}

impl std::error::Error for RefusedAddress {}

/// Metadata addresses of clouds besides the link-local ones: Alibaba, Azure, and Oracle.
const METADATA_V4: [Ipv4Addr; 3] = [
    Ipv4Addr::new(100, 100, 100, 200),
    Ipv4Addr::new(168, 63, 129, 16),
    Ipv4Addr::new(192, 0, 0, 192),
];

/// The same for IPv6: Google, Linode and Scaleway. AWS has a whole prefix.
const METADATA_V6: [Ipv6Addr; 3] = [
    Ipv6Addr::new(0xFD20, 0xCE, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xFD00, 0xA9FE, 0xA9FE, 0, 0, 0, 0, 1),
    Ipv6Addr::new(0xFD00, 0x42, 0, 0, 0, 0, 0, 0x42),
];

/// Whether a cloud may give a machine its keys there.
fn is_metadata(address: IpAddr) -> bool {
    let is_metadata_v4 = |it: Ipv4Addr| it.is_link_local() || METADATA_V4.contains(&it);
    match address {
        IpAddr::V4(address) => is_metadata_v4(address),
        IpAddr::V6(address) => {
            let is_of_aws = matches!(address.segments(), [0xFD00, 0xEC2, 0, 0, ..]);
            let is_known = is_of_aws || METADATA_V6.contains(&address);
            is_known || address.is_unicast_link_local() || inside(address).any(is_metadata_v4)
        }
    }
}

/// The IPv4 addresses to which a translator or a tunnel may deliver packets for an IPv6
/// address.
fn inside(address: Ipv6Addr) -> impl Iterator<Item = Ipv4Addr> {
    let [_, _, a, b, c, d, e, f, _, g, h, .., w, x, y, z] = address.octets();
    let at_end = Ipv4Addr::new(w, x, y, z);
    let after_48_bits = Ipv4Addr::new(e, f, g, h);
    let found = match address.segments() {
        // Compatible, mapped, translated, and the well-known prefix of NAT64.
        [0, 0, 0, 0, 0 | 0xFFFF, 0 | 0xFFFF, ..] | [0x64, 0xFF9B, 0, 0, 0, 0, ..] => {
            [Some(at_end), None]
        }
        // The NAT64 prefix for local networks.
        [0x64, 0xFF9B, 1, ..] => [Some(at_end), Some(after_48_bits)],
        // 6to4.
        [0x2002, ..] => [Some(Ipv4Addr::new(a, b, c, d)), None],
        // ISATAP.
        [.., 0 | 0x200, 0x5EFE, _, _] => [Some(at_end), None],
        // NAT64 with a prefix that only that network knows.
        _ if METADATA_V4.contains(&at_end) || w == 169 && x == 254 && y == w && z == x => {
            [Some(at_end), None]
        }
        _ => [None, None],
    };
    found.into_iter().flatten()
}

/// Whether anyone on the internet can reach the address: it is not of this machine, a private
/// network, a multicast group or the example of a document (IANA's registries of special-purpose
/// addresses).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
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

/// Global unicast, without the special-purpose ranges in it.
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0, 0, 0, 0, 0, 0xFFFF, ..] | [0x64, 0xFF9B, 0, 0, 0, 0, ..] => {
            inside(address).all(is_public_v4)
        }
        [0x2001, 0..=0x1FF | 0xDB8, ..] | [0x2002, ..] | [0x3FFF, 0..=0xFFF, ..] => false,
        [0x2000..=0x3FFF, ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(is_refused: [bool; 2], addresses: &str) {
        for address in addresses.split_whitespace() {
            let refused = [Reach::Public, Reach::Local]
                .map(|reach| reach.refuses(address.parse().unwrap()).is_some());
            assert_eq!(refused, is_refused, "{address}");
        }
    }

    const NEVER: [bool; 2] = [false, false];
    const IN_PUBLIC: [bool; 2] = [true, false];
    const ALWAYS: [bool; 2] = [true, true];

    #[test]
    fn cloud_metadata_is_out_of_reach_in_every_notation() {
        check(ALWAYS, "169.254.169.254 169.254.170.2 169.254.1.1 100.100.100.200 168.63.129.16");
        check(ALWAYS, "192.0.0.192 fd00:ec2::254 fd00:ec2::23 fd20:ce::254 fd00:42::42");
        check(ALWAYS, "fd00:a9fe:a9fe::1 fe80::1 fe80::a9fe:a9fe");
        check(ALWAYS, "::ffff:169.254.169.254 ::169.254.169.254 ::ffff:0:169.254.169.254");
        check(ALWAYS, "64:ff9b::169.254.169.254 64:ff9b::169.254.1.1 64:ff9b::100.100.100.200");
        check(ALWAYS, "64:ff9b:1::169.254.169.254 64:ff9b:1:a9fe:a9:fe00::");
        check(ALWAYS, "2002:a9fe:a9fe::1 2a03:2880::5efe:169.254.169.254");
        check(ALWAYS, "2a03:2880::169.254.169.254 2a03:2880::100.100.100.200");
        let reason = Reach::Local.refuses([169, 254, 169, 254].into()).unwrap().to_string();
        assert_eq!(reason, "169.254.169.254, which is the metadata of a cloud");
    }

    #[test]
    fn public_and_private_ipv4_addresses() {
        check(NEVER, "1.1.1.1 8.8.8.8 157.240.1.1 100.63.0.1 100.128.0.1 172.15.0.1 172.32.0.1");
        check(NEVER, "192.0.1.1 192.167.0.1 192.169.0.1 198.17.0.1 198.20.0.1 223.255.255.255");
        check(IN_PUBLIC, "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.9.9.9");
        check(IN_PUBLIC, "172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1");
        check(IN_PUBLIC, "192.168.1.1 198.18.0.1 198.19.0.1 198.51.100.1 203.0.113.1 224.0.0.1");
        check(IN_PUBLIC, "239.255.255.250 240.0.0.1 255.255.255.255");
    }

    #[test]
    fn public_and_private_ipv6_addresses() {
        check(NEVER, "2606:4700:4700::1111 2a03:2880::1 2001:4860:4860::8888 ::ffff:8.8.8.8");
        check(NEVER, "64:ff9b::8.8.8.8");
        check(IN_PUBLIC, ":: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 fd00:ec3::254");
        check(IN_PUBLIC, "64:ff9b::10.0.0.1 64:ff9b:1::1 fec0::1 fc00::1 fd12:3456::1 ff02::1");
        check(IN_PUBLIC, "2001:db8::1 2001::1 2002:7f00:1::1 3fff::1 100::1 4000::1");
    }
}
