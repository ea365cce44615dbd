//! Posts from a file: all of them, or none.

use ig_sandbox::Config;

use super::{drain, posts};
use crate::world::{Ran, TOKEN, USER, World, run};

fn import(world: &World, file: &str, text: &str, more: &[&str]) -> Ran {
    world.file(file, text.as_bytes());
    let args = [&["queue", "import", file], more].concat();
    run(world.command(&args).env("IG_TOKEN_SHOP", TOKEN))
}

fn count(world: &World) -> usize {
    posts(&world.ig(&["queue", "list", "--json"]).expect(0)).len()
}

#[test]
fn two_posts_of_a_csv_file_are_published_and_again_is_nothing_new() {
    let world = World::with(Config::default());
    let text = format!(
        "account,credential,at,media,caption\n\
         {USER},shop,+0s,photo.jpg,\"one, with a comma\"\n\
         {USER},,+1s,photo.jpg,two\n"
    );
    let ran = import(&world, "posts.csv", &text, &["--json"]).expect(0).json();
    assert_eq!((ran["rows"].as_u64(), ran["added"].as_u64()), (Some(2), Some(2)));
    let again = import(&world, "posts.csv", &text, &["--json"]).expect(0).json();
    assert_eq!((again["added"].as_u64(), again["known"].as_u64()), (Some(0), Some(2)));
    let args = ["queue", "work", "--drain", "--json"];
    let done = posts(&run(world.command(&args).env("IG_TOKEN_SHOP", TOKEN)).expect(0));
    assert_eq!(done.len(), 2);
    assert_eq!(world.public().len(), 2);
    let again = import(&world, "posts.csv", &text, &["--json"]).expect(0).json();
    assert_eq!(again["added"].as_u64(), Some(0), "their times are over, and they are known");
    assert!(drain(&world).is_empty());
}

#[test]
fn a_row_of_json_has_a_whole_post() {
    let world = World::new();
    let text = format!(
        r#"{{"account": "{USER}", "at": "2099-03-01 10:00", "zone": "Europe/Berlin", "key": "a", "post": {{"photo": {{"medium": "photo.jpg", "alt_text": "x"}}}}}}

{{"account": "{USER}", "at": "2099-03-01 10:00Z", "media": "photo.jpg | photo.jpg", "caption": "both"}}
"#
    );
    import(&world, "posts.jsonl", &text, &[]).expect(0);
    let listed = posts(&world.ig(&["queue", "list", "--json"]).expect(0));
    assert_eq!(listed[0]["due"], "2099-03-01T09:00:00Z");
    assert_eq!(listed[0]["id"], "a");
    assert_eq!(listed[1]["kind"], "carousel");
}

/// Each with a good row before it, which is not added either.
#[test]
fn a_bad_row_is_named_with_its_column_and_nothing_is_added() {
    let world = World::new();
    let good = format!("{USER},shop,+1h,,,,,photo.jpg,fine,,,3h\n");
    let header =
        "account,credential,at,zone,ambiguous,late,key,media,caption,alt_text,story,lead\n";
    for (row, column, words) in [
        ("fonz,shop,+1h,,,,,photo.jpg,,,,", "account", &["which is digits, or its name"][..]),
        (",shop,+1h,,,,,photo.jpg,,,,", "account", &["it is empty or missing"]),
        ("1,none,+1h,,,,,photo.jpg,,,,", "credential", &["IG_TOKEN_NONE is not set"]),
        ("1,a/b,+1h,,,,,photo.jpg,,,,", "credential", &["letters, digits"]),
        ("1,shop,,,,,,photo.jpg,,,,", "at", &["it is empty or missing"]),
        ("1,shop,tomorrow,,,,,photo.jpg,,,,", "at", &["is not a time in any known form"]),
        ("1,shop,2026-01-01 10:00Z,,,,,photo.jpg,,,,", "at", &["which is past"]),
        ("1,shop,2099-01-01 10:00,,,,,photo.jpg,,,,", "at", &["another instant in each time zone"]),
        (
            "1,shop,2099-03-29 02:30,Europe/Berlin,,,,photo.jpg,,,,",
            "at",
            &["does not exist in", "in the column `ambiguous`"],
        ),
        (
            "1,shop,2099-10-25 02:30,Europe/Berlin,,,,photo.jpg,,,,",
            "at",
            &["comes twice in", "in the column `ambiguous`"],
        ),
        ("1,shop,2099-01-01 10:00,Mars/Base,,,,photo.jpg,,,,", "at", &["is not known"]),
        ("1,shop,+1h,,both,,,photo.jpg,,,,", "ambiguous", &["not a choice"]),
        ("1,shop,+1h,,,skip,,photo.jpg,,,,", "late", &["not a policy for late posts"]),
        ("1,shop,+1h,,,,,photo.jpg,,,,21h", "lead", &["it must be from 0s to 20h"]),
        ("1,shop,+1h,,,,,photo.jpg,,,,soon", "lead", &["it must be a duration"]),
        ("1,shop,+1h,,,,a b,photo.jpg,,,,", "key", &[]),
        ("1,shop,+1h,,,,,,,,,", "media", &["it is empty or missing"]),
        ("1,shop,+1h,,,,,none.jpg,,,,", "media", &["none.jpg"]),
        ("1,shop,+1h,,,,,../photo.jpg,,,,", "media", &["its own folder"]),
        ("1,shop,+1h,,,,,photo.jpg,a,,yes,", "caption", &["a story has none"]),
        ("1,shop,+1h,,,,,photo.jpg,,,maybe,", "story", &["neither yes nor no"]),
    ] {
        let text = format!("{header}{good}{row}\n");
        let ran = import(&world, "posts.csv", &text, &[]).expect(2);
        let place = format!("posts.csv, row 2 (line 3), column {column}: it cannot be used");
        ran.one_error(&[&[place.as_str()], words].concat());
        assert_eq!(ran.last_line(), "nothing was added", "{ran:?}");
        assert_eq!(count(&world), 0, "{row}");
    }
}

