//! Street addresses, in the ways the United States, the United Kingdom, Germany, France and Spain
//! write them.
//!
//! A house number beside a word for a street, with whatever of flat, postcode and town follows. A
//! word for a street alone proves little ("20 minutes on the road", "Parkplatz 5"), so function
//! words and units between number and street, and things counted behind, are none; where the word
//! has other meanings ("way", "Platz", "place"), a capital letter or a postcode must agree. A town
//! or a postcode alone names nobody and stays.

use crate::model::Lang;
use crate::text::{fold, is_stopword};

use super::{Finds, Found, after, before, lead, program_pattern};

// A flat, a town with its state and postcode, a British postcode.
macro_rules! english_tail {
    () => {
        r"(?P<flat>(?:,\s*|\s+)(?:apt|apartment|suite|ste|unit|flat|floor|fl|room|\#)\.?\s*\#?\s?[0-9]{0,4}[a-z]?\b)?(?P<town>(?:,\s*|\s+)(?:[\p{L}.'’-]+\s?){1,3},?\s*(?:[a-z]{2}\s+)?[0-9]{5}(?:-[0-9]{4})?\b|(?:,\s*|\s+)(?:[\p{L}.'’-]+,?\s+){0,3}[a-z]{1,2}[0-9][a-z0-9]?\s?[0-9][a-z]{2}\b)?"
    };
}
program_pattern!(
    ENGLISH,
    concat!(
        r"(?i)\b[0-9]{1,5}(?:\s?[a-d])?(?:\s?[-–/]\s?[0-9]{1,5})?,?\s+(?P<name>(?:[\p{L}0-9][\p{L}0-9'’.-]*\s+){1,4}?)(?P<kind>street|avenue|road|boulevard|lane|drive|court|square|place|terrace|way|crescent|close|gardens|grove|highway|parkway|row|hill|mews|circle|blvd|ave|hwy|pkwy|cres|str|st|rd|ln|dr|ct|sq|pl)\b\.?",
        english_tail!()
    )
);
// An address is on its way.
program_pattern!(
    CUE,
    r"(?i)\b(?:live at|living at|lives at|address(?:\s+is)?:?|deliver(?:ed)?(?: it| them| this)? to|sen[dt](?: it)? to|ship(?:ped)?(?: it)? to|went to|moved to|home is)\s*$"
);
/// Street words that mean nothing else, whatever their case.
const SURE: [&str; 8] =
    ["street", "avenue", "boulevard", "blvd", "crescent", "parkway", "terrace", "road"];
// Between a number and a word for a street these say that no address is meant.
program_pattern!(
    NO_NAME,
    r"(?i)\b(?:min|mins|minutes?|hours?|hrs?|days?|weeks?|months?|years?|miles?|km|kms|meters?|metres?|feet|yards?|times?|stars?|people|percent|dollars?|euros?|pounds?|cars?|lanes?|ways?|wheel|gb|mb|tb|second|seconds|sec|inch|inches|blocks?|stops?|more|other|different|whole|way)\b"
);

