//! Turns of speech that say the opposite of their words: "used to be great", "the crash is gone".
//!
//! Takes the words of a statement, gives what they add to the logits of the stances. A model of words
//! and pairs hears praise in "thanks for ruining it" and blame in "it no longer freezes", because the
//! words it knows best say so; what turns them is an order of words. Each construction is one more
//! voice beside the model's: it adds to a logit and never decides alone. English only.

use super::clauses::{Token, Voice};
use super::lanes::{LANES, Logits};

/// What a construction adds to the stance it speaks for, and takes from its opposite. The model's
/// logits of complaint and praise lie some 3 apart on sentences that the words alone tell.
const WEIGHT: f64 = 3.0;

/// Words that `~` may skip.
const GAP: usize = 3;

/// Constructions of blame: words parted by blanks, alternatives by `/`.
const BLAME: &str = "\
used to ~ be/love/like/enjoy/work/adore/recommend
was/were ~ great/good/perfect/better/fine/nice/lovely/awesome/excellent before
thanks/thank ~ for ruining/breaking/nothing/wasting/destroying/losing/removing/killing/charging
great/nice/good/well job/done/work ~ breaking/ruining/destroying/killing
well done now nothing
stop charging/sending/calling/spamming/emailing/texting me/us
zero/0/no/minus stars/star
give/gave ~ zero/0
never loads/load/works/work/worked/opens/open/arrives/arrived/answers/answer/came/comes/starts/responds/connects
keeps/keep/kept ~ crashing/freezing/stopping/failing/tapping/closing
missing/lacks/lacking/lack ~ feature/features/function/functions/functionality/option/options/information/part/parts/piece/pieces
lack of
data/photos/files/notes/progress/everything lost/gone";

/// Constructions of praise.
const PRAISE: &str = "\
no longer freezes/crashes/freeze/crash/hangs/lags/stutters/buffers/drops/fails/stalls
crash/crashes/bug/bugs/problem/problems/issue/issues/error/errors/glitch/lag is/are/has/have ~ gone/fixed/solved/resolved
works/working fine/great/perfectly/well now/again
now ~ works/working fine/great/perfectly/well/again
never been better/faster/easier/happier/smoother
never been this/so good/fast/easy/happy/smooth
took/takes/take/taken ~ pain ~ away
nobody/noone/none does it better
no one does it better
fixed/solved/sorted/resolved ~ within/in ~ minutes/minute/hour/hours/seconds
cannot/cant think of any/anything ~ improve
should be five/5 stars
would/id like to thank
was worried ~ but ~ fast/fine/good/great/easy/perfect
straight away
cant/cannot/couldnt/not recommend/praise/thank/rate/compliment/applaud ~ enough
cant/cannot/couldnt/not say enough good/nice/great/positive
cant/cannot/couldnt/not ask/wish/hope for more/better/anything
fixed/solved/resolved the ~ crash/crashes/bug/bugs/problem/problems/issue/issues/error/errors/glitch/lag
no ads/adverts/bugs/glitches/crashes/lag/spam/tracking/trackers/watermark/watermarks/paywall/hassle/fuss/surprises
no hidden/extra/surprise fees/costs/charges/fee
helped/helps/saved/saves me avoid/escape/from";

/// Constructions of a wish: a reward promised for what is not there yet.
const WISH: &str = "\
5/five stars/star ~ if/when/once/after/until
stars ~ if/when/once you/it/they/this/there/dark/the";

/// What the constructions in a statement add to the logits of its stances: 0 where there is none.
/// `denied` is whether all its blame is denied ("not bad for the price"), as `polarity::settled` has
/// it. What a pattern of praise says ("can't recommend it enough") is not blame by its negation.
pub(super) fn logits(tokens: &[Token<'_>], denied: bool) -> Logits {
    let mut added = [0.0; LANES];
    let says = |list: &str| list.lines().any(|pattern| is_said(pattern, tokens));
    let (blamed, praised) = (says(BLAME), says(PRAISE));
    if blamed {
        added[0] += WEIGHT;
        added[2] -= WEIGHT;
    }
    if denies_praise(tokens) && !praised {
        added[0] += WEIGHT;
        added[2] -= WEIGHT;
    }
    if praised || denied && !blamed {
        added[2] += WEIGHT;
        added[0] -= WEIGHT;
    }
    if says(WISH) {
        added[1] += WEIGHT;
        added[2] -= WEIGHT;
    }
    added
}

/// Whether all the praise in the words is denied: "I am not happy with the lamp".
fn denies_praise(tokens: &[Token<'_>]) -> bool {
    let good = |token: &&Token<'_>| token.hit.is_some_and(|hit| hit.weight > 0);
    // "Not cheap but great": what stands behind two words of weight is not denied.
    let near = |token: &Token<'_>| token.denied.is_some_and(|denied| denied.near <= 2);
    // A phrase of the list that begins with its negation ("not happy") is blame as a whole.
    let denied =
        tokens.iter().any(|token| token.voice == Voice::Opposite || near(token) && good(&token));
    let praised = tokens.iter().filter(good).any(|token| !near(token) && token.voice == Voice::Own);
    denied && !praised && !turns(tokens)
}

/// Whether a negation turns blame into praise somewhere.
fn turns(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|token| matches!(token.voice, Voice::Turning | Voice::Turned))
}

/// Whether a pattern stands anywhere in the words.
fn is_said(pattern: &str, tokens: &[Token<'_>]) -> bool {
    (0..tokens.len()).any(|start| fits(pattern, tokens, start))
}

/// Whether it stands at this word.
fn fits(pattern: &str, tokens: &[Token<'_>], start: usize) -> bool {
    let (mut at, mut reach) = (start, 0);
    for word in pattern.split(' ') {
        if word == "~" {
            reach = GAP;
            continue;
        }
        let end = tokens.len().min(at + reach + 1);
        let here = |at: &usize| word.split('/').any(|one| one == tokens[*at].plain);
        let Some(found) = (at..end).find(here) else { return false };
        (at, reach) = (found + 1, 0);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::statements::clauses::Reading;
    use crate::text::Analyser;

    fn added(text: &str) -> (f64, f64) {
        let terms = Analyser::new().terms(text, Lang::ENGLISH);
        let found = logits(&Reading::new(text, &terms, 0, None).tokens, false);
        (found[0], found[2])
    }

    #[test]
    fn what_is_denied_is_its_opposite() {
        let lexicons = crate::statements::lexicon::Lexicons::new();
        let denies = |text: &str| {
            let terms = Analyser::new().terms(text, Lang::ENGLISH);
            denies_praise(&Reading::new(text, &terms, 0, lexicons.of(Lang::ENGLISH)).tokens)
        };
        assert!(denies("I am not happy with the lamp"));
        assert!(denies("It is not a great idea"));
        for text in
            ["Could not be happier", "Not cheap but great", "No problem at all", "It is great"]
        {
            assert!(!denies(text), "{text}");
        }
    }

    #[test]
    fn an_order_of_words_turns_them() {
        for text in
            ["It used to be great", "Thanks for ruining the menu", "zero stars", "never loads"]
        {
            assert_eq!(added(text), (WEIGHT, -WEIGHT), "{text}");
        }
        for text in ["It no longer freezes", "The crash is gone", "It has never been faster"] {
            assert_eq!(added(text), (-WEIGHT, WEIGHT), "{text}");
        }
        for text in ["I got used to it", "Thanks for the help", "five stars", "The bag is gone", ""]
        {
            assert_eq!(added(text), (0.0, 0.0), "{text}");
        }
    }
}
