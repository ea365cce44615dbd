//! The stages of a probe, one request after the other.

use ig_core::{
    Call, Caption, ContainerId, Draft, Effect, Endpoint, Photo, Timestamp,
    batch::Batch,
    endpoint::{
        CreateContainer, CreatedContainer, DeleteMedia, ListMedia, PublishContainer,
        PublishingLimit, ReadContainer, ReadMedia, ReadUser,
    },
    error::DecodeError,
    permission::Requirement,
};

use super::{
    found::Probe,
    plan::{Deletion, ProbePlan},
};

/// The next request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    LimitBefore,
    Account,
    Create,
    /// Until the container is ready, and no longer than that.
    Process {
        until: Timestamp,
        reads: u32,
    },
    Publish,
    /// The status and the list in turns, until both show the post; one that has not is asked once
    /// more when the time is up.
    Watch {
        until: Timestamp,
        witness: Witness,
    },
    Again,
    /// For a second post in the list.
    WatchAgain {
        until: Timestamp,
    },
    /// Of this post.
    ReadBack(usize),
    Foreign,
    /// Two reads in one request, as a queue sends them.
    Together,
    LimitAfter,
    /// Of this post.
    Delete(usize),
    Over,
}

/// A source of evidence about a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Witness {
    Status,
    List,
}

/// The time at which each witness was last read, by the flow's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Looked {
    status: Option<Timestamp>,
    list: Option<Timestamp>,
}

impl Looked {
    pub(super) fn at(&mut self, witness: Witness, now: Timestamp) {
        let looked = match witness {
            Witness::Status => &mut self.status,
            Witness::List => &mut self.list,
        };
        *looked = Some(now);
    }

    /// Whether the witness was read at this time or later.
    pub(super) fn has_since(&self, witness: Witness, since: Timestamp) -> bool {
        let looked = match witness {
            Witness::Status => self.status,
            Witness::List => self.list,
        };
        looked.is_some_and(|at| since <= at)
    }
}

/// The sample in the documentation (reference §5): a container of another account.
const FOREIGN: &str = "17889615691921648";

impl Stage {
    pub(super) fn call(&self, plan: &ProbePlan, found: &Probe) -> Option<Call> {
        let user = || plan.user.clone();
        let container = || found.container.clone();
        let post = |number: usize| found.posts.get(number).map(|post| post.id.clone());
        let list = || Call::new(&ListMedia::new(user()));
        Some(match self {
            Self::LimitBefore | Self::LimitAfter => {
                Call::new(&PublishingLimit::new(user()).with_config())
            }
            Self::Account => Call::new(&ReadUser::new(user())),
            Self::Create => {
                let photo = Photo::new(plan.image.clone());
                let caption: Caption = found.caption.as_ref()?.sent.parse().ok()?;
                Call::new(&Asking(CreateContainer::new(user(), photo.with_caption(caption))))
            }
            Self::Process { .. } | Self::Watch { witness: Witness::Status, .. } => {
                Call::new(&ReadContainer::new(container()?))
            }
            Self::Publish | Self::Again => Call::new(&PublishContainer::new(user(), container()?)),
            Self::Watch { witness: Witness::List, .. } | Self::WatchAgain { .. } => list(),
            Self::ReadBack(number) => Call::new(&ReadMedia::new(post(*number)?)),
            Self::Foreign => Call::new(&ReadContainer::new(FOREIGN.parse::<ContainerId>().ok()?)),
            Self::Together => together(plan, container()?)?.call(),
            Self::Delete(number) => Call::new(&DeleteMedia::new(post(*number)?)),
            Self::Over => return None,
        })
    }

    /// The requests about the posts at the end.
    pub(super) fn closing(plan: &ProbePlan, found: &Probe) -> Self {
        match plan.deletion {
            Deletion::Delete if !found.posts.is_empty() => Self::Delete(0),
            _ => Self::Over,
        }
    }
}

/// Two reads in one request.
pub(super) fn together(plan: &ProbePlan, container: ContainerId) -> Option<Batch> {
    let mut batch = Batch::new();
    batch.push(&ReadContainer::new(container)).ok()?;
    batch.push(&PublishingLimit::new(plan.user.clone())).ok()?;
    Some(batch)
}

/// Creates a container, and requests its status in the same call. Graph answers some writes with
/// the requested fields; whether it does so here is not documented.
struct Asking(CreateContainer);

impl Endpoint for Asking {
    type Response = CreatedContainer;

    const NAME: &'static str = CreateContainer::NAME;
    const EFFECT: Effect = CreateContainer::EFFECT;
    const REQUIRES: Requirement = CreateContainer::REQUIRES;

    fn draft(&self) -> Draft {
        self.0.draft().with_query("fields", "id,status_code")
    }

    fn decode(body: &[u8]) -> Result<CreatedContainer, DecodeError> {
        CreateContainer::decode(body)
    }
}
