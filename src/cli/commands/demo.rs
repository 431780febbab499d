//! `earful demo`: an invented company, its night, and where to look.

use std::fs;
use std::path::Path;

use super::run::{Order, night};
use super::{Outcome, Place};
use crate::cli::args::DemoArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style};
use crate::config;
use crate::demo::{self, Feed, Scale};
use crate::model::Day;

/// A file that says that the folder is a demo and may be written again.
const MARK: &str = ".earful-demo";

pub(super) fn run(args: &DemoArgs, out: &mut Printer) -> Outcome {
    let root = &args.dir;
    let taken = fs::read_dir(root).is_ok_and(|mut entries| entries.next().is_some());
    if taken && !root.join(MARK).is_file() {
        return Err(Failure::Usage(format!(
            "{} is there already and is not a demo: name another folder with --dir",
            root.display()
        )));
    }
    let last_day = last_day();
    write(root, args, last_day)?;

    let order = Order {
        today: last_day,
        threads: args.threads,
        refit: false,
        show_stripped: 0,
        json: args.json,
    };
    let place = Place { asked: Some(root.clone()) };
    let exit = night(&place, root, &order, out)?;
    if !args.json {
        out.gap();
        out.line(out.styled(Style::Bold, "Now try"));
        let dir = root.display();
        out.line(format!("  earful -w {dir} themes"));
        out.line(format!("  earful -w {dir} why T-1"));
        out.line(format!("  earful -w {dir} search 'login code' --since 90d --today {last_day}"));
        out.line(format!("  earful -w {dir} plan --capacity 'web=6w,mobile=6w'"));
        out.line(format!("  earful -w {dir} fixes"));
        out.line(format!("  earful -w {dir} demand"));
    }
    // Neither the flaws nor the troubles planted in the demo's files are a failure of the demo.
    Ok(if matches!(exit, Exit::TooManyRejected | Exit::Alarm) { Exit::Done } else { exit })
}

/// The demo's year ends on a fixed day, so that its report is the same bytes for everybody.
fn last_day() -> Day {
    Day::from_civil(2026, 8, 31).expect("a day of the calendar")
}

fn write(root: &Path, args: &DemoArgs, last_day: Day) -> Result<(), Failure> {
    let scale = Scale::records(args.records);
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| Failure::Output(path, error)
    };
    fs::create_dir_all(root.join("data")).map_err(failed(root))?;
    let settings = root.join(config::SETTINGS_FILE);
    let text = [demo::SETTINGS, demo::SALES_SETTINGS].concat();
    fs::write(&settings, text).map_err(failed(&settings))?;
    for feed in Feed::ALL {
        let path = root.join(feed.path());
        let mut file = std::io::BufWriter::new(fs::File::create(&path).map_err(failed(&path))?);
        demo::write(feed, args.seed, scale, last_day, &mut file).map_err(failed(&path))?;
        std::io::Write::flush(&mut file).map_err(failed(&path))?;
    }
    for (name, bytes) in demo::business(args.seed, scale, last_day) {
        let path = root.join(&name);
        // Corrections that somebody made in the demo stay.
        if name == "curation.toml" && path.exists() {
            continue;
        }
        fs::write(&path, bytes).map_err(failed(&path))?;
    }
    let mark = root.join(MARK);
    fs::write(&mark, "").map_err(failed(&mark))
}
