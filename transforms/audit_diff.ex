# An audit entry: who changed what, and when.
#
# Expects: any change. `changes` holds the old values of the columns that an update changed; who made it is an annotation of
#          the transaction, if the application writes one.
# Returns: table, key, action, person and time of the change, and a list of changed columns with old and new value, by name.
#          An insert lists all columns without old values, a delete all without new ones.
#
# `@ignored` columns are no news; of `@secret` ones it is said that they changed, not how.

@ignored ["updated_at", "lock_version"]
@secret ["password", "ssn", "credit_card"]
@masked "[masked]"

def transform(action, record, changes, metadata) do
  columns = for {name, old, new} <- columns(action, record, changes || %{}), name not in @ignored, do: column(name, old, new)

  %{
    table: "#{metadata.table_schema}.#{metadata.table_name}",
    key: record["id"],
    action: action,
    by: get_in(metadata, [:transaction_annotations, "username"]) || "system",
    at: metadata.commit_timestamp,
    columns: columns,
    summary: summary(action, columns)
  }
end

defp columns("insert", record, _changes), do: for({name, new} <- Enum.sort(record), do: {name, nil, new})
defp columns("delete", record, _changes), do: for({name, old} <- Enum.sort(record), do: {name, old, nil})
defp columns(_action, record, changes), do: for({name, old} <- Enum.sort(changes), do: {name, old, record[name]})

defp column(name, old, new) when name in @secret, do: %{name: name, old: masked(old), new: masked(new)}
defp column(name, old, new), do: %{name: name, old: old, new: new}

defp masked(nil), do: nil
defp masked(_value), do: @masked

defp summary("update", []), do: "nothing of note"
defp summary("update", columns), do: "changed " <> Enum.map_join(columns, ", ", & &1.name)
defp summary(action, _columns), do: action
