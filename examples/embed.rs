//! The shortest way in: load a function, run it on messages.
//!
//! `cargo run --example embed`

use philtre::{Program as _, RunError, Runner};

const SOURCE: &str = r##"
def transform(action, record, _changes, metadata) do
  %{
    key: "#{metadata.table_name}:#{record["id"]}",
    total: Enum.sum(Enum.map(record["items"] || [], & &1["price"])),
    deleted: action == "delete"
  }
end
"##;

const MESSAGES: [&str; 3] = [
    r#"{"action": "insert", "record": {"id": 1, "items": [{"price": 5}, {"price": 7.5}]}, "metadata": {"table_name": "orders"}}"#,
    r#"{"action": "delete", "record": {"id": 2}, "metadata": {"table_name": "orders"}}"#,
    r#"{"action": "insert", "record": {"id": 3, "items": [{"price": "free"}]}, "metadata": {"table_name": "orders"}}"#,
];

fn main() {
    // Once: some ten microseconds. The program is immutable and can be shared by all threads.
    let program = match philtre::load(SOURCE) {
        Ok(program) => program,
        Err(error) => {
            // All mistakes at once, with the lines they are in.
            eprint!("{}", error.render("totals.ex", true));
            return;
        }
    };
    println!("loaded `{}`", program.entry());

    // One runner for each thread: it reuses its memory from message to message.
    let mut runner = Runner::new();
    let mut out = Vec::new();
    for message in MESSAGES {
        out.clear();
        match runner.run_json(&program, message.as_bytes(), &mut out) {
            Ok(stats) => println!("{}   ({} units of fuel)", String::from_utf8_lossy(&out), stats.fuel),
            // A message that fails says nothing about the next one.
            Err(RunError::Exception { module, message, place }) => println!("{module}: {message} at {place:?}"),
            Err(error) => println!("{error}"),
        }
    }
}
