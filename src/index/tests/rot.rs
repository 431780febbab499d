//! Bytes of the index that rotted: a search that reads one says so, every other one is right.

use super::*;
use crate::index::blocks::{BLOCK, BLOCKS};

/// Enough records that the files of the index have several blocks, all of other words; one of them speaks
/// of a zebra.
fn many() -> Vec<Item> {
    let word = |number: u64| -> String {
        // SplitMix64, so that nothing repeats and nothing packs well.
        let mut bits = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let letter = |place: u32| char::from(b'a' + ((bits >> (5 * place)) % 26) as u8);
        (0..7).map(letter).collect()
    };
    let one = |row: u32| {
        let mut words: Vec<String> = (0..30).map(|at| word(u64::from(row) * 30 + at)).collect();
        if row == 700 {
            words.push("zebra".to_owned());
        }
        (record(row, "en", "", &words.join(" ")), Vec::new())
    };
    (0..2_000).map(one).collect()
}

fn opened(folder: &TempDir) -> Result<Index> {
    Index::open(folder.path())
}

fn is_damage(error: &Error) -> bool {
    error.is_stale()
        && error.to_string().contains("is not what was written")
        && error.to_string().contains("earful run")
}

#[test]
fn a_search_is_right_or_says_that_the_index_is_damaged() {
    let (folder, index) = indexed(&many());
    let zebra = query("zebra");
    let right = index.search(&zebra).expect("a page");
    assert_eq!(right.total, 1);
    let names = index.files().expect("a list");
    drop(index);
    let directory = MmapDirectory::open(folder.path()).expect("a directory");
    let (mut unread, mut noticed) = (0, 0);
    for name in &names {
        let path = Path::new(name);
        let whole = directory.atomic_read(path).expect("bytes");
        let mut damaged = 0;
        for start in (0..whole.len()).step_by(BLOCK) {
            let mut bytes = whole.clone();
            bytes[(start + BLOCK / 3).min(whole.len() - 1)] ^= 0x11;
            directory.atomic_write(path, &bytes).expect("written");
            let found = opened(&folder).and_then(|index| {
                assert!(index.is_guarded(), "{name}");
                index.search(&zebra)
            });
            match found {
                Ok(page) => {
                    assert_eq!(page, right, "{name}, block at {start}");
                    unread += 1;
                }
                Err(error) => {
                    assert!(is_damage(&error), "{name}: {error}");
                    damaged += 1;
                }
            }
            let sound = opened(&folder).is_ok_and(|index| index.is_sound());
            assert!(!sound, "the night does not see {name}, block at {start}");
        }
        assert!(damaged > 0 || whole.is_empty(), "no block of {name} is compared");
        noticed += damaged;
        directory.atomic_write(path, &whole).expect("written");
    }
    assert!(unread > 3, "of {} blocks all but {unread} are read for one hit", unread + noticed);
    assert_eq!(opened(&folder).and_then(|index| index.search(&zebra)).expect("whole"), right);
}

/// Once a search came upon damage, no answer of that index is believed, also of what it does not touch.
#[test]
fn damage_is_remembered() {
    let (folder, index) = indexed(&many());
    let names = index.files().expect("a list");
    drop(index);
    let directory = MmapDirectory::open(folder.path()).expect("a directory");
    let store = names.iter().find(|name| name.ends_with(".store")).expect("stored texts");
    let mut bytes = directory.atomic_read(Path::new(store)).expect("bytes");
    bytes[0] ^= 1;
    directory.atomic_write(Path::new(store), &bytes).expect("written");
    let index = opened(&folder).expect("the texts of the first records are not needed to open it");
    let zebra = query("zebra");
    assert_eq!(index.search(&zebra).expect("another block").total, 1);
    let all = Search { limit: 2_000, ..query("lang:en") };
    assert!(index.search(&all).is_err_and(|error| is_damage(&error)));
    assert!(index.search(&zebra).is_err_and(|error| is_damage(&error)));
    assert!(index.ids(&zebra).is_err_and(|error| is_damage(&error)));
    assert!(index.segments().is_err_and(|error| is_damage(&error)));
    assert!(!index.is_sound());
}

#[test]
fn an_index_without_checksums_gets_them_with_the_next_commit() {
    let items = company();
    let (folder, index) = indexed(&items);
    drop(index);
    let directory = MmapDirectory::open(folder.path()).expect("a directory");
    directory.delete(Path::new(BLOCKS)).expect("as an older version left it");
    let mut index = opened(&folder).expect("an index");
    assert!(!index.is_guarded());
    let mut crashes = found(&index, &query("crash"));
    index.update(refs(&[(record(9, "en", "", "Another crash"), Vec::new())]), &[], 2).expect("it");
    drop(index);
    let index = opened(&folder).expect("an index");
    assert!(index.is_guarded() && index.is_sound());
    crashes.push(9);
    assert_eq!(found(&index, &query("crash")), crashes);
}

#[test]
fn rotten_checksums_are_damage() {
    let (folder, index) = indexed(&company());
    drop(index);
    let directory = MmapDirectory::open(folder.path()).expect("a directory");
    let mut bytes = directory.atomic_read(Path::new(BLOCKS)).expect("bytes");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    directory.atomic_write(Path::new(BLOCKS), &bytes).expect("written");
    assert!(opened(&folder).is_err_and(|error| is_damage(&error)));
}
