//! What columns are called, and how well a name fits a field.
//!
//! Takes a column's name; says how well it fits. Names are folded (case and accents do not count) and
//! cut into words; the lists they are looked up in are those of [`super::vocabulary`].

use crate::text::fold;

use super::vocabulary as known;

/// A list of names, the surest first.
pub(super) struct List(Vec<Known>);

/// A name of a list.
struct Known {
    text: String,
    how: How,
}

/// How a name stands in a column's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// As a word.
    Word,
    /// At the beginning of a word.
    Start,
    /// At the end of a word.
    End,
    /// Anywhere, in a script that puts no blanks between words or joins small ones to them.
    Inside,
}

impl List {
    /// The names of a text, blanks between two.
    pub(super) fn of(words: &str) -> List {
        let one = |word: &str| {
            let text = folded(word.trim_matches('*'));
            let how = match () {
                () if word.ends_with('*') && word.len() > 1 => How::Start,
                () if word.starts_with('*') && word.len() > 1 => How::End,
                () if is_joined(&text) => How::Inside,
                () => How::Word,
            };
            Known { text, how }
        };
        List(words.split_whitespace().map(one).collect())
    }

    /// Whether a name has one of these in it.
    pub(super) fn is_in(&self, words: &[String]) -> bool {
        self.place_in(words).is_some()
    }

    /// The place of the first of these that a name has in it.
    fn place_in(&self, words: &[String]) -> Option<usize> {
        self.0.iter().position(|one| one.is_in(words))
    }
}

impl Known {
    fn is_in(&self, words: &[String]) -> bool {
        if self.text.contains('_') {
            return format!("_{}_", words.join("_")).contains(&format!("_{}_", self.text));
        }
        words.iter().any(|word| self.is_of(word))
    }

    /// Whether it is a word, as far as its end or beginning goes.
    fn is_of(&self, word: &str) -> bool {
        match self.how {
            How::Word => word == self.text,
            How::Start => word.starts_with(&self.text),
            How::End => word.ends_with(&self.text),
            How::Inside => word.contains(&self.text),
        }
    }

    /// How well a name is this one: `rank` is its place in its list, `headed` whether what stands
    /// before the rest of a name says what it is, too.
    fn score(&self, name: &str, words: &[String], rank: usize, headed: bool) -> usize {
        let one = self.text.as_str();
        if name == one {
            return 100 - rank;
        }
        if one.len() < 2 {
            return 0;
        }
        match self.how {
            How::Inside => match () {
                () if name.ends_with(one) => 57 - rank / 4,
                () if name.contains(one) => 55 - rank / 4,
                () => 0,
            },
            // The head of a compound stands last in English and German, first in French, Spanish,
            // Italian.
            How::Word => match () {
                () if name.strip_suffix(one).is_some_and(|rest| rest.ends_with('_')) => {
                    60 - rank / 2
                }
                () if !headed => 0,
                () if name.strip_prefix(one).is_some_and(|rest| rest.starts_with('_')) => {
                    45 - rank / 3
                }
                () if name.contains(&format!("_{one}_")) => 30 - rank / 4,
                () => 0,
            },
            How::Start | How::End => match words {
                [only] if self.is_of(only) => 95 - rank,
                [.., last] if self.is_of(last) => 58 - rank / 2,
                [first, ..] if headed && self.is_of(first) => 44 - rank / 3,
                _ if headed && words.iter().any(|word| self.is_of(word)) => 29 - rank / 4,
                _ => 0,
            },
        }
    }
}

/// The names of a field.
fn of(field: &str) -> Option<&'static List> {
    Some(match field {
        "id" => &known::ID,
        "created_at" => &known::CREATED,
        "updated_at" => &known::UPDATED,
        "rating" => &known::RATING,
        "title" => &known::TITLE,
        "text" => &known::TEXT,
        "lang" => &known::LANG,
        "product" => &known::PRODUCT,
        "value" => &known::VALUE,
        "question" => &known::QUESTION,
        "kind" => &known::KIND,
        "votes" => &known::VOTES,
        _ => return None,
    })
}

/// Folded, and letters that have no accent to lose written as those beside them.
fn folded(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for letter in fold(word).chars() {
        match letter {
            '\u{142}' => plain.push('l'),
            '\u{f8}' => plain.push('o'),
            '\u{111}' => plain.push('d'),
            '\u{e6}' => plain.push_str("ae"),
            '\u{153}' => plain.push_str("oe"),
            other => plain.push(other),
        }
    }
    plain
}

/// Signs that part words, beside blanks and those of ASCII.
const PARTING: &str = "\u{3001}\u{ff0c}\u{ff1a}\u{ff08}\u{ff09}\u{b7}\u{2014}\u{2013}\u{ff1f}\u{ff01}\u{bf}\u{a1}\u{3002}\u{30fb}\u{b0}\u{ba}\u{201c}\u{201d}\u{300c}\u{300d}\u{3010}\u{3011}";

