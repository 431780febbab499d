//! Telephone numbers: they carry no checksum, so the ways people write them decide.
//!
//! Takes the runs of digit groups of a text; a stretch of groups is a number when it begins with a
//! country's `+` or `00`, is grouped as the numbers of a country are, or is announced as one ("ruf
//! mich an unter …"). A bare run of digits without any of these is an order number, and what is
//! called an order number stays one. Dates, prices and counts are told by their form first.

use std::ops::Range;

use super::numbers::{Run, alone, digits};
use super::{Finds, Found, after, before, lead, program_pattern};

program_pattern!(
    ANNOUNCED,
    r"(?ix)(?:
      (?:^|[^\p{L}\p{N}-])(?:phone|telephone|tel[eé]?fono?|telefonnummer|telefonnr|tel|t[eé]l[eé]phone|t[eé]l|fon|ph|cell(?:phone)?|
         mobile?|m[oó]vil|handy(?:nummer|nr)?|mobil(?:nummer|nr)?|mobilfunk|festnetz|portable|celular|whats\ ?app|wa|signal|sms|fax|
         call(?:ed|\ back)?|callback|ring|dial|reach(?:able)?|text|rappel(?:ez|er|le)?(?:-moi|\ moi)?|appel(?:ez|er|le)?(?:-moi|\ moi)?|
         joindre|joignable|ll[aá]m(?:ar|enme|ame|eme|en|a)|cont[aá]ctame|ruf(?:en|t)?|anrufen|r[uü]ckruf|zur[uü]ckrufen|erreichbar|erreichen|
         durchwahl|hotline|numbers?\ (?:is|are)|(?:my|meine|mon|mi|our|unsere)\ (?:number|nummer|num[eé]ro|n[uú]mero|nr))
      (?:[\ :,=-]|\b(?:me|us|back|number|numbers|no|nr|nummer|num[eé]ro|n[uú]mero|phone|mobile|from|von|depuis|desde|at|on|is|are|ist|est|es|lautet|under|unter|der|bitte|please|uns|mich|sie|mir|an|auf|au|sur|le|al|el|en|por|favor|meine|my|mon|mi|n°|nº|anytime|asap|via|per|\+)\b|[.\#()°º])*
    )$"
);

// What looks like a telephone number and is called something else.
program_pattern!(
    NAMED,
    r"(?ix)\b(?:order|part|ref|reference|ticket|case|tracking|item|model|serial|invoice|booking|confirmation|flight|tag|sku|article|version|isbn|ean|gtin|upc|imei|claim|policy|contract|transaction|batch|lot|
      (?:bestell|rechnung|auftrag|artikel|vorgang|ticket|sendung|kunden|vertrag|buchung|serien)[a-zäöüß]*|
      commande|facture|r[eé]f[eé]rence|dossier|suivi|article|r[eé]servation|s[eé]rie|mod[eè]le|
      pedido|factura|referencia|reserva|seguimiento|art[ií]culo|modelo|serie|expediente)s?
      (?:[\ :.\#°º/-]|\b(?:number|numbers|no|nr|nummer|num[eé]ro|n[uú]mero|id|code|c[oó]digo|n|is|was|ist|war|est|es|de|du|del|der|my|mit|with|le|la)\b)*$"
);

// Units and things counted, behind a number: it is an amount.
program_pattern!(
    COUNTED,
    r"(?i)^\s?(?:€|\$|£|%|¥|eur\b|euros?\b|usd\b|gbp\b|chf\b|dollars?\b|pounds?\b|cents?\b|users?\b|people\b|customers?\b|orders?\b|items?\b|points?\b|miles?\b|km\b|kg\b|mb\b|gb\b|kb\b|ms\b|rows?\b|records?\b|times?\b|views?\b|downloads?\b|steps?\b|stück\b|nutzer\b|kunden\b|punkte\b|schritte\b|meilen\b|zeilen\b|utilisateurs?\b|clients?\b|pas\b|lignes?\b|usuarios?\b|clientes?\b|puntos?\b|pasos\b|bytes?\b|likes?\b)"
);

program_pattern!(
    EXTENSION,
    r"(?i)^(?:[ \u{a0},]{0,2}(?:x|ext\.?|extn\.?|extension|durchwahl|dw\.?|poste|anexo|interno|nebenstelle)[ \u{a0}.:]{0,2}[0-9]{1,5}\b)"
);

/// Bytes of text in front of a number that are looked at for what it is called.
const LEAD: usize = 64;

pub(super) fn find(text: &str, runs: &[Run], finds: &mut Finds) {
    for run in runs {
        let all: usize = run.iter().map(ExactSizeIterator::len).sum();
        if all < 6 {
            continue;
        }
        let mut from = 0;
        while from < run.len() {
            let fits = (from..run.len()).rev().find_map(|to| {
                let count: usize = run[from..=to].iter().map(ExactSizeIterator::len).sum();
                if !(6..=17).contains(&count) {
                    return None;
                }
                judge(text, run, from, to).map(|span| (to, span))
            });
            match fits {
                Some((to, (start, end))) => {
                    finds.add(start, end, Found::Phone);
                    from = to + 1;
                }
                None => from += 1,
            }
        }
    }
}

/// Whether these groups are a number; its bytes with `+`, bracket and extension.
fn judge(text: &str, run: &Run, from: usize, to: usize) -> Option<(usize, usize)> {
    let groups = &run[from..=to];
    let (mut start, mut end) = (groups[0].start, groups[groups.len() - 1].end);
    // An opening bracket and a plus belong to it, in either order: "+(49) 30", "(+49) 30".
    let mut plus = false;
    for _ in 0..2 {
        match before(text, start) {
            Some('+' | '＋') if !plus => {
                plus = true;
                start -= before(text, start).map_or(1, char::len_utf8);
            }
            Some('(') if text[start..end].contains(')') || plus => start -= 1,
            _ => {}
        }
    }
    if text[start..end].matches('(').count() > text[start..end].matches(')').count() {
        if after(text, end) == Some(')') {
            end += 1;
        } else if !plus {
            start = groups[0].start;
        }
    }
    // Half of a longer number is none: what goes on across a full stop or dash is one number.
    if !alone(text, start, end) || cut(text, run, from, to) {
        return None;
    }
    let sizes: Vec<usize> = groups.iter().map(ExactSizeIterator::len).collect();
    let number = digits(text, groups);
    let written = &text[groups[0].start..groups[groups.len() - 1].end];
    let (head, tail) = (lead(text, start, LEAD), &text[end..]);
    let extended = EXTENSION.find(tail).map(|found| end + found.end());
    let done = Some((start, extended.unwrap_or(end)));

    let international = plus || (number.starts_with("00") && !number.starts_with("000"));
    if plus && before(text, start).is_some_and(char::is_alphanumeric) {
        return None;
    }
    if international {
        let country = number.trim_start_matches('0');
        let enough = if plus { 8..=15 } else { 9..=15 };
        let grouped = sizes.len() > 1 || plus || number.len() >= 11;
        return (enough.contains(&country.len()) && grouped && !is_date(text, groups))
            .then_some(done)
            .flatten();
    }
    if COUNTED.is_match(tail) || is_date(text, groups) {
        return None;
    }
    let announced = ANNOUNCED.is_match(head);
    if announced && (6..=13).contains(&number.len()) && !is_amount(text, groups) {
        return done;
    }
    if NAMED.is_match(head) && extended.is_none() {
        return None;
    }
    let whole = groups.len() == run.len();
    let fits = national(text, groups, &sizes, &number, written, whole)
        || (extended.is_some() && number.len() >= 7);
    fits.then_some(done).flatten()
}

/// Whether the groups are torn out of a longer number: a full stop, dash or slash ties them to the
/// group before or behind.
fn cut(text: &str, run: &Run, from: usize, to: usize) -> bool {
    let ties = |gap: &str| {
        !gap.contains([' ', '\u{a0}', '(', ')']) && gap.contains(['.', '-', '‐', '‑', '–', '/'])
    };
    (from > 0 && ties(&text[run[from - 1].end..run[from].start]))
        || (to + 1 < run.len() && ties(&text[run[to].end..run[to + 1].start]))
}

/// The ways of writing that nothing but a telephone number has. `whole`: no other number stands
/// beside it.
fn national(
    text: &str,
    groups: &[Range<usize>],
    sizes: &[usize],
    number: &str,
    written: &str,
    whole: bool,
) -> bool {
    let bracketed =
        before(text, groups[0].start) == Some('(') && text[groups[0].end..].starts_with(')');
    let gaps: Vec<&str> = groups.windows(2).map(|pair| &text[pair[0].end..pair[1].start]).collect();
    let uniform = gaps.windows(2).all(|pair| pair[0] == pair[1]);
    let first = number.as_bytes()[0];
    // North America: (555) 123-4567, 555-123-4567, 1 555 123 4567.
    let american = match sizes {
        [3, 3, 4] => bracketed || matches!(first, b'2'..=b'9'),
        [1, 3, 3, 4] => first == b'1',
        [3, 7] => bracketed,
        _ => false,
    };
    if american {
        return true;
    }
    // Brazil: (21) 98765-4321, (11) 3456-7890.
    if bracketed && matches!(sizes, [2, 5, 4] | [2, 4, 4]) {
        return true;
    }
    // Without brackets: 21 98765-4321. China: 138 1234 5678.
    let dashed = gaps.last().is_some_and(|gap| *gap == "-");
    if whole
        && (dashed && matches!(sizes, [2, 5, 4]) || uniform && sizes == [3, 4, 4] && first == b'1')
    {
        return true;
    }
    // A leading zero is an area or a mobile network: Germany, France, the United Kingdom, Italy.
    if first == b'0' && number.as_bytes().get(1).is_some_and(|&second| second != b'0') {
        let long = (9..=12).contains(&number.len());
        return match sizes.len() {
            1 => (10..=12).contains(&number.len()),
            _ if bracketed || written.contains('/') => (7..=13).contains(&number.len()),
            _ if sizes[0] == 2 && sizes.iter().all(|&size| size == 2) => number.len() == 10,
            _ => long && sizes[0] >= 2 && !written.contains(". "),
        };
    }
    // Spain: 612 34 56 78, 91 123 45 67, 612 345 678 with one kind of gap that is no full stop.
    if whole && matches!(first, b'6'..=b'9') && number.len() == 9 {
        return match sizes {
            [3, 2, 2, 2] | [2, 3, 2, 2] => uniform,
            [3, 3, 3] => uniform && !gaps[0].contains('.'),
            _ => false,
        };
    }
    false
}

/// Amounts with groups of thousands: 1.234.567, 1 234 567.
fn is_amount(text: &str, groups: &[Range<usize>]) -> bool {
    let money = before(text, groups[0].start).is_some_and(|c| matches!(c, '$' | '€' | '£'));
    let thousands = groups.len() > 1
        && groups[0].len() < 3
        && groups[1..].iter().all(|group| group.len() == 3)
        && groups.windows(2).all(|pair| &text[pair[0].end..pair[1].start] == ".");
    money || thousands
}

/// Whether the groups begin with a date: 22.08.2026, 2026-08-22, 22 08 2026, with a time or not.
fn is_date(text: &str, groups: &[Range<usize>]) -> bool {
    let [first, second, third, ..] = groups else {
        // 20260822, and a date with its time in one: 20260822 101500.
        let number = &text[groups[0].clone()];
        return number.len() == 8
            && matches!(number[..4].parse::<u32>(), Ok(1900..=2099))
            && matches!(number[4..6].parse::<u32>(), Ok(1..=12))
            && matches!(number[6..].parse::<u32>(), Ok(1..=31));
    };
    let value = |group: &Range<usize>| text[group.clone()].parse::<u32>().unwrap_or(u32::MAX);
    let (a, b, c) = (value(first), value(second), value(third));
    let day_month = |day: u32, month: u32| (1..=31).contains(&day) && (1..=12).contains(&month);
    let gap = &text[first.end..second.start];
    let same = gap == &text[second.end..third.start];
    let year_first = first.len() == 4
        && (1900..2100).contains(&a)
        && second.len() <= 2
        && third.len() <= 2
        && day_month(c, b);
    let year_last = first.len() <= 2
        && second.len() <= 2
        && ((third.len() == 4 && (1900..2100).contains(&c))
            || (third.len() == 2 && groups.len() == 3))
        && (day_month(a, b) || day_month(b, a));
    same && (year_first || year_last)
}
