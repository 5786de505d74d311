//! How much one sender may send without signing in. Counts are kept in memory for some minutes, by
//! address, and nowhere else: nobody is followed.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::StatusCode;
use axum::http::request::Parts;
use tokio::time::Instant;

use crate::failure::Failure;

/// For how long acts of a sender are counted together.
pub(crate) const WINDOW: Duration = Duration::from_secs(10 * 60);

/// How many acts a sender may send in that time. Many may share one address.
const ACTS_MOST: u32 = 60;

/// How many senders are counted at a time; beyond that the counts begin anew.
const SENDERS_MOST: usize = 50_000;

/// The counts.
#[derive(Default)]
pub(crate) struct Limits(Mutex<BTreeMap<IpAddr, (Instant, u32)>>);

/// Where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sender(IpAddr);

impl Limits {
    /// Counts an act, and refuses it where there were too many.
    pub(crate) fn admit(&self, sender: Sender, now: Instant) -> Result<(), Failure> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.retain(|_, (since, _)| now.duration_since(*since) < WINDOW);
        if counts.len() >= SENDERS_MOST {
            counts.clear();
        }
        let (_, count) = counts.entry(sender.0).or_insert((now, 0));
        *count += 1;
        if *count > ACTS_MOST { Err(Failure::too_many()) } else { Ok(()) }
    }
}

impl Failure {
    /// One sender sent too much.
    fn too_many() -> Self {
        Self { status: StatusCode::TOO_MANY_REQUESTS, code: "too-many", detail: None }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Sender {
    type Rejection = Infallible;

    /// A program that ends TLS before this one tells the address in `X-Forwarded-For`, last of
    /// those there; it is believed of programs on this machine only.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        let peer = peer.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED));
        let told = parts.headers.get("x-forwarded-for").and_then(|told| told.to_str().ok());
        let told = told.and_then(|told| told.rsplit(',').next()?.trim().parse().ok());
        Ok(Self(network(told.filter(|_| peer.is_loopback()).unwrap_or(peer))))
    }
}

/// The address, or what a household has of the newer kind: 64 bits.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(long) => match long.to_ipv4_mapped() {
            Some(short) => IpAddr::V4(short),
            None => IpAddr::V6(Ipv6Addr::from_bits(long.to_bits() & !u128::from(u64::MAX))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(address: &str) -> Sender {
        Sender(network(address.parse().expect("an address")))
    }

    #[test]
    fn too_many_acts_of_one_sender_are_refused_until_the_time_is_over() {
        let (limits, now) = (Limits::default(), Instant::now());
        for _ in 0..ACTS_MOST {
            assert_eq!(limits.admit(sender("2001:db8::1"), now), Ok(()));
        }
        let refused = limits.admit(sender("2001:db8::2"), now).expect_err("one household");
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(limits.admit(sender("2001:db8:0:1::1"), now), Ok(()), "another");
        assert_eq!(limits.admit(sender("192.0.2.1"), now), Ok(()));
        assert_eq!(limits.admit(sender("2001:db8::1"), now + WINDOW), Ok(()), "later");
    }
}