/// Lower-case words of a name: `createdAt`, `Created At` and `created_at` are the same.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_lower = false;
    for letter in name.chars().take(200) {
        let starts = letter.is_uppercase() && before_lower;
        before_lower = letter.is_lowercase();
        let parts = letter.is_whitespace()
            || (letter.is_ascii()
                && !letter.is_ascii_alphanumeric()
                && !matches!(letter, '#' | '@'))
            || PARTING.contains(letter);
        if parts || starts {
            words.push(String::new());
        }
        if !parts && let Some(word) = words.last_mut() {
            word.push(letter);
        }
    }
    let words = words.iter().map(|word| folded(word)).filter(|word| !word.is_empty());
    words.map(|word| in_full(&word).map_or(word, str::to_owned)).collect()
}

/// What tables of large firms shorten names to.
fn in_full(word: &str) -> Option<&'static str> {
    Some(match word {
        "txt" => "text",
        "cmt" | "cmnt" | "cmmt" => "comment",
        "fdbk" | "fbk" | "fdbck" => "feedback",
        "desc" | "descr" | "dscr" => "description",
        "dttm" | "dtm" | "dtime" => "datetime",
        "dt" => "date",
        "cre" | "crt" | "crtd" => "created",
        "upd" => "updated",
        "cust" | "cst" => "customer",
        "usr" => "user",
        "nbr" => "number",
        "scr" => "score",
        "rtg" => "rating",
        "prod" => "product",
        "resp" => "response",
        _ => return None,
    })
}

/// Whether a name has one of these words; those of CJK also inside another word.
pub(super) fn has(words: &[String], wanted: &[&str]) -> bool {
    let joined = |word: &String, one: &str| is_joined(one) && word.contains(one);
    words.iter().any(|word| wanted.iter().any(|one| word == one || joined(word, one)))
}

/// Whether a word is of a script without blanks, or of one that joins articles and the like to the
/// words behind them; two letters of those are too few to be found in another word.
fn is_joined(word: &str) -> bool {
    let unspaced = |c: char| matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    let prefixed = |c: char| matches!(c, '\u{590}'..='\u{6ff}');
    let long = word.chars().count();
    long >= 2 && word.chars().all(unspaced) || long >= 3 && word.chars().all(prefixed)
}

/// Whether a name says that a time is not that of the words.
pub(super) fn is_other_time(words: &[String]) -> bool {
    known::NOT_CREATED.is_in(words)
}

/// Whether a name says that others wrote a text, or a program.
pub(super) fn is_others_text(words: &[String]) -> bool {
    known::NOT_TEXT.is_in(words)
}

/// Whether a name says that a number is not this customer's rating.
pub(super) fn is_other_number(words: &[String]) -> bool {
    known::NOT_RATING.is_in(words)
}

/// Whether a name says that the customer gave the rating.
pub(super) fn is_own(words: &[String]) -> bool {
    known::OWN.is_in(words)
}

/// Whether a name is that of a thing, or of somebody who is no customer.
pub(super) fn is_thing(words: &[String]) -> bool {
    known::THINGS.is_in(words)
}

/// Whether a name is that of somebody at work.
pub(super) fn is_staff(words: &[String]) -> bool {
    known::STAFF.is_in(words)
}

/// How well a name fits a field: 0 for not at all, 100 for the best name whole.
pub(super) fn fit(field: &str, words: &[String]) -> usize {
    if field == "author" {
        return author(words);
    }
    let name = words.join("_");
    let headed = matches!(field, "text" | "created_at" | "updated_at" | "rating" | "title");
    let scored = of(field).into_iter().flat_map(|list| list.0.iter().enumerate());
    let best = scored.map(|(at, one)| one.score(&name, words, at.min(39), headed)).max();
    let best = best.unwrap_or(0);
    match field {
        // "Name of the product", where what is named stands last.
        "product" if best == 0 && is_marked(&known::PRODUCT, words) => 58,
        // "Id of the opinion".
        "id" if best == 0 && words.len() > 1 && known::MARKS_OF_IDS.is_in(&words[..1]) => 42,
        _ => best,
    }
}

