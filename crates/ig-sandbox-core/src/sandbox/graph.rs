//! Graph requests: the token, the endpoint, the faults, and then the action.

use http::Request;

use crate::{
    batch::Batch,
    config::{LegacyFeatures, Login},
    endpoint::{
        Endpoint, add_on, audio, catalogs, change_media, container, discovery, limit, media,
        media_list, not_played, pages, publish, token, user,
    },
    fault::Do,
    handling::Handling,
    intake::Call,
    legacy,
    refusal::Refusal,
    reply,
    time::Timestamp,
};

use super::{
    Sandbox,
    work::{Acted, Exchange},
};

impl Sandbox {
    pub(crate) fn graph(
        &mut self,
        now: Timestamp,
        request: &Request<Vec<u8>>,
        base: String,
    ) -> Handling {
        let mut call = Call::read(request, base);
        call.login = self.login_of(&call);
        let endpoint = Endpoint::of(&call, &self.world);
        let strike = self.faults.strike(endpoint.on());
        let number = self.journal.open(now, &call, request, strike.names());
        let exchange = Exchange { call, strike, number, entries: None };
        self.start_outage(now, &exchange.strike);
        let Some(fault) = exchange.strike.answer.clone() else {
            return self.carry_out(now, exchange, &endpoint);
        };
        match fault.what {
            Do::Drop => Handling::Drop,
            Do::Html => {
                let page = reply::bad_gateway();
                self.journal.answered(exchange.number, &exchange.call, &page);
                Handling::Respond(page)
            }
            Do::Error => {
                let refusal = Refusal::of_fault(&fault, &exchange.call);
                self.respond(now, &exchange, Err(&refusal))
            }
            Do::RateLimit => {
                let account = self.account_of(&exchange.call, &endpoint);
                let refusal = Refusal::rate_limited(&account, fault.minutes);
                self.respond(now, &exchange, Err(&refusal))
            }
            Do::LateCommit => {
                if let (Endpoint::Publish(_), Some(id)) =
                    (&endpoint, subject(&exchange.call, &endpoint))
                {
                    let before = self.world.container(&id).map(|container| container.status(now));
                    self.start_lag(now, &exchange.strike, Some(&id), before);
                }
                self.commit_later(now, exchange, &endpoint, &fault)
            }
            _ => self.carry_out(now, exchange, &endpoint),
        }
    }

    /// Carries out a request and replies, as far as the faults permit.
    fn carry_out(&mut self, now: Timestamp, exchange: Exchange, endpoint: &Endpoint) -> Handling {
        // Only what lags shows something that was.
        let lags = exchange.strike.backstage(Do::StatusLag).is_some();
        let subject = if lags { subject(&exchange.call, endpoint) } else { None };
        let before = subject.as_deref().and_then(|id| self.world.container(id));
        let before = before.map(|container| match endpoint {
            Endpoint::Container(_) => container.before_latest_change(now),
            _ => container.status(now),
        });
        if let Endpoint::Container(_) = endpoint {
            self.start_lag(now, &exchange.strike, subject.as_deref(), before);
        }
        let login = exchange.call.login;
        let acted = self.act(now, &exchange, endpoint).map_err(|refusal| refusal.worded(login));
        if let Endpoint::Publish(_) = endpoint {
            self.start_lag(now, &exchange.strike, subject.as_deref(), before);
        }
        match acted {
            Ok(Acted::Done(reply)) => self.finish(now, &exchange, Ok(reply)),
            Ok(Acted::FetchesOn(reply, fetches)) => {
                self.finish(now, &exchange, Ok(reply)).fetching(fetches)
            }
            Ok(Acted::NeedsFile(draft, url)) => self.fetch_photo(now, exchange, draft, url),
            Ok(Acted::Batch(batch)) => self.batch(now, exchange, *batch),
            Err(refusal) => self.finish(now, &exchange, Err(refusal)),
        }
    }

