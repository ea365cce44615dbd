//! `GET /pages/search`: places to tag a post with.

use serde_json::json;

use crate::{
    intake::Call,
    object::{Link, Object, Shape, spec},
    refusal::Refusal,
    world::Place,
};

const SHAPE: Shape = Shape {
    node: "Page",
    fields: &["id", "name", "link", "location", "category", "category_list"],
    empty: spec::PAGE,
    default: "id,name",
    has_id: true,
};

/// Where a Page is; what it has comes without a choice.
const LOCATION: Shape = Shape {
    node: "Location",
    fields: &["city", "country", "latitude", "longitude", "state", "street", "zip"],
    empty: &["city_id", "country_code", "located_in", "name", "region", "region_id"],
    default: "city,country,latitude,longitude,state,street,zip",
    has_id: false,
};

/// A Page of the gazetteer.
struct Page {
    id: &'static str,
    name: &'static str,
    city: &'static str,
    country: &'static str,
    state: Option<&'static str>,
    street: Option<&'static str>,
    zip: Option<&'static str>,
    /// Latitude and longitude.
    position: Option<(f64, f64)>,
}

/// The Pages. The first is that of Meta's guide, word for word; the ids of the others are made up.
const PAGES: &[Page] = &[
    Page {
        id: "7640348500",
        name: "Solomon R. Guggenheim Museum",
        city: "New York",
        country: "United States",
        state: Some("NY"),
        street: Some("1071 5th Ave"),
        zip: Some("10128"),
        position: Some((40.782_910_059_774, -73.959_075_808_525)),
    },
    Page {
        id: "110000000000001",
        name: "The Bronze Fonz",
        city: "Milwaukee",
        country: "United States",
        state: Some("WI"),
        street: Some("117 E Wells St"),
        zip: Some("53202"),
        position: Some((43.041_02, -87.910_94)),
    },
    Page {
        id: "110000000000002",
        name: "Musée d'Orsay",
        city: "Paris",
        country: "France",
        state: None,
        street: None,
        zip: Some("75007"),
        position: Some((48.859_96, 2.326_56)),
    },
    // A Page that is not a place: posts that are tagged with it are refused.
    Page {
        id: "110000000000003",
        name: "Happy Days Fan Club",
        city: "Milwaukee",
        country: "United States",
        state: Some("WI"),
        street: None,
        zip: None,
        position: None,
    },
];

pub(crate) fn search(call: &Call) -> Result<Object, Refusal> {
    let fields = call.params.fields();
    SHAPE.check(fields.as_deref())?;
    let wanted = call.params.required("q")?.trim().to_lowercase();
    let found = PAGES.iter().filter(|page| page.name.to_lowercase().contains(&wanted));
    let data = found.map(|page| SHAPE.select(fields.as_deref(), &page.describe()));
    Ok(Object::default().with("data", data.collect::<Result<Vec<_>, _>>()?))
}

/// The place with an id, which must have coordinates.
pub(super) fn place(id: &str) -> Result<Place, Refusal> {
    let page = PAGES.iter().find(|page| page.id == id.trim() && page.position.is_some());
    let page = page.ok_or_else(Refusal::invalid_location)?;
    Ok(Place { id: page.id.to_owned(), name: page.name.to_owned() })
}

impl Page {
    fn describe(&self) -> Object {
        let location = Object::default()
            .with("city", self.city)
            .with("country", self.country)
            .with_some("latitude", self.position.map(|(latitude, _)| json!(latitude)))
            .with_some("longitude", self.position.map(|(_, longitude)| json!(longitude)))
            .with_some("state", self.state)
            .with_some("street", self.street)
            .with_some("zip", self.zip);
        Object::default()
            .with("name", self.name)
            .with("location", Link { shape: &LOCATION, node: location })
            .with("link", format!("https://www.facebook.com/{}", self.id))
            .with("id", self.id)
    }
}
