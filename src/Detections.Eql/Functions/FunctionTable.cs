using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Detections.Eql.Functions;

/// <summary>All functions of the language, by name.</summary>
internal static class FunctionTable
{
    private static readonly Function[] Functions =
    [
        ArithmeticFunctions.Add,
        Between.Function,
        CidrMatch.Function,
        Concat.Function,
        ArithmeticFunctions.Divide,
        EndsWith.Function,
        IndexOf.Function,
        Length.Function,
        ArithmeticFunctions.Modulo,
        ArithmeticFunctions.Multiply,
        ToNumber.Function,
        StartsWith.Function,
        ToText.Function,
        StringContains.Function,
        Substring.Function,
        ArithmeticFunctions.Subtract,
    ];

    private static readonly FrozenDictionary<string, Function> ByName = Functions.ToFrozenDictionary(
        function => function.Name,
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The names as the documentation spells them, in alphabetical order.</summary>
    public static ImmutableArray<string> Names { get; } =
        ImmutableArray.Create(Array.ConvertAll(Functions, f => f.Name));

    /// <summary>The function of a name in any case, without <c>~</c>; null if there is none.</summary>
    public static Function? Find(string name) => ByName.GetValueOrDefault(name);
}
