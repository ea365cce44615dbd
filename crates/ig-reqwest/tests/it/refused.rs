//! A server that refuses a stream reports that it has not processed it. By default,
//! reqwest sends the request again; a publish may be sent again only by the flow, after it
//! has checked.

use std::time::Duration;

use crate::{
    http2::{Http2, INTERNAL_ERROR, NO_ERROR, REFUSED_STREAM},
    local::{builder, lost, one_thread, publish, server},
};

/// How a server refuses a request.
#[derive(Clone, Copy, Debug)]
enum Away {
    Reset(u32),
    GoAway,
}

#[test]
fn a_publish_that_is_refused_is_not_sent_again() {
    for away in [Away::Reset(REFUSED_STREAM), Away::Reset(INTERNAL_ERROR), Away::GoAway] {
        let (address, count) = server(move |stream, count| {
            let Some(mut http2) = Http2::accept(stream) else { return };
            while let Some(stream) = http2.request() {
                count.one_more();
                match away {
                    Away::Reset(code) => http2.reset(stream, code),
                    // No stream was processed.
                    Away::GoAway => http2.go_away(0, NO_ERROR),
                }
            }
        });
        let client = builder(address, Duration::from_secs(60));
        let client = client.configure(|it| it.http2_prior_knowledge());
        let client = client.build().unwrap();
        lost(one_thread().block_on(client.call(publish())));
        assert_eq!(count.get(), 1, "{away:?}");
    }
}

/// Otherwise the test above would show nothing: by default, reqwest sends a refused POST again.
#[test]
fn reqwest_repeats_a_refused_post() {
    let (address, count) = server(|stream, count| {
        let Some(mut http2) = Http2::accept(stream) else { return };
        while let Some(stream) = http2.request() {
            count.one_more();
            http2.reset(stream, REFUSED_STREAM);
        }
    });
    // Building our client installs the TLS provider, without which reqwest builds no client here.
    drop(builder(address, Duration::from_secs(60)).build().unwrap());
    let client = reqwest::Client::builder().no_proxy().http2_prior_knowledge().build().unwrap();
    let post = client.post(format!("http://{address}/")).body("creation_id=1001");
    one_thread().block_on(post.send()).unwrap_err();
    assert!(1 < count.get(), "{count:?}");
}
