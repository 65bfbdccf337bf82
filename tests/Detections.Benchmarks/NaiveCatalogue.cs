using System.Text.Json;
using System.Text.RegularExpressions;
using Detections.Eql;
using Detections.Eql.Compilation.Conditions;

namespace Detections.Benchmarks;

/// <summary>
/// The steps of a catalogue as one would write them by hand: a JSON document for each event, fields looked up by path, patterns as regular
/// expressions. What takes functions or numbers it leaves to the engine.
/// </summary>
internal sealed class NaiveCatalogue
{
    private const RegexOptions Options =
        RegexOptions.IgnoreCase
        | RegexOptions.CultureInvariant
        | RegexOptions.Singleline
        | RegexOptions.ExplicitCapture;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly Engine _engine;
    private readonly Func<JsonElement, EqlEvent, bool>[] _steps;

    public NaiveCatalogue(Engine engine)
    {
        _engine = engine;
        _steps = [.. engine.Steps.Select(step => Compile(step.Condition))];
    }

    /// <summary>How many steps the event satisfies.</summary>
    public int Count(ReadOnlyMemory<byte> source)
    {
        using var document = JsonDocument.Parse(source);
        var values = _engine.Read(source);
        var count = 0;
        foreach (var step in _steps)
        {
            count += step(document.RootElement, values) ? 1 : 0;
        }

        return count;
    }

    private Func<JsonElement, EqlEvent, bool> Compile(Condition condition)
    {
        switch (condition)
        {
            case AllCondition all:
                var operands = Array.ConvertAll(all.Operands, Compile);
                return (root, values) => Array.TrueForAll(operands, holds => holds(root, values));
            case AnyCondition any:
                var choices = Array.ConvertAll(any.Operands, Compile);
                return (root, values) => Array.Exists(choices, holds => holds(root, values));
            case NotCondition not:
                var operand = Compile(not.Operand);
                return (root, values) => !operand(root, values);
            case MissingCondition missing:
                var absent = _engine.Fields.Fields[missing.Slot];
                return (root, _) => !JsonDocumentBaseline.Any(root, absent, _ => true);
            case FieldCondition field when TestOf(field.Filter) is { } test:
                var path = _engine.Fields.Fields[field.Slot];
                return (root, _) => JsonDocumentBaseline.Any(root, path, test);
            default:
                var compiled = condition.Compile();
                return (_, values) => compiled(values);
        }
    }

    private static Func<string, bool>? TestOf(EqlFilter filter)
    {
        switch (filter)
        {
            case EqlFilterAnyOf anyOf:
                var comparison = anyOf.IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
                return text => anyOf.Values.Any(value => string.Equals(value, text, comparison));
            case EqlFilterLike { IgnoresCase: true } like:
                Regex[] patterns = [.. like.Patterns.Select(pattern => new Regex(RegexOf(pattern), Options, Timeout))];
                return text => Array.Exists(patterns, pattern => pattern.IsMatch(text));
            case EqlFilterAny { Parts.IsEmpty: false } any:
                var parts = any.Parts.Select(TestOf).ToList();
                return parts.Contains(null) ? null : text => parts.Exists(part => part!(text));
            default:
                return null;
        }
    }

    private static string RegexOf(string pattern) =>
        $@"\A{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)}\z";
}
