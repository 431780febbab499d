//! What scrapers write, as people keep it: cut down, saved as a sheet, by pandas, with semicolons.

use serde_json::json;

use crate::desk::Desk;

#[test]
fn the_same_reviews_as_a_sheet_have_the_same_ids() {
    let list = json!([{
        "id": "881", "title": "Thin walls", "lang": "en", "publishedDate": "2025-06-11", "rating": 2,
        "text": "We heard every word.", "travelDate": "2025-06", "tripType": "COUPLES",
        "user": {"userId": "U1", "username": "greta"}, "placeInfo": {"id": "5", "name": "Seeblick"},
    }]);
    let stay = json!([{
        "id": "b1", "userName": "Ana", "rating": 6, "reviewDate": "2025-07-01T00:00:00.000Z",
        "reviewTitle": "Nice", "likedText": "The view.", "dislikedText": "The lift was broken.",
        "travelerType": "Couple", "hotelId": "hs",
    }]);
    let desk = Desk::new()
        .with("trip.json", list.to_string())
        .with(
            "trip.csv",
            "id,title,lang,publishedDate,rating,text,travelDate,tripType,user/userId,user/username,\
             placeInfo/id,placeInfo/name\n881,Thin walls,en,2025-06-11,2,We heard every word.,2025-06,\
             COUPLES,U1,greta,5,Seeblick\n",
        )
        .with(
            "pandas.csv",
            ",id,title,lang,publishedDate,rating,text,travelDate,tripType,user.userId,user.username\n\
             0,881,Thin walls,en,2025-06-11,2.0,We heard every word.,2025-06,COUPLES,U1,greta\n",
        )
        .with("stay.json", stay.to_string())
        .with(
            "stay.csv",
            "id;userName;rating;reviewDate;reviewTitle;likedText;dislikedText;travelerType;hotelId\n\
             b1;Ana;6;2025-07-01T00:00:00.000Z;Nice;The view.;The lift was broken.;Couple;hs\n",
        );
    for (preset, files) in [
        ("tripadvisor_scraper", &["trip.json", "trip.csv", "pandas.csv"][..]),
        ("booking_scraper", &["stay.json", "stay.csv"][..]),
    ] {
        let first = desk.read(preset, &files[..1]);
        assert!(!first.records.is_empty());
        for file in &files[1..] {
            let other = desk.read(preset, &[file]);
            assert_eq!(first.texts(), other.texts(), "{file}");
            for key in ["created_at", "rating_norm", "author", "title"] {
                assert_eq!(first.records[0][key], other.records[0][key], "{file} {key}");
            }
        }
    }
}

#[test]
fn reviews_of_apps_that_were_cut_down() {
    let desk = Desk::new()
        .with(
            "cut.csv",
            ",content,score,at,reviewId,userName,thumbsUpCount\n\
             0,The map freezes,2,6/25/2025 15:42,a1,Ann,3\n1,ok,5,6/26/2025 9:00,a2,A Google user,0\n",
        )
        .with(
            "semicolons.csv",
            "reviewId;content;score;thumbsUpCount;at\n\
             a1;\"Die Karte friert ein; immer.\";2;3;2025-06-25 15:42:00\n",
        )
        .with(
            "pandas.json",
            json!([{
                "reviewId": "a1", "userName": "Ann", "content": "Freezes", "score": 1, "thumbsUpCount": 0,
                "reviewCreatedVersion": null, "at": 1_690_000_000_000_u64, "replyContent": null,
            }])
            .to_string(),
        )
        .with(
            "lines.jsonl",
            "{\"userName\":\"a\",\"rating\":1,\"date\":\"2020-09-28 15:05:27\",\"title\":\"T\",\
             \"review\":\"It crashes\",\"isEdited\":false}\n\
             {\"userName\":\"b\",\"rating\":5,\"date\":\"2020-09-29 15:05:27\",\"title\":\"T\",\
             \"review\":\"Nice\",\"isEdited\":true,\"developerResponse\":{\"body\":\"Thanks\"}}\n",
        );
    let read = desk.read("google_play_scraper", &["cut.csv"]);
    assert_eq!(read.texts(), [("a1", "The map freezes"), ("a2", "ok")]);
    assert!(read.records[0]["author"].is_string() && read.records[1]["author"].is_null());
    assert_eq!(read.records[0]["created_at"], "2025-06-25T15:42:00Z");
    let read = desk.read("google_play_scraper", &["semicolons.csv"]);
    assert_eq!(read.texts(), [("a1", "Die Karte friert ein; immer.")]);
    let read = desk.read("google_play_scraper", &["pandas.json"]);
    assert_eq!(read.records[0]["created_at"], "2023-07-22T04:26:40Z");
    let read = desk.read("app_store_scraper", &["lines.jsonl"]);
    let replied: Vec<bool> =
        read.records.iter().filter_map(|one| one["attrs"]["has_reply"].as_bool()).collect();
    assert_eq!(replied.iter().filter(|yes| **yes).count(), 1);
}

/// A preset that is known by columns of its own is not taken for a file that shares the usual ones.
#[test]
fn tweets_of_anybody_are_not_those_of_one_data_set() {
    let tweets = "tweet_id,created_at,text\n\
                  1,2017-10-31 22:10:47,The train was late again and nobody said why\n\
                  2,2017-11-01 08:00:00,Seats are broken in every carriage of it\n";
    let desk = Desk::new().with("tweets.csv", tweets);
    assert!(desk.detected("tweets.csv")["preset"].is_null());
    let made = desk.earful(&["init", "--company", "T", "tweets.csv"]);
    assert_eq!(made.status.code(), Some(0));
    let settings = std::fs::read_to_string(desk.path().join("earful.toml")).expect("settings");
    assert!(!settings.contains("twcs") && settings.contains("text = \"text\""), "{settings}");
    let tried = desk.earful(&["ingest", "--dry-run"]);
    let said = String::from_utf8_lossy(&tried.stdout).into_owned();
    assert!(said.contains("2 records would be kept"), "{said}");
}
