//! Files as they lie about: their order, known ones, changing ones, pipes, and settings at fault.

use super::*;

#[test]
fn files_come_in_order_and_known_ones_are_not_read() {
    let root = tempfile::tempdir().expect("a folder");
    for (name, text) in
        [("b.in", "id,text\n2,b\n"), ("a.in", "id,text\n1,a\n"), ("c.in", "id,text\n1,a\n")]
    {
        fs::write(root.path().join(name), text).expect("a file");
    }
    let mut other = preset(Format::Csv);
    other.source = "early".into();
    other.input.files = vec!["gone.in".into(), "none/*.csv".into()];
    let presets = [preset(Format::Csv), other];
    let told = run_in(&presets, root.path(), &|_, _| false);
    let names: Vec<_> = told.iter().map(|(name, _, end)| (name.as_str(), end.feed)).collect();
    assert_eq!(names, [("gone.in", 1), ("none/*.csv", 1), ("a.in", 0), ("b.in", 0), ("c.in", 0)]);
    assert_eq!(told[4].2.outcome, Outcome::Known);
    let hash = told[2].2.hash.clone();
    let again = run_in(&presets, root.path(), &|source, seen| source == "reviews" && seen == hash);
    let outcomes: Vec<_> =
        again.iter().map(|(_, units, end)| (units.len(), &end.outcome)).collect();
    assert_eq!(outcomes[2..], [(0, &Outcome::Known), (1, &Outcome::Read), (0, &Outcome::Known)]);
}

#[test]
fn large_files_are_read_twice_and_whole() {
    let rows: String = std::iter::once("id,text\n".to_owned())
        .chain((0..200_000).map(|row| format!("{row},the words of customer {row}\n")))
        .collect();
    assert!(rows.len() > KEPT);
    let (units, outcome) = one(Format::Csv, rows.as_bytes());
    assert_eq!((units.len(), outcome), (200_000, Outcome::Read));
    assert_eq!(units[199_999], "199999@200001:the words of customer 199999");
}

#[test]
fn a_file_that_changes_is_taken_back() {
    let root = tempfile::tempdir().expect("a folder");
    let path = root.path().join("a.in");
    let rows: String = std::iter::once("id,text\n".to_owned())
        .chain((0..600_000).map(|row| format!("{row},the words of customer {row}\n")))
        .collect();
    fs::write(&path, &rows).expect("a file");
    let feeds = [Feed::new(&preset(Format::Csv)).expect("a good preset")];
    let mut last = None;
    read(&feeds, root.path(), &|_, _| false, &mut |event| {
        match event {
            Event::FileStart(_) => {
                fs::write(&path, rows.replace("customer", "somebody")).expect("a file");
            }
            Event::FileEnd(end) => last = Some(end.outcome),
            Event::Batch { .. } => {}
        }
        ControlFlow::Continue(())
    })
    .expect("threads can be had");
    assert_eq!(last, Some(Outcome::Refused("changed_while_read".into())));
}

#[test]
fn a_sink_that_has_enough_ends_it() {
    let rows: String = std::iter::once("id,text\n".to_owned())
        .chain((0..100_000).map(|row| format!("{row},words\n")))
        .collect();
    let root = tempfile::tempdir().expect("a folder");
    fs::write(root.path().join("a.in"), rows).expect("a file");
    let feeds = [Feed::new(&preset(Format::Csv)).expect("a good preset")];
    let mut events = 0;
    read(&feeds, root.path(), &|_, _| false, &mut |_| {
        events += 1;
        if events == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .expect("threads can be had");
    assert_eq!(events, 2);
}

#[cfg(unix)]
#[test]
fn pipes_and_folders_are_not_waited_on() {
    let root = tempfile::tempdir().expect("a folder");
    fs::create_dir(root.path().join("a.in")).expect("a folder");
    let mut named = preset(Format::Csv);
    named.input.files = vec!["a.in".into()];
    let told = run_in(&[named], root.path(), &|_, _| false);
    assert_eq!(told[0].2.outcome, Outcome::Refused("not_a_file".into()));
}

#[test]
fn settings_at_fault_are_named() {
    let mut wrong = preset(Format::Csv);
    let mut change = Change::of(select("id"));
    change.regex = Some("(".into());
    wrong.fields.id = Some(Expression::With(Box::new(change)));
    let error = Feed::new(&wrong).expect_err("a bad pattern").to_string();
    assert!(error.contains("reviews") && error.contains("fields.id"), "{error}");
    let mut wrong = preset(Format::Csv);
    wrong.input.encoding = Some("klingon".into());
    assert!(Feed::new(&wrong).expect_err("a bad label").to_string().contains("input.encoding"));
}
