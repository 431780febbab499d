//! The figures of the roadmap meeting: files, joins, ratings, what is at stake, demand.

use super::{Asked, Counts, Said, Step, days, roadmap};
use crate::model::{Day, Selection, ThemeId};
use crate::report::phrase;
use crate::report::view::MeetingView;

pub(super) fn said(asked: &Asked<'_>, rest: &[Step<'_>]) -> Option<Said> {
    let meeting = asked.view.meeting.as_ref()?;
    match rest {
        [("active", None)] => Some(Said::made(
            "Customers who were active in the recent window, on average over its days.",
            "the sum over days of customers active on that day ÷ days; from the exposure file, else \
             from `active since` of the customers file",
            Vec::new(),
        )),
        [("cap", None)] => Some(Said::made(
            "The revenue above which an account counts no more, so that one very large account does \
             not decide every comparison.",
            "the 99th percentile of what accounts pay, by nearest rank",
            Vec::new(),
        )),
        [("sales_cap", None)] => Some(Said::made(
            "The amount above which a sale that was undone counts no more.",
            "the 99th percentile of the amounts of all sales undone, by nearest rank",
            Vec::new(),
        )),
        [("files", Some(at)), rest @ ..] => file(meeting, *at, rest),
        [("joins", None), rest @ ..] => join(rest),
        [("ratings", Some(at)), rest @ ..] => rating(asked, meeting, *at, rest),
        [("stakes", Some(at)), rest @ ..] => stake(asked, meeting, *at, rest),
        [("items", Some(at)), rest @ ..] => roadmap::item(asked, meeting, *at, rest),
        [("coverage", None), ("without_work", Some(_))] => Some(Said::made(
            "The rank of a pain that no open item of the roadmap answers.",
            "",
            Vec::new(),
        )),
        [("fixes", Some(at)), rest @ ..] => roadmap::fix(asked, meeting, *at, rest),
        [("demand", None), rest @ ..] => demand(rest),
        [("metrics", Some(at)), ("metric", None), rest @ ..] => {
            roadmap::metric(&format!("meeting.metrics[{at}].metric"), rest)
        }
        _ => None,
    }
}

/// How the interval of a mean rating is made (Liang and Zeger 1986).
const BY_CUSTOMER_MEAN: &str = "1.96 × √(the sum over customers of (the sum of their ratings − their count \
    × mean)²) ÷ rated: with one record each, 1.96 × √(variance of the ratings ÷ rated)";
/// How that of an impact is made (the same, of the influence of each record on it).
const BY_CUSTOMER_IMPACT: &str = "impact ± 1.96 × √(the sum over customers of (the sum of ψ over their \
    records)²), ψ = (rating − mean of all)/N, less (rating − mean outside)/(N − n) for a record outside the \
    theme; n of N rated records are in it: with one record each, the delta method of the two means and of \
    which records fall into the theme";

