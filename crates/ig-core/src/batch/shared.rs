//! The reads of many flows in one request.

use http::{Response, header};

use super::{Batch, Part};
use crate::{Call, Delivery, Effect, Reply, ResponseError, TransportError};

/// What many flows of one token want to read, in one request of up to 50.
///
/// A driver of many [`PublishFlow`](crate::PublishFlow)s, such as one with a
/// [`Schedule`](crate::schedule::Schedule), mostly reads containers that are in progress.
/// It collects those reads here, sends them as one [`Call`], and hands each flow
/// the reply to its own, as if it had been sent by itself. Each read counts for
/// itself towards the rate limits (reference §12.5): what is saved is round
/// trips. Only what reads goes in, so that nothing depends on whether a lost
/// batch was carried out.
///
/// ```
/// use ig_core::{
///     AccessToken, Context, Flow, Login, MediaUrl, Photo, PublishFlow, PublishPlan, Step,
///     Timestamp, batch::SharedReads, http::Response,
/// };
///
/// let context = Context::new(Login::Facebook, AccessToken::new("EAAGtoken"))?;
/// let now = Timestamp::from_unix_millis(1_800_000_000_000);
/// # let mut flows = Vec::new();
/// # for _ in 0..2 {
/// #     let url: MediaUrl = "https://www.example.com/images/bronz-fonz.jpg".parse()?;
/// #     let plan = PublishPlan::new("17841400008460056".parse()?, Photo::new(url));
/// #     let mut flow = PublishFlow::new(plan, 7);
/// #     let create = loop {
/// #         match flow.poll(now) { Step::Send(call) => break call, _ => flow.saved() }
/// #     };
/// #     let made = Response::new(br#"{"id":"17889455560051444"}"#.to_vec());
/// #     flow.handle(now, create.exchange(&context)?.pending.received(made));
/// #     if let Step::Save(_) = flow.poll(now) { flow.saved(); }
/// #     flows.push(flow);
/// # }
/// let mut reads = SharedReads::new();
/// let mut waiting = Vec::new();
/// for mut flow in flows {
///     if let Step::Send(call) = flow.poll(now)
///         && let Ok(()) = reads.push(call) // else it is sent by itself
///     {
///         waiting.push(flow);
///     }
/// }
/// assert_eq!((reads.len(), reads.call().name()), (2, "POST /"));
///
/// let exchange = reads.call().exchange(&context)?; // its request is sent; this came back:
/// let body = br#"[{"code":200,"body":"{\"status_code\":\"FINISHED\"}"},null]"#;
/// let replies = reads.replies(exchange.pending.received(Response::new(body.to_vec())))?; // on an error: one by one
/// for (flow, reply) in waiting.iter_mut().zip(replies) {
///     flow.handle(now, reply);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct SharedReads {
    batch: Batch,
}

impl SharedReads {
    /// No reads yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a read.
    ///
    /// # Errors
    ///
    /// The call comes back where it does not only read, needs a request of its
    /// own, or there are [`Batch::MOST`] already: send it by itself, or in the
    /// next request.
    pub fn push(&mut self, call: Call) -> Result<(), Call> {
        let may_join = call.effect() == Effect::Read && !call.draft().stands_apart();
        if !may_join || self.len() == Batch::MOST {
            return Err(call);
        }
        let (name, draft) = call.into_parts();
        // What is wrong with a reply is for its flow to read.
        self.batch.parts.push(Part { name, effect: Effect::Read, draft, error: |_| None });
        Ok(())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.batch.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.batch.is_empty()
    }

    /// What to send.
    pub fn call(&self) -> Call {
        Call::of_batch(&self.batch)
    }

    /// The reply to each read, in the order in which they were put in. Where the
    /// request was lost, each is lost.
    ///
    /// # Errors
    ///
    /// When the server takes no such request from this token: send each read by
    /// itself. Whether `graph.instagram.com` takes batches is not documented.
    pub fn replies(&self, reply: Reply) -> Result<Vec<Reply>, ResponseError> {
        let lost = |delivery| Reply::of_part(Err(TransportError::new(delivery)));
        let all = |delivery| (0..self.len()).map(|_| lost(delivery)).collect();
        let whole = match reply.into_result() {
            Ok(whole) => whole,
            Err(error) => return Ok(all(error.delivery())),
        };
        let parts = match self.batch.read_response(&whole) {
            Ok(parts) => parts.into_responses(),
            Err(ResponseError::Decode(_)) => return Ok(all(Delivery::Unknown)),
            Err(error) if error.is_transient() => return Ok(all(Delivery::Unknown)),
            Err(error) => return Err(error),
        };
        let reply = |part: Option<Response<Vec<u8>>>| match part {
            Some(part) => Reply::of_part(Ok(dated(part, &whole))),
            None => lost(Delivery::Unknown),
        };
        Ok(parts.map(reply).collect())
    }
}

