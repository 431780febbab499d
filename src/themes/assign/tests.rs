//! Where statements are put, on rows that were made for it.

use super::*;
use crate::themes::group::centres_of;

const WIDTH: usize = 24;

/// A unit row from some components.
fn row(components: &[(usize, f32)]) -> Vectors {
    let mut values = [0.0; WIDTH];
    components.iter().for_each(|&(at, value)| values[at] = value);
    let mut rows = Vectors::new(WIDTH);
    rows.push_normalised(&values);
    rows
}

/// Themes of the given rows, numbered as their places.
fn laid_out(themes: &[Vec<Vectors>]) -> Assigner {
    let (mut sample, mut of) = (Vectors::new(WIDTH), Vec::new());
    for (theme, rows) in themes.iter().enumerate() {
        for one in rows {
            sample.push(one.row(0));
            of.push(theme as u32);
        }
    }
    let ids = (0..themes.len() as u32).map(ThemeId).collect();
    let centres = centres_of(&sample, &of, themes.len());
    Assigner::from_parts(ids, centres, &sample, &of, 0.0)
}

fn place(assigner: &Assigner, asked: &Vectors) -> Option<ThemeId> {
    assigner.assign(asked)[0].map(|place| place.theme)
}

#[test]
fn one_row_that_says_the_same_outweighs_nine_that_are_hardly_near() {
    let same = vec![row(&[(0, 1.0)])];
    let others: Vec<Vectors> = (1..10).map(|at| row(&[(0, 0.35), (at, 0.9), (20, 0.25)])).collect();
    let assigner = laid_out(&[same, others]);
    assert_eq!(place(&assigner, &row(&[(0, 0.97), (21, 0.24)])), Some(ThemeId(0)));
}

/// A broad theme: most of it in one direction, `few` rows in another, which five other themes are
/// nearer to than its centre.
fn broad(few: usize) -> Vec<Vec<Vectors>> {
    let most = (0..12).map(|at| row(&[(0, 1.0), (10 + at % 4, 0.1)]));
    let rest = (0..few).map(|at| row(&[(9, 1.0), (14 + at, 0.1)]));
    let mut themes = vec![most.chain(rest).collect::<Vec<_>>()];
    themes.extend((1..7).map(|at| vec![row(&[(9, 0.4), (at, 0.9)])]));
    themes
}

#[test]
fn what_is_far_from_the_centre_of_its_theme_finds_it_again() {
    let asked = row(&[(9, 1.0), (18, 0.1)]);
    let assigner = laid_out(&broad(3));
    assert_eq!(assigner.anchored, [0]);
    assert_eq!(place(&assigner, &asked), Some(ThemeId(0)));
    assert_ne!(assigner.assign_without(asked.row(0), &[ThemeId(0)]).map(|one| one.theme), None);
    // Two rows are strays and anchor nothing.
    let strays = laid_out(&broad(2));
    assert!(strays.anchored.is_empty());
    assert_ne!(place(&strays, &asked), Some(ThemeId(0)));
}

#[test]
fn themes_that_open_later_take_no_place_from_those_of_the_fit() {
    let mut themes = broad(2);
    // Of the fit are the broad theme and one other; five opened since.
    let asked = row(&[(9, 1.0), (18, 0.1)]);
    themes.truncate(7);
    let is_later = (0..themes.len()).map(|at| at > 1).collect();
    let assigner = Assigner { is_later, ..laid_out(&themes) };
    assert_eq!(place(&assigner, &asked), Some(ThemeId(0)));
}
