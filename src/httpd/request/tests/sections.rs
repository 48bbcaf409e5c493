//! The order in which sections are merged; compared with httpd 2.4.71 on random servers.

use super::{Server, layers};
use crate::host::Memory;

fn host() -> Memory {
    Memory::new()
        .file("/srv/app/hello.wsgi", "")
        .file("/srv/www/a/b/index.html", "")
        .link("/srv/www/link", "/srv/app")
}

fn layer(section: &str, name: &str) -> String {
    let word = section.split_whitespace().next().unwrap_or_default();
    format!("<{section}>\nSetEnv LAYER {name}\n</{word}>\n")
}

/// Asks for a URL of a server with sections, each given by its header; a section's name is its number.
fn ask(sections: &[&str], url: &str) -> String {
    let mut text = String::from("DocumentRoot /srv/www\nAlias /app /srv/app/hello.wsgi\n");
    for (section, number) in sections.iter().zip(1..) {
        text.push_str(&layer(section, &i32::to_string(&number)));
    }
    layers(&Server::on(host(), &text), url).unwrap()
}

#[test]
fn directories_are_merged_by_the_number_of_components() {
    let sections = [
        "Directory /srv/www/a",
        "Directory /",
        "Directory /srv/*/a/",
        "Directory /srv/www",
    ];
    assert_eq!(ask(&sections, "http://h/a/b/index.html"), "2 4 1 3");
    assert_eq!(ask(&sections, "http://h/other"), "2 4");
}

#[test]
fn a_pattern_does_not_match_slashes_and_a_link_counts_as_written() {
    assert_eq!(ask(&["Directory /srv/*/b"], "http://h/a/b/index.html"), "");
    let sections = ["Directory /srv/www/link", "Directory /srv/app"];
    assert_eq!(ask(&sections, "http://h/link/hello.wsgi"), "1");
}

#[test]
fn expressions_come_after_all_plain_directories_and_see_the_whole_file_name() {
    let sections = [
        "DirectoryMatch \"/app/hello\\.wsgi$\"",
        "Directory ~ ^/srv",
        "DirectoryMatch \"app$\"",
        "Directory /srv/app",
    ];
    assert_eq!(ask(&sections, "http://h/app/x"), "4 2 1");
}

#[test]
fn files_come_after_directories_and_locations_after_files() {
    let sections = [
        "Location /app",
        "LocationMatch ^/a",
        "Files hello.*",
        "FilesMatch ^h",
        "Directory /srv",
        "Location /app/x",
        "Location /ap",
        "Location /app/",
        "Location /*/x",
    ];
    assert_eq!(ask(&sections, "http://h/app/x"), "5 3 4 1 2 6 8 9");
    assert_eq!(ask(&sections, "http://h/app"), "5 3 4 1 2");
}

#[test]
fn a_file_asked_for_by_its_name_alone_is_taken_for_a_directory_too() {
    let sections = ["Directory /srv/app/hello.wsgi", "Directory /srv/app/*"];
    assert_eq!(ask(&sections, "http://h/app"), "1 2");
    assert_eq!(ask(&sections, "http://h/app/x"), "");
}

#[test]
fn the_main_servers_sections_come_before_those_of_a_virtual_host() {
    let text = [
        "DocumentRoot /srv/www\nSetEnv LAYER main\n<VirtualHost *>\nSetEnv LAYER host\n".to_owned(),
        layer("Directory /srv", "host-srv"),
        layer("Location /", "host-location"),
        layer("Files index.html", "host-files"),
        "</VirtualHost>\n".to_owned(),
        layer("Directory /srv/www", "main-www"),
        layer("Directory /srv", "main-srv"),
        layer("Location /", "main-location"),
        layer("Files index.html", "main-files"),
    ];
    assert_eq!(
        layers(
            &Server::on(host(), &text.concat()),
            "http://h/a/b/index.html"
        )
        .unwrap(),
        "main host main-srv host-srv main-www main-files host-files main-location host-location"
    );
}

#[test]
fn files_inside_of_directories_come_after_those_outside() {
    let text = "DocumentRoot /srv/www\n\
                <Directory /srv/www>\n<Files index.html>\nSetEnv LAYER inner\n</Files>\n\
                SetEnv LAYER directory\n</Directory>\n\
                <Files index.html>\nSetEnv LAYER outer\n</Files>\n";
    let server = Server::on(host(), text);
    assert_eq!(
        layers(&server, "http://h/a/b/index.html").unwrap(),
        "directory outer inner"
    );
}

#[test]
fn what_is_in_limit_counts_as_if_it_stood_around_it() {
    let text = "DocumentRoot /srv/www\n<Directory /srv/www>\n<Limit POST>\nSetEnv LAYER limit\n</Limit>\n</Directory>";
    assert_eq!(
        layers(&Server::on(host(), text), "http://h/").unwrap(),
        "limit"
    );
}

#[test]
fn links_are_refused_where_options_do_not_follow_them() {
    let text = |options: &str| {
        format!("DocumentRoot /srv/www\n<Directory /srv/www>\nOptions {options}\n</Directory>")
    };
    let ask = |options: &str| {
        layers(
            &Server::on(host(), &text(options)),
            "http://h/link/hello.wsgi",
        )
    };
    assert_eq!(ask("FollowSymLinks"), Ok(String::new()));
    assert_eq!(ask("+ExecCGI"), Ok(String::new()));
    assert_eq!(ask("ExecCGI"), Err(403));
    assert_eq!(ask("-FollowSymLinks"), Err(403));
}
