//! How long Instagram works on a container.

use std::time::Duration;

use super::Config;

/// A range from the shortest to the longest processing time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    least: Duration,
    most: Duration,
}

impl Span {
    pub(super) const fn exactly(time: Duration) -> Self {
        Self { least: time, most: time }
    }

    pub(super) const fn between(least: Duration, most: Duration) -> Self {
        Self { least, most }
    }

    /// The shortest time and the longest.
    pub(super) const fn ends(self) -> [Duration; 2] {
        [self.least, self.most]
    }

    const fn seconds(least: u64, most: u64) -> Self {
        Self { least: Duration::from_secs(least), most: Duration::from_secs(most) }
    }

    /// A time in the range, in whole milliseconds: equal lots give equal times.
    pub(crate) fn pick(self, lot: u64) -> Duration {
        let width = u64::try_from(self.most.saturating_sub(self.least).as_millis());
        let width = width.unwrap_or(u64::MAX - 1);
        self.least.saturating_add(Duration::from_millis(lot % (width + 1)))
    }
}

impl Config {
    /// How long a photo's container is `IN_PROGRESS`; not at all by default.
    #[must_use]
    pub fn with_photo_processing(mut self, time: Duration) -> Self {
        self.photo_processing = Span::exactly(time);
        self
    }

    /// How long the call takes that makes a photo's container, since Instagram fetches the photo in
    /// it; no time by default.
    #[must_use]
    pub fn with_photo_creation(mut self, time: Duration) -> Self {
        self.photo_creation = Span::exactly(time);
        self
    }

    /// Of how many photos in a hundred the container is `IN_PROGRESS` at first; of all of them
    /// by default. Which ones is drawn from the seed. The others are `FINISHED` at once.
    #[must_use]
    pub fn with_late_photos(mut self, percent: u8) -> Self {
        self.late_photos = percent.min(100);
        self
    }

    /// How long a video's container is `IN_PROGRESS` once the file was fetched; 10 seconds by
    /// default.
    #[must_use]
    pub fn with_video_processing(mut self, time: Duration) -> Self {
        self.video_processing = Span::exactly(time);
        self
    }

    /// How long a carousel's own container is `IN_PROGRESS` once its items are ready; 2 seconds by
    /// default.
    #[must_use]
    pub fn with_carousel_processing(mut self, time: Duration) -> Self {
        self.carousel_processing = Span::exactly(time);
        self
    }

    /// Processing takes no time, for tests of other things.
    #[must_use]
    pub fn with_no_processing(self) -> Self {
        self.with_photo_processing(Duration::ZERO)
            .with_photo_creation(Duration::ZERO)
            .with_video_processing(Duration::ZERO)
            .with_carousel_processing(Duration::ZERO)
    }

    /// Everything takes the time that it takes on Instagram, other for each container and the same
    /// for equal seeds and requests.
    ///
    /// The call that makes a photo's container takes 3 to 9 seconds, and the container is `FINISHED`
    /// when it returns, but for one in five, which is `IN_PROGRESS` for 3 to 5 seconds more: both
    /// are on record (reference §2.7, §5). A video takes 10 to 45 seconds and a carousel 2 to 5;
    /// these figures are our own.
    #[must_use]
    pub fn with_lifelike_processing(mut self) -> Self {
        self.photo_creation = Span::seconds(3, 9);
        self.late_photos = 20;
        self.photo_processing = Span::seconds(3, 5);
        self.video_processing = Span::seconds(10, 45);
        self.carousel_processing = Span::seconds(2, 5);
        self
    }
}
