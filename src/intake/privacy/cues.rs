//! What only the words before it make personal: keys and passwords, dates of birth, numbers of
//! papers, licence plates, names that people give themselves, and handles without a sign.
//!
//! Takes text; a value counts when a cue stands right before it and it looks like what the cue
//! announces: a password has a digit or a sign, a number of a paper four digits, a plate letters and
//! digits, a name capitals. Keys of known services are told by their own first letters. Cues are of
//! English, German, French, Spanish, Italian, Portuguese and Dutch, with a few of other languages.

use super::{Finds, Found, before, program_pattern};

// Keys and tokens as their issuers form them.
program_pattern!(
    KEYS,
    r"(?x)
      \b(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{8,} | \bsk-(?:[a-z]+-)?[A-Za-z0-9_-]{20,}
      | \bgh[pousr]_[A-Za-z0-9]{20,} | \bgithub_pat_[A-Za-z0-9_]{20,} | \bglpat-[A-Za-z0-9_-]{16,}
      | \b(?:AKIA|ASIA)[0-9A-Z]{12,} | \bxox[abeoprs]-[A-Za-z0-9-]{10,} | \bAIza[A-Za-z0-9_-]{30,}
      | \beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)? | \bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}
      | \bnpm_[A-Za-z0-9]{20,} | \bhf_[A-Za-z0-9]{20,} | \bdop_v1_[a-f0-9]{32,} | \bya29\.[A-Za-z0-9_-]{20,}
      | -----BEGIN\ [A-Z\ ]*PRIVATE\ KEY-----[A-Za-z0-9+/=\s]*(?:-----END\ [A-Z\ ]*PRIVATE\ KEY-----)?"
);

// A password, a PIN or a key behind its name. The value is the group.
program_pattern!(
    PASSWORD,
    r#"(?ix)\b(?:pass\ ?word|passwd|pwd|passcode|pass\ ?phrase|login\ code|pin(?:\ code)?|api[-\ _]?key|access[-\ _]?token
        |auth(?:orization)?[-\ _]?token|bearer|secret(?:[-\ _]?key)?|passwort|kennwort|geheimzahl|mot\ de\ passe|code\ secret
        |contraseña|clave|senha|parola\ d'ordine|parola|wachtwoord|pincode|hasło|пароль|şifrem?|lösenord|adgangskode|salasana)
      (?:\ (?:for\ (?:my|the|this)\ \w+|zu\ meinem\ \w+|de\ mon\ \w+))?
      \s{0,2}(?:(?:is|was|ist|war|lautet|est|es|era|é|è|=|:|->)\s{0,2}){1,2}["'“„«]?([^\s"'”“»<>]{4,64})"#
);

// A day behind the words for being born.
program_pattern!(
    BORN,
    r"(?ix)(?:\bborn(?:\ on)?|\bdate\ of\ birth|\bd\.?o\.?b\b\.?|\bbirth\ ?(?:day|date)|\bgeboren(?:\ am)?|\bgeburts(?:datum|tag)|\bgeb\.
        |\bnée?\ le|\bdate\ de\ naissance|\bnacid[oa]\ el|\bnací\ el|\bfecha\ de\ nacimiento|\bnat[oa]\ il|\bdata\ di\ nascita|\bnascid[oa]\ em
        |\bdata\ de\ nascimento|\bgeboren\ op|\bgeboortedatum|дата\ рождения|родил(?:ся|ась)|\burodzon[ya]|\bdoğum\ tarihi\w*|生年月日|出生日期|생년월일)
      (?:\s{0,2}(?:is|was|ist|war|est|es|era|é|è|am|on|the|le|el|il|em|op|:|=|,|は|为|是))*\s{0,2}
      (\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}(?:st|nd|rd|th|\.|er)?\ (?:de\ )?\p{L}{3,12}\.?,?\ (?:de\ )?\d{4}|\p{L}{3,12}\ \d{1,2}(?:st|nd|rd|th)?,?\ \d{4}|\d{4}年\d{1,2}月\d{1,2}日)"
);

