//! Calls in tail position replace their caller: a million rounds need no more stack and no more memory than one, in both
//! backends.

use philtre::{Limits, Loader, Program, Runner, compile_transform};

/// Stack for a run: too small for a million of anything.
const STACK: usize = 256 << 10;

fn limits() -> Limits {
    Limits { fuel: 100_000_000, memory: 1 << 20, ..Limits::default() }
}

macro_rules! both {
    ($source:literal) => {{
        let native = compile_transform!($source, limits = limits());
        let loaded = Loader::new().limits(limits()).load($source).unwrap_or_else(|error| panic!("{error}"));
        (run(&native), run(&loaded))
    }};
}

/// The result as JSON, and the fuel.
fn run(program: &dyn Program) -> (String, u64) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || {
            let mut out = Vec::new();
            let message = br#"{"record": {"n": 1000000}}"#;
            let stats = Runner::new().run_json(program, message, &mut out).unwrap_or_else(|error| panic!("{error}"));
            (String::from_utf8(out).unwrap(), stats.fuel)
        });
        thread.unwrap().join().unwrap()
    })
}

#[test]
fn of_two_functions_that_call_each_other() {
    let (native, loaded) = both!(
        r#"
        def transform(_action, record, _changes, _metadata), do: even?(record["n"])

        defp even?(0), do: true
        defp even?(n), do: odd?(n - 1)

        defp odd?(n) do
          case n do
            0 -> false
            n when n > 0 -> if n > 1, do: even?(n - 1), else: even?(0)
          end
        end
        "#
    );
    assert_eq!(native.0, "true");
    assert_eq!(native, loaded);
}

#[test]
fn of_a_function_that_calls_itself() {
    let (native, loaded) = both!(
        r#"
        def transform(_action, record, _changes, _metadata), do: sum(record["n"], 0)

        defp sum(0, total), do: total
        defp sum(n, total), do: sum(n - 1, total + n)
        "#
    );
    assert_eq!(native.0, "500000500000");
    assert_eq!(native, loaded);
}

#[test]
fn of_three_functions_through_with_and_cond() {
    let (native, loaded) = both!(
        r#"
        def transform(_action, record, _changes, _metadata), do: a(record["n"], 0)

        defp a(n, acc) do
          with m when m > 0 <- n do
            b(m - 1, acc + 1)
          else
            _ -> acc
          end
        end

        defp b(n, acc) do
          cond do
            rem(n, 3) == 0 -> c(n, acc)
            true -> a(n, acc)
          end
        end

        defp c(n, acc), do: if(n > 5, do: a(n, acc + 1), else: acc)
        "#
    );
    assert_eq!(native, loaded);
}

#[test]
fn of_function_values() {
    let (native, loaded) = both!(
        r#"
        def transform(_action, record, _changes, _metadata), do: bounce(record["n"], &bounce/2)

        defp bounce(n, fun) when n > 0, do: fun.(n - 1, fun)
        defp bounce(_n, _fun), do: :done
        "#
    );
    assert_eq!(native.0, r#""done""#);
    assert_eq!(native, loaded);
}
