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

philtre::compile_transform! {
    static TYPED: philtre::Native = "def transform(_, record, _, _), do: record";
}

philtre::compile_transform! {
    static NO_SEMICOLON = "def transform(_, record, _, _), do: record"
}

philtre::compile_transform! {
    static EMPTY = " ";
}

philtre::compile_transform! {
    static NO_PATH = "transforms/mask_email";
}

philtre::compile_transform! {
    static NO_UTF8 = "latin1.ex";
}

fn main() {}
