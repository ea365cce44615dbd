//! How patient a post is.

use ig_core::publish::{PublishPolicy, QuotaPolicy};

use crate::args::{PacingArg, PublishArgs};

/// How patient to be.
pub(crate) fn policy(args: &PublishArgs) -> PublishPolicy {
    let policy = match args.pacing {
        PacingArg::Growing => PublishPolicy::default(),
        PacingArg::Documented => PublishPolicy::documented(),
    };
    let quota = match (args.no_limit_check, args.wait_for_quota) {
        (true, _) => QuotaPolicy::Ignore,
        (false, true) => QuotaPolicy::Wait,
        (false, false) => QuotaPolicy::Refuse,
    };
    policy.with_settle(args.settle).with_quota(quota).with_upload_slice(args.upload_slice)
}