#[test]
fn a_file_that_is_no_table_is_refused_as_a_whole() {
    let world = World::new();
    for (file, text, words) in [
        ("posts.csv", "acount,at\n1,+1h\n", &["column 1: its header", "\"acount\""][..]),
        ("posts.csv", "at,at\n1,+1h\n", &["column 2: its header", "there twice"]),
        ("posts.csv", "account,at\n1\n", &["line 2", "it has 1 fields, and the header has 2"]),
        (
            "posts.csv",
            "account;at;media\n1;+1h;photo.jpg\n",
            &["separated by semicolons", "with commas", "account,at,media"],
        ),
        ("posts.csv", "\u{feff}account\tat\n1\t+1h\n", &["separated by tabs", "with commas"]),
        ("posts.csv", "a;b\n1;2\n", &["column 1: its header", "\"a;b\""]),
        ("posts.jsonl", "account\n", &["row 1 (line 1), column 1", "not a JSON object"]),
        ("posts.jsonl", "\n[]\n", &["row 2 (line 2), column 1: it", "not a JSON object"]),
        ("posts.jsonl", "{\"who\": 1}\n", &["column who", "no column has this name"]),
        ("posts.txt", "", &["neither with .csv nor with .jsonl"]),
    ] {
        import(&world, file, text, &[]).expect(2).one_error(words);
    }
}

/// A row without a key is another post for another API and in another zone, and the same one for the
/// same.
#[test]
fn a_row_without_a_key_is_known_where_its_account_and_its_zone_are_the_same() {
    let (world, other) = (World::new(), World::new());
    let text = format!("account,at,media\n{USER},2099-12-24 18:00,photo.jpg\n");
    world.file("posts.csv", text.as_bytes());
    let added = |api: &World, zone: &str| {
        let mut command =
            world.command(&["queue", "import", "posts.csv", "--json", "--zone", zone]);
        let ran = run(command.env("IG_API_BASE", api.server.url())).expect(0).json();
        ran["added"].as_u64().unwrap()
    };
    for (api, zone, expect) in [
        (&world, "Europe/Berlin", 1),
        (&other, "Europe/Berlin", 1),
        (&world, "America/New_York", 1),
        (&world, "europe/berlin", 0),
        (&other, "Europe/Berlin", 0),
    ] {
        assert_eq!(added(api, zone), expect, "{zone}");
    }
    // `--zone` means nothing to a row that has a zone.
    let text = format!("account,at,media\n{USER},2099-12-24 18:00 Asia/Tokyo,photo.jpg\n");
    world.file("posts.csv", text.as_bytes());
    assert_eq!((added(&world, "Europe/Berlin"), added(&world, "America/New_York")), (1, 0));
}

