using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Detections.Eql.Compilation;

namespace Detections.Eql;

/// <summary>Says of single events why they satisfy the filters of a query or why not. Not thread-safe.</summary>
public sealed class EqlExplainer
{
    private readonly EventReader _reader;
    private readonly ImmutableArray<ExplainedStep> _steps;

    internal EqlExplainer(EventReader reader, ImmutableArray<ExplainedStep> steps)
    {
        _reader = reader;
        _steps = steps;
    }

    /// <summary>Judges one event.</summary>
    /// <param name="source">The event, a JSON object.</param>
    /// <param name="steps">For each filter, in the order of <see cref="EqlQuery.Compile"/>, what it came to.</param>
    /// <param name="problem">Why the event cannot be read, if it cannot.</param>
    public bool TryExplain(
        ReadOnlyMemory<byte> source,
        out ImmutableArray<EqlStepExplanation> steps,
        [NotNullWhen(false)] out string? problem
    )
    {
        if (!_reader.TryRead(source, out var values, out problem))
        {
            steps = [];
            return false;
        }

        steps = [.. _steps.Select(step => step.Explain(values))];
        return true;
    }
}
