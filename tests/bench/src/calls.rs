//! One call, by the core and by hand, with everything prepared that outlives a call.

use ig_core::{
    AccessToken, Body, Call, Context, EndpointExt as _, Error, Exchange, Login, Photo, Reply,
    ResponseError,
    endpoint::{ContainerState, ContainerStatus, CreateContainer, PublishContainer, ReadContainer},
    http::{Request, Response},
    tag::{UserTag, UserTags},
};

use crate::{
    floor::{self, Tag},
    replies::{Replies, response},
};

const TOKEN: &str =
    "EAAGm0PX4ZCpsBABkZAZCzY4sZAZBnLZCZCZBsZAZBZAZCZBZCZCZAZAZBZCZAZCZDZDEAAGm0PX4ZCpsBAB";
const USER: &str = "17841400008460056";
const IMAGE: &str = "https://www.example.com/images/bronz-fonz.jpg";
const CAPTION: &str = "#BronzFonz in Milwaukee, with @therock & friends. Aaay!";
const TAGS: &[Tag] = &[
    Tag { username: "kevinhart4real", x: 0.5, y: 1.0 },
    Tag { username: "therock", x: 0.25, y: 0.75 },
    Tag { username: "natgeo", x: 0.125, y: 0.5 },
];

/// What a client keeps for longer than a call.
#[derive(Debug)]
pub struct Calls {
    /// The API and the token.
    pub(crate) context: Context,
    create: CreateContainer,
    bearer: String,
    status: Response<Vec<u8>>,
    status_reply: Reply,
    error: Response<Vec<u8>>,
    error_reply: Reply,
    /// What the server of a publish answers: its part is not measured.
    pub(crate) replies: Replies,
}

impl Calls {
    /// Creates all that outlives a call.
    ///
    /// # Panics
    ///
    /// When the core and the floor send or read different things.
    pub fn new() -> Self {
        let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).expect("a token");
        let create = CreateContainer::new(USER.parse().expect("an id"), photo());
        let status = response(200, r#"{"status_code":"FINISHED","id":"17889615691921648"}"#);
        let error = response(
            403,
            include_str!("../../../crates/ig-core/tests/data/r01_publish_blocked__403.json"),
        );
        let bearer = format!("Bearer {TOKEN}");
        let heard = |response: &Response<Vec<u8>>| {
            create.exchange(&context).expect("a request").pending.received(response.clone())
        };
        let (status_reply, error_reply) = (heard(&status), heard(&error));
        let replies = Replies::new();
        let calls =
            Self { status, status_reply, error, error_reply, create, bearer, context, replies };
        let (ours, by_hand) = (calls.create(), calls.create_floor());
        assert_eq!(ours.uri(), by_hand.uri());
        assert_eq!(ours.method(), by_hand.method());
        assert_eq!(ours.headers(), by_hand.headers());
        assert_eq!(ours.body().bytes(), Some(&by_hand.body()[..]));
        assert_eq!(calls.status().status_code, ContainerStatus::Finished);
        assert_eq!(calls.status_floor().status_code, floor::StatusCode::Finished);
        let ResponseError::Api(ours) = calls.error() else { panic!("not an error of the API") };
        let by_hand = calls.error_floor().error;
        assert_eq!((ours.code, ours.subcode), (by_hand.code, by_hand.error_subcode));
        assert_eq!((&ours.message, &ours.trace_id), (&by_hand.message, &by_hand.fbtrace_id));
        calls
    }

    /// The complete request of a flow.
    ///
    /// # Panics
    ///
    /// When it cannot be built.
    pub fn exchange(&self, call: Call) -> Exchange {
        call.exchange(&self.context).expect("a request")
    }

    /// A request with a caption and three tags, from checked values.
    ///
    /// # Panics
    ///
    /// When it cannot be built.
    pub fn create(&self) -> Request<Body> {
        self.create.exchange(&self.context).expect("a request").request
    }

    /// The same request from text, with all checks.
    ///
    /// # Panics
    ///
    /// When it cannot be built.
    pub fn create_from_text(&self) -> Request<Body> {
        let create = CreateContainer::new(USER.parse().expect("an id"), photo());
        create.exchange(&self.context).expect("a request").request
    }

    /// The same request by hand, from text, without checks.
    pub fn create_floor(&self) -> Request<Vec<u8>> {
        floor::create(&self.bearer, USER, IMAGE, CAPTION, TAGS)
    }

    /// A status reply, read.
    ///
    /// # Panics
    ///
    /// When it cannot be read.
    pub fn status(&self) -> ContainerState {
        ReadContainer::read(&self.status_reply).expect("a status")
    }

    /// The same by hand.
    pub fn status_floor(&self) -> floor::Status {
        floor::status(&self.status)
    }

    /// An error reply, read.
    ///
    /// # Panics
    ///
    /// When it is read as a success.
    pub fn error(&self) -> ResponseError {
        match PublishContainer::read(&self.error_reply) {
            Err(Error::Response(error)) => error,
            read => panic!("not an error of the API: {read:?}"),
        }
    }

    /// The same by hand.
    pub fn error_floor(&self) -> floor::Envelope {
        floor::error(&self.error)
    }
}

impl Default for Calls {
    fn default() -> Self {
        Self::new()
    }
}

/// A photo with a caption and three tags.
///
/// # Panics
///
/// When Instagram would refuse it.
pub fn photo() -> Photo {
    let tag = |tag: &Tag| UserTag::new(tag.username, tag.x, tag.y).expect("a tag");
    let tags: UserTags = TAGS.iter().map(tag).collect::<Vec<_>>().try_into().expect("three tags");
    Photo::new(IMAGE.parse().expect("a URL"))
        .with_caption(CAPTION.parse().expect("a caption"))
        .with_user_tags(tags)
}
