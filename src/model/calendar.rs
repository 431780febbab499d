//! Weeks, months and quarters of the calendar.

use super::Day;

/// How long the periods are that something is told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calendar {
    /// Monday to Sunday (ISO 8601).
    Week,
    /// A calendar month.
    Month,
    /// Three of them, from January, April, July or October.
    Quarter,
}

impl Calendar {
    /// Every length, the shortest first.
    pub const ALL: [Calendar; 3] = [Calendar::Week, Calendar::Month, Calendar::Quarter];

    /// The name as it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Calendar::Week => "week",
            Calendar::Month => "month",
            Calendar::Quarter => "quarter",
        }
    }

    /// The length with that name.
    pub fn from_name(name: &str) -> Option<Calendar> {
        Calendar::ALL.into_iter().find(|one| one.name() == name)
    }

    /// First and last day of the period that a day lies in.
    pub fn around(self, day: Day) -> (Day, Day) {
        let (year, month, _) = day.civil();
        let months = match self {
            Calendar::Week => return (day.monday(), day.monday().plus(6)),
            Calendar::Month => 1,
            Calendar::Quarter => 3,
        };
        let first = month - (month - 1) % months;
        let (next_year, next) = match first + months {
            next if next > 12 => (year + 1, next - 12),
            next => (year, next),
        };
        // The years that a day can be of end with 9999: there the last period is its first day alone.
        let from = Day::from_civil(year, first, 1).unwrap_or(day);
        let to = Day::from_civil(next_year, next, 1).map_or(day, |next| next.plus(-1));
        (from, to)
    }

    /// The periods from that of one day to that of another, whole, oldest first; none where the last day
    /// is before the first.
    pub fn between(self, from: Day, to: Day) -> Vec<(Day, Day)> {
        let mut found = Vec::new();
        let mut next = from;
        while next <= to {
            let period = self.around(next);
            found.push(period);
            next = period.1.plus(1);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(by: Calendar, from: &str, to: &str) -> Vec<String> {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let periods = by.between(day(from), day(to));
        periods.iter().map(|(from, to)| format!("{from} {to}")).collect()
    }

    #[test]
    fn periods_are_whole_and_follow_each_other() {
        assert_eq!(
            told(Calendar::Month, "2023-12-31", "2024-03-01"),
            [
                "2023-12-01 2023-12-31",
                "2024-01-01 2024-01-31",
                "2024-02-01 2024-02-29",
                "2024-03-01 2024-03-31"
            ]
        );
        assert_eq!(
            told(Calendar::Quarter, "2025-11-15", "2026-01-01"),
            ["2025-10-01 2025-12-31", "2026-01-01 2026-03-31"]
        );
        assert_eq!(
            told(Calendar::Week, "2026-01-04", "2026-01-05"),
            ["2025-12-29 2026-01-04", "2026-01-05 2026-01-11"]
        );
        assert!(told(Calendar::Week, "2026-01-05", "2026-01-04").is_empty());
        for by in Calendar::ALL {
            assert_eq!(Calendar::from_name(by.name()), Some(by));
            let periods = by.between(Day(0), Day(9_999));
            assert!(periods.windows(2).all(|two| two[0].1.plus(1) == two[1].0));
            assert!(periods.iter().all(|period| by.around(period.1) == *period));
        }
    }
}
