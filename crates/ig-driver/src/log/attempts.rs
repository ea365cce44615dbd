//! How often a call was tried.

use ig_core::Reply;

/// Counts how often each call of a flow has failed since it last succeeded.
///
/// ```
/// let mut attempts = ig_driver::log::Attempts::default();
/// assert_eq!(attempts.next("GET /me"), 1);
/// assert_eq!(attempts.next("GET /me"), 1, "nothing has failed");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Attempts(Vec<(&'static str, u32)>);

impl Attempts {
    /// The number of the attempt that is about to be made of a call, by its
    /// [name](ig_core::Call::name), from 1.
    pub fn next(&self, call: &'static str) -> u32 {
        let failed = self.0.iter().find(|(name, _)| *name == call);
        failed.map_or(1, |(_, failures)| failures.saturating_add(1))
    }

    /// Takes in what became of a call.
    pub fn heard(&mut self, call: &'static str, reply: &Reply) {
        let is_success = reply.result().is_ok_and(|response| response.status().is_success());
        match self.0.iter_mut().find(|(name, _)| *name == call) {
            Some((_, failures)) if is_success => *failures = 0,
            Some((_, failures)) => *failures = failures.saturating_add(1),
            None if is_success => (),
            None => self.0.push((call, 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use ig_core::{Context, Delivery, EndpointExt as _, Login, endpoint::ReadMe, http::Response};

    use super::*;

    fn reply(status: Option<u16>) -> Reply {
        let context = Context::new(Login::Facebook, ig_core::AccessToken::new("a")).unwrap();
        let pending = ReadMe::new().exchange(&context).unwrap().pending;
        match status {
            Some(status) => {
                pending.received(Response::builder().status(status).body(Vec::new()).unwrap())
            }
            None => pending.lost(Delivery::Unknown),
        }
    }

    #[test]
    fn an_attempt_follows_a_failure_of_the_same_call() {
        let mut attempts = Attempts::default();
        for (call, status, expect) in [
            ("a", Some(200), 1),
            ("a", Some(500), 1),
            ("b", Some(200), 1),
            ("a", None, 2),
            ("a", Some(200), 3),
            ("a", Some(200), 1),
        ] {
            assert_eq!(attempts.next(call), expect, "{call} {status:?}");
            attempts.heard(call, &reply(status));
        }
    }
}
