//! Where a flow is: one of the phases, and the one place that tells them apart.

use std::mem;

use serde::{Deserialize, Serialize};

use super::{
    outcome::Outcome,
    phase::{
        Done, Go, Next, Phase, ReadyContainer, Turn,
        baseline::Baseline,
        confirm::{self, Confirm},
        containers::{Awaiting, Containers},
        matching::Match,
        media_list,
        publish::{Publish, Publishing},
        quota::Quota,
        verify::Verify,
    },
    plan::PublishPlan,
};
use crate::{
    flow::Call,
    value::Timestamp,
    wire::{Clock, Reply},
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Quota(Quota),
    #[serde(rename = "make")]
    Containers(Containers),
    Baseline(Baseline),
    Publish(Publish),
    Publishing(Publishing),
    /// Boxed, as is the end: a flow that waits is not as large as these.
    Verify(Box<Verify>),
    Match(Match),
    Confirm(Confirm),
    Done(Box<Done>),
}

/// What there is to do.
pub(crate) enum Duty {
    /// A request, and what its reply will be about.
    Send(Call, Awaiting),
    /// From here on a publish may have been sent, which has to be stored first.
    Begin(Publishing),
    /// Nothing more.
    End(Outcome),
}

impl State {
    /// Goes on after a restart.
    pub(crate) fn resumed(self, plan: &PublishPlan, clock: &Clock) -> Self {
        let go = match self {
            Self::Containers(containers) => {
                return Self::Containers(containers.resumed(plan.policy(), clock.own()));
            }
            Self::Publish(publish) => match publish.resumed() {
                Next::Stay(publish) => return Self::Publish(publish),
                Next::Go(go) => go,
            },
            Self::Publishing(publishing) => publishing.resumed(),
            Self::Verify(verify) => verify.resumed(),
            Self::Done(done) => match done.resumed() {
                Next::Stay(done) => return Self::Done(Box::new(done)),
                Next::Go(go) => go,
            },
            Self::Quota(_) | Self::Baseline(_) | Self::Match(_) | Self::Confirm(_) => return self,
        };
        Self::reached(go, plan, clock)
    }

    /// When the phase's request may be sent.
    pub(crate) fn due(&self) -> Timestamp {
        match self {
            Self::Quota(quota) => quota.next,
            Self::Containers(containers) => containers.due(),
            Self::Baseline(baseline) => baseline.next,
            Self::Publish(publish) => publish.next,
            Self::Verify(verify) => verify.next,
            Self::Match(matching) => matching.next,
            Self::Confirm(confirm) => confirm.next,
            Self::Publishing(_) | Self::Done(_) => Timestamp::EPOCH,
        }
    }

    /// No call before the account's usage allows it (reference §11): the pause goes
    /// into the phase, and its deadline moves with it. Nothing is sent before
    /// `until`, by the flow's own clock.
    pub(crate) fn hold(&mut self, until: Timestamp) {
        match self {
            Self::Quota(quota) => quota.hold(until),
            Self::Containers(containers) => containers.hold(until),
            Self::Verify(verify) => verify.hold(until),
            Self::Baseline(Baseline { next, .. })
            | Self::Publish(Publish { next, .. })
            | Self::Match(Match { next, .. })
            | Self::Confirm(Confirm { next, .. }) => {
                next.put_off(until);
            }
            Self::Publishing(_) | Self::Done(_) => (),
        }
    }

    /// What there is to do once it is due.
    pub(crate) fn duty(&self, plan: &PublishPlan, clock: &Clock, singly: bool) -> Duty {
        let call = match self {
            Self::Quota(_) => Quota::call(plan),
            Self::Containers(containers) => {
                let (call, awaiting) = containers.call(plan, clock.own(), singly);
                return Duty::Send(call, awaiting);
            }
            Self::Baseline(_) | Self::Match(_) => media_list::call(plan),
            Self::Publish(publish) => return Duty::Begin(publish.begin(clock)),
            Self::Publishing(publishing) => publishing.call(plan),
            Self::Verify(verify) => verify.call(plan),
            Self::Confirm(confirm) => confirm.call(),
            Self::Done(done) => return Duty::End(done.outcome.clone()),
        };
        Duty::Send(call, Awaiting::State)
    }

