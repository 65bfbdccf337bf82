using System.Collections.Frozen;
using System.Linq;

namespace Detections.Eql.Functions;

/// <summary>All functions, by their names in any letter case.</summary>
internal static class FunctionTable
{
    private static readonly FrozenDictionary<string, Function> Functions = new Function[]
    {
        ArithmeticFunctions.Add,
        ArithmeticFunctions.Subtract,
        ArithmeticFunctions.Multiply,
        ArithmeticFunctions.Divide,
        ArithmeticFunctions.Modulo,
        Between.Function,
        CidrMatch.Function,
        Concat.Function,
        EndsWith.Function,
        IndexOf.Function,
        Length.Function,
        NumberFunction.Function,
        StartsWith.Function,
        StringContains.Function,
        StringFunction.Function,
        Substring.Function,
    }.ToFrozenDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The names as documented.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [.. Functions.Values.Select(function => function.Name).Order(StringComparer.Ordinal)];

    public static Function? Find(string name) => Functions.GetValueOrDefault(name);
}
