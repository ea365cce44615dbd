//! One interface to both transports, so that they share one table of tests.

use std::{convert::Infallible, error::Error as StdError, fmt, future::ready, time::Duration};

use ig_core::{Context, DriveError, Endpoint, Error, Flow, upload::Uploading};
use tokio::runtime;

use crate::clock::Jumping;

/// One of the two transports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there are two")]
pub enum Driver {
    /// The blocking one.
    Ureq,
    /// The async one.
    Reqwest,
}

/// The process has died.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "it is complete")]
pub struct Crashed;

impl fmt::Display for Crashed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the process has died")
    }
}

impl StdError for Crashed {}

impl Driver {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Ureq, Self::Reqwest];

    /// Drives a flow to its end; `store` gets each snapshot.
    ///
    /// # Panics
    ///
    /// When the client cannot be set up or a request cannot be built.
    pub fn drive<F: Flow<Snapshot: Send> + Send>(
        self,
        context: Context,
        clock: Jumping,
        flow: &mut F,
        store: impl FnMut(F::Snapshot) + Send,
    ) -> F::Output {
        self.drive_and_report(context, clock, flow, store, drop)
    }

    /// Drives a flow to its end, or until `store` says that the process has died.
    ///
    /// # Errors
    ///
    /// When it has.
    ///
    /// # Panics
    ///
    /// When the client cannot be set up or a request cannot be built.
    pub fn drive_or_crash<F: Flow<Snapshot: Send> + Send>(
        self,
        context: Context,
        clock: Jumping,
        flow: &mut F,
        mut store: impl FnMut(F::Snapshot) -> Result<(), Crashed> + Send,
    ) -> Result<F::Output, Crashed> {
        let outcome = match self {
            Self::Ureq => {
                let client = ig_ureq::Client::new(context).expect("TLS").with_clock(clock);
                client.drive(flow, &mut store)
            }
            Self::Reqwest => block_on(async {
                let client = ig_reqwest::Client::new(context).expect("TLS").with_clock(clock);
                let mut store = |snapshot| ready(store(snapshot));
                client.drive(flow, &mut store).await
            }),
        };
        outcome.map_err(|error| match error {
            DriveError::Store(crashed) => *crashed.downcast().expect("nothing else fails"),
            DriveError::Build(error) => panic!("{error:?}"),
        })
    }

    /// Drives a flow to its end; `store` gets each snapshot, and `report` the
    /// progress of an upload.
    ///
    /// # Panics
    ///
    /// When the client cannot be set up or a request cannot be built.
    pub fn drive_and_report<F: Flow<Snapshot: Send> + Send>(
        self,
        context: Context,
        clock: Jumping,
        flow: &mut F,
        mut store: impl FnMut(F::Snapshot) + Send,
        report: impl Fn(Uploading) + Send + Sync + 'static,
    ) -> F::Output {
        match self {
            Self::Ureq => {
                let client = ig_ureq::Client::builder(context).on_upload(report).build();
                let client = client.expect("TLS").with_clock(clock);
                let mut store = |snapshot| {
                    store(snapshot);
                    Ok::<(), Infallible>(())
                };
                client.drive(flow, &mut store).expect("requests that can be built")
            }
            Self::Reqwest => block_on(async {
                let client = ig_reqwest::Client::builder(context).on_upload(report).build();
                let client = client.expect("TLS").with_clock(clock);
                let mut store = |snapshot| {
                    store(snapshot);
                    ready(Ok::<(), Infallible>(()))
                };
                client.drive(flow, &mut store).await.expect("requests that can be built")
            }),
        }
    }

    /// One call, with reports of its upload's progress.
    ///
    /// # Errors
    ///
    /// When it fails for good.
    ///
    /// # Panics
    ///
    /// When the client cannot be set up.
    pub fn call_and_report<E>(
        self,
        context: Context,
        endpoint: E,
        report: impl Fn(Uploading) + Send + Sync + 'static,
    ) -> Result<E::Response, Error>
    where
        E: Endpoint<Response: Send> + Send,
    {
        match self {
            Self::Ureq => {
                let client = ig_ureq::Client::builder(context).on_upload(report).build();
                client.expect("TLS").call(endpoint)
            }
            Self::Reqwest => block_on(async {
                let client = ig_reqwest::Client::builder(context).on_upload(report).build();
                client.expect("TLS").call(endpoint).await
            }),
        }
    }

    /// One call, with a time-out.
    ///
    /// # Errors
    ///
    /// When it fails for good.
    ///
    /// # Panics
    ///
    /// When the client cannot be set up.
    pub fn call<E>(
        self,
        context: Context,
        timeout: Duration,
        endpoint: E,
    ) -> Result<E::Response, Error>
    where
        E: Endpoint<Response: Send> + Send,
    {
        let clock = Jumping::default();
        match self {
            // The required settings are applied last and override a caller's. A proxy would
            // resolve names instead of the client.
            Self::Ureq => ig_ureq::Client::builder(context)
                .with_timeout(timeout)
                .configure(|settings| {
                    settings.max_redirects(10).http_status_as_error(true).proxy(None)
                })
                .build()
                .expect("TLS")
                .with_clock(clock)
                .call(endpoint),
            Self::Reqwest => block_on(async {
                let redirects = reqwest::redirect::Policy::limited(10);
                ig_reqwest::Client::builder(context)
                    .with_timeout(timeout)
                    .configure(|settings| settings.redirect(redirects).no_proxy())
                    .build()
                    .expect("TLS")
                    .with_clock(clock)
                    .call(endpoint)
                    .await
            }),
        }
    }
}

/// Runs a future on a runtime of one thread.
///
/// # Panics
///
/// When the runtime cannot be made.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}
