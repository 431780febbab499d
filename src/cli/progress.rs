//! Progress: a bar on a terminal, one quiet line a step in a pipe; always on standard error.

use std::io::IsTerminal;
use std::sync::{Mutex, MutexGuard, PoisonError};

use indicatif::{ProgressBar, ProgressStyle};

use crate::pipeline::{Event, Step};

/// Shows the pipeline's events.
pub struct Progress {
    bar: Mutex<Option<ProgressBar>>,
    on_terminal: bool,
}

impl Progress {
    /// A display on standard error.
    pub fn new() -> Progress {
        Progress { bar: Mutex::new(None), on_terminal: std::io::stderr().is_terminal() }
    }

    fn bar(&self) -> MutexGuard<'_, Option<ProgressBar>> {
        self.bar.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows one event.
    pub fn show(&self, event: Event) {
        match event {
            Event::Begin(step, total) if self.on_terminal => {
                *self.bar() = Some(bar(step, total));
            }
            Event::Begin(..) => {}
            Event::Advance(more) => {
                if let Some(bar) = &*self.bar() {
                    bar.inc(more);
                }
            }
            Event::End(step, outcome) => {
                if let Some(bar) = self.bar().take() {
                    bar.finish_and_clear();
                }
                eprintln!("{}: {outcome}", step.words());
            }
        }
    }
}

fn bar(step: Step, total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{msg} {wide_bar} {human_pos}/{human_len}"),
        None => (ProgressBar::new_spinner(), "{spinner} {msg} {human_pos}"),
    };
    bar.set_message(step.words());
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    bar
}
