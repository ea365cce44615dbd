//! A request that a flow wants sent.

use crate::{
    endpoint::{Effect, Endpoint},
    wire::{BuildError, Context, Draft, Exchange},
};

/// A request that a flow wants sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    name: &'static str,
    effect: Effect,
    draft: Box<Draft>,
}

impl Call {
    /// The call of `endpoint`, for a flow of your own.
    pub fn new<E: Endpoint>(endpoint: &E) -> Self {
        Self::drafted::<E>(endpoint.draft())
    }

    /// The call of an endpoint whose request is drafted.
    pub(crate) fn drafted<E: Endpoint>(draft: Draft) -> Self {
        Self::of(E::NAME, E::EFFECT, draft)
    }

    /// A call that is not an [`Endpoint`]'s.
    pub(super) fn of(name: &'static str, effect: Effect, draft: Draft) -> Self {
        Self { name, effect, draft: Box::new(draft) }
    }

    /// The request for the API of `context`, and the way to its reply.
    ///
    /// The token travels in the `Authorization` header, marked sensitive, so
    /// that neither the URL nor the body nor the request's `Debug` holds it. The
    /// proof of the app's secret, where there is one, is in the query or the form,
    /// as Meta documents it. Three calls are about a token, and Meta documents no other
    /// place for it than the query (reference §17.3):
    /// [`DebugToken`](crate::endpoint::DebugToken),
    /// [`ExtendToken`](crate::endpoint::ExtendToken) and
    /// [`RefreshToken`](crate::endpoint::RefreshToken). Log their path, and neither their
    /// URL nor the request's own `Debug`; that of [`Exchange`] shows no query.
    ///
    /// # Errors
    ///
    /// When the path cannot stand in a URL, when a public API is asked to fetch
    /// from a local host, when this login's host lacks the endpoint, when it
    /// needs a token and there is none, and when a reply named a place to upload
    /// to that is neither Meta's nor the API base's: the token would go there.
    pub fn exchange(self, context: &Context) -> Result<Exchange, BuildError> {
        context.exchange(*self.draft)
    }

    /// The endpoint's name, for logs.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What happens when it is carried out twice.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// What is sent, without host, version and token.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }
}
