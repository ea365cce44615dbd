//! Two accounts on one machine: each post goes to its own, with the token of that.

use ig_sandbox::{Account, Config, TokenGrant};
use serde_json::{Value, json};

use super::{ARGS, Serving, photo};
use crate::{
    accounts::{OTHER, OTHER_TOKEN, configured, two},
    queue::has_the_queue,
    world::{TOKEN, USER, World, run, until},
};

/// Whose posts there are: of the first account and of the second.
fn counts(world: &World) -> [usize; 2] {
    let state = world.state();
    [0, 1].map(|at: usize| state.accounts[at].media.len())
}

fn serving_for(world: &World, account: &str) -> Serving {
    Serving::of(&mut world.bare(&[&ARGS[..], &["--account", account]].concat()), &world.state_dir())
}

/// The same with a token that may post as both, as one of Facebook Login may.
fn with_one_token_for_both() -> World {
    let accounts = [Account::new(USER, "bronz_fonz"), Account::new(OTHER, "cafe_arnold")];
    let other = TokenGrant::new(OTHER_TOKEN, OTHER).with_account(USER);
    let tokens = [TokenGrant::new(TOKEN, USER), other];
    let world = World::with(Config::default().with_accounts(accounts).with_tokens(tokens));
    configured(&world, "account = \"shop\"\n");
    world
}

fn of_environment(world: &World, args: &[&str], user: &str, token: &str) -> std::process::Command {
    let mut command = world.command(args);
    command.env("IG_USER_ID", user).env("IG_ACCESS_TOKEN", token);
    command
}

#[test]
fn a_post_has_the_token_of_its_programs_account_whoever_publishes_it() {
    let world = two();
    configured(&world, "");
    let shop = serving_for(&world, "shop");
    has_the_queue(&world, &shop.process);
    let cafe = serving_for(&world, "cafe");
    let post = cafe.http.publish("b", &photo("b")).expect(200).body;
    assert_eq!((&post["state"], &post["credential"]), (&json!("published"), &json!("cafe")));
    let post = shop.http.publish("a", &photo("a")).expect(200).body;
    assert_eq!((&post["state"], &post["credential"]), (&json!("published"), &json!("shop")));
    assert_eq!(counts(&world), [1, 1]);
    // One that is named by its id alone has the token of its account.
    let mut named = photo("c");
    named["user_id"] = json!(OTHER);
    let post = shop.http.publish("c", &named).expect(200).body;
    assert_eq!((&post["state"], &post["credential"]), (&json!("published"), &json!("cafe")));
    assert_eq!(counts(&world), [1, 2]);
}

/// As in the README, with two clients of other accounts.
#[test]
fn a_worker_leaves_a_post_whose_token_is_that_of_another_account() {
    let world = two();
    let first = Serving::of(&mut of_environment(&world, &ARGS, USER, TOKEN), &world.state_dir());
    has_the_queue(&world, &first.process);
    let second =
        Serving::of(&mut of_environment(&world, &ARGS, OTHER, OTHER_TOKEN), &world.state_dir());
    second.http.put("b", &photo("b")).expect(202);
    let post = || second.http.get("/posts/b").body;
    until("it is left", || {
        post()["next"].as_str().is_some_and(|next| {
            next.contains(&format!("the credential default is that of {OTHER}"))
        })
    });
    assert_eq!(post()["state"], "waiting");
    assert!(world.requests().is_empty(), "nothing is sent with another account's token");
    let said = first.stop().expect(0).stderr;
    assert!(said.contains("the credential default is the token of another account"), "{said}");
    until("it takes over", || second.http.get("/healthz").body["worker"] == "here");
    // It would be tried again within a minute.
    world.ig(&["queue", "edit", "b", "--at=+0s"]).expect(0);
    until("it is published", || post()["state"] == "published");
    assert_eq!(counts(&world), [0, 1]);
}

#[test]
fn a_worker_that_is_to_empty_the_queue_does_not_wait_for_another_account() {
    let world = two();
    let add = ["queue", "add", "photo.jpg", "--at=+0s"];
    run(&mut of_environment(&world, &add, OTHER, OTHER_TOKEN)).expect(0);
    let words = ["credential default is the token of another account", OTHER, "IG_USER_ID"];
    world.ig(&["queue", "work", "--drain"]).expect(2).one_error(&words);
    world.ig(&["queue", "work", "--once"]).expect(1).one_error(&words);
    assert!(world.requests().is_empty());
    let mut command = of_environment(&world, &["queue", "edit"], OTHER, OTHER_TOKEN);
    let list = world.ig(&["queue", "list", "--json"]).expect(0).json();
    let id = list["posts"][0]["id"].as_str().unwrap().to_owned();
    run(command.args([&id, "--at=+0s"])).expect(0);
    let work = ["queue", "work", "--drain"];
    run(&mut of_environment(&world, &work, OTHER, OTHER_TOKEN)).expect(0);
    assert_eq!(counts(&world), [0, 1]);
}

#[test]
fn a_post_of_an_assistant_is_published_by_a_worker_with_another_default_account() {
    let world = two();
    configured(&world, "account = \"shop\"\n");
    let args = [&crate::mcp::ARGS[..], &["--account", "cafe"]].concat();
    let (process, mut talk) = crate::mcp::Client::of(&mut world.bare(&args)).unwrap().parts();
    let call = json!({ "key": "b", "post": photo("b"), "at": "+1d", "wait_s": 0 });
    let (is_error, said) = talk.try_call("publish", &call).unwrap();
    assert!(!is_error && said["credential"] == "cafe", "{said}");
    process.kill();
    run(&mut world.bare(&["queue", "edit", "b", "--at=+0s"])).expect(0);
    run(&mut world.bare(&["queue", "work", "--drain"])).expect(0);
    assert_eq!(counts(&world), [0, 1]);
}

#[test]
fn a_credential_brings_its_account_or_is_refused() {
    let world = with_one_token_for_both();
    let serving = serving_for(&world, "shop");
    let with = |members: Value| {
        let mut post = photo("a");
        post.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        post
    };
    let post = serving.http.publish("a", &with(json!({ "credential": "cafe" }))).expect(200).body;
    assert_eq!(post["state"], "published");
    assert_eq!(counts(&world), [0, 1]);
    let both = with(json!({ "credential": "cafe", "user_id": USER }));
    let words = ["the credential cafe is the token of another account", OTHER, USER];
    serving.http.put("b", &both).one_error(400, &words);
    assert_eq!(serving.http.get("/posts/b").status, 404);
    drop(serving);

    let add = ["queue", "add", "photo.jpg", "--at=+0s", "--credential=cafe", "--json"];
    let added = run(&mut world.bare(&add)).expect(0).json();
    assert_eq!((&added["user"], &added["credential"]), (&json!(OTHER), &json!("cafe")));
    let user = format!("--user-id={USER}");
    run(&mut world.bare(&[&add[..], &[&user, "--caption=b"]].concat())).expect(2).one_error(&words);
    for row in ["shop,cafe", &format!("{USER},cafe")] {
        let text = format!("account,credential,at,media\n{row},+0s,photo.jpg\n");
        world.file("posts.csv", text.as_bytes());
        let ran = run(&mut world.bare(&["queue", "import", "posts.csv"])).expect(2);
        ran.one_error(&["column credential", OTHER, USER]);
        assert_eq!(ran.last_line(), "nothing was added");
    }
    run(&mut world.bare(&["queue", "work", "--drain"])).expect(0);
    assert_eq!(counts(&world), [0, 2]);
}
