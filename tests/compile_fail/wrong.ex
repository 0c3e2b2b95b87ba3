# Two errors, far apart.
def transform(_action, record, _changes, _metadata) do
  name = String.trimm(record["name"])

  %{name: name, size: sise}
end
