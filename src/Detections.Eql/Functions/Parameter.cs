namespace Detections.Eql.Functions;

/// <summary>One argument of a function as its documentation describes it.</summary>
/// <param name="Name">The name in the documentation.</param>
/// <param name="Type">What it must be.</param>
/// <param name="IsOptional">Whether it may be left out; null then means the same.</param>
/// <param name="IsRepeated">Whether more like it may follow; only the last parameter.</param>
/// <param name="IsConstant">Whether it must not depend on the event.</param>
/// <param name="TakesNull">Whether the function has a result for null, which is null otherwise.</param>
internal sealed record Parameter(
    string Name,
    ParameterType Type,
    bool IsOptional = false,
    bool IsRepeated = false,
    bool IsConstant = false,
    bool TakesNull = false
);
