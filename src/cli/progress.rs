//! Progress: a bar on a terminal, one quiet line a step in a pipe; always on standard error.

use std::cell::RefCell;
use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use crate::pipeline::{Event, Step};

/// Shows the pipeline's events.
pub struct Progress {
    bar: RefCell<Option<ProgressBar>>,
    on_terminal: bool,
}

impl Progress {
    /// A display on standard error.
    pub fn new() -> Progress {
        Progress { bar: RefCell::new(None), on_terminal: std::io::stderr().is_terminal() }
    }

    /// Shows one event.
    pub fn show(&self, event: Event) {
        match event {
            Event::Begin(step, total) if self.on_terminal => {
                *self.bar.borrow_mut() = Some(bar(step, total));
            }
            Event::Begin(..) => {}
            Event::Advance(more) => {
                if let Some(bar) = &*self.bar.borrow() {
                    bar.inc(more);
                }
            }
            Event::End(step, outcome) => {
                if let Some(bar) = self.bar.borrow_mut().take() {
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
