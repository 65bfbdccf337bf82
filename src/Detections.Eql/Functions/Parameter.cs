namespace Detections.Eql.Functions;

/// <summary>One parameter of a function; the last of a function may be repeated.</summary>
internal sealed record Parameter(string Name, ParameterType Type)
{
    public bool IsOptional { get; init; }

    public bool IsRepeated { get; init; }

    public bool IsConstant { get; init; }
}
