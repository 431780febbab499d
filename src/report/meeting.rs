//! The tables of the roadmap meeting as cells: what every format prints in the same words.

use super::phrase;
use super::view::{ItemView, MeetingView, RatingLineView, RatingView, StakeView};

/// Items shown in a report; all of them are in `report.json` and in `earful roadmap`.
pub(super) const ITEMS: usize = 40;
/// Themes shown in each table.
pub(super) const THEMES: usize = 15;
/// Pains without work that are named.
pub const PAINS: usize = 10;

/// Nothing is known.
pub(super) const BLANK: &str = "–";

/// What is said of the pains without work that are not listed; `None` where all are.
pub fn more_pains(all: usize) -> Option<String> {
    let more = all.checked_sub(PAINS).filter(|&more| more > 0)?;
    Some(format!("and {} more, in report.json", phrase::count(more as u64)))
}

/// The items that answer a theme, by name or by search, in the order of the roadmap.
pub(super) fn answering<'v>(
    meeting: &'v MeetingView,
    theme: &'v str,
) -> impl Iterator<Item = &'v ItemView> {
    meeting.items.iter().filter(move |item| {
        item.themes.iter().any(|one| one.today.as_deref() == Some(theme))
            || item.found.iter().any(|(found, _)| found == theme)
    })
}

/// When an item shipped and what that changed: `shipped on 2 July 2026: not shown, −40 % (…)`.
pub(super) fn outcome(meeting: &MeetingView, item: &ItemView) -> String {
    let day = item.shipped.as_ref().map(|day| format!(" on {}", phrase::iso_date(day)));
    let fix = meeting.fixes.iter().find(|fix| fix.item == item.id);
    let found = fix.map(|fix| format!(": {}", fix.short()));
    format!("shipped{}{}", day.unwrap_or_default(), found.unwrap_or_default())
}

