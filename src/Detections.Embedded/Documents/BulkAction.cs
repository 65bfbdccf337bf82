using System.Text.Json;
using Detections.Embedded.Http;

namespace Detections.Embedded.Documents;

/// <summary>One item of a bulk request: its action line and, but for a delete, its document.</summary>
internal sealed record BulkAction(
    string Operation,
    string Index,
    string? Id,
    WriteCondition Condition,
    bool? RequireAlias
)
{
    /// <summary>Null: that of the request, or the index's default.</summary>
    public string? Pipeline { get; init; }

    public ReadOnlyMemory<byte> Source { get; init; }

    public static BulkAction Read(ReadOnlyMemory<byte> line, int number, string? defaultIndex)
    {
        var root = JsonBody.Parse(line);
        if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Count() != 1)
        {
            throw Malformed(number, $"expected an object with one action, but found {JsonBody.Describe(root)}");
        }
        var action = root.EnumerateObject().First();
        if (action.Name is not ("index" or "create" or "delete"))
        {
            throw Malformed(
                number,
                $"expected one of [create, delete, index] but found [{action.Name}]; the embedded node has no other actions"
            );
        }
        return Read(action, number, defaultIndex);
    }

    private static BulkAction Read(JsonProperty action, int number, string? defaultIndex)
    {
        var options = action.Value;
        if (options.ValueKind != JsonValueKind.Object)
        {
            throw Malformed(
                number,
                $"expected an object after [{action.Name}], but found {JsonBody.Describe(options)}"
            );
        }

        foreach (var option in options.EnumerateObject())
        {
            if (
                option.Name
                is not (
                    "_index"
                    or "_id"
                    or "if_seq_no"
                    or "if_primary_term"
                    or "require_alias"
                    or "op_type"
                    or "pipeline"
                )
            )
            {
                throw Malformed(number, $"unknown parameter [{option.Name}]");
            }
        }
        var operation = action.Name;
        if (options.Get("op_type")?.Text("op_type") is { } opType && operation == "index")
        {
            operation = opType is "create" or "index" ? opType : throw Malformed(number, $"unknown op_type [{opType}]");
        }

        return new BulkAction(
            operation,
            options.Get("_index")?.Text("_index") ?? defaultIndex ?? throw Malformed(number, "an _index is missing"),
            options.Get("_id") is { } id ? JsonText.Of(id) : null,
            WriteCondition.Checked(
                operation == "create",
                options.Get("if_seq_no")?.Integer("if_seq_no"),
                options.Get("if_primary_term")?.Integer("if_primary_term")
            ),
            options.Get("require_alias")?.Boolean("require_alias")
        )
        {
            Pipeline = options.Get("pipeline")?.Text("pipeline"),
        };
    }

    public static ApiException Malformed(int line, string reason) =>
        ApiException.IllegalArgument($"Malformed action/metadata line [{line}], {reason}");
}
