using System.Text;
using System.Text.Json;
using Detections.Eql;

namespace Detections.Rules.Filters;

/// <summary>Reads the clauses of Elasticsearch's query DSL that filters of rules use. What is not known is refused with its place.</summary>
internal static class FilterQuery
{
    private const string Known =
        "bool, match_phrase, match, term, terms, exists, range, wildcard, prefix, match_all and match_none";

    /// <exception cref="FormatException">It cannot be evaluated here.</exception>
    public static EventCondition Read(JsonElement query, string place)
    {
        var (clause, body) = Only(query, place, "one clause");
        place = $"{place}.{clause}";
        return clause switch
        {
            "bool" => FilterBool.Read(body, place),
            "match_all" => EventCondition.Always,
            "match_none" => EventCondition.Not(EventCondition.Always),
            "exists" => Exists(new(body, place, "field", "boost", "_name")),
            "match_phrase" => Phrase(Field(body, place)),
            "match" => Match(Field(body, place)),
            "term" => Term(Field(body, place)),
            "terms" => Terms(body, place),
            "range" => Range(Field(body, place)),
            "wildcard" => Pattern(Field(body, place), "wildcard", FieldTest.Wildcard),
            "prefix" => Pattern(Field(body, place), "prefix", FieldTest.Prefix),
            _ => throw new FormatException(
                $"{place}: the clause [{clause}] is not evaluated here; write it with {Known}"
            ),
        };
    }

    private static EventCondition Exists(FilterOptions options) =>
        EventCondition.Exists(Named(options.Value("field"), options.Place));

    private static EventCondition Phrase((string Name, JsonElement Body, string Place) field)
    {
        var value = Utf8(new FilterOptions(field.Body, field.Place, "query", "boost", "_name").Value("query"));
        return Of(field, type => FieldTest.Equal(type, [value]));
    }

    /// <summary>Of a text one of the words is enough, unless all are asked for.</summary>
    private static EventCondition Match((string Name, JsonElement Body, string Place) field)
    {
        var options = new FilterOptions(
            field.Body,
            field.Place,
            "query",
            "operator",
            "type",
            "lenient",
            "boost",
            "_name"
        );
        var value = options.Value("query");
        if (options.Choice("type", "phrase") is not null)
        {
            return Of(field, type => FieldTest.Equal(type, [Utf8(value)]));
        }

        var isAll = options.Choice("operator", "or", "and") == "and";
        if (!TestedField.Of(field.Name).Any(f => f.IsAnalysed))
        {
            return Of(field, type => FieldTest.Term(type, [Utf8(value)]));
        }

        var words = TextAnalyzer
            .Tokens(value)
            .Select(word => Of(field, type => FieldTest.Term(type, [Utf8(word)])))
            .ToList();
        return EventCondition.AtLeast(isAll && words.Count > 0 ? words.Count : 1, words);
    }

    private static EventCondition Term((string Name, JsonElement Body, string Place) field)
    {
        var options = new FilterOptions(field.Body, field.Place, "value", "case_insensitive", "boost", "_name");
        var (value, ignoresCase) = (Utf8(options.Value("value")), options.Flag("case_insensitive"));
        return Of(field, type => FieldTest.Term(type, [value], ignoresCase));
    }

    private static EventCondition Terms(JsonElement body, string place)
    {
        var fields = Object(body, place).Where(p => p.Name is not ("boost" or "_name")).ToList();
        if (fields is not [{ Value.ValueKind: JsonValueKind.Array } terms])
        {
            throw new FormatException(
                $"{place}: expected one field with a list of values, such as {{\"host.name\":[\"a\",\"b\"]}}"
            );
        }

        place = $"{place}.{terms.Name}";
        var values = terms
            .Value.EnumerateArray()
            .Select((v, at) => Utf8(FilterOptions.Scalar(v, $"{place}[{at}]")))
            .ToList();
        return Of((terms.Name, terms.Value, place), type => FieldTest.Term(type, values));
    }

    private static EventCondition Range((string Name, JsonElement Body, string Place) field)
    {
        if (field.Body.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{field.Place}: expected bounds such as {{\"gte\":1,\"lt\":9}}");
        }

        var options = new FilterOptions(field.Body, field.Place, "gt", "gte", "lt", "lte", "format", "boost", "_name");
        var range = new FieldRange
        {
            Greater = options.ValueOrNull("gt"),
            GreaterOrEqual = options.ValueOrNull("gte"),
            Less = options.ValueOrNull("lt"),
            LessOrEqual = options.ValueOrNull("lte"),
            Format = options.ValueOrNull("format"),
        };
        return Of(field, type => FieldTest.Range(type, range));
    }

    private static EventCondition Pattern(
        (string Name, JsonElement Body, string Place) field,
        string clause,
        Func<FieldType?, string, bool, FieldTest> create
    )
    {
        var options = new FilterOptions(
            field.Body,
            field.Place,
            "value",
            clause,
            "case_insensitive",
            "rewrite",
            "boost",
            "_name"
        );
        var pattern = options.ValueOrNull(clause) ?? options.Value("value");
        var ignoresCase = options.Flag("case_insensitive");
        return Of(field, type => create(type, pattern, ignoresCase));
    }

    private static EventCondition Of(
        (string Name, JsonElement Body, string Place) field,
        Func<FieldType?, FieldTest> test
    )
    {
        var name = Named(field.Name, field.Place);
        try
        {
            return EventCondition.Of(name, test);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{field.Place}: {e.Message}", e);
        }
    }

    private static (string Name, JsonElement Body, string Place) Field(JsonElement body, string place)
    {
        var (name, value) = Only(body, place, "one field");
        return (name, value, $"{place}.{name}");
    }

    /// <summary>What the cluster keeps beside a document is not in it, and names with a star are of many fields.</summary>
    private static string Named(string field, string place) =>
        field.StartsWith('_') || field.Contains('*', StringComparison.Ordinal) || field.Length == 0
            ? throw new FormatException(
                $"{place}: [{field}] is not the name of one field of the event; name one, such as host.name"
            )
            : field;

    private static (string Name, JsonElement Value) Only(JsonElement element, string place, string wanted) =>
        Object(element, place).ToList() switch
        {
            [var only] => (only.Name, only.Value),
            var all => throw new FormatException($"{place}: expected {wanted}, but found {all.Count}"),
        };

    private static IEnumerable<JsonProperty> Object(JsonElement element, string place) =>
        element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject()
            : throw new FormatException($"{place}: expected an object, but found {element.GetRawText()}");

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
