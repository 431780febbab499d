//! Sentences about one opportunity, each filled from the numbers it stands beside.
//!
//! Takes model values, gives plain text; the words never say more than the count behind them
//! (quantifiers are bound to ranges in [`phrase`]).

use crate::model::{
    Caveat, Day, Evidence, Feedback, Impact, Opportunity, Stance, Status, Trend, Window,
};
use crate::report::phrase;

/// How a title stands inside a sentence.
pub(super) fn quoted(title: &str) -> String {
    // A title in customers' own words comes with its quotation marks.
    if title.starts_with('“') { title.to_owned() } else { format!("“{title}”") }
}

/// Customers as a number and a share of all who were heard.
pub(super) fn customers_of(number: u32, all: u64) -> String {
    let share = phrase::percent(phrase::share(u64::from(number), all));
    format!("{} of {} ({share})", phrase::count(u64::from(number)), customers(all))
}

/// `1 customer`, `2 customers`.
pub(super) fn customers(number: u64) -> String {
    phrase::counted(number, "customer", "customers")
}

/// `1 record`, `2 records`: pieces of feedback.
pub(super) fn records(number: u64) -> String {
    phrase::counted(number, "piece of feedback", "pieces of feedback")
}

/// What it is and how many say so.
pub(super) fn claim(evidence: &Evidence, all_customers: u64) -> String {
    let stance = |stance: Stance| u64::from(evidence.stances[stance as usize]);
    let who = customers_of(evidence.customers(), all_customers);
    let verb = if evidence.customers() == 1 && all_customers == 1 { "wants" } else { "want" };
    let votes = match evidence.voters {
        0 => String::new(),
        voters => format!(", {} of them by votes", phrase::count(u64::from(voters))),
    };
    let copies = match evidence.wanting.saturating_sub(evidence.voices) {
        0 => String::new(),
        1 => "; 1 is a copy of another by the same customer and counts once with it".to_owned(),
        many => format!("; {many} are copies by the same customer and count once"),
    };
    format!(
        "{who} {verb} this changed{votes}. They say so in {}, with {} and {}{copies}.",
        records(u64::from(evidence.wanting)),
        phrase::counted(stance(Stance::Complaint), "complaint", "complaints"),
        phrase::counted(stance(Stance::Request), "request", "requests"),
    )
}

/// How badly it hurts those it hurts.
pub(super) fn severity(evidence: &Evidence) -> String {
    let all: u64 = evidence.severities.iter().map(|&count| u64::from(count)).sum();
    if all == 0 {
        return "Nothing in it is a complaint or a request, so there is no severity to speak of."
            .to_owned();
    }
    let [_, annoyed, blocked, grave] = evidence.severities.map(u64::from);
    let word = |part| phrase::sentence_case(phrase::quantifier(phrase::share(part, all)));
    if blocked + grave > 0 {
        let losing = if grave > 0 {
            format!(
                ", {} of them with lost data, lost money, danger or a customer leaving",
                phrase::count(grave)
            )
        } else {
            String::new()
        };
        format!(
            "{} of these complaints and requests tell of being blocked or worse: {}{losing}.",
            word(blocked + grave),
            phrase::part_of(blocked + grave, all)
        )
    } else if annoyed > 0 {
        format!(
            "It annoys rather than blocks: {} complaints and requests show annoyance, none more.",
            phrase::part_of(annoyed, all)
        )
    } else {
        format!("None of the {} complaints and requests uses strong words.", phrase::count(all))
    }
}

/// How a kind of rating is spoken of.
pub(in crate::report) struct Scale {
    /// Its mean, inside a sentence.
    pub(in crate::report) mean: &'static str,
    /// Behind a number, with its blank.
    pub(in crate::report) unit: &'static str,
    /// Decimals of a mean worth showing.
    pub(in crate::report) digits: u32,
}

impl Scale {
    /// The scale of that name; whatever is unknown is on the common scale of 0 to 1.
    pub(in crate::report) fn of(name: &str) -> Scale {
        let (mean, unit, digits) = match name {
            "stars" => ("the average star rating", " stars", 2),
            "nps" => ("the NPS", " points", 1),
            "csat" => ("the average satisfaction score", " points", 2),
            "thumbs" => ("the share of thumbs up", "", 3),
            "ces" => ("the average effort score", " points", 2),
            _ => ("average satisfaction, on a scale of 0 to 1,", "", 3),
        };
        Scale { mean, unit, digits }
    }

