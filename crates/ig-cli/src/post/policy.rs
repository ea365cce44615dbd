//! The retry and pacing policy of a post.

use ig_core::publish::{PublishPolicy, QuotaPolicy};

use crate::args::{PacingArg, PublishArgs};

/// The retry and pacing policy.
pub(crate) fn policy(args: &PublishArgs) -> PublishPolicy {
    let quota = match (args.no_limit_check, args.wait_for_quota) {
        (true, _) => QuotaPolicy::Ignore,
        (false, true) => QuotaPolicy::Wait,
        (false, false) => QuotaPolicy::Refuse,
    };
    paced(args.pacing)
        .with_settle(args.settle)
        .with_quota(quota)
        .with_upload_slice(args.upload_slice)
}

/// The policy with this pace, and nothing else set.
pub(crate) fn paced(pacing: PacingArg) -> PublishPolicy {
    match pacing {
        PacingArg::Growing => PublishPolicy::default(),
        PacingArg::Documented => PublishPolicy::documented(),
    }
}
