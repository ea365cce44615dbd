//! `ig pages search TEXT`

use ig_core::{
    PagingFlow, RetryPolicy,
    endpoint::{FoundPage, SearchPages},
};
use serde_json::{Value, json};

use crate::{
    access::Access,
    args::SearchArgs,
    failure::{Exit, Failure},
    output::Output,
    random,
    text::plain,
};

pub(super) fn search(args: &SearchArgs, output: &Output) -> Result<Exit, Failure> {
    if args.text.trim().is_empty() {
        return Err(Failure::usage("there is nothing to search for")
            .because("the text is empty")
            .fix("give a part of the Page's name"));
    }
    let access = Access::given(&args.access, output)?;
    let search = SearchPages::new(args.text.trim());
    let mut flow =
        PagingFlow::new(search, RetryPolicy::default(), random::number()).with_most(args.most);
    let pages = access.client()?.run(&mut flow).map_err(|error| Failure::from(&error))?;
    let pages = pages.map_err(|error| Failure::of_call("Pages cannot be searched", &error))?;
    if output.is_json() {
        output.object(&json!({ "pages": pages.iter().map(object).collect::<Vec<_>>() }));
        return Ok(Exit::Success);
    }
    for page in &pages {
        output.line(plain(&line(page)));
    }
    if pages.is_empty() {
        output.note("no Page has that text in its name");
    }
    Ok(Exit::Success)
}

fn line(page: &FoundPage) -> String {
    let mut parts = vec![page.name.clone().unwrap_or_default()];
    if let Some(at) = &page.location {
        parts.extend([&at.street, &at.city, &at.country].into_iter().flatten().cloned());
    }
    let mark = if page.can_be_location() { "" } else { "  (no coordinates: cannot be a location)" };
    format!("{:<18} {}{mark}", page.id.as_str(), parts.join(", "))
}

fn object(page: &FoundPage) -> Value {
    let at = page.location.clone().unwrap_or_default();
    json!({
        "id": page.id,
        "name": page.name,
        "link": page.link,
        "street": at.street,
        "city": at.city,
        "state": at.state,
        "zip": at.zip,
        "country": at.country,
        "latitude": at.latitude,
        "longitude": at.longitude,
        "can_be_location": page.can_be_location(),
    })
}
