philtre::compile_transform! {
    /// With errors in three lines of its source.
    pub static WRONG = r#"
        def transform(_action, record, _changes, _metadata) do
          File.read!("/etc/passwd")
          é = record.name
          é <> nmae
        end
    "#;
}

fn main() {}
