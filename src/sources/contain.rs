//! A wall around libraries that may panic on hostile bytes.
//!
//! Readers of binary formats check less than they assume: a spreadsheet whose dimensions end
//! before they begin, a column file whose nesting is not what lists look like. A panic inside the
//! wall refuses the file; a panic outside stays what it is, a fault of this program.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use super::refused;

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

static HOOK: Once = Once::new();

/// What `work` gives; a panic in it refuses the file with `reason`. The panic's message is not
/// printed: it can hold bytes of the file.
///
/// # Errors
/// The refusal.
pub(super) fn contained<T>(reason: &str, work: impl FnOnce() -> T) -> io::Result<T> {
    HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !INSIDE.get() {
                usual(panic);
            }
        }));
    });
    let before = INSIDE.replace(true);
    // What the library leaves behind is dropped with the file.
    let result = catch_unwind(AssertUnwindSafe(work));
    INSIDE.set(before);
    result.map_err(|_| refused(reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_refusal() {
        let number = |text: &str| text.parse::<u8>().expect("a number");
        assert_eq!(contained("bad", || number("7")).ok(), Some(7));
        let error = contained("bad_x: no", || number("x")).expect_err("it panicked");
        assert_eq!(crate::sources::reason_of(&error), "bad_x: no");
        assert!(!INSIDE.get());
    }
}
