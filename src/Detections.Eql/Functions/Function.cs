using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>A function of the language: its name, its parameters and how to evaluate it.</summary>
/// <param name="Name">The name as documented; queries may write it in any letter case.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Parameters">What it takes.</param>
internal sealed record Function(string Name, ParameterType Result, ImmutableArray<Parameter> Parameters)
{
    /// <summary>The body that respects letter case.</summary>
    public required FunctionBody Body { get; init; }

    /// <summary>The body that ignores letter case, if there is such a form.</summary>
    public FunctionBody? InsensitiveBody { get; init; }

    /// <summary>Why a constant cannot be an argument, if it cannot.</summary>
    public Func<Scalar, int, string?> Objection { get; init; } = (_, _) => null;

    public bool HasInsensitiveForm => InsensitiveBody is not null;

    public int MinArguments => Parameters.Count(parameter => !parameter.IsOptional);

    public int MaxArguments => Parameters[^1].IsRepeated ? int.MaxValue : Parameters.Length;

    /// <summary>The call as documentation writes it.</summary>
    public string Signature => $"{Name}({string.Join(", ", Parameters.Select(Describe))})";

    public Parameter ParameterAt(int index) => Parameters[Math.Min(index, Parameters.Length - 1)];

    /// <summary>How many arguments it takes, in words.</summary>
    public string DescribeArity()
    {
        var least = MinArguments.ToString(CultureInfo.InvariantCulture);
        var noun = MaxArguments == 1 ? "argument" : "arguments";
        return MaxArguments == int.MaxValue ? $"at least {least} {(MinArguments == 1 ? "argument" : "arguments")}"
            : MaxArguments == MinArguments ? $"exactly {least} {noun}"
            : $"{least} to {MaxArguments.ToString(CultureInfo.InvariantCulture)} {noun}";
    }

    private static string Describe(Parameter parameter) =>
        parameter.IsRepeated ? $"{parameter.Name}, …"
        : parameter.IsOptional ? $"{parameter.Name}?"
        : parameter.Name;
}
