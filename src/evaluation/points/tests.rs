//! The figures of invented records, against what the readers' own script prints of them.

use super::*;

fn said(text: &str, stance: Stance, severity: u8, theme: Option<u32>) -> Said<'_> {
    Said { text, stance, severity, theme }
}

fn point<'a>(text: &'a str, stance: Stance, severity: u8, pain: &'a str) -> Point<'a> {
    Point { text, stance, severity, pain }
}

/// Seven records: one with a pain in another language, one that the program kept nothing of, one
/// loose, and a point without a subject.
fn invented() -> Vec<Read<'static>> {
    vec![
        Read {
            said: vec![
                said("The driver never came.", Stance::Complaint, 2, Some(1)),
                said(
                    "I waited an hour in the rain, please add a refund button!",
                    Stance::Complaint,
                    1,
                    Some(2),
                ),
            ],
            points: vec![
                point("The driver never came.", Stance::Complaint, 3, "Driver never comes"),
                point("I waited an hour in the rain,", Stance::Complaint, 1, "Waiting too long"),
                point("please add a refund button!", Stance::Request, 1, "No refund"),
            ],
        },
        Read {
            said: vec![
                said(
                    "Charged twice for one ride and nobody answers me.",
                    Stance::Complaint,
                    3,
                    Some(2),
                ),
                said("Lovely car though.", Stance::Remark, 0, None),
            ],
            points: vec![
                point("Charged twice for one ride", Stance::Complaint, 3, "Charged twice"),
                point("nobody answers me.", Stance::Complaint, 2, "Nobody answers"),
                point("Lovely car though.", Stance::Praise, 0, ""),
            ],
        },
        Read {
            said: vec![
                said("Bad app.", Stance::Complaint, 1, Some(2)),
                said("Charged twice again!", Stance::Praise, 0, Some(2)),
                said("Driver never came, nobody answers.", Stance::Complaint, 2, Some(5)),
            ],
            points: vec![
                point("Bad app.", Stance::Complaint, 1, "General dissatisfaction"),
                point("Charged twice again!", Stance::Complaint, 2, "Charged twice"),
                point("Driver never came,", Stance::Complaint, 2, "Driver never comes"),
                point("nobody answers.", Stance::Complaint, 1, "Nobody answers"),
            ],
        },
        Read {
            said: vec![
                said("司机没来。", Stance::Complaint, 2, Some(4)),
                said("请退款", Stance::Request, 1, Some(2)),
            ],
            points: vec![
                point("司机没来。", Stance::Complaint, 2, "Driver never comes"),
                point("请退款", Stance::Request, 1, "No refund"),
            ],
        },
        Read {
            said: vec![
                said("Where is my receipt?", Stance::Question, 0, None),
                said("The driver never came to me.", Stance::Complaint, 2, Some(3)),
            ],
            points: vec![
                point("Where is my receipt?", Stance::Question, 0, ""),
                point("The driver never came to me.", Stance::Complaint, 2, "Driver never comes"),
            ],
        },
        Read {
            said: vec![],
            points: vec![point("Gone.", Stance::Complaint, 1, "Driver never comes")],
        },
        Read {
            said: vec![said(
                "Charged twice, charged again, waited long. Refund it.",
                Stance::Request,
                3,
                None,
            )],
            points: vec![
                point("Charged twice, charged again,", Stance::Complaint, 2, "Charged twice"),
                point("waited long.", Stance::Complaint, 1, "Waiting too long"),
                point("Refund it.", Stance::Request, 1, "No refund"),
            ],
        },
    ]
}

/// Made with the script, twelve digits asked of it.
#[test]
fn the_same_as_the_script() {
    let found = points(&invented(), &BTreeSet::from([1, 2]));
    let counts = [found.records, found.absent, found.points, found.pains];
    assert_eq!(counts, [6, 1, 17, 5]);
    assert_eq!((found.themes_judged, found.pairs_two, found.largest_parts), (1, 11, 2));
    let expected = [
        (found.cuts, 12.0 / 18.0),
        (found.stance_accuracy, 0.705882352941),
        (found.request_f1, 0.571428571429),
        (found.stance_macro_f1, 0.477922077922),
        (found.wants_precision, 1.0),
        (found.wants_recall, 0.933333333333),
        (found.wants_f1, 0.965517241379),
        (found.severity3_precision, 0.2),
        (found.severity3_recall, 0.5),
        (found.severity_error, 0.5),
        (found.ari, -0.016172506739),
        (found.ami, 0.015031550366),
        (found.b_precision, 0.632653061224),
        (found.b_recall, 0.52380952381),
        (found.b_cubed, 0.573109243697),
        (found.pain_parts, 1.2),
        (found.theme_purity, 0.25),
        (found.split_two, 0.727272727273),
    ];
    for (at, (figure, script)) in expected.into_iter().enumerate() {
        assert!((figure - script).abs() < 1e-9, "{at}: {figure}, the script says {script}");
    }
}

#[test]
fn words_and_characters() {
    let of = |text| bag(text).into_iter().collect::<Vec<_>>();
    let one = |word: &str, times| (word.to_owned(), times);
    assert_eq!(of("No, no no_w!"), [one("no", 2), one("no_w", 1)]);
    // Fewer than three words are held against one another by their characters.
    assert_eq!(of("No no"), [one("n", 2), one("o", 2)]);
    assert_eq!(of(" 没 来。"), [one("。", 1), one("来", 1), one("没", 1)]);
}

#[test]
fn of_equal_statements_the_shorter_and_then_the_first() {
    let complaint = |text, theme| said(text, Stance::Complaint, 1, Some(theme));
    let read = |said: Vec<Said<'static>>| Read {
        said,
        points: vec![point("the app is slow", Stance::Complaint, 1, "Slow"); 4],
    };
    let purity = |said| points(&[read(said)], &BTreeSet::from([7])).themes_judged;
    let (long, short) = ("the app is slow and more", "the app is slow too");
    assert_eq!(purity(vec![complaint(long, 3), complaint(short, 7)]), 1);
    assert_eq!(purity(vec![complaint(short, 7), complaint(short, 3)]), 1);
    assert_eq!(purity(vec![complaint(short, 3), complaint(short, 7)]), 0);
}

#[test]
fn nothing_is_nothing() {
    assert_eq!(points(&[], &BTreeSet::new()), Points::default());
    let empty = Points { absent: 1, ..Points::default() };
    assert_eq!(points(&[Read::default()], &BTreeSet::new()), empty);
}

/// One pain in one theme is told apart from nothing: the script gives 0, not 1.
#[test]
fn trivial_groups_tell_nothing() {
    let one = Read {
        said: vec![said("the app is slow", Stance::Complaint, 1, Some(1))],
        points: vec![point("the app is slow", Stance::Complaint, 1, "Slow")],
    };
    let found = points(&[one.clone(), one], &BTreeSet::from([1]));
    assert_eq!((found.ari, found.ami, found.b_cubed), (1.0, 0.0, 1.0));
}
