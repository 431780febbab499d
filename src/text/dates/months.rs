//! Names of months, whole and cut short, in the languages that exports are written in.
//!
//! Names are those of the Unicode CLDR (genitive where a date uses it) and the short forms that
//! Excel, Google and Jira print. No two languages here use one name for two months, but for
//! `listopad` and `srpanj`, which are October and July in Croatian: there the Polish and Czech
//! meaning stands, being read far oftener.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::fold;

/// Twelve names a line, months apart by a blank, spellings of one month by a slash.
const NAMES: &[&str] = &[
    "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug \
     september/sep/sept october/oct november/nov december/dec",
    "januar/jänner/jan/jän februar/feber/feb märz/mär/mrz/maerz april/apr mai juni/jun juli/jul \
     august/aug september/sep/sept oktober/okt november/nov dezember/dez",
    "janvier/janv février/févr/fév mars avril/avr mai juin juillet/juil août/aou septembre/sept \
     octobre/oct novembre/nov décembre/déc",
    "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago \
     septiembre/setiembre/sep/sept/set octubre/oct noviembre/nov diciembre/dic",
    "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago \
     settembre/set/sett ottobre/ott novembre/nov dicembre/dic",
    "janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul agosto/ago \
     setembro/set outubro/out novembro/nov dezembro/dez",
    "januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug \
     september/sep oktober/okt november/nov december/dec",
    "januari/jan februari/feb mars/mar april/apr maj juni/jun juli/jul augusti/aug september/sep/sept \
     oktober/okt november/nov december/dec",
    "januar februar marts april maj/mai juni juli august september oktober november desember/des",
    "tammikuuta/tammikuu/tammik/tammi helmikuuta/helmikuu/helmik/helmi \
     maaliskuuta/maaliskuu/maalisk/maalis huhtikuuta/huhtikuu/huhtik/huhti \
     toukokuuta/toukokuu/toukok/touko kesäkuuta/kesäkuu/kesäk/kesä heinäkuuta/heinäkuu/heinäk/heinä \
     elokuuta/elokuu/elok/elo syyskuuta/syyskuu/syysk/syys lokakuuta/lokakuu/lokak/loka \
     marraskuuta/marraskuu/marrask/marras joulukuuta/joulukuu/jouluk/joulu",
    "stycznia/styczeń/sty lutego/luty/lut marca/marzec/mar kwietnia/kwiecień/kwi maja/maj \
     czerwca/czerwiec/cze lipca/lipiec/lip sierpnia/sierpień/sie września/wrzesień/wrz \
     października/październik/paź listopada/listopad/lis grudnia/grudzień/gru",
    "ledna/leden/led února/únor/úno března/březen/bře dubna/duben/dub května/květen/kvě \
     června/červen/čvn července/červenec/čvc srpna/srpen/srp září/zář října/říjen/říj \
     listopadu/listopad prosince/prosinec/pro",
    "января/январь/янв февраля/февраль/фев/февр марта/март/мар апреля/апрель/апр мая/май \
     июня/июнь/июн июля/июль/июл августа/август/авг сентября/сентябрь/сен/сент \
     октября/октябрь/окт ноября/ноябрь/ноя/нояб декабря/декабрь/дек",
    "січня/січень/січ лютого/лютий/лют березня/березень/бер квітня/квітень/кві травня/травень/тра \
     червня/червень/чер липня/липень/лип серпня/серпень/сер вересня/вересень/вер \
     жовтня/жовтень/жов листопада/листопад/лис грудня/грудень/гру",
    "ocak/oca şubat/şub mart nisan/nis mayıs haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki \
     kasım/kas aralık/ara",
    "január/jan február/febr március/márc április/ápr május/máj június/jún július/júl \
     augusztus/aug szeptember/szept/sze október/okt november/nov december/dec",
    "ianuarie/ian februarie/feb martie/mar aprilie/apr mai iunie/iun iulie/iul august/aug \
     septembrie/sept octombrie/oct noiembrie/noi/nov decembrie/dec",
    "ιανουαρίου/ιαν φεβρουαρίου/φεβ μαρτίου/μαρ απριλίου/απρ μαΐου/μαι ιουνίου/ιουν ιουλίου/ιουλ \
     αυγούστου/αυγ σεπτεμβρίου/σεπ οκτωβρίου/οκτ νοεμβρίου/νοε δεκεμβρίου/δεκ",
    "januari/jan februari/feb maret/mar april/apr mei juni/jun juli/jul agustus/agu/agt/ags \
     september/sep oktober/okt november/nov/nop desember/des",
    "يناير/كانون فبراير/شباط مارس/آذار أبريل/ابريل/إبريل/نيسان مايو/أيار يونيو/يونيه/حزيران \
     يوليو/يوليه/تموز أغسطس/اغسطس/آب سبتمبر/أيلول أكتوبر/اكتوبر نوفمبر ديسمبر",
    "जनवरी/जन फ़रवरी/फरवरी/फर मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर \
     नवंबर/नवम्बर दिसंबर/दिसम्बर",
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน \
     ธันวาคม",
    "ינואר/בינואר פברואר/בפברואר מרץ/במרץ אפריל/באפריל מאי/במאי יוני/ביוני יולי/ביולי \
     אוגוסט/באוגוסט ספטמבר/בספטמבר אוקטובר/באוקטובר נובמבר/בנובמבר דצמבר/בדצמבר",
];

static NUMBERS: LazyLock<HashMap<String, u32>> = LazyLock::new(|| {
    let mut numbers = HashMap::new();
    for line in NAMES {
        for (month, spellings) in (1..).zip(line.split_whitespace()) {
            for name in spellings.split('/') {
                numbers.entry(fold(name)).or_insert(month);
            }
        }
    }
    numbers
});

/// The month of a folded name, 1 for January.
pub(super) fn number(word: &str) -> Option<u32> {
    NUMBERS.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_twelve_and_no_name_means_two() {
        let mut seen: HashMap<String, u32> = HashMap::new();
        for line in NAMES {
            assert_eq!(line.split_whitespace().count(), 12, "{line}");
            for (month, spellings) in (1..).zip(line.split_whitespace()) {
                for name in spellings.split('/') {
                    let known = *seen.entry(fold(name)).or_insert(month);
                    assert_eq!(known, month, "{name}");
                }
            }
        }
        assert_eq!(number("marrask"), Some(11));
        assert_eq!(number(&fold("Mai")), Some(5));
        assert_eq!(number("kettle"), None);
    }
}
