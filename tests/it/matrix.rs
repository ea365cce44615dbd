//! A mix that Instagram refuses does not compile: the matrix of reference §2.3, cell by cell.
//!
//! Each cell becomes lines of code. The allowed ones are compiled together and must pass; the
//! refused ones are compiled together too, and for each the compiler must report the expected
//! error, by its number and the names in it. A typo in a line would give another error.

mod compiler;

use std::collections::BTreeSet;

use ig_core::{
    Carousel, CarouselItem, Endpoint, MediaUrl, Photo, PhotoStory, Reel, VideoStory,
    endpoint::{CarouselContainer, Container, CreateContainer},
    post::{CarouselItems, ImageItem, VideoItem},
};

use self::compiler::complaints;

/// The columns, by the names of their types.
const KINDS: [&str; 7] =
    ["Photo", "ImageItem", "VideoItem", "Reel", "PhotoStory", "VideoStory", "Carousel"];

/// `R` is required, `–` missing. The last five rows are only in §2.2, and so is what decides
/// between `video_url` and `upload_type`.
const MATRIX: &str = "
media_type          | –     | –     | VIDEO    | REELS    | STORIES | STORIES | CAROUSEL
image_url           | R     | R     | –        | –        | R       | –       | –
video_url           | –     | –     | R        | R        | –       | R       | –
upload_type         | –     | –     | R        | R        | –       | R       | –
caption             | ✓     | –     | –        | ✓        | –       | –       | ✓
alt_text            | ✓     | ✓     | –        | –        | –       | –       | –
location_id         | ✓     | –     | –        | ✓        | –       | –       | ✓
user_tags           | x,y   | x,y   | username | username | x,y?    | x,y?    | –
product_tags        | x,y   | x,y   | no x,y   | no x,y   | –       | –       | shown
collaborators       | ✓     | –     | –        | ✓        | –       | –       | ✓
thumb_offset        | –     | –     | ✓        | ✓        | –       | –       | –
cover_url           | –     | –     | –        | ✓        | –       | –       | –
audio_name          | –     | –     | –        | ✓        | –       | –       | –
share_to_feed       | –     | –     | –        | ✓        | –       | –       | shown
trial_params        | –     | –     | –        | ✓        | –       | –       | –
is_ai_generated     | ✓     | error | error    | ✓        | ✓?      | ✓?      | ✓
audio_configuration | –     | –     | –        | ✓        | –       | –       | –
is_paid_partnership | ✓     | –     | –        | ✓        | –       | –       | ✓
poll_attachment     | ✓     | –     | –        | ✓        | –       | –       | ✓
is_comment_prompt_used | ✓  | –     | –        | ✓        | –       | –       | ✓
children            | –     | –     | –        | –        | –       | –       | R
";

/// What the types do where the matrix leaves it open, and why.
const OPEN: &[(&str, &str, &str)] = &[
    ("product_tags", "Carousel", "refused: only in the syntax, and the tags stand on the items"),
    ("share_to_feed", "Carousel", "refused: only in the syntax, and a carousel is in the feed"),
    ("is_ai_generated", "PhotoStory", "allowed: any post may be labelled (§2.2)"),
    ("is_ai_generated", "VideoStory", "allowed: any post may be labelled (§2.2)"),
];

