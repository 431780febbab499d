//! The journeys: ingest and analyse.
