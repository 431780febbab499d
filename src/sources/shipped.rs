//! The presets inside the program, one TOML file for each export that people really have.
//!
//! They are text here: parsing is config's work, and `earful preset show` prints them as they are,
//! for a person to copy and change.

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        /// Name and text of every shipped preset, by name.
        pub const SHIPPED: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("presets/", $name, ".toml")))),*];
    };
}

shipped![
    "airbyte_intercom",
    "amazon_2014",
    "amazon_2018",
    "amazon_2023",
    "app_store_connect",
    "asknicely",
    "asknicely_csv",
    "bazaarvoice",
    "bazaarvoice_api",
    "capterra",
    "delighted",
    "discord",
    "discourse",
    "dlt_filesystem",
    "eml",
    "formbricks",
    "formbricks_api",
    "freshdesk",
    "freshdesk_csv",
    "g2",
    "github_issues",
    "google_forms",
    "google_play",
    "google_play_api",
    "gorgias",
    "help_scout",
    "hubspot",
    "hubspot_csv",
    "hubspot_parquet",
    "intercom",
    "itunes_rss",
    "jira_api",
    "jira_jsm",
    "mbox",
    "medallia_agent_connect",
    "qualtrics",
    "qualtrics_legacy",
    "reddit",
    "reddit_submissions",
    "salesforce_case",
    "salesforce_case_api",
    "salesforce_report",
    "singer_freshdesk",
    "slack_export",
    "steam",
    "surveymonkey",
    "telegram",
    "trustpilot",
    "trustpilot_api",
    "twcs",
    "typeform",
    "typeform_csv",
    "typeform_webhook",
    "wootric",
    "yelp",
    "zendesk_csat",
    "zendesk_csv",
    "zendesk_events",
    "zendesk_export",
    "zendesk_incremental",
];

/// The text of a shipped preset.
pub fn shipped(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(other, _)| *other == name).map(|(_, text)| *text)
}
