//! Whether a schema still keeps what an earlier one promised to those who read the output.
//!
//! A field may be added, and a text may have new words. A field may not disappear, become optional, or
//! have another type.

use serde_json::Value;

/// What the new schema breaks; nothing if the version of the contract has changed, which says so.
pub(super) fn breaks(old: &Value, new: &Value) -> Vec<String> {
    let version = |schema: &Value| schema.pointer("/$defs/Version/const").cloned();
    // A file that was just created promises nothing.
    if version(old).is_none() || version(old) != version(new) {
        return Vec::new();
    }
    let mut broken = Vec::new();
    compare("", (old, old), (new, new), &mut broken, 0);
    broken
}

/// Compares a part of two schemas, each with its root, for references.
fn compare(
    at: &str,
    (old_root, old): (&Value, &Value),
    (new_root, new): (&Value, &Value),
    broken: &mut Vec<String>,
    depth: usize,
) {
    assert!(depth < 64, "{at}: the schema refers to itself");
    let (old, new) = (resolved(old_root, old), resolved(new_root, new));
    for choice in ["anyOf", "oneOf"] {
        let (Some(olds), news) = (old[choice].as_array(), &new[choice]) else { continue };
        let news = news.as_array().map(Vec::as_slice).unwrap_or_default();
        for (number, old) in olds.iter().enumerate() {
            // A form that is still there in some place is kept.
            let tries = news.iter().map(|new| {
                let mut broken = Vec::new();
                let at = format!("{at}/{choice}[{number}]");
                compare(&at, (old_root, old), (new_root, new), &mut broken, depth + 1);
                broken
            });
            let best = tries.min_by_key(Vec::len);
            broken.extend(best.unwrap_or_else(|| vec![format!("{at}: it has only one form now")]));
        }
    }
    if old["type"] != new["type"] {
        broken.push(format!("{at}: the type {} is {} now", old["type"], new["type"]));
        return;
    }
    if old["const"] != new["const"] {
        broken.push(format!("{at}: {} is {} now", old["const"], new["const"]));
    }
    let words = |schema: &Value| schema["enum"].as_array().cloned().unwrap_or_default();
    for word in words(old).iter().filter(|word| !words(new).contains(word)) {
        broken.push(format!("{at}: {word} is gone"));
    }
    let is_required = |schema: &Value, name: &str| {
        schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name))
    };
    for (name, old_field) in old["properties"].as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        let Some(new_field) = new["properties"].get(name) else {
            broken.push(format!("{at}: it is gone"));
            continue;
        };
        if is_required(old, name) && !is_required(new, name) {
            broken.push(format!("{at}: it may be missing now"));
        }
        compare(&at, (old_root, old_field), (new_root, new_field), broken, depth + 1);
    }
    for inner in ["items", "additionalProperties"] {
        if old[inner].is_object() {
            let at = format!("{at}/{inner}");
            compare(&at, (old_root, &old[inner]), (new_root, &new[inner]), broken, depth + 1);
        }
    }
}

fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
    target.and_then(|path| root.pointer(path)).unwrap_or(schema)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema(change: impl FnOnce(&mut Value)) -> Value {
        let mut schema = json!({
            "anyOf": [{ "$ref": "#/$defs/Post" }, { "$ref": "#/$defs/Failed" }],
            "$defs": {
                "Version": { "const": 1, "type": "integer" },
                "Post": {
                    "type": "object",
                    "properties": {
                        "version": { "$ref": "#/$defs/Version" },
                        "id": { "type": "string" },
                        "media": { "type": ["string", "null"] },
                        "kind": { "enum": ["photo", "reel"], "type": "string" },
                        "items": { "type": "array", "items": { "$ref": "#/$defs/Item" } },
                    },
                    "required": ["version", "id", "media", "kind", "items"],
                },
                "Item": { "type": "object", "properties": { "n": { "type": "integer" } }, "required": ["n"] },
                "Failed": {
                    "type": "object",
                    "properties": { "error": { "type": "object" } },
                    "required": ["error"],
                },
            },
        });
        change(&mut schema);
        schema
    }

    #[track_caller]
    fn check(words: &str, change: impl FnOnce(&mut Value)) {
        let broken = breaks(&schema(|_| ()), &schema(change)).join("\n");
        match words {
            "" => assert_eq!(broken, ""),
            words => assert!(broken.contains(words), "{words:?} is not in {broken:?}"),
        }
    }

    #[test]
    fn what_readers_rely_on_may_not_change() {
        let remove =
            |from: &mut Value, name: &str| drop(from.as_object_mut().unwrap().remove(name));
        check("/id: it is gone", |it| remove(&mut it["$defs"]["Post"]["properties"], "id"));
        check("/id: it is gone", |it| {
            let fields = it["$defs"]["Post"]["properties"].as_object_mut().unwrap();
            let id = fields.remove("id").unwrap();
            fields.insert("post_id".to_owned(), id);
        });
        check("/id: the type", |it| {
            it["$defs"]["Post"]["properties"]["id"]["type"] = json!("integer");
        });
        check("/media: the type", |it| {
            it["$defs"]["Post"]["properties"]["media"]["type"] = json!("string");
        });
        check("/id: it may be missing", |it| {
            it["$defs"]["Post"]["required"] = json!(["version", "media", "kind", "items"]);
        });
        check("\"reel\" is gone", |it| {
            it["$defs"]["Post"]["properties"]["kind"]["enum"] = json!(["photo"]);
        });
        check("/items/items/n: the type", |it| {
            it["$defs"]["Item"]["properties"]["n"]["type"] = json!("string");
        });
        check("anyOf[1]", |it| remove(&mut it["$defs"]["Failed"]["properties"], "error"));
        check("anyOf[1]", |it| {
            it["anyOf"] = json!([{ "$ref": "#/$defs/Post" }]);
        });
    }

    #[test]
    fn what_is_new_may_come() {
        check("", |_| ());
        check("", |it| {
            it["$defs"]["Post"]["properties"]["more"] = json!({ "type": "string" });
            it["$defs"]["Post"]["properties"]["kind"]["enum"] = json!(["photo", "reel", "song"]);
            it["$defs"]["More"] = json!({ "type": "object" });
            it["anyOf"].as_array_mut().unwrap().insert(0, json!({ "$ref": "#/$defs/More" }));
        });
    }

    #[test]
    fn a_new_version_may_break_with_the_old_one() {
        check("", |it| {
            it["$defs"]["Version"]["const"] = json!(2);
            it["$defs"]["Post"]["properties"] = json!({});
        });
    }
}
