fn main() {
    let _program = philtre::compile_transform!("def transform(_, record, _, _), do: recrod");
}