program_pattern!(
    GERMAN,
    r"(?ix)\b(?P<name>
        (?P<size>\b(?:alte|neue|gro(?:ß|ss)e|kleine|obere|untere|lange|kurze|hohe|innere|äu(?:ß|ss)ere|mittlere|vordere|hintere)[rnsm]?\s)?(?:[\p{L}][\p{L}.-]*[\s-])?(?:\p{L}[\p{L}-]*?)??(?P<kind>stra(?:ß|ss|s)e|str\b\.?|allee|gasse|weg|platz|ring|damm|ufer|chaussee|stieg|promenade|markt)
      )\s?(?P<number>[0-9]{1,4}(?:\s?[a-h]\b)?(?:\s?[-–/]\s?[0-9]{1,4}(?:\s?[a-h]\b)?)?)
      (?P<town>(?:,\s*|\s+)(?:D-|A-|CH-)?[0-9]{4,5}\s+(?:(?:bad|sankt|st\.?|markt)\s)?\p{L}[\p{L}-]+(?:\s(?:am|an\ der|a\.|im)\s\p{L}+)?)?"
);
// "Am Alten Markt 5, 50667 Köln", "Unter den Linden 77, 10117 Berlin": only with the postcode.
program_pattern!(
    GERMAN_TOWN,
    r"(?i)\b(?:am|an\s+der|an\s+den|auf\s+dem|auf\s+der|im|in\s+der|unter\s+den|zum|zur|beim)\s+(?:\p{L}[\p{L}-]+\s+){0,2}[0-9]{1,3}\s?[a-h]?\s?,\s*(?:D-|A-|CH-)?[0-9]{5}\s+(?:bad\s)?\p{L}[\p{L}-]+"
);
/// Words in -platz, -weg, -markt, -ring that are no streets, folded.
const NO_STREET: &str = "parkplatz sitzplatz arbeitsplatz stellplatz startplatz fensterplatz speicherplatz \
spielplatz campingplatz gangplatz stehplatz tabellenplatz listenplatz studienplatz ausbildungsplatz \
umweg heimweg ruckweg hinweg unterweg fluchtweg arbeitsweg schulweg fussweg radweg bereitweg \
ausweg supermarkt baumarkt flohmarkt einkaufsmarkt drogeriemarkt getrankemarkt arbeitsmarkt \
schlusselring ohrring ehering dichtungsring motorring";
// Behind a house number these say that something is counted.
program_pattern!(
    COUNTED,
    r"(?i)^\s?(?:%|:[0-9]{2}|€|\$|minuten?\b|min\b|stunden?\b|std\b|tage?\b|wochen?\b|monate?\b|jahre?\b|km\b|meter\b|m\b|euro\b|mal\b|uhr\b|leute\b|personen\b|autos?\b|minutos?\b|horas?\b|d[ií]as?\b|euros\b|veces\b|metros?\b|personas\b|minutes?\b|heures?\b|jours?\b|fois\b|m[eè]tres?\b|personnes?\b|h\b)"
);

