//! `earful preset`: the shipped presets, and whether one of your own is sound.

use super::Outcome;
use crate::cli::args::{PresetArgs, PresetVerb};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert};
use crate::config;
use crate::pipeline;

pub(super) fn run(args: &PresetArgs, out: &mut Printer) -> Outcome {
    match &args.verb {
        PresetVerb::List => {
            for name in config::preset_names() {
                // The first sentence of its comment says what it reads.
                let text = config::preset_text(name).unwrap_or_default();
                let first = text.lines().next().unwrap_or_default().trim_start_matches("# ");
                let padded = format!("{name:<20}");
                out.line(format!("{} {}", out.styled(Style::Bold, &padded), inert(first)));
            }
        }
        PresetVerb::Show { name } => {
            let text = config::preset_text(name).ok_or_else(|| {
                Failure::Usage(format!(
                    "there is no preset {}: `earful preset list` names those there are",
                    inert(name)
                ))
            })?;
            out.bytes(text.as_bytes());
        }
        PresetVerb::Check { file } => {
            let preset = config::check_preset(file)?;
            pipeline::check(&preset)?;
            out.line(format!(
                "{} is sound: {} from {}, {} fields, {} segments",
                inert(&file.display().to_string()),
                preset.kind,
                preset.input.format.name(),
                preset.named_fields(),
                preset.attrs.len()
            ));
        }
    }
    Ok(Exit::Done)
}
