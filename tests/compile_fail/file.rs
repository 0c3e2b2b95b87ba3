philtre::compile_transform! {
    static WRONG = "wrong.ex";
}

fn main() {}
