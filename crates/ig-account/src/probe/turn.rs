//! The next stage after each reply.

use std::time::Duration;

use ig_core::{
    Caption, MediaId, Reply, Timestamp,
    endpoint::{
        ContainerStatus, CreateContainer, DeleteMedia, ListMedia, Media, PublishContainer,
        PublishingLimit, ReadContainer, ReadMedia, ReadUser,
    },
    error::ErrorClass,
    http::header,
};

use super::{
    answer::ProbeAnswer,
    flow::ProbeFlow,
    found::{BatchBack, CaptionBack, Probe, ahead_ms},
    stage::{Stage, Witness, together},
};

/// How long a container may be in progress, as the documentation advises (reference §5).
const PROCESS_FOR: Duration = Duration::from_secs(5 * 60);

/// The pause between two searches for a post: one second at first, three after ten seconds.
const SOON: Duration = Duration::from_secs(1);
const LATER: Duration = Duration::from_secs(3);

impl ProbeFlow {
    pub(super) fn heard(&mut self, reply: Option<&Reply>) {
        if let Some(Ok(response)) = reply.map(Reply::result) {
            self.found.observe(self.clock.callers(), response.headers());
            self.clock.compare(response);
        }
        let now = self.clock.own();
        match self.stage.clone() {
            Stage::LimitBefore => match ProbeAnswer::read::<PublishingLimit>(reply) {
                Ok(usage) => {
                    let left =
                        usage.quota_total.map(|total| total.saturating_sub(usage.quota_usage));
                    self.found.quota.before = Some(usage.quota_usage);
                    self.found.quota.total = usage.quota_total;
                    if left.is_some_and(|left| left < Self::MOST) {
                        self.found.trouble("posting", "the limit leaves fewer than two posts");
                        return self.finish();
                    }
                    self.go(Stage::Account);
                }
                Err(answer) => self.failed("the limit before", &answer, Stage::Account),
            },
            Stage::Account => {
                let user = ProbeAnswer::read::<ReadUser>(reply).ok();
                let username = user.and_then(|user| user.username);
                self.found.caption = Some(CaptionBack::to_send(&self.plan.mark(), username));
                self.go(Stage::Create);
            }
            Stage::Create => match ProbeAnswer::read::<CreateContainer>(reply) {
                Ok(created) => {
                    self.found.container = Some(created.id);
                    self.found.created_with_status = created.status_code;
                    self.go(Stage::Process { until: now.after(PROCESS_FOR), reads: 0 });
                }
                Err(answer) if answer.may_pass() && self.failures < 2 => self.again_in(LATER),
                Err(answer) => {
                    self.found.trouble("making a container", answer.to_string());
                    self.finish();
                }
            },
            Stage::Process { until, reads } => self.processed(until, reads, reply),
            Stage::Publish => self.published(reply),
            Stage::Watch { until, witness } => self.watched(until, witness, reply),
            Stage::Again => {
                let answer = answer_to_publish(reply);
                if let Some(id) = answer.id() {
                    self.found.post(id);
                }
                self.found.second_publish = Some(answer);
                self.go(Stage::WatchAgain { until: now.after(self.plan.watch_for) });
            }
            Stage::WatchAgain { until } => {
                let shown = self.listed(reply);
                let posts = self.found.listed();
                if 1 < posts {
                    self.found.posts_of_one_container = Some(posts);
                    return self.go(Stage::ReadBack(0));
                }
                if self.last < until {
                    self.next = now.after(LATER).min(until);
                    return;
                }
                match shown {
                    // A list that shows the first can be trusted to show a second.
                    Some(shown) if self.first.as_ref().is_some_and(|it| shown.contains(it)) => {
                        self.found.posts_of_one_container = Some(posts);
                    }
                    Some(_) => {
                        self.found.trouble("the posts", "the list did not show the first in time");
                    }
                    None if self.failures < 2 => return self.again_in(LATER),
                    None => self.found.trouble("the posts", "the list could not be read"),
                }
                self.go(Stage::ReadBack(0));
            }
            Stage::ReadBack(number) => self.read_back(number, reply),
            Stage::Foreign => {
                self.found.foreign_container =
                    Some(match ProbeAnswer::read::<ReadContainer>(reply) {
                        Ok(_) => ProbeAnswer::Success,
                        Err(answer) => answer,
                    });
                self.go(Stage::Together);
            }
            Stage::Together => {
                let back = match self.read_together(reply) {
                    Err(answer) if answer.may_pass() && self.failures < 2 => {
                        return self.again_in(LATER);
                    }
                    back => back.unwrap_or_else(BatchBack::of),
                };
                self.found.reads_together = Some(back);
                self.go(Stage::LimitAfter);
            }
            Stage::LimitAfter => {
                match ProbeAnswer::read::<PublishingLimit>(reply) {
                    Ok(usage) => self.found.quota.after = Some(usage.quota_usage),
                    Err(answer) if answer.may_pass() && self.failures < 2 => {
                        return self.again_in(LATER);
                    }
                    Err(answer) => self.found.trouble("the limit afterwards", answer.to_string()),
                }
                self.finish();
            }
            Stage::Delete(number) => {
                match ProbeAnswer::read::<DeleteMedia>(reply) {
                    Ok(_) => self.found.posts[number].deleted = true,
                    Err(answer) => self.found.trouble("deleting a post", answer.to_string()),
                }
                let next = number + 1;
                let is_last = self.found.posts.len() <= next;
                self.go(if is_last { Stage::Over } else { Stage::Delete(next) });
            }
            Stage::Over => (),
        }
    }

