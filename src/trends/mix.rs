//! The same comparison with the mix of sources held still.
//!
//! Takes the cube, gives what the recent days would be expected to hold if every source had gone on
//! speaking of a theme as it did. When the tickets of the last week have not arrived yet, or a
//! survey goes out, shares of all feedback move although no customer thinks differently; a change
//! that vanishes here was one of the mail and not of the theme (Simpson's paradox).

use super::change::{Exposure, Tails, tails};
use super::cube::{Cube, Segment};
use super::scatter::Scatter;
use super::windows::Windows;
use crate::model::ThemeId;

/// Records' worth of the company's rate that a source's rate is mixed with (the usual weight of a
/// prior for small cells).
const SHRINKAGE: f64 = 20.0;

/// All feedback of both windows, together and by source.
pub(super) struct Mix {
    everything: Exposure,
    sources: Vec<(Segment, Exposure)>,
}

impl Mix {
    /// Reads the windows' feedback. Sources that were not heard in the baseline cannot be compared
    /// and are left out of the view by source.
    pub(super) fn of(cube: &Cube, windows: &Windows) -> Mix {
        let exposure = |segment: &Segment| {
            let (recent, baseline) = windows.weeks_of(cube, segment, None);
            let plain = |weeks: Vec<u32>| weeks.into_iter().map(f64::from).collect();
            Exposure { recent: plain(recent), baseline: plain(baseline) }
        };
        let sources = cube
            .segments()
            .filter(|segment| matches!(segment, Segment::Of(name, _) if &**name == "source"))
            .map(|segment| (segment.clone(), exposure(segment)))
            .filter(|(_, exposure)| exposure.baseline.iter().sum::<f64>() > 0.0)
            .collect();
        Mix { everything: exposure(&Segment::Everything), sources }
    }

    /// The chances of a theme's recent count, both in its share of all feedback and with the mix of
    /// sources held still: on each side the larger.
    pub(super) fn tails(
        &self,
        cube: &Cube,
        windows: &Windows,
        theme: ThemeId,
        scatter: Scatter,
    ) -> Tails {
        let sum = |weeks: &[u32]| weeks.iter().sum::<u32>();
        let (recent, baseline) = windows.weeks_of(cube, &Segment::Everything, Some(theme));
        let plain = tails(sum(&recent), sum(&baseline), &self.everything, scatter);
        if self.sources.is_empty() {
            return plain;
        }
        let all: f64 = self.everything.baseline.iter().sum();
        let rate = (f64::from(sum(&baseline)) + 0.5) / all;
        let mut held = Exposure {
            recent: vec![0.0; self.everything.recent.len()],
            baseline: vec![0.0; self.everything.baseline.len()],
        };
        let (mut heard_recent, mut heard_baseline) = (0, 0);
        for (segment, exposure) in &self.sources {
            let (recent, baseline) = windows.weeks_of(cube, segment, Some(theme));
            heard_recent += sum(&recent);
            heard_baseline += sum(&baseline);
            let size: f64 = exposure.baseline.iter().sum();
            let own = (f64::from(sum(&baseline)) + SHRINKAGE * rate) / (size + SHRINKAGE);
            let times = own / rate;
            let add = |to: &mut Vec<f64>, from: &[f64]| {
                to.iter_mut().zip(from).for_each(|(to, from)| *to += times * from);
            };
            add(&mut held.recent, &exposure.recent);
            add(&mut held.baseline, &exposure.baseline);
        }
        plain.both(tails(heard_recent, heard_baseline, &held, scatter))
    }
}
