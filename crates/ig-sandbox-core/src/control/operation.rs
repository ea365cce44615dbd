//! An operation of the control interface: its input, its output and its function.
//!
//! The same list of operations serves requests and generates the OpenAPI document.

use std::{collections::BTreeSet, fmt};

use http::{Method, Request, Response};
#[cfg(test)]
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, de::DeserializeOwned};

use crate::{intake::unread_list, mask, reply, sandbox::Sandbox, time::Timestamp};

/// Invalid control input; the text says what, why, and what to do.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) status: u16,
    pub(super) why: String,
}

impl Wrong {
    pub(super) fn new(status: u16, why: impl Into<String>) -> Self {
        Self { status, why: why.into() }
    }
}

/// A request to the control interface.
pub(super) struct Ask<'a> {
    pub(super) sandbox: &'a mut Sandbox,
    pub(super) now: Timestamp,
    /// The base URL that the client uses.
    pub(super) base: &'a str,
    pub(super) request: &'a Request<Vec<u8>>,
    /// The value of `{name}` or `{number}` in the path.
    pub(super) part: &'a str,
}

/// A parameter of the query.
#[derive(Debug)]
pub(super) struct Param {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) is_number: bool,
}

impl Ask<'_> {
    pub(super) fn text(&self, param: &Param) -> Option<String> {
        query(self.request, param.name)
    }

    pub(super) fn number(&self, param: &Param) -> Result<Option<usize>, Wrong> {
        let whole = || Wrong::new(400, format!("`{}` must be a whole number", param.name));
        self.text(param).map(|text| text.parse().map_err(|_| whole())).transpose()
    }

    /// The body, which is JSON.
    pub(super) fn body<B: DeserializeOwned>(&self, example: &str) -> Result<B, Wrong> {
        serde_json::from_slice(self.request.body())
            .map_err(|error| Wrong::new(400, format!("cannot read this: {error}; send {example}")))
    }

    /// A reply, which never shows a token.
    pub(super) fn json<T: Serialize>(&self, status: u16, value: &T) -> Response<Vec<u8>> {
        whole(status, mask::all(&json_text(value), self.sandbox.world.tokens.texts()))
    }
}

/// A value as JSON text. All values here have text keys, so they always serialise.
pub(super) fn json_text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The last parameter with a name.
fn query<T>(request: &Request<T>, name: &str) -> Option<String> {
    let query = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
    query.filter(|(found, _)| found == name).last().map(|(_, value)| value.into_owned())
}

pub(super) fn whole(status: u16, text: String) -> Response<Vec<u8>> {
    let mut response =
        reply::with_body(status, "application/json; charset=utf-8", text.into_bytes());
    reply::set(response.headers_mut(), "cache-control", "no-store");
    reply::set(response.headers_mut(), "x-content-type-options", "nosniff");
    response
}

/// What is read or written as JSON. In tests it has a schema, with which the file in the repository is
/// compared.
#[cfg(test)]
pub(super) trait Described: JsonSchema {}
#[cfg(test)]
impl<T: JsonSchema> Described for T {}
#[cfg(not(test))]
pub(super) trait Described {}
#[cfg(not(test))]
impl<T> Described for T {}

/// The JSON of a body or of a reply; its schema is in `schema/control.json`.
pub(super) struct Json {
    #[cfg(test)]
    pub(super) schema: fn(&mut SchemaGenerator) -> Schema,
}

impl Json {
    pub(super) const fn of<T: Described>() -> Self {
        Self {
            #[cfg(test)]
            schema: SchemaGenerator::subschema_for::<T>,
        }
    }
}

