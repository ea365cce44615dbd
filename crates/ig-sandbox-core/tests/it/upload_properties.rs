//! However an upload breaks, the bytes that came count, and the video arrives whole.

use proptest::prelude::*;

use crate::{
    support::Bench,
    upload_support::{sha256, video},
};

/// What happens to a request.
#[derive(Clone, Debug)]
enum Way {
    Slice(usize),
    Cut(usize),
    Short(usize),
    Lost,
    WrongOffset(usize),
}

fn way() -> impl Strategy<Value = Way> {
    prop_oneof![
        (1_usize..4000).prop_map(Way::Slice),
        (0_usize..4000).prop_map(Way::Cut),
        (0_usize..4000).prop_map(Way::Short),
        Just(Way::Lost),
        (0_usize..9000).prop_map(Way::WrongOffset),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_video_arrives_whole_however_it_is_broken(
        length in 1_usize..8000,
        ways in proptest::collection::vec(way(), 0..8),
    ) {
        let mut bench = Bench::new();
        let to = bench.create_for_upload();
        let video = video(length);
        let mut at = 0;
        for way in ways {
            let rest = &video[at..];
            let (fault, offset, body, taken) = match way {
                Way::Slice(bytes) => (String::new(), at, &rest[..bytes.min(rest.len())], bytes),
                Way::Cut(bytes) => (
                    format!(r#"{{"on": "upload", "do": "cut", "after_bytes": {bytes}}}"#),
                    at,
                    rest,
                    bytes,
                ),
                Way::Short(bytes) => (
                    format!(r#"{{"on": "upload", "do": "short", "bytes": {bytes}}}"#),
                    at,
                    rest,
                    rest.len().saturating_sub(bytes),
                ),
                Way::Lost => (r#"{"on": "upload", "do": "drop"}"#.to_owned(), at, rest, 0),
                Way::WrongOffset(offset) if offset != at => (String::new(), offset, rest, 0),
                Way::WrongOffset(_) => continue,
            };
            if !fault.is_empty() {
                bench.arm(&fault);
            }
            bench.try_upload(&to, offset, length, body);
            at += taken.min(rest.len());
            prop_assert_eq!(bench.upload_state()["bytes_transferred"].as_u64(), Some(at as u64));
            if at == length {
                break;
            }
        }
        if at < length {
            prop_assert_eq!(bench.status(&to.id), "IN_PROGRESS");
            bench.upload(&to, at, length, &video[at..]).is_uploaded();
        }
        let hash = bench.upload_state()["sha256"].clone();
        prop_assert_eq!(hash, sha256(&video));
        let phase = bench.video_status(&to.id)["uploading_phase"]["status"].clone();
        prop_assert_eq!(phase, "complete");
    }
}