/// What shipped for a pain: `R-10 shipped on 2 July 2026: not shown, …`; `None` where nothing did.
pub fn shipped_for(meeting: &MeetingView, theme: &str) -> Option<String> {
    let shipped = answering(meeting, theme).filter(|item| item.progress == "shipped");
    let all: Vec<String> =
        shipped.map(|item| format!("{} {}", item.id, outcome(meeting, item))).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// A number, or a blank.
pub(super) fn maybe<T>(value: Option<T>, show: impl Fn(T) -> String) -> String {
    value.map_or_else(|| BLANK.to_owned(), show)
}

/// Weeks: `6 w`, `1.5 w`.
pub fn weeks(value: f64) -> String {
    let digits = if (value - value.round()).abs() < 0.05 { 0 } else { 1 };
    format!("{} w", phrase::decimal(value, digits))
}

/// Effort by team: `web 6 w, ios 1 w`.
pub fn effort(item: &ItemView) -> String {
    let parts: Vec<String> = (item.effort.iter())
        .map(|(team, amount)| match team.as_str() {
            "" => weeks(*amount),
            team => format!("{team} {}", weeks(*amount)),
        })
        .collect();
    if parts.is_empty() { BLANK.to_owned() } else { parts.join(", ") }
}

/// The pains that an item answers: `T-4 Checkout crashes, T-9 (was T-2) Refunds`.
pub fn pains(item: &ItemView) -> String {
    let mut parts: Vec<String> = (item.themes.iter())
        .map(|theme| match &theme.today {
            None if theme.never => format!("{} (never was)", theme.named),
            None => format!("{} (nothing left)", theme.named),
            Some(today) if *today == theme.named => format!("{today} {}", theme.title),
            Some(today) => format!("{today} (was {}) {}", theme.named, theme.title),
        })
        .collect();
    parts.extend(item.found.iter().map(|(theme, title)| format!("{theme} {title}")));
    if parts.is_empty() {
        parts.extend(item.queries.iter().map(|query| format!("search {query}")));
    }
    if parts.is_empty() { BLANK.to_owned() } else { parts.join(", ") }
}

/// How far an item is: the tracker's words, and the day it shipped.
pub fn status(item: &ItemView) -> String {
    match &item.shipped {
        Some(day) => format!("{} {}", item.status, phrase::iso_short(day)),
        None => item.status.clone(),
    }
}

/// Heads of the roadmap.
pub const ROADMAP: [&str; 8] =
    ["Item", "", "Customers", "Best rank", "Effort", "Status", "Owner", "Answers"];

/// An item of the roadmap.
pub fn item(item: &ItemView) -> [String; 8] {
    [
        item.id.clone(),
        item.title.clone(),
        phrase::count(item.customers.into()),
        maybe(item.best_rank, |rank| phrase::count(rank.into())),
        effort(item),
        status(item),
        if item.owner.is_empty() { BLANK.to_owned() } else { item.owner.clone() },
        pains(item),
    ]
}

/// Heads of what is at stake.
pub const STAKES: [&str; 7] = [
    "Rank",
    "Pain",
    "Customers",
    "Recent per 1,000 active",
    "Revenue a year",
    "Recent contacts",
    "Their cost",
];

/// Of which days the columns of [`STAKES`] are; `None` where none is of the recent days.
pub fn stakes_words(meeting: &MeetingView) -> Option<String> {
    let [_, _, _, active, _, contacts, _] = known_stakes(meeting);
    let [from, to] = meeting.window.as_ref()?;
    let recent = match (active, contacts) {
        (true, true) => "recent ones per 1,000 active, contacts and their cost are",
        (true, false) => "recent ones per 1,000 active are",
        (false, true) => "contacts and their cost are",
        (false, false) => return None,
    };
    Some(format!(
        "Customers and what they pay are of all feedback; {recent} of {} to {}.",
        phrase::iso_date(from),
        phrase::iso_date(to)
    ))
}

/// What a theme means to the business.
pub fn stake(one: &StakeView) -> [String; 7] {
    let money = |value: f64| phrase::decimal(value, 0);
    [
        one.rank.to_string(),
        format!("{} ({})", one.title, one.theme),
        phrase::count(one.customers.into()),
        maybe(one.incidence, |[rate, low, high]| {
            let bare = |value: f64| phrase::decimal(value, 1);
            format!("{} ({} to {})", bare(rate), bare(low), bare(high))
        }),
        maybe(one.revenue, |revenue| match one.one_account {
            Some(share) => {
                format!("{} (one account {})", money(revenue), phrase::percent(share))
            }
            None => money(revenue),
        }),
        maybe(one.contacts, |contacts| phrase::decimal(contacts, 1)),
        maybe(one.contact_cost, money),
    ]
}

/// What is known of the columns of [`STAKES`]: one that nothing is known of is not shown.
pub fn known_stakes(meeting: &MeetingView) -> [bool; 7] {
    let any = |has: &dyn Fn(&StakeView) -> bool| meeting.stakes.iter().any(has);
    let contacts = any(&|one| one.contacts.is_some());
    [
        true,
        true,
        true,
        any(&|one| one.incidence.is_some()),
        any(&|one| one.revenue.is_some()),
        contacts,
        contacts,
    ]
}

/// Heads of the sales undone.
pub const SALES: [&str; 4] = ["Rank", "Pain", "Sales undone", "Their amount"];

/// The pains that sales were undone for, best ranked first.
pub fn sales(meeting: &MeetingView) -> Vec<[String; 4]> {
    let undone = meeting.stakes.iter().filter(|one| one.sales_undone.is_some());
    undone
        .map(|one| {
            [
                one.rank.to_string(),
                format!("{} ({})", one.title, one.theme),
                maybe(one.sales_undone, |sales| phrase::decimal(sales, 1)),
                maybe(one.sales_amount, |amount| phrase::decimal(amount, 0)),
            ]
        })
        .collect()
}

/// What sales undone are, where there are any.
pub fn sales_words(meeting: &MeetingView) -> Option<String> {
    let cap = meeting.sales_cap?;
    Some(format!(
        "Sales undone are returns, cancellations and downgrades whose reason speaks of the pain, one with several \
         reasons parted among them; an amount counts with at most {}, what 99 in 100 stay below. It is no revenue \
         a year and is added to none.",
        phrase::decimal(cap, 0)
    ))
}

/// The metrics of pains, a sentence each.
pub fn metrics(meeting: &MeetingView) -> Vec<String> {
    let all = meeting.metrics.iter();
    all.map(|one| format!("{} ({}): {}", one.title, one.theme, one.metric.words)).collect()
}

/// Heads of what themes do to a rating.
pub const RATINGS: [&str; 7] =
    ["Pain", "", "Rated", "Share", "Gap", "Share × gap (95 % interval)", "Adds up to"];

/// Decimals of a kind's points.
pub fn digits(kind: &str) -> u32 {
    if kind == "nps" { 1 } else { 3 }
}

/// What a theme does to a rating.
pub fn rating(one: &RatingLineView, kind: &str) -> [String; 7] {
    let points = |value: f64| phrase::signed(value, digits(kind));
    [
        one.theme.clone(),
        one.title.clone(),
        phrase::count(one.rated.into()),
        maybe(one.share, phrase::percent),
        maybe(one.gap, |gap| phrase::signed(gap, if kind == "nps" { 1 } else { 2 })),
        maybe(one.impact, |impact| match one.interval {
            Some([low, high]) => {
                format!("{} ({} to {})", points(impact), points(low), points(high))
            }
            None => format!("{} ({BLANK})", points(impact)),
        }),
        points(one.credit),
    ]
}

/// A rating's mean in a sentence: `nps: 12.4 ± 3.1 over 412 rated records of 380 customers.`
pub fn mean(one: &RatingView) -> String {
    let digits = if one.kind == "nps" { 1 } else { 2 };
    let mean = format!("{}: {}", one.scale, phrase::decimal(one.mean, digits));
    let records = phrase::counted(one.rated.into(), "rated record", "rated records");
    // Reports of before do not say of whom.
    let whose = match one.customers {
        0 => String::new(),
        many => format!(" of {}", phrase::counted(many.into(), "customer", "customers")),
    };
    match one.margin {
        Some(0.0) => {
            format!("{mean}, the same for all of {records}: nothing can be told from them.")
        }
        Some(margin) => {
            format!("{mean} ± {} over {records}{whose}.", phrase::decimal(margin, digits))
        }
        None => format!(
            "{mean} over {records}{whose}, without an interval: it takes two customers who do not average \
             the same."
        ),
    }
}

/// The word for a verdict.
pub fn verdict(name: &str) -> &'static str {
    match name {
        "worked" => "worked",
        "regressed" => "regressed",
        "too_early" => "too early",
        _ => "not shown",
    }
}

/// The roadmap in a line for the terminal: what it covers, and what shipped.
pub fn summary(meeting: &MeetingView) -> Option<String> {
    let coverage = meeting.coverage.as_ref()?;
    let of = |name: &str| meeting.fixes.iter().filter(|fix| fix.verdict == name).count() as u64;
    let shipped = meeting.fixes.len() as u64;
    let fixes = match shipped {
        0 => String::new(),
        _ => format!(
            " Of {} {} worked, {} regressed (`earful fixes`).",
            phrase::counted(shipped, "shipped item", "shipped items"),
            of("worked"),
            of("regressed")
        ),
    };
    Some(format!("Roadmap: {}{fixes}", coverage.words))
}