fn file(meeting: &MeetingView, at: usize, rest: &[Step<'_>]) -> Option<Said> {
    let name = &meeting.files.get(at)?.file;
    let means = match rest {
        [("used", None)] => format!("Rows of {name} that are used."),
        [("bad", None)] => format!("Rows of {name} that could not be used."),
        [("bad_rows", Some(_))] => {
            format!("The line of {name} on which a row stands that could not be used.")
        }
        _ => return None,
    };
    Some(Said::made(means, "", Vec::new()))
}

fn join(rest: &[Step<'_>]) -> Option<Said> {
    let own = |name: &str| format!("meeting.joins.{name}");
    Some(match rest {
        [("customers", None)] => {
            Said::made("Customers that the customers file names.", "", Vec::new())
        }
        [("heard", None)] => Said::made(
            "Of those, customers with at least one record, by author or by account.",
            "",
            vec![own("customers")],
        ),
        [("authors", None)] => Said::count(
            "Different customers in the feedback; a record without an author counts as one.",
            Selection::default(),
            Counts::Authors,
        ),
        [("known", None)] => Said::made(
            "Of those, customers whom the file names: author or account meets its key after both are \
             hashed.",
            "",
            vec![own("authors")],
        ),
        [("sources", Some(_))] => Said::made(
            "In this order: records of the source, those with an author or an account, those found in \
             the customers file.",
            "",
            Vec::new(),
        ),
        _ => return None,
    })
}

/// The days of the baseline and of the recent window of the trends, which all themes have in common.
fn windows(asked: &Asked<'_>) -> Option<((Day, Day), (Day, Day))> {
    let trend = asked.view.opportunities.iter().find_map(|one| one.trend.as_ref())?;
    let (before, now) = (&trend.baseline, &trend.recent);
    Some((days(&before.from, &before.to)?, days(&now.from, &now.to)?))
}

fn rating(asked: &Asked<'_>, meeting: &MeetingView, at: usize, rest: &[Step<'_>]) -> Option<Said> {
    let one = meeting.ratings.get(at)?;
    let own = |name: &str| format!("meeting.ratings[{at}].{name}");
    let all = Selection { rated: Some(one.kind.as_str().into()), ..Selection::default() };
    Some(match rest {
        [("rated", None)] => {
            Said::count(format!("Records rated in {}.", one.scale), all, Counts::Records)
        }
        [("customers", None)] => {
            Said::count("Different customers who rated them.", all, Counts::Authors)
        }
        [("mean", None)] => Said::made(
            format!("Their mean, in {}; kinds of rating are never mixed.", one.scale),
            "the sum of the ratings ÷ rated",
            vec![own("rated")],
        )
        .of(all)
        .counting(Counts::Mean),
        [("margin", None)] => Said::made(
            "Half the 95 % interval of the mean; the records of one customer are one voice, not many.",
            BY_CUSTOMER_MEAN,
            vec![own("mean"), own("rated"), own("customers")],
        )
        .of(all),
        [("untagged", None)] => Said::made(
            "What the records in no theme pull the mean by: with the credits of all themes it adds up \
             to nothing, because the mean is what they are measured from.",
            "the sum over those records of (rating − mean) ÷ rated",
            vec![own("mean"), own("rated"), own("untagged_rated")],
        ),
        [("untagged_rated", None)] => {
            Said::made("Rated records without a statement in a theme.", "", Vec::new())
        }
        [("change", Some(end))] => {
            let window = if *end == 0 { "baseline" } else { "recent window" };
            let said = Said::made(
                format!("The mean in the {window} of the trends, in {}.", one.scale),
                "the sum of the ratings ÷ their number",
                Vec::new(),
            );
            match windows(asked) {
                Some((before, now)) => said
                    .of(Selection { days: Some(if *end == 0 { before } else { now }), ..all })
                    .counting(Counts::Mean),
                None => said.of(all),
            }
        }
        [("change_interval", Some(_))] => Said::made(
            "An end of the 95 % interval of the change of the mean, now less before; the records of one \
             customer are one voice, not many.",
            "now − before ± 1.96 × √(the sum over customers of (the sum of (rating − mean now) ÷ rated now over \
             their records now, less that of before)²)",
            vec![own("change[0]"), own("change[1]")],
        )
        .of(all),
        [("parts", Some(_))] => Said::made(
            "Of one theme: first what its share changed (mix), then what its own mean changed (rate). \
             All of them add up to the change of the mean.",
            "mix = (w₁ − w₀)(m̄ − Ā), rate = w̄ (m₁ − m₀): w the theme’s share of the ratings, m its mean, A the \
             mean of all, 0 before and 1 now, a bar the middle of both (Kitagawa 1955)",
            vec![own("change[0]"), own("change[1]")],
        ),
        [("lines", Some(place)), (key, end)] => {
            let line = one.lines.get(*place)?;
            let theme: ThemeId = line.theme.parse().ok()?;
            let of =
                Selection { rated: Some(one.kind.as_str().into()), ..Selection::theme(theme) };
            let beside = |name: &str| own(&format!("lines[{place}].{name}"));
            match (*key, end) {
                ("rated", None) => {
                    Said::count("Rated records in the theme.", of.clone(), Counts::Records)
                }
                ("share", None) => Said::made(
                    "Their share of all rated records.",
                    format!("{} ÷ {}", line.rated, one.rated),
                    vec![beside("rated"), own("rated")],
                ),
                ("gap", None) => Said::made(
                    "The mean of its records less the mean of the rest.",
                    "",
                    vec![beside("rated"), own("rated")],
                ),
                ("impact", None) => Said::made(
                    "How the mean would differ if these records scored like the rest: an association, \
                     not a promise.",
                    format!(
                        "share × gap = {} × {}",
                        asked.at(&beside("share")),
                        asked.at(&beside("gap"))
                    ),
                    vec![beside("share"), beside("gap")],
                ),
                ("interval", Some(_)) => Said::made(
                    "An end of the 95 % interval of the impact.",
                    BY_CUSTOMER_IMPACT,
                    vec![beside("impact"), beside("rated"), own("rated"), own("customers")],
                ),
                ("credit", None) => Said::made(
                    "What the theme pulls the mean by when each record is parted evenly among its \
                     themes, so that overlapping themes add up.",
                    "the sum over its rated records of (rating − mean) ÷ themes of the record ÷ rated",
                    vec![own("mean"), own("rated")],
                ),
                _ => return None,
            }
            .of(of)
        }
        _ => return None,
    })
}

fn stake(asked: &Asked<'_>, meeting: &MeetingView, at: usize, rest: &[Step<'_>]) -> Option<Said> {
    let one = meeting.stakes.get(at)?;
    let theme: ThemeId = one.theme.parse().ok()?;
    let wanting = Selection::wanting(theme);
    let recent = Selection {
        days: meeting.window.as_ref().and_then(|[from, to]| days(from, to)),
        ..wanting.clone()
    };
    let own = |name: &str| format!("meeting.stakes[{at}].{name}");
    Some(match rest {
        [("rank", None)] => Said::made("Its rank.", "", Vec::new()),
        [("customers", None)] => Said::count(
            "Different authors of its complaints and requests.",
            wanting,
            Counts::Authors,
        ),
        [("recent", None)] => Said::count(
            "Of those, authors who said so in the recent window.",
            recent,
            Counts::Authors,
        ),
        [("incidence", Some(end))] => Said::made(
            match end {
                0 => "Customers who said so in the recent window, per 1,000 who were active in it.",
                1 => "The lower end of its 95 % interval.",
                _ => "The upper end of its 95 % interval.",
            },
            match asked.at("meeting.active").parse::<f64>() {
                Ok(active) => format!(
                    "1,000 × customers heard ÷ active = 1,000 × {} ÷ {}; where the customers file tells \
                     who is active, only those heard who stand in it",
                    one.recent,
                    phrase::measure(active)
                ),
                Err(_) => String::new(),
            },
            vec![own("recent"), "meeting.active".to_owned()],
        )
        .of(recent),
        [("revenue", None)] => Said::made(
            "What the customers behind it pay in a year, by the customers file: an account once, \
             however many of its people speak, and none with more than the cap.",
            "the sum over accounts of min(revenue, cap)",
            vec![own("accounts"), own("unknown"), "meeting.cap".to_owned()],
        )
        .of(wanting)
        .counting(Counts::Revenue),
        [("accounts", None)] => Said::made(
            "Accounts with a known revenue behind it.",
            "",
            vec![own("revenue")],
        )
        .of(wanting),
        [("unknown", None)] => {
            Said::made("Accounts behind it whose revenue nobody knows.", "", Vec::new()).of(wanting)
        }
        [("one_account", None)] => Said::made(
            "The share of the largest account, uncapped; said where it is more than half.",
            "",
            vec![own("accounts")],
        )
        .of(wanting),
        [("contacts", None)] => Said::made(
            "Contacts about it in the recent window that have a cost; one that is about several themes is \
             parted evenly among them.",
            "the sum over records of 1 ÷ themes of the record",
            Vec::new(),
        )
        .of(recent),
        [("contact_cost", None)] => Said::made(
            "What those contacts cost, by the costs file.",
            "the sum over records of the cost of their channel ÷ themes of the record",
            vec![own("contacts")],
        )
        .of(recent),
        [("sales_undone", None)] => Said::made(
            "Sales undone for it (returns, cancellations, downgrades); one with several reasons is parted \
             evenly among them.",
            "the sum over sales of 1 ÷ themes of the sale",
            Vec::new(),
        )
        .of(Selection { segments: vec![("kind".into(), "sale".into())], ..wanting }),
        [("sales_amount", None)] => Said::made(
            "What those sales were worth, each capped. It is never added to revenue.",
            "the sum over sales of min(amount, sales cap) ÷ themes of the sale",
            vec![own("sales_undone"), "meeting.sales_cap".to_owned()],
        )
        .of(Selection { segments: vec![("kind".into(), "sale".into())], ..wanting }),
        _ => return None,
    })
}

