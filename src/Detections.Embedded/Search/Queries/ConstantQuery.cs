using System.Text.Json;
using Detections.Embedded.Http;

namespace Detections.Embedded.Search.Queries;

internal sealed class ConstantQuery(bool truth) : Query
{
    public static ConstantQuery All { get; } = new(true);

    public static ConstantQuery Read(string name, JsonElement body, bool truth)
    {
        QueryParser.RequireNoBoost(body.Only(name, "boost"), name);
        return new ConstantQuery(truth);
    }

    public override void Write(SqlText sql, Shard shard) => sql.Constant(truth);
}
