using System.Text.Encodings.Web;
using System.Text.Json;
using Detections.Eql;
using Detections.Rules;

namespace Detections.Commands.Explain;

/// <summary>The same in full, for programs.</summary>
internal sealed class ExplainJson : ExplainPrinter
{
    private readonly Utf8JsonWriter _writer;

    public ExplainJson(Rule rule, Stream output)
    {
        _writer = new(output, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _writer.WriteStartObject();
        _writer.WriteString("rule_id", rule.RuleId);
        _writer.WriteString("name", rule.Name);
        _writer.WriteString("query", rule.Query.Text);
        _writer.WriteStartArray("events");
    }

    public override void Print(ExplainedEvent found)
    {
        _writer.WriteStartObject();
        _writer.WriteString("_index", found.Index);
        _writer.WriteString("_id", found.Id);
        _writer.WriteString("problem", found.Problem);
        _writer.WriteString("window", found.Window);
        _writer.WriteString("out_of_reach", found.OutOfReach);
        _writer.WriteStartArray("steps");
        foreach (var (step, excepted) in found.Steps.Zip(found.Excepted))
        {
            Write(step, excepted);
        }

        _writer.WriteEndArray();
        _writer.WriteEndObject();
        _writer.Flush();
    }

    public override void Finish(IReadOnlyList<EqlMatch> matches, bool isMatch)
    {
        _writer.WriteEndArray();
        _writer.WriteBoolean("matches", isMatch);
        _writer.WriteStartArray("sequences");
        foreach (var match in matches)
        {
            _writer.WriteStartObject();
            _writer.WritePropertyName("join_keys");
            Write(match.JoinKeys);
            _writer.WritePropertyName("events");
            Write(match.Events.Select(hit => hit?.Id));
            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
    }

    public override async ValueTask DisposeAsync()
    {
        // After a failure half-way the text stays as far as it came
        if (_writer.CurrentDepth == 1)
        {
            _writer.WriteEndObject();
        }

        await _writer.DisposeAsync();
        await Console.Out.WriteLineAsync();
        await base.DisposeAsync();
    }

    private void Write(EqlStepExplanation step, string? excepted)
    {
        _writer.WriteStartObject();
        _writer.WriteString("text", step.Text);
        _writer.WriteBoolean("matches", step.Matches);
        _writer.WriteString("excepted", excepted);
        _writer.WriteBoolean("missing", step.IsMissing);
        _writer.WriteBoolean("until", step.IsUntil);
        _writer.WriteNumber("runs", step.Runs);
        _writer.WriteStartArray("join_keys");
        foreach (var key in step.JoinKeys)
        {
            Write(key);
        }

        _writer.WriteEndArray();
        Write("join_fields", step.JoinFields);
        _writer.WritePropertyName("condition");
        Write(step.Condition);
        _writer.WriteEndObject();
    }

    private void Write(EqlExplanation node)
    {
        _writer.WriteStartObject();
        _writer.WriteString("text", node.Text);
        _writer.WriteString("operator", node.Operator);
        if (node.Verdict is { } verdict)
        {
            _writer.WriteBoolean("verdict", verdict);
        }
        else
        {
            _writer.WriteNull("verdict");
        }

        Write("values", node.Values);
        _writer.WriteStartArray("children");
        foreach (var child in node.Children)
        {
            Write(child);
        }

        _writer.WriteEndArray();
        _writer.WriteEndObject();
    }

    /// <summary>A missing field has an empty list.</summary>
    private void Write(string name, IEnumerable<EqlValues> fields)
    {
        _writer.WriteStartObject(name);
        foreach (var field in fields)
        {
            _writer.WritePropertyName(field.Name);
            Write(field.Values);
        }

        _writer.WriteEndObject();
    }

    private void Write(IEnumerable<string?> texts)
    {
        _writer.WriteStartArray();
        foreach (var text in texts)
        {
            _writer.WriteStringValue(text);
        }

        _writer.WriteEndArray();
    }
}
