//! `ig-worker work`: posts are published when they are due.

use std::process::ExitCode;

use ig_cli::shared::{self, Ends, Failure, OutputArgs, Watch};
use ig_core::Timestamp;
use ig_queue::{Limits, News, Row};
use ig_queue_postgres::{BlockingStore, Driver};
use tokio::runtime::Builder;

use crate::{args::WorkArgs, clients::Clients, permalinks::Permalinks};

pub(crate) fn run(args: &WorkArgs, output: &OutputArgs) -> Result<ExitCode, Failure> {
    let config = args.database.config()?;
    let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| {
        Failure::failed("the runtime of the worker does not start").caused_by(&error)
    })?;
    let judge = args.tokens.judge(output)?;
    let limits = Limits::default().with_in_flight(args.in_flight);
    let ends = if args.once { Ends::WhenIdle } else { Ends::WhenStopped };
    shared::worker(&args.tokens, ends, output, Clients::make, |tokens, watch| {
        let names = tokens.names();
        let clients = Clients(tokens);
        let done = runtime.block_on(async {
            let driver = Driver::connect(config.clone(), shared::me(), limits).await;
            let driver = driver.map_err(|error| shared::failure(&error))?;
            let mut driver = driver.with_credentials(names).with_judge(judge);
            let stopper = driver.stopper();
            shared::on_stop(move || stopper.stop())?;
            let mut permalinks = Permalinks::start(config.clone(), *output);
            let (mut finds, mut hears) = (&clients, |news: News<'_, _>| {
                watch.hear(&news);
                permalinks.hear(&news, |api_base, name| clients.find(api_base, name));
            });
            let end = match ends {
                Ends::WhenIdle => driver.run_once(&mut finds, &mut hears).await,
                Ends::WhenStopped => driver.run(&mut finds, &mut hears).await,
            };
            permalinks.finish().await;
            end.map_err(|error| shared::failure(&error))?;
            match ends {
                Ends::WhenIdle => ended(&mut driver, watch).await.map(Some),
                Ends::WhenStopped => Ok(None),
            }
        });
        // A request that is under way and has nobody to report to is not waited for.
        runtime.shutdown_background();
        let Some((rows, now)) = done? else { return Ok(ExitCode::SUCCESS) };
        let mut store = BlockingStore::connect(config).map_err(|error| shared::failure(&error))?;
        shared::waiting(&mut store, watch, |name| clients.0.has(name))?;
        Ok(shared::summary(&rows, watch, now, output))
    })
}

/// The posts that have ended, and the time.
async fn ended(driver: &mut Driver, watch: &Watch<'_>) -> Result<(Vec<Row>, Timestamp), Failure> {
    let store = driver.store();
    let mut rows = Vec::new();
    for id in watch.ended() {
        rows.extend(store.get(id).await.map_err(|error| shared::failure(&error))?);
    }
    let now = store.now().await.map_err(|error| shared::failure(&error))?;
    Ok((rows, now))
}
