//! A validator for JSON Schemas: the few keywords that ours use.

use serde_json::{Map, Value};

/// Keywords that say nothing about a value.
const NOTES: [&str; 4] = ["$schema", "$defs", "title", "description"];

/// Returns what is wrong with a value, by its path.
fn complaints(root: &Value, schema: &Value, value: &Value, path: &str) -> Vec<String> {
    let schema = schema.as_object().unwrap();
    let mut found = Vec::new();
    for (keyword, rule) in schema {
        match keyword.as_str() {
            note if NOTES.contains(&note) => {}
            "$ref" => {
                let target = rule.as_str().unwrap().strip_prefix('#').unwrap();
                let target = root.pointer(target).unwrap();
                found.extend(complaints(root, target, value, path));
            }
            "const" if rule != value => found.push(format!("{path}: {value} is not {rule}")),
            "enum" if !rule.as_array().unwrap().contains(value) => {
                found.push(format!("{path}: {value} is none of {rule}"));
            }
            "type" if !has_type(rule, value) => {
                found.push(format!("{path}: {value} is not of type {rule}"));
            }
            "minimum" if value.as_i64() < rule.as_i64() && value.is_i64() => {
                found.push(format!("{path}: {value} is less than {rule}"));
            }
            "minItems" if value.as_array().map(Vec::len) < as_length(rule) && value.is_array() => {
                found.push(format!("{path}: it has less than {rule} items"));
            }
            "uniqueItems" if rule == true && has_twins(value) => {
                found.push(format!("{path}: something is in it twice"));
            }
            "format" if !has_format(rule, value) => {
                found.push(format!("{path}: {value} is no {rule}"));
            }
            "const"
            | "enum"
            | "type"
            | "minimum"
            | "minItems"
            | "uniqueItems"
            | "format"
            | "required"
            | "properties"
            | "additionalProperties" => {}
            "items" => {
                let items = value.as_array().into_iter().flatten();
                for (index, item) in items.enumerate() {
                    found.extend(complaints(root, rule, item, &format!("{path}/{index}")));
                }
            }
            other => found.push(format!("the schema has `{other}`, which is not understood")),
        }
    }
    if let Some(object) = value.as_object() {
        found.extend(of_object(root, schema, object, path));
    }
    found
}

fn of_object(
    root: &Value,
    schema: &Map<String, Value>,
    object: &Map<String, Value>,
    path: &str,
) -> Vec<String> {
    let mut found = Vec::new();
    let required = schema.get("required").and_then(Value::as_array);
    for name in required.into_iter().flatten() {
        if !object.contains_key(name.as_str().unwrap()) {
            found.push(format!("{path}: {name} is missing"));
        }
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, value) in object {
        let path = format!("{path}/{name}");
        let rule = properties.and_then(|all| all.get(name));
        match rule.or(schema.get("additionalProperties")) {
            Some(Value::Bool(false)) => found.push(format!("{path} is not foreseen")),
            Some(rule) => found.extend(complaints(root, rule, value, &path)),
            None => {}
        }
    }
    found
}

fn as_length(rule: &Value) -> Option<usize> {
    usize::try_from(rule.as_u64()?).ok()
}

fn has_twins(value: &Value) -> bool {
    let items = value.as_array().map_or(&[][..], Vec::as_slice);
    let mut rests = (1..).zip(items);
    rests.any(|(next, item)| items[next..].contains(item))
}

/// Returns whether a text is a URI: a scheme, and no byte that would have to be escaped (RFC 3986, 2 and 3).
fn has_format(rule: &Value, value: &Value) -> bool {
    assert_eq!(rule, "uri", "the format is not understood");
    let text = value.as_str().unwrap_or_default();
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_own =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(byte);
    let mut escapes = rest.split('%').skip(1);
    let is_escape = |text: &str| {
        let digits = text.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    !scheme.is_empty()
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && rest.as_bytes().iter().all(is_own)
        && escapes.all(is_escape)
}

fn has_type(rule: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the type {other} is not understood"),
    };
    match rule {
        Value::Array(names) => names.iter().any(is),
        name => is(name),
    }
}

/// Fails unless a text is JSON that a schema describes; returns it.
#[track_caller]
pub(crate) fn assert_valid(schema: &str, text: &[u8]) -> Value {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let value: Value = serde_json::from_slice(text).unwrap();
    assert_eq!(
        complaints(&schema, &schema, &value, ""),
        Vec::<String>::new()
    );
    value
}

const SCHEMA: &str = include_str!("../../src/report/schemas/which.json");

#[test]
fn a_value_against_its_schema_is_noticed() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let count = |text: &str| {
        let value: Value = serde_json::from_str(text).unwrap();
        complaints(&schema, &schema, &value, "").len()
    };
    assert_eq!(count(r#"{"schema":1,"answers":[]}"#), 0);
    assert_eq!(count(r#"{"schema":2,"answers":[]}"#), 1);
    assert_eq!(count(r#"{"schema":1}"#), 1);
    assert_eq!(count(r#"{"schema":1,"answers":[],"more":1}"#), 1);
    assert_eq!(count(r#"{"schema":1,"answers":{}}"#), 1);
    assert!(count(r#"{"schema":1,"answers":[{"status":"maybe"}]}"#) > 1);
}

#[test]
fn what_is_empty_twice_or_no_uri_is_noticed() {
    let schema = serde_json::json!({
        "minItems": 1,
        "uniqueItems": true,
        "items": { "format": "uri" },
    });
    let is_valid = |value: Value| complaints(&schema, &schema, &value, "").is_empty();
    assert!(is_valid(serde_json::json!(["file:///a%20b", "file:///c"])));
    assert!(!is_valid(serde_json::json!([])));
    assert!(!is_valid(serde_json::json!(["file:///a", "file:///a"])));
    for text in [
        "/a",
        "file:///a b",
        "file:///a%2",
        "file:///a%zz",
        "file:///caf\u{e9}",
    ] {
        assert!(!is_valid(serde_json::json!([text])), "{text}");
    }
}
