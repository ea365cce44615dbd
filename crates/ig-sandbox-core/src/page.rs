//! The pages for people: the profile, a page for each post, and the pictures on them.

mod add_on;
mod caption;
mod post;
pub(crate) mod range;
mod template;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::{Method, Request, Response, header};
use ig_media::Format;

use crate::{reply, world::World};

pub(crate) use self::template::{Text, escaped, fill};

/// The page, with one script and one style sheet, so that the policy names the hash of each. The
/// files are their parts, by panel.
const PROFILE: &str = concat!(
    include_str!("page/head.html"),
    "<style>\n",
    include_str!("page/style/base.css"),
    include_str!("page/style/phone.css"),
    include_str!("page/style/bench.css"),
    "</style>\n</head>\n",
    include_str!("page/profile.html"),
    "<script>\n",
    include_str!("page/script/base.js"),
    include_str!("page/script/grid.js"),
    include_str!("page/script/profile.js"),
    include_str!("page/script/requests.js"),
    include_str!("page/script/containers.js"),
    include_str!("page/script/faults.js"),
    include_str!("page/script/controls.js"),
    include_str!("page/script/live.js"),
    "</script>\n</body>\n</html>\n",
);
const ICON: &str = include_str!("page/icon.svg");
const NOT_FOUND: &str = include_str!("page/not_found.html");

/// The reply to a request for a page; `None` for other requests.
pub(crate) fn answer(world: &World, request: &Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
    if *request.method() != Method::GET && *request.method() != Method::HEAD {
        return None;
    }
    let path = request.uri().path();
    let mut parts = path.strip_suffix('/').unwrap_or(path).split('/').skip(1);
    match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => Some(html(200, PROFILE.to_owned())),
        (Some("favicon.ico"), None, _) => Some(svg()),
        (Some(kind @ ("p" | "reel" | "stories")), Some(shortcode), None) => {
            let media = world.all_media().find(|media| {
                media.shortcode == shortcode
                    && media.path().is_some_and(|path| path.starts_with(&format!("/{kind}/")))
            });
            Some(match media {
                Some(media) => html(200, post::render(world, media)),
                None => html(404, NOT_FOUND.to_owned()),
            })
        }
        (Some("media"), Some(shortcode), None) => Some(picture(world, shortcode, request)),
        _ => None,
    }
}

/// Whether a request is for one of the pages, which pictures are not.
pub(crate) fn is_page<T>(request: &Request<T>) -> bool {
    let reads = *request.method() == Method::GET || *request.method() == Method::HEAD;
    let path = request.uri().path();
    let mut parts = path.strip_suffix('/').unwrap_or(path).split('/').skip(1);
    let is_path = match (parts.next(), parts.next(), parts.next()) {
        (None | Some("favicon.ico"), None, None) => true,
        (Some(kind), Some(_), None) => matches!(kind, "p" | "reel" | "stories"),
        _ => false,
    };
    reads && is_path
}

/// The content type of bytes. Only pictures and videos have their own.
pub(crate) fn content_type(bytes: &[u8]) -> &'static str {
    match ig_media::probe(bytes, bytes.len() as u64).format {
        Format::Jpeg | Format::Mpo | Format::Jps => "image/jpeg",
        Format::Png => "image/png",
        Format::Gif => "image/gif",
        Format::WebP => "image/webp",
        Format::Mp4 => "video/mp4",
        Format::Mov => "video/quicktime",
        _ => "application/octet-stream",
    }
}

fn picture(world: &World, shortcode: &str, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let media = world.all_media().find(|media| media.shortcode == shortcode);
    let copy = media.and_then(|media| Some((media, world.copies.read(media.picture?.copy)?)));
    let Some((media, bytes)) = copy else {
        return html(404, NOT_FOUND.to_owned());
    };
    // The next sandbox at this address uses the same names for other pictures.
    let tag = format!("\"{}-{}\"", media.published_at.as_unix_millis(), bytes.len());
    let known = request.headers().get(header::IF_NONE_MATCH);
    let mut response = if known.is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        reply::with_body(304, content_type(bytes), Vec::new())
    } else {
        range::respond(request, content_type(bytes), bytes, &tag)
    };
    let headers = response.headers_mut();
    reply::set(headers, "etag", &tag);
    reply::set(headers, "x-content-type-options", "nosniff");
    reply::set(headers, "cache-control", "private, no-cache");
    response
}

fn svg() -> Response<Vec<u8>> {
    let mut response = reply::with_body(200, "image/svg+xml", ICON.as_bytes().to_vec());
    reply::set(response.headers_mut(), "x-content-type-options", "nosniff");
    response
}

/// A page with a policy that allows only its own script and styles.
pub(crate) fn html(status: u16, page: String) -> Response<Vec<u8>> {
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; img-src 'self'; media-src 'self'; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        source(&page, "<script>", "</script>"),
        source(&page, "<style>", "</style>"),
    );
    let mut response = reply::with_body(status, "text/html; charset=utf-8", page.into_bytes());
    let headers = response.headers_mut();
    reply::set(headers, "content-security-policy", &policy);
    reply::set(headers, "x-content-type-options", "nosniff");
    reply::set(headers, "referrer-policy", "no-referrer");
    reply::set(headers, "cache-control", "no-store");
    response
}

/// The hash of the first element of a kind, which is the only one.
fn source(page: &str, open: &str, close: &str) -> String {
    let inner = page.split_once(open).and_then(|(_, rest)| rest.split_once(close));
    match inner {
        Some((inner, _)) => {
            let hash = hmac_sha256::Hash::hash(inner.as_bytes());
            format!("'sha256-{}'", BASE64_STANDARD.encode(hash))
        }
        None => "'none'".to_owned(),
    }
}
