//! What `which` and `inspect` print for one server holds to their schemas.

use super::page::server;
use crate::schemas::validator::assert_valid;

const WHICH: &str = include_str!("../../src/report/schemas/which.json");
const INSPECT: &str = include_str!("../../src/report/schemas/inspect.json");

#[test]
fn which_prints_what_its_schema_says() {
    let urls = [
        "http://shop.test/",
        "http://shop.test/admin",
        "http://nobody.test/nothing",
        "http://shop.test:1/",
    ];
    let ground = server();
    let arguments = [&["which", "--format", "json"], &urls[..]].concat();
    let value = assert_valid(WHICH, &ground.run(&arguments).stdout);
    assert_eq!(value["answers"].as_array().unwrap().len(), urls.len());
    let address = ground.address();
    let arguments = [
        &["which", "--format", "json", "--address", &address],
        &urls[..],
    ]
    .concat();
    assert_valid(WHICH, &ground.run(&arguments).stdout);
}

#[test]
fn inspect_prints_what_its_schema_says() {
    let ground = server();
    let value = assert_valid(
        INSPECT,
        &ground.run(&["inspect", "--format", "json"]).stdout,
    );
    assert!(!value["applications"].as_array().unwrap().is_empty());
}
