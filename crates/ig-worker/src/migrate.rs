//! `ig-worker migrate`: the only command that makes or changes tables.

use ig_cli::shared::{Failure, OutputArgs, failure, tell};
use ig_queue_postgres::{BlockingStore, Migrated};
use serde_json::json;

use crate::args::MigrateArgs;

pub(crate) fn run(args: &MigrateArgs, output: &OutputArgs) -> Result<(), Failure> {
    let config = args.database.config()?;
    let place = config.place();
    let done = BlockingStore::migrate(&config).map_err(|error| failure(&error))?;
    let Migrated { from, to, .. } = done;
    let delivery = BlockingStore::migrate_delivery(&config).map_err(|error| failure(&error))?;
    let queue = match from {
        0 => format!("{place}: made the queue, version {to}"),
        from if from < to => format!("{place}: brought the queue from version {from} to {to}"),
        _ => format!("{place}: the queue has version {to} already"),
    };
    let engine = match delivery {
        true => format!("{place}: made the tables and triggers of delivery"),
        false => format!("{place}: the tables and triggers of delivery are there already"),
    };
    let object = json!({ "from": from, "to": to, "delivery_made": delivery });
    tell(output, &object, &[queue, engine]);
    Ok(())
}
