//! The code of the README, word for word.

use std::error::Error;

use ig_core::{Photo, PublishPlan};
use ig_queue_postgres::{
    BlockingStore, Config,
    ig_queue::{Added, NewPost, Store as _, when},
};

pub fn schedule(database: Config) -> Result<Added, Box<dyn Error>> {
    // Once, and again after each update of this program.
    BlockingStore::migrate(&database)?;

    let mut store = BlockingStore::connect(database)?;
    let plan = PublishPlan::new(
        "17841400008460056".parse()?,
        Photo::new("https://example.com/bronz.jpg".parse()?),
    );
    let due = when("2099-12-24 18:00 Europe/Berlin", None, store.now()?)?;
    let api = "https://graph.facebook.com".parse()?;
    let post = NewPost::new("order-43".parse()?, api, "shop".parse()?, plan, due);
    // The same key again is the same post.
    Ok(store.add(&post.with_key("order-43".parse()?))?)
}