    /// An effect on the mean, with one decimal more than the mean: effects are small.
    pub(in crate::report) fn effect(&self, value: f64) -> String {
        phrase::signed(value, self.digits + 1)
    }
}

/// The effect on ratings, as share × gap, in words that claim association and nothing more.
pub(super) fn impact(impact: Option<&Impact>, anything_rated: bool) -> String {
    let Some(impact) = impact else {
        return if anything_rated {
            "Its effect on ratings cannot be measured: fewer than ten of its records are rated, or every rated \
             record is one of them."
                .to_owned()
        } else {
            "Its effect on ratings cannot be measured: nothing that was read is rated.".to_owned()
        };
    };
    let Scale { mean, unit, digits } = Scale::of(&impact.scale);
    let number = |value: f64| phrase::decimal(value, digits);
    let effect = |value: f64| phrase::decimal(value, digits + 1);
    let better = impact.impact <= 0.0;
    let certainty = impact.interval.map_or_else(
        || "no interval, since fewer than two customers rated inside or outside".to_owned(),
        |(low, high)| {
            let (small, large) = if better { (-high, -low) } else { (low, high) };
            let verdict = if low <= 0.0 && high >= 0.0 {
                "; the interval holds zero, so this may be chance"
            } else {
                ""
            };
            format!("95 % interval {} to {}{verdict}", effect(small), effect(large))
        },
    );
    format!(
        "If these records scored like the rest, {mean} would be {}{unit} {} ({certainty}). {} average {} \
         against {} elsewhere: {} × {} = {}.",
        effect(impact.impact.abs()),
        if better { "higher" } else { "lower" },
        phrase::part_of_all(u64::from(impact.rated), u64::from(impact.all_rated), "rated records"),
        number(impact.inside),
        number(impact.outside),
        phrase::percent(impact.share),
        phrase::signed(impact.gap, digits),
        phrase::signed(impact.impact, digits + 1),
    )
}

/// How sure the rank is.
pub(super) fn rank(one: &Opportunity, ranked: usize) -> String {
    let (low, high) = one.rank_interval;
    let place = if ranked < 2 {
        "It is the only one ranked".to_owned()
    } else if low == high {
        format!("Rank {} is settled (its 90 % interval is that rank alone)", one.rank)
    } else {
        format!("Rank {}, 90 % interval {low} to {high} of {ranked}", one.rank)
    };
    let five = if ranked > 5 {
        format!("; among the first five in {} of resampled worlds", phrase::percent(one.top_five))
    } else {
        String::new()
    };
    format!("{place}{five}.")
}

fn window(window: &Window) -> String {
    format!(
        "{} of feedback ({} of {})",
        phrase::percent(window.share),
        phrase::count(u64::from(window.feedback)),
        phrase::count(u64::from(window.all))
    )
}

fn days(window: &Window) -> u64 {
    u64::try_from(window.to.since(window.from)).unwrap_or(0) + 1
}

/// Whether the intervals of both windows have nothing in common.
fn apart(trend: &Trend) -> bool {
    let (recent, before) = (trend.recent.interval, trend.baseline.interval);
    recent.0 > before.1 || before.0 > recent.1
}

