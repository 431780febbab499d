//! What the customer is doing: complaining, asking for something, praising, asking, remarking.
//!
//! Takes a reading, its polarity and what was found in it, gives the stance and the cue that
//! decided, if one did. Rules in order: an explicit wish is a request unless something is broken;
//! a question is a question, but "why does it crash?" is a complaint; else the polarity decides.

use super::clauses::Reading;
use super::cues::{Cues, Found};
use super::polarity::Marks;
use super::question::Asked;
use super::severity;
use crate::model::Stance;

/// From this polarity on a statement takes a side; below, it is a remark. Chosen on the sets the
/// weights were trained on, where it gives the best three-way macro-F1.
pub(super) const SIDE: f32 = 0.2;

/// Wishes, in the languages we have lists of.
const WISHES: &str = "\
please add | pls add | plz add | please make | please include | please allow | please bring | please provide | please let
please give | please consider | please implement | please support | please improve | please enable | please change
please remove | please update | please put | please create | please increase | please offer | can you add | could you add
can you please add | could you please add | can you make | could you make | can we have | can we get | could we have
could we get | can i have | would be nice | would be great | would be good | would be helpful | would be awesome
would be cool | would be perfect | would be useful | would be better | would be even better | would be amazing
would be ideal | would be a great | would be a nice | would be 5 stars | will be great | be nice if | be great if | be nice to
be great to | be good if | be better if | would love | would like | id love | id like ~ to see | i wish | wish it | wish they
wish there | wish you | wish ~ could | wish ~ would | wishing | if only | should have | should be | should allow
should add | should include | should offer | should provide | should let | should at least | should give | should make
need a way | need an option | needs an option | needs a | needs more | need more | needs to have | need to have | need to add
needs to add | need ability | need the ability | need to be able | needs to be able | needs to be | need to be | needs better
need better | could use | could do with | want a way | want an option | want ~ option | want the option | want to be able
want the ability | want to see | add a | add an | add the | add more | add some | adding a | adding an | add support
add option | bring back | feature request | request a feature | suggestion | suggest | suggesting | missing feature
only thing missing | the only thing | one thing missing | option to | ability to | give us | let us | allow us | allow me to
allow users | hope ~ add | hope you add | hopefully ~ add | hope to see | looking forward to ~ feature | better if
would help if | would help to | it lacks | lacks | lacking | improve the | improve on | could improve | could be improved
room for improvement | more options | more features | more choice | more time | more staff | more information | more parking
longer opening | shorter waiting | i want | we want | we need | i need
ware schon | ware toll | ware gut | ware super | wunsche mir | wunschenswert | bitte hinzufugen | bitte einbauen | bitte um
wurde mir wunschen | man sollte | sollte man | konnte man | bitte ~ wieder | es fehlt
serait bien | serait cool | serait utile | il faudrait | j'aimerais | je voudrais | ajoutez | ajouter | merci d'ajouter | il manque
me gustaria | seria bueno | seria genial | deberian | deberia | agreguen | agregar | anadir | anadan | falta una | por favor agreg
vorrei | sarebbe bello | sarebbe utile | dovrebbe | dovrebbero | aggiungete | aggiungere | manca la | manca una
gostaria | seria bom | seria otimo | deveria | deveriam | adicionem | adicionar | poderia ter | poderiam
zou fijn | zou handig | zou mooi | graag een | zou graag | toevoegen | ik mis | zouden moeten";

/// A statement that begins with one of these asks for it.
const ORDERS: [&str; 23] = [
    "add",
    "make",
    "allow",
    "enable",
    "include",
    "provide",
    "bring",
    "let",
    "give",
    "improve",
    "increase",
    "reduce",
    "implement",
    "offer",
    "remove",
    "more",
    "better",
    "shorter",
    "longer",
    "less",
    "fewer",
    "bigger",
    "quicker",
];

