//! What may be typed: every verb, its options, its help with examples.

mod eval;
mod keep;
mod look;
mod meeting;
mod night;
mod proof;
mod serve;
mod theme;
mod values;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use eval::*;
pub use keep::*;
pub use look::*;
pub use meeting::*;
pub use night::*;
pub use proof::*;
pub use serve::*;
pub use theme::*;
pub use values::*;

/// Reads all of your customers' feedback and ranks what hurts them most.
///
/// Start with `earful demo`, or `earful init FILES…` in a folder of your own, then `earful run`
/// every night.
#[derive(Parser, Debug)]
#[command(name = "earful", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    /// The folder with earful.toml [default: the nearest one, from here upwards].
    #[arg(long, short, global = true, value_name = "DIR", help_heading = EVERYWHERE)]
    pub workspace: Option<PathBuf>,
    /// When to colour what is printed: auto, always or never.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN",
          hide_possible_values = true, help_heading = EVERYWHERE)]
    pub color: Colour,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// Options that every verb takes come last, under this heading.
const EVERYWHERE: &str = "Options of every verb";

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  nothing found
  2  wrong usage or settings; nothing was done
  3  done, but more records were rejected than the settings allow
  4  failed; what was there before is still there
  5  done, and an alarm rings: something broke since the last night
  6  verify: the report says what its records do not give
  7  verify: it cannot be told, since something the report was made of is gone";

