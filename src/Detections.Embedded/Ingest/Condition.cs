using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Detections.Embedded.Http;

namespace Detections.Embedded.Ingest;

/// <summary>The one script that the node understands: whether a field is there, as in <c>ctx.event?.ingested == null</c>.</summary>
internal sealed partial class Condition
{
    private readonly (string Name, bool NullSafe)[] _steps;
    private readonly bool _wantsNull;

    private Condition((string, bool)[] steps, bool wantsNull)
    {
        _steps = steps;
        _wantsNull = wantsNull;
    }

    public static Condition Read(string type, string script)
    {
        var match = Comparison().Match(script);
        if (!match.Success)
        {
            throw ProcessorOptions.Fault(
                type,
                $"the embedded node runs no scripts; it understands conditions such as [ctx.event?.ingested == null], not [{script}]",
                "if"
            );
        }

        var steps = Step()
            .Matches(match.Groups["path"].Value)
            .Select(step => (step.Groups["name"].Value, step.Value.StartsWith('?')));
        return new Condition([.. steps], match.Groups["operator"].Value == "==");
    }

    public bool Holds(IngestDocument document)
    {
        JsonNode? value = document.Source;
        foreach (var (name, nullSafe) in _steps)
        {
            if (value is null && nullSafe)
            {
                break;
            }

            value = value is JsonObject level
                ? level[name]
                : throw new ApiException(
                    400,
                    "script_exception",
                    $"runtime error: [{name}] is asked of a field that is no object; write [?.] before it where that may be"
                );
        }

        return value is null == _wantsNull;
    }

    [GeneratedRegex(
        @"^\s*ctx(?<path>(\??\.[a-zA-Z_]\w*)+)\s*(?<operator>==|!=)\s*null\s*$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Comparison();

    [GeneratedRegex(@"\??\.(?<name>\w+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Step();
}
