using System.Text.Json;
using Detections.Embedded.Http;

namespace Detections.Embedded.Search.Queries;

internal sealed class IdsQuery(IReadOnlyList<string> ids) : Query
{
    public static IdsQuery Read(JsonElement body)
    {
        QueryParser.RequireNoBoost(body.Only("ids", "values", "boost"), "ids");
        return new IdsQuery(body.Get("values")?.Texts("values") ?? []);
    }

    public override void Write(SqlText sql, Shard shard) =>
        sql.Append("d.id IN (SELECT value FROM json_each(").Bind(JsonSerializer.Serialize(ids)).Append("))");
}
