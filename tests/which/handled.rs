//! `inspect` asks for one file in place of all that a handler serves: one that the sections are about, as expressions say.

use super::ground::Ground;
use super::told::Expected;

/// The section with the handler, and a file that it is about.
const ROWS: &[(&str, &str)] = &[
    (r#"FilesMatch "^app_\d+\.py$""#, "app_1.py"),
    (r#"FilesMatch "\.(x|y)$""#, "z.x"),
    (r#"FilesMatch "(?i)\.py$""#, "z.PY"),
    (r#"FilesMatch "^[a-z]+\.py$""#, "abc.py"),
    (r#"FilesMatch "\.(?<e>py)$""#, "abc.py"),
    (r#"FilesMatch "\.x:=$""#, "z.x:="),
    (r#"FilesMatch "\.wsgi$""#, "z.wsgi"),
    (r#"FilesMatch "^(?!z)""#, "abc.py"),
    (r#"Files "*.py""#, "abc.py"),
    (r#"DirectoryMatch "^@ROOT@/www/d[0-9]+/""#, "d1/z.txt"),
    (r#"LocationMatch "^/hello$""#, "hello"),
    (r#"LocationMatch "^/d\d/""#, "d1/z.txt"),
    (FAR, "acb"),
];

/// No text is made that it matches: what it looks for ahead stands behind.
const FAR: &str = r#"FilesMatch "^(?=.*b)a.+$""#;

fn ground() -> Ground {
    let hosts = ROWS.iter().enumerate().map(|(number, (section, _))| {
        let kind = section.split(' ').next().unwrap();
        format!(
            "<VirtualHost *:@PORT@>\nServerName row-{number}.test\n<Directory @ROOT@/www>\nOptions ExecCGI\n</Directory>\n\
             <{section}>\nSetHandler wsgi-script\n</{kind}>\n</VirtualHost>\n"
        )
    });
    let files: Vec<String> = ROWS.iter().map(|(_, file)| format!("www/{file}")).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|file| (file.as_str(), "")).collect();
    Ground::new(&hosts.collect::<String>(), &files)
}

#[test]
fn the_scripts_of_a_section_are_known_by_a_file_that_it_is_about() {
    let ground = ground();
    let output = ground.run(&["inspect", "--format", "json"]);
    let page: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let applications = page["applications"].as_array().unwrap();
    assert_eq!(applications.len(), ROWS.len(), "{page}");
    for (application, (section, _)) in applications.iter().zip(ROWS) {
        let expected = if *section == FAR {
            "undecided"
        } else {
            "embedded"
        };
        assert_eq!(application["mode"], expected, "{section}: {application}");
    }
}

/// What `inspect` says is so: each of these files is served.
#[test]
fn such_a_file_is_a_script() {
    let ground = ground();
    let urls: Vec<String> = ROWS
        .iter()
        .enumerate()
        .map(|(number, (_, file))| format!("http://row-{number}.test/{file}"))
        .collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let told = ground.ours(&urls, &[]);
    let real = ground.real(&urls).map(|(real, _)| real).unwrap_or_default();
    for (told, url) in told.iter().chain(&real).zip(urls.iter().cycle()) {
        assert!(Expected::Embedded.fits(told), "{url}: {told:?}");
    }
}