    fn processed(&mut self, until: Timestamp, reads: u32, reply: Option<&Reply>) {
        let now = self.clock.own();
        let status = match ProbeAnswer::read::<ReadContainer>(reply) {
            Ok(state) => state.status_code,
            Err(answer) if until <= now || !answer.may_pass() => {
                self.found.trouble("reading the container", answer.to_string());
                return self.finish();
            }
            Err(_) => return self.again_in(LATER),
        };
        match status {
            ContainerStatus::Finished => {
                self.found.ready_after_ms = Some(millis(now.since(self.asked)));
                self.go(Stage::Publish);
            }
            ContainerStatus::InProgress if now < until => {
                self.stage = Stage::Process { until, reads: reads.saturating_add(1) };
                self.next = now.after(if reads < 10 { SOON } else { LATER * 3 });
            }
            status => {
                self.found.trouble("the container", format!("its status is {}", status.as_str()));
                self.finish();
            }
        }
    }

    fn published(&mut self, reply: Option<&Reply>) {
        let now = self.clock.own();
        let answer = answer_to_publish(reply);
        if let Some(id) = answer.id() {
            self.found.post(id);
        }
        self.found.publish_took_ms = Some(millis(now.since(self.sent)));
        self.found.publish = Some(answer);
        let until = self.sent.after(self.plan.watch_for).max(now.after(SOON));
        self.go(Stage::Watch { until, witness: Witness::Status });
    }

    /// Asks the status and the list in turns; a failed read proves nothing.
    fn watched(&mut self, until: Timestamp, witness: Witness, reply: Option<&Reply>) {
        let now = self.clock.own();
        let since = now.since(self.sent);
        // An absence holds for the time of the request; the post may appear before the reply comes.
        let absent = millis(self.last.since(self.sent));
        match witness {
            Witness::Status => {
                if let Ok(state) = ProbeAnswer::read::<ReadContainer>(reply) {
                    let found = &mut self.found;
                    if state.status_code == ContainerStatus::Published {
                        found.status_after_ms.get_or_insert(millis(since));
                    } else {
                        found.status_absent_ms = Some(absent);
                    }
                    found.first_status.get_or_insert(state.status_code);
                }
            }
            Witness::List => match self.listed(reply) {
                Some(shown) if shown.is_empty() => self.found.list_absent_ms = Some(absent),
                Some(_) => {
                    self.found.list_after_ms.get_or_insert(millis(since));
                }
                None => (),
            },
        }
        let has = |witness| match witness {
            Witness::Status => self.found.status_after_ms.is_some(),
            Witness::List => self.found.list_after_ms.is_some(),
        };
        // A witness that has shown it is not asked again, and no witness more than once after the
        // time is up.
        let is_done = |witness| has(witness) || self.looked.has_since(witness, until);
        let next = match (is_done(Witness::Status), is_done(Witness::List)) {
            (true, true) => return self.go_past_the_first(),
            (true, false) => Witness::List,
            (false, true) => Witness::Status,
            (false, false) if witness == Witness::Status => Witness::List,
            (false, false) => Witness::Status,
        };
        let pause = if since < SOON * 10 { SOON } else { LATER };
        let pauses = witness == Witness::List || next == Witness::Status;
        self.go(Stage::Watch { until, witness: next });
        if pauses && now < until {
            self.next = now.after(pause).min(until);
        }
    }

    /// A second publish is sent only after the first has taken effect, so that its answer is
    /// meaningful, and never if the account is blocked.
    fn go_past_the_first(&mut self) {
        let found = &mut self.found;
        let is_public = !found.posts.is_empty() || found.status_after_ms.is_some();
        let class = found.publish.as_ref().and_then(ProbeAnswer::class);
        if class == Some(ErrorClass::Blocked) {
            found.trouble(
                "a second publish",
                "the account is blocked, and trying again prolongs the block",
            );
        } else if !is_public {
            let answer = found.publish.as_ref().map(ToString::to_string).unwrap_or_default();
            let why = format!("the first did not appear in time, and the answer was {answer}");
            found.trouble("a second publish", why);
        } else {
            return self.go(Stage::Again);
        }
        self.go(Stage::ReadBack(0));
    }

