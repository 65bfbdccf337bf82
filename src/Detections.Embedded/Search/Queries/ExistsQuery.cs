using System.Text.Json;
using Detections.Embedded.Http;
using Detections.Embedded.Mapping.Types;

namespace Detections.Embedded.Search.Queries;

internal sealed class ExistsQuery(string field) : Query
{
    public static ExistsQuery Read(JsonElement body)
    {
        QueryParser.RequireNoBoost(body.Only("exists", "field", "boost"), "exists");
        var field = body.Get("field")?.Text("field");
        if (string.IsNullOrEmpty(field))
        {
            throw ApiException.IllegalArgument("[exists] must be provided with a [field]");
        }

        return Glob.HasWildcard(field)
            ? throw ApiException.IllegalArgument(
                $"[exists] of [{field}]: the embedded node takes the name of one field or object, without [*]"
            )
            : new ExistsQuery(field);
    }

    public override void Write(SqlText sql, Shard shard)
    {
        if (field is "_id" or "_index" or "_seq_no" or "_version")
        {
            sql.Constant(true);
            return;
        }
        var names = Names(shard);
        if (names.Any(name => shard.Field(name)?.Type is ConstantKeywordType { Constant: not null }))
        {
            sql.Constant(true);
            return;
        }
        var ids = names.Select(shard.Fields.Find).OfType<long>().ToArray();
        if (ids.Length == 0)
        {
            sql.Constant(false);
        }
        else
        {
            sql.Append("EXISTS (SELECT 1 FROM terms t WHERE t.row = d.row AND t.field IN (")
                .Append(string.Join(',', ids))
                .Append("))");
        }
    }

    private string[] Names(Shard shard) =>
        shard.Field(field) is { } found ? [found.Name]
        : shard.Index.Mapping.IsObject(field) ? Below(shard)
        : [field];

    private string[] Below(Shard shard) =>
        [.. shard.Index.Mapping.Fields.Keys.Where(name => name.StartsWith(field + ".", StringComparison.Ordinal))];
}
