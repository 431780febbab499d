//! Dates as people and programs write them, and texts that are none.

use proptest::prelude::*;

use super::*;

fn shown(text: &str) -> Option<String> {
    let wall = |one: Wall| {
        let minutes = one.millis / 60_000;
        let offset = one.offset.map_or(String::new(), |seconds| format!(" {seconds:+}"));
        format!("{} {:02}:{:02}{offset}", one.day, minutes / 60, minutes % 60)
    };
    Some(match read(text)? {
        Written::Instant(millis) => crate::model::Timestamp(millis.div_euclid(1000)).to_string(),
        Written::At(one) => wall(one),
        Written::Either { day_first, month_first } => {
            format!("{} or {}", wall(day_first), wall(month_first))
        }
    })
}

#[test]
fn every_layout_that_people_export() {
    for (text, want) in [
        ("April 9, 2024", "2024-04-09 00:00"),
        ("Tuesday, April 9th, 2024", "2024-04-09 00:00"),
        ("9 Apr 2024 8:05", "2024-04-09 08:05"),
        ("09-Apr-24", "2024-04-09 00:00"),
        ("09/Apr/24 8:05 PM", "2024-04-09 20:05"),
        ("Apr 9 '24", "2024-04-09 00:00"),
        ("9. April 2024 21:05 Uhr", "2024-04-09 21:05"),
        ("9 avril 2024 à 21h05", "2024-04-09 21:05"),
        ("1er août 2024", "2024-08-01 00:00"),
        ("9 de abril de 2024", "2024-04-09 00:00"),
        ("9 kwietnia 2024", "2024-04-09 00:00"),
        ("9 апреля 2024 г.", "2024-04-09 00:00"),
        ("9 Nisan 2024", "2024-04-09 00:00"),
        ("2024. április 9.", "2024-04-09 00:00"),
        ("9. huhtikuuta 2024 klo 9.12", "2024-04-09 09:12"),
        ("2024年4月9日", "2024-04-09 00:00"),
        ("2024年4月9日 午後3時05分", "2024-04-09 15:05"),
        ("2024년 4월 9일 오후 3:05", "2024-04-09 15:05"),
        ("2024. 4. 9.", "2024-04-09 00:00"),
        ("24.04.09.", "2024-04-09 00:00"),
        ("23/04/2024 08.15", "2024-04-23 08:15"),
        ("09/04/2567", "2024-04-09 00:00 or 2024-09-04 00:00"),
        ("令和6年4月9日 15時05分", "2024-04-09 15:05"),
        ("９/４/２０２４", "2024-04-09 00:00 or 2024-09-04 00:00"),
        ("4/9/2024 9:12:05 p.m.", "2024-09-04 21:12 or 2024-04-09 21:12"),
        ("4/13/2024 12:01 a. m.", "2024-04-13 00:01"),
        ("13.04.24", "2024-04-13 00:00"),
        ("03.04.2024", "2024-04-03 00:00"),
        ("2024/04/09 1:09:25 PM GMT+1", "2024-04-09 13:09 +3600"),
        ("2024-04-09 09:12:05 +0000 UTC", "2024-04-09 09:12 +0"),
        ("2024-04-09T09:12:05.123456Z", "2024-04-09 09:12 +0"),
        ("Tue, 09 Apr 2024 13:00:25 -0330", "2024-04-09 13:00 -12600"),
        ("Mon Apr 08 2024 13:58:23 GMT-0500 (Central Daylight Time)", "2024-04-08 13:58 -18000"),
        ("Tue Apr 09 13:09:25 +0000 2024", "2024-04-09 13:09 +0"),
        ("Tue Apr 9 13:09:25 EDT 2024", "2024-04-09 13:09 -14400"),
        ("9 tháng 4, 2024", "2024-04-09 00:00"),
        ("09-APR-24 01.09.25.000000 PM", "2024-04-09 13:09"),
        ("2024/04/09 1:09:25 nachm. MEZ", "2024-04-09 13:09 +3600"),
        ("2024/04/09 9:09:25 vorm. MESZ", "2024-04-09 09:09 +7200"),
        ("2024/04/09 12:09:25 fm CET", "2024-04-09 00:09 +3600"),
        ("2024/04/09 1:09:25 em CET", "2024-04-09 13:09 +3600"),
        ("2024/04/09 1:09:25 午後 JST", "2024-04-09 13:09 +32400"),
        ("2024/04/09 1:09:25 下午 GMT+8", "2024-04-09 13:09 +28800"),
        ("2024/04/09 1:09:25 ÖS GMT+3", "2024-04-09 13:09 +10800"),
        ("2024/04/09 1:09:25 μ.μ. EET", "2024-04-09 13:09 +7200"),
        ("2024/04/09 1:09:25 م GMT+3", "2024-04-09 13:09 +10800"),
        ("2024/04/09 1:09:25 หลังเที่ยง GMT+7", "2024-04-09 13:09 +25200"),
        ("2024/04/09 1:09:25 du. CET", "2024-04-09 13:09 +3600"),
        ("2024/04/09 1:09:25 אחה״צ GMT+2", "2024-04-09 13:09 +7200"),
        ("13/04/2024 13.09.25", "2024-04-13 13:09"),
        ("9.4.2024 13.09", "2024-04-09 13:09"),
        ("9.4.2024, 9.09.25", "2024-04-09 09:09"),
        ("20240409", "2024-04-09 00:00"),
        ("20240409T130925Z", "2024-04-09 13:09 +0"),
        ("20240409130925", "2024-04-09 13:09"),
        ("Reviewed in the United States on April 9, 2024", "2024-04-09 00:00"),
        ("Rezension aus Deutschland vom 9. April 2024", "2024-04-09 00:00"),
        ("Published: 9 April 2024", "2024-04-09 00:00"),
        ("1712653765", "2024-04-09T09:09:25Z"),
        ("1712653765.25", "2024-04-09T09:09:25Z"),
        ("1712653765123", "2024-04-09T09:09:25Z"),
        ("1712653765123456", "2024-04-09T09:09:25Z"),
        ("1712653765123456789", "2024-04-09T09:09:25Z"),
        ("/Date(1712653765000+0200)/", "2024-04-09T09:09:25Z"),
    ] {
        assert_eq!(shown(text).as_deref(), Some(want), "{text}");
    }
}

