using System.Text.Json;
using Detections.Embedded.Http;
using Detections.Embedded.Mapping;

namespace Detections.Embedded.Search.Queries;

/// <summary>A parsed query clause, which becomes an SQL condition on the row <c>d</c> once an index is known.</summary>
internal abstract class Query
{
    public abstract void Write(SqlText sql, Shard shard);

    /// <summary>Whether one of the field's terms, <c>t.value</c>, satisfies a condition.</summary>
    protected static void AnyTerm(SqlText sql, Shard shard, Field field, Action compare)
    {
        RequireSearchable(shard, field);
        if (shard.Fields.Find(field.Name) is not { } id)
        {
            sql.Constant(false);
            return;
        }
        sql.Append("EXISTS (SELECT 1 FROM terms t WHERE t.row = d.row AND t.field = ").Append(id).Append(" AND ");
        compare();
        sql.Append(")");
    }

    /// <summary>Turns what a field's type says of a value into the failure of this shard's query.</summary>
    protected static T Convert<T>(Shard shard, Func<T> convert)
    {
        try
        {
            return convert();
        }
        catch (FormatException e)
        {
            throw shard.Index.Failure(400, "query_shard_exception", $"failed to create query: {e.Message}");
        }
    }

    /// <summary>The single field of a clause such as <c>{"term": {"user": …}}</c>.</summary>
    protected static JsonProperty OnlyField(string clause, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.Parsing(
                $"[{clause}] query malformed, expected an object but found {JsonBody.Describe(body)}"
            );
        }

        using var fields = body.EnumerateObject().GetEnumerator();
        if (!fields.MoveNext())
        {
            throw ApiException.Parsing($"[{clause}] query malformed, a field is missing");
        }

        var field = fields.Current;
        return fields.MoveNext()
            ? throw ApiException.Parsing(
                $"[{clause}] query doesn't support multiple fields, found [{field.Name}] and [{fields.Current.Name}]"
            )
            : field;
    }

    private static void RequireSearchable(Shard shard, Field field)
    {
        if (!field.Searchable)
        {
            throw shard.Index.Failure(
                400,
                "query_shard_exception",
                $"failed to create query: Cannot search on field [{field.Name}] since it is not indexed."
            );
        }
    }
}
