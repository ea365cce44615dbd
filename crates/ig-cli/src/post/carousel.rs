//! The options of a carousel: an item's option begins with its number, `2:bronz_fonz@0.5,1`.

use ig_core::{Caption, error::Actor};

use super::{
    item::{ByItem, number},
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
    // A parameter's name has no colon, so a parameter without a number is the carousel's.
    let (own, of_items): (Vec<_>, Vec<_>) =
        args.parameters.iter().cloned().partition(|text| number(text).is_none());
    let parameters = by_item("--param", &of_items)?;
    if args.hosted && !looks.contains(&Looks::Video) {
        return Err(Failure::usage("--hosted is for videos, and the post has none")
            .because("the upload host does not accept photos")
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
        add_on: read::add_on(args)?,
        extra: read::parameters(&own)?,
    })))
}
