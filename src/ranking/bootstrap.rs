//! How settled a rank is: the same company, with other customers writing in.
//!
//! Takes the ranked items, gives for each the interval of its rank over many worlds. In a world
//! every customer counts as often as an independent Poisson draw of mean 1 says (the Poisson
//! bootstrap: Chamandy, Muralidharan, Najmi and Naidu, "Estimating uncertainty for massive data
//! streams", 2012). Customers are drawn and not records, because one customer's records are not
//! independent. The voters of a post are customers too, of whom nothing is known but their number:
//! together they count as often as one draw whose mean is that number. The same customers sorted
//! into themes another way give other ranks too: in every world each score is off by a normal draw
//! of the size that sorting again was measured to have ([`SCATTER`]), and each rank by those that
//! come and go above it ([`TURNOVER`]). A draw is a hash of seed, world and the customer's first record: no state, so any
//! number of threads gives the same worlds, and a customer keeps its draws from night to night.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::company::Company;
use super::order::SCATTER;
use super::score::{Item, Weights};
use super::world::{Whole, World};
use crate::model::{Corpus, splitmix};

/// Where a rank lies over the worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    /// 5 % and 95 % quantile of the rank, 1 is first.
    pub best: u32,
    pub worst: u32,
    /// Share of worlds in which it is among the first five; `None` without worlds.
    pub top_five: Option<f64>,
}

/// The spread of every item's rank, in the order of the items (which are in order of rank).
pub(super) fn ranks(
    corpus: &Corpus,
    company: &Company,
    items: &[Item],
    weights: &Weights,
    worlds: u32,
    seed: u64,
) -> Vec<Spread> {
    let key = |row: u32| {
        let [a, b, c, d, e, f, g, h, ..] = corpus.feedback()[row as usize].id.0;
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    };
    let keys: Vec<u64> = company.first_row.iter().map(|&row| key(row)).collect();
    // Other draws than those of the authors of the same records.
    let ballots: Vec<(u64, u32)> = (company.ballots.iter())
        .map(|&(voice, voters)| (splitmix(key(voice) ^ BALLOT), voters))
        .collect();
    let by_world: Vec<Vec<Place>> = (0..u64::from(worlds))
        .into_par_iter()
        .map_init(World::default, |world, number| {
            let salt = splitmix(seed ^ splitmix(number + 1));
            world.people.clear();
            world.people.extend(keys.iter().map(|&key| poisson(splitmix(key ^ salt))));
            world.voters.clear();
            world.voters.extend(ballots.iter().map(|&(key, voters)| many(key ^ salt, voters)));
            order(items, company, weights, world, salt)
        })
        .collect();
    (0..items.len())
        .map(|at| {
            let mut ranks: Vec<u32> = by_world.iter().map(|places| places[at].pushed).collect();
            ranks.sort_unstable();
            let first = by_world.iter().filter(|places| places[at].rank <= 5).count();
            spread(&ranks, first, at as u32 + 1)
        })
        .collect()
}

/// Where an item stands in a world.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// Among the items there are: every rank once.
    rank: u32,
    /// With those that come and go above it.
    pushed: u32,
}

/// The middle 90 % of ascending ranks, `observed` when there are none; in `first` of the worlds it
/// is among the first five.
fn spread(ranks: &[u32], first: usize, observed: u32) -> Spread {
    if ranks.is_empty() {
        return Spread { best: observed, worst: observed, top_five: None };
    }
    let left_out = ranks.len() / 20;
    Spread {
        best: ranks[left_out],
        worst: ranks[ranks.len() - 1 - left_out],
        top_five: Some(first as f64 / ranks.len() as f64),
    }
}

/// Rank of each item in a world, by the order of the observed ranking.
fn order(
    items: &[Item],
    company: &Company,
    weights: &Weights,
    world: &World,
    salt: u64,
) -> Vec<Place> {
    let whole = Whole::of(company, world);
    let mut scored: Vec<_> = (items.iter().enumerate())
        .map(|(at, item)| {
            let (cents, people) = item.in_world(world, &whole, company, weights);
            let draw = normal(splitmix(salt ^ splitmix(SORTED ^ u64::from(item.theme.id.0))));
            let cents = cents + (SCATTER * draw).round() as i64;
            (item.is_of_few(), Reverse(cents), Reverse(people), item.theme.id, at)
        })
        .collect();
    scored.sort_unstable();
    // What few want stays below what many do, whoever comes and goes.
    let (all, many) = (items.len() as u32, scored.partition_point(|one| !one.0) as u32);
    let mut places = vec![Place::default(); items.len()];
    for (rank, one) in (1..).zip(&scored) {
        let draw = normal(splitmix(salt ^ splitmix(TURNED ^ u64::from(one.3.0))));
        let within = if one.0 { (many + 1, all) } else { (1, many) };
        places[one.4] = Place { rank, pushed: pushed(rank, draw, within) };
    }
    places
}