/// When to colour.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The verbs.
#[derive(Subcommand, Debug)]
pub enum Verb {
    /// Makes an invented company with a year of feedback, runs the night on it, says where to look.
    #[command(
        after_help = "Examples:\n  earful demo\n  earful demo --dir /tmp/fernweh --records 20000"
    )]
    Demo(DemoArgs),
    /// Writes a commented earful.toml, guessing the sources from files.
    #[command(
        after_help = "Examples:\n  earful init exports/reviews.csv exports/tickets.jsonl\n  earful init --company Northwind exports/*"
    )]
    Init(InitArgs),
    /// Says which preset reads a file, and why.
    #[command(
        after_help = "Examples:\n  earful detect exports/*\n  earful detect --json exports/reviews.csv"
    )]
    Detect(DetectArgs),
    /// Lists the presets, shows one, or checks one of your own.
    #[command(
        after_help = "Examples:\n  earful preset list\n  earful preset show trustpilot > presets/ours.toml\n  earful preset check presets/ours.toml\n\nIn earful.toml: [sources.helpdesk] preset = \"zendesk_incremental\", folder = \"exports/zendesk\",\nand any key of your own in place of the preset's."
    )]
    Preset(PresetArgs),
    /// Lists the known pains that themes begin with, shows a field, or checks a code book of yours.
    #[command(
        after_help = "Examples:\n  earful catalogue list\n  earful catalogue show airline\n  earful catalogue check pains.csv\n  earful catalogue matched\n\nIn earful.toml: [catalogue] fields = [\"airline\"], without = [\"Seat too narrow\"],\ncode_books = [\"pains.csv\"]."
    )]
    Catalogue(CatalogueArgs),
    /// Takes in what is new and leaves the analysis to the next run; or only shows it.
    #[command(
        after_help = "Examples:\n  earful ingest --dry-run\n  earful ingest --dry-run --limit 20\n  earful ingest && earful run\n\nThe next `earful run` goes on from what was taken in; until then search and reports do not know it."
    )]
    Ingest(IngestArgs),
    /// Prints what a preset makes of files: every record, un-redacted, to this terminal only.
    #[command(
        after_help = "Examples:\n  earful read --preset trustpilot exports/trustpilot.csv\n  earful read --preset zendesk_incremental --json exports/zendesk/ | head -1\n  earful read --preset mine.toml --counts counts.json survey.csv\n\nNothing is redacted and nothing is kept: this is for whoever writes a preset."
    )]
    Read(ReadArgs),
    /// The night: reads what is new, analyses everything, writes a report.
    #[command(
        after_help = "Examples:\n  earful run\n  earful run --today 2026-08-22          the same night again, to the same bytes\n  earful -w /srv/feedback run --json     for a script"
    )]
    Run(RunArgs),
    /// Finds feedback by its words and by what is known about it.
    #[command(
        after_help = "Examples:\n  earful search 'checkout crash' --source tickets --since 30d\n  earful search '\"double charge\" -refund'\n  earful search 'crash*' --segment country=DE --rating 1..2 --sort newest\n  earful search --theme T-17 --limit 50\n  earful search refund --facet rating,month --words\n  earful search refund --all csv > refunds.csv\n\nRecords with all of the words come first, then those with most of them. `not received` finds what\ndenies it. \"Phrases\" in quotation marks, \"log in\"~3 with words between; -word excludes; AND, OR\nand parentheses; word* for beginnings, word~ for likeness; field:value for source, kind, lang,\nproduct, theme, stance, severity, polarity, rating, since, created, id and any segment, as in\ncountry:DE or version:>=3.2. The whole language is on the page that the\nREADME names."
    )]
    Search(SearchArgs),
    /// Corrects themes by hand: every night after this one follows it.
    #[command(
        after_help = "Examples:\n  earful theme rename T-17 'Double charge after a refund'\n  earful theme merge T-4 T-1\n  earful theme split T-3 'gift card' --title 'Gift cards are refused'\n  earful theme mute T-5 --why 'known, fixed in 5.7'      earful theme unmute T-5\n  earful theme pin T-9                                   earful theme unpin T-9\n  earful theme move 4711 T-3 --source tickets\n  earful theme reject 4711 T-4 --source tickets\n  earful theme track '\"dark mode\"' --title 'Dark mode'   earful theme untrack T-C2\n  earful theme parent T-3 Payments\n  earful theme revert E-4\n  earful theme log\n\nEntries stand in curation.toml beside the settings and can be written by hand as well; the next\n`earful run` follows them. --dry-run shows what an entry does and writes nothing."
    )]
    Theme(ThemeArgs),
    /// Opens one record whole: its statements with their themes, its copies, its conversation.
    #[command(
        after_help = "Examples:\n  earful show 4711\n  earful show 4711 --source tickets\n  earful show 4711 --json"
    )]
    Show(ShowArgs),
    /// Lists the themes, ranked, or opens one.
    #[command(
        after_help = "Examples:\n  earful themes\n  earful themes --area A-2\n  earful themes show T-17"
    )]
    Themes(ThemesArgs),
    /// Shows every input of a theme's rank, or of any number of the report: formula, records, query.
    #[command(
        after_help = "Examples:\n  earful why T-17\n  earful why T-17 reach\n  earful why T-17 complaints\n  earful why 'opportunities[0].score'\n  earful why 'opportunities[0].trend.recent.share' --json\n\nA place is a path in report.json. What is a count is counted again from the records."
    )]
    Why(WhyArgs),
    /// Holds two segments, or the arms of a test, against each other, theme by theme.
    #[command(
        after_help = "Examples:\n  earful compare plan=pro plan=free\n  earful compare 'plan=pro & country=DE' 'plan=pro & country=FR'\n  earful compare arm=new arm=old --json\n  earful compare --queries 'checkout crash' 'payment failed'\n\nSegments are source, kind, product, lang and whatever [sources.NAME.attrs] names. A customer is in\na part with one record that meets all of its conditions."
    )]
    Compare(CompareArgs),
    /// Shows what themes do to NPS, CSAT and stars, and what they mean to the business.
    #[command(
        after_help = "Examples:\n  earful impact\n  earful impact --on nps\n  earful impact --by month\n  earful impact --by week --theme T-17 --json"
    )]
    Impact(ImpactArgs),
    /// Ranks the roadmap (or the themes) by frameworks side by side, or with other weights.
    #[command(
        after_help = "Examples:\n  earful rank --by rice,cd3,ulwick\n  earful rank --formula 'reach * severity / effort'\n  earful rank --themes --by volume,ulwick\n  earful rank --profile retention\n  earful rank --weight satisfaction=0.8 --weight reach=0.2\n\nInputs that neither your files nor the feedback know stay blank, and so does the value."
    )]
    Rank(RankArgs),
    /// Shows the roadmap with what is heard of it, what nobody works on, whom to tell.
    #[command(
        after_help = "Examples:\n  earful roadmap\n  earful roadmap drafts --format jira --out drafts.csv\n  earful roadmap tell R-3\n\nThe roadmap is roadmap.csv beside earful.toml: item, themes, effort, team, status, owner, shipped,\nversion, key. Exports of Jira, Linear and GitHub are named in [business] roadmap = [\"roadmap.csv\",\n\"exports/jira.csv\"]: status, effort and owner come from there."
    )]
    Roadmap(RoadmapArgs),
    /// Chooses the items that help most within what the teams can do in the quarter.
    #[command(
        after_help = "Examples:\n  earful plan --capacity 'web=6w,ios=4w'\n  earful plan --capacity 'web=6w,ios=4w' --for revenue\n  earful plan --for impact --on nps\n\nWho wants two items counts once. Up to 25 items the answer is the best there is."
    )]
    Plan(PlanArgs),
    /// Shows what shipped items changed, against themes like them.
    #[command(after_help = "Examples:\n  earful fixes\n  earful fixes R-2\n  earful fixes --json")]
    Fixes(FixesArgs),
    /// Writes a document for the meeting, filled from the report: prfaq, prd, weekly, coe.
    #[command(
        after_help = "Examples:\n  earful write prfaq T-17                      a press release written backwards, with its questions\n  earful write prd T-17 --out requirements.md\n  earful write weekly                          six weeks, twelve months, exceptions only\n  earful write coe T-17 --out incident.html    the correction of an error, around its alarm\n\nEvery sentence is filled from a number, and the command behind it opens its records. What the\nfeedback cannot know is a marked blank: ____ (owner: …)."
    )]
    Write(WriteArgs),
    /// Looks for what speaks against a theme: praise of the same thing, who lacks it, who is missing.
    #[command(after_help = "Examples:\n  earful counter T-17\n  earful counter T-17 --json")]
    Counter(CounterArgs),
    /// Ranks what customers ask for that does not exist.
    #[command(after_help = "Examples:\n  earful needs\n  earful needs --json")]
    Needs(NeedsArgs),
    /// Lists what customers search for: what finds nothing, what rises, what says the words of a pain.
    #[command(
        after_help = "Examples:\n  earful demand\n  earful demand T-17\n  earful demand --segment plan=pro\n  earful demand --json\n\nSearches stand in searches.csv beside earful.toml: query, day, count, results, clicks, and any further\ncolumn as a segment. They are demand: they count as no complaint and in no score."
    )]
    Demand(DemandArgs),
    /// Ranks whom customers compare you with, and where they say they go.
    #[command(
        after_help = "Examples:\n  earful competitors\n  earful competitors --name Acme --name 'Blue Bird'\n\nIn earful.toml: competitors = [\"Acme\", \"Blue Bird\"]. Names after \"switched to\", \"better than\" and\nthe like are found without it, and listed apart."
    )]
    Competitors(CompetitorsArgs),
    /// Shows which themes are heard everywhere and which in some markets only.
    #[command(
        after_help = "Examples:\n  earful markets\n  earful markets --by plan\n  earful markets --json"
    )]
    Markets(MarketsArgs),
    /// Lives past nights again, one by one, and says what would have rung, when, and how often in vain.
    #[command(
        after_help = "Examples:\n  earful replay --from 2026-06-01 --to 2026-08-22\n  earful replay --from 2026-06-01 --to 2026-08-22 --json\n\nEach night knows the records dated up to its day and nothing later. Everything happens in memory:\nthe workspace stays as it is."
    )]
    Replay(ReplayArgs),
    /// Makes a report again from its records, offline, and says whether every byte comes out the same.
    #[command(
        after_help = "Examples:\n  earful verify runs/2026-08-22-7f3a91c2/report.json\n  earful verify board.json --workspace /srv/feedback\n  earful verify runs/*/report.json --json\n\nThe night is lived once more from the records, settings and corrections it had; what came later is\nnot read and nothing is written. Ends with 0 where every number and quote comes out the same, 6\nwhere one does not (each is named with its place and both values), 7 where something it was made\nof is gone and nothing can be said."
    )]
    Verify(VerifyArgs),
    /// Renders a run's report again.
    #[command(
        after_help = "Examples:\n  earful report                        where the newest report is\n  earful report --format md --out -    the Markdown, to a pipe\n  earful report --run 2026-08-22-7f3a91c2 --format html --out board.html"
    )]
    Report(ReportArgs),
    /// Tells somebody of tonight's alarm, or of the week: prints a mail, or posts to a webhook.
    #[command(
        after_help = "Examples:\n  earful deliver --to team@example.com > alarm.eml && sendmail -t < alarm.eml\n  EARFUL_WEBHOOK=https://chat.example.com/hooks/abc earful deliver\n  earful deliver --weekly --webhook https://chat.example.com/hooks/abc\n\nNobody is told twice of the same alarm or the same week. With nothing to tell it prints nothing\nand ends with 1. Nothing else in earful ever opens a connection."
    )]
    Deliver(DeliverArgs),
    /// Lists the runs, newest first.
    #[command(after_help = "Examples:\n  earful runs\n  earful runs --json")]
    Runs(RunsArgs),
    /// Serves the page: this morning, themes, search, records, runs; the data for programs, too.
    #[command(
        after_help = "Examples:\n  earful serve\n  earful serve --port 8080 --token-file token\n  earful serve --bind 0.0.0.0 --token-file token --host feedback.example.com\n\nFor this machine alone, and for reading, unless told otherwise. It shows the newest run, and the\nnext one as soon as it is published. Data for programs is under /api/v1, described by\n/api/v1/openapi.json. Nothing is fetched from outside; put it behind a proxy with TLS where other\nmachines read it."
    )]
    Serve(ServeArgs),
    /// Answers an assistant over the Model Context Protocol: search, themes, theme, why, record.
    #[command(
        after_help = "Examples:\n  earful mcp -w ~/feedback\n\nAn assistant starts it by itself; in its settings:\n  { \"mcpServers\": { \"earful\": { \"command\": \"earful\", \"args\": [\"mcp\", \"-w\", \"/home/me/feedback\"] } } }\n\nEvery tool only reads. What customers wrote goes to whatever the assistant sends it to."
    )]
    Mcp(McpArgs),
    /// Writes feedback, statements, assignments, themes or opportunities for other tools.
    #[command(
        after_help = "Examples:\n  earful export assignments --json > assignments.jsonl\n  earful export opportunities --format csv --out tracker.csv\n  earful export feedback --format parquet --out feedback.parquet"
    )]
    Export(ExportArgs),
    /// Lists what may still be personal in what is stored.
    #[command(
        after_help = "Examples:\n  earful audit privacy\n  earful audit privacy --json | jq -r .kind | sort | uniq -c"
    )]
    Audit(AuditArgs),
    /// Takes a person's feedback out of everything, for good.
    #[command(
        after_help = "Examples:\n  earful forget --author jane.doe@example.com --dry-run\n  earful forget --author jane.doe@example.com\n  earful forget --record 4711 --source tickets\n\nEvery run that counted them is made again without them, so that the next report is the one of\na workspace that never saw them. That takes about as long as those nights did; --drop-runs drops\nthem instead. Whoever is forgotten stays out, whichever file brings them again."
    )]
    Forget(ForgetArgs),
    /// Measures themes, polarity and names on texts whose subjects are known.
    #[command(
        after_help = "Examples:\n  earful eval themes --gold tickets.jsonl --label team\n  earful eval themes --gold reviews.jsonl.gz --label labels.theme --json\n  earful eval stability --gold reviews.jsonl.gz\n\nA gold file holds one JSON object a line with `text` and labels; gzip is read as it is. A label\nis a field, a path of fields (labels.theme) or a JSON pointer (/labels/theme)."
    )]
    Eval(EvalArgs),
    /// Prints a completion script for a shell.
    #[command(
        after_help = "Examples:\n  earful completions bash > ~/.local/share/bash-completion/completions/earful"
    )]
    Completions(CompletionsArgs),
}
/// Options of `completions`.
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
