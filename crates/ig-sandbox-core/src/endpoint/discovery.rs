//! The person of a token, and the path from there to the account (reference §9.1, §9.3).

use http::Method;

use super::account;
use crate::{
    config::{Account, Login, PageLink, scopes},
    intake::Call,
    object::{Link, Object, Shape, spec},
    refusal::Refusal,
    world::{Token, TokenKind, World},
};

/// The requested object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Discovery {
    /// `GET /me`.
    Me,
    /// `GET /me/accounts`: the Pages of the person.
    Accounts,
    /// `GET /me/permissions`.
    Permissions,
    /// `DELETE /me/permissions`, or of one of them.
    Revoke(Option<String>),
    /// `GET /{page}`.
    Page(String),
    /// An edge of an account, requested from a person or a Page.
    NoEdge(String),
    /// The same, to write to it.
    NoPath(String),
}

const PERSON_SHAPE: Shape = Shape {
    node: "User",
    fields: &["id", "name"],
    empty: spec::PERSON,
    default: "name,id",
    has_id: true,
};

const PAGE_SHAPE: Shape = Shape {
    node: "Page",
    fields: &[
        "id",
        "name",
        "access_token",
        "category",
        "category_list",
        "tasks",
        "instagram_business_account",
        "link",
        "location",
    ],
    empty: spec::PAGE,
    default: "name,id",
    has_id: true,
};

const ACCOUNT_SHAPE: Shape =
    Shape { default: "access_token,category,category_list,name,id,tasks", ..PAGE_SHAPE };

const ME_SHAPE: Shape = Shape {
    node: "IGUser",
    fields: &[
        "id",
        "user_id",
        "username",
        "name",
        "account_type",
        "followers_count",
        "follows_count",
        "media_count",
    ],
    empty: &["biography", "profile_picture_url", "website"],
    default: "id",
    has_id: true,
};

impl Discovery {
    /// What a path reads about people and Pages. On Facebook Login, `me` is one of these, who have
    /// none of the edges of an account.
    pub(super) fn of(
        call: &Call,
        parts: &[&str],
        edges_of_accounts: &[&str],
        world: &World,
    ) -> Option<Self> {
        let get = call.method == Method::GET || call.method == Method::HEAD;
        let delete = call.method == Method::DELETE;
        let on_facebook = call.login == Login::Facebook;
        let account = call.token.as_deref().and_then(|token| world.account_of_token(token));
        // The id that `me` has on Instagram is the app's own for the account.
        let person = account.map(|account| match call.login {
            Login::Facebook => account.person(),
            Login::Instagram => account.instagram_user().to_string(),
        });
        let person = |node: &str| node == "me" || person.as_deref() == Some(node);
        match parts {
            [node] if get && person(node) => Some(Self::Me),
            [node] if get && on_facebook && world.account_of_page(node).is_some() => {
                Some(Self::Page((*node).to_owned()))
            }
            ["me", edge @ ("accounts" | "permissions"), ..] if !on_facebook => {
                Some(Self::NoEdge((*edge).to_owned()))
            }
            [node, "accounts"] if get && person(node) => Some(Self::Accounts),
            [node, "permissions"] if get && person(node) => Some(Self::Permissions),
            [node, "permissions"] if delete && person(node) => {
                let permission = call.params.filled("permission").map(|name| name.into_owned());
                Some(Self::Revoke(permission))
            }
            [node, "permissions", name] if delete && person(node) => {
                Some(Self::Revoke(Some((*name).to_owned())))
            }
            [node, edge] if on_facebook && person(node) && edges_of_accounts.contains(edge) => {
                let edge = (*edge).to_owned();
                Some(if get { Self::NoEdge(edge) } else { Self::NoPath(edge) })
            }
            _ => None,
        }
    }
}