// The number of a paper behind its name.
program_pattern!(
    PAPER,
    r"(?ix)(?:\bssn|\bsocial\ security|\bsozialversicherungs(?:nummer|nr)|\bsteuer-?\ ?id\w*|\bpassport|\breisepass\w*|\b(?:personal)?ausweis\w*
        |\b(?:national\ |identity\ |personal\ )id(?:entity|entification)?|\bid\ (?:card|number)|\bidentity\ card|\bdriv(?:er'?s|er’s|ing)\ licen[cs]e|\bführerschein\w*
        |\bdni|\bnie|\bnif|\bcpf|\brg|\bcurp|\bcodice\ fiscale|\bsécurité\ sociale|\bcarte\ d['’]identité|\bpasseport|\bpasaporte|\bpassaporto|\bpaspoort
        |\bcarta\ d['’]identità|\bcarteira\ de\ identidade|\bbsn|\bburgerservicenummer|\bpesel|\baadhaar|\bnational\ insurance|\bnino|\btax\ id|\btin
        |\bcédula|\brut|身份证|マイナンバー|パスポート|주민등록번호|снилс|паспорт)
      (?:[\s:\#=.,-]|\b(?:number|no|nr|nummer|num[eé]ro|n[uú]mero|card|is|was|ist|lautet|est|es|era|é|è|my|mein|meine|mon|ma|mi|il|mio|meu|de|di|du|serie|série)\b|n°|nº|号码?|は|是){0,8}
      ((?-i:[A-Z]{0,6}[0-9][A-Za-z0-9]{0,20}(?:[\ ./-][A-Z0-9]{0,6}[0-9][A-Z0-9]{0,6}){0,6}))"
);

// Forms that nothing else has: American social security, Brazilian CPF.
program_pattern!(FORMED, r"\b(?:\d{3}-\d{2}-\d{4}|\d{3}\.\d{3}\.\d{3}-\d{2})\b");

// A plate behind its name.
program_pattern!(
    PLATE,
    r"(?ix)(?:\blicen[cs]e\ plate|\bnumber\ plate|\bnummernschild|\bplate(?:\ number)?|\bregistration(?:\ (?:number|plate))?|\breg\.?\ (?:no|number)|\b\w*kennzeichen
        |\bplaque(?:\ d['’]immatriculation)?|\bimmatricul\w+|\bmatr[ií]cula|\btarga|\bplaca|\bkenteken|\bnummerplade|номер\ машины|госномер)
      (?:[\s:\#=,-]|\b(?:is|was|ist|lautet|est|es|era|é|è|my|car|auto|number|no|nr|of|the)\b){0,6}
      ((?-i:[A-ZÄÖÜ0-9]{1,4}(?:[\ -]?[A-Z0-9]{1,4}){1,3}))\b"
);

// Names people give themselves.
program_pattern!(
    INTRODUCED,
    r"(?x)(?:(?i:\bmy\ (?:full\ )?name(?:\ is|['’]s)|\bi\ am\ called|\bich\ heiße|\bmein\ name\ ist|\bje\ m['’]appelle|\bmon\ nom\ est|\bme\ llamo
        |\bmi\ nombre\ es|\bmi\ chiamo|\bil\ mio\ nome\ è|\bmeu\ nome\ é|\bme\ chamo|\bmijn\ naam\ is|\bik\ heet|\bnazywam\ się|меня\ зовут|\bbenim\ adım
        |\badım|\bjag\ heter|\bmit\ navn\ er|\bjeg\ heter|\bjeg\ hedder|\bnimeni\ on))
      [\s:,]{1,3}(\p{Lu}[\p{L}'’-]+(?:\ (?:(?:de|von|van|der|den|da|del|la|di|du|ten|zu)\ ){0,2}\p{Lu}[\p{L}'’-]+\.?){0,3})"
);

// Names below a greeting at the end of a text.
program_pattern!(
    SIGNED,
    r"(?x)(?:^|[\n.!?,]\ ?)\s{0,3}(?i:(?:best|kind|warm|many)?\ ?regards|best\ wishes|sincerely(?:\ yours)?|yours(?:\ (?:sincerely|faithfully|truly))?|cheers|thanks
        |thank\ you|many\ thanks|mit\ freundlichen\ grüßen|(?:viele|liebe|beste|schöne)\ grüße|freundliche\ grüße|vg|lg|mfg|gruß|grüße|cordialement|bien\ à\ vous
        |salutations|saludos(?:\ cordiales)?|atentamente|un\ saludo|cordiali\ saluti|distinti\ saluti|saluti|atenciosamente|abraços|met\ vriendelijke\ groet(?:en)?
        |groeten|groetjes|с\ уважением|pozdrawiam|saygılarımla|med\ vänlig\ hälsning|mvh|terveisin)
      [,!.]?\s*\n\s*(\p{Lu}[\p{L}'’-]+(?:\ (?:(?:de|von|van|der|den|da|del|la|di|du)\ ){0,2}\p{Lu}[\p{L}'’.-]*){0,3})\s*(?:(?:\n[^\n]{0,60}){1,3})?$"
);

// A handle behind its network's name.
program_pattern!(
    NETWORK,
    r"(?ix)\b(?:insta(?:gram)?|ig|twitter|tiktok|snap(?:chat)?|telegram|discord|facebook|fb|linkedin|youtube|threads|mastodon|skype|wechat|reddit|whatsapp)
      (?:\ (?:handle|name|user\ ?name|user|account|id|profile?|konto|compte|cuenta|conta))?
      \s?(?::|=|is|ist|est|es|é|è|-)\s?(?:under\ |unter\ )?([A-Za-z0-9](?:[A-Za-z0-9_.-]{2,30}))"
);

// Names of those who call.
program_pattern!(
    SPEAKING,
    r"(?x)\b(?i:this\ is|hier\ ist|hier\ spricht|ici)\ (\p{Lu}[\p{L}'’-]+(?:\ (?:(?:de|von|van|der|den|da|del|la|di|du)\ ){0,2}\p{Lu}[\p{L}'’-]+){1,3})(?:\ (?i:speaking|calling|here|writing)\b|[,.]?\s*$)"
);

// A handle right behind its network's name, or in front of it.
program_pattern!(
    BEHIND,
    r"(?ix)\b(?:instagram|insta|twitter|tiktok|snapchat|telegram|discord)\ ([A-Za-z][A-Za-z0-9_.-]{3,30})"
);
program_pattern!(
    BEFORE,
    r"(?ix)\b(?:i\ am|i['’]m|ich\ bin|je\ suis|soy|sono|sou|ik\ ben|follow(?:\ me)?(?:\ as)?)\ ([A-Za-z0-9][A-Za-z0-9_.-]{3,30})\ (?:on|auf|sur|en|su|no|op)\ (?:instagram|insta|twitter|tiktok|snapchat|telegram|discord|facebook|youtube|reddit|threads)\b"
);
program_pattern!(
    CALLED,
    r"(?ix)\b(?:on|auf|sur|en|su|no|op)\ (?:instagram|insta|twitter|tiktok|snapchat|telegram|discord|facebook|youtube|reddit|threads)\ (?:i\ am|i['’]m|i\ go\ by|(?:heiße|heisse|bin)\ ich|je\ suis|soy|sono|sou|ben\ ik|as|als)\ ([A-Za-z0-9][A-Za-z0-9_.-]{3,30})"
);

/// Words that stand where a password could and are none.
const NO_PASSWORD: [&str; 16] = [
    "not",
    "wrong",
    "incorrect",
    "invalid",
    "expired",
    "required",
    "reset",
    "changed",
    "always",
    "never",
    "still",
    "being",
    "weak",
    "correct",
    "nicht",
    "falsch",
];

/// Finds what a cue announces.
pub(super) fn find(text: &str, finds: &mut Finds) {
    for fit in KEYS.find_iter(text) {
        finds.add(fit.start(), fit.end(), Found::Secret);
    }
    let mut each = |pattern: &regex::Regex, kind: Found, fits: &dyn Fn(&str, &str) -> bool| {
        for groups in pattern.captures_iter(text) {
            let (Some(whole), Some(value)) = (groups.get(0), groups.get(1)) else { continue };
            let shown = value.as_str().trim_end_matches(['.', ',', '!', '?', ';', ':', ')', ']']);
            let cue = &text[whole.start()..value.start()];
            if fits(cue, shown) && !shown.starts_with('<') {
                finds.add(value.start(), value.start() + shown.len(), kind);
            }
        }
    };
    each(&PASSWORD, Found::Secret, &is_secret);
    each(&BORN, Found::Born, &|_, _| true);
    each(&PAPER, Found::Id, &|_, value| digits(value) >= 4);
    each(&PLATE, Found::Plate, &|_, value| {
        let letters = value.chars().filter(|c| c.is_alphabetic()).count();
        let size = value.chars().filter(|c| c.is_alphanumeric()).count();
        digits(value) >= 1 && letters >= 1 && (4..=9).contains(&size)
    });
    each(&INTRODUCED, Found::Name, &|_, _| true);
    each(&SIGNED, Found::Name, &|_, _| true);
    each(&NETWORK, Found::Handle, &|_, value| {
        value.contains(|c: char| c.is_ascii_digit() || matches!(c, '_' | '.'))
            && value.contains(|c: char| c.is_ascii_alphabetic())
    });
    let handled = |value: &str| {
        let digit = value.contains(|c: char| c.is_ascii_digit());
        value.contains('_') || digit && !value.contains('.')
    };
    each(&SPEAKING, Found::Name, &|_, _| true);
    each(&BEHIND, Found::Handle, &|_, value| handled(value) && !is_model(value));
    each(&BEFORE, Found::Handle, &|_, value| handled(value) || value.contains('.'));
    each(&CALLED, Found::Handle, &|_, value| handled(value) || value.contains('.'));
    for fit in FORMED.find_iter(text) {
        let apart = !before(text, fit.start()).is_some_and(|c| c == '-' || c == '.' || c == '+');
        if apart {
            finds.add(fit.start(), fit.end(), Found::Id);
        }
    }
}

/// Whether a word is a version or a model and nobody: `v2`, `beta3`.
fn is_model(value: &str) -> bool {
    let letters: String = value.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
    letters.len() < 3
        || matches!(
            letters.to_lowercase().as_str(),
            "beta" | "alpha" | "version" | "android" | "ios"
        )
}

fn digits(value: &str) -> usize {
    value.bytes().filter(u8::is_ascii_digit).count()
}

/// Whether what stands behind a cue is a secret and no word about it: it has a digit or a sign or a
/// capital inside, or stands behind a colon.
fn is_secret(cue: &str, value: &str) -> bool {
    let lower = value.to_lowercase();
    if NO_PASSWORD.contains(&lower.as_str()) {
        return false;
    }
    let mixed = value.chars().any(|c| {
        c.is_ascii_digit() || matches!(c, '!' | '#' | '$' | '%' | '&' | '*' | '+' | '_' | '@' | '^')
    }) || value.chars().skip(1).any(char::is_uppercase)
        && value.chars().any(char::is_lowercase);
    let set_off = cue.trim_end().ends_with([':', '=', '"', '“', '„', '«', '\'']);
    mixed || set_off && value.chars().all(|c| c.is_alphanumeric()) && value.len() >= 5
}

#[cfg(test)]
mod tests {
    use crate::intake::privacy::redact;

    #[test]
    fn what_a_cue_announces_is_masked() {
        for (text, want) in [
            ("My name is Jane Doe and it fails", "My name is <NAME> and it fails"),
            ("Ich heiße Karl von Stein.", "Ich heiße <NAME>."),
            ("It fails.\nKind regards,\nJane Doe", "It fails.\nKind regards,\n<NAME>"),
            ("I was born on 3 May 1984 in Oslo", "I was born on <DATE_OF_BIRTH> in Oslo"),
            ("geboren am 03.05.1984", "geboren am <DATE_OF_BIRTH>"),
            ("DOB: 05/03/1984", "DOB: <DATE_OF_BIRTH>"),
            ("my SSN is 078-05-1120", "my SSN is <ID>"),
            ("passport number C01X00T47 was refused", "passport number <ID> was refused"),
            ("Mi DNI es 12345678Z", "Mi DNI es <ID>"),
            ("license plate 7ABC123 was read wrong", "license plate <PLATE> was read wrong"),
            ("Kennzeichen B-AB 1234", "Kennzeichen <PLATE>"),
            ("my password is hunter2!", "my password is <SECRET>!"),
            ("Passwort: Sommer", "Passwort: <SECRET>"),
            ("PIN is 4821", "PIN is <SECRET>"),
            ("key sk_live_abcdefgh12345678 leaked", "key <SECRET> leaked"),
            ("token ghp_abcdefghijklmnopqrst1234", "token <SECRET>"),
            ("AKIAIOSFODNN7EXAMPLE", "<SECRET>"),
            ("eyJhbGciOiJIUzI1.eyJzdWIi.abc", "<SECRET>"),
            ("find me on Instagram: jane_d84", "find me on Instagram: <HANDLE>"),
        ] {
            assert_eq!(redact(text), want, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_it_stays() {
        for text in [
            "My name is wrong on the invoice",
            "the password is not accepted",
            "password is wrong again",
            "Password: required",
            "I was born to love this app",
            "The passport page crashes",
            "the licence plate field is empty",
            "Thanks for the update",
            "Thanks, great app",
            "Instagram is great",
            "Twitter: broken again",
            "my pin is lost",
            "born in 1984",
            "registration number missing",
            "The plate was cold",
        ] {
            assert_eq!(redact(text), text, "{text}");
        }
    }
}
