//! Words that never name a theme by themselves.
//!
//! Our own lists, English; a word is looked up by its stem, so that one entry does for its
//! inflections. Other languages have their function words (the text room) and what the corpus
//! itself shows to be everywhere.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::model::Lang;
use crate::text::{Stems, Term, is_stopword};

/// What a word can do for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    /// No word of a name and no part of one: a number, an id, a handle, letters gone wrong.
    Noise,
    /// Joins others; only ever inside a phrase.
    Stop,
    /// Turns what follows: may open a phrase.
    Negation,
    /// `in` of "log in": may close a phrase after such a verb.
    Particle,
    /// Says too little alone; may stand beside a word that says more.
    Weak,
    /// How it was, not what: may stand beside a word that says what.
    Opinion,
    /// Says what it is about.
    Content,
}

/// Fillers, light verbs, greetings, time words, quantities, forms of address, swearing.
const WEAK: &str = "able absolutely appreciate came done earlier experience felt found given kept knew made saw seen \
shown spoke taken thought actually add additional ago allow almost already alright \
always amp anyway anyways anymore apparently april ask asap assume attempt august available away \
back basically become begin believe big bit bring bunch bye call can't care case cause cc certain \
change cheers clear clearly close come complete completely constant constantly continue could \
couple crap cuz damn day days dear december decide definitely detail different do done due early \
easily easy end ended enough entire entirely especially etc eventually everybody everyday \
evening exact exactly example except expect explain extremely fact far february feel few figure \
finally find fine first five follow forever former found four friday fuck full fully fun further \
gave general get getting give go goes going gone gonna good got gotta great greetings guess guy \
had half happen happy hard have hear hell hello help hey hi high hope hour hours huge huh idea \
immediately include instead int issue january join july june keep kind kinda know large last late \
later latest lately least leave left less let level like likely list literally little live long \
longer look lot lots low main maintain make manage many march matter maybe mean middle mind minute \
minutes miss mon monday month months morning move mr mrs ms much multiple name near nearly need \
never new next night nobody none normal normally not note november now number obviously october \
offer often ok okay old omg one ones open order part particular past people perfectly perhaps \
person piece place plan please plus point possible possibly post pretty previous prior probably \
problem properly provide put question quick quickly quite re read real really realise realize \
reason receive recent recently regard regards remain right said saturday saw say second see seem \
seen sept september serious seriously set seven several shit short show side similar simple \
simply single sir six small solution sometimes somewhere soon sort specific start state stay step \
still stop stuff sudden suddenly suggest sunday super suppose sure take talk tell ten thank \
thanks thing things think third thought three thursday thx time times today together told tomorrow \
ton tonight took total totally toward tried true truly try trying tuesday turn twice two u ugh \
understand unless update ur us use used user using usually via want watch way wednesday week weeks \
well went whatever whole will wish wonder word work worth would wow write wtf ya yeah year years \
yep yes yesterday yo youre eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty \
ninety hundred thousand percent fix fixed resolve resolved solve solved improve improved customer \
user client consumer people guest individual stuff";

/// Weak words that name a theme all the same: what they say is concrete enough in feedback. Kept
/// apart so that the list above can stay broad.
const STRONG: &str = "update call close order open post cancel late miss stop name number watch \
change plan state read question work";

/// How it was, not what it was.
const OPINION: &str = "abysmal amazing annoy annoyed annoying appalling atrocious awesome awful \
bad badly beautiful best better brilliant bullshit complain cool crappy crazy dire disappoint \
disappointed disappointing disappointment disgrace disgraceful disgust disgusted disgusting \
dissatisfied dreadful dumb embarrassing enjoy enjoyable excellent exceptional fabulous fail \
failure fantastic favorite favourite frustrate frustrated frustrating garbage glad good great \
grateful hate horrendous horrible horrid horrific impressed impressive incredible insane joke \
junk lame lousy love lovely mad mediocre mess nice nightmare outrageous outstanding pathetic \
perfect pleasant pleased poor poorly recommend recommended ridiculous rubbish sad satisfied shame \
shitty silly sorry stupid suck sucks superb terrible terribly trash ugly unacceptable unbelievable \
star stars unhappy upset upsetting useless wonderful worse worst worthless wrong wow";

