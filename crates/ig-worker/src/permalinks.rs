//! Where people see the posts that a worker has published: read beside its work, and kept in the
//! queue. What goes wrong here changes no outcome.

use std::{collections::BTreeMap, error::Error, time::Duration};

use ig_cli::shared::{self, Failure, OutputArgs};
use ig_core::{MediaId, endpoint::ReadMedia};
use ig_queue::{ApiBase, Credential, News, PostId};
use ig_queue_postgres::{Config, PostgresStore};
use ig_reqwest::Client;
use tokio::{sync::mpsc, task::JoinHandle, time::timeout};

/// Reads permalinks, one after the other.
pub(crate) struct Permalinks {
    /// Who posts what, of the posts that were taken up.
    posts: BTreeMap<PostId, (ApiBase, Credential)>,
    sender: mpsc::UnboundedSender<(PostId, MediaId, Client)>,
    task: JoinHandle<()>,
}

impl Permalinks {
    /// How long those that are left are waited for when the worker ends.
    const PATIENCE: Duration = Duration::from_secs(10);

    /// Keeps them in the queue of `config`, over a connection of its own.
    pub(crate) fn start(config: Config, output: OutputArgs) -> Self {
        let (sender, mut inbox) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            let mut store = None;
            while let Some((post, media, client)) = inbox.recv().await {
                let kept = keep(&mut store, &config, (&post, media, &client)).await;
                if let Err(error) = kept {
                    let words = format!("post {post} is public, but its permalink was not kept");
                    shared::warn(&output, &Failure::failed(words).caused_by(&*error));
                }
            }
        });
        Self { posts: BTreeMap::new(), sender, task }
    }

    /// Reads that of a post, if the news is that it was published; `client` finds its client.
    pub(crate) fn hear<E>(
        &mut self,
        news: &News<'_, E>,
        client: impl FnOnce(&ApiBase, &Credential) -> Option<Client>,
    ) {
        if let News::Claimed(claimed) = news {
            let row = &claimed.row;
            let access = (row.account.api_base.clone(), row.credential.clone());
            self.posts.insert(row.id.clone(), access);
        }
        if let Some((post, media)) = news.published()
            && let Some((api_base, credential)) = self.posts.get(post)
            && let Some(client) = client(api_base, credential)
        {
            // The task ends only if it panics, and then nobody has to know.
            let _ = self.sender.send((post.clone(), media.clone(), client));
        }
        if let News::Written(write, _) = news
            && write.change.lets_go()
        {
            self.posts.remove(&write.post);
        }
    }

    /// Waits a while for those that were asked for.
    pub(crate) async fn finish(self) {
        drop(self.sender);
        // What is not read by then is not kept.
        let _ = timeout(Self::PATIENCE, self.task).await;
    }
}

async fn keep(
    store: &mut Option<PostgresStore>,
    config: &Config,
    (post, media, client): (&PostId, MediaId, &Client),
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let Some(permalink) = client.call(ReadMedia::new(media)).await?.permalink else {
        return Ok(());
    };
    let store = match store {
        Some(store) => store,
        None => store.insert(PostgresStore::connect(config.clone()).await?.with_who("ig-worker")),
    };
    store.set_permalink(post, &permalink).await?;
    Ok(())
}
