//! The description of the API (OpenAPI 3.1), made from the table of routes and from the types that
//! are answered with.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::answer::{Answer, Fault};
use super::params::Param;
use super::routes::{Asked, Kind, ROUTES, Route};

/// The document.
pub(super) fn answer(asked: &Asked<'_>) -> Result<Answer, Fault> {
    Ok(Answer::json(&document(asked.desk.token.is_some())))
}

/// The document of an API that a token opens, or of an open one.
pub(super) fn document(has_token: bool) -> Value {
    let mut schemas = SchemaSettings::draft2020_12().for_serialize();
    schemas.definitions_path = "/components/schemas".into();
    schemas.meta_schema = None;
    let mut schemas = schemas.into_generator();
    let mut paths = Map::new();
    for route in ROUTES.iter().filter(|route| route.kind == Kind::Data) {
        let shape = route.shape.map(|shape| shape(&mut schemas));
        paths.insert(route.path.to_owned(), json!({ "get": operation(route, shape) }));
    }
    let mut components = Map::new();
    components.insert("schemas".to_owned(), Value::Object(schemas.take_definitions(true)));
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "earful",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What hurts customers most, how sure that is, and what changed: the \
                newest night of a workspace, to be read. Every answer has an ETag.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
    });
    if has_token {
        let scheme = json!({ "token": { "type": "http", "scheme": "bearer" } });
        components.insert("securitySchemes".to_owned(), scheme);
        document["security"] = json!([{}, { "token": [] }]);
    }
    components.insert("responses".to_owned(), json!({ "Problem": problem() }));
    document["components"] = Value::Object(components);
    document
}

fn operation(route: &Route, shape: Option<schemars::Schema>) -> Value {
    let name = route.path.trim_start_matches("/api/v1/").replace(['/', '{', '}', '.'], "_");
    let parameter = |param: &Param, place: &str| {
        let mut one = json!({
            "name": param.name,
            "in": place,
            "required": param.needed,
            "description": param.about,
            "schema": param.schema(),
        });
        if param.many {
            one["style"] = json!("form");
            one["explode"] = json!(true);
        }
        one
    };
    let places = route.places.iter().map(|param| parameter(param, "path"));
    let query = route.params.iter().map(|param| parameter(param, "query"));
    let schema = shape.map_or_else(|| json!({}), |schema| schema.to_value());
    let problem = json!({ "$ref": "#/components/responses/Problem" });
    json!({
        "operationId": name.trim_end_matches('_').replace("__", "_"),
        "summary": route.about,
        "parameters": places.chain(query).collect::<Vec<Value>>(),
        "responses": {
            "200": {
                "description": "The answer.",
                "headers": { "ETag": { "schema": { "type": "string" } } },
                "content": { "application/json": { "schema": schema } },
            },
            "304": { "description": "It is what `If-None-Match` names." },
            "400": problem.clone(),
            "401": problem.clone(),
            "404": problem.clone(),
            "413": problem.clone(),
            "414": problem.clone(),
            "431": { "description": "The head of the request is too large." },
            "500": problem.clone(),
            "503": problem,
        },
    })
}

/// What a fault is answered with (RFC 9457).
fn problem() -> Value {
    json!({
        "description": "Why there is no answer, and what to do.",
        "content": { "application/problem+json": { "schema": {
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": { "type": "string" },
                "title": { "type": "string" },
                "status": { "type": "integer" },
                "detail": { "type": "string" },
                "column": { "type": "integer", "description": "Characters of the query before the place at fault." },
            },
        } } },
    })
}
