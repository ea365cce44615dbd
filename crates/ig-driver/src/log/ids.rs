//! The ids that a request and its reply have.

use ig_core::{
    Body, Endpoint as _, EndpointExt as _, Reply,
    endpoint::{CreateContainer, PublishContainer},
    http::Request,
};

/// The container that a request names.
pub(super) fn container<'a>(call: &str, request: &'a Request<Body>) -> Option<&'a str> {
    match call {
        PublishContainer::NAME => field(request.body().bytes()?, "creation_id="),
        _ => in_path(call, request.uri().path(), "{container}"),
    }
}

/// The media object that a request names.
pub(super) fn media<'a>(call: &str, request: &'a Request<Body>) -> Option<&'a str> {
    in_path(call, request.uri().path(), "{media}")
}

/// The container that a call has made.
pub(super) fn made(call: &str, reply: &Reply) -> Option<String> {
    let made = (call == CreateContainer::NAME).then(|| CreateContainer::read(reply).ok())??;
    Some(made.id.to_string())
}

/// The media object that a call has published.
pub(super) fn published(call: &str, reply: &Reply) -> Option<String> {
    let made = (call == PublishContainer::NAME).then(|| PublishContainer::read(reply).ok())??;
    Some(made.id.to_string())
}

/// The part of a path that a place in the call's name stands for: `GET /{container}`. Before it may
/// be the version and the path of the API base.
fn in_path<'a>(call: &str, path: &'a str, place: &str) -> Option<&'a str> {
    let template = call.split(' ').nth(1)?;
    let mut parts = template.rsplit('/').zip(path.rsplit('/'));
    parts.find_map(|(name, part)| (name == place).then_some(part))
}

/// The id in a field of a form. Anything else than digits is not an id.
fn field<'a>(form: &'a [u8], name: &str) -> Option<&'a str> {
    let form = std::str::from_utf8(form).ok()?;
    let value = form.split('&').find_map(|field| field.strip_prefix(name))?;
    value.bytes().all(|byte| byte.is_ascii_digit()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_where_the_name_of_the_call_says() {
        let check = |call, path, place, expect| assert_eq!(in_path(call, path, place), expect);
        check("GET /{container}", "/v26.0/17889", "{container}", Some("17889"));
        check("GET /{media}/children", "/base/v26.0/178/children", "{media}", Some("178"));
        check("GET /{media}/children", "/v26.0/178/children", "{container}", None);
        check(
            "POST /ig-api-upload/{container}",
            "/ig-api-upload/v26.0/5",
            "{container}",
            Some("5"),
        );
        check("GET /me", "/v26.0/me", "{media}", None);
    }

    #[test]
    fn nothing_else_of_a_form_is_taken_for_an_id() {
        let check = |form: &str, expect| assert_eq!(field(form.as_bytes(), "creation_id="), expect);
        check("creation_id=178", Some("178"));
        check("appsecret_proof=0a&creation_id=178", Some("178"));
        check("creation_id=EAAG0&a=b", None);
        check("appsecret_proof=0a", None);
    }
}
