//! What gives a stance away: wishes, orders, questions, what is broken.
//!
//! Takes a text as it was heard, gives numbers for the model of stances (`lanes`): the counts of
//! polarity, the logits of the word lists, and whether it wishes, orders, asks, or names a trouble.
//! None of them decides anything; the model weighs them beside the words.

use super::cues::Cues;
use super::polarity::{self, Told};
use super::weights::DENSE;
use super::{Heard, severity};

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

/// What happened to the customer is told with one of these.
const MINE: [&str; 24] = [
    "i", "me", "my", "we", "us", "our", "ich", "mich", "mir", "mein", "meine", "je", "mon", "ma",
    "mi", "me", "io", "mia", "mio", "eu", "meu", "minha", "ik", "mijn",
];

/// What has not happened is told with one of these.
const HYPOTHETICAL: [&str; 16] = [
    "if",
    "would",
    "could",
    "might",
    "may",
    "unless",
    "otherwise",
    "almost",
    "nearly",
    "wenn",
    "wurde",
    "si",
    "se",
    "als",
    "imagine",
    "maybe",
];

/// How many hints there are.
pub(super) const HINTS: usize = DENSE + 36;

/// Logits are told within these bounds: beyond, one word list would outshout all words.
const LOGIT_BOUND: f64 = 4.0;

/// The hints of a text, in the order the weights expect: each about 0 to 1 in size.
/// `filtered` tells whether it says nothing about anything.
pub(super) fn hints(heard: &Heard<'_>, filtered: bool) -> [f64; HINTS] {
    let Heard { reading, marks, logits, .. } = heard;
    let told: Told = heard.told();
    let first = reading.tokens.first().map_or("", |token| &*token.plain);
    let short = reading.tokens.len() <= 12;
    let asks = marks.questions > 0;
    let bound = |logit: f64| logit.clamp(-LOGIT_BOUND, LOGIT_BOUND) / 2.0;
    let is = |so: bool| f64::from(u8::from(so));
    let hurts = logits.problem > 0.0;
    let wish = heard.wish.is_some();
    let order = ORDERS.contains(&first) && !asks;
    let taken_back = heard.wish.is_some_and(|wish| reading.tokens[wish.at].weight < 1.0);
    let asking = ASKING.contains(&first);
    let (good, bad) = (logits.polarity > 0.6, logits.polarity < -0.6);
    let sort = |sort: u8| heard.troubles & (1 << sort) != 0;
    let names = |list: &[&str]| reading.tokens.iter().any(|token| list.contains(&&*token.plain));
    let rule = |name: &str| heard.rule.is_some_and(|rule| rule.0 == name);
    let turn = if rule(polarity::TURNED) { heard.rule.map_or(0.0, |rule| rule.1) } else { 0.0 };
    let mut hints = [0.0; HINTS];
    hints[..DENSE].copy_from_slice(&polarity::counts(reading, marks, told, None));
    let more = [
        bound(logits.polarity),
        bound(logits.problem),
        bound(logits.polarity).abs(),
        is(wish && hurts),
        is(wish && good),
        is(wish && bad),
        is(taken_back),
        is(order),
        is(order && short),
        is(asks),
        is(asks_at_end(reading.text)),
        is(asking && asks),
        is(asking && short && ends_open(reading.text)),
        is(WHY.contains(&first)),
        is(asks && hurts),
        is(told.trouble > 0 && hurts),
        is(told.trouble >= 3 && hurts),
        is(filtered),
        is(filtered && good),
        is(filtered && bad),
        is(sort(severity::BLOCKS)),
        is(sort(severity::LOSES)),
        is(sort(severity::ENDANGERS)),
        is(sort(severity::LEAVES)),
        is(sort(severity::LOSES) && hurts),
        is(sort(severity::ENDANGERS) && hurts),
        is(sort(severity::LEAVES) && hurts),
        is(names(&MINE)),
        is(names(&MINE) && heard.troubles > 0),
        is(names(&HYPOTHETICAL)),
        is(rule(polarity::DENIED)),
        is(rule(polarity::PRAISED)),
        is(rule(polarity::UNFELT_RULE)),
        turn.max(0.0),
        (-turn).max(0.0),
        is(logits.polarity > 0.0) - is(hurts),
    ];
    hints[DENSE..].copy_from_slice(&more);
    hints
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