/// What goes wrong with things, whatever they are: beside a thing they say what hurts.
const PROBLEM: &str = "wrong fail failed failure broken break miss missing late delay delayed slow \
sluggish stuck lost lose error crash freeze frozen hang hung decline declined refuse refused reject \
rejected wait waiting expensive overpriced double twice duplicate rude dirty cold noisy loud \
damaged damage defective faulty lag laggy drain bug buggy glitch blurry leak poor lack shortage \
incorrect inaccurate invalid expired expire unauthorized fraud deny denied ignore ignored confusing \
unclear unreadable block blocked locked overcharge overcharged crowded uncomfortable unhelpful \
unavailable disappear vanish missed outdated unreliable uncooked stale tasteless limited late \
cancel cancelled interrupt dropped drop reset wipe corrupt mismatch unsafe";

/// What a letter or a story is made of, whatever it is about: the writer's people, days and
/// patience.
const STORY: &str = "sir madam team gentlemen concern anniversary honeymoon wedding birthday \
husband wife family boyfriend girlfriend son daughter mother father mum mom dad parents sister brother \
friend friends boss colleague calm speechless patience saint teeth suppose supposed present \
happen happened story tale anyone someone somebody anybody review reviewer \
apart disappoint opinion recap summary sincerely faithfully writing written despite gmail yahoo \
kids couple guys dude holiday vacation became man woman god christ lord jesus lol wtf idk btw imo";

/// English words that only join, beside the text room's.
const JOINING: &str = "along within across behind beside besides upon among amongst around onto \
toward towards inside outside despite due via per versus supposedly especially simply \
according regarding concerning including without during beyond near unless whether whenever \
wherever although though since because while until till let lets let's i'm i've i'd i'll it's \
that's there's im ive also even still yet already always again once else quite rather \
really very just too maybe perhaps elsewhere somewhere anywhere everywhere nowhere \
instead except";

/// Where a clause ends and another begins: no phrase goes across.
const BREAKS: &str = "and but or so if because as than when while since although though i we they he \
she you it which that who what how why where there i'm i've i'd i'll it's that's there's im ive \
http https www rt amp und oder aber weil dass ich wir sie et ou mais que je nous vous y o pero \
porque yo";

/// Words that say that what follows is an id.
const ID: &str = "number no nr ref reference id nummer numéro numero ticket case";

/// Before "not".
const AUXILIARY: &str =
    "do does did can could is are was were has have had will would should am be must";

/// What stands before them is unfinished.
const OPEN: &str = "to of than into from with by";

/// Before a verb, in the languages the reports are read in most.
const BEFORE_VERBS: &str = "to i you we they he she can could will would should must please let's \
lets i'd i've is are was were been be get got ich wir zu kann bitte je nous peux yo puedo podemos";

/// They turn what follows; and, where the language puts them there, what they follow.
const FOREIGN: [(&str, &str, &str); 7] = [
    ("de", "kein keine keinen keiner keinem keines nie niemals", "nicht"),
    ("fr", "aucun aucune impossible", "pas jamais"),
    ("es", "no nunca ningun ninguna ninguno tampoco", ""),
    ("pt", "nao nunca nenhum nenhuma", ""),
    ("it", "non mai nessun nessuno nessuna impossibile", ""),
    ("nl", "geen nooit", "niet"),
    ("sv", "ingen inget inga aldrig", "inte"),
];

/// They turn what follows.
const NEGATION: &str = "not no never nothing without can't cannot cant couldn't couldnt didn't \
didnt doesn't doesnt don't dont hasn't hasnt haven't havent isn't isnt wasn't wasnt weren't won't \
wont wouldn't wouldnt aren't hadn't hadnt ain't aint shouldn't shouldnt unable impossible";

/// Before "to" they turn what follows: "fails to load".
const REFUSING: &str = "fail failed fails failing failure refuse refuses refused refusing struggle \
struggled struggling";

/// Verbs that are half of a phrase with a particle, and those particles.
const PHRASAL: &str = "log login sign check lock kick hang show pick shut freeze time opt top \
start boot slow break set";
const PARTICLES: &str = "in out up off down on over";

/// They join or compare; what begins with them is a fragment.
const NEVER_FIRST: &str =
    "like back ago away enough such amp least else please pls plz bitte merci por favor";

/// Before what the writer says of himself, with or without an article between.
const SELF: [&str; 8] = ["am", "i'm", "im", "i’m", "as", "we're", "we’re", "i've been"];

/// Forms of the past that look like the verb itself.
const PAST: &str = "sent paid lost found kept held sold bought brought got came went had saw told \
gave made took left showed worked heard felt spoke wrote met";

/// Before a thing, whatever stands before them, in the languages the reports are read in most.
const ARTICLES: &str = "the a an my our your their his its this these those der die das den dem ein \
eine einen mein meine meinen le la les un une mon ma mes el los las una mi mis il lo";

