//! A pain that nobody had before rings on its first morning, once.

use serde_json::Value;

use super::{Company, QUIET, USUAL, day, in_other_words, ringing};

/// What nobody complained of before: a thing that no theme is about, and another fault of a thing that one is
/// about.
const UNHEARD: [(&str, [&str; 5]); 2] = [
    (
        "voucher",
        [
            "My birthday voucher is refused at the counter",
            "The counter refuses every voucher",
            "They would not take my voucher",
            "The voucher they sent me was refused",
            "No counter accepts the voucher",
        ],
    ),
    (
        "city",
        [
            "The map puts me in the wrong city",
            "The map says I am in another city",
            "My position on the map is in the wrong city",
            "The map thinks I am in a different city",
            "It shows my position in the wrong city",
        ],
    ),
];

impl Company {
    /// Writes more reviews of a day, each by another person, about something that nobody complained of before.
    fn write_unheard(&mut self, number: i32, (_, ways): (&str, [&str; 5]), count: usize) {
        let mut rows = "id,date,text,user,version,country\n".to_owned();
        for _ in 0..count {
            self.number += 1;
            let id = self.number;
            let way = ways[self.chance.below(ways.len())];
            let text = in_other_words(way, &mut self.chance);
            rows.push_str(&format!("{id},{},\"{text}\",user{id},5.1,DE\n", day(number)));
        }
        self.workspace.write(&format!("reviews-{}-more.csv", day(number)), rows);
    }
}

#[test]
fn a_pain_that_nobody_had_rings_on_its_first_morning() {
    for unheard in UNHEARD {
        let mut company = Company::quiet();
        assert_eq!(company.night(QUIET - 1).0, Some(0));
        company.write(QUIET, USUAL);
        company.write_unheard(QUIET, unheard, 30);
        let (code, alarms, first) = company.night(QUIET);
        let rings = ringing(&alarms);
        let of = |alarm: &&&Value| alarm["title"].to_string().to_lowercase().contains(unheard.0);
        assert_eq!(code, Some(5), "{first}");
        let theme = rings.iter().find(of).unwrap_or_else(|| panic!("{first}\n{alarms:#?}"));
        assert!(theme["observed"].as_f64() >= Some(10.0), "{theme}");
        assert!(theme["usual"].as_f64() < Some(3.0), "{theme}");
        assert_eq!(theme["since"], Value::from(day(QUIET).to_string()));
        let id = theme["of"].clone();
        // It rings once, and not again when all feedback is grouped anew.
        for number in QUIET + 1..QUIET + 9 {
            company.write(number, USUAL);
            company.write_unheard(number, unheard, 30);
            let (_, alarms, first) = company.night(number);
            let again = ringing(&alarms).iter().any(|alarm| alarm["of"] == id);
            assert!(!again, "{number}: {first}");
        }
    }
}
