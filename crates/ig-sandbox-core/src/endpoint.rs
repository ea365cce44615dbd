//! The Graph endpoints, one file each.

mod account;
pub(crate) mod add_on;
pub(crate) mod audio;
pub(crate) mod catalogs;
pub(crate) mod change_media;
pub(crate) mod container;
pub(crate) mod create;
mod debug_token;
pub(crate) mod discovery;
pub(crate) mod limit;
pub(crate) mod media;
pub(crate) mod media_list;
pub(crate) mod not_played;
pub(crate) mod pages;
mod paging;
pub(crate) mod publish;
pub(crate) mod token;
pub(crate) mod upload;
pub(crate) mod user;
mod video_status;

use http::Method;

use self::discovery::Discovery;
use crate::{
    fault::On,
    intake::{Call, is_version},
    refusal::Refusal,
    world::World,
};

use self::{add_on::AddOnEdge, media::MediaEdge};

/// The endpoint of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Create(String),
    Publish(String),
    Limit(String),
    MediaList(String),
    Stories(String),
    Catalogs(String),
    ProductSearch(String),
    User(String),
    Container(String),
    Media(String),
    MediaEdge(String, MediaEdge),
    AddOn(String, AddOnEdge),
    UpdateMedia(String),
    DeleteMedia(String),
    PagesSearch,
    Audio,
    Batch,
    Token(token::Step),
    Discovery(Discovery),
    /// An object that does not exist, or a verb that it does not support.
    NoObject(String),
    NoAlias(String),
    NoPath(String),
    /// The rest of a path that starts with a version which there never was.
    NoVersion(String),
}

/// The edges of an account.
const ACCOUNT_EDGES: &[&str] = &[
    "media",
    "media_publish",
    "content_publishing_limit",
    "stories",
    "available_catalogs",
    "catalog_product_search",
];

impl Endpoint {
    /// The endpoint of a method and a path. `me` stands for the account of the token.
    pub(crate) fn of(call: &Call, world: &World) -> Self {
        let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
        let get = call.method == Method::GET || call.method == Method::HEAD;
        let post = call.method == Method::POST;
        if let Some(step) = token::Step::of(call, &parts) {
            return Self::Token(step);
        }
        if let Some(discovery) = Discovery::of(call, &parts, ACCOUNT_EDGES, world) {
            return Self::Discovery(discovery);
        }
        match parts.as_slice() {
            [version, rest @ ..] if is_version(version) && !rest.is_empty() => {
                Self::NoVersion(format!("/{}", rest.join("/")))
            }
            [] if post => Self::Batch,
            // Meta's documents send batches here too.
            ["me"] if post && call.params.has("batch") => Self::Batch,
            [] => Self::NoPath("/".to_owned()),
            ["pages", "search"] if get => Self::PagesSearch,
            ["ig_audio"] if get => Self::Audio,
            [node, rest @ ..] if is_id(node) || *node == "me" => {
                let account = call.token.as_deref().and_then(|token| world.account_of_token(token));
                let id = match (*node, account) {
                    ("me", Some(account)) => account.id.clone(),
                    _ => (*node).to_owned(),
                };
                match rest {
                    ["media"] if post => Self::Create(id),
                    ["media"] if get => Self::MediaList(id),
                    ["media_publish"] if post => Self::Publish(id),
                    ["content_publishing_limit"] if get => Self::Limit(id),
                    ["stories"] if get => Self::Stories(id),
                    ["available_catalogs"] if get => Self::Catalogs(id),
                    ["catalog_product_search"] if get => Self::ProductSearch(id),
                    [edge] if ACCOUNT_EDGES.contains(edge) => Self::NoObject(id),
                    [] if get && world.account(&id).is_some() => Self::User(id),
                    [] if get && world.container(&id).is_some() => Self::Container(id),
                    rest if world.media(&id).is_some() => Self::of_media(call, id, rest),
                    [] | ["children" | "collaborators"] => Self::NoObject(id),
                    edge => Self::NoPath(format!("/{}", edge.join("/"))),
                }
            }
            // R28: a program that lost its id.
            [word] | [word, "media" | "media_publish"] if !get && !word.is_empty() => {
                Self::NoObject((*word).to_owned())
            }
            [alias] if !alias.is_empty() => Self::NoAlias((*alias).to_owned()),
            path => Self::NoPath(format!("/{}", path.join("/"))),
        }
    }

    /// The endpoint of a request to a post.
    fn of_media(call: &Call, id: String, rest: &[&str]) -> Self {
        let get = call.method == Method::GET || call.method == Method::HEAD;
        match rest {
            [] if get => Self::Media(id),
            [] if call.method == Method::POST => Self::UpdateMedia(id),
            [] if call.method == Method::DELETE => Self::DeleteMedia(id),
            ["children"] if get => Self::MediaEdge(id, MediaEdge::Children),
            ["collaborators"] if get => Self::MediaEdge(id, MediaEdge::Collaborators),
            ["poll_attachment"] if get => Self::AddOn(id, AddOnEdge::Poll),
            ["prompt_response"] if get => Self::AddOn(id, AddOnEdge::PromptResponse),
            ["poll_attachment" | "prompt_response"] => Self::NoObject(id),
            [] | ["children" | "collaborators"] => Self::NoObject(id),
            edge => Self::NoPath(format!("/{}", edge.join("/"))),
        }
    }

    /// The name of the endpoint in faults.
    pub(crate) fn on(&self) -> Option<On> {
        match self {
            Self::Create(_) => Some(On::Create),
            Self::Publish(_) => Some(On::Publish),
            Self::Limit(_) => Some(On::Limit),
            Self::MediaList(_) | Self::Stories(_) => Some(On::MediaList),
            Self::Container(_) => Some(On::Status),
            Self::Media(_)
            | Self::MediaEdge(..)
            | Self::AddOn(..)
            | Self::UpdateMedia(_)
            | Self::DeleteMedia(_) => Some(On::Media),
            Self::Batch => Some(On::Batch),
            Self::Token(_) => Some(On::Token),
            _ => None,
        }
    }

    /// The account that the path names.
    fn account(&self) -> Option<&str> {
        match self {
            Self::Create(id)
            | Self::Publish(id)
            | Self::Limit(id)
            | Self::MediaList(id)
            | Self::Stories(id)
            | Self::Catalogs(id)
            | Self::ProductSearch(id)
            | Self::User(id) => Some(id),
            _ => None,
        }
    }

    /// The account that a request is about, if it names one.
    pub(crate) fn owner<'a>(&'a self, world: &'a World) -> Option<&'a str> {
        match self {
            Self::Container(id) => world.container(id).map(|it| it.draft.owner.as_str()),
            Self::Media(id)
            | Self::MediaEdge(id, _)
            | Self::AddOn(id, _)
            | Self::UpdateMedia(id)
            | Self::DeleteMedia(id) => world.media(id).map(|media| media.owner.as_str()),
            _ => self.account(),
        }
    }

    /// Checks the account in the path, for which the token must be valid.
    pub(crate) fn check_owner(&self, call: &Call, owner: &str) -> Result<(), Refusal> {
        match self.account().filter(|id| *id != owner) {
            Some(id) => Err(Refusal::no_object(&call.method, id)),
            None => Ok(()),
        }
    }
}

fn is_id(part: &str) -> bool {
    (1..=64).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
}
