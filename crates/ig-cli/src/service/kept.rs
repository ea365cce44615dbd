//! What is asked for, compared with what a key has already.

use ig_core::PublishPlan;
use ig_driver::Target;

use super::{Trouble, asked::Asked};
use crate::{output::Output, queue::Api, report::kind, store, wanted::Wanted};

/// The members in which a request differs from a post that `ig publish` has begun.
pub(super) fn differs(
    kept: &store::Post,
    asked: &Asked,
    api: &Api,
    output: &Output,
) -> Result<Vec<&'static str>, Trouble> {
    let target = Target::new(&api.base, api.login);
    let wanted = Wanted::new(&asked.wish.sketch, &asked.user, &target);
    let plan = kept.record.snapshot.plan();
    let mut differs = Vec::new();
    if kept.record.target != target {
        differs.push("api_base");
    }
    match wanted.post(kept)? {
        Some(post) => differs.extend(plans(plan, &PublishPlan::new(asked.user.clone(), post))),
        None => {
            if plan.user() != &asked.user {
                differs.push("user_id");
            }
            differs.push("media");
        }
    }
    if differs.is_empty() {
        // It says what cannot be compared.
        drop(wanted.once(kept, output)?);
    }
    Ok(differs)
}

/// The members in which one plan differs from another.
pub(super) fn plans(kept: &PublishPlan, asked: &PublishPlan) -> Vec<&'static str> {
    let mut differs = Vec::new();
    let (one, other) = (kept.post(), asked.post());
    let pairs = [
        ("user_id", kept.user() != asked.user()),
        ("kind", kind(one) != kind(other)),
        ("media", one.media() != other.media()),
        ("caption", one.caption() != other.caption()),
    ];
    differs.extend(pairs.into_iter().filter(|(_, is_other)| *is_other).map(|(name, _)| name));
    if differs.iter().all(|name| *name == "user_id") && one != other {
        differs.push("options");
    }
    differs
}
