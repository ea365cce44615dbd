//! How many names the core's front door has. What somebody looks for among them has to be found.

use std::collections::BTreeSet;

const LIB: &str = include_str!("../../crates/ig-core/src/lib.rs");

/// Modules and re-exports, as `cargo public-api` lists the items of the root.
fn names() -> BTreeSet<&'static str> {
    let mut names = BTreeSet::new();
    let mut statements = LIB.split_inclusive(';').map(str::trim);
    for statement in statements.by_ref() {
        let code: Vec<_> =
            statement.lines().filter(|line| !line.trim().starts_with("//")).collect();
        let Some(start) = code.iter().position(|line| line.trim().starts_with("pub ")) else {
            continue;
        };
        for line in &code[start..] {
            let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            let words = words.filter(|word| !word.is_empty());
            if let Some(name) = line.trim().strip_prefix("pub mod ") {
                names.insert(name.trim_end_matches([';', '{', '}', ' ']));
            } else if line.contains("pub use http") {
                names.insert("http");
            } else {
                names.extend(words.filter(|word| word.starts_with(char::is_uppercase)));
            }
        }
    }
    names
}

#[test]
fn the_core_has_at_most_sixty_names_at_its_root() {
    let names = names();
    for known in ["Exchange", "PublishFlow", "endpoint", "post", "http", "Timestamp"] {
        assert!(names.contains(known), "{known} was not found: {names:?}");
    }
    assert!(50 < names.len() && names.len() <= 60, "{}: {names:?}", names.len());
}

/// Moved, not hidden: what a program needs is still public, in the module of its own field.
#[test]
fn what_left_the_root_is_in_a_module() {
    use ig_core::{
        batch, error, id, permission, post, preflight, publish, tag, token, upload, usage,
    };
    fn is<T>() {}
    is::<(batch::Batch, batch::BatchError, batch::BatchReply, batch::Slot<()>)>();
    is::<(error::Actor, error::ApiError, error::Code, error::ErrorClass, error::KnownError)>();
    is::<(error::DecodeError, error::HttpError, error::UploadError)>();
    is::<(id::AppId, id::AudioId, id::CatalogId, id::InvalidId, id::PageId, id::ProductId)>();
    is::<(permission::Grants, permission::Missing, permission::PageTask, permission::Permission)>();
    is::<(post::AltText, post::Cover, post::Medium<'static>, post::VideoSource, post::InvalidUrl)>(
    );
    is::<(preflight::Check, preflight::Finding, preflight::Preflight, preflight::Verdict)>();
    is::<(publish::Brake, publish::QuotaLedger, publish::Surface)>();
    is::<(tag::Position, tag::UserTag, tag::Username, tag::VideoTag)>();
    is::<(token::AuthorizationCode, token::Expiry, token::TokenLife)>();
    is::<(upload::NamedSource, upload::Part, upload::UploadUri, upload::Uploading)>();
    is::<(usage::Load, usage::Pace, usage::Usage)>();
}