/// It knew rows by their words alone.
#[test]
fn a_row_that_an_earlier_version_has_imported_is_not_added_again() {
    let (world, other) = (World::new(), World::new());
    let words = format!(
        "account\u{1f}{USER}\u{1e}at\u{1f}2099-12-24 18:00\u{1e}media\u{1f}photo.jpg\u{1e}"
    );
    let hash = hmac_sha256::Hash::hash(words.as_bytes());
    let key: String = hash[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    let key = format!("row-{key}");
    let berlin = ["--at=2099-12-24 18:00", "--zone=Europe/Berlin"];
    super::added(&world, &[&["photo.jpg", "--key", &key], &berlin[..]].concat());
    let text = format!("account,at,media\n{USER},2099-12-24 18:00,photo.jpg\n");
    let ran = import(&world, "posts.csv", &text, &["--zone=Europe/Berlin", "--json"]).expect(0);
    assert_eq!(ran.json()["known"].as_u64(), Some(1));
    // It may be the same post, since an edit may have corrected the zone.
    let ran = import(&world, "posts.csv", &text, &["--zone=America/New_York"]).expect(2);
    ran.one_error(&["column zone", &key, "in the zone Europe/Berlin", "its own key"]);
    world.ig(&["queue", "edit", &key, "--at=2099-12-25 18:00 Europe/Berlin"]).expect(0);
    import(&world, "posts.csv", &text, &["--zone=America/New_York"]).expect(0);
    assert_eq!(count(&world), 1);
    let mut command = world.command(&["queue", "import", "posts.csv", "--zone=Europe/Berlin"]);
    run(command.env("IG_API_BASE", other.server.url())).expect(0);
    assert_eq!(count(&world), 2, "another API");
}

#[test]
fn a_zone_is_looked_at_where_the_time_does_not_need_it() {
    let world = World::new();
    let at = "2099-12-24T18:00+01:00";
    for (at, zone, column, words) in [
        (at, "Mars/X", "at", "the time zone `Mars/X` is not known"),
        ("+1h", "Factory", "at", "the time zone `Factory` is not known"),
        (
            "2099-12-24 18:00 Europe/Berlin",
            "America/New_York",
            "at",
            "beside it is `America/New_York`",
        ),
        ("2099-12-24T18:00+25:00", "", "at", "no place has the offset +25:00"),
    ] {
        let text = format!("account,at,zone,media\n{USER},{at},{zone},photo.jpg\n");
        let ran = import(&world, "posts.csv", &text, &[]).expect(2);
        ran.one_error(&[&format!("column {column}: it cannot be used"), words]);
    }
    let token = format!("EAA{}", "a".repeat(60));
    let text = format!("account,at,media\n{USER},{at},photo.jpg\n");
    let ran = import(&world, "posts.csv", &text, &["--zone", &token]).expect(2);
    ran.one_error(&["--zone cannot be used", "is not known"]);
    assert!(!ran.stderr.contains(&token), "{}", ran.stderr);
    assert_eq!(count(&world), 0);
    // What a default is for.
    let text = format!("account,at,media\n{USER},2099-12-24 18:00 Asia/Tokyo,photo.jpg\n");
    import(&world, "posts.csv", &text, &["--zone=Europe/Berlin"]).expect(0);
}

/// What is beside a whole post would not be published.
#[test]
fn nothing_of_a_row_is_dropped() {
    let world = World::new();
    world.file("post.json", br#"{"photo": {"medium": "photo.jpg"}}"#);
    for (column, value) in
        [("media", "photo.jpg"), ("caption", "Hi"), ("alt_text", "a tree"), ("story", "yes")]
    {
        let why = [format!("column {column}: it cannot be used"), "has a whole post".to_owned()];
        let why: Vec<_> = why.iter().map(String::as_str).collect();
        let text = format!("account,at,plan,{column}\n{USER},+1h,post.json,{value}\n");
        import(&world, "posts.csv", &text, &[]).expect(2).one_error(&why);
        let text = format!(
            r#"{{"account": "{USER}", "at": "+1h", "{column}": "{value}", "post": {{"photo": {{"medium": "photo.jpg"}}}}}}"#
        );
        import(&world, "posts.jsonl", &text, &[]).expect(2).one_error(&why);
    }
    for members in [
        r#""plan": "post.json", "post": {"photo": {"medium": "photo.jpg"}}"#,
        r#""caption": "a", "media": "photo.jpg", "caption": "b""#,
        r#""post": {"photo": {"caption": "a", "medium": "photo.jpg", "caption": "b"}}"#,
    ] {
        let text = format!(r#"{{"account": "{USER}", "at": "+1h", {members}}}"#);
        import(&world, "posts.jsonl", &text, &[]).expect(2).one_error(&["row 1 (line 1), column"]);
    }
    assert_eq!(count(&world), 0);
    let text =
        format!("\u{feff}{{\"account\": \"{USER}\", \"at\": \"+1h\", \"plan\": \"post.json\"}}");
    import(&world, "posts.jsonl", &text, &[]).expect(0);
    assert_eq!(count(&world), 1, "an editor's mark is no text");
}

/// The rows after it would be part of its caption.
#[test]
fn a_quote_in_a_wrong_place_is_named_with_its_line_and_nothing_is_added() {
    let world = World::new();
    let row = |caption: &str| format!("{USER},+1h,photo.jpg,{caption}\n");
    let fine = row("\"a \"\"good\"\", \nlong day\" ");
    for (rows, line, words) in [
        ([row("\"Best ever"), row("two"), row("three")], 4, "a quote is not closed"),
        ([row("\"Best ever"), row("\"two\""), row("three")], 4, "the next one is in line 5"),
        ([row("two"), row("\"three"), String::new()], 5, "a quote is not closed"),
        ([row("a \"good\" day"), row("two"), row("three")], 4, "does not begin with it"),
        ([row(" \"good, day\""), row("two"), row("three")], 4, "does not begin with it"),
        ([row("one"), row("\"good\" day"), row("three")], 5, "text follows a closing quote"),
    ] {
        let text = format!("account,at,media,caption\n{fine}{}", rows.concat());
        let ran = import(&world, "posts.csv", &text, &[]).expect(2);
        let place = format!("posts.csv, line {line}: it cannot be read");
        ran.one_error(&[&place, words, "write a quote inside of it twice"]);
        assert_eq!((ran.last_line(), count(&world)), ("nothing was added", 0));
    }
    let text = format!("\u{feff}\"account\",at,media,caption\r\n{fine}");
    import(&world, "posts.csv", &text, &[]).expect(0);
    let listed = posts(&world.ig(&["queue", "list", "--json"]).expect(0));
    assert_eq!(listed[0]["caption"], "a \"good\", \nlong day");
}

#[test]
fn a_key_of_another_post_adds_nothing() {
    let world = World::new();
    let text = |caption: &str| {
        format!(
            "account,at,key,media,caption\n{USER},+1h,b,photo.jpg,b\n{USER},+1h,a,photo.jpg,{caption}\n"
        )
    };
    super::added(&world, &["photo.jpg", "--key=a", "--caption=first", "--at=+1h"]);
    let ran = import(&world, "posts.csv", &text("second"), &[]).expect(2);
    ran.one_error(&["row 2 (line 3), column key", "a belongs to another post, a"]);
    assert_eq!(count(&world), 1);
}

#[test]
fn a_key_of_two_rows_is_refused_with_both() {
    let world = World::new();
    let text = format!(
        "account,at,key,media,caption\n{USER},+1h,a,photo.jpg,a\n{USER},+1h,b,photo.jpg,b\n\
         {USER},+1h,a,photo.jpg,c\n"
    );
    let ran = import(&world, "posts.csv", &text, &[]).expect(2);
    ran.one_error(&[
        "row 3 (line 4), column key",
        "a is the key of another post too: posts.csv, row 1 (line 2)",
        "give each row its own key",
    ]);
    assert_eq!((ran.last_line(), count(&world)), ("nothing was added", 0));
    // The same row twice is one post.
    let same = format!("{USER},+1h,a,photo.jpg,a\n");
    let text = format!("account,at,key,media,caption\n{same}{same}");
    let ran = import(&world, "posts.csv", &text, &["--json"]).expect(0).json();
    assert_eq!((&ran["added"], &ran["known"]), (&1.into(), &1.into()));
}

/// The file of the README and its configuration, as a new user types them.
#[test]
fn the_readmes_file_is_imported() {
    let readme = include_str!("../../../README.md");
    let block = |start: &str| {
        let (_, after) = readme.split_once(start).unwrap();
        after.split_once("```").unwrap().0.to_owned()
    };
    let text = block("```csv\n").replace("2026-", "2099-");
    let world = World::new();
    let folder = world.home().join(".config/ig");
    std::fs::create_dir_all(folder.join("tokens")).unwrap();
    // The password manager of the README is not on this machine, and its account has another login.
    let pass = "token_command = [\"pass\", \"show\", \"ig/cafe\"]";
    let config = block("```toml\n");
    assert!(config.contains(pass), "{config}");
    let echo = format!("token_command = [\"/bin/echo\", \"{TOKEN}\"]");
    std::fs::write(folder.join("config.toml"), config.replace(pass, &echo)).unwrap();
    std::fs::write(folder.join("tokens/shop"), TOKEN).unwrap();
    world.file("posts.csv", text.as_bytes());
    let mut command = world.bare(&["queue", "import", "posts.csv", "--check-urls=never"]);
    assert_eq!(run(&mut command).expect(0).stdout, "2 of 2 posts of posts.csv were added\n");
    let rows = posts(&world.ig(&["queue", "list", "--json"]).expect(0));
    let shown = |name: &str| rows.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    assert_eq!(shown("credential"), ["shop", "cafe"]);
    assert_eq!(shown("user"), ["17841400008460056", "17841405822304914"]);
    let (facebook, instagram) = ("https://graph.facebook.com", "https://graph.instagram.com");
    assert_eq!(shown("api_base"), [facebook, instagram], "each account has its own login");
    assert_eq!(shown("due"), ["2099-12-24T17:00:00Z", "2099-12-24T23:00:00Z"]);
    assert_eq!(shown("caption"), ["Merry, merry", "Happy"]);
}
