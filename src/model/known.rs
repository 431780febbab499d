//! Pains that are known before anybody reads a line, and how likely each statement is about one.

/// A pain that many companies of a field have.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct KnownPain {
    /// What a product manager would write on a sticky note.
    pub name: String,
    /// Other names for the same pain, in the words that most customers use.
    pub other_names: Vec<String>,
    /// The area of the business it belongs to.
    pub area: String,
    /// How badly it usually hurts: 0 a wish, 1 annoyance, 2 blocked or costly, 3 grave.
    pub severity: u8,
    /// Whether it names a subject. General dissatisfaction does not, and is never ranked.
    pub has_subject: bool,
}

/// How likely each statement of a sample is about each known pain.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Recognition {
    /// The pains of the fields that the corpus was found to speak of; none when it speaks of no
    /// known field.
    pub pains: Vec<KnownPain>,
    /// One row of chances for each statement of the sample, `pains.len()` wide. A row sums to 1,
    /// or is all zero where nothing can be said (no known word, or the statement wants no change).
    pub chances: Vec<f32>,
    /// What customers say of the pains, in the vectors that the statements were matched by.
    pub phrases: Phrases,
    /// The same word by word: each with the place of its pain.
    pub sayings: Vec<(u32, Saying)>,
    /// How much of the best matching saying of each pain each statement says, 0 to 1, laid out as `chances`. All
    /// zero for rows of which `is_aligned` is false.
    pub alignments: Vec<f32>,
    /// Whether the words of each statement could be compared with those of the sayings.
    pub is_aligned: Vec<bool>,
}

/// A phrase that says a pain, as its telling words.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Saying {
    /// Each word in small letters, with how much it tells: positive, larger for words that say few of the
    /// pains beside it.
    pub words: Vec<(String, f32)>,
}

/// Phrases of pains as vectors.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Phrases {
    /// Components of a vector: the first so many of a statement's.
    pub components: usize,
    /// Unit vectors, one after the other.
    pub rows: Vec<f32>,
    /// The place of the pain of each.
    pub of: Vec<u32>,
}

impl Phrases {
    /// How near a statement's vector is to the nearest phrase of a pain, a cosine; `None` where the pain has
    /// no phrase with a known word, or the vector is zero.
    pub fn nearness(&self, vector: &[i16], pain: u32) -> Option<f64> {
        let own = vector.get(..self.components)?;
        let square: i64 = own.iter().map(|&one| i64::from(one) * i64::from(one)).sum();
        let length = (square as f64).sqrt();
        let of_pain = self.rows.chunks(self.components.max(1)).zip(&self.of);
        let of_pain =
            of_pain.filter(|&(_, &of)| of == pain && square > 0).map(|(phrase, _)| phrase);
        let dot = |phrase: &[f32]| -> f64 {
            phrase.iter().zip(own).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
        };
        of_pain.map(|phrase| dot(phrase) / length).reduce(f64::max)
    }
}

impl Recognition {
    /// The chances of one statement, in the order of the pains.
    pub fn of(&self, row: usize) -> &[f32] {
        &self.chances[row * self.pains.len()..(row + 1) * self.pains.len()]
    }

    /// How much of the best saying of a pain one statement says, 0 to 1; `None` where its words could not be
    /// compared.
    pub fn alignment(&self, row: usize, pain: u32) -> Option<f32> {
        let own = self.alignments.get(row * self.pains.len() + pain as usize);
        own.copied().filter(|_| self.is_aligned[row])
    }

    /// The sayings of a pain by its place; none for no pain.
    pub fn sayings_of(&self, pain: Option<u32>) -> Vec<Saying> {
        let own = self.sayings.iter().filter(|(of, _)| Some(*of) == pain);
        own.map(|(_, saying)| saying.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_phrase_of_a_pain_counts() {
        let phrases =
            Phrases { components: 2, rows: vec![1.0, 0.0, 0.0, 1.0, 0.6, 0.8], of: vec![0, 1, 1] };
        // Components beyond those compared change nothing.
        let vector = [0, 300, 999];
        assert_eq!(phrases.nearness(&vector, 0), Some(0.0));
        assert_eq!(phrases.nearness(&vector, 1), Some(1.0));
        assert_eq!(phrases.nearness(&[300, 0, 0], 1).map(|near| (near * 1e6).round()), Some(6e5));
        assert_eq!(phrases.nearness(&vector, 2), None);
        assert_eq!(phrases.nearness(&[0, 0, 7], 1), None);
    }
}
