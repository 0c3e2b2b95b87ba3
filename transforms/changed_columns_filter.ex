# Passes on updates that change certain columns, and all inserts and deletes.
#
# Expects: any change. `changes` holds the old values of the columns that an update changed.
# Returns: true or false.
#
# `@columns` are the columns of interest. An update that writes the value that was there before is no change.

@columns ["status", "price", "quantity"]

def filter(action, record, changes, _metadata) do
  action != "update" or Enum.any?(@columns, fn column -> changed?(column, record, changes || %{}) end)
end

defp changed?(column, record, changes) do
  case changes do
    %{^column => old} -> old !== record[column]
    _ -> false
  end
end