    /// Where the reply leads.
    pub(crate) fn heard(self, turn: &mut Turn<'_>, awaiting: Awaiting, reply: Reply) -> Self {
        let next = match self {
            Self::Quota(quota) => quota.heard(turn, reply).map(Self::Quota),
            Self::Containers(containers) => {
                containers.heard(turn, awaiting, reply).map(Self::Containers)
            }
            Self::Baseline(baseline) => baseline.heard(turn, reply).map(Self::Baseline),
            Self::Publishing(publishing) => Next::Go(publishing.heard(turn, reply)),
            Self::Verify(verify) => {
                verify.heard(turn, reply).map(|verify| Self::Verify(Box::new(verify)))
            }
            Self::Match(matching) => matching.heard(turn, reply).map(Self::Match),
            Self::Confirm(confirm) => confirm.heard(turn, reply).map(Self::Confirm),
            Self::Publish(_) | Self::Done(_) => Next::Stay(self),
        };
        match next {
            Next::Stay(state) => state,
            Next::Go(go) => Self::reached(go, turn.plan, turn.clock),
        }
    }

    /// The phase that a reply or a restart led to.
    pub(crate) fn reached(go: Go, plan: &PublishPlan, clock: &Clock) -> Self {
        let now = clock.own();
        match go {
            Go::Create => Self::Containers(Containers::new(plan.post(), now)),
            Go::Baseline(container) => Self::Baseline(Baseline::new(container, now)),
            Go::Publish { container, next, failures } => {
                Self::Publish(Publish { container, next, failures })
            }
            Go::Verify { container, then } => {
                Self::Verify(Box::new(Verify::new(container, clock, plan.policy(), then)))
            }
            Go::Match(container) => Self::Match(Match::new(container, now)),
            Go::Done(done) => match confirm::before_the_end(done, plan.post(), now) {
                Ok(confirm) => Self::Confirm(confirm),
                Err(done) => Self::Done(done),
            },
        }
    }

    pub(crate) fn phase(&self) -> Phase {
        match self {
            Self::Quota(_) => Phase::Quota,
            Self::Containers(containers) => containers.phase(),
            Self::Baseline(_) => Phase::Baseline,
            Self::Publish(_) => Phase::Publish,
            Self::Publishing(_) => Phase::Publishing,
            Self::Verify(_) => Phase::Verify,
            Self::Match(_) => Phase::Match,
            Self::Confirm(_) => Phase::Confirm,
            Self::Done(_) => Phase::Done,
        }
    }

    /// Whether there is more to remember than in `before`.
    pub(crate) fn moved_from(&self, before: &Self) -> bool {
        match (self, before) {
            (Self::Containers(own), Self::Containers(before)) => own.moved_from(before),
            _ => mem::discriminant(self) != mem::discriminant(before),
        }
    }

    /// Whether all that is left is to list the newest media and to publish, for the first time.
    pub(crate) fn is_before_the_first_publish(&self) -> bool {
        match self {
            Self::Baseline(_) => true,
            Self::Publish(publish) => publish.container.publishes == 0,
            _ => false,
        }
    }

    /// A first publish that waits for its time: the newest media are listed when it has come.
    pub(crate) fn listed_again(self, clock: &Clock) -> Self {
        match self {
            Self::Publish(Publish { container, .. }) if container.publishes == 0 => {
                let container = ReadyContainer { baseline: None, ..container };
                Self::Baseline(Baseline::new(container, clock.own()))
            }
            state => state,
        }
    }

    /// Whether nothing was created or sent yet.
    pub(crate) fn is_untouched(&self) -> bool {
        match self {
            Self::Quota(_) => true,
            Self::Containers(containers) => containers.is_untouched(),
            _ => false,
        }
    }

    /// How many containers the post needs before the next request can be sent: all
    /// those of a post of which none was asked for, or one more. `None` where the next
    /// request creates none.
    pub(crate) fn containers_wanted(&self) -> Option<u32> {
        match self {
            Self::Containers(containers) => containers.wanted(),
            _ => None,
        }
    }

    /// Whether the request that is out asks for a container.
    pub(crate) fn asks_for_a_container(&self, awaiting: &Awaiting) -> bool {
        match (self, awaiting) {
            (Self::Containers(containers), Awaiting::Container(which)) => {
                containers.is_to_be_created(*which)
            }
            _ => false,
        }
    }

    /// The container that is ready.
    pub(crate) fn ready(&self) -> Option<&ReadyContainer> {
        match self {
            Self::Quota(_) | Self::Containers(_) => None,
            Self::Baseline(Baseline { container, .. })
            | Self::Publish(Publish { container, .. })
            | Self::Publishing(Publishing { container, .. })
            | Self::Match(Match { container, .. }) => Some(container),
            Self::Verify(verify) => Some(&verify.container),
            Self::Confirm(Confirm { done, .. }) | Self::Done(done) => done.container.as_ref(),
        }
    }
}