type Act = dyn Fn(&mut Ask<'_>) -> Result<Response<Vec<u8>>, Wrong> + Send + Sync;

/// An operation.
pub(super) struct Operation {
    pub(super) method: Method,
    /// The path, such as `log/{number}`.
    pub(super) path: &'static str,
    pub(super) about: &'static str,
    pub(super) query: &'static [Param],
    pub(super) body: Option<Body>,
    /// `None` for a file.
    pub(super) reply: Option<Json>,
    /// The statuses of its refusals, without 403.
    pub(super) refusals: &'static [u16],
    pub(super) act: Box<Act>,
}

/// The body that an operation takes.
pub(super) struct Body {
    /// `None` for a file.
    pub(super) json: Option<Json>,
    /// An example in JSON.
    pub(super) example: &'static str,
}

impl Operation {
    pub(super) fn get<R: Serialize + Described + 'static>(
        path: &'static str,
        about: &'static str,
        act: fn(&mut Ask<'_>) -> Result<R, Wrong>,
    ) -> Self {
        Self::new(Method::GET, path, about, act)
    }

    pub(super) fn delete<R: Serialize + Described + 'static>(
        path: &'static str,
        about: &'static str,
        act: fn(&mut Ask<'_>) -> Result<R, Wrong>,
    ) -> Self {
        Self::new(Method::DELETE, path, about, act)
    }

    pub(super) fn post<R: Serialize + Described + 'static>(
        path: &'static str,
        about: &'static str,
        act: fn(&mut Ask<'_>) -> Result<R, Wrong>,
    ) -> Self {
        Self::new(Method::POST, path, about, act)
    }

    /// With a body of JSON.
    pub(super) fn post_json<B, R>(
        path: &'static str,
        about: &'static str,
        example: &'static str,
        act: fn(&mut Ask<'_>, B) -> Result<R, Wrong>,
    ) -> Self
    where
        B: DeserializeOwned + Described + 'static,
        R: Serialize + Described + 'static,
    {
        Self::json(Method::POST, path, about, example, act)
    }

    /// With a body of JSON that has what changes.
    pub(super) fn patch_json<B, R>(
        path: &'static str,
        about: &'static str,
        example: &'static str,
        act: fn(&mut Ask<'_>, B) -> Result<R, Wrong>,
    ) -> Self
    where
        B: DeserializeOwned + Described + 'static,
        R: Serialize + Described + 'static,
    {
        Self::json(Method::PATCH, path, about, example, act)
    }

    fn json<B, R>(
        method: Method,
        path: &'static str,
        about: &'static str,
        example: &'static str,
        act: fn(&mut Ask<'_>, B) -> Result<R, Wrong>,
    ) -> Self
    where
        B: DeserializeOwned + Described + 'static,
        R: Serialize + Described + 'static,
    {
        let act = move |ask: &mut Ask<'_>| {
            let value = act(ask, ask.body(example)?)?;
            Ok(ask.json(200, &value))
        };
        Self {
            body: Some(Body { json: Some(Json::of::<B>()), example }),
            reply: Some(Json::of::<R>()),
            refusals: &[400],
            ..Self::raw(method, path, about, Box::new(act))
        }
    }

    fn new<R: Serialize + Described + 'static>(
        method: Method,
        path: &'static str,
        about: &'static str,
        act: fn(&mut Ask<'_>) -> Result<R, Wrong>,
    ) -> Self {
        let act = move |ask: &mut Ask<'_>| act(ask).map(|value| ask.json(200, &value));
        Self { reply: Some(Json::of::<R>()), ..Self::raw(method, path, about, Box::new(act)) }
    }

    /// With a reply that is not JSON.
    pub(super) fn raw(
        method: Method,
        path: &'static str,
        about: &'static str,
        act: Box<Act>,
    ) -> Self {
        Self { method, path, about, query: &[], body: None, reply: None, refusals: &[], act }
    }

    pub(super) fn with_query(self, query: &'static [Param]) -> Self {
        Self { query, ..self }
    }

    pub(super) fn with_body(self, body: Body) -> Self {
        Self { body: Some(body), ..self }
    }

    pub(super) fn refuses(self, refusals: &'static [u16]) -> Self {
        Self { refusals, ..self }
    }

    /// The parameters of a query that the operation does not have, as text for a header.
    pub(super) fn unread<T>(&self, request: &Request<T>) -> Option<String> {
        let query = request.uri().query().unwrap_or_default();
        let names = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned());
        let unread = names.filter(|name| self.query.iter().all(|param| param.name != name));
        let unread: BTreeSet<String> = unread.collect();
        unread_list(unread.iter().map(String::as_str))
    }

    /// The variable part of a path; `None` if the path does not match.
    pub(super) fn part<'a>(&self, path: &'a str) -> Option<&'a str> {
        match self.path.split_once("/{") {
            None => (path == self.path).then_some(""),
            Some((start, _)) => match path.strip_prefix(start)? {
                "" => Some(""),
                rest => rest.strip_prefix('/'),
            },
        }
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
