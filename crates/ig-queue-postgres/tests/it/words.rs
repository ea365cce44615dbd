//! The words that name a database, and what must not be seen of them.

use ig_queue_postgres::{BlockingStore, Config, Error};

/// No part of it may show.
const PASSWORD: &str = "hunter2 Zwiebel";

#[test]
fn a_password_is_in_no_error_and_in_no_debug() {
    let words = [
        "postgres://anna:hunter2 Zwiebel@nowhere.invalid/queue?sslmode=disable",
        "postgres://anna:hunter2%20Zwiebel@nowhere.invalid/queue?Zwiebel=1",
        "postgres://anna:hunter2 Zwiebel",
        "postgres://anna:hunter2@Zwiebel:x@host/queue",
        "host=nowhere.invalid user=anna password='hunter2 Zwiebel' sslmode=disable",
        "host=nowhere.invalid user=anna password=hunter2 Zwiebel=1",
        "host=nowhere.invalid user=anna password=hunter2 Zwiebel",
        "host=nowhere.invalid user=anna password='hunter2 Zwiebel",
        "host=nowhere.invalid user=anna password=hunter2 sslmode=Zwiebel",
        "hunter2 Zwiebel",
        "",
    ];
    let mut connected = 0;
    for words in words {
        let shown = match Config::new(words) {
            Ok(config) => {
                connected += 1;
                let config = config.with_password(PASSWORD);
                let error = BlockingStore::connect(config.clone()).unwrap_err();
                format!("{config:?} {} {error} {error:?}", config.place())
            }
            Err(error) => format!("{error} {error:?} {}", error.advice()),
        };
        for part in PASSWORD.split(' ') {
            assert!(!shown.contains(part), "{shown}");
        }
    }
    assert_eq!(connected, 2);
}

fn refused(words: &str) -> String {
    match Config::new(words) {
        Err(error @ Error::Config { .. }) => error.to_string(),
        other => panic!("{words}: {other:?}"),
    }
}

#[test]
fn what_is_wrong_with_the_words_is_said() {
    for (words, says) in [
        ("user=anna", "names no host"),
        ("host=db", "names no user"),
        ("host=db user=anna port=x", "invalid value for option `port`"),
        ("host=db user=anna sslmode=prefer", "`sslmode=prefer` lets somebody between read along"),
        ("postgres://anna@db/queue?sslmode=verify-ca", "`sslmode=verify-ca` lets somebody"),
        ("host=db user=anna sslmode=on", "`sslmode` is `verify-full`, `require` or `disable`"),
        ("db", "neither a URL nor pairs"),
        ("host=db user=anna colour=blue", "an option of it is not known"),
    ] {
        assert!(refused(words).contains(says), "{words}: {}", refused(words));
    }
    let config = Config::new("host=db user=anna sslrootcert=/nowhere/roots.pem").unwrap();
    let error = BlockingStore::connect(config).unwrap_err();
    assert!(error.to_string().contains("`sslrootcert`: /nowhere/roots.pem"), "{error}");
}

#[test]
fn tls_is_asked_for_unless_the_server_is_on_this_machine() {
    for (words, mode) in [
        ("host=/run/postgresql user=anna", "Disable"),
        ("host=localhost user=anna", "Disable"),
        ("postgres://anna@127.0.0.1/queue", "Disable"),
        ("postgres://anna@[::1]/queue", "Disable"),
        ("postgres://anna@db.example/queue", "Require"),
        ("postgres://anna@localhost,db.example/queue", "Require"),
        ("host=db user=anna", "Require"),
        ("host = db user = anna sslmode = disable", "Disable"),
        ("host=localhost user=anna sslmode='verify-full'", "Require"),
        (
            "postgres://anna:a?b@db/queue?application_name=x&sslmode=disable&sslrootcert=%2Fa%20b",
            "Disable",
        ),
    ] {
        let config = Config::new(words).unwrap();
        assert!(format!("{config:?}").contains(&format!("sslmode: {mode}")), "{words}: {config:?}");
    }
    let config = Config::new("postgres://anna@db/queue?sslrootcert=%2Fa%20b").unwrap();
    assert!(format!("{config:?}").contains("/a b"), "{config:?}");
    assert_eq!(config.place().to_string(), "database queue on db");
}
