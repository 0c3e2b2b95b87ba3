# The change as a command for a key-value cache.
#
# Expects: a record with a primary key, in the fields of `@key`.
# Returns: `%{command: "set", key: …, value: …, ttl: …}`, or `%{command: "del", key: …}` where the row was deleted.
#
# `@key` are the fields of the primary key, in order; `@ttl` is in seconds; `@omit` are fields that do not go to the cache.

@key ["id"]
@ttl 3600
@omit ["password", "credit_card"]

def transform(action, record, _changes, metadata) do
  key = Enum.join([metadata.table_schema, metadata.table_name | Enum.map(@key, &record[&1])], ":")

  case action do
    "delete" -> %{command: "del", key: key}
    _ -> %{command: "set", key: key, value: Map.drop(record, @omit), ttl: @ttl}
  end
end
