//! The server's side of a world: the machine of the sandbox.

use std::time::Duration;

use ig_core::{
    AccessToken, Body, Call, Context, Delivery, Exchange, Login, Reply, Timestamp,
    http::{Request, Response},
};
use ig_sandbox_core::{
    Account, Config, Fault, Fetch, Fetched, Handling, MediaState, Sandbox, SecondPublish,
    TokenGrant,
};

use super::mangle::Mangle;

pub(crate) const USER: &str = "17841400008460056";
pub(crate) const OTHER: &str = "17841400008460057";
pub(crate) const TOKEN: &str = "EAAGm0PX4ZCpsBAKZCtokenthatmustneverbeseenanywhereEAAGm0PX4ZCpsBA";

/// The smallest JPEG whose header can be read: 640 × 640, no picture.
const JPEG: &[u8] = &[
    0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x0B, 0x08, 0x02, 0x80, 0x02, 0x80, 0x01, 0x01, 0x11, 0x00, 0xFF,
    0xD9,
];

#[derive(Debug)]
pub(crate) struct Server {
    sandbox: Sandbox,
    context: Context,
}

/// Two accounts with one token.
pub(crate) fn config() -> Config {
    let accounts = [Account::new(USER, "bronz_fonz"), Account::new(OTHER, "ralph")];
    let grant = TokenGrant::new(TOKEN, USER).with_account(OTHER);
    Config::default().with_accounts(accounts).with_tokens([grant])
}

impl Server {
    pub(crate) fn new(second: SecondPublish, processing: Duration) -> Self {
        Self::of(config().with_second_publish(second).with_photo_processing(processing))
    }

    /// A server with these settings.
    pub(crate) fn of(config: Config) -> Self {
        let context = Context::new(Login::Facebook, AccessToken::new(TOKEN))
            .and_then(|context| context.with_api_base("http://127.0.0.1:8025"))
            .expect("a token that can stand in a header");
        Self { sandbox: Sandbox::new(config), context }
    }

    /// What came of a request that arrives at `now` and meets `fault`.
    pub(crate) fn send(&mut self, now: Timestamp, call: Call, fault: Option<Fault>) -> Reply {
        self.send_through(now, call, fault, &Mangle::default())
    }

    /// The same, and `mangle` changes the response on its way.
    pub(crate) fn send_through(
        &mut self,
        now: Timestamp,
        call: Call,
        fault: Option<Fault>,
        mangle: &Mangle,
    ) -> Reply {
        let Exchange { request, pending } = call.exchange(&self.context).expect("a valid request");
        let is_armed = fault.is_some();
        self.sandbox.arm(fault);
        let (head, body) = request.into_parts();
        let Body::Bytes(bytes) = body else { panic!("no uploads here") };
        let handling = self.sandbox.handle(time(now), Request::from_parts(head, bytes));
        let response = self.carry_out(now, handling);
        if is_armed {
            self.sandbox.disarm();
        }
        match response {
            Some(response) => pending.received(mangle.response(response)),
            None => pending.lost(Delivery::Unknown),
        }
    }

    /// A request that never left.
    pub(crate) fn not_sent(&self, call: Call) -> Reply {
        call.exchange(&self.context).expect("a valid request").pending.lost(Delivery::NotSent)
    }

    fn carry_out(&mut self, now: Timestamp, handling: Handling) -> Option<Response<Vec<u8>>> {
        match handling {
            Handling::Respond(response) => Some(response),
            Handling::Drop | Handling::Nothing => None,
            Handling::Fetch(fetch) => {
                let handling = self.fetch(now, &fetch);
                self.carry_out(now, handling)
            }
            Handling::RespondAndFetch { then, fetch } => {
                let response = self.carry_out(now, *then);
                let _ = self.fetch(now, &fetch);
                response
            }
            Handling::Delay { then, .. } => self.carry_out(now, *then),
        }
    }

    fn fetch(&mut self, now: Timestamp, fetch: &Fetch) -> Handling {
        self.sandbox.fetched(time(now), fetch.ticket, Ok(Fetched::new(JPEG.to_vec())))
    }

    /// The next request that it fits meets this.
    pub(crate) fn arm(&mut self, fault: Fault) {
        self.sandbox.arm([fault]);
    }

    /// What is public once all pending work is done.
    pub(crate) fn media(&mut self, now: Timestamp) -> Vec<MediaState> {
        self.media_of_accounts(now).concat()
    }

    /// The same, by account.
    pub(crate) fn media_of_accounts(&mut self, now: Timestamp) -> Vec<Vec<MediaState>> {
        let later = now.after(Duration::from_secs(36_000));
        self.sandbox.state(time(later)).accounts.into_iter().map(|it| it.media).collect()
    }

    /// From now on replies say that so much of the app's calls is used, or what was counted.
    pub(crate) fn use_up(&mut self, now: Timestamp, percent: Option<u32>) {
        match percent {
            Some(percent) => self.sandbox.set_usage(time(now), percent, 0),
            None => self.sandbox.clear_usage(),
        }
    }
}

fn time(now: Timestamp) -> ig_sandbox_core::Timestamp {
    ig_sandbox_core::Timestamp::from_unix_millis(now.as_unix_millis())
}
