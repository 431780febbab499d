//! Nights and sources that come back after a pause.

use serde_json::Value;

use super::{Company, QUIET, USUAL, Written, day};

/// Whether the report says that a source brought much more or less than usual.
fn swings(company: &Company) -> Vec<Value> {
    let notices = company.workspace.view()["intake"]["notices"].clone();
    let all = notices.as_array().expect("notices").clone();
    all.into_iter().filter(|one| one["kind"] == "doubled" || one["kind"] == "halved").collect()
}

#[test]
fn a_month_of_mail_on_one_night_is_no_rise_and_its_last_day_is_watched() {
    let mut company = Company::quiet();
    assert_eq!(company.night(QUIET - 1).0, Some(0));
    (QUIET..QUIET + 30).for_each(|number| company.write(number, USUAL));
    let (code, alarms, first) = company.night(QUIET + 29);
    assert_eq!((code, alarms.len()), (Some(0), 0), "{first} {alarms:?}");
    assert_eq!(swings(&company), Vec::<Value>::new());
    // Three more weeks without a night, and it breaks on the last day of them.
    (QUIET + 30..QUIET + 50).for_each(|number| company.write(number, USUAL));
    let mut broken = USUAL;
    broken.reviews[0] = 30;
    company.write(QUIET + 50, broken);
    let (code, alarms, first) = company.night(QUIET + 50);
    assert_eq!(code, Some(5), "{first}");
    let since = Value::from(day(QUIET + 50).to_string());
    let lasting: Vec<&Value> = alarms.iter().filter(|alarm| alarm["over"] == false).collect();
    assert!(lasting.iter().any(|alarm| alarm["kind"] == "theme"), "{alarms:?}");
    assert!(lasting.iter().all(|alarm| alarm["since"] == since), "{alarms:?}");
}

#[test]
fn a_source_that_comes_back_after_a_year_is_no_rise() {
    const YEAR: i32 = 370;
    let mut company = Company::quiet();
    let silent = Written { tickets: [0; 5], ..USUAL };
    (QUIET..QUIET + YEAR).for_each(|number| company.write(number, silent));
    let (code, alarms, first) = company.night(QUIET + YEAR - 1);
    assert_eq!((code, alarms.len()), (Some(0), 0), "{first} {alarms:?}");
    for number in QUIET + YEAR..QUIET + YEAR + 3 {
        company.write(number, USUAL);
        let (code, alarms, first) = company.night(number);
        assert_eq!((code, alarms.len()), (Some(0), 0), "{first} {alarms:?}");
        assert_eq!(swings(&company), Vec::<Value>::new(), "{first}");
    }
}
