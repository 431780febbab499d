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
    "app_store_scraper",
    "asknicely",
    "asknicely_csv",
    "bazaarvoice",
    "bazaarvoice_api",
    "booking_hotel_reviews",
    "booking_scraper",
    "canny",
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
    "google_play_scraper",
    "gorgias",
    "help_scout",
    "hubspot",
    "hubspot_csv",
    "hubspot_parquet",
    "intercom",
    "itunes_rss",
    "jira_api",
    "jira_jsm",
    "kobotoolbox",
    "kobotoolbox_api",
    "limesurvey",
    "mbox",
    "medallia_agent_connect",
    "ms_forms",
    "qualtrics",
    "qualtrics_legacy",
    "reclame_aqui",
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
    "tripadvisor_scraper",
    "trustpilot",
    "trustpilot_api",
    "trustpilot_scraper",
    "twcs",
    "typeform",
    "typeform_csv",
    "typeform_webhook",
    "uservoice",
    "wootric",
    "yelp",
    "yelp_scraper",
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