/// Before a thing as well.
const BEFORE_THINGS: &str = "her that no any every each another some of for with without about";

fn stems(words: &str) -> HashSet<String> {
    let stems = Stems::new(Lang::ENGLISH);
    words.split_ascii_whitespace().map(|word| stems.stem(word)).collect()
}

static WEAK_STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let strong = stems(STRONG);
    stems(WEAK).into_iter().filter(|stem| !strong.contains(stem)).collect()
});
static OPINION_STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| stems(OPINION));
static PHRASAL_STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| stems(PHRASAL));
static NEGATIONS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| NEGATION.split_ascii_whitespace().collect());
static REFUSING_STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| stems(REFUSING));
static PARTICLE_WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| PARTICLES.split_ascii_whitespace().collect());

static PROBLEM_STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| stems(PROBLEM));
static STORY_STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| stems(STORY));
static JOINING_WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| JOINING.split_ascii_whitespace().collect());
static BREAK_WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| BREAKS.split_ascii_whitespace().collect());
static ID_STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| stems(ID));

/// The one stem of every negation: "can't", "cannot" and "not" turn a phrase alike.
pub(super) const NEGATION_STEM: &str = "\u{1}not";

/// What a word of a language can do for a name, by itself and before the corpus is asked.
pub(super) fn class(term: &Term, lang: Lang) -> Class {
    let word = term.folded.as_str();
    if !wordlike(word) || BREAK_WORDS.contains(word) {
        return Class::Noise;
    }
    let english = matches!(lang.code(), "en" | "und");
    if english && NEGATIONS.contains(word) {
        return Class::Negation;
    }
    if english && PARTICLE_WORDS.contains(word) {
        return Class::Particle;
    }
    let here = FOREIGN.iter().find(|(code, ..)| lang.code() == *code);
    if here.is_some_and(|(_, before, _)| before.split(' ').any(|one| one == word))
        || turns_back(term, lang)
    {
        return Class::Negation;
    }
    // "Something's (gone wrong)" is about nothing, like "something".
    let bare = word.strip_suffix("'s").unwrap_or(word);
    if term.stop || english && (JOINING_WORDS.contains(bare) || is_stopword(lang, bare)) {
        return Class::Stop;
    }
    if english && OPINION_STEMS.contains(&term.stem) {
        return Class::Opinion;
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let short = word.is_ascii() && letters < 3;
    let weak = WEAK_STEMS.contains(&term.stem) || STORY_STEMS.contains(&term.stem);
    if short || english && weak {
        return Class::Weak;
    }
    Class::Content
}

/// Whether letters make a word: not a number, an id, a mask ("xxxx"), nor letters gone wrong on
/// their way ("Ã©", "µà").
fn wordlike(word: &str) -> bool {
    let mut letters = 0usize;
    let mut strange = 0usize;
    let latin = word.chars().any(|c| c.is_alphabetic() && c < '\u{250}');
    for c in word.chars() {
        letters += usize::from(c.is_alphabetic());
        strange += usize::from(
            matches!(c, '\u{80}'..='\u{bf}' | 'ã' | 'â' | 'ð' | 'ÿ') || c == 'μ' && latin,
        );
        // Accents that stand alone, too, are letters gone wrong ("ˆà").
        if c.is_ascii_digit() || matches!(c, '_' | '.' | 'ˆ' | '˜' | '\u{fffd}') {
            return false;
        }
    }
    let first = word.chars().next();
    if first == Some('ð') {
        // No word of any language begins with it; every emoji gone wrong does.
        return false;
    }
    let noise = letters > 1 && word.is_ascii() && word.chars().all(|c| Some(c) == first);
    let wrong = strange > 0 && (letters <= 2 || strange * 2 > letters);
    letters > 0 && !noise && !wrong
}

/// Whether a word as it stands in the text is bytes of another script read as Latin ("Ø§Ù„"): most
/// of its letters are the capitals those bytes come out as.
pub(super) fn misread(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let lead =
        |c: &char| matches!(c, 'Ã' | 'Â' | 'Ø' | 'Ù' | 'Ú' | 'Û' | 'Ð' | 'Ñ' | 'Î' | 'Ï' | 'ð');
    2 * word.chars().filter(lead).count() >= letters.max(1)
}

/// Whether a word tells others what not to do: "don't buy".
pub(super) fn warns(word: &str) -> bool {
    ["don't", "don’t", "dont"].iter().any(|one| word.eq_ignore_ascii_case(one))
}

/// Whether a verb after "never" is one that people are told: "never buy", but not "never arrived" or
/// "never came".
pub(super) fn is_told(word: &str, stem: &str) -> bool {
    let base = word.strip_suffix('e').unwrap_or(word) == stem.strip_suffix('e').unwrap_or(stem);
    base && !PAST.split_ascii_whitespace().any(|past| past == word)
}

/// Whether a stem says that an id follows.
pub(super) fn names_an_id(stem: &str) -> bool {
    ID_STEMS.contains(stem)
}

/// Whether a stem says what can be wrong with a thing, in English.
pub(super) fn is_problem(stem: &str) -> bool {
    PROBLEM_STEMS.contains(stem)
}

/// Whether a word goes before "not".
pub(super) fn leads_negation(word: &str) -> bool {
    one_of(AUXILIARY, word)
}

/// Whether a word says that something is.
pub(super) fn is_being(word: &str) -> bool {
    matches!(word, "am" | "is" | "are" | "was" | "were" | "be" | "been")
}

/// Whether a word asks for more after what stands before it.
pub(super) fn leaves_open(word: &str) -> bool {
    one_of(OPEN, word)
}

/// Whether a word goes before a verb.
pub(super) fn leads_verb(word: &str) -> bool {
    one_of(BEFORE_VERBS, word)
}

/// Whether a word never opens a phrase, though it may stand in one.
pub(super) fn never_first(word: &str) -> bool {
    one_of(NEVER_FIRST, word)
}

/// Whether a word is somebody who does things: "I don't", "they never".
pub(super) fn is_person(word: &str) -> bool {
    ["i", "we", "they", "you", "u", "he", "she", "it", "who"]
        .iter()
        .any(|one| word.eq_ignore_ascii_case(one))
}

/// Whether a word speaks of the writer: "I am a patient person", "as a long time customer".
pub(super) fn leads_self(word: &str) -> bool {
    SELF.iter().any(|one| word.eq_ignore_ascii_case(one))
}

/// Whether a word goes before a thing: "my", "the", "without".
pub(super) fn leads_thing(word: &str) -> bool {
    is_article(word) || one_of(BEFORE_THINGS, word)
}

/// Whether a word opens a thing, so that what stands before it is none: "the", "my".
pub(super) fn is_article(word: &str) -> bool {
    one_of(ARTICLES, word)
}

/// Whether a list of short words has a word, in any case.
fn one_of(list: &str, word: &str) -> bool {
    word.len() < 8 && list.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(word))
}