/// Whether a name is one of these with a mark of names or ids before or behind it, and little else.
fn is_marked(list: &List, words: &[String]) -> bool {
    const SMALL: [&str; 14] = [
        "of", "the", "de", "del", "du", "des", "da", "do", "der", "della", "di", "la", "του", "का",
    ];
    let one = |list: &List, word: &String| list.is_in(std::slice::from_ref(word));
    let ends = [words.first(), words.last()];
    // What is written in several words is one: "khách hàng".
    let mut name = format!("_{}_", words.join("_"));
    for several in list.0.iter().filter(|one| one.text.contains('_')) {
        name = name.replace(&format!("_{}_", several.text), "_");
    }
    let rest: Vec<String> = name.split('_').filter(|w| !w.is_empty()).map(str::to_owned).collect();
    words.len() <= 5
        && ends.iter().flatten().any(|word| one(&known::MARKS, word))
        && list.is_in(words)
        && rest.iter().all(|word| {
            SMALL.contains(&word.as_str()) || one(&known::MARKS, word) || one(list, word)
        })
}

/// How well a name fits somebody who says things.
pub(super) fn author(words: &[String]) -> usize {
    let name = words.join("_");
    let named = known::NAMES.0.iter().position(|one| one.text == name);
    let named = named.map_or(0, |at| 70 - at.min(39));
    if known::STAFF.is_in(words) {
        return named;
    }
    let Some(at) = known::PEOPLE.place_in(words) else {
        let grown = words.len() <= 2 && words.iter().any(|word| is_compound(word));
        return named.max(if grown { 65 } else { 0 });
    };
    named.max(of_person(&known::PEOPLE.0[at], at.min(39) / 2, &name, words))
}

/// The same for a name with the word of a person in it. "user_review" is no user.
fn of_person(person: &Known, rank: usize, name: &str, words: &[String]) -> usize {
    let last = words.last().map_or("", String::as_str);
    let alone = match person.how {
        // A device writes nothing; its number stands for somebody who does.
        How::Word => name == person.text && name != "device",
        How::Start | How::End => words.len() == 1 && ends_little(name, &person.text),
        How::Inside => name.trim_start_matches(ARTICLES) == person.text || name == person.text,
    };
    match () {
        () if alone => 90 - rank,
        () if last == "id" || last == "key" => 100 - rank,
        () if is_marked(&known::PEOPLE, words) => 95 - rank,
        () if words.iter().any(|word| is_compound(word)) && words.len() <= 2 => 93 - rank,
        () => 0,
    }
}

/// What Arabic and Hebrew join to a word's beginning.
const ARTICLES: [char; 3] = ['\u{627}', '\u{644}', '\u{5d4}'];

/// Whether a word goes on little beyond a stem: an ending, and no second word.
fn ends_little(word: &str, stem: &str) -> bool {
    word.strip_prefix(stem).is_some_and(|rest| rest.chars().count() <= 3)
}

/// Whether a word is a person and a mark grown together: `Kundennr`, `klantnaam`, `\u{30e6}\u{30fc}\u{30b6}\u{30fc}ID`.
fn is_compound(word: &str) -> bool {
    known::PEOPLE.0.iter().any(|person| {
        if !matches!(person.how, How::Inside) && person.text.chars().count() < 4 {
            return false;
        }
        let Some((_, rest)) = word.split_once(person.text.as_str()) else { return false };
        let bare = rest.trim_start_matches(['n', 's', 'e', '\u{306e}', '\u{7684}']);
        let marks = |rest: &str| known::MARKS.0.iter().any(|mark| mark.text == rest);
        marks(rest) || marks(bare)
    })
}

/// Whether a name is of the person, order, product, device or session and not of the record.
pub(super) fn is_not_record(words: &[String]) -> bool {
    known::NOT_RECORD.is_in(words) || author(words) > 0 && !known::ANSWERS.is_in(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(name: &str) -> &'static str {
        let fields = ["id", "created_at", "rating", "title", "text", "author", "product"];
        let words = words(name);
        let score = |field: &&&str| fit(field, &words);
        fields.iter().max_by_key(score).filter(|field| fit(field, &words) > 0).unwrap_or(&"")
    }

    #[test]
    fn names_in_many_languages() {
        for (field, names) in [
            (
                "author",
                "Kundennr. Kundnamn Kundenavn Klantnaam Vásárló_neve Zákazník Müşteri_Adı ชื่อผู้ใช้ ユーザーID 用户昵称 Имя_покупателя Nama_Pembeli",
            ),
            ("rating", "Antal_stjerner Počet_hvězdiček Puanı_(1-5) Liczba_gwiazdek Оценка"),
            ("created_at", "Bewertungsdatum Vastausaika Yorum_Tarihi Data_wystawienia 点评时间"),
            ("product", "Tên_sản_phẩm Nama_produk 酒店名称 Артикул"),
            ("text", "Vélemény_szövege Isi_ulasan レビュー本文 Текст_отзыва"),
        ] {
            for name in names.split(' ') {
                assert_eq!(best(&name.replace('_', " ")), field, "{name}");
            }
        }
        assert_eq!(best("Agent name"), "");
        assert_eq!(fit("author", &words("user_review")), 0);
        assert_eq!(fit("author", &words("Customer segment")), 0);
    }
}