#[test]
fn what_is_no_date() {
    for text in [
        "",
        "soon",
        "12",
        "45139",
        "10.2.1",
        "192.168.2.24",
        "2024-13-01",
        "31/31/2024",
        "0000-00-00",
        "2 days ago",
        "April",
        "May I have 2 of the 2024 lamps",
        "9 April 2024 and 10 April 2024",
    ] {
        assert_eq!(shown(text), None, "{text}");
    }
    for text in ["2 days ago", "vor 3 Wochen", "hace 2 meses", "yesterday", "3 天前"] {
        assert!(is_relative(text), "{text}");
    }
    for text in ["2024-04-09", "They fixed it", "Il personale"] {
        assert!(!is_relative(text), "{text}");
    }
}

#[test]
fn a_column_knows_its_order() {
    assert_eq!(order("13/04/2024 10:00"), Some(DayOrder::DayFirst));
    assert_eq!(order("04/13/24"), Some(DayOrder::MonthFirst));
    assert_eq!(order("04-13-2024"), Some(DayOrder::MonthFirst));
    for text in ["03/04/2024", "13.04.2024", "2024-04-13", "words", ""] {
        assert_eq!(order(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_none(text in any::<String>(), odd in "[-0-9/.: TZaepPmM+()年月日,]{0,40}") {
        for text in [text, odd] {
            let _ = (read(&text), order(&text), is_relative(&text));
        }
    }

    #[test]
    fn days_come_back(number in 0i32..47_000) {
        let day = Day(number);
        let (year, month, date) = day.civil();
        let one = format!("{date}.{month}.{year}");
        prop_assert!(matches!(read(&one), Some(Written::At(wall)) if wall.day == day));
        let two = format!("{year:04}{month:02}{date:02}");
        let read_back = read(&two);
        prop_assert!(matches!(read_back, Some(Written::At(wall)) if wall.day == day));
    }
}

#[test]
fn words_for_halves_of_the_day_are_folded() {
    for (words, _) in super::clock::HALVES {
        for word in *words {
            assert_eq!(*word, crate::text::fold(word));
        }
    }
}
