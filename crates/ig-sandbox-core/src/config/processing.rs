//! How long Instagram works on a container.

use std::time::Duration;

use super::Config;

/// From the shortest to the longest time that something takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    least: Duration,
    most: Duration,
}

impl Span {
    pub(super) const fn exactly(time: Duration) -> Self {
        Self { least: time, most: time }
    }

    const fn seconds(least: u64, most: u64) -> Self {
        Self { least: Duration::from_secs(least), most: Duration::from_secs(most) }
    }

    /// One of its times, in whole milliseconds: equal lots give equal times.
    pub(crate) fn pick(self, lot: u64) -> Duration {
        let width = u64::try_from(self.most.saturating_sub(self.least).as_millis());
        let width = width.unwrap_or(u64::MAX - 1);
        self.least.saturating_add(Duration::from_millis(lot % (width + 1)))
    }
}

impl Config {
    /// How long a photo's container is `IN_PROGRESS`; not at all unless told otherwise.
    #[must_use]
    pub fn with_photo_processing(mut self, time: Duration) -> Self {
        self.photo_processing = Span::exactly(time);
        self
    }

    /// How long a video's container is `IN_PROGRESS` once the file was fetched; 10 seconds unless
    /// told otherwise.
    #[must_use]
    pub fn with_video_processing(mut self, time: Duration) -> Self {
        self.video_processing = Span::exactly(time);
        self
    }

    /// How long a carousel's own container is `IN_PROGRESS`, whose parts are all there; 2 seconds
    /// unless told otherwise.
    #[must_use]
    pub fn with_carousel_processing(mut self, time: Duration) -> Self {
        self.carousel_processing = Span::exactly(time);
        self
    }

    /// Nothing takes time to process: for tests that have other things to look at.
    #[must_use]
    pub fn with_no_processing(self) -> Self {
        self.with_photo_processing(Duration::ZERO)
            .with_video_processing(Duration::ZERO)
            .with_carousel_processing(Duration::ZERO)
    }

    /// Processing takes the time that it takes on Instagram: 1 to 3 seconds for a photo, 10 to 45
    /// for a video, 2 to 5 for a carousel, other for each container and the same for equal seeds
    /// and requests. The reference has no figures but that videos take "several seconds to minutes":
    /// these are our own.
    #[must_use]
    pub fn with_lifelike_processing(mut self) -> Self {
        self.photo_processing = Span::seconds(1, 3);
        self.video_processing = Span::seconds(10, 45);
        self.carousel_processing = Span::seconds(2, 5);
        self
    }
}
