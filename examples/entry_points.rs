//! A host with messages of its own: other functions, other parameters, keys as it likes them.
//!
//! `cargo run --example entry_points`

use philtre::{EntryPoint, Field, Keys, Loader, Parameter, Program as _, Runner};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Functions may define `score(user, event)` or `label(event)`. A message is an object with a member for each parameter.
    let user = Parameter::with_string_keys("user");
    // The event has atom keys, and always these two, so that `event.kind` never raises; the maps below have string keys.
    let field = |name: &str| Field { name: name.to_owned(), keys: Keys::Strings };
    let event = Parameter::with_atom_keys("event", vec![field("kind"), field("amount")]);
    let loader = Loader::new()
        .entry_points(vec![EntryPoint::new("score", vec![user, event.clone()]), EntryPoint::new("label", vec![event])]);

    let score = loader.load(
        r#"
        def score(user, event) do
          base = if event.kind == "purchase", do: (event.amount || 0) * 2, else: 1
          base + bonus(user["level"])
        end

        defp bonus("gold"), do: 10
        defp bonus(_), do: 0
        "#,
    )?;
    let label = loader.load(r##"def label(event), do: "#{event.kind || "nothing"} of #{event.amount || 0}""##)?;

    let mut runner = Runner::new();
    for program in [&score, &label] {
        for message in [
            r#"{"user": {"level": "gold"}, "event": {"kind": "purchase", "amount": 20}}"#,
            r#"{"user": {"level": "none"}, "event": {}}"#,
        ] {
            let mut out = Vec::new();
            runner.run_json(program, message.as_bytes(), &mut out)?;
            println!("{:5} {}", program.entry(), String::from_utf8_lossy(&out));
        }
    }

    // What is not declared is refused, with the declared ones named.
    let error = loader.load("def transform(action, record, changes, metadata), do: record").expect_err("not declared");
    print!("\n{}", error.render("transform.ex", false));

    // Without any function: an expression over variables.
    let area =
        loader.load_expression("w * h", vec![Parameter::with_string_keys("w"), Parameter::with_string_keys("h")])?;
    let mut out = Vec::new();
    runner.run_json(&area, br#"{"w": 6, "h": 7}"#, &mut out)?;
    println!("\nw * h = {}", String::from_utf8_lossy(&out));
    Ok(())
}
