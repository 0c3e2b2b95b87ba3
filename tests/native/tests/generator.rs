//! The generator must make programs that compute something: what raises at once says little.

use philtre::Runner;
use philtre_native_tests::generate;

#[test]
fn most_generated_programs_give_values() {
    let (mut values, mut runs, mut refused) = (0, 0, Vec::new());
    let programs = 2_000;
    for seed in 0..programs {
        let source = generate::function(seed);
        let loaded = match philtre::load(&source) {
            Ok(loaded) => loaded,
            Err(error) => {
                refused.push(error.render("generated", false) + "\n" + &source);
                continue;
            }
        };
        for message in generate::MESSAGES {
            let result = Runner::new().run_message(&loaded, message.as_bytes(), |_, _| Ok(()));
            runs += 1;
            values += usize::from(result.is_ok());
            if let Err(error) = result
                && std::env::var_os("PHILTRE_SHOW").is_some()
            {
                println!("{error}");
            }
        }
    }
    println!("{values} of {runs} runs gave a value; {} of {programs} programs were refused", refused.len());
    assert!(refused.len() * 100 < programs as usize, "{}", refused[..5].join("\n\n"));
    assert!(values * 100 > runs * 75, "{values} of {runs} runs gave a value");
}
