using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Mapping;
using Detections.Embedded.Mapping.Types;

namespace Detections.Embedded.Search.Queries;

internal sealed class TermsQuery(string field, IReadOnlyList<JsonElement> values) : Query
{
    private const int MostTerms = 65_536;

    public static Query Read(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("boost", out _))
        {
            QueryParser.RequireNoBoost(body, "terms");
            body = JsonSerializer.SerializeToElement(
                body.EnumerateObject()
                    .Where(property => property.Name != "boost")
                    .ToDictionary(p => p.Name, p => p.Value)
            );
        }
        var only = OnlyField("terms", body);
        if (only.Value.ValueKind != JsonValueKind.Array)
        {
            throw ApiException.Parsing(
                $"[terms] query on [{only.Name}] takes an array, but found {JsonBody.Describe(only.Value)}"
            );
        }

        var values = only.Value.EnumerateArray().ToArray();
        if (values.Length > MostTerms)
        {
            throw ApiException.IllegalArgument(
                $"[terms] on [{only.Name}] has [{values.Length}] values, over the allowed maximum of [{MostTerms}]"
            );
        }
        if (values.Any(value => value.ValueKind is JsonValueKind.Null or JsonValueKind.Array or JsonValueKind.Object))
        {
            throw ApiException.IllegalArgument(
                $"No value specified for terms query on [{only.Name}]: only single values are"
            );
        }

        return only.Name == "_id" ? new IdsQuery([.. values.Select(JsonText.Of)]) : new TermsQuery(only.Name, values);
    }

    public override void Write(SqlText sql, Shard shard)
    {
        var target = field == "_index" ? null : shard.Field(field);
        if (values.Count == 0 || (target is null && field != "_index"))
        {
            sql.Constant(false);
        }
        else if (target is null || target.Type is ConstantKeywordType || HasSpans(target))
        {
            sql.Join(values, " OR ", value => TermQuery.Make(field, value, ignoreCase: false).Write(sql, shard));
        }
        else
        {
            WriteList(sql, shard, target);
        }
    }

    /// <summary>Whether a single value of the type may stand for a span, as dates and networks do.</summary>
    private static bool HasSpans(Field target) => target.Type is DateType or IpType;

    private void WriteList(SqlText sql, Shard shard, Field target)
    {
        var terms = Convert(shard, () => values.Select(value => target.Type.TermBounds(value).From).ToArray());
        var list = new JsonArray([.. terms.Select(term => JsonValue.Create(term))]).ToJsonString();
        AnyTerm(
            sql,
            shard,
            target,
            () => sql.Append("t.value IN (SELECT value FROM json_each(").Bind(list).Append("))")
        );
    }
}