/// Whether a word, before "to", turns what follows.
pub(super) fn refuses(stem: &str) -> bool {
    REFUSING_STEMS.contains(stem)
}

/// Whether a word is a negation that its language puts behind what it turns.
pub(super) fn turns_back(term: &Term, lang: Lang) -> bool {
    let here = FOREIGN.iter().find(|(code, ..)| lang.code() == *code);
    here.is_some_and(|(_, _, after)| after.split(' ').any(|one| one == term.folded))
}

/// Whether a word is the first half of a French negation.
pub(super) fn opens_french_negation(word: &str) -> bool {
    word.eq_ignore_ascii_case("ne")
}

/// Whether a verb makes a phrase with a particle: "log in", "signed up".
pub(super) fn phrasal(stem: &str) -> bool {
    PHRASAL_STEMS.contains(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_are_told() {
        assert!(is_told("buy", "buy") && is_told("purchase", "purchas"));
        assert!(!is_told("arrived", "arriv") && !is_told("sent", "sent"));
        assert!(warns("Don't") && !warns("doesn't"));
    }

    #[test]
    fn bytes_of_another_script_are_no_words() {
        for word in ["Ø§Ù", "ÙŠØ", "Ø", "Î¼Î", "ðŸ", "Ñ€Ð"] {
            assert!(misread(word), "{word}");
        }
        for word in ["Île", "été", "München", "niño", "Ørsted", "refund", "نعم", "пять", "été"]
        {
            assert!(!misread(word), "{word}");
        }
    }

    #[test]
    fn letters_gone_wrong_are_no_words() {
        for word in ["μa", "ã©", "xxxx", "4521", "fwb-12", "a_b", "t.co"] {
            assert!(!wordlike(word), "{word}");
        }
        for word in ["não", "âge", "ürün", "refund", "λόγος", "退款", "can't"] {
            assert!(wordlike(word), "{word}");
        }
    }
}