/// A question begins with one of these.
const ASKING: [&str; 50] = [
    "how", "what", "where", "when", "who", "which", "can", "could", "do", "does", "did", "is",
    "are", "will", "would", "any", "anyone", "has", "have", "may", "should", "was", "were", "why",
    "whats", "wie", "wo", "wann", "wer", "kann", "gibt", "comment", "ou", "quand", "qui", "como",
    "donde", "cuando", "quien", "dove", "onde", "quando", "chi", "hoe", "waar", "wanneer", "wie",
    "est", "come", "kunnen",
];

const WHY: [&str; 10] = [
    "why", "how come", "warum", "wieso", "pourquoi", "porque", "por", "perche", "waarom", "weshalb",
];

/// The lists, read once.
pub(super) fn cues() -> Cues {
    Cues::new(&[(1, WISHES)])
}

/// What is known about a statement before its stance.
pub(super) struct Known<'a> {
    /// Its words.
    pub reading: &'a Reading<'a>,
    /// Its marks.
    pub marks: &'a Marks,
    /// Its polarity.
    pub polarity: f32,
    /// Logit of something that hurts.
    pub problem: f64,
    /// A wish found in it.
    pub wish: Option<Found>,
    /// The gravest trouble found in it.
    pub trouble: Option<Found>,
    /// What was asked.
    pub asked: Asked,
}

/// From this logit of something that hurts on, a question or a wish is a complaint in disguise:
/// "Why does it crash every time?"
const PLAINLY: f64 = 1.2;

/// The stance and the cue that decided it.
pub(super) fn judge(known: &Known<'_>) -> (Stance, Option<&'static str>) {
    let Known { reading, polarity, problem, trouble, .. } = *known;
    let first = reading.tokens.first().map_or("", |token| &*token.plain);
    let short = reading.tokens.len() <= 12;
    let asks = known.marks.questions > 0;
    let broken = trouble.is_some() && problem > 0.0;
    let order = ORDERS.iter().find(|&&order| order == first && !asks);
    let complains = (Stance::Complaint, trouble.map(|trouble| trouble.cue));
    if let Some(wish) = known.wish {
        let plain_wish = wish.cue != "i need" && wish.cue != "we need";
        // "I need ..., how?" asks; "can you add ...? this is awful" complains.
        let asks_only = asks && (!plain_wish || polarity < -0.6);
        // "I wanted to love it, but it is slow": what a "but" takes back is no wish.
        let taken_back = problem > 0.0 && reading.tokens[wish.at].weight < 1.0;
        if !broken && !asks_only && !taken_back {
            return (Stance::Request, Some(wish.cue));
        }
    } else if let Some(order) = order
        && short
        && !broken
        && polarity > -0.6
        && (polarity < SIDE || known.asked == Asked::WhatIsBad)
    {
        return (Stance::Request, Some(order));
    }
    let asking = asks || (short && ASKING[..25].contains(&first) && ends_open(reading.text));
    if asking && (asks_at_end(reading.text) || ASKING.contains(&first)) && polarity < 0.6 {
        let why = WHY.contains(&first);
        let hurts = if why { problem > 0.0 } else { problem > PLAINLY };
        return if hurts { complains } else { (Stance::Question, Some("?")) };
    }
    if known.asked == Asked::WhatIsBad && polarity < SIDE && !broken {
        // An answer to "what should we improve?" asks for it, unless it says how it hurts.
        let stance = if polarity < -0.75 { Stance::Complaint } else { Stance::Request };
        return (stance, Some("the question asks what to improve"));
    }
    // What happened hurts even where it is told without a word of feeling.
    let told = trouble.is_some_and(|found| {
        polarity <= -SIDE || (found.value == severity::GRAVEST && polarity < SIDE)
    });
    if problem > 0.0 || told {
        return complains;
    }
    if polarity >= SIDE {
        return (Stance::Praise, None);
    }
    (Stance::Remark, None)
}

/// Whether a text that begins like a question may be one: it does not end like a sentence.
fn ends_open(text: &str) -> bool {
    !text.trim_end().ends_with(['.', '!', '。'])
}

/// Whether the last mark of the text asks.
fn asks_at_end(text: &str) -> bool {
    let last = text.trim_end_matches(|c: char| !matches!(c, '?' | '？' | '.' | '!' | '。'));
    last.ends_with(['?', '？'])
}