/// What it is doing, with the two windows the verdict rests on.
pub(super) fn status(trend: Option<&Trend>, status: Status) -> String {
    let Some((trend, first)) = trend.and_then(|trend| Some((trend, trend.first?))) else {
        return "No trend: none of its feedback carries a date.".to_owned();
    };
    if first > trend.recent.to {
        return "No trend: all of its dated feedback is from after the day of this run.".to_owned();
    }
    let (recent, baseline) = (&trend.recent, &trend.baseline);
    let until = phrase::date(recent.to);
    let now = if recent.all == 0 {
        format!("nothing dated in the {} days to {until}", days(recent))
    } else {
        format!("{} in the {} days to {until}", window(recent), days(recent))
    };
    let then = if baseline.all == 0 {
        "nothing dated in the days before".to_owned()
    } else {
        format!("{} in the {} days before", window(baseline), days(baseline))
    };
    let heard = |day: Option<Day>| day.map_or_else(|| "an unknown day".to_owned(), phrase::date);
    let q = phrase::chance(trend.q_value);
    // What comes every year at this time is no news: the reader sees it beside the change.
    let last_year = match &trend.last_year {
        Some(then) => format!(" In the same weeks of last year: {}.", window(then)),
        None => String::new(),
    };
    match status {
        Status::New => {
            format!(
                "New: first heard on {}, within those {} days; {now}.",
                heard(trend.first),
                days(recent)
            )
        }
        Status::Rising => {
            format!("Rising: {now}, against {then}; beyond chance (q {q}).{last_year}")
        }
        Status::Falling => {
            format!("Falling: {now}, against {then}; beyond chance (q {q}).{last_year}")
        }
        Status::Unclear => format!(
            "Unclear: {now}, against {then}; the 95 % intervals of the two are apart, and among as \
             many themes as were looked at that may be chance (q {q}).{last_year}"
        ),
        Status::Steady if apart(trend) => format!(
            "Steady: {now}, against {then}; within chance once the mix of sources is held still \
             (q {q})."
        ),
        Status::Steady => format!("Steady: {now}, against {then}; within chance (q {q})."),
        Status::Quiet => {
            format!(
                "Quiet: not heard in the {} days to {until}; last heard on {}.",
                days(recent),
                heard(trend.last)
            )
        }
        Status::Unknown => format!("Too little dated feedback to tell a trend: {now}, {then}."),
    }
}

/// Days of history from which its length is not what is missing.
const LONG_HISTORY: u32 = 90;

fn short_history(days: u32) -> String {
    match days {
        1 => {
            "Short history: all dated feedback is of one day, so there is nothing to compare with."
                .to_owned()
        }
        _ if days < LONG_HISTORY => format!(
            "Short history: there are only {} of dated feedback to compare with.",
            phrase::counted(u64::from(days), "day", "days")
        ),
        _ => {
            "Little to compare with: there is too little dated feedback from the time just before \
              the recent days."
                .to_owned()
        }
    }
}

/// Why to be careful, in a sentence.
pub(super) fn caveat(caveat: &Caveat) -> (&'static str, String) {
    match caveat {
        Caveat::FewAuthors(authors) => {
            ("few_authors", format!("Few voices: it rests on {}.", customers(u64::from(*authors))))
        }
        Caveat::OneSource(source) => (
            "one_source",
            format!("One source: all of it comes from {source}, though more sources were read."),
        ),
        Caveat::ShortHistory(days) => ("short_history", short_history(*days)),
        Caveat::Undated(share) => (
            "undated",
            format!(
                "Undated: {} of its feedback carries no date and is missing from its trend.",
                phrase::percent(*share)
            ),
        ),
        Caveat::Unrated => (
            "unrated",
            "Unrated: no record in it carries a rating, so satisfaction adds nothing to its score."
                .to_owned(),
        ),
        Caveat::Concentrated(share) => (
            "concentrated",
            format!("Loud few: the five loudest wrote {} of it.", phrase::percent(*share)),
        ),
        Caveat::Copies(copies) => (
            "copies",
            format!(
                "Copies: {} of its records repeat another nearly word for word, pasted or sent \
                 again; each message counts once.",
                phrase::count(u64::from(*copies))
            ),
        ),
        Caveat::Votes(voters) => (
            "votes",
            format!(
                "Votes: {} voted for it and wrote nothing. Who voted for several posts counts for \
                 each, and votes of one post count up to {}.",
                customers(u64::from(*voters)),
                phrase::count(u64::from(Feedback::MOST_VOTES))
            ),
        ),
        Caveat::WideRank(best, worst) => (
            "wide_rank",
            format!("Unsettled rank: it could stand anywhere from {best} to {worst}."),
        ),
        Caveat::LooseTheme(cohesion) => (
            "loose_theme",
            format!(
                "Loosely knit: its statements are only loosely alike (cohesion {} of 1).",
                phrase::decimal(*cohesion, 2)
            ),
        ),
    }
}
