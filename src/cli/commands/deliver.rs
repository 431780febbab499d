//! `earful deliver`: tells somebody of an alarm, or of the week.
//!
//! Takes the newest run; prints a mail, or posts to a webhook, what that receiver was not told yet.
//! Nothing is ever sent but by this verb.

use mail_builder::MessageBuilder;
use serde_json::json;

use super::{Outcome, Place, newest_view};
use crate::cli::args::DeliverArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::Printer;
use crate::cli::webhook;
use crate::model::hex;
use crate::report::letter::{self, Letter};
use crate::report::{View, escape};

/// Where the address of a webhook may stand, so that it is seen in no list of processes.
const VARIABLE: &str = "EARFUL_WEBHOOK";

/// To whom.
enum Receiver {
    Webhook(String),
    Mail { to: Vec<String>, from: String },
}

impl Receiver {
    /// A name for this receiver that does not give the address away.
    fn fingerprint(&self) -> String {
        let (kind, of) = match self {
            Receiver::Webhook(url) => ("webhook", url.clone()),
            Receiver::Mail { to, .. } => ("mail", to.join("\n")),
        };
        let hash = blake3::derive_key("earful 2026 receiver of letters", of.as_bytes());
        format!("{kind}-{}", hex(&hash[..8]))
    }
}

pub(super) fn run(place: &Place, args: &DeliverArgs, out: &mut Printer) -> Outcome {
    let receiver = receiver(args)?;
    let workspace = place.workspace()?;
    let (_, view) = newest_view(&workspace)?;
    let who = receiver.fingerprint();
    let told = workspace.delivered(&who)?;
    let is_told = |id: &str| !args.again && told.contains(id);
    let letter = match args.weekly {
        true => letter::week(&view, &is_told),
        false => letter::alarm(&view, &is_told),
    };
    let Some(letter) = letter else {
        return Ok(Exit::NothingFound);
    };
    // Whoever else writes is waited for by nobody: the next call tells it.
    let writer = (!args.dry_run).then(|| workspace.lock()).transpose()?;
    match &receiver {
        Receiver::Mail { to, from } => out.bytes(&mail(&letter, &view, to, from)),
        Receiver::Webhook(url) => {
            let body = payload(&letter, &view);
            if args.dry_run {
                out.line(&body);
            } else {
                webhook::post(url, &body).map_err(Failure::Delivery)?;
            }
        }
    }
    if let Some(writer) = writer {
        writer.note_delivered(&who, &letter.ids)?;
    }
    Ok(Exit::Done)
}

fn receiver(args: &DeliverArgs) -> Result<Receiver, Failure> {
    let usage = |words: &str| Err(Failure::Usage(words.to_owned()));
    if !args.to.is_empty() {
        for address in args.to.iter().chain([&args.from]) {
            let plain = address.contains('@')
                && !address.contains(|c: char| {
                    c.is_whitespace() || c.is_control() || "<>,;\"".contains(c)
                });
            if !plain {
                return usage("a mail address looks like team@example.com");
            }
        }
        return Ok(Receiver::Mail { to: args.to.clone(), from: args.from.clone() });
    }
    let url = match &args.webhook {
        Some(url) => url.clone(),
        None => std::env::var(VARIABLE).unwrap_or_default(),
    };
    if url.is_empty() {
        return usage(
            "to whom? --to team@example.com prints a mail for `sendmail -t`, --webhook URL (or the \
             variable EARFUL_WEBHOOK) posts it",
        );
    }
    if !webhook::is_address(&url) {
        return usage("the webhook is no web address: it begins with https:// or http://");
    }
    Ok(Receiver::Webhook(url))
}

/// A mail with its headers, lines ended by CR LF. The same letter gives the same bytes: its id is
/// made of what it tells and its date is the run's day.
fn mail(letter: &Letter, view: &View, to: &[String], from: &str) -> Vec<u8> {
    let id = blake3::derive_key("earful 2026 id of a mail", letter.ids.join("\n").as_bytes());
    let midnight = view.run.today.parse::<crate::model::Day>().map_or(0, |day| day.start().0);
    let recipients: Vec<&str> = to.iter().map(String::as_str).collect();
    let message = MessageBuilder::new()
        .from(from)
        .to(recipients)
        .subject(letter.subject.as_str())
        .date(midnight)
        .message_id(format!("{}@earful.invalid", hex(&id[..16])))
        .header("Auto-Submitted", mail_builder::headers::raw::Raw::new("auto-generated"))
        .text_body(letter.text.as_str());
    message.write_to_vec().unwrap_or_default()
}

/// What a webhook gets: `text` is what chat programs show, the rest is data. Nothing of it is hidden.
fn payload(letter: &Letter, view: &View) -> String {
    let alarms: Vec<_> =
        view.alarms.iter().filter(|alarm| letter.alarms.contains(&alarm.id)).collect();
    let payload = json!({
        "text": format!("{}\n\n{}", letter.subject, letter.text),
        "subject": letter.subject,
        "company": view.run.company,
        "run": view.run.id,
        "today": view.run.today,
        "ids": letter.ids,
        "alarms": alarms,
    });
    escape::unhidden(&payload.to_string()).into_owned()
}
