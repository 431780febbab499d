//! The catalogue as a table: fields of business, their pains, and how customers say them.
//!
//! Takes lines of five columns parted by tabs: name, area, usual severity (0 to 3), other names and
//! phrases, the last two parted by ` | `. Gives the fields with their pains; a line that does not fit
//! is a [`Fault`] with its number. `languages.tsv` holds phrases of the shared pains in other
//! languages: name, language, phrases.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::model::Lang;

/// A pain with the words customers have for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pain {
    /// What a product manager would write on a sticky note; no two of a field are the same.
    pub name: String,
    /// The area of the business it belongs to.
    pub area: String,
    /// How badly it usually hurts, 0 to 3.
    pub severity: u8,
    /// Other names, in the words that most customers use.
    pub other_names: Vec<String>,
    /// What customers say, with the language it is in.
    pub phrases: Vec<(Lang, String)>,
}

/// A field of business, or a team's own code book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name: `airline`, `banking`, the name of a code book.
    pub name: String,
    /// Its pains, in the order of the file.
    pub pains: Vec<Pain>,
}

/// A line of a table that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// All fields.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    fields: Vec<Field>,
}

/// The field whose pains all fields share.
pub(super) const SHARED: &str = "shared";

/// The pain without a subject: "worst app ever". It takes part in every field, so that verdicts
/// about everything do not end up in the pain they happen to be near.
const GENERAL: &str = "general";

/// The files that ship.
const FILES: [(&str, &str); 31] = [
    ("airline", include_str!("../../assets/catalogue/airline.tsv")),
    ("banking", include_str!("../../assets/catalogue/banking.tsv")),
    ("business_software", include_str!("../../assets/catalogue/business_software.tsv")),
    ("cars", include_str!("../../assets/catalogue/cars.tsv")),
    ("consumer_credit", include_str!("../../assets/catalogue/consumer_credit.tsv")),
    ("developer_tools", include_str!("../../assets/catalogue/developer_tools.tsv")),
    ("ecommerce_parcels", include_str!("../../assets/catalogue/ecommerce_parcels.tsv")),
    ("education", include_str!("../../assets/catalogue/education.tsv")),
    ("electronics", include_str!("../../assets/catalogue/electronics.tsv")),
    ("energy_utilities", include_str!("../../assets/catalogue/energy_utilities.tsv")),
    ("fitness_beauty", include_str!("../../assets/catalogue/fitness_beauty.tsv")),
    ("food_delivery", include_str!("../../assets/catalogue/food_delivery.tsv")),
    ("games", include_str!("../../assets/catalogue/games.tsv")),
    ("health_care", include_str!("../../assets/catalogue/health_care.tsv")),
    ("hotels", include_str!("../../assets/catalogue/hotels.tsv")),
    ("insurance", include_str!("../../assets/catalogue/insurance.tsv")),
    ("it_help_desk", include_str!("../../assets/catalogue/it_help_desk.tsv")),
    ("medicines_pharmacy", include_str!("../../assets/catalogue/medicines_pharmacy.tsv")),
    ("news_music_podcasts", include_str!("../../assets/catalogue/news_music_podcasts.tsv")),
    ("property", include_str!("../../assets/catalogue/property.tsv")),
    ("public_services", include_str!("../../assets/catalogue/public_services.tsv")),
    ("rail_bus", include_str!("../../assets/catalogue/rail_bus.tsv")),
    ("restaurant", include_str!("../../assets/catalogue/restaurant.tsv")),
    ("retail_stores", include_str!("../../assets/catalogue/retail_stores.tsv")),
    ("ridehailing", include_str!("../../assets/catalogue/ridehailing.tsv")),
    ("shared", include_str!("../../assets/catalogue/shared.tsv")),
    ("social_messaging", include_str!("../../assets/catalogue/social_messaging.tsv")),
    ("telecom", include_str!("../../assets/catalogue/telecom.tsv")),
    ("travel_booking", include_str!("../../assets/catalogue/travel_booking.tsv")),
    ("videoapp", include_str!("../../assets/catalogue/videoapp.tsv")),
    ("general", include_str!("../../assets/catalogue/general.tsv")),
];

const LANGUAGES: &str = include_str!("../../assets/catalogue/languages.tsv");

