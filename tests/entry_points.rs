//! What is said of the keys of parameters that a host declares.

use philtre::{EntryPoint, Field, Keys, Loader, Parameter, Program as _, Runner, compile_transform};

fn loader(record: Parameter) -> Loader {
    Loader::new().entry_points(vec![EntryPoint::new("score", vec![record])])
}

#[test]
fn a_parameter_with_atom_keys_is_read_with_the_dot_whatever_its_name() {
    let fields = vec![Field { name: "points".into(), keys: Keys::Strings }];
    let record = Parameter::with_atom_keys("record", fields);
    let program = loader(record.clone()).load("def score(record), do: record.points * 2").unwrap();
    assert!(program.warnings().is_empty());
    let mut out = Vec::new();
    Runner::new().run_json(&program, br#"{"record": {"points": 21}}"#, &mut out).unwrap();
    assert_eq!(out, b"42");

    let expression = Loader::new().load_expression("record.points", vec![record.clone()]);
    assert!(expression.is_ok());

    let program = loader(record).load(r#"def score(record), do: {record.pionts, record["points"]}"#).unwrap();
    let codes: Vec<&str> = program.warnings().iter().map(|warning| warning.code).collect();
    assert_eq!(codes, ["W0206", "W0208"]);
}

#[test]
fn a_parameter_with_string_keys_is_not() {
    let error = loader(Parameter::with_string_keys("record")).load("def score(record), do: record.points").unwrap_err();
    assert!(error.to_string().contains(r#"write `record["points"]`"#));
    let program = loader(Parameter::with_string_keys("user")).load("def score(user), do: user.points").unwrap();
    assert_eq!(program.warnings().len(), 1);
}

#[test]
fn a_native_parameter_may_have_atom_keys_too() {
    compile_transform! {
        static SCORE = "def score(record), do: record.points * 2",
        entry = score(record),
        parameters = vec![Parameter::with_atom_keys("record", Vec::new())];
    }
    let mut out = Vec::new();
    Runner::new().run_json(&SCORE, br#"{"record": {"points": 21}}"#, &mut out).unwrap();
    assert_eq!(out, b"42");
}

#[test]
#[should_panic(expected = r#"`parameters` are ["user"], but the function takes ["record"]"#)]
fn native_parameters_of_another_name_are_no_silent_nil() {
    compile_transform! {
        static SCORE = "def score(record), do: record",
        entry = score(record),
        parameters = vec![Parameter::with_string_keys("user")];
    }
    SCORE.parameters();
}