fn demand(rest: &[Step<'_>]) -> Option<Said> {
    let own = |name: &str| format!("meeting.demand.{name}");
    let query = |key: &str| -> Option<(&'static str, &'static str)> {
        Some(match key {
            "searches" => ("Searches for this query in the recent window.", ""),
            "known" => ("Of those, searches of which the number of results is known.", ""),
            "empty" => ("Of those, searches that found nothing.", ""),
            "empty_share" => ("The share of them that found nothing.", "empty ÷ known"),
            "clicks_a_search" => {
                ("Clicks a search.", "clicks ÷ searches with a known number of clicks")
            }
            "before" => ("Searches for this query in the baseline.", ""),
            "ratio" => (
                "How many times what its share of the baseline leads to expect.",
                "(searches + ½) ÷ (expected + ½), expected = all searches × its share of the baseline",
            ),
            "q_value" => (
                "The chance of such a change if nothing had changed, after every query was looked at \
                 (Benjamini and Hochberg).",
                "",
            ),
            _ => return None,
        })
    };
    let (means, formula) = match rest {
        [("searches", None)] => ("Searches in the recent window of the log of searches.", ""),
        [("known", None)] => ("Of those, searches of which the number of results is known.", ""),
        [("empty", None)] => ("Of those, searches that found nothing.", ""),
        [("different", None)] => ("Different queries in the recent window.", ""),
        [("rare", None)] => {
            ("Of those, queries searched fewer than three times: counted, and not listed.", "")
        }
        [("future", None)] => ("Searches dated after the night, in no window.", ""),
        [("nothing" | "rising", None), ("all", None)] => {
            ("How many queries the list has; the report shows the first.", "")
        }
        [("nothing" | "rising", None), ("queries", Some(_)), (key, None)] => query(key)?,
        [("themes", Some(_)), ("searches", None)] => {
            ("Searches in the recent window for queries that say the words of the theme.", "")
        }
        [("themes", Some(_)), ("empty", None)] => ("Of those, searches that found nothing.", ""),
        [("themes", Some(_)), ("queries", None), ("all", None)] => {
            ("How many queries say its words; the report shows the first.", "")
        }
        [("themes", Some(_)), ("queries", None), ("queries", Some(_)), (key, None)] => query(key)?,
        _ => return None,
    };
    let inputs = match rest {
        [("known" | "empty" | "different" | "rare", None)] => vec![own("searches")],
        _ => Vec::new(),
    };
    let means = format!("{means} `earful demand` lists the queries.");
    Some(Said::made(means, formula, inputs))
}