    /// Records our posts in the list, and returns those that it shows; `None` if it could not be
    /// read.
    fn listed(&mut self, reply: Option<&Reply>) -> Option<Vec<MediaId>> {
        let page = ProbeAnswer::read::<ListMedia>(reply).ok()?;
        let mark = self.plan.mark();
        let is_ours =
            |media: &&Media| media.caption.as_deref().is_some_and(|it| it.contains(&mark));
        let mut shown = Vec::new();
        for media in page.data.iter().filter(is_ours) {
            let post = self.found.post(&media.id);
            post.listed = true;
            post.permalink.clone_from(&media.permalink);
            self.compare_clocks(media);
            shown.push(media.id.clone());
        }
        Some(shown)
    }

    /// Compares the clock of the media with that of the replies, by the first post. After the
    /// second publish, a post may be from either.
    fn compare_clocks(&mut self, media: &Media) {
        let is_first = match &self.first {
            Some(first) => *first == media.id,
            None => self.found.publishes_sent == 1,
        };
        let times = media.published_at().zip(self.dated).filter(|_| is_first);
        if let Some((published, dated)) = times {
            self.found.timestamp_lead_s.get_or_insert(ahead_ms(published, dated) / 1000);
        }
    }

    fn read_back(&mut self, number: usize, reply: Option<&Reply>) {
        match ProbeAnswer::read::<ReadMedia>(reply) {
            Ok(media) => {
                self.compare_clocks(&media);
                if let (0, Some(caption)) = (number, &mut self.found.caption) {
                    caption.came_back(media.caption);
                }
                if let Some(post) = self.found.posts.get_mut(number) {
                    post.permalink = media.permalink.or(post.permalink.take());
                }
            }
            Err(answer) if answer.may_pass() && self.failures < 2 => return self.again_in(LATER),
            Err(answer) => self.found.trouble("reading a post", answer.to_string()),
        }
        self.go(Stage::ReadBack(number + 1));
    }

    /// What came back of two reads in one request.
    fn read_together(&self, reply: Option<&Reply>) -> Result<BatchBack, ProbeAnswer> {
        let reply = reply.ok_or(ProbeAnswer::NoReply)?;
        let container = self.found.container.clone().ok_or(ProbeAnswer::NotSent)?;
        let batch = together(&self.plan, container).ok_or(ProbeAnswer::NotSent)?;
        let parts = batch.read(reply).map_err(ProbeAnswer::of)?;
        let mut back = BatchBack::of(ProbeAnswer::Success);
        for headers in parts.headers() {
            back.parts += 1;
            back.dated += u32::from(headers.contains_key(header::DATE));
            back.with_usage += u32::from(Probe::has_usage(headers));
        }
        Ok(back)
    }

    fn failed(&mut self, what: &'static str, answer: &ProbeAnswer, next: Stage) {
        if answer.may_pass() && self.failures < 2 {
            return self.again_in(LATER);
        }
        self.found.trouble(what, answer.to_string());
        self.go(next);
    }

    fn again_in(&mut self, pause: Duration) {
        self.failures += 1;
        self.next = self.clock.own().after(pause);
    }

    fn go(&mut self, stage: Stage) {
        self.failures = 0;
        self.next = self.clock.own();
        self.stage = match stage {
            // All created posts have been read.
            Stage::ReadBack(number) if self.found.posts.len() <= number => Stage::Foreign,
            stage => stage,
        };
        if self.stage == Stage::Over {
            self.found.judge();
        }
    }

    fn finish(&mut self) {
        self.go(Stage::closing(&self.plan, &self.found));
    }
}

fn answer_to_publish(reply: Option<&Reply>) -> ProbeAnswer {
    match ProbeAnswer::read::<PublishContainer>(reply) {
        Ok(media) => ProbeAnswer::Id { id: media.id },
        Err(answer) => answer,
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl CaptionBack {
    /// A caption with text that a server might change: white space, accents written as one letter
    /// or two, signs of two UTF-16 units and of several code points, and a mention of only the
    /// account itself.
    fn to_send(mark: &str, username: Option<String>) -> Self {
        let mention = username.map(|name| format!("\n@{name}")).unwrap_or_default();
        let full = format!("{mark}: a test\n#ig_probe  é e\u{301} 日本 👩‍👩‍👧 & <b>{mention}");
        let is_caption = full.parse::<Caption>().is_ok();
        let sent = if is_caption { full } else { mark.to_owned() };
        Self { sent, returned: None, same: false, matches: false }
    }

    fn came_back(&mut self, returned: Option<String>) {
        let text = returned.as_deref().unwrap_or_default();
        self.same = text == self.sent;
        self.matches = self.sent.parse::<Caption>().is_ok_and(|sent| sent.is_shown_as(text));
        self.returned = returned;
    }
}
