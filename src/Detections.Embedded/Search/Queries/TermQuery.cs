using System.Text.Json;
using Detections.Embedded.Http;
using Detections.Embedded.Mapping.Types;

namespace Detections.Embedded.Search.Queries;

internal sealed class TermQuery(string field, JsonElement value, bool ignoreCase) : Query
{
    public static Query Read(JsonElement body)
    {
        var field = OnlyField("term", body);
        if (field.Value.ValueKind != JsonValueKind.Object)
        {
            return Make(field.Name, field.Value, ignoreCase: false);
        }

        var options = field.Value.Only("term", "value", "case_insensitive", "boost");
        QueryParser.RequireNoBoost(options, "term");
        return Make(
            field.Name,
            options.Get("value") ?? throw ApiException.IllegalArgument("value cannot be null"),
            options.Get("case_insensitive")?.Boolean("case_insensitive") ?? false
        );
    }

    public static Query Make(string field, JsonElement value, bool ignoreCase) =>
        field switch
        {
            "_id" => new IdsQuery([JsonText.Of(value)]),
            "_index" => new IndexNameQuery(JsonText.Of(value)),
            _ when value.ValueKind is JsonValueKind.Null or JsonValueKind.Array => throw ApiException.IllegalArgument(
                $"[term] query on [{field}] takes a single value, but found {JsonBody.Describe(value)}"
            ),
            _ => new TermQuery(field, value, ignoreCase),
        };

    public override void Write(SqlText sql, Shard shard)
    {
        var target = shard.Field(field);
        if (target is null)
        {
            sql.Constant(false);
        }
        else if (target.Type is ConstantKeywordType constant)
        {
            var comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
            sql.Constant(
                constant.Constant is not null && string.Equals(constant.Constant, JsonText.Of(value), comparison)
            );
        }
        else if (ignoreCase)
        {
            WildcardQuery.Exactly(field, JsonText.Of(value)).Write(sql, shard);
        }
        else
        {
            var (from, to) = Convert(shard, () => target.Type.TermBounds(value));
            AnyTerm(
                sql,
                shard,
                target,
                () =>
                {
                    if (Equals(from, to))
                    {
                        sql.Append("t.value = ").Bind(from);
                    }
                    else
                    {
                        sql.Append("t.value BETWEEN ").Bind(from).Append(" AND ").Bind(to);
                    }
                }
            );
        }
    }
}