/// A line of code, and the compiler's expected reaction.
#[derive(Debug)]
struct Line {
    kind: &'static str,
    code: String,
    /// The number of the error and words in it; a line without an error must pass.
    error: Option<(&'static str, Vec<String>)>,
}

/// A call has one argument and one method: one that can fail to compile for more than one reason
/// proves nothing.
fn passes(kind: &'static str, parameters: &str, call: &str) -> Line {
    Line { kind, code: format!("pub fn it({parameters}) {{ let _ = {call}; }}"), error: None }
}

fn fails<const N: usize>(
    kind: &'static str,
    parameters: &str,
    call: &str,
    (number, words): (&'static str, [&str; N]),
) -> Line {
    let error = Some((number, words.map(str::to_owned).to_vec()));
    Line { error, ..passes(kind, parameters, call) }
}

/// The ways to set a parameter: the method, the type of the value, and the argument made from it.
fn ways(parameter: &str) -> &'static [(&'static str, &'static str, &'static str)] {
    match parameter {
        "caption" => &[("with_caption", "Caption", "v")],
        "alt_text" => &[("with_alt_text", "AltText", "v")],
        "location_id" => &[("with_location", "PageId", "v")],
        "user_tags" => &[
            ("with_user_tags", "UserTags", "v"),
            ("with_user_tags", "VideoTags", "v"),
            ("with_user_tags", "StoryTags", "v"),
        ],
        "product_tags" => &[
            ("with_product_tags", "ProductTags", "v"),
            ("with_product_tags", "VideoProductTags", "v"),
        ],
        "collaborators" => &[("with_collaborators", "Collaborators", "v")],
        "thumb_offset" => &[
            ("with_thumb_offset", "ThumbOffset", "v"),
            ("with_cover", "ThumbOffset", "Cover::Offset(v)"),
        ],
        "cover_url" => &[("with_cover", "MediaUrl", "Cover::Url(v)")],
        "audio_name" => &[("with_audio_name", "AudioName", "v")],
        "share_to_feed" => &[("with_share_to_feed", "ShareToFeed", "v")],
        "trial_params" => &[("with_trial_params", "TrialParams", "v")],
        "is_ai_generated" => &[("with_ai_generated", "AiGenerated", "v")],
        "audio_configuration" => &[("with_audio_configuration", "AudioConfiguration", "v")],
        "is_paid_partnership" => &[("with_paid_partnership", "PaidPartnership", "v")],
        "poll_attachment" => &[("with_add_on", "Poll", "AddOn::Poll(v)")],
        "is_comment_prompt_used" => &[("with_add_on", "AddOn", "v")],
        other => panic!("how is {other} set?"),
    }
}

/// The index of the way that a cell uses.
fn right(parameter: &str, kind: &str, cell: &str) -> usize {
    match (parameter, kind, cell) {
        ("thumb_offset", "Reel", _) | (_, _, "username" | "no x,y") => 1,
        (_, _, "x,y?") => 2,
        (_, _, "✓" | "✓?" | "x,y") => 0,
        _ => panic!("what does {cell} mean for {parameter} of {kind}?"),
    }
}

