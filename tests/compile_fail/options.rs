philtre::compile_transform! {
    static UNKNOWN = "def transform(_, record, _, _), do: record", fuel = 10;
}

philtre::compile_transform! {
    static TWICE = "def f(x), do: x", entry = f(x), entry = f(x);
}

philtre::compile_transform! {
    static CLOCK = "def transform(_, _, _, _), do: DateTime.utc_now()";
}

philtre::compile_transform! {
    static NO_TEXT = 42;
}

fn main() {}
