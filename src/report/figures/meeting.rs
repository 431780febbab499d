//! The figures of the roadmap meeting: files, joins, ratings, what is at stake, items, fixes, demand,
//! metrics.

use super::{Asked, Counts, Said, Step, days, shell};
use crate::model::{Selection, Stance, ThemeId};
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
        [("items", Some(at)), rest @ ..] => item(meeting, *at, rest),
        [("coverage", None), ("without_work", Some(_))] => Some(Said::made(
            "The rank of a pain that no open item of the roadmap answers.",
            "",
            Vec::new(),
        )),
        [("fixes", Some(at)), rest @ ..] => fix(meeting, *at, rest),
        [("demand", None), rest @ ..] => demand(rest),
        [("metrics", Some(at)), ("metric", None), rest @ ..] => {
            metric(&format!("meeting.metrics[{at}].metric"), rest)
        }
        _ => None,
    }
}

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

fn rating(asked: &Asked<'_>, meeting: &MeetingView, at: usize, rest: &[Step<'_>]) -> Option<Said> {
    let one = meeting.ratings.get(at)?;
    let own = |name: &str| format!("meeting.ratings[{at}].{name}");
    let all = Selection { rated: Some(one.scale.as_str().into()), ..Selection::default() };
    Some(match rest {
        [("rated", None)] => {
            Said::made(format!("Records rated in {}.", one.scale), "", Vec::new()).of(all)
        }
        [("mean", None)] => Said::made(
            format!("Their mean, in {}; kinds of rating are never mixed.", one.scale),
            "the sum of the ratings ÷ rated",
            vec![own("rated")],
        )
        .of(all),
        [("margin", None)] => Said::made(
            "Half the 95 % interval of the mean.",
            "1.96 × √(variance of the ratings ÷ rated)",
            vec![own("rated")],
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
        [("change", Some(0))] => {
            Said::made("The mean in the baseline of the trends.", "", Vec::new()).of(all)
        }
        [("change", Some(_))] => {
            Said::made("The mean in the recent window of the trends.", "", Vec::new()).of(all)
        }
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
                Selection { rated: Some(one.scale.as_str().into()), ..Selection::theme(theme) };
            let beside = |name: &str| own(&format!("lines[{place}].{name}"));
            match (*key, end) {
                ("rated", None) => Said::made("Rated records in the theme.", "", Vec::new()),
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
                    "impact ± 1.96 × standard error, of the two means and of which records fall into \
                     the theme (delta method)",
                    vec![beside("impact")],
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
        .of(wanting),
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

fn item(meeting: &MeetingView, at: usize, rest: &[Step<'_>]) -> Option<Said> {
    let one = meeting.items.get(at)?;
    let named = one.themes.iter().filter_map(|theme| theme.today.as_deref());
    let themes: Vec<ThemeId> = named.filter_map(|id| id.parse().ok()).collect();
    // What its searches find is no theme and no single search; where it has none the themes are all.
    let selection = (one.queries.is_empty() && !themes.is_empty()).then(|| Selection {
        themes,
        stances: vec![Stance::Complaint, Stance::Request],
        ..Selection::default()
    });
    let own = |name: &str| format!("meeting.items[{at}].{name}");
    let searches: Vec<String> =
        one.queries.iter().map(|query| format!("earful search {}", shell(query))).collect();
    let opened = match searches[..] {
        [] => String::new(),
        _ => format!(" ({})", searches.join("; ")),
    };
    let heard = format!(
        "complaints and requests of the themes it names and of what its searches find{opened}, each once"
    );
    let said = match rest {
        [("effort", Some(_))] => {
            return Some(Said::made(
                format!("Weeks of one team, as {} has it.", one.place),
                "",
                Vec::new(),
            ));
        }
        [("best_rank", None)] => {
            return Some(Said::made("The best rank of its themes.", "", Vec::new()));
        }
        [("customers", None)] => Said::made(format!("Different authors of {heard}."), "", vec![]),
        [("records", None)] => Said::made(format!("Records with {heard}."), "", vec![]),
        [("revenue", None)] => Said::made(
            "What those customers pay in a year, by the customers file.",
            "the sum over accounts of min(revenue, cap)",
            vec![own("customers"), "meeting.cap".to_owned()],
        ),
        _ => return None,
    };
    Some(Said { selection, ..said })
}

fn fix(meeting: &MeetingView, at: usize, rest: &[Step<'_>]) -> Option<Said> {
    let one = meeting.fixes.get(at)?;
    let own = |name: &str| format!("meeting.fixes[{at}].{name}");
    let sum = |weeks: &[u32]| weeks.iter().map(|&count| u64::from(count)).sum::<u64>();
    let change = "(voices after ÷ voices before) ÷ (others after ÷ others before) − 1, half a voice added \
                  to each sum; others: the voices of the themes compared with (difference in differences)";
    Some(match rest {
        [("before", Some(_))] => Said::made(
            "Voices of what the item answers in one whole week before it shipped, oldest first.",
            "",
            Vec::new(),
        ),
        [("after", Some(_))] => Said::made(
            "Voices of what the item answers in one whole week from the day it shipped on.",
            "",
            Vec::new(),
        ),
        [("expected", Some(_))] => Said::made(
            "What the themes compared with lead to expect in that week.",
            "their voices of the week × own voices before ÷ their voices before",
            Vec::new(),
        ),
        [("change", None)] => Said::made(
            format!(
                "How much more or less it is heard since {} than the themes compared with: −0.5 is half \
                 as much. {} voices before, {} after.",
                phrase::iso_date(&one.shipped),
                phrase::count(sum(&one.before)),
                phrase::count(sum(&one.after))
            ),
            change,
            Vec::new(),
        ),
        [("interval", Some(_))] => Said::made(
            "An end of the 95 % interval of the change, widened by what weeks and themes nobody changed \
             scatter more than chance.",
            "",
            vec![own("change")],
        ),
        [("placebo", None)] => Said::made(
            "The share of the themes compared with for which the same day shows as strong a fall although \
             nobody changed them: near 0 is good.",
            "",
            vec![own("change")],
        ),
        [("parts", Some(_))] => Said::made(
            "The change in one part of the feedback, and its 95 % interval.",
            change,
            Vec::new(),
        ),
        [("metrics", Some(place)), rest @ ..] => {
            return metric(&own(&format!("metrics[{place}]")), rest);
        }
        _ => return None,
    })
}

/// A figure of a metric that stands at `path`.
fn metric(path: &str, rest: &[Step<'_>]) -> Option<Said> {
    let own = |name: &str| format!("{path}.{name}");
    Some(match rest {
        [("before" | "after", None), ("rows", None)] => {
            Said::made("Rows of the metrics file that are summed.", "", Vec::new())
        }
        [(side @ ("before" | "after"), None), ("value", None)] => Said::made(
            "The share, or the mean of the values where the file gives them no base.",
            "the sum of the values ÷ the sum of their bases, or ÷ rows",
            vec![own(&format!("{side}.rows"))],
        ),
        [("before" | "after", None), ("of", Some(end))] => Said::made(
            match end {
                0 => "The sum of the values.",
                _ => "The sum of their bases.",
            },
            "",
            Vec::new(),
        ),
        [("difference", None)] => Said::made(
            "After less before.",
            "after − before",
            vec![own("after.value"), own("before.value")],
        ),
        [("interval", Some(_))] => Said::made(
            "An end of the 95 % interval of the difference of two shares.",
            "Newcombe’s hybrid score interval, made of Wilson’s for each share",
            vec![own("difference")],
        ),
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