/// The lines of one cell.
fn lines(parameter: &str, kind: &'static str, cell: &str) -> Vec<Line> {
    let no_method = |method, value, given| {
        let call = format!("it.{method}({given})");
        fails(kind, &format!("it: {kind}, v: {value}"), &call, ("E0599", [method, kind]))
    };
    let takes_no = |value, instead| {
        let call = format!("{kind}::new(v)");
        fails(kind, &format!("v: {value}"), &call, ("E0308", [instead, value]))
    };
    let new = |parameters, values| passes(kind, parameters, &format!("{kind}::new({values})"));
    let wrong_number = |parameters, values| {
        fails(kind, parameters, &format!("{kind}::new({values})"), ("E0061", []))
    };
    match (parameter, cell) {
        // The type decides; `the_type_says_the_media_type` looks at what is sent.
        ("media_type", _) => vec![no_method("with_media_type", "String", "v")],
        ("image_url", "R") => vec![new("v: MediaUrl", "v"), wrong_number("", "")],
        ("video_url", "R") => vec![
            new("v: MediaUrl", "v"),
            new("v: MediaUrl", "VideoSource::Hosted(v)"),
            wrong_number("", ""),
            // One of a picture and a video, not both.
            wrong_number("v: MediaUrl, w: MediaUrl", "v, w"),
        ],
        ("upload_type", "R") => vec![new("v: NamedSource", "v")],
        ("image_url" | "video_url", _) if kind == "Carousel" => {
            vec![takes_no("MediaUrl", "CarouselItems")]
        }
        ("image_url", _) => vec![no_method("with_image_url", "MediaUrl", "v")],
        // A URL does not show its content; these lines show that there is no place for a video.
        ("video_url", _) => {
            vec![no_method("with_video_url", "MediaUrl", "v"), takes_no("VideoSource", "MediaUrl")]
        }
        ("upload_type", _) if kind == "Carousel" => vec![takes_no("NamedSource", "CarouselItems")],
        ("upload_type", _) => vec![takes_no("NamedSource", "MediaUrl")],
        ("children", "R") => {
            let parameters = format!("it: {kind}, v: Vec<ContainerId>");
            vec![passes(kind, &parameters, "endpoint::CarouselContainer::new(it, v)")]
        }
        ("children", _) => {
            let parameters = format!("it: {kind}, v: Vec<ContainerId>");
            let call = "endpoint::CarouselContainer::new(it, v)";
            vec![fails(kind, &parameters, call, ("E0308", ["Carousel", kind]))]
        }
        (_, "–" | "error" | "shown") => {
            let ways = ways(parameter).iter();
            ways.map(|(method, value, given)| no_method(method, value, given)).collect()
        }
        _ => {
            let ways = ways(parameter);
            let (method, takes, given) = ways[right(parameter, kind, cell)];
            let pass =
                passes(kind, &format!("it: {kind}, v: {takes}"), &format!("it.{method}({given})"));
            let others = ways.iter().filter(|(_, value, other)| (*value, *other) != (takes, given));
            let others = others.map(|(other, value, given)| match *other == method {
                // The other shapes of tags.
                true => {
                    let parameters = format!("it: {kind}, v: {value}");
                    let call = format!("it.{method}({given})");
                    fails(kind, &parameters, &call, ("E0308", [takes, value]))
                }
                false => no_method(other, value, given),
            });
            [pass].into_iter().chain(others).collect()
        }
    }
}

fn cells() -> Vec<(&'static str, &'static str, &'static str)> {
    let rows = MATRIX.trim().lines().map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    rows.flat_map(|row| {
        assert_eq!(row.len(), 1 + KINDS.len(), "{row:?}");
        (0..KINDS.len()).map(move |at| (row[0], KINDS[at], row[at + 1]))
    })
    .collect()
}

/// Rules of §2.3 to §2.5 for which the matrix has no cell.
fn beside() -> Vec<Line> {
    let wrong_number =
        |call| fails("", "id: ProductId, url: MediaUrl, v: ThumbOffset", call, ("E0061", []));
    let mut lines = vec![
        wrong_number("UserTag::new(\"natgeo\")"),
        wrong_number("VideoTag::new(\"natgeo\", 0.5, 0.5)"),
        wrong_number("ProductTag::new(id)"),
        wrong_number("VideoProductTag::new(id, 0.5, 0.5)"),
        // A cover is a picture or a frame.
        wrong_number("Cover::Url(url, v)"),
        // A post has one add-on.
        wrong_number("Photo::new(url).with_add_on(AddOn::CommentPrompt, AddOn::CommentPrompt)"),
        // Only a carousel publishes its items.
        passes("", "user: UserId, it: Photo", "PublishPlan::new(user, it)"),
        passes("", "it: ImageItem", "CarouselItem::from(it)"),
    ];
    for item in ["ImageItem", "VideoItem"] {
        let parameters = format!("user: UserId, it: {item}");
        let words = ("E0277", ["Post", item]);
        lines.push(fails("", &parameters, "PublishPlan::new(user, it)", words));
    }
    for post in ["Photo", "Reel", "PhotoStory", "VideoStory", "Carousel"] {
        let words = ("E0277", ["CarouselItem", post]);
        lines.push(fails("", &format!("it: {post}"), "CarouselItem::from(it)", words));
    }
    lines
}

/// The lines as functions with distinct names, one per line.
fn numbered<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Vec<String> {
    let lines = lines.into_iter().enumerate();
    lines.map(|(at, line)| line.code.replacen("it(", &format!("line_{at}("), 1)).collect()
}