impl Catalogue {
    /// The catalogue that ships, read on first use.
    pub fn shipped() -> &'static Catalogue {
        static SHIPPED: LazyLock<Catalogue> = LazyLock::new(|| {
            let field = |&(name, table): &(&str, &str)| {
                Field::read(name, table).expect("the shipped catalogue is whole: a test reads it")
            };
            let mut catalogue = Catalogue { fields: FILES.iter().map(field).collect() };
            catalogue.add_languages(LANGUAGES);
            catalogue
        });
        &SHIPPED
    }

    /// The fields, in order of their names. The pain without a subject is not among them.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.name != GENERAL)
    }

    /// The field with that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields().find(|field| field.name == name)
    }

    /// The pain without a subject.
    pub(super) fn general(&self) -> Option<&Pain> {
        self.fields.iter().find(|field| field.name == GENERAL)?.pains.first()
    }

    /// Adds phrases in other languages to the pains of the shared field and to the one without a subject.
    fn add_languages(&mut self, table: &str) {
        let mut phrases: BTreeMap<&str, Vec<(Lang, String)>> = BTreeMap::new();
        for line in table.lines() {
            let mut cells = line.split('\t');
            let (Some(name), Some(lang), Some(said)) = (cells.next(), cells.next(), cells.next())
            else {
                continue;
            };
            let Ok(lang) = lang.parse::<Lang>() else { continue };
            let said = parted(said).map(|phrase| (lang, phrase));
            phrases.entry(name).or_default().extend(said);
        }
        let shared =
            (self.fields.iter_mut()).filter(|field| field.name == SHARED || field.name == GENERAL);
        for pain in shared.flat_map(|field| &mut field.pains) {
            pain.phrases.extend(phrases.remove(pain.name.as_str()).unwrap_or_default());
        }
    }
}

impl Field {
    /// Reads a table.
    ///
    /// # Errors
    /// The first line that does not have five columns, names a pain twice, or whose severity is not
    /// 0 to 3.
    pub fn read(name: &str, table: &str) -> Result<Field, Fault> {
        let mut pains: Vec<Pain> = Vec::new();
        for (at, line) in table.lines().enumerate() {
            let line_number = at + 1;
            if line.trim().is_empty() {
                continue;
            }
            let fault = |reason: String| Fault { line: line_number, reason };
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            let [title, area, severity, other_names, phrases] = cells[..] else {
                return Err(fault(format!("it has {} columns instead of 5", cells.len())));
            };
            if pains.iter().any(|pain| pain.name == title) {
                return Err(fault(format!("the pain {title:?} is there twice")));
            }
            let severity = severity.parse::<u8>().ok().filter(|&level| level <= 3);
            let Some(severity) = severity else {
                return Err(fault("its severity is not 0, 1, 2 or 3".to_owned()));
            };
            pains.push(Pain {
                name: title.to_owned(),
                area: area.to_owned(),
                severity,
                other_names: parted(other_names).collect(),
                phrases: parted(phrases).map(|phrase| (Lang::ENGLISH, phrase)).collect(),
            });
        }
        Ok(Field { name: name.to_owned(), pains })
    }
}

/// What is parted by ` | `, without blanks around it and without empty parts.
fn parted(cell: &str) -> impl Iterator<Item = String> + '_ {
    cell.split('|').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_catalogue_is_whole() {
        let catalogue = Catalogue::shipped();
        assert!(catalogue.fields().count() >= 25);
        assert!(catalogue.general().is_some_and(|pain| pain.phrases.len() >= 30));
        for field in catalogue.fields() {
            assert!(field.pains.len() >= 40, "{}: {}", field.name, field.pains.len());
            for pain in &field.pains {
                assert!(pain.phrases.len() >= 5, "{}: {}", field.name, pain.name);
                assert!(!pain.area.is_empty(), "{}: {}", field.name, pain.name);
            }
        }
        let shared = catalogue.field(SHARED).expect("there is a shared field");
        let other = |pain: &Pain| pain.phrases.iter().any(|(lang, _)| *lang != Lang::ENGLISH);
        assert!(shared.pains.iter().filter(|pain| other(pain)).count() >= 40);
    }

    #[test]
    fn a_line_that_does_not_fit_is_named() {
        let fault = |table: &str| Field::read("mine", table).expect_err("it does not fit");
        assert_eq!(fault("a\tb\t1\tc").line, 1);
        assert_eq!(fault("a\tb\t1\tc\td\n\nx\tb\t9\tc\td").line, 3);
        assert!(fault("a\tb\t1\tc\td\na\tb\t1\tc\td").reason.contains("twice"));
        let field = Field::read("mine", "Late bus\tBuses\t2\tBus late | Late\tbus late again |")
            .expect("it fits");
        assert_eq!(field.pains[0].other_names, ["Bus late", "Late"]);
        assert_eq!(field.pains[0].phrases.len(), 1);
    }
}
