//! The options of a carousel: what belongs to an item has its number in front, `2:bronz_fonz@0.5,1`.

use std::collections::BTreeMap;

use ig_core::{Actor, Caption};

use super::{
    read,
    sketch::{CarouselSketch, ItemSketch, PhotoItemSketch, Sketch, VideoItemSketch},
};
use crate::{
    args::PostArgs,
    failure::Failure,
    medium::{Given, Looks},
};

pub(super) fn from_options(
    args: &PostArgs,
    media: Vec<Given>,
    looks: &[Looks],
    caption: Option<Caption>,
) -> Result<Sketch, Failure> {
    let count = media.len();
    let by_item = |option, values| ByItem::of(option, values, count);
    let alt_text = by_item("--alt-text", &args.alt_text)?;
    let tags = by_item("--tag", &args.tags)?;
    let products = by_item("--product", &args.products)?;
    let cover_at = by_item("--cover-at", &args.cover_at)?;
    // A parameter's name has no colon, so that one without a number is the carousel's own.
    let (own, of_items): (Vec<_>, Vec<_>) =
        args.parameters.iter().cloned().partition(|text| number(text).is_none());
    let parameters = by_item("--param", &of_items)?;
    if args.hosted && !looks.contains(&Looks::Video) {
        return Err(Failure::usage("--hosted is for videos, and there is none")
            .because("the upload host takes no photos")
            .fix("leave out --hosted")
            .who(Actor::Author));
    }
    let items = (1..).zip(media).zip(looks).map(|((number, medium), looks)| {
        let extra = read::parameters(parameters.of_item(number));
        let item = match looks {
            Looks::Photo => {
                cover_at.is_not_of(number, "a photo")?;
                ItemSketch::Photo(PhotoItemSketch {
                    medium,
                    alt_text: read::alt_text(alt_text.of_item(number))?,
                    user_tags: read::photo_tags(tags.of_item(number))?,
                    product_tags: read::photo_products(products.of_item(number))?,
                    extra: extra?,
                })
            }
            Looks::Video => {
                alt_text.is_not_of(number, "a video")?;
                ItemSketch::Video(VideoItemSketch {
                    hosted: args.hosted && !medium.is_file(),
                    medium,
                    user_tags: read::video_tags(tags.of_item(number))?,
                    product_tags: read::video_products(products.of_item(number))?,
                    thumb_offset: read::thumb_offset(cover_at.of_item(number))?,
                    extra: extra?,
                })
            }
        };
        Ok(item)
    });
    Ok(Sketch::Carousel(Box::new(CarouselSketch {
        items: items.collect::<Result<_, Failure>>()?,
        caption,
        location_id: read::location(args)?,
        collaborators: read::collaborators(args)?,
        paid_partnership: read::paid_partnership(args)?,
        is_ai_generated: args.ai_generated.then(|| true.into()),
        extra: read::parameters(&own)?,
    })))
}

/// The values of an option, by the number of the item.
struct ByItem {
    option: &'static str,
    values: BTreeMap<usize, Vec<String>>,
}

impl ByItem {
    fn of(option: &'static str, texts: &[String], count: usize) -> Result<Self, Failure> {
        let mut values = BTreeMap::<usize, Vec<String>>::new();
        for text in texts {
            let wrong = |why: String| {
                Failure::usage(format!("{option} does not say of which item it is"))
                    .because(why)
                    .fix(format!("write {option} N:… with the item's number, from 1 to {count}"))
                    .who(Actor::Author)
            };
            let Some((number, value)) = number(text) else {
                return Err(wrong("in a carousel it begins with a number and a colon".to_owned()));
            };
            if !(1..=count).contains(&number) {
                return Err(wrong(format!("there is no item {number}")));
            }
            values.entry(number).or_default().push(value.to_owned());
        }
        Ok(Self { option, values })
    }

    fn of_item(&self, number: usize) -> &[String] {
        self.values.get(&number).map_or(&[], Vec::as_slice)
    }

    fn is_not_of(&self, number: usize, what: &str) -> Result<(), Failure> {
        let Self { option, values } = self;
        if !values.contains_key(&number) {
            return Ok(());
        }
        Err(Failure::usage(format!("item {number} takes no {option}"))
            .because(format!("it is {what}"))
            .fix(format!("leave out {option} {number}:…"))
            .who(Actor::Author))
    }
}

fn number(text: &str) -> Option<(usize, &str)> {
    let (number, value) = text.split_once(':')?;
    let digits = (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    Some((number.parse().ok().filter(|_| digits)?, value))
}