fn all_lines() -> Vec<Line> {
    let of_cells = cells().into_iter().flat_map(|(parameter, kind, cell)| {
        let lines = lines(parameter, kind, cell);
        assert!(!lines.is_empty(), "{parameter} of {kind}");
        lines
    });
    of_cells.chain(beside()).collect()
}

#[test]
fn every_mix_that_is_allowed_compiles() {
    let lines = all_lines();
    let allowed: Vec<_> = lines.iter().filter(|it| it.error.is_none()).collect();
    for kind in KINDS.into_iter().chain([""]) {
        assert!(allowed.iter().any(|it| it.kind == kind), "{kind}");
    }
    let complaints = complaints(&numbered(allowed));
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[test]
fn every_mix_that_is_refused_fails_to_compile_for_its_reason() {
    let lines = all_lines();
    let lines: Vec<_> = lines.iter().filter(|it| it.error.is_some()).collect();
    let complaints = complaints(&numbered(lines.iter().copied()));
    for (at, line) in lines.iter().enumerate() {
        let (number, words) = line.error.as_ref().unwrap();
        let Some([complaint]) = complaints.get(&at).map(Vec::as_slice) else {
            panic!("one error per line: {line:#?} {:#?}", complaints.get(&at));
        };
        assert_eq!(complaint.code, *number, "{line:#?}\n{}", complaint.text);
        for word in words {
            assert!(
                complaint.names(word),
                "{word}: {line:#?}
{}",
                complaint.text
            );
        }
    }
    assert_eq!(complaints.len(), lines.len());
}

/// A name that no type has would be refused everywhere, whatever the matrix says.
#[test]
fn what_is_refused_for_one_kind_is_allowed_for_another() {
    let cells = cells();
    for (parameter, ..) in &cells {
        let mut own = cells.iter().filter(|(other, ..)| other == parameter);
        assert!(own.any(|(.., cell)| !["–", "error", "shown"].contains(cell)), "{parameter}");
    }
}

#[test]
fn what_the_matrix_leaves_open_has_a_reason() {
    let is_open = |cell: &str| ["shown", "✓?"].contains(&cell);
    let cells = cells();
    let open = cells.iter().filter(|(.., cell)| is_open(cell));
    let open: BTreeSet<_> = open.map(|(parameter, kind, _)| (*parameter, *kind)).collect();
    let said: BTreeSet<_> = OPEN.iter().map(|(parameter, kind, _)| (*parameter, *kind)).collect();
    assert_eq!(open, said);
    for (parameter, kind, reason) in OPEN {
        let (.., cell) = cells.iter().find(|(a, b, _)| (a, b) == (parameter, kind)).unwrap();
        let word = if *cell == "shown" { "refused: " } else { "allowed: " };
        assert!(reason.starts_with(word), "{parameter} of {kind}: {reason}");
    }
}

#[test]
fn the_type_says_the_media_type() {
    let url = || "https://www.example.com/a".parse::<MediaUrl>().unwrap();
    let items: Vec<CarouselItem> = vec![ImageItem::new(url()).into(), VideoItem::new(url()).into()];
    let carousel = Carousel::new(CarouselItems::try_from(items).unwrap());
    let children = vec!["1".parse().unwrap(), "2".parse().unwrap()];
    let containers: [Container; 7] = [
        Photo::new(url()).into(),
        ImageItem::new(url()).into(),
        VideoItem::new(url()).into(),
        Reel::new(url()).into(),
        PhotoStory::new(url()).into(),
        VideoStory::new(url()).into(),
        CarouselContainer::new(carousel, children).unwrap().into(),
    ];
    let cells = cells().into_iter().filter(|(parameter, ..)| *parameter == "media_type");
    for (container, (_, kind, cell)) in containers.into_iter().zip(cells) {
        let draft = CreateContainer::new("1".parse().unwrap(), container).draft();
        let said = draft.form().find(|(key, _)| *key == "media_type").map(|(_, value)| value);
        assert_eq!(said.as_deref().unwrap_or("–"), cell, "{kind}");
    }
}
