//! What is searched for, and what is found: the nouns of this room.

use super::document::Polarity;
use super::joined::JoinedSegments;
use super::snippet::Snippet;
use crate::model::{
    Day, FeedbackId, Kind, Lang, Meaning, RatingKind, Stance, StatementId, Timestamp,
};

/// In which order hits come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Order {
    /// Best first; ties newest first, then by id. A search without words is all ties.
    #[default]
    Relevance,
    /// Newest first, undated last; ties by id.
    Newest,
}

/// What a search asks of those who know language.
#[derive(Clone, Copy, Debug)]
pub struct Semantics {
    /// What words mean, in English or one of the languages given, most common first.
    pub meaning: fn(&str, &[Lang]) -> Meaning,
    /// Whether who says so is pleased (1), troubled (-1) or neither.
    pub side: fn(&str) -> i8,
    /// Whether it is an ordinary word: what no record holds is then no slip.
    pub is_word: fn(&str) -> bool,
}

/// What is searched for. All parts must hold; an empty part asks nothing.
#[derive(Clone, Debug, Default)]
pub struct Search<'a> {
    /// The query as typed; see the room's card for its language. Empty finds everything.
    pub query: String,
    /// Any of these sources.
    pub sources: Vec<String>,
    /// Any of these kinds.
    pub kinds: Vec<Kind>,
    /// Any of these languages.
    pub langs: Vec<Lang>,
    /// Any of these products.
    pub products: Vec<String>,
    /// From this day on, where the source is; undated feedback is left out.
    pub since: Option<Day>,
    /// Up to this day, included; undated feedback is left out.
    pub until: Option<Day>,
    /// Ratings as given, from and to, both included; unrated feedback is left out.
    pub rating: Option<(f64, f64)>,
    /// Segments by name and value: any of the values of one name, all of the names.
    pub segments: Vec<(String, String)>,
    /// Any statement with any of these stances.
    pub stances: Vec<Stance>,
    /// Any statement with any of these signs.
    pub polarities: Vec<Polarity>,
    /// Only feedback with one of these statements (a theme's, for instance), in any order. Where
    /// stances or signs are asked for too, one statement is both.
    pub only: Option<&'a [StatementId]>,
    /// What `theme:NAME` of the query stands for: the statements, by name as typed. See
    /// [`named`](super::named).
    pub themes: Vec<(String, Vec<StatementId>)>,
    /// Segments that are known from elsewhere, as of the customers of a file: what they hold is what
    /// `--segment`, `name:value` and facets find of them.
    pub joined: Option<&'a JoinedSegments>,
    /// The day that ages such as `since:7d` count from; without it they are refused.
    pub today: Option<Day>,
    /// Hits hold every word as it is written: none that misses one, none by a corrected word.
    pub exact: bool,
    /// What typed words mean: lends few hits those that say the same in other words. `None`, or another
    /// order than by relevance, looks for words alone.
    pub semantics: Option<Semantics>,
    /// Records that mean what a statement of this one means, and no words.
    pub like: Option<FeedbackId>,
    /// In which order.
    pub order: Order,
    /// At most this many hits.
    pub limit: usize,
    /// After leaving out this many.
    pub offset: usize,
    /// Snippets of about this many bytes; 0 for 240.
    pub snippet: usize,
}

/// How much of what was asked a hit holds; the better comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Every word.
    All,
    /// Most of the words: at least half of what they tell.
    Most,
    /// Fewer of them or none, and the same meaning.
    Meaning,
}

impl Tier {
    /// The name used in exports.
    pub fn name(self) -> &'static str {
        match self {
            Tier::All => "all",
            Tier::Most => "most",
            Tier::Meaning => "meaning",
        }
    }
}

/// A word that no record holds, or few do by a slip, and the nearest one that more do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// As typed.
    pub typed: String,
    /// Records that hold it so; then it was searched for too.
    pub said: u64,
    /// What was most likely meant.
    pub used: String,
    /// Records that hold it.
    pub found: u64,
    /// Whether it was searched for in place of the other.
    pub searched: bool,
}

/// A value that was asked for and that no record has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it would be a value of: `source`, `product`, `record`, a segment; `segment` for the name
    /// of one.
    pub name: String,
    /// As asked for.
    pub value: String,
    /// The nearest one that there is.
    pub near: Option<String>,
}

/// A page of hits.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Feedback found that holds every word, on all pages.
    pub total: u64,
    /// Feedback found that holds most words, on all pages; it comes after all of the other.
    pub most: u64,
    /// Feedback found by its meaning alone, on all pages; it stands among what holds most words.
    pub meant: u64,
    /// Whether there may be more of those: only so many of the nearest are looked at.
    pub meant_is_cut: bool,
    /// What the words mean; [`Meaning::NONE`] where that was not looked for.
    pub meaning: Meaning,
    /// Whether who asks so is pleased (1), troubled (-1) or neither: "rude staff", "what do people love about".
    pub side: i8,
    /// What the question asks for all of ("what do people complain about"), or for requests about its subject
    /// ("what do people want from the app"); `None` for any other.
    pub stance: Option<Stance>,
    /// Statements that are what is asked of statements, in the feedback of `total`; `None` where
    /// nothing is.
    pub statements: Option<u64>,
    /// Words that were searched for in place of others, or would be.
    pub corrections: Vec<Correction>,
    /// Values that no record has.
    pub notes: Vec<Note>,
    /// The hits of this page, in order.
    pub hits: Vec<Hit>,
    /// For each positive word of the query as written: how much of all feedback holds it. Tells
    /// which word left nothing over.
    pub words: Vec<(String, u64)>,
}

impl Page {
    /// Feedback on all pages, however it was found.
    pub fn found(&self) -> u64 {
        self.total + self.most + self.meant
    }
}

/// One piece of feedback found. Its texts are customers' words, unescaped.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The feedback.
    pub id: FeedbackId,
    /// How much of what was asked it holds.
    pub tier: Tier,
    /// Words of the query that it does not hold, as written.
    pub missing: Vec<String>,
    /// Whether it holds the words and says the opposite; such hits come last.
    pub opposite: bool,
    /// BM25, at least 0; 0 when the search has no words or asks for the newest.
    pub score: f64,
    /// How near the nearest of its statements means what was asked, a cosine; `None` where that was not
    /// asked or is not near.
    pub nearness: Option<f64>,
    /// The source's name.
    pub source: String,
    /// The source's own id.
    pub external: String,
    /// Review, ticket, ….
    pub kind: Kind,
    /// Its language.
    pub lang: Lang,
    /// The product it is about.
    pub product: Option<String>,
    /// When it was said.
    pub at: Option<Timestamp>,
    /// The day, where its source is.
    pub day: Option<Day>,
    /// The rating as given.
    pub rating: Option<(RatingKind, f64)>,
    /// The question it answers.
    pub question: Option<String>,
    /// The stretch of its text that shows best why it was found.
    pub snippet: Snippet,
}
