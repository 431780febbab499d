//! Words that stand for ratings.
//!
//! Takes nothing; gives the words, as people write them, of scales that people answer in words, in
//! some twenty languages.

/// Words of ratings, folded where they are looked up, and their place between the worst and the
/// best; a comma between two. Scales of two words have their ends; scales of five put a step of a
/// quarter between neighbours, as Likert's do.
pub(super) const WORDS: &[(f64, &str)] = &[
    (
        0.0,
        "false, no, down, thumbs down, bad, very bad, negative, very negative, terrible, \
         horrible, awful, very poor, worst, not recommended, don't recommend, dislike, \
         very dissatisfied, very unsatisfied, extremely dissatisfied, completely dissatisfied, \
         strongly disagree, very unlikely, not at all likely, sad, unhappy, angry, 😡, ☹, 🙁, \
         not at all satisfied, 👎, nein, schlecht, sehr schlecht, negativ, nicht empfohlen, \
         sehr unzufrieden, mangelhaft, ungenugend, non, mauvais, tres mauvais, negatif, \
         tres insatisfait, pas du tout satisfait, malo, muy malo, negativo, muy insatisfecho, \
         pesimo, cattivo, pessimo, molto insoddisfatto, nao, ruim, muito ruim, \
         muito insatisfeito, slecht, zeer slecht, zeer ontevreden, negatief, плохо, \
         очень плохо, ужасно, нет, 差评, 非常不满意, 很差, 差, とても不満, 非常に不満, 悪い, 매우 불만족, いいえ, 否, \
         scarso, scarsa, bardzo źle, bardzo niezadowolony, bardzo niezadowolona, çok kötü, \
         hiç memnun değilim, очень недоволен, очень недовольна, mycket missnöjd, \
         meget utilfreds, svært misfornøyd, erittäin tyytymätön, velmi nespokojen, \
         velmi nespokojená, nagyon elégedetlen, sangat tidak puas, rất không hài lòng, \
         ไม่พอใจมาก, ไม่พอใจอย่างยิ่ง, غير راض على الإطلاق, غير راض جدا, बहुत असंतुष्ट, \
         매우 나쁨, 매우 불만, とても悪い, 大変不満, 很不满意, πολύ δυσαρεστημένος",
    ),
    (
        0.25,
        "poor, dissatisfied, unsatisfied, somewhat dissatisfied, disagree, unlikely, \
         below average, unzufrieden, eher unzufrieden, ausreichend, insatisfait, \
         plutot insatisfait, insatisfecho, regular malo, insoddisfatto, insatisfeito, \
         ontevreden, неудовлетворительно, 不满意, 不満, やや不満, 불만족, \
         insufficiente, mediocre, médiocre, źle, niezadowolony, niezadowolona, kötü, \
         memnun değilim, недоволен, недовольна, missnöjd, utilfreds, misfornøyd, tyytymätön, \
         nespokojen, nespokojená, elégedetlen, tidak puas, không hài lòng, ไม่พอใจ, \
         غير راض, असंतुष्ट, 나쁨, 불만, 不太满意, 比较不满意, δυσαρεστημένος",
    ),
    (
        0.5,
        "neutral, average, 😐, meh, ok, okay, fair, so so, so-so, mixed, moderate, \
         neither satisfied nor dissatisfied, neither agree nor disagree, indifferent, \
         acceptable, mittel, mittelmassig, befriedigend, teils teils, neutre, moyen, passable, \
         regular, neutro, normale, sufficiente, neutraal, matig, нормально, нейтрально, \
         удовлетворительно, 中评, 一般, 普通, どちらでもない, 보통, \
         discreto, średnio, przeciętnie, ani zadowolony ani niezadowolony, orta, kararsızım, \
         varken nöjd eller missnöjd, hverken eller, ei tyytyväinen eikä tyytymätön, průměrné, \
         közepes, cukup, biasa, bình thường, ปานกลาง, เฉยๆ, محايد, متوسط, तटस्थ, ठीक, 그저 그렇다, \
         どちらともいえない, ふつう, 还可以, μέτρια",
    ),
    (
        0.75,
        "satisfied, somewhat satisfied, agree, likely, above average, zufrieden, \
         eher zufrieden, satisfait, plutot satisfait, satisfecho, soddisfatto, satisfeito, \
         tevreden, хорошо, 满意, 満足, やや満足, 만족, \
         dobrze, zadowolony, zadowolona, iyi, memnunum, доволен, довольна, nöjd, tilfreds, \
         fornøyd, tyytyväinen, spokojen, spokojená, elégedett, puas, hài lòng, พอใจ, راض, \
         संतुष्ट, 좋음, 比较满意, まあ満足, ικανοποιημένος",
    ),
    (
        1.0,
        "true, yes, up, thumbs up, good, very good, positive, very positive, excellent, \
         perfect, outstanding, best, recommended, recommend, like, love, very satisfied, \
         extremely satisfied, completely satisfied, strongly agree, very likely, \
         extremely likely, happy, 👍, 😀, 😃, 🙂, ja, gut, sehr gut, positiv, empfohlen, \
         sehr zufrieden, ausgezeichnet, oui, bon, tres bon, positif, tres satisfait, \
         excelente, bueno, muy bueno, positivo, muy satisfecho, si, ottimo, eccellente, buono, \
         molto soddisfatto, sim, bom, otimo, muito bom, muito satisfeito, goed, zeer goed, \
         uitstekend, zeer tevreden, positief, отлично, очень хорошо, да, 好评, 非常满意, 很好, 好, \
         とても満足, 非常に満足, 良い, 매우 만족, はい, 是, \
         bardzo dobrze, bardzo zadowolony, bardzo zadowolona, çok iyi, çok memnunum, \
         очень доволен, очень довольна, mycket nöjd, meget tilfreds, svært fornøyd, \
         erittäin tyytyväinen, velmi spokojen, velmi spokojená, výborné, nagyon elégedett, \
         kiváló, sangat puas, rất hài lòng, พอใจมาก, พอใจมากที่สุด, راض جدا, ممتاز, \
         बहुत संतुष्ट, 매우 좋음, とても良い, 大変満足, 很满意, πολύ ικανοποιημένος",
    ),
];

/// Number words, one to ten, as ratings are spelled out.
pub(super) const NUMBERS: [&str; 10] = [
    "one eins un uno um",
    "two zwei deux dos due dois",
    "three drei trois tres tre",
    "four vier quatre cuatro quattro quatro",
    "five funf cinq cinco cinque",
    "six sechs seis sei",
    "seven sieben sept siete sette sete",
    "eight acht huit ocho otto oito",
    "nine neun neuf nueve nove",
    "ten zehn dix diez dieci dez",
];
