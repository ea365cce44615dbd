//! The connections of the engine and of the reconciler.

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};

use crate::{config::Config, error::Error, tls};

/// How many there are: the free slots of the engine share them.
const CONNECTIONS: usize = 4;

/// Connections to the database, made as they are needed.
pub(crate) fn pool(config: &Config) -> Result<Pool, Error> {
    let manager = Manager::from_config(
        config.postgres.clone(),
        tls::connector(config)?,
        ManagerConfig { recycling_method: RecyclingMethod::Fast },
    );
    let pool = Pool::builder(manager).max_size(CONNECTIONS).build();
    pool.map_err(|error| Error::Config { why: error.to_string() })
}
