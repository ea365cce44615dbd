//! The routes: one table, by which requests are answered and from which the description is made.

use http::Method;
use schemars::JsonSchema;
use serde::Serialize;

use super::parameters::{AFTER, LAST_EVENT, LIMIT, PAGE, PREFER, Parameter, STATE, WAIT};
use crate::service::Place;

/// What is done for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Put,
    Show,
    List,
    Cancel,
    Release,
    Go,
    Events,
    EventsOfPost,
    Health,
    Description,
}

/// A way to ask for something.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) method: Method,
    /// Its path; a name in braces is any one segment.
    pub(super) path: &'static str,
    pub(super) action: Action,
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) parameters: &'static [Parameter],
    pub(super) has_body: bool,
    pub(super) answers: &'static [Answer],
    /// Whether it needs no token.
    pub(super) is_open: bool,
}

/// What may come back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) about: &'static str,
    pub(super) what: What,
}

/// The body of an answer; its name is that of its schema in `schema/serve.json`.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    Post,
    Posts,
    Account,
    Error,
    /// A stream of server-sent events, each with one of these as its data.
    Events,
    Health,
    Description,
}

/// Whether the server is well
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Health")]
pub(super) struct Health {
    /// Which worker publishes
    pub(super) worker: Place,
    /// The version of the program
    pub(super) version: &'static str,
}

impl What {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Events => "text/event-stream",
            _ => "application/json",
        }
    }
}

const fn answer(status: u16, about: &'static str, what: What) -> Answer {
    Answer { status, about, what }
}

const EVENTS: Answer = answer(
    200,
    "The events: `post`, each with its number as the id and an Event as its data; `reset`, if no event has \
     the number that was given, with `after`, `why` and `fix` as its data; and `error` before a stream \
     ends that cannot go on, with an Error. The state in an event is that of the post when it is sent, \
     also if it is sent again",
    What::Events,
);

const REFUSED: Answer =
    answer(400, "The request cannot be used: the error says where", What::Error);
const NO_TOKEN: Answer = answer(401, "The token is missing or wrong", What::Error);
const NO_PAGE: Answer = answer(403, "A web page may have sent it", What::Error);
const MISSING: Answer = answer(404, "There is no such post", What::Error);
const BROKEN: Answer = answer(500, "The state folder or the queue cannot be used", What::Error);

