//! News for the page: a request that waits for a change is held until there is one.

use std::{sync::Arc, time::Duration};

use http::{Method, Request};
use ig_sandbox_core::Sandbox;

use super::shared::Shared;

const PATH: &str = "/_sandbox/events";

/// Shorter than what browsers and proxies wait for a reply.
const LONGEST: Duration = Duration::from_secs(20);

/// How often it looks: a change is on the page before anybody misses it.
const PERIOD: Duration = Duration::from_millis(100);

/// Waits until the version that the request knows is not the latest any more; requests that know
/// none, and all others, go on at once.
pub(super) async fn hold<B>(shared: &Arc<Shared>, request: &Request<B>) {
    let Some(known) = known(request) else {
        return;
    };
    let mut waited = Duration::ZERO;
    while waited < LONGEST {
        // A look makes happen what is due, and a client that was shown it relies on it.
        let (version, debt) = shared.step(Sandbox::version);
        if version != known || shared.settle(debt).await.is_err() {
            return;
        }
        tokio::time::sleep(PERIOD).await;
        waited += PERIOD;
    }
}

fn known<B>(request: &Request<B>) -> Option<u64> {
    if *request.method() != Method::GET || request.uri().path() != PATH {
        return None;
    }
    let query = form_urlencoded::parse(request.uri().query()?.as_bytes());
    query.filter(|(name, _)| name == "since").last()?.1.parse().ok()
}
