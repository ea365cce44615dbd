//! Single calls and batches, and the errors of those that fail.

use ig_core::{
    AppSecret, Context, Endpoint, EndpointExt as _, Exchange, Photo, RetryPolicy,
    batch::{Batch, BatchFlow},
    endpoint::{
        CreateContainer, ListAccounts, ListMedia, PublishContainer, PublishingLimit, ReadContainer,
        ReadMedia, SearchPages, UploadVideo,
    },
    upload::NamedSource,
};
use ig_sandbox::{Do, Fault, On};
use ig_tests::{driver::Driver, local::Local};

use super::{SECRET, clean};

/// Makes all calls, each once with an error that echoes the token.
pub(super) fn all(driver: Driver, local: &Local) {
    let context = &local.context().with_app_secret(&AppSecret::new(SECRET));
    let id = || "17841400008460056".parse().unwrap();
    call(driver, local, context, PublishingLimit::new(id()));
    call(driver, local, context, ListMedia::new(id()));
    call(driver, local, context, ReadContainer::new("1".parse().unwrap()));
    call(driver, local, context, ReadMedia::new("1".parse().unwrap()));
    call(driver, local, context, SearchPages::new("guggenheim"));
    call(driver, local, context, PublishContainer::new(id(), "1".parse().unwrap()));
    let photo = Photo::new("https://example.com/a.png".parse().unwrap());
    call(driver, local, context, CreateContainer::new(id(), photo));
    batch(driver, local, context);
    upload(local, context);
}

/// An upload, whose body the transport adds to the head.
fn upload(local: &Local, context: &Context) {
    let uri = format!("{}/ig-api-upload/v26.0/1", local.server.url()).parse().unwrap();
    let video = NamedSource::new("/videos/a.mov", 9).unwrap();
    let upload = UploadVideo::part(uri, video.part(0));
    let Exchange { request, pending } = upload.exchange(context).unwrap();
    clean("an upload's URL", &request.uri().to_string());
    clean("an upload's Debug", &format!("{request:?} {pending:?} {upload:?} {:?}", upload.draft()));
}

fn batch(driver: Driver, local: &Local, context: &Context) {
    let mut batch = Batch::new();
    batch.push(&ListMedia::new("17841400008460056".parse().unwrap())).unwrap();
    batch.push(&ListAccounts::new()).unwrap();
    local.server.with(|sandbox, _| sandbox.arm([echoing()]));
    for _ in 0..2 {
        let mut flow = BatchFlow::new(batch.clone(), RetryPolicy::default(), 7);
        let clock = local.clock.clone();
        let reply = driver.drive(context.clone(), clock, &mut flow, |never| match never {});
        clean("a batch", &format!("{reply:?} {flow:?} {batch:?}"));
    }
}

pub(super) fn call<E>(driver: Driver, local: &Local, context: &Context, endpoint: E)
where
    E: Endpoint<Response: Send + std::fmt::Debug> + Sync,
{
    let Exchange { request, pending } = endpoint.exchange(context).unwrap();
    clean("a URL", &request.uri().to_string());
    clean("a body", &String::from_utf8_lossy(request.body().bytes().unwrap()));
    clean("a request's Debug", &format!("{request:?} {pending:?}"));
    local.server.with(|sandbox, _| sandbox.arm([echoing()]));
    for _ in 0..2 {
        let timeout = std::time::Duration::from_secs(5);
        match driver.call(context.clone(), timeout, Again(&endpoint)) {
            Ok(reply) => clean("a reply", &format!("{reply:?}")),
            Err(error) => failed(&error),
        }
    }
}

/// An error, with all its sources.
pub(super) fn failed(error: &ig_core::Error) {
    clean("an error", &format!("{error:?} {error}"));
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        clean("an error's source", &format!("{error:?} {error}"));
        source = error.source();
    }
}

pub(super) fn echoing() -> Fault {
    Fault::new(On::Any, Do::Error).with_status(400).with_code(190).with_echoed_token()
}

/// The same endpoint, by reference.
pub(super) struct Again<'a, E>(pub(super) &'a E);

impl<E: Endpoint> Endpoint for Again<'_, E> {
    type Response = E::Response;

    const NAME: &'static str = E::NAME;
    const EFFECT: ig_core::Effect = E::EFFECT;
    const REQUIRES: ig_core::permission::Requirement = E::REQUIRES;

    fn draft(&self) -> ig_core::Draft {
        self.0.draft()
    }

    fn decode(body: &[u8]) -> Result<Self::Response, ig_core::error::DecodeError> {
        E::decode(body)
    }
}
