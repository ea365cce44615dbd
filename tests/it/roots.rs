//! The number of names at the core's root: few enough to find one among them.

use std::collections::BTreeSet;

const LIB: &str = include_str!("../../crates/ig-core/src/lib.rs");

/// Modules and re-exports, as `cargo public-api` lists the items of the root.
fn names() -> BTreeSet<&'static str> {
    let code = LIB.split_inclusive('\n').filter(|line| !line.starts_with(['/', '#']));
    let code: &'static str = code.collect::<String>().leak();
    let mut names = BTreeSet::new();
    for item in code.split([';', '}']) {
        if let Some((_, name)) = item.split_once("pub mod ") {
            names.insert(name.trim_end_matches([' ', '{']));
        }
    }
    for list in code.split("pub use ").skip(1) {
        let list = list.split(';').next().unwrap_or_default();
        // The part before `::` is the path of a name.
        let parts = list.split([',', '{', '}']).map(str::trim);
        let leaves = parts.filter(|part| !part.is_empty() && !part.ends_with("::"));
        names.extend(leaves.filter_map(|leaf| leaf.rsplit("::").next()));
    }
    names
}

#[test]
fn the_core_has_at_most_sixty_names_at_its_root() {
    let names = names();
    for known in ["Exchange", "PublishFlow", "endpoint", "usage", "http", "Timestamp"] {
        assert!(names.contains(known), "{known} was not found: {names:?}");
    }
    assert!(50 < names.len() && names.len() <= 60, "{}: {names:?}", names.len());
}

/// Names were moved, not hidden: what a program needs is public, in the module of its topic.
#[test]
fn what_left_the_root_is_in_a_module() {
    use ig_account::{preflight, token};
    use ig_core::{batch, error, id, permission, post, publish, tag, upload, usage};
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
    is::<(token::Expiry, token::TokenLife)>();
    is::<(upload::NamedSource, upload::Part, upload::UploadUri, upload::Uploading)>();
    is::<(usage::Load, usage::Pace, usage::Usage)>();
}
