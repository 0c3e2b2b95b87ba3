//! It runs, too.

use elixir::{Program, Runner};
use philtre_hygiene_tests::{shadowed, MASKED};

fn run(program: &dyn Program, message: &str) -> String {
    let mut out = Vec::new();
    Runner::new().run_json(program, message.as_bytes(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn transforms_of_a_hostile_crate_run() {
    let message =
        r#"{"action": "insert", "record": {"email": "a@b.c", "amounts": [1, 2], "name": "ada"}, "metadata": {}}"#;
    assert_eq!(
        run(&MASKED, message),
        r#"{"count":3,"funs":[6,3,0],"kind":":new","masked":{"email":"*@*.*"},"note":"KeyError","total":3}"#
    );
    assert_eq!(run(shadowed::inline(), message), r#""ADA""#);
    assert_eq!(run(&shadowed::scored(), r#"{"user": {"points": 21}}"#), "42");
}
