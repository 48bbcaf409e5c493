//! What each question says: of good data, in a form that can be read.

use wsgi_daemonize::migration::{Ask, Question};

use super::session::drafting;
use super::walks::three;

fn questions() -> Vec<Question> {
    drafting(&three(), |drafting| {
        drafting.questions().expect("questions")
    })
}

#[test]
fn the_presets_are_compared_for_this_server() {
    let questions = questions();
    let Ask::One { choices, .. } = &questions[0].ask else {
        panic!("{:?}", questions[0]);
    };
    let told: Vec<_> = choices
        .iter()
        .map(|choice| {
            let figures = choice.consequence.split_once(". ").expect("a sentence");
            (&*choice.id, figures.0)
        })
        .collect();
    // event: three children with three applications each now.
    assert_eq!(
        told,
        [
            (
                "balanced",
                "3 groups, 6 processes of 5 threads, about 26 MiB"
            ),
            (
                "preserve",
                "3 groups, 9 processes of 15 threads, about 38 MiB"
            ),
            (
                "low-memory",
                "3 groups, 3 processes of 15 threads, about 13 MiB"
            ),
            (
                "hardened",
                "3 groups, 6 processes of 5 threads, about 26 MiB; asks for the users to run as"
            ),
            (
                "express",
                "3 groups, 3 processes of 5 threads, about 13 MiB"
            ),
        ]
    );
    let why = questions[0].why.join(" ");
    assert!(why.contains("about 26 MiB now"), "{why}");
    assert!(
        why.contains("now 9 copies, in 3 children of httpd"),
        "{why}"
    );
}

#[test]
fn every_question_has_a_reason_and_a_default() {
    for question in questions() {
        assert!(!question.why.is_empty(), "{question:?}");
        assert!(question.prompt.ends_with(['?', ')']), "{}", question.prompt);
        let default = question.default_answer();
        assert!(question.says(&default).is_some(), "{question:?}");
    }
}