/// All of them.
pub(super) static ROUTES: [Route; 10] = [
    Route {
        method: Method::PUT,
        path: "/posts/{key}",
        action: Action::Put,
        name: "putPost",
        about: "Publish a post once, at once or at a time. The same key is the same post, however often \
                it is sent. A time that differs is refused while the post can still be moved; once it is \
                public, or may be, it stays as it is, and `ignored` names `at`. \
                A post that is known is answered with its state also where its files are gone: `uncompared` names them",
        parameters: &[WAIT, PREFER],
        has_body: true,
        answers: &[
            answer(200, "The post, which has ended", What::Post),
            answer(202, "The post, which has not ended", What::Post),
            REFUSED,
            NO_TOKEN,
            NO_PAGE,
            answer(408, "The body did not come in time", What::Error),
            answer(409, "Another post has the key: `differs` says in what", What::Error),
            answer(413, "The body has more than 1 MiB, and was not read", What::Error),
            BROKEN,
        ],
        is_open: false,
    },
    Route {
        method: Method::GET,
        path: "/posts/{key}",
        action: Action::Show,
        name: "getPost",
        about: "A post, as far as it is known",
        parameters: &[WAIT, PREFER],
        has_body: false,
        answers: &[
            answer(200, "The post", What::Post),
            REFUSED,
            NO_TOKEN,
            NO_PAGE,
            MISSING,
            BROKEN,
        ],
        is_open: false,
    },
    Route {
        method: Method::DELETE,
        path: "/posts/{key}",
        action: Action::Cancel,
        name: "cancelPost",
        about: "Take a post back that cannot be public yet. What is public stays public",
        parameters: &[],
        has_body: false,
        answers: &[
            answer(200, "The post, which is not published", What::Post),
            REFUSED,
            NO_TOKEN,
            NO_PAGE,
            MISSING,
            answer(409, "It is public, or may be, or cannot be taken back", What::Error),
            BROKEN,
            answer(503, "Others change it again and again", What::Error),
        ],
        is_open: false,
    },
    Route {
        method: Method::POST,
        path: "/posts/{key}/release",
        action: Action::Release,
        name: "releasePost",
        about: "Let a post go on that is held, once its cause is fixed: it is published then. An \
                uncertain post is looked for again",
        parameters: &[WAIT, PREFER],
        has_body: false,
        answers: &[
            answer(200, "The post, which goes on", What::Post),
            REFUSED,
            NO_TOKEN,
            NO_PAGE,
            MISSING,
            answer(409, "It is neither held nor uncertain", What::Error),
            BROKEN,
            answer(503, "Others change it again and again", What::Error),
        ],
        is_open: false,
    },
    Route {
        method: Method::GET,
        path: "/posts",
        action: Action::List,
        name: "listPosts",
        about: "Posts by the time at which they are due or were begun: those of the queue, and those \
                that were begun by `ig publish`",
        parameters: &[STATE, LIMIT, PAGE],
        has_body: false,
        answers: &[answer(200, "The posts", What::Posts), REFUSED, NO_TOKEN, NO_PAGE, BROKEN],
        is_open: false,
    },
    Route {
        method: Method::POST,
        path: "/accounts/{user_id}/go",
        action: Action::Go,
        name: "goAccount",
        about: "Let an account go on that is paused, as it is after Instagram refused its token, once the \
                cause is fixed. Its posts are taken up again within minutes",
        parameters: &[],
        has_body: false,
        answers: &[
            answer(200, "The account, which goes on", What::Account),
            REFUSED,
            NO_TOKEN,
            NO_PAGE,
            answer(404, "No post of the queue is for this account", What::Error),
            BROKEN,
        ],
        is_open: false,
    },
    Route {
        method: Method::GET,
        path: "/events",
        action: Action::Events,
        name: "followEvents",
        about: "What happens to the posts of the queue from now on, as server-sent events. A post that \
                was begun by `ig publish` (`kept_by` is `publish`) has none",
        parameters: &[AFTER, LAST_EVENT],
        has_body: false,
        answers: &[EVENTS, REFUSED, NO_TOKEN, NO_PAGE, BROKEN],
        is_open: false,
    },
    Route {
        method: Method::GET,
        path: "/posts/{key}/events",
        action: Action::EventsOfPost,
        name: "followPost",
        about: "What has happened and happens to a post of the queue, as server-sent events. A post that \
                was begun by `ig publish` (`kept_by` is `publish`) has none",
        parameters: &[AFTER, LAST_EVENT],
        has_body: false,
        answers: &[EVENTS, REFUSED, NO_TOKEN, NO_PAGE, MISSING, BROKEN],
        is_open: false,
    },
    Route {
        method: Method::GET,
        path: "/healthz",
        action: Action::Health,
        name: "health",
        about: "Whether posts are published",
        parameters: &[],
        has_body: false,
        answers: &[
            answer(200, "A worker publishes", What::Health),
            NO_PAGE,
            answer(503, "No worker can use the queue", What::Health),
        ],
        is_open: true,
    },
    Route {
        method: Method::GET,
        path: "/openapi.json",
        action: Action::Description,
        name: "describe",
        about: "This description, as OpenAPI 3.1",
        parameters: &[],
        has_body: false,
        answers: &[answer(200, "The description", What::Description), NO_PAGE],
        is_open: true,
    },
];

/// What a request asks for.
#[derive(Debug)]
pub(super) enum Found {
    Route(&'static Route, Option<String>),
    /// There is something at the path, with these methods.
    OtherMethod(Vec<&'static str>),
    Nothing,
}

pub(super) fn find(method: &Method, path: &str) -> Found {
    let mut methods = Vec::new();
    for route in &ROUTES {
        let Some(key) = matches(route.path, path) else { continue };
        if route.method == *method {
            return Found::Route(route, key);
        }
        methods.push(route.method.as_str());
    }
    if methods.is_empty() { Found::Nothing } else { Found::OtherMethod(methods) }
}

/// The key, or the id of the account, in a path that is of this form.
fn matches(form: &str, path: &str) -> Option<Option<String>> {
    let (mut form, mut path) = (form.split('/'), path.split('/'));
    let mut key = None;
    loop {
        match (form.next(), path.next()) {
            (None, None) => return Some(key),
            (Some(name), Some(segment)) if name.starts_with('{') && !segment.is_empty() => {
                key = Some(decoded(segment));
            }
            (Some(one), Some(other)) if one == other => (),
            _ => return None,
        }
    }
}

/// A segment of a path without percent encoding, in which a plus is a plus.
fn decoded(segment: &str) -> String {
    let text = segment.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    let name = form_urlencoded::parse(text.as_bytes()).next();
    name.map(|(name, _)| name.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_segment_with_all_of_its_characters() {
        let key = |path: &str| matches("/posts/{key}", path);
        assert_eq!(key("/posts/shop:4711"), Some(Some("shop:4711".to_owned())));
        assert_eq!(key("/posts/shop%3A4711"), Some(Some("shop:4711".to_owned())));
        assert_eq!(key("/posts/a+b=c@d&e"), Some(Some("a+b=c@d&e".to_owned())));
        assert_eq!(key("/posts/a%2Fb"), Some(Some("a/b".to_owned())), "which is no key");
        for other in ["/posts", "/posts/", "/posts/a/", "/posts/a/b", "//posts/a", "/Posts/a"] {
            assert_eq!(key(other), None, "{other}");
        }
        assert_eq!(matches("/posts/{key}/events", "/posts/a/events"), Some(Some("a".to_owned())));
    }
}
