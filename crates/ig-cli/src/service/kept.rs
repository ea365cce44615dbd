//! What is asked for, compared with what a key has already.

use ig_core::PublishPlan;
use ig_driver::Target;

use super::asked::Asked;
use crate::{
    queue::{self, Again},
    store,
    wanted::Wanted,
};

/// A request compared with a post that `ig publish` has begun.
pub(super) fn compare(kept: &store::Post, asked: &Asked) -> Again {
    let target = Target::new(&asked.api.base, asked.api.login);
    let wanted = Wanted::without(&asked.closed, &asked.wish.sketch, &asked.user, &target);
    let plan = kept.record.snapshot.plan();
    let mut differs = Vec::new();
    if kept.record.target != target {
        differs.push("api_base");
    }
    match wanted.post(kept) {
        Some(post) => {
            differs.extend(queue::differs(plan, &PublishPlan::new(asked.user.clone(), post)));
        }
        None => {
            if plan.user() != &asked.user {
                differs.push("user_id");
            }
            differs.push("media");
        }
    }
    Again { differs, uncompared: wanted.uncompared() }
}