program_pattern!(
    FRENCH,
    r"(?x)\b[0-9]{1,4}(?:\s?(?i:bis|ter|quater)|\s?[a-dA-D])?(?:\s*,\s*|\s+)(?P<kind>(?i:rue|avenue|av\.?|ave|boulevard|bd\.?|blvd|place|pl\.?|all[ée]e|impasse|chemin|quai|cours|route|square|passage|villa|ruelle|faubourg|sentier))\s+
      (?:(?i:(?:de|du|des|la|le|les|aux?)\s+|l['’]\s?|d['’]\s?))*
      (?:(?i:jean|victor|g[ée]n[ée]ral|charles|jules|[ée]mile|pierre|paul|louis|marie|jacques|georges?|albert|henri|saint|sainte|docteur|dr|mar[ée]chal|pr[ée]sident|colonel|commandant|abb[ée]|fran[çc]ois|anatole|gabriel|l[ée]on|aristide|michel|andr[ée]|marcel|claude|antoine|ren[ée]|joseph|gaston|camille|ferdinand)(?:\s+|-)(?:(?i:de|du|des|la|le)\s+)*){0,3}
      (?P<name>\p{L}[\p{L}'’.-]*(?:[\ -]\p{Lu}[\p{L}'’.-]*){0,4})
      (?P<town>\s?,?\s*(?:-\s*)?[0-9]{5}\s+(?:(?i:le|la|les|saint|st)\s)?\p{L}[\p{L}'’-]+(?:[\ -](?i:cedex(?:\ [0-9]+)?|\p{Lu}[\p{L}'’-]+))?)?"
);
program_pattern!(
    SPANISH,
    r"(?ix)(?:\b(?P<kind>calle\b|avda\b\.?|avenida\b|av\.|plaza\b|pza\b\.?|paseo\b|p[ºo]\.|camino\b|carrer\b|ronda\b|traves[ií]a\b|glorieta\b|carretera\b)|(?P<short>\bc/))\s*
      (?P<name>(?:\p{L}[\p{L}'’.-]*\s*){1,5}?)\s*,?\s*(?:n[º°o]\.?\s*|n[uú]mero\s*|num\.?\s*|\#\s*)?(?P<number>[0-9]{1,4})(?:\s?[a-d]\b)?
      (?:,?\s*(?:(?:piso|planta|puerta|esc\.?|bajo|[áa]tico)\s?[0-9a-z]{0,2}\b|[0-9]{1,2}\s?[º°ª](?:\s?(?:[a-z]|izq|dcha|izda)\b\.?)?)){0,3}
      (?P<town>,?\s*(?:CP\s?)?[0-9]{5}\s*,?\s+\p{L}[\p{L}'’-]+)?"
);
program_pattern!(
    BOX,
    r"(?i)\bP\.?\s?O\.?\s?Box\s+[0-9]{1,6}\b|\bPostfach\s+[0-9]{1,3}(?:\s?[0-9]{2,3}){0,2}\b|\bApartado(?:\s+de\s+correos)?\s+[0-9]{1,6}\b"
);
// Nothing of the kind without one of these; they cost a tenth of the patterns themselves.
program_pattern!(
    ENGLISH_WORDS,
    r"(?i)\b(?:street|avenue|road|boulevard|lane|drive|court|square|place|terrace|way|crescent|close|gardens|grove|highway|parkway|row|hill|mews|circle|blvd|ave|hwy|pkwy|cres|str|st|rd|ln|dr|ct|sq|pl)\b"
);
program_pattern!(
    GERMAN_WORDS,
    r"(?i)(?:stra(?:ß|ss|s)e|str\.?|allee|gasse|weg|platz|ring|damm|ufer|chaussee|stieg|promenade|markt)\s?[0-9]"
);
program_pattern!(POSTCODE, r",\s*(?:D-|A-|CH-)?[0-9]{5}\s");
program_pattern!(
    FRENCH_WORDS,
    r"(?i)[\s,](?:rue|avenue|av|ave|boulevard|bd|blvd|place|pl|all[ée]e|impasse|chemin|quai|cours|route|square|passage|villa|ruelle|faubourg|sentier)[\s.]"
);
program_pattern!(
    SPANISH_WORDS,
    r"(?i)\b(?:calle|avda|avenida|av|plaza|pza|pl|paseo|p[ºo]|camino|carrer|ronda|traves[ií]a|glorieta|carretera|cl|c)[\s./]"
);

pub(super) fn find(text: &str, finds: &mut Finds) {
    if GERMAN_WORDS.is_match(text) {
        german(text, finds);
    }
    if POSTCODE.is_match(text) {
        for fit in GERMAN_TOWN.find_iter(text) {
            finds.add(fit.start(), fit.end(), Found::Address);
        }
    }
    if FRENCH_WORDS.is_match(text) {
        french(text, finds);
    }
    if SPANISH_WORDS.is_match(text) {
        spanish(text, finds);
    }
    // Last: "12 bis avenue des Lilas" begins as an English one does.
    if ENGLISH_WORDS.is_match(text) {
        english(text, finds);
    }
    for fit in BOX.find_iter(text) {
        finds.add(fit.start(), fit.end(), Found::Address);
    }
}

fn starts_alone(text: &str, at: usize) -> bool {
    !before(text, at).is_some_and(|c| {
        c.is_alphanumeric() || matches!(c, '.' | ',' | '$' | '€' | '£' | '-' | '/' | ':' | '#')
    }) || before(text, at) == Some(',') && !before(text, at - 1).is_some_and(|c| c.is_ascii_digit())
        || before(text, at) == Some(':')
}

fn function_word(word: &str, languages: &[&str]) -> bool {
    let folded = fold(word.trim_matches(|c: char| !c.is_alphanumeric()));
    languages
        .iter()
        .filter_map(|code| code.parse::<Lang>().ok())
        .any(|lang| is_stopword(lang, &folded))
}

fn capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

fn english(text: &str, finds: &mut Finds) {
    let mut from = 0;
    while let Some(fit) = ENGLISH.captures_at(text, from) {
        let (Some(all), Some(name), Some(kind)) = (fit.get(0), fit.name("name"), fit.name("kind"))
        else {
            break;
        };
        let town = fit.name("town").filter(|town| sensible_town(town.as_str()));
        let sure = SURE.contains(&kind.as_str().to_lowercase().as_str());
        let capitals = name
            .as_str()
            .split_whitespace()
            .all(|word| capital(word) || word.starts_with(|c: char| c.is_ascii_digit()))
            && capital(kind.as_str());
        let cued = CUE.is_match(lead(text, all.start(), 24));
        let says_nothing =
            name.as_str().split_whitespace().all(|word| {
                !function_word(word, &["en"]) && !word.trim_end_matches('.').is_empty()
            }) && !NO_NAME.is_match(name.as_str());
        // "5 st", "12 dr": the number's own ending is no street.
        let flat = fit.name("flat");
        let told = sure || capitals || cued || flat.is_some() || town.is_some();
        if says_nothing && told && starts_alone(text, all.start()) {
            let flat = flat
                .filter(|flat| flat.as_str().trim_end().ends_with(|c: char| c.is_alphanumeric()));
            let end = town
                .map(|town| town.end())
                .or_else(|| flat.map(|flat| flat.end()))
                .unwrap_or_else(|| {
                    kind.end()
                        + usize::from(
                            text[kind.end()..].starts_with('.') && kind.as_str().len() <= 4,
                        )
                });
            finds.add(all.start(), end, Found::Address);
            from = end;
        } else {
            from = all.start() + 1;
            while from < text.len()
                && (!text.is_char_boundary(from) || text.as_bytes()[from].is_ascii_digit())
            {
                from += 1;
            }
        }
        if from >= text.len() {
            break;
        }
    }
}

/// A town's words are no function words: "... Street and I waited 12345" goes on with a sentence.
fn sensible_town(town: &str) -> bool {
    town.split(|c: char| !c.is_alphabetic() && c != '\'')
        .filter(|word| word.len() > 2)
        .all(|word| !function_word(word, &["en"]))
}

fn german(text: &str, finds: &mut Finds) {
    for fit in GERMAN.captures_iter(text) {
        let (Some(name), Some(kind), Some(number)) =
            (fit.name("name"), fit.name("kind"), fit.name("number"))
        else {
            continue;
        };
        let town = fit.name("town");
        let kind_text = fold(kind.as_str());
        let street = kind_text.starts_with("str");
        // "Musterstraße", "Karl-Marx-Str.": the last word is more than the word for a street.
        let last = name.as_str().split_whitespace().next_back().unwrap_or_default();
        let more = last.len().saturating_sub(kind.as_str().len());
        let compound = more > 0;
        let own_word = fold(last);
        let denied = NO_STREET.split_ascii_whitespace().any(|word| word == own_word);
        // "Berliner Straße 5" has its name in front; "auf der Straße 5" has none.
        let first = name.as_str().split_whitespace().next().unwrap_or_default();
        let named = compound
            || (name.as_str().split_whitespace().count() > 1
                && !function_word(first, &["de", "en"]));
        let counted = COUNTED.is_match(&text[number.end()..]);
        let upper = capital(last);
        let sure = street || town.is_some() || (compound && (upper || more >= 4));
        if named && !denied && sure && (town.is_some() || !counted) {
            // A word in front of a compound is not part of it: "wohne Hauptstr. 5".
            let start = match name.as_str().rsplit_once(char::is_whitespace) {
                Some((_, last)) if compound => {
                    // "Alte Landstraße" is.
                    fit.name("size").map_or(name.end() - last.len(), |size| size.start())
                }
                _ => name.start(),
            };
            let end = town.map_or(number.end(), |town| town.end());
            let end = start + text[start..end].trim_end().len();
            finds.add(start, end, Found::Address);
        }
    }
}

fn french(text: &str, finds: &mut Finds) {
    for fit in FRENCH.captures_iter(text) {
        let (Some(all), Some(kind), Some(name)) = (fit.get(0), fit.name("kind"), fit.name("name"))
        else {
            continue;
        };
        let town = fit.name("town");
        let kind = fold(kind.as_str());
        let unsure = matches!(
            kind.trim_end_matches('.'),
            "place" | "pl" | "route" | "cours" | "passage" | "square" | "av" | "ave" | "villa"
        );
        let named = !function_word(name.as_str(), &["fr", "en"]);
        if named
            && (town.is_some() || !unsure || capital(name.as_str()))
            && starts_alone(text, all.start())
        {
            let end = town.map_or(name.end(), |town| town.end());
            let end = all.start() + text[all.start()..end].trim_end_matches(['.', ' ', '-']).len();
            finds.add(all.start(), end, Found::Address);
        }
    }
}

fn spanish(text: &str, finds: &mut Finds) {
    for fit in SPANISH.captures_iter(text) {
        let (Some(all), Some(name), Some(number)) =
            (fit.get(0), fit.name("name"), fit.name("number"))
        else {
            continue;
        };
        let town = fit.name("town");
        let words: Vec<&str> = name.as_str().split_whitespace().collect();
        // Articles belong to names of streets; "y", "con", "que" belong to sentences.
        let article = |word: &str| {
            matches!(
                fold(word).as_str(),
                "de" | "del" | "la" | "las" | "los" | "el" | "san" | "santa"
            )
        };
        let sentence = words.iter().any(|word| !article(word) && function_word(word, &["es"]));
        let named = words.iter().any(|word| !article(word));
        let counted =
            COUNTED.is_match(&text[number.end()..]) || after(text, number.end()) == Some('%');
        if named && !sentence && (town.is_some() || !counted) {
            let end = town.map_or(all.end(), |town| town.end());
            let end = all.start() + text[all.start()..end].trim_end().len();
            finds.add(all.start(), end, Found::Address);
        }
    }
}
