# The change as a Debezium event, for consumers that were written for Debezium.
#
# Expects: any change. `changes` holds the old values of the columns that an update changed.
# Returns: a map with `before`, `after`, `op`, `ts_ms` and `source`, as Debezium's connectors write it (its payload, without
#          the schema). A truncation and other actions that have no letter of their own are passed on under their own name.
#
# Change the attributes to name your connector, and the server name that your consumers know.

@connector "postgresql"
@version "2.7.0.Final"
@server "app"
@operations %{"insert" => "c", "update" => "u", "delete" => "d", "read" => "r"}

def transform(action, record, changes, metadata) do
  committed = milliseconds(metadata.commit_timestamp)

  %{
    before: row_before(action, record, changes),
    after: row_after(action, record),
    op: Map.get(@operations, action, action),
    ts_ms: committed,
    source: %{
      version: @version,
      connector: @connector,
      name: @server,
      ts_ms: committed,
      snapshot: to_string(action == "read"),
      db: metadata.database_name,
      schema: metadata.table_schema,
      table: metadata.table_name,
      lsn: metadata.commit_lsn
    },
    transaction: nil
  }
end

# The new row with the old values put back is the row as it was.
defp row_before("update", record, changes), do: Map.merge(record, changes || %{})
defp row_before("delete", record, _changes), do: record
defp row_before(_action, _record, _changes), do: nil

defp row_after("delete", _record), do: nil
defp row_after(_action, record), do: record

defp milliseconds(nil), do: nil

defp milliseconds(timestamp) do
  case DateTime.from_iso8601(timestamp) do
    {:ok, at, _offset} -> DateTime.to_unix(at, :millisecond)
    {:error, _reason} -> nil
  end
end