pub(crate) fn run(
    discovery: &Discovery,
    call: &Call,
    token: &Token,
    world: &mut World,
) -> Result<Object, Refusal> {
    let fields = call.params.fields();
    let fields = fields.as_deref();
    let account = world.accounts_of(token).next().ok_or_else(Refusal::bad_token)?;
    match discovery {
        Discovery::Me => match (call.login, token.kind) {
            (Login::Instagram, _) => ME_SHAPE.select(fields, &me(account, world)),
            (Login::Facebook, TokenKind::Page) => PAGE_SHAPE.select(fields, &page(account, world)),
            (Login::Facebook, _) => PERSON_SHAPE.select(fields, &person(account)),
        },
        Discovery::Accounts => {
            PAGE_SHAPE.check(fields)?;
            // Without the scope, no Page is visible.
            let is_shown = world.tokens.grants(token.grant, "pages_show_list");
            let pages = world.accounts_of(token).filter(|_| is_shown);
            let pages = pages.map(|account| ACCOUNT_SHAPE.select(fields, &page(account, world)));
            let data = pages.collect::<Result<Vec<Object>, Refusal>>()?;
            let reply = Object::default();
            if data.is_empty() {
                return Ok(reply.with("data", data));
            }
            let cursors = Object::default().with("before", "MQZDZD").with("after", "MQZDZD");
            let paging = Object::default().with("cursors", cursors);
            Ok(reply.with("data", data).with("paging", paging))
        }
        Discovery::Permissions => Ok(permissions(call, token, world)),
        Discovery::Revoke(permission) => {
            world.tokens.revoke(token.grant, call.login, permission.as_deref());
            Ok(Object::default().with("success", true))
        }
        Discovery::Page(id) => {
            let own = world.accounts_of(token).find(|account| account.page.id == *id);
            let own = own.ok_or_else(|| Refusal::no_object(&call.method, id))?;
            if !world.tokens.grants(token.grant, "pages_read_engagement") {
                return Err(Refusal::no_permission());
            }
            PAGE_SHAPE.select(fields, &page(own, world))
        }
        Discovery::NoEdge(edge) => {
            let node = match (call.login, token.kind) {
                (Login::Instagram, _) => "IGUser",
                (Login::Facebook, TokenKind::Page) => "Page",
                (Login::Facebook, _) => "User",
            };
            Err(Refusal::no_field(edge, node))
        }
        // Reported of `graph.instagram.com`, for an id that is not of an account (§17.10); what
        // `graph.facebook.com` says is not known.
        Discovery::NoPath(edge) => Err(Refusal::no_path(&format!("/{edge}")).with_note(
            "with Facebook Login `me` is a person or a Page: use the id of the Instagram account",
        )),
    }
}

fn person(account: &Account) -> Object {
    Object::default().with("name", "Arthur Fonzarelli").with("id", account.person())
}

/// The account. `id` is the app's own id for it; publishing uses `user_id`.
fn me(account: &Account, world: &World) -> Object {
    let id = account.id.as_str();
    Object::default()
        .with("user_id", id)
        .with("username", account.username.as_str())
        .with("name", "Arthur Fonzarelli")
        .with("account_type", account.account_type.as_str())
        .with("followers_count", 0_u32)
        .with("follows_count", 0_u32)
        .with("media_count", world.media_of(id).count())
        .with("id", account.instagram_user().to_string())
}

fn page(account: &Account, world: &World) -> Object {
    let page = &account.page;
    let node = || account::describe(&account.id, world);
    let is_linked = page.link == PageLink::Linked;
    let account = is_linked.then(|| Link { shape: &account::SHAPE, node: node() });
    let category = Object::default().with("id", "197384240287028").with("name", "Art museum");
    Object::default()
        .with("access_token", page.token.as_str())
        .with("category", "Art museum")
        .with("category_list", vec![category])
        .with("name", page.name.as_str())
        .with("link", format!("https://www.facebook.com/{}", page.id))
        .with_some("instagram_business_account", account)
        .with("id", page.id.as_str())
        .with("tasks", serde_json::json!(page.tasks))
}

fn permissions(call: &Call, token: &Token, world: &World) -> Object {
    let (name, wanted) = (call.params.filled("permission"), call.params.filled("status"));
    let all = scopes(Login::Facebook).iter().map(|scope| {
        let status = if world.tokens.grants(token.grant, scope) { "granted" } else { "declined" };
        (*scope, status)
    });
    let data = all
        .filter(|(scope, _)| name.as_deref().is_none_or(|name| name == *scope))
        .filter(|(_, status)| wanted.as_deref().is_none_or(|wanted| wanted == *status))
        .map(|(scope, status)| Object::default().with("permission", scope).with("status", status));
    Object::default().with("data", data.collect::<Vec<_>>())
}