/// A part that does not say what time it is was answered at the time of the whole.
fn dated(mut part: Response<Vec<u8>>, whole: &Response<Vec<u8>>) -> Response<Vec<u8>> {
    if let Some(date) = whole.headers().get(header::DATE) {
        part.headers_mut().entry(header::DATE).or_insert_with(|| date.clone());
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        AccessToken, Body, ContainerId, Context, Login,
        endpoint::{PublishContainer, ReadContainer},
    };

    fn id(number: usize) -> ContainerId {
        number.to_string().parse().unwrap()
    }

    fn shared(reads: usize) -> SharedReads {
        let mut shared = SharedReads::new();
        for number in 0..reads {
            shared.push(Call::new(&ReadContainer::new(id(number)))).unwrap();
        }
        shared
    }

    fn said(status: u16, body: &str) -> Reply {
        let date = "Fri, 11 Aug 2023 09:07:38 GMT";
        let response = Response::builder().status(status).header("date", date);
        Reply::of_part(Ok(response.body(body.into()).unwrap()))
    }

    #[test]
    fn fifty_reads_are_one_request_and_nothing_else_goes_in() {
        let mut reads = shared(50);
        let call = reads.call();
        assert_eq!((call.name(), call.effect(), reads.len()), ("POST /", Effect::Read, 50));
        let context = Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap();
        let Body::Bytes(body) = call.exchange(&context).unwrap().request.into_body() else {
            panic!()
        };
        assert!(String::from_utf8(body).unwrap().contains("relative_url%22%3A%2249%3Ffields%3D"));
        let one_more = Call::new(&ReadContainer::new(id(50)));
        assert_eq!(reads.push(one_more.clone()), Err(one_more), "it is full");
        let publish = PublishContainer::new("1".parse().unwrap(), id(1));
        assert!(shared(1).push(Call::new(&publish)).is_err(), "it does not only read");
    }

    #[test]
    fn each_read_has_its_own_reply_and_the_time_of_the_whole() {
        let body = r#"[{"code":200,"body":"{\"status_code\":\"FINISHED\"}"},
                       {"code":400,"headers":[{"name":"Date","value":"x"}],"body":"{}"},null]"#;
        let replies = shared(4).replies(said(200, body)).unwrap();
        let replies: Vec<_> = replies.into_iter().map(Reply::into_result).collect();
        let [Ok(first), Ok(second), Err(third), Err(fourth)] = &replies[..] else {
            panic!("{replies:?}")
        };
        assert_eq!(first.body(), br#"{"status_code":"FINISHED"}"#);
        assert_eq!(first.headers()["date"], "Fri, 11 Aug 2023 09:07:38 GMT");
        assert_eq!(
            (second.status().as_u16(), &second.headers()["date"]),
            (400, &"x".parse().unwrap())
        );
        for lost in [third, fourth] {
            assert_eq!(lost.delivery(), Delivery::Unknown);
        }
    }

    #[test]
    fn where_the_whole_is_lost_each_is_and_a_refusal_is_told() {
        let lost = |reply| {
            let replies = shared(2).replies(reply).unwrap();
            replies.iter().map(|reply| reply.result().unwrap_err().delivery()).collect::<Vec<_>>()
        };
        let not_sent = Reply::of_part(Err(TransportError::new(Delivery::NotSent)));
        assert_eq!(lost(not_sent), [Delivery::NotSent; 2]);
        assert_eq!(lost(said(200, "<html>")), [Delivery::Unknown; 2]);
        assert_eq!(lost(said(503, "")), [Delivery::Unknown; 2]);
        let refused = r#"{"error":{"message":"Unsupported post request","code":100}}"#;
        assert!(shared(2).replies(said(400, refused)).is_err());
    }
}