/// P(X ≤ k) of a Poisson draw of mean 1 for k from 0 to 8, in units of 2⁻³²; 9 and more is left to
/// once in nine million draws.
const AT_MOST: [u32; 9] = {
    let shares = [
        0.367_879_441_171_442_3,
        0.735_758_882_342_884_6,
        0.919_698_602_928_605_8,
        0.981_011_843_123_846_3,
        0.996_340_153_172_656_5,
        0.999_405_815_182_418_3,
        0.999_916_758_850_711_9,
        0.999_989_750_803_325_3,
        0.999_998_874_797_402_3,
    ];
    let mut scaled = [0; 9];
    let mut at = 0;
    while at < 9 {
        scaled[at] = (shares[at] * 4_294_967_296.0) as u32;
        at += 1;
    }
    scaled
};

/// What parts the draws of voters from those of authors: any number will do.
const BALLOT: u64 = 0x6261_6c6c_6f74;

/// A rank when themes above it come and go, by a normal draw; still one of those `within`.
fn pushed(rank: u32, draw: f64, (best, worst): (u32, u32)) -> u32 {
    let off = (TURNOVER * f64::from(rank - 1)).sqrt() * draw;
    (f64::from(rank) + off).round().clamp(f64::from(best), f64::from(worst)) as u32
}

/// Themes that come and themes that go when the same feedback is sorted again, of those ranked: both
/// push everybody below them. Measured by `cargo bench --bench stability`: 0.1 on three real sets,
/// 0.3 on the invented company and on eight real sets that are refitted weekly. Coming and going
/// at that rate above a rank moves it by a variance of so much for each rank above (Poisson counts).
const TURNOVER: f64 = 0.2;

/// What parts the draws of who comes and goes from all others: any number will do.
const TURNED: u64 = 0x7475_726e_6564;

/// What parts the draws of how themes are sorted from all others: any number will do.
const SORTED: u64 = 0x736f_7274_6564;

/// Up to so many voters are drawn one by one; the sum of more is drawn from a normal distribution,
/// which is then no further from Poisson's than half a voter in a hundred worlds.
const ONE_BY_ONE: u32 = 64;

/// How often `voters` customers count together: a Poisson draw of that mean.
fn many(key: u64, voters: u32) -> u32 {
    if voters <= ONE_BY_ONE {
        return (1..=u64::from(voters))
            .map(|voter| u32::from(poisson(splitmix(key ^ splitmix(voter)))))
            .sum();
    }
    let mean = f64::from(voters);
    (mean + mean.sqrt() * normal(splitmix(key))).round().max(0.0) as u32
}

/// A draw from nearly the standard normal distribution, from 64 even bits: four even numbers of 16
/// bits (Irwin 1927; Hall 1927), whose sum has the mean 2 (2^16 - 1) and the variance
/// (2^32 - 1) / 3.
fn normal(bits: u64) -> f64 {
    let sum: u64 = (0..4).map(|at| (bits >> (16 * at)) & 0xffff).sum();
    (sum as f64 - 131_070.0) / 37_837.227_211_5
}

/// A Poisson draw of mean 1 from 64 even bits, by inversion.
fn poisson(bits: u64) -> u8 {
    let draw = (bits >> 32) as u32;
    AT_MOST.iter().map(|&limit| u8::from(draw >= limit)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_poisson_of_mean_one() {
        let draws: Vec<u8> = (0..200_000).map(|key| poisson(splitmix(key))).collect();
        let mean = draws.iter().map(|&one| f64::from(one)).sum::<f64>() / 200_000.0;
        let square = draws.iter().map(|&one| f64::from(one).powi(2)).sum::<f64>() / 200_000.0;
        let none = draws.iter().filter(|&&one| one == 0).count() as f64 / 200_000.0;
        assert!((mean - 1.0).abs() < 0.01, "{mean}");
        assert!((square - mean * mean - 1.0).abs() < 0.02, "{square}");
        assert!((none - 0.3679).abs() < 0.005, "{none}");
    }

    #[test]
    fn who_comes_and_goes_pushes_those_below() {
        let of = |rank, draw| pushed(rank, draw, (1, 50));
        assert_eq!((of(1, 3.0), of(1, -3.0)), (1, 1));
        assert_eq!((of(21, 1.0), of(21, -1.0)), (23, 19));
        assert_eq!((of(49, 3.0), of(3, -3.4)), (50, 1));
        assert_eq!(pushed(51, -3.0, (51, 60)), 51, "few stay below many");
    }

    #[test]
    fn voters_are_drawn_together() {
        for voters in [1u32, 40, 64, 65, 340, 9_999] {
            let draws: Vec<f64> =
                (0..20_000).map(|key| f64::from(many(splitmix(key), voters))).collect();
            let mean = draws.iter().sum::<f64>() / 20_000.0;
            let variance = draws.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / 20_000.0;
            let expected = f64::from(voters);
            assert!((mean / expected - 1.0).abs() < 0.02, "{voters}: {mean}");
            assert!((variance / expected - 1.0).abs() < 0.06, "{voters}: {variance}");
        }
        assert_eq!(many(7, 0), 0);
    }

    #[test]
    fn the_middle_of_the_ranks() {
        let ranks: Vec<u32> = (1..=200).collect();
        let found = spread(&ranks, 5, 7);
        assert_eq!((found.best, found.worst, found.top_five), (11, 190, Some(0.025)));
        let none = spread(&[], 0, 7);
        assert_eq!((none.best, none.worst, none.top_five), (7, 7, None));
    }
}