    fn act(
        &mut self,
        now: Timestamp,
        exchange: &Exchange,
        endpoint: &Endpoint,
    ) -> Result<Acted, Refusal> {
        let call = &exchange.call;
        if self.legacy.unwrap_or(self.config.legacy_features) != LegacyFeatures::Accepted {
            legacy::refuse(call)?;
        }
        if let Endpoint::Token(step) = endpoint {
            if let Some(malformed) = &call.malformed {
                return Err(malformed.clone());
            }
            let reply = token::run(*step, call, now, &mut self.world, &self.config)?;
            return Ok(Acted::Done(reply));
        }
        // Whoever has no token gets it as well (reference §17.3).
        if let Endpoint::NoVersion(path) = endpoint {
            return Err(Refusal::no_path(path).with_note("there is no such version"));
        }
        let owner = self.authorize(call, endpoint)?;
        if let Endpoint::Discovery(wanted) = endpoint {
            let token = self.token_of(call)?.clone();
            return discovery::run(wanted, call, &token, &mut self.world).map(Acted::Done);
        }
        let (reader, login) = (self.config.reader, call.login);
        let world = &mut self.world;
        let reply = match endpoint {
            Endpoint::Create(_) => return self.create(now, exchange, &owner),
            Endpoint::Publish(_) => publish::publish(call, now, &owner, world, reader)?,
            Endpoint::Limit(_) => limit::read(call, now, &owner, world)?,
            Endpoint::MediaList(_) => media_list::read(call, &owner, world, reader)?,
            Endpoint::Stories(_) => media_list::stories(call, now, &owner, world, reader)?,
            Endpoint::Catalogs(_) => {
                catalogs::permitted("available_catalogs", login)?;
                catalogs::list(call, &owner, world)?
            }
            Endpoint::ProductSearch(_) => {
                catalogs::permitted("catalog_product_search", login)?;
                catalogs::search(call, &owner, world)?
            }
            Endpoint::User(_) => user::read(call, now, &owner, world, reader)?,
            Endpoint::Token(_) | Endpoint::Discovery(_) => {
                return Err(Refusal::no_path(&call.path));
            }
            Endpoint::PagesSearch if login == Login::Instagram => {
                return Err(Refusal::no_path("/pages/search"));
            }
            Endpoint::PagesSearch => pages::search(call)?,
            Endpoint::Audio => audio::search(call, &owner, login)?,
            Endpoint::Container(_)
            | Endpoint::Media(_)
            | Endpoint::MediaEdge(..)
            | Endpoint::AddOn(..)
                if now < self.reads_out_until =>
            {
                return Err(Refusal::read_outage());
            }
            Endpoint::Container(id) => match world.container(id) {
                Some(found) => container::read(call, now, &owner, found, login)?,
                None => return Err(Refusal::no_object(&call.method, id)),
            },
            Endpoint::Media(id) => match world.media(id) {
                Some(found) => media::read(call, &owner, found, world, reader)?,
                None => return Err(Refusal::no_object(&call.method, id)),
            },
            Endpoint::MediaEdge(id, which) => match world.media(id) {
                Some(found) => media::edge(call, &owner, found, *which, world, reader)?,
                None => return Err(Refusal::no_object(&call.method, id)),
            },
            Endpoint::AddOn(id, edge) => match world.media(id) {
                Some(found) => add_on::read(call, &owner, found, *edge, login)?,
                None => return Err(Refusal::no_object(&call.method, id)),
            },
            Endpoint::UpdateMedia(id) => change_media::update(call, &owner, id, world)?,
            Endpoint::DeleteMedia(id) => change_media::delete(call, &owner, id, world, login)?,
            Endpoint::Batch => return Ok(Acted::Batch(Box::new(Batch::read(call)?))),
            Endpoint::NoObject(id) => return Err(Refusal::no_object(&call.method, id)),
            Endpoint::NoAlias(alias) => {
                return Err(not_played::noted(Refusal::no_alias(alias), alias));
            }
            Endpoint::NoPath(path) | Endpoint::NoVersion(path) => {
                return Err(not_played::refusal(path));
            }
        };
        Ok(Acted::Done(reply))
    }
}

/// The container that a request is about.
fn subject(call: &Call, endpoint: &Endpoint) -> Option<String> {
    match endpoint {
        Endpoint::Container(id) => Some(id.clone()),
        Endpoint::Publish(_) => call.params.text("creation_id").map(|id| id.trim().to_owned()),
        _ => None,
    }
}
