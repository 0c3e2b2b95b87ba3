//! The bundled transforms must give what Elixir gave for their messages, loaded and natively.

use philtre::{Program, Runner, transforms};
use serde_json::Value as Json;
use std::path::Path;

fn lines(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(str::to_owned).collect()
}

#[test]
fn they_give_what_elixir_gives() {
    let mut runner = Runner::new();
    for builtin in transforms::all() {
        let name = builtin.name();
        let loaded = philtre::load(builtin.source()).unwrap_or_else(|error| panic!("{}", error.render(name, false)));
        assert_eq!(loaded.warnings(), [], "{name}");
        assert_eq!([loaded.entry(), builtin.program().entry()], [builtin.entry(); 2], "{name}");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("transforms").join(name);
        let messages = lines(&folder.join("messages.jsonl"));
        let expected = lines(&folder.join("expected.jsonl"));
        assert!(messages.len() >= 3 && messages.len() == expected.len(), "{name}");
        for (i, (message, expected)) in messages.iter().zip(&expected).enumerate() {
            let mut run = |program: &dyn Program| {
                let mut out = Vec::new();
                let result = runner.run_json(program, message.as_bytes(), &mut out);
                let stats = result.unwrap_or_else(|error| panic!("{name} on message {i}: {error}"));
                (String::from_utf8(out).unwrap(), stats.fuel)
            };
            let (loaded, native) = (run(&loaded), run(builtin.program()));
            assert_eq!(loaded, native, "{name} on message {i}");
            let got: Json = serde_json::from_str(&native.0).unwrap();
            let expected: Json = serde_json::from_str(expected).unwrap();
            assert_eq!(got, expected, "{name} on message {i}");
        }
    }
}

#[test]
fn every_file_is_in_the_list() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("transforms");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| Some(entry.ok()?.file_name().to_str()?.strip_suffix(".ex")?.to_owned()))
        .collect();
    files.sort();
    let listed: Vec<&str> = transforms::all().iter().map(transforms::Builtin::name).collect();
    assert_eq!(files, listed);
}
